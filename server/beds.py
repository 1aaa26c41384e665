"""Which of the shop's printers takes a design, and what to say where none of the right ones does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from generators.errors import InvalidValues
from generators.findings import Finding
from generators.fitting import Volume, fitting_turn
from generators.limits import Limits
from generators.make import Shaped, shaped
from generators.template import Template
from server import bridge
from server.choice import Bed, Choice


@dataclass(frozen=True)
class Judge:
    """The machine for which a design is judged, and whether its volume takes every part."""

    choice: Choice
    limits: Limits
    fits: bool


def limits(choice: Choice) -> Limits:
    """What the machine, nozzle and material of a choice can do."""
    return bridge.limits(bridge.find_profile(choice.machine, choice.material, choice.quality), choice.clearance)


def machines(choice: Choice) -> list[tuple[Choice, Limits]]:
    """Every machine that may print a choice, its first one first."""
    several = [choice, *(replace(choice, machine=machine) for machine in choice.others)]
    return [(one, limits(one)) for one in several]


def read(template: Template[Any], raw: Mapping[str, object], choice: Choice) -> Any:
    """
    Read values as the first machine takes them: some rules ask how far the printer reaches.

    Raises InvalidValues in the words of the largest where none takes them.
    """
    try:
        return template.parameters.read(raw, limits(choice))
    except InvalidValues:
        if not choice.others:
            raise
    for _, one in machines(choice)[1:]:
        try:
            return template.parameters.read(raw, one)
        except InvalidValues:
            continue
    return template.parameters.read(raw, _largest(machines(choice))[1])


def shape(template: Template[Any], raw: Mapping[str, object], choice: Choice) -> Shaped:
    """
    Build and mesh a design. Where the first machine needs it in pieces and another takes it whole, it stays whole.

    Raises InvalidValues and BuildFailed.
    """
    design = shaped(template, read(template, raw, choice))
    for _, its in machines(choice)[1:] if design.cut else ():
        with contextlib.suppress(InvalidValues):
            whole = shaped(template, template.parameters.read(raw, its))
            if not whole.cut and takes(whole, its.volume):
                return whole
    return design


def judge(design: Shaped, raw: Mapping[str, object], choice: Choice) -> Judge:
    """Choose the first machine that takes all parts of a design; where there is none, the largest."""
    first = limits(choice)
    if not choice.others:
        return Judge(choice, first, takes(design, first.volume))
    able = [(one, its) for one, its in machines(choice) if _same(design, raw, its)]
    for one, its in able:
        if takes(design, its.volume):
            return Judge(one, its, fits=True)
    return Judge(*_largest(able), fits=False)


def takes(design: Shaped, volume: Volume) -> bool:
    """Whether every part of a design fits into a volume as it lies, turned about the vertical."""
    return all(fitting_turn(part.mesh.vertices, volume) is not None for part in design.parts)


def told(design: Shaped, judge: Judge, findings: Iterable[Finding]) -> tuple[list[Finding], dict[str, Any]]:
    """
    Say in findings of what is too big which printer could take it, and give the same as facts.

    `machine` and `volume` are those it was judged for; `takes` is the largest printer that could, in another material
    or where another one was asked for; `largest` is the shop's largest. Each is None where nothing is to be said.
    """
    facts: dict[str, Any] = {
        "machine": judge.choice.machine,
        "volume": list(judge.limits.volume),
        "fits": judge.fits,
        "takes": None,
        "largest": None,
    }
    found = list(findings)
    beds = [] if judge.fits else _volumes(judge.choice)
    if not beds:
        return found, facts
    largest = max(beds, key=lambda one: prod(one[1]))
    able = [one for one in beds if takes(design, one[1])]
    taker = max(able, key=lambda one: prod(one[1])) if able else None
    facts["largest"] = _facts(*largest)
    facts["takes"] = _facts(*taker) if taker else None
    words = _taken(*taker, judge.choice) if taker else _untaken(*largest)
    return [
        replace(one, message=f"{one.message} {words}") if one.code == "DOES_NOT_FIT" else one for one in found
    ], facts


def _same(design: Shaped, raw: Mapping[str, object], its: Limits) -> bool:
    """Whether these values make the very same design for another machine."""
    try:
        values = design.template.parameters.read(raw, its)
    except InvalidValues:
        return False
    template = design.template
    # The pieces of another machine's cut print wherever they fit.
    return bool(template.digest(values) == template.digest(design.values))


def _largest(several: Sequence[tuple[Choice, Limits]]) -> tuple[Choice, Limits]:
    return max(several, key=lambda one: prod(one[1].volume))


def _volumes(choice: Choice) -> list[tuple[Bed, Volume]]:
    """Give every printer of the shop with what it takes; the material that was chosen before others of equal size."""
    found = []
    for bed in sorted(choice.beds, key=lambda bed: bed.material != choice.material):
        volume = bridge.room(bed.machine, bed.material, choice.quality)
        if volume is not None:
            found.append((bed, volume))
    return found


def _facts(bed: Bed, volume: Volume) -> dict[str, Any]:
    return {"printer": bed.printer, "machine": bed.machine, "material": bed.material, "volume": list(volume)}


def _taken(bed: Bed, volume: Volume, choice: Choice) -> str:
    room = f"{bed.printer} has room for it ({_sizes(volume)})"
    if bed.material == choice.material:
        return f"{room}: ask the shop to print it there."
    return f"{room} and prints in {bed.title}: choose that material, or ask the shop."


def _untaken(bed: Bed, volume: Volume) -> str:
    return f"No printer of the shop takes it as it is: the largest, {bed.printer}, has room for {_sizes(volume)}."


def _sizes(volume: Volume) -> str:
    return " x ".join(f"{size:.0f}" for size in volume) + " mm"
