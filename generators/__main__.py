"""The generators from a terminal: list · describe · build · check."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.errors import InvalidValues, TemplateError, UnknownTemplate, UnreadableFile
from generators.limits import Limits

if TYPE_CHECKING:
    from generators.findings import Finding
    from generators.library import Library
    from generators.make import Made
    from generators.template import Template

OK, BLOCKED, WRONG_INPUT, FAILED = 0, 1, 2, 3
FORMATS = ("3mf", "stl", "step", "glb", "png")

_EXAMPLES = """examples:
  python -m generators list
  python -m generators describe keychain
  python -m generators build keychain --set text=ADA --set ring=6 -o ada.3mf
  python -m generators build box --preset cards -o cards.png
  python -m generators check box --set width=230
  python -m generators check part.stl --json

exit codes: 0 done · 1 a finding blocks printing · 2 wrong input · 3 failed"""


class WrongInput(Exception):
    """What was typed cannot be meant; the message says what can."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.command(options)
    except InvalidValues as error:
        for wrong in error.errors:
            hint = "" if wrong.nearest is None else f" Nearest: {wrong.field}={_shown(wrong.nearest)}"
            if wrong.code == "unknown_parameter" and wrong.nearest:
                hint = f" Did you mean '{wrong.nearest}'?"
            print(f"{wrong.field}: {wrong.message}{hint}", file=sys.stderr)
        return WRONG_INPUT
    except (UnknownTemplate, UnreadableFile, WrongInput) as error:
        print(error, file=sys.stderr)
        return WRONG_INPUT
    except (TemplateError, OSError) as error:
        print(error, file=sys.stderr)
        return FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m generators",
        description="Make printable parts from templates.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--templates", action="append", type=Path, default=[], metavar="FOLDER", help="look for templates here too"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("list", help="all templates")
    command.set_defaults(command=_list)

    command = commands.add_parser("describe", help="what a template lets you set")
    command.add_argument("slug", metavar="SLUG")
    command.add_argument("--json", action="store_true", help="as JSON, with the schema of the form")
    command.set_defaults(command=_describe)

    command = commands.add_parser("build", help="make a design and write it to a file")
    _add_values(command, "SLUG")
    command.add_argument("-o", "--output", type=Path, required=True, help=f"file.{'|'.join(FORMATS)}")
    command.add_argument("--colour", default="#e3a010", help="of the picture, #rrggbb")
    command.set_defaults(command=_build)

    command = commands.add_parser("check", help="say whether a design, or an STL file, can be printed")
    _add_values(command, "SLUG|FILE.stl")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(command=_check)
    return parser


def _add_values(command: argparse.ArgumentParser, name: str) -> None:
    command.add_argument("slug", metavar=name)
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="one value; may repeat")
    command.add_argument("--preset", metavar="NAME", help="start from this preset")
    command.add_argument("--volume", metavar="XxYxZ", help="what the printer can reach in mm, such as 200x200x180")


def _list(options: argparse.Namespace) -> int:
    library = _library(options)
    for slug, template in library.templates.items():
        print(f"{slug:<16} {template.title}: {template.summary}")
    for broken in library.broken:
        where = f":{broken.line}" if broken.line else ""
        print(f"{broken.path}{where}: left out. {broken.error}", file=sys.stderr)
    return FAILED if library.broken else OK


def _describe(options: argparse.Namespace) -> int:
    template = _library(options).template(options.slug)
    if options.json:
        print(json.dumps(template.describe(), indent=2, ensure_ascii=False))
        return OK
    print(f"{template.title} ({template.slug} {template.version}): {template.summary}\n")
    properties = template.schema()["properties"]
    rows = [("parameter", "default", "allowed", "what it is")]
    for name, words in properties.items():
        rows.append((name, _shown(words["default"]), _allowed(words), f"{words['title']}. {words['description']}"))
    _table(rows)
    if template.presets:
        print("\npresets: " + ", ".join(f"{preset.name} ({preset.title})" for preset in template.presets))
    return OK


def _allowed(words: Mapping[str, Any]) -> str:
    if "enum" in words:
        return " | ".join(words["enum"])
    if "minimum" in words:
        span = f"{_shown(words['minimum'])} to {_shown(words['maximum'])} {words['x-unit']}".strip()
        return f"{span}, step {_shown(words['x-step'])}"
    return f"up to {words['maxLength']} characters" if "maxLength" in words else "true | false"


def _build(options: argparse.Namespace) -> int:
    kind = options.output.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise WrongInput(f"-o {options.output}: the file must end in one of .{', .'.join(FORMATS)}")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", options.colour):
        raise WrongInput(f"--colour {options.colour}: a colour is written #rrggbb, such as #e3a010")
    made = _made(options)
    for path, data in _written(made, kind, options):
        path.write_bytes(data)
        print(f"{path}: {len(data)} bytes, design {made.digest[:12]}")
    for finding in made.findings:
        print(f"{finding.severity}: {finding.message}", file=sys.stderr)
    return OK if made.printable else BLOCKED


def _written(made: Made, kind: str, options: argparse.Namespace) -> list[tuple[Path, bytes]]:
    from generators.files import step, stl, threemf
    from generators.gltf import glb
    from generators.picture import picture

    path: Path = options.output
    if kind == "stl":
        # An STL holds one part; several get the part's name into theirs.
        several = len(made.parts) > 1
        return [
            (path.with_stem(f"{path.stem}-{part.name}") if several else path, stl(part.mesh)) for part in made.parts
        ]
    if kind == "png":
        return [(path, picture(made, colour=options.colour))]
    writer = {"3mf": threemf, "step": step, "glb": glb}[kind]
    return [(path, writer(made))]


def _check(options: argparse.Namespace) -> int:
    if options.slug.lower().endswith(".stl"):
        findings = _check_file(Path(options.slug), _limits(options))
        facts: dict[str, object] = {"file": options.slug}
    else:
        made = _made(options)
        findings = list(made.findings)
        facts = {"template": made.template.slug, "digest": made.digest, "values": made.values.canonical()}
    printable = all(finding.severity != "error" for finding in findings)
    if options.json:
        report = {**facts, "printable": printable, "findings": [finding.to_json() for finding in findings]}
        print(json.dumps(report, indent=2, ensure_ascii=False))
    elif findings:
        rows = [("severity", "code", "part", "measured", "limit", "what it means")]
        for one in findings:
            limit = "" if one.limit is None else f"{_shown(one.limit)} {one.unit}"
            rows.append((one.severity, one.code, one.part, f"{_shown(one.measured)} {one.unit}", limit, one.message))
        _table(rows)
    else:
        print("Printable: nothing was found.")
    return OK if printable else BLOCKED


def _check_file(path: Path, limits: Limits) -> list[Finding]:
    from generators.checks import check_part
    from generators.files import read_stl
    from generators.subject import Subject

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise WrongInput(f"{path}: there is no such file") from None
    return list(check_part(Subject(path.stem, read_stl(data, path.name)), limits))


def _library(options: argparse.Namespace) -> Library:
    from generators.library import load

    for folder in options.templates:
        if not folder.is_dir():
            raise WrongInput(f"--templates {folder}: there is no such folder")
    return load(options.templates)


def _made(options: argparse.Namespace) -> Made:
    from generators.make import make

    template = _library(options).template(options.slug)
    limits = _limits(options)
    return make(template, template.parameters.read(_values(template, options)), limits)


def _values(template: Template[Any], options: argparse.Namespace) -> dict[str, object]:
    values: dict[str, object] = {}
    if options.preset is not None:
        presets = {preset.name: preset for preset in template.presets}
        if options.preset not in presets:
            raise WrongInput(f"--preset {options.preset}: {template.slug} has {', '.join(presets) or 'no presets'}")
        values.update(presets[options.preset].values)
    for pair in options.set:
        name, equals, value = pair.partition("=")
        if not equals:
            raise WrongInput(f"--set {pair}: write NAME=VALUE, such as --set width=80")
        values[name] = value
    return values


def _limits(options: argparse.Namespace) -> Limits:
    if options.volume is None:
        return Limits.generic()
    sizes = re.fullmatch(r"(\d{1,4}(?:\.\d+)?)x(\d{1,4}(?:\.\d+)?)x(\d{1,4}(?:\.\d+)?)", options.volume)
    if sizes is None:
        raise WrongInput(f"--volume {options.volume}: write three sizes in mm, such as 200x200x180")
    x, y, z = (float(size) for size in sizes.groups())
    return Limits.generic(volume=(x, y, z))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[-1]]).rstrip())


if __name__ == "__main__":
    sys.exit(main())
