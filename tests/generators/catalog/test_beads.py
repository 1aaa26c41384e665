"""A word becomes beads in its order, each with a hole that a cord passes, and plain ones for the rest of the wrist."""

import math
from typing import Any

import cadquery as cq
import pytest
from numpy.testing import assert_allclose

from generators.catalog.beads import template
from generators.errors import InvalidValues
from generators.limits import Limits
from generators.make import Made, make
from generators.shapes import lettering, text_bounds

FORMS = ("square", "round", "hexagon", "heart")


def made(**values: object) -> Made:
    return make(template, template.parameters.read(values), Limits.generic())


def test_beads_come_in_the_order_of_the_word() -> None:
    """One part for each letter, named and placed from left to right; a blank is a plain one."""
    design = made(word="ÖA &A", spacers=False, size=15)
    assert [part.name for part in design.parts] == ["bead-1-Ö", "bead-2-A", "bead-3-blank", "bead-4-sign", "bead-5-A"]
    assert [part.quantity for part in design.parts] == [1] * 5
    places = [float(part.place[0, 3]) for part in design.parts]
    assert places == sorted(places)
    assert_allclose(sum(places), 0, atol=1e-9)
    assert design.parts[2].mesh.sizes[2] == 7  # no letter on it


@pytest.mark.parametrize(
    ("word", "size", "wrist", "count"),
    [
        ("ADA", 14, 160, 25),  # (170 - 42) / 5 = 25.6
        ("EMMY", 15, 140, 18),  # (150 - 60) / 5
        ("CHRISTOPHERS", 16, 150, 0),  # 192 mm are more than the wrist
    ],
)
def test_plain_beads_fill_the_wrist(word: str, size: float, wrist: float, count: int) -> None:
    """Each is 5 mm of the bracelet, which is 10 mm longer than the wrist."""
    parts = made(word=word, size=size, wrist=wrist).parts
    assert sum(part.quantity for part in parts if part.name == "spacer") == count
    assert all(part.name != "spacer" for part in made(word=word, size=size, spacers=False).parts)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("hole", "thickness"), [(2, 6), (5, 9)])
def test_a_cord_passes_through_every_bead(form: str, hole: float, thickness: float) -> None:
    """A cord 0.1 mm thinner than the hole runs along X without touching; one 0.2 mm thicker does not pass."""
    (bead,) = made(word="A", form=form, hole=hole, thickness=thickness, size=20, spacers=False).parts
    inside = max(0.0, (thickness - (hole / 2 * (1 + math.sqrt(2)) + 2.8)) / 2) + 1.4 + hole / 2
    thin, thick = (
        cq.Solid.makeCylinder((hole + more) / 2, 60, cq.Vector(-30, 0, inside), cq.Vector(1, 0, 0))
        for more in (-0.1, 0.2)
    )
    assert bead.solid.intersect(thin).Volume() < 1e-6
    assert bead.solid.intersect(thick).Volume() > 0.1


@pytest.mark.parametrize("values", [{"size": 14}, {"size": 20, "hole": 4, "thickness": 8}, {"size": 18, "relief": 1}])
def test_size_and_volume_of_a_square_bead(values: dict[str, Any]) -> None:
    """A rounded square less its bevels and its hole, and a letter as high as 0.72 of it: within 0.5 %."""
    (bead,) = made(word="I", spacers=False, **values).parts
    given = {"size": 14, "hole": 2.5, "thickness": 7, "relief": 0.6, **values}
    size, hole, thick, relief = (given[name] for name in ("size", "hole", "thickness", "relief"))
    radius = 0.18 * size
    area = size**2 - (4 - math.pi) * radius**2
    around = 4 * size - (8 - 2 * math.pi) * radius
    # Three quarters of a disc, and a square on its corner for the roof.
    pierced = (hole / 2) ** 2 * (0.75 * math.pi + 1) * size
    (left, bottom, right, top) = text_bounds(lettering("I", 1, 0, "condensed"))
    scale = 0.72 * size / max(right - left, top - bottom)
    ink = sum(face.Area() for face in lettering("I", scale, 0, "condensed"))
    assert_allclose(bead.mesh.sizes, (size, size, thick + relief), atol=0.01)
    assert_allclose(bead.volume, area * thick - around * 0.6**2 - pierced + ink * relief, rtol=0.005)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_as_wide_as_asked_and_prints(form: str) -> None:
    """Along the cord each bead reaches its width; no check says a word against it."""
    design = made(word="M", form=form, size=19, spacers=False)
    assert_allclose(design.parts[0].mesh.sizes[0], 19, atol=0.05)
    assert design.findings == ()


@pytest.mark.parametrize(("word", "named"), [("愛", "愛"), ("سارة", "arabic"), ("A🙂", "🙂")])
def test_a_letter_that_no_bead_can_show_is_refused_by_name(word: str, named: str) -> None:
    """The first sign that the typeface does not have is named; accents, Cyrillic and Greek are there."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"word": word})
    (error,) = refused.value.errors
    assert error.field == "word"
    assert named in error.message
    for shown in ("ZOË", "Жанна", "ΩΡΑ"):
        design = made(word=shown, size=16, spacers=False)
        assert design.printable
        assert len(design.parts) == len(shown)
