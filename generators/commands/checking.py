"""The verb `check`: say whether a design, a template file or a mesh prints, and what a template could do better."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.commands.common import (
    BLOCKED,
    OK,
    WrongInput,
    add_values,
    add_verb,
    limits_of,
    named,
    shown,
    table,
    values_of,
)
from generators.limits import Limits

if TYPE_CHECKING:
    from generators.findings import Finding
    from generators.make import Made
    from generators.template import Template
    from generators.tools.advice import Advice

_WORDS = """Says whether a design prints, by the same checks as the shop. Without --set and --preset the defaults and
every preset are tried, and the template's file is looked over: advice is no error, and leaves the exit code as it is.
A mesh file (STL) is checked as it lies."""
_OTHERS = (".3mf", ".glb", ".gltf", ".obj", ".ply", ".step", ".stp")


def add_check(commands: Any) -> None:
    """Add the verb `check`."""
    examples = [
        "check mine.py",
        "check box --set width=230",
        "check hook --preset coat --volume 180x180x180",
        "check part.stl --json",
    ]
    help = "say whether a template, one of its designs, or an STL file can be printed"
    command = add_verb(commands, "check", help, _WORDS, examples)
    add_values(command, "SLUG|FILE.py|FILE.stl")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(command=_check)


def _check(options: argparse.Namespace) -> int:
    if options.name.lower().endswith(".stl"):
        return _check_mesh(options)
    if Path(options.name).suffix.lower() in _OTHERS:
        raise WrongInput(f"{options.name}: of meshes only STL can be checked; save it as {Path(options.name).stem}.stl")
    from generators.tools.lint import lint

    path, template = named(options, options.name)
    values = values_of(template, options)
    limits = limits_of(options)
    whole = not options.set and options.preset is None
    advice = lint(template, path) if whole else []
    # Advice comes first, so that it is seen even when a build fails.
    if not options.json:
        _tell(advice)
    made = [(name, one) for name, one in _designs(template, values, limits, whole)]
    printable = all(one.printable for _name, one in made)
    if options.json:
        first = made[0][1]
        report: dict[str, object] = {
            "template": template.slug,
            "digest": first.digest,
            "values": first.values.canonical(),
            "printable": printable,
            "findings": _json(first.findings),
        }
        if whole:
            report["presets"] = [
                {"name": name, "digest": one.digest, "printable": one.printable, "findings": _json(one.findings)}
                for name, one in made[1:]
            ]
            report["advice"] = [one.to_json() for one in advice]
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _show([(name, finding) for name, one in made for finding in one.findings], len(made))
    return OK if printable else BLOCKED


def _designs(
    template: Template[Any], values: Mapping[str, object], limits: Limits, whole: bool
) -> Iterator[tuple[str, Made]]:
    from generators.make import make, sound

    yield "default", sound(make(template, template.parameters.read(values, limits), limits))
    for preset in template.presets if whole else ():
        yield preset.name, sound(make(template, template.parameters.read(preset.values, limits), limits))


def _check_mesh(options: argparse.Namespace) -> int:
    findings = _check_file(Path(options.name), limits_of(options))
    printable = all(finding.severity != "error" for finding in findings)
    if options.json:
        report = {"file": options.name, "printable": printable, "findings": _json(findings)}
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _show([("", finding) for finding in findings], 1)
    return OK if printable else BLOCKED


def _check_file(path: Path, limits: Limits) -> list[Finding]:
    from generators.checks import check_part
    from generators.files import read_stl
    from generators.findings import SEVERITIES
    from generators.subject import Subject

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise WrongInput(f"{path}: there is no such file") from None
    found = list(check_part(Subject(path.stem, read_stl(data, path.name)), limits))
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _tell(advice: Sequence[Advice]) -> None:
    for one in advice:
        print(f"advice: {one}")


def _show(findings: Sequence[tuple[str, Finding]], designs: int) -> None:
    if not findings:
        words = f"the defaults and {designs - 1} presets: nothing was found" if designs > 1 else "nothing was found"
        print(f"Printable: {words}.")
        return
    rows = [("design", "severity", "code", "part", "measured", "limit", "what it means")]
    for name, one in findings:
        limit = "" if one.limit is None else f"{shown(one.limit)} {one.unit}"
        measured = "" if one.measured is None else f"{shown(one.measured)} {one.unit}"
        rows.append((name, one.severity, one.code, one.part, measured, limit, one.message))
    table(rows if designs > 1 else [row[1:] for row in rows])


def _json(findings: Sequence[Finding]) -> list[dict[str, object]]:
    return [finding.to_json() for finding in findings]
