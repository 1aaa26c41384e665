"""A part larger than the printer comes in pieces that go together to the very same part."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import pi
from typing import Any

import cadquery as cq
import numpy as np
import pytest
import trimesh
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from generators import Cuts, Parameters, Part, Template
from generators.cutting import Pieces, cut
from generators.errors import BuildFailed
from generators.files import stl
from generators.fitting import fitting_turn
from generators.library import load
from generators.limits import Limits
from generators.make import Made, make
from generators.mesh import tessellate
from tests.generators.conftest import ROOT

RAIL: Template[Any] = load([ROOT / "samples" / "templates"]).template("rail")
LIMITS = Limits.generic()  # 212 x 212 x 250 mm


def made(limits: Limits = LIMITS, **values: Any) -> Made:
    """A rail of these values."""
    return make(RAIL, RAIL.parameters.read(values, limits), limits)


def bar(cuts: Cuts, x: float = 400, y: float = 30, z: float = 20, **more: Any) -> Part:
    """A bar that is too long for the printer."""
    return Part("bar", cq.Solid.makeBox(x, y, z), cuts=cuts, **more)


def inside_out(part: Part) -> cq.Shape:
    """A piece at its place in the whole."""
    assert isinstance(part.place, cq.Location)
    return part.solid.moved(part.place)


@given(
    along=st.sampled_from("xy"),
    length=st.floats(301, 1500),
    wide=st.floats(20, 60),
    tall=st.floats(12, 60),
    reach=st.floats(120, 300),
    air=st.sampled_from((0.0, 0.15, 0.4)),
    place=st.sampled_from((None, (10.0, -7.0, 3.0))),
)
@example(along="x", length=301.0, wide=20.0, tall=12.0, reach=212.0, air=0.15, place=None)
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], derandomize=True)
def test_the_pieces_are_the_whole_without_its_holes(
    along: Any, length: float, wide: float, tall: float, reach: float, air: float, place: Any
) -> None:
    """
    Each fits, lies on the bed and is one watertight body; together they fill the whole but for the holes, exactly.

    At their places no two of them share any room, and they end where the whole ends.
    """
    limits = replace(LIMITS, volume=(reach, reach, 250.0))
    cuts = Cuts(along, ((wide / 4, tall / 2), (wide * 3 / 4, tall / 2)), air)
    sizes = (length, wide) if along == "x" else (wide, length)
    whole = bar(cuts, *sizes, tall, place=place)
    if fitting_turn(tessellate(whole.solid).vertices, limits.volume) is not None:
        assert cut(whole, limits) == Pieces((whole,))
        return
    found = cut(whole, limits)
    *pieces, pin = found.parts
    assert [piece.name for piece in pieces] == [f"bar-{number}" for number in range(1, len(pieces) + 1)]
    assert (pin.name, pin.quantity) == ("bar-pin", 2 * (len(pieces) - 1))
    drilled = 4 * (len(pieces) - 1) * pi * (2.5 + air) ** 2 * 12
    volume = whole.solid.Volume()
    assert sum(piece.solid.Volume() for piece in pieces) == pytest.approx(volume - drilled, rel=1e-6)
    for part in found.parts:
        mesh = tessellate(part.solid)
        assert trimesh.Trimesh(mesh.vertices, mesh.faces).is_volume
        assert abs(mesh.bounds[0, 2]) < 1e-3
        assert fitting_turn(mesh.vertices, limits.volume) is not None
    placed = [inside_out(piece) for piece in pieces]
    for one, other in pairwise(placed):
        assert one.intersect(other).Volume() < 1e-6 * volume
    box = cq.Compound.makeCompound(placed).BoundingBox()
    corner = np.array(place or (0, 0, 0))
    assert (box.xmin, box.ymin, box.zmin) == pytest.approx(tuple(corner), abs=1e-3)
    assert (box.xmax, box.ymax, box.zmax) == pytest.approx(tuple(corner + np.array((*sizes, tall))), abs=1e-3)


def test_what_fits_stays_whole_and_keeps_its_name() -> None:
    """A short rail has the digest that it had without cuts; so has one that lies across the bed."""
    for width in (180, 260):
        values = RAIL.parameters.read({"width": width})
        design = make(RAIL, values, LIMITS)
        assert [part.name for part in design.parts] == ["rail"]
        assert (design.cut, design.digest, design.hardware) == (False, RAIL.digest(values), ())


def test_a_long_rail_prints_in_pieces() -> None:
    """Every piece passes the checks, pins and pieces do not collide, and the customer is told how it goes together."""
    design = made(width=600)
    assert [(part.name, part.quantity) for part in design.parts] == [
        ("rail-1", 1), ("rail-2", 1), ("rail-3", 1), ("rail-pin", 4)
    ]  # fmt: skip
    assert design.printable
    assert design.cut
    assert {finding.code for finding in design.findings} <= {"WARP_RISK", "TURN_TO_FIT"}
    assert design.sizes == (600.0, 24.0, 14.0)
    (note,) = design.hardware
    assert "3 pieces" in note.help
    assert "rail-1 to rail-3" in note.help


def test_the_cut_is_part_of_the_digest() -> None:
    """The same printer gives the same name and bytes; other pieces or another air are another thing to print.

    What reaches less but is cut at the same places keeps the name.
    """
    first, again = made(width=600), made(width=600)
    assert first.digest == again.digest
    assert [stl(part.mesh) for part in first.parts] == [stl(part.mesh) for part in again.parts]
    smaller, small = (replace(LIMITS, volume=(reach, reach, 200.0)) for reach in (120.0, 160.0))
    slower = replace(LIMITS, layer_height=replace(LIMITS.layer_height, value=0.1))
    assert made(smaller, width=600).digest != first.digest
    assert made(width=600, joint="loose").digest != first.digest
    assert made(small, width=600).digest == made(slower, width=600).digest == first.digest


def test_only_where_the_maker_allows() -> None:
    """As few as will do of the places that are given; where they do not suffice it stays whole and is refused."""
    pins = ((15.0, 10.0),)
    allowed = cut(bar(Cuts("x", pins, 0.2, at=(50.0, 120.0, 210.0, 390.0))), LIMITS)
    assert [(start, end) for start, end, _ in allowed.facts] == [(0.0, 210.0), (210.0, 400.0)]
    whole = bar(Cuts("x", pins, 0.2, at=(50.0,)))
    assert cut(whole, LIMITS) == Pieces((whole,))


def test_a_piece_stands_on_its_cut_where_less_hangs_then() -> None:
    """A trough upside down would hang over its whole width: its halves stand; a bar lies as it is drawn."""
    pins = ((3.0, 30.0), (77.0, 30.0))
    trough = cq.Solid.makeBox(400, 80, 60).cut(cq.Solid.makeBox(402, 68, 54).moved(cq.Location(cq.Vector(-1, 6, 0))))
    found = cut(Part("trough", trough, cuts=Cuts("x", pins, 0.2, diameter=2)), LIMITS)
    *pieces, _pin = found.parts
    assert [side for _, _, side in found.facts] == ["x-1", "x+1"]
    for piece in pieces:
        box = piece.solid.BoundingBox()
        assert (box.zmin, box.zlen) == (pytest.approx(0, abs=1e-6), pytest.approx(200))
    assert {side for _, _, side in cut(bar(Cuts("x", ((15.0, 10.0),), 0.2)), LIMITS).facts} == {"as drawn"}


@pytest.mark.parametrize("pin", [(1.0, 10.0), (60.0, 10.0)])
def test_a_pin_beside_the_part_is_the_makers_mistake(pin: tuple[float, float]) -> None:
    """Half outside or wholly: the build says so, and names the part."""

    def build(_values: Parameters) -> list[Part]:
        return [bar(Cuts("x", (pin,), 0.2))]

    template = replace(RAIL, parameters=Parameters, build=build)
    with pytest.raises(BuildFailed, match="a pin of 'bar' does not lie all inside it"):
        make(template, template.parameters.read({}), LIMITS)


def test_a_line_is_not_cut() -> None:
    """What is laid as one line cannot come in pieces."""

    def build(_values: Parameters) -> list[Part]:
        return [bar(Cuts("x", ((15.0, 10.0),), 0.2), spiral=0.8)]

    template = replace(RAIL, parameters=Parameters, build=build)
    with pytest.raises(BuildFailed, match="is one line, which cannot be cut"):
        make(template, template.parameters.read({}), LIMITS)
