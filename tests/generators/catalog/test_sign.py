"""A sign carries its lines, fits its foot, and hangs on its slots."""

import math
from typing import Any

import cadquery as cq
import pytest
from numpy.testing import assert_allclose

from generators.catalog.sign import build, template
from generators.errors import InvalidValues
from generators.limits import Limits
from generators.make import make
from generators.shapes import lettering, text_bounds
from generators.template import Part


def parts(**values: Any) -> dict[str, Part]:
    found = {part.name: part for part in build(template.parameters.read(values)) if isinstance(part, Part)}
    assert all(part.solid.isValid() for part in found.values())
    return found


@pytest.mark.parametrize(
    ("size", "margin", "thick", "relief"), [(12.0, 8.0, 4.0, 1.0), (30.0, 12.0, 8.0, 2.0), (8.0, 6.0, 3.0, 0.6)]
)
def test_the_volume_is_that_of_plate_and_letters(size: float, margin: float, thick: float, relief: float) -> None:
    """A plain plate around a plain I, worked out by hand: within 0.1 %."""
    values = {"line1": "I", "line2": "", "shape": "square", "mount": "tape", "border": False}
    sizes = {"size": size, "margin": margin, "thickness": thick, "relief": relief}
    left, bottom, right, top = text_bounds(lettering("I", size))
    wide, high = right - left + 2 * margin, top - bottom + 2 * margin
    plate = (wide * high - (4 - math.pi)) * thick
    bevels = 2 * ((2 * (wide + high) - 8 + 2 * math.pi) * 0.6**2 / 2 - math.pi * 0.6**3 / 3)
    letter = (right - left) * (top - bottom) * relief
    assert_allclose(parts(**values, **sizes)["sign"].solid.Volume(), plate - bevels + letter, rtol=1e-3)


@pytest.mark.parametrize(("fit", "air"), [("loose", 0.4), ("normal", 0.25), ("tight", 0.15)])
def test_the_plate_stands_in_its_foot_with_the_air_of_the_fit(fit: str, air: float) -> None:
    """The slot is wider than the plate by the air on both sides, leans by 10°, and nothing of them overlaps."""
    found = parts(mount="stand", fit=fit, thickness=5)
    across = cq.Vector(0, math.cos(math.radians(10)), -math.sin(math.radians(10)))
    walls = [
        face.Center().dot(across) for face in found["foot"].solid.Faces() if abs(face.normalAt().dot(across)) > 1 - 1e-9
    ]
    assert_allclose(max(walls) - min(walls), 5 + 2 * air, atol=0.02)
    sign = found["sign"]
    assert isinstance(sign.place, cq.Location)
    assert sign.solid.moved(sign.place).intersect(found["foot"].solid).Volume() < 1e-6


def test_a_hidden_slot_lets_a_screw_in_and_holds_it() -> None:
    """A head of 8 mm passes at the way in; above it only a neck of 4.5 mm is open, with room for the head behind."""
    made = parts(line1="Ada", line2="", mount="keyhole", thickness=6, size=12)["sign"].solid
    assert isinstance(made, cq.Solid)
    left, _bottom, right, _top = text_bounds(lettering("Ada", 12))
    assert right - left < 60
    enter, hung = -4.5, 4.5
    assert not made.isInside((4.2, enter, 0.8))
    assert made.isInside((2.5, hung, 0.8))
    assert not made.isInside((2.0, hung, 0.8))
    assert not made.isInside((4.2, hung, 3))
    assert made.isInside((0, hung, 5))


@pytest.mark.parametrize("shape", ["rounded", "square", "oval", "right", "left"])
def test_every_shape_holds_its_text_and_border(shape: str) -> None:
    """The letters stand on the plate and clear of the border, whichever the shape."""
    raw = {"line1": "Exit", "line2": "gjpqÅ", "shape": shape, "mount": "screws", "size": 20}
    made = make(template, template.parameters.read(raw), Limits.generic())
    assert [finding for finding in made.findings if finding.severity != "info"] == []
    levels = [face for face in made.parts[0].solid.Faces() if abs(face.Center().z - 5) < 1e-6]
    letters = sum(face.Area() for text, size in (("Exit", 20), ("gjpqÅ", 15)) for face in lettering(text, size))
    border = max(levels, key=lambda face: face.BoundingBox().xlen)
    assert_allclose(sum(face.Area() for face in levels) - border.Area(), letters, rtol=1e-3)


@pytest.mark.parametrize("text", ["Ada", "Zoë Ř", "Ключ", "Ωμέγα"])
def test_scripts_with_shapes_print(text: str) -> None:
    """Latin, accented, Cyrillic and Greek lines become signs without a blocking finding."""
    made = make(template, template.parameters.read({"line1": text, "line2": text, "size": 20}), Limits.generic())
    assert made.printable


@pytest.mark.parametrize(("text", "sign"), [("東京", "東"), ("سلام", "س"), ("Ada😀", "😀")])
def test_scripts_without_shapes_are_refused_by_name(text: str, sign: str) -> None:
    """CJK, Arabic and emoji are refused, and the message shows the character."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"line2": text})
    assert [error.field for error in refused.value.errors] == ["line2"]
    assert sign in refused.value.errors[0].message


def test_a_layer_in_the_very_plane_of_the_plate_is_checked_too(made: Any) -> None:
    """At this thickness a layer is cut where the plate ends and the letters begin; it may hold nothing."""
    assert made("sign", face="rounded", small=72, thickness=6.5).findings == ()
