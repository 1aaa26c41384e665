"""Every character the lettering offers becomes a solid letter."""

from itertools import pairwise

import cadquery as cq
import pytest
from numpy.testing import assert_allclose

from generators.lettering import _RANGES, FONT, advance, is_available, letters
from generators.mesh import tessellate
from generators.shapes import extruded, framed, lettering, moved, pierced, raised, rounded, sunk, text_bounds
from generators.template import MeshSettings

EVERY = [chr(code) for first, last in _RANGES for code in range(first, last + 1) if is_available(chr(code))]
BLOCKS = ["".join(EVERY[start : start + 12]) for start in range(0, len(EVERY), 12)]


def test_the_typeface_comes_with_its_licence() -> None:
    """The file may be passed on only with its notice."""
    text = (FONT.parent / "LICENSE-DejaVu.txt").read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in text
    assert "Bitstream" in text
    assert "Tavmjong Bah" in text


def test_a_capital_has_the_size_asked_for() -> None:
    """Size is what a customer would measure: the height of a capital letter."""
    _left, bottom, _right, top = text_bounds(lettering("H", 10))
    assert_allclose([bottom, top], [0, 10], atol=1e-6)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_letter_stands_on_its_plate(block: str) -> None:
    """One valid closed body, of the plate's volume and the letters' area times their height."""
    faces = lettering(block, 8, z=3)
    left, bottom, right, top = text_bounds(faces)
    plate = extruded(rounded(right - left + 10, top - bottom + 10, 3), 3)
    solid = raised(plate, moved(faces, -(left + right) / 2, -(bottom + top) / 2), 1)
    assert solid.isValid()
    grown = solid.Volume() - plate.Volume()
    assert_allclose(grown, sum(face.Area() for face in faces), rtol=2e-3)


@pytest.mark.parametrize("word", ["ADA", "®", "8%"])
def test_sinking_is_the_mirror_of_raising(word: str) -> None:
    """Engraved letters take away what raised ones add."""
    faces = moved(lettering(word, 8, z=5), -6, -4)
    plate = extruded(rounded(60, 30, 3), 5)
    high, low = raised(plate, faces, 1), sunk(plate, faces, 1)
    assert low.isValid()
    assert_allclose(high.Volume() - plate.Volume(), plate.Volume() - low.Volume(), rtol=1e-3)


def test_letters_that_leave_the_plate_are_joined_by_the_boolean_way() -> None:
    """Where edges cannot be shared, the slow and general operation gives the same solid."""
    plate = extruded(rounded(20, 12, 1), 3)
    letter = moved(lettering("I", 8, z=3), 8, -4)
    low, high = letter[0].BoundingBox().xmin, letter[0].BoundingBox().xmax
    assert low < 10 < high
    tall = moved(lettering("I", 8, z=3), 8, -4)
    joined = raised(plate, tall, 1)
    assert joined.isValid()
    assert_allclose(joined.Volume() - plate.Volume(), tall[0].Area(), rtol=1e-6)


def test_letters_keep_a_line_of_air_between_them() -> None:
    """Where the typeface sets letters tight, they are parted by at least 0.45 mm, so that they stay two."""
    faces = lettering("rt,fjLT", 6)
    for one, other in pairwise(faces):
        assert cq.Shape.distance(one, other) > 0.4


def test_the_width_of_a_line_is_known_without_building_it() -> None:
    """The sum of the advances is what the letters cover, up to the bearings at both ends."""
    left, _bottom, right, _top = text_bounds(lettering("Hamburg", 10))
    assert advance("Hamburg", 10) == pytest.approx(right - left, abs=2.5)
    assert advance("", 10) == 0
    assert list(letters("   ", 10)) == []
    assert lettering("   ", 10) == []


def test_a_frame_is_raised_around_holes_that_are_there_already() -> None:
    """A border around a plate with screw holes: closed, and the border's own volume is all that is added."""
    pierced_plate = extruded(pierced(pierced(rounded(60, 40, 4), 20, 0, 4), -20, 0, 4), 3)
    border = framed(rounded(56, 36, 3, z=3), 2)
    made = raised(pierced_plate, [border], 1.5)
    mesh = tessellate(made, MeshSettings())
    assert mesh.volume > 0
    assert made.isValid()
    assert_allclose(made.Volume(), pierced_plate.Volume() + 1.5 * border.Area(), rtol=1e-6)
    assert_allclose(mesh.volume, made.Volume(), rtol=1e-3)
