"""Settings that do not print, drawn by chance from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from benchmarks.measure import ROOT
from generators.errors import InvalidValues, Value
from generators.library import load, load_file
from generators.limits import Limit, Limits
from generators.mending import Form, Trial, tried
from generators.rules import AtLeast, AtMost, Without
from generators.template import Template

SAMPLES = ("cable_box", "footbridge")  # of samples/templates: their forms allow what does not print
_DRAWS = 8  # settings looked at for a bad one, or for one that prints, before another product has its turn
_TURNED = 4  # questions answered anew at the most, so that a setting is one that somebody might ask for


HARDER, FLAWED, LAWLESS = "harder printer", "flawed template", "rules switched off"
_known: dict[tuple[str, str, str], bool] = {}  # whether a product can be printed somewhere at all
SOURCES = (HARDER, FLAWED, HARDER, LAWLESS)  # in turns
Place = tuple[str, Template[Any], Limits]


@dataclass(frozen=True)
class Bad:
    """A setting that does not print, or not as drawn: of which product, on what, and from which source."""

    source: str
    printer: str
    template: Template[Any]
    limits: Limits
    values: dict[str, Value]
    trial: Trial


def printers() -> Mapping[str, Limits]:
    """Harder printers than the catalogue's rules were proven on."""
    ordinary = Limits.generic()
    soft = "half of PLA's: soft filament sags sooner"
    return {
        "0.6 mm nozzle": Limits.generic(line_width=0.65, layer_height=0.3),
        "0.8 mm nozzle": Limits.generic(line_width=0.9, layer_height=0.4),
        "small bed": Limits.generic(volume=(112.0, 112.0, 120.0)),
        "TPU": replace(
            ordinary,
            bridge_warning=Limit(5, "mm", soft),
            bridge_error=Limit(15, "mm", soft),
            gap_error=Limit(0.3, "mm", "strings close what is narrower"),
            gap_warning=Limit(0.5, "mm", "strings close what is narrower"),
            slenderness=Limit(4, "", soft),
            tip_angle=Limit(14, "°", "a soft foot gives way"),
        ),
    }


def bad_setting(number: int, seed: int) -> Bad | None:
    """
    Give one of them; each number has its own, whatever was drawn before.

    Half are on harder printers, a quarter each of flawed templates and of templates without rules. Some setting of its
    product is known to print there: without one, nothing could mend it. None where no product gave any.
    """
    dice = random.Random(f"{seed} {number}")  # chance that can be repeated is the point
    places = _places()[SOURCES[number % len(SOURCES)]]
    for place in dice.sample(places, k=len(places)):
        found = _draw(SOURCES[number % len(SOURCES)], place, dice)
        if found is not None and can_print(found):
            return found
    return None


@cache
def _places() -> Mapping[str, list[Place]]:
    ordinary = Limits.generic()
    return {
        HARDER: list(_harder()),
        FLAWED: [("ordinary", one, ordinary) for one in _flawed()],
        LAWLESS: [("ordinary", lawless(one), ordinary) for one in load().templates.values()],
    }


def _harder() -> Iterator[Place]:
    for template in load().templates.values():
        for name, limits in printers().items():
            yield name, template, limits


def _flawed() -> list[Template[Any]]:
    return [load_file(ROOT / "samples" / "templates" / f"{name}.py") for name in SAMPLES]


def lawless(template: Template[Any]) -> Template[Any]:
    """Give a template whose form bounds nothing: its conditions stay, its limits are gone."""
    kept = tuple(rule for rule in template.parameters.rules if not isinstance(rule, AtMost | AtLeast | Without))
    loose = type(template.parameters.__name__, (template.parameters,), {"rules": kept, "__annotations__": {}})
    return replace(template, parameters=loose)


def _draw(source: str, place: Place, dice: random.Random) -> Bad | None:
    """Draw settings until one is bad; None where all print, or none can even be asked for."""
    printer, template, limits = place
    for values in _settings(Form(template, limits), dice):
        trial = tried(template, values, limits)
        if trial.broken is None and not trial.clean:
            return Bad(source, printer, template, limits, values, trial)
    return None


def can_print(bad: Bad) -> bool:
    """Whether any setting of this product is known to print there."""
    name = (bad.source, bad.printer, bad.template.slug)
    if name not in _known:
        settings = _settings(Form(bad.template, bad.limits), random.Random(str(name)))
        _known[name] = any(tried(bad.template, values, bad.limits).clean for values in settings)
    return _known[name]


def _settings(form: Form, dice: random.Random) -> Iterator[dict[str, Value]]:
    """Give settings that the form allows: a good one of the maker's with a few answers turned."""
    template = form.template
    bases = [{}, *(dict(preset.values) for preset in template.presets)]
    for turn in range(_DRAWS):
        names = dice.sample(list(form.fields), k=min(len(form.fields), dice.randint(1, _TURNED)))
        turned = {name: form.fields[name].sample(dice) for name in names} if turn % 4 else {}
        base = dice.choice(bases)
        try:
            yield form.begin({**base, **turned})[0]
        except InvalidValues:
            continue
