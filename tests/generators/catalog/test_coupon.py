"""Each hole of a coupon leaves the air that is written beside it."""

import math

import cadquery as cq
import pytest
from cadquery import func
from numpy.testing import assert_allclose

from generators.catalog.coupon import airs, build, label, template
from generators.errors import InvalidValues
from generators.template import Hardware, Part


def parts(**values: object) -> dict[str, Part]:
    return {part.name: part for part in build(template.parameters.read(values)) if isinstance(part, Part)}


@pytest.mark.parametrize("form", ["round", "square"])
@pytest.mark.parametrize("values", [{}, {"first": 0.05, "holes": 10, "size": 8}, {"step": 0.1, "size": 24}])
def test_every_gap_measured_on_the_solid_is_its_label(form: str, values: dict[str, object]) -> None:
    """The plug, set into each hole in turn, keeps exactly that many mm from the plate on every side."""
    made = parts(form=form, **values)
    read = template.parameters.read({"form": form, **values})
    plate, plug = made["plate"].solid, made["plug"].solid
    assert isinstance(made["plug"].place, tuple)
    x, y, _z = made["plug"].place
    walls = [face for face in plate.Faces() if abs(face.normalAt().z) < 0.1 and face.Center().z < read.height]
    shaft = cq.Compound.makeCompound([face for face in plug.Faces() if abs(face.normalAt().z) < 0.1])
    width = plate.BoundingBox(1e-6).xlen
    apart = (width - 4) / len(airs(read))
    for number, air in enumerate(airs(read)):
        middle = x + number * apart
        near = []
        for face in walls:
            at, box = face.Center(), face.BoundingBox()
            inside = middle - apart / 2 < box.xmin and box.xmax < middle + apart / 2
            if inside and abs(at.y - y) <= read.size:
                near.append(face)
        placed = shaft.moved(cq.Location((middle, y, 0)))
        gap = cq.Compound.makeCompound(near).distance(placed)
        assert_allclose(gap, float(label(air)), atol=0.02)
        assert func.intersect(plate, plug.moved(cq.Location((middle, y, 0)))).Volume() < 1e-6


def test_the_plug_has_its_volume() -> None:
    """A cylinder 12 mm wide and 13 mm high less two bevels of 0.4 mm."""
    plug = parts()["plug"].solid
    bevel = 0.4**2 / 2 * 2 * math.pi * (6 - 0.4 / 3)
    assert_allclose(plug.Volume(), math.pi * 36 * 13 - 2 * bevel, rtol=1e-4)


def test_holes_take_their_own_volume() -> None:
    """A plate with square holes weighs what is left of it; letters add little and only above its top."""
    made = parts(form="square", holes=3, size=10, height=5)["plate"].solid
    box = made.BoundingBox(1e-6)
    below = made.intersect(cq.Solid.makeBox(300, 300, 5, cq.Vector(-150, -150, 0)))
    left = box.xlen * box.ylen - (4 - math.pi) * 9 - sum((10 + 2 * air) ** 2 for air in (0.1, 0.15, 0.2))
    assert_allclose(below.Volume(), left * 5, rtol=1e-4)
    assert_allclose(box.zlen, 5.8, atol=1e-4)


def test_labels_are_the_numbers_to_enter() -> None:
    """Hundredths of a mm, and the note says where the number goes."""
    read = template.parameters.read({"first": 0.05, "holes": 4})
    assert [label(air) for air in airs(read)] == [".05", ".10", ".15", ".20"]
    (note,) = (one for one in build(read) if isinstance(one, Hardware))
    assert "clearance" in note.help


def test_more_air_than_a_fit_has_is_refused() -> None:
    """From 0.4 mm in steps of 0.1 mm there are three holes up to 0.6 mm."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"first": 0.4, "step": 0.1, "holes": 6})
    (error,) = refused.value.errors
    assert (error.field, error.nearest) == ("holes", 3)
