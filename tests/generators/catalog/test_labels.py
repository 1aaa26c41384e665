"""Every row of a list becomes a label: equal rows one part several times, all of one height."""

import math
from typing import Any

import cadquery as cq
import pytest
from numpy.testing import assert_allclose

from generators.catalog.labels import template
from generators.errors import InvalidValues
from generators.limits import Limits
from generators.make import Made, make
from generators.shapes import lettering, text_bounds


def made(**values: object) -> Made:
    return make(template, template.parameters.read(values), Limits.generic())


def test_equal_rows_become_a_quantity() -> None:
    """Five rows of three texts are three parts, told apart by number and text."""
    parts = made(names="Salt\nPepper\nSalt\nSalt\nÖl/Essig").parts
    assert [(part.name, part.quantity) for part in parts] == [
        ("label-1-Salt", 3),
        ("label-2-Pepper", 1),
        ("label-3-ÖlEssig", 1),
    ]


@pytest.mark.parametrize("mount", ["tape", "hole", "ties", "slide"])
def test_all_labels_are_of_one_size_where_that_is_asked(mount: str) -> None:
    """The longest text decides; the heights are equal even where only one text reaches below the line."""
    parts = made(names="Tea\nCoffee\nSugar gy", mount=mount).parts
    assert len({part.mesh.sizes for part in parts}) == 1
    if mount != "slide":
        each = made(names="Tea\nCoffee\nSugar gy", mount=mount, same=False).parts
        assert len({part.mesh.sizes[0] for part in each}) == 3
        assert len({part.mesh.sizes[1] for part in each}) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"names": "HIT", "size": 10, "shape": "square"},
        {"names": "HIT", "size": 15, "shape": "rounded", "margin": 6, "thickness": 3},
        {"names": "LIFE", "size": 12, "shape": "pill", "relief": 1.2},
    ],
)
def test_size_and_volume_are_those_of_plate_and_letters(values: dict[str, Any]) -> None:
    """A rectangle with round corners less its bevels, and prisms of the letters' areas: within 0.5 %."""
    (part,) = made(**values).parts
    margin, thick, relief = values.get("margin", 4), values.get("thickness", 2), values.get("relief", 0.8)
    faces = lettering(values["names"], values["size"], 0, "condensed")
    left, bottom, right, top = text_bounds(faces)
    high = top - bottom + 2 * margin
    wide = right - left + 2 * margin + (high / 2 if values["shape"] == "pill" else 0)
    radius = {"square": 0.6, "rounded": 3, "pill": high / 2 - 0.01}[values["shape"]]
    area = wide * high - (4 - math.pi) * radius**2
    around = 2 * (wide + high) - (8 - 2 * math.pi) * radius
    ink = sum(face.Area() for face in faces)
    assert_allclose(part.mesh.sizes, (wide, high, thick + relief), atol=0.01)
    assert_allclose(part.volume, area * thick - 2 * around * 0.4**2 / 2 + ink * relief, rtol=0.005)


def test_a_cable_tie_and_a_cord_pass_and_rails_hold() -> None:
    """Slots of 2.2 x 5.6 mm, a hole of 4 mm, and edges 1.2 mm thick that stand out 2 mm."""
    (tied,) = made(names="NAS", mount="ties").parts
    (holed,) = made(names="NAS", mount="hole").parts
    widest = tied.mesh.sizes[0] / 2
    tie = cq.Solid.makeBox(1.8, 5, 20, cq.Vector(-0.9, -2.5, -10))
    for x in (-(widest - 4.1), widest - 4.1):
        assert tied.solid.intersect(tie.moved(cq.Location((x, 0, 0)))).Volume() < 1e-6
    cord = cq.Solid.makeCylinder(1.95, 20, cq.Vector(5 - holed.mesh.sizes[0] / 2, 0, -10))
    assert holed.solid.intersect(cord).Volume() < 1e-6
    (slid,) = made(names="NAS", mount="slide", thickness=3).parts
    rail = cq.Solid.makeBox(500, 1.9, 20, cq.Vector(-250, slid.mesh.sizes[1] / 2 - 1.9, 1.21))
    assert slid.solid.intersect(rail).Volume() < 1e-6


def test_the_rule_lets_no_label_pass_the_printer() -> None:
    """Letters shrink to the size at which the longest row fits, and the refusal names it."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"names": "W" * 18, "size": 20})
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("size", "too_big")
    design = made(names="W" * 18, size=error.nearest)
    assert design.printable
    assert design.parts[0].mesh.sizes[0] <= 212


@pytest.mark.parametrize(("text", "named"), [("喫茶", "喫"), ("مرحبا", "arabic"), ("Tea ☕", "☕"), ("x" * 19, "18")])
def test_a_row_that_cannot_be_lettered_is_refused_with_its_number(text: str, named: str) -> None:
    """The second row is named, with its first sign that the typeface does not have, or with the limit it passes."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"names": f"Salt\n{text}"})
    (error,) = refused.value.errors
    assert error.field == "names"
    assert "row 2" in error.message
    assert named in error.message
    assert made(names="Žofia\nИван\nΏρα").printable
