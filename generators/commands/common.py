"""What the terminal's verbs share: exit codes, which template is meant, values, and tables."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.errors import GeneratorsError, TemplateError, UnknownTemplate
from generators.limits import Limits

if TYPE_CHECKING:
    from generators.library import Library
    from generators.template import Template

OK, BLOCKED, WRONG_INPUT, FAILED = 0, 1, 2, 3
CODES = "exit codes: 0 done · 1 a finding blocks printing · 2 wrong input · 3 failed"


class WrongInput(Exception):
    """What was typed cannot be meant; the message says what can."""


def add_verb(commands: Any, name: str, help: str, words: str, examples: Sequence[str]) -> argparse.ArgumentParser:
    """Add a verb with its story and examples of it."""
    lines = "\n".join(f"  python -m generators {example}" for example in examples)
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help,
        description=f"{words}\n\nexamples:\n{lines}\n\n{CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return command


def add_values(command: argparse.ArgumentParser, name: str) -> None:
    """Let a verb ask for a design."""
    command.add_argument("name", metavar=name)
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="one value; may repeat")
    command.add_argument("--preset", metavar="NAME", help="start from this preset")
    command.add_argument("--volume", metavar="XxYxZ", help="what the printer can reach in mm, such as 200x200x180")


def library(options: argparse.Namespace) -> Library:
    """Load the catalogue and the folders that were named."""
    from generators.library import load

    for folder in options.templates:
        if not folder.is_dir():
            raise WrongInput(f"--templates {folder}: there is no such folder")
    return load(options.templates)


def named(options: argparse.Namespace, name: str) -> tuple[Path, Template[Any]]:
    """Give the template that a slug or a file's name means, and its file."""
    if name.endswith(".py"):
        return Path(name), from_file(Path(name))
    shelf = library(options)
    try:
        template = shelf.template(name)
    except UnknownTemplate:
        for broken in shelf.broken:
            if broken.path.stem.replace("_", "-") == name:
                raise TemplateError(f"{broken.path}{_line(broken.line)}: {broken.error}") from None
        raise
    return shelf.files[template.slug], template


def all_named(options: argparse.Namespace) -> list[tuple[Path, Template[Any]]]:
    """Give the templates that `options.names` means; without names, all there are."""
    if options.names:
        return [named(options, name) for name in options.names]
    shelf = library(options)
    if shelf.broken:
        told = [f"{broken.path}{_line(broken.line)}: {broken.error}" for broken in shelf.broken]
        raise TemplateError("\n".join(told))
    return [(shelf.files[slug], template) for slug, template in shelf.templates.items()]


def from_file(path: Path) -> Template[Any]:
    """Load one template file; raises `TemplateError` with the line, or `WrongInput` where there is no such file."""
    from generators.library import line_in, load_file

    if not path.is_file():
        beside = [str(other) for other in path.parent.glob("*.py")] if path.parent.is_dir() else []
        near = get_close_matches(str(path), beside, 1)
        raise WrongInput(f"{path}: there is no such file" + (f"; did you mean {near[0]}?" if near else ""))
    try:
        return load_file(path)
    except Exception as error:  # a maker's file may raise anything
        words = str(error) if isinstance(error, GeneratorsError) else f"{type(error).__name__}: {error}"
        words = words.removeprefix(f"{path.name}: ")
        raise TemplateError(f"{path}{_line(line_in(path, error))}: {words}") from error


def values_of(template: Template[Any], options: argparse.Namespace) -> dict[str, object]:
    """Give the values that were asked for, as they were typed."""
    values: dict[str, object] = {}
    if options.preset is not None:
        presets = {preset.name: preset for preset in template.presets}
        if options.preset not in presets:
            near = get_close_matches(options.preset, presets, 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            has = ", ".join(presets) or "no presets"
            raise WrongInput(f"--preset {options.preset}: {template.slug} has {has}{hint}")
        values.update(presets[options.preset].values)
    for pair in options.set:
        name, equals, value = pair.partition("=")
        if not equals:
            raise WrongInput(f"--set {pair}: write NAME=VALUE, such as --set width=80")
        values[name] = value
    return values


def limits_of(options: argparse.Namespace) -> Limits:
    """Give the limits of an ordinary printer, of the size that was asked for."""
    if options.volume is None:
        return Limits.generic()
    sizes = re.fullmatch(r"(\d{1,4}(?:\.\d+)?)x(\d{1,4}(?:\.\d+)?)x(\d{1,4}(?:\.\d+)?)", options.volume)
    if sizes is None:
        raise WrongInput(f"--volume {options.volume}: write three sizes in mm, such as 200x200x180")
    x, y, z = (float(size) for size in sizes.groups())
    return Limits.generic(volume=(x, y, z))


def shown(value: object) -> str:
    """Write a value as it is typed."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[-1]]).rstrip())


def _line(line: int | None) -> str:
    return f":{line}" if line else ""
