"""A bracket is as strong as it says, lies flat in print, and stands against wall and shelf in the view."""

import math
from itertools import pairwise
from typing import Any

import cadquery as cq
import numpy as np
import pytest
from numpy.testing import assert_allclose

from generators.catalog.bracket import build, places, template
from generators.errors import InvalidValues
from generators.limits import Limits
from generators.make import make
from generators.template import Part


def bracket(**values: Any) -> Part:
    part = next(iter(build(template.parameters.read(values))))
    assert isinstance(part, Part)
    assert part.solid.isValid()
    return part


def thickness(load: float, depth: float, width: float, head: float, *, web: bool) -> float:
    return math.sqrt(6 * load * 9.81 * depth * (0.25 if web else 1) / ((width - head) * 10))


@pytest.mark.parametrize(
    ("values", "thick"),
    [
        ({"load": 3, "depth": 80, "height": 60, "width": 30}, thickness(3, 80, 30, 8, web=False)),
        ({"load": 1, "depth": 50, "height": 50, "width": 50}, 5.0),
        ({"load": 4, "depth": 150, "height": 180, "width": 50}, thickness(4, 150, 50, 8, web=False)),
    ],
)
def test_the_volume_is_that_of_the_drawing(values: dict[str, Any], thick: float) -> None:
    """Outline times width, less bevels and two bores, worked out by hand: within 0.3 %."""
    out, down, wide = values["depth"], values["height"], values["width"]
    end = min(3, thick / 2 - 0.5)
    convex: list[float] = [1, 1, 1, end, end]
    area = (out + down - thick) * thick
    area += (1 - math.pi / 4) * (36 - sum(r * r for r in convex))
    around = 2 * (out + down) - (2 - math.pi / 2) * (sum(convex) + 6)
    bevels = 2 * (around * 0.8**2 / 2 - math.pi * 0.8**3 / 3)
    sink = 2.0
    bore = math.pi * 4.5**2 / 4 * (thick - sink) + math.pi * sink / 3 * (8.5**2 + 8.5 * 4.5 + 4.5**2) / 4
    solid = bracket(web=False, holes=1, screw="4", **values).solid
    assert_allclose(solid.Volume(), area * wide - bevels - 2 * bore, rtol=3e-3)


@pytest.mark.parametrize("web", [True, False])
def test_no_leg_bears_more_than_a_fifth(web: bool) -> None:
    """The leg measured on the solid, with a hole in it, stays at or below 10 MPa; the web does in the corner."""
    load, out, down, wide = 6.0, 100.0, 120.0, 40.0
    solid = bracket(load=load, depth=out, height=down, width=wide, web=web, holes=1).solid
    slice_ = solid.intersect(cq.Solid.makeBox(60, 1, 60, cq.Vector(-1, out - 8, -1)))
    leg = slice_.BoundingBox().xmax
    moment = load * 9.81 * out * (0.25 if web else 1)
    assert 6 * moment / ((wide - 8) * leg**2) <= 10.0 + 1e-6
    if web:
        corner = solid.intersect(cq.Solid.makeBox(5, 5, 60, cq.Vector(25, 25, -1)))
        plate = corner.BoundingBox().zmax
        assert 6 * load * 9.81 * out / (plate * (0.75 * down) ** 2) <= 10.0 + 1e-6


def test_it_stands_under_the_shelf_and_before_the_wall() -> None:
    """In the view the wall is Y = 0, the shelf lies on Z = 0, and both legs are as long as asked for."""
    made = make(template, template.parameters.read({"depth": 130, "height": 80, "width": 30}), Limits.generic())
    (part,) = made.parts
    low, high = part.placed.min(axis=0), part.placed.max(axis=0)
    assert_allclose(high - low, [30, 130, 80], atol=1e-3)
    assert_allclose([high[1], high[2]], [0, 0], atol=1e-3)
    assert_allclose(np.linalg.det(part.place), 1)
    assert [finding for finding in made.findings if finding.severity != "info"] == []


@pytest.mark.parametrize(("leg", "count"), [(50, 1), (60, 2), (90, 4), (180, 4)])
def test_holes_keep_apart_and_inside_the_leg(leg: float, count: int) -> None:
    """As many holes as the rule allows keep their heads apart, within the leg, and off the other leg."""
    for head in (7.5, 8.5, 10.5):
        at = places(leg, 16, head, count)
        assert all(after - before >= head + 1 for before, after in pairwise(at))
        assert at[0] - head / 2 >= 16 + 5.9
        assert at[-1] + head / 2 <= leg - 3


def test_too_much_load_is_refused_with_what_it_bears() -> None:
    """The refusal names the load that the setting bears, and that load is accepted."""
    raw = {"load": 15, "depth": 180, "height": 60, "width": 24}
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({**raw, "web": False})
    (error,) = refused.value.errors
    assert error.field == "load"
    assert bracket(**{**raw, "web": False, "load": error.nearest})
