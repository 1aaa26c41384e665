"""A new template to begin from: a file that works, and a test of it beside."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from string import Template as Text

_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
_LONGEST = 40
# A file of one of these names would be imported instead of what a test, or a template, asks for.
_OTHERS = frozenset(
    {"cadquery", "generators", "numpy", "printers", "pydantic", "pytest", "server", "shapely", "conftest"}
)


@dataclass(frozen=True)
class WrongName:
    """Why a name cannot be given to a template, and the nearest that can."""

    reason: str
    nearest: str


def wrong_with(name: str, taken: Collection[str]) -> WrongName | None:
    """Say what is wrong with a template's name, or None; `taken` are the names there are."""
    if not _NAME.fullmatch(name):
        words = f"a name is 2 to {_LONGEST} small letters, digits and hyphens, and begins with a letter"
    elif name.startswith("test-") or name == "test":
        words = "files that begin with “test” hold tests"
    elif stem(name) in sys.stdlib_module_names | _OTHERS:
        words = f"a file {stem(name)}.py would hide the Python module of this name"
    elif name in taken:
        words = "there is a template of this name"
    else:
        return None
    return WrongName(words, _nearest(name, taken))


def stem(name: str) -> str:
    """Give the name of the file that a template of this name stands in, without its ending."""
    return name.replace("-", "_")


def written(name: str, folder: Path) -> tuple[Path, Path]:
    """
    Write the template and its test, and give both paths.

    Raises `FileExistsError` where either is there already; then nothing is written.
    """
    paths = folder / f"{stem(name)}.py", folder / f"test_{stem(name)}.py"
    for path in paths:
        if path.exists():
            raise FileExistsError(str(path))
    folder.mkdir(parents=True, exist_ok=True)
    title = name.replace("-", " ").strip().capitalize()
    words = {"slug": name, "title": title, "stem": stem(name), "kind": "".join(map(str.capitalize, name.split("-")))}
    for path, text in zip(paths, (_TEMPLATE, _TEST), strict=True):
        with path.open("x", encoding="utf-8") as file:
            file.write(text.substitute(words))
    return paths


def _nearest(name: str, taken: Collection[str]) -> str:
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    good = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST].rstrip("-")
    if not good or not good[0].isalpha() or good.startswith("test"):
        good = f"my-{good or 'product'}"
    if len(good) < 2 or stem(good) in sys.stdlib_module_names | _OTHERS:
        good = f"my-{good}"
    first = good = good[:_LONGEST]
    number = 2
    while good in taken:
        good = f"{first[: _LONGEST - 4]}-{number}"
        number += 1
    return good


_TEMPLATE = Text('''\
"""$title: a holder made to the measure of one thing."""

from collections.abc import Iterator

from generators import Answer, AtMost, Need, Option, Parameters, Part, Preset, Template, choice, fit, length, value
from generators.shapes import extruded, rounded, softened, sunk


class ${kind}Parameters(Parameters):
    """What a customer can set."""

    width: float = length(60, 20, 120, step=1, label="Width", help="Of the thing that goes in.", axis="x")
    height: float = length(80, 20, 160, step=1, label="Depth", help="How deep the thing stands in it.", axis="z")
    shape: str = choice(
        "round", [Option("round", "Round"), Option("square", "Square")], label="Shape", help="As seen from above."
    )
    fit: str = fit("loose", label="Fit", help="How firmly the thing is held.")
    wall: float = length(2, 1.2, 4, step=0.2, label="Wall", help="2 mm is sturdy, 1.2 mm is light.", level="more")

    rules = (AtMost("height", 2.5 * value("width"), "a deeper one would tip over."),)


def build(values: ${kind}Parameters) -> Iterator[Part]:
    """Raise a block and sink a room into it: mm, Z up, standing on Z = 0 as it is printed."""
    inner = values.width + 2 * values.clearance("fit")
    outer, top = inner + 2 * values.wall, values.wall + values.height
    corner = outer / 2 if values.shape == "round" else 5
    block = softened(extruded(rounded(outer, outer, corner), top), 0.4, at=0)
    yield Part("$slug", sunk(block, [rounded(inner, inner, corner - values.wall, z=top)], values.height))


template = Template(
    slug="$slug",
    title="$title",
    version="1.0.0",
    summary="A holder, made to the measure of one thing.",
    need="Keep pens, brushes or cards upright and in one place.",
    when_not="Not watertight, and not for hot places: it softens at 60 °C.",
    licence="CC0-1.0",
    author="Your name",
    parameters=${kind}Parameters,
    presets=(
        Preset("pens", "Pens", "A handful of them.", {"width": 70, "height": 95}),
        Preset("brush", "Toothbrush", "Just one.", {"width": 25, "height": 60}),
        Preset("cards", "Cards", "Lower than they are.", {"width": 65, "height": 30, "shape": "square"}),
    ),
    needs=(Need("What goes in?", (Answer("Pens", {"width": 70, "height": 95}), Answer("A cup", {"width": 85}))),),
    build=build,
    causes={"WALL_THIN": "wall", "UNSTABLE": "height"},
)
''')

_TEST = Text('''\
"""$title prints as it is offered, and is as large as was asked for."""

from pathlib import Path

import pytest

from generators.library import load_file
from generators.limits import Limits
from generators.make import Made, make

TEMPLATE = load_file(Path(__file__).with_name("$stem.py"))


def made(**values: object) -> Made:
    """Make a design for an ordinary printer."""
    return make(TEMPLATE, TEMPLATE.parameters.read(values), Limits.generic())


@pytest.mark.parametrize("values", [{}, *(preset.values for preset in TEMPLATE.presets)])
def test_the_defaults_and_every_preset_print(values: dict[str, object]) -> None:
    """Nothing that a customer sees first is found fault with."""
    design = made(**values)
    assert design.printable, design.findings


def test_it_is_as_high_as_its_room_and_its_floor() -> None:
    """The room is as deep as was asked for, and the floor as thick as the wall."""
    assert made(height=50, wall=2).sizes[2] == pytest.approx(52)
''')
