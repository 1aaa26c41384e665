"""Scripts that know nothing of templates load unchanged, and their form and their solids are what they say."""

import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cadquery.cqgi import CQModel

from generators.library import load_file
from generators.limits import Limits
from generators.make import make
from generators.scripts.loading import left_alone
from generators.template import Template
from tests.generators.conftest import ROOT

FOLDER = ROOT / "samples" / "scripts"
PATHS = sorted(FOLDER.glob("*.py"))

# name: kind, default, and for numbers minimum, maximum and step
FORMS: dict[str, dict[str, tuple[Any, ...]]] = {
    "bookend": {
        "plate_width": ("length", 90, 45, 180, 1),
        "plate_height": ("length", 120, 60, 240, 1),
        "plate_depth": ("length", 80, 40, 160, 1),
        "wall": ("length", 4, 2, 8, 0.1),
        "ribbed": ("toggle", True),
    },
    "cable_comb": {
        "cables": ("count", 5, 2, 12, 1),
        "cable_diameter": ("length", 6, 3, 12, 0.1),
        "gap": ("length", 3, 1.5, 6, 0.1),
        "height": ("length", 15, 10, 40, 1),
        "thickness": ("length", 4, 2, 8, 0.5),
    },
    "clamp": {
        "rod_diameter": ("length", 12, 6, 30, 0.5),
        "wall": ("length", 3, 1.5, 6, 0.1),
        "width": ("length", 15, 7.5, 30, 0.5),
    },
    "door_wedge": {
        "LENGTH": ("length", 100, 50, 200, 1),
        "WIDTH": ("length", 30, 15, 60, 1),
        "slope_angle": ("angle", 15, 7.5, 30, 0.5),
        "tipHeight": ("length", 2, 1, 4, 0.05),
        "offset": ("length", -5, -20, 20, 1),
    },
    "drawer_divider": {
        "length": ("length", 150, 60, 200, 5),
        "height": ("length", 45, 23, 90, 1),
        "compartments": ("count", 3, 2, 6, 1),
        "wall": ("length", 1.6, 0.8, 3.2, 0.4),
    },
    "hook_rail": {"length": ("length", 120, 60, 220, 5), "hooks": ("count", 4, 2, 8, 1)},
    "fluted_grip": {
        "diameter": ("length", 32, 16, 64, 1),
        "height": ("length", 14, 7, 28, 0.5),
        "flutes": ("count", 12, 6, 24, 1),
        "flute_share": ("ratio", 50, 25, 100, 1),
        "size_1": ("length", 6.2, 3.1, 12.4, 0.1),
        "size_2": ("length", 9, 4.5, 18, 0.1),
    },
    "lidded_tin": {
        "outer_radius": ("length", 25, 13, 50, 1),
        "inner_height": ("length", 30, 15, 60, 1),
        "wall": ("length", 2, 1, 4, 0.05),
        "lid_clearance": ("length", 0.2, 0.1, 0.4, 0.01),
    },
    "name_plate": {
        "label": ("text", "ADA"),
        "shape": ("choice", "round"),
        "width": ("length", 70, 35, 140, 1),
        "letter_depth": ("length", 1.016, 0.508, 2.032, 0.001),
    },
    "peg_pair": {"peg_diameter": ("length", 8, 4, 16, 0.1), "peg_length": ("length", 20, 10, 40, 0.5)},
}


def under_arc(radius: float, half: float) -> float:
    """The area under a half circle's arc between -half and half."""
    return half * math.sqrt(radius**2 - half**2) + radius**2 * math.asin(half / radius)


def lens(large: float, small: float) -> float:
    """What a circle and a smaller one around a point of its rim have in common."""
    first = small**2 * math.acos(small / (2 * large))
    second = large**2 * math.acos(1 - small**2 / (2 * large**2))
    return first + second - small / 2 * math.sqrt(4 * large**2 - small**2)


FLUTE = 3.14159 * 32 / 12 * 0.5 / 2
# Volumes in mm³ worked out by hand from the drawings, part by part.
VOLUMES: dict[str, dict[str, float]] = {
    "bookend": {"bookend": 90 * 80 * 4 + 90 * 4 * 116 + 56 * 36 / 2 * 4},
    "cable_comb": {"cable-comb": 48 * 15 * 4 - 5 * 6 * 10 * 4},
    "clamp": {"clamp": 15 * (math.pi * (9**2 - 6**2) - under_arc(9, 4.8) + under_arc(6, 4.8))},
    "door_wedge": {"wedge": 30 * 105 * (4 + 100 * math.tan(math.radians(15))) / 2},
    "drawer_divider": {"drawer-divider": 45 * (150 * 1.6 + 4 * 1.6 * (40 - 1.6))},
    "hook_rail": {"hook-rail": 120 * 20 * 4 + 4 * math.pi * 4**2 * 18},
    "fluted_grip": {"fluted-grip": math.pi * 16**2 * 14 - 12 * 14 * lens(16, FLUTE) - math.pi * 3.1**2 * 9},
    "lidded_tin": {
        "tin": math.pi * (25**2 * 32 - 23**2 * 30),
        "lid": math.pi * (25**2 * 2 + 22.8**2 * 3),
    },
    "peg_pair": {  # the washer is shown without a name or a variable of its own
        "peg-1": math.pi * 4**2 * 20,
        "peg-2": math.pi * 4**2 * 20,
        "peg-pair": 2 * math.pi * (8**2 - 4.3**2),
    },
}


@cache
def template(name: str) -> Template[Any]:
    """A sample, loaded once."""
    return load_file(FOLDER / f"{name}.py")


def solids(name: str, **values: object) -> dict[str, Any]:
    """The parts of a sample for these values, by name."""
    one = template(name)
    return {part.name: part for part in one.build(one.parameters.read(values))}


def test_every_sample_loads() -> None:
    """Each file is a template of its own name, marked as a draft."""
    assert {path.stem for path in PATHS} == set(FORMS)
    for name in FORMS:
        assert template(name).slug == name.replace("_", "-")
        assert "draft" in template(name).tags


@pytest.mark.parametrize("name", FORMS)
def test_the_form_is_what_the_script_says(name: str) -> None:
    """Each constant is a field of the right kind with the right default, bounds and step; five stand in front."""
    parameters = template(name).parameters
    found = {}
    for field_name, field in parameters.fields().items():
        default = parameters.model_fields[field_name].default
        ends = (field.minimum, field.maximum, field.step) if hasattr(field, "minimum") else ()
        found[field_name] = (field.kind, default, *ends)
        assert field.help.endswith(".")
    assert found == FORMS[name]
    assert sum(field.level == "basic" for field in parameters.fields().values()) <= 5


@pytest.mark.parametrize("name", VOLUMES)
def test_the_parts_have_the_volumes_of_the_drawing(name: str, limits: Limits) -> None:
    """Every part has its name and, within 0.1 %, its volume; it is closed and lies on the bed."""
    for part in solids(name).values():
        assert part.solid.Volume() == pytest.approx(VOLUMES[name][part.name], rel=1e-3)
    made = make(template(name), template(name).parameters.read({}), limits)
    assert {part.name for part in made.parts} == set(VOLUMES[name])
    assert made.printable
    for part in made.parts:
        assert part.mesh.bounds[0, 2] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", FORMS)
def test_every_slider_moves_the_shape(name: str) -> None:
    """Each number's ends, each answer and each toggle give another solid than the default: all values arrive."""
    usual = {part.name: part.solid.Volume() for part in solids(name).values()}
    for field_name, field in template(name).parameters.fields().items():
        default = template(name).parameters.model_fields[field_name].default
        others = ["W"] if field.kind == "text" else [value for value in field.corners() if value != default]
        assert others
        for value in others[:2]:
            moved = {part.name: part.solid.Volume() for part in solids(name, **{field_name: value}).values()}
            assert moved != pytest.approx(usual, rel=1e-9), (field_name, value)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_nothing_that_cadquerys_gateway_sees_is_lost(path: Path) -> None:
    """Every parameter that CadQuery's own gateway finds is asked for, or named as left alone."""
    names = {
        name.removesuffix(f"_{end}") for name in template(path.stem).parameters.fields() for end in ("1", "2", "value")
    }
    left = {one.name for one in left_alone(path)}
    seen = {name for name in CQModel(path.read_text()).metadata.parameters if not name.startswith("_")}
    assert seen <= names | left


def test_words_come_from_comments_and_descriptions() -> None:
    """A comment behind, one above, a heading over several, and describe_parameter all reach the form."""
    bookend = template("bookend").parameters.fields()
    assert bookend["plate_width"].group == "Plates"
    assert bookend["wall"].help == "How thick both plates are."
    assert template("fluted_grip").parameters.fields()["flutes"].help == "The flutes around the grip."
    assert template("drawer_divider").parameters.fields()["wall"].help == "How thick all walls are."
    assert template("door_wedge").parameters.fields()["tipHeight"].label == "Tip height"
    assert [option.title for option in template("name_plate").parameters.fields()["shape"].options] == [
        "Round",
        "Square",
        "Cut",
    ]


def test_the_page_says_what_the_script_says_of_itself() -> None:
    """Title, summary, licence and author are the script's; what it does not say is unknown."""
    bookend, comb = template("bookend"), template("cable_comb")
    assert (bookend.licence, bookend.author) == ("CC0-1.0", "The Printwright developers")
    assert (comb.licence, comb.author) == ("unknown", "unknown")
    assert (comb.title, comb.slug) == ("Cable comb", "cable-comb")
    assert comb.summary == "A comb that keeps cables side by side on the edge of a desk."
    assert comb.version == f"0+{comb.source_digest[:8]}"
    assert [one.name for one in left_alone(FOLDER / "fluted_grip.py")] == ["tolerance"]
    assert "tolerance" in template("fluted_grip").when_not


def test_an_assembly_keeps_its_colours_and_places() -> None:
    """The lid is printed flat on its top and stands upside down on the tin in the assembled view."""
    one = template("lidded_tin")
    made = make(one, one.parameters.read({}), Limits.generic())
    assert {part.name: part.colour for part in made.parts} == {"tin": "body", "lid": "accent"}
    assert [slot.name for slot in one.slots] == ["accent"]
    assert made.sizes == pytest.approx((50, 50, 34), abs=0.05)
    lid = made.parts[1]
    assert lid.placed[:, 2].min() == pytest.approx(29, abs=1e-6)


def test_the_same_values_give_the_same_parts() -> None:
    """Nothing is carried from one build to the next."""
    for name in ("peg_pair", "lidded_tin"):
        one = template(name)
        first, other, again = (
            make(one, one.parameters.read(values), Limits.generic()) for values in ({}, {FIRST[name]: 25}, {})
        )
        assert first.digest == again.digest != other.digest
        for before, after in zip(first.parts, again.parts, strict=True):
            assert before.mesh.vertices.tobytes() == after.mesh.vertices.tobytes()


FIRST = {"peg_pair": "peg_length", "lidded_tin": "inner_height"}
