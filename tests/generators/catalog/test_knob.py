"""A knob fits its shaft: the bore is the shaft and its air, as deep as the shaft is long."""

import math
from typing import Any

import cadquery as cq
import pytest
from cadquery import func
from numpy.testing import assert_allclose

from generators.catalog.knob import build, template
from generators.limits import Limits
from generators.template import Hardware, Part


def made(**values: object) -> tuple[dict[str, cq.Shape], list[Hardware], Any]:
    read = template.parameters.read(values)
    pieces = list(build(read))
    parts = {piece.name: piece.solid for piece in pieces if isinstance(piece, Part)}
    return parts, [piece for piece in pieces if isinstance(piece, Hardware)], read


def shaft(kind: str, size: float, flat: float, turn: float) -> cq.Shape:
    """A shaft as it stands in the panel, 40 mm long from Z = -20; the flat looks `turn` degrees from X."""
    if kind == "hex":
        return func.extrude(cq.Face.makeFromWires(cq.Wire.makePolygon(
            [cq.Vector(size / math.sqrt(3) * math.cos(math.pi / 3 * one),
                       size / math.sqrt(3) * math.sin(math.pi / 3 * one), -20) for one in range(6)], close=True,
        )), (0, 0, 40)).moved(cq.Location((0, 0, 0), (0, 0, 1), turn))  # fmt: skip
    round_one = cq.Solid.makeCylinder(size / 2, 40, cq.Vector(0, 0, -20))
    if kind != "d":
        return round_one
    off = cq.Solid.makeBox(20, 40, 50, cq.Vector(flat - size / 2, -20, -25))
    return round_one.cut(off).moved(cq.Location((0, 0, 0), (0, 0, 1), turn))


def within(solid: cq.Shape, probe: cq.Shape, deep: float) -> float:
    """How much of the probe's lowest `deep` mm is inside the plastic, in mm³."""
    slab = cq.Solid.makeBox(30, 30, deep, cq.Vector(-15, -15, 0))
    return float(solid.intersect(probe.intersect(slab)).Volume())


@pytest.mark.parametrize("fit", ["loose", "normal", "tight"])
@pytest.mark.parametrize("kind", ["d", "hex", "plain"])
def test_the_shaft_goes_in_with_the_air_of_the_fit(kind: str, fit: str) -> None:
    """The measured shaft passes without touching; one wider by the air per side and 0.02 mm does not."""
    turn = 0.0 if kind == "hex" else 120.0
    parts, _hardware, values = made(shaft=kind, diameter=6, flat=4.5, fit=fit, turn=120, reach=12, height=18)
    air = Limits.generic().clearance(fit)
    assert_allclose(within(parts["knob"], shaft(kind, 6, 4.5, turn), 12.4), 0, atol=1e-6)
    snug = shaft(kind, 6 + 2 * (air - 0.02), 4.5 + 2 * (air - 0.02), turn)
    assert_allclose(within(parts["knob"], snug, 12.4), 0, atol=1e-6)
    wide = shaft(kind, 6 + 2 * (air + 0.02), 4.5 + 2 * (air + 0.02), turn)
    assert within(parts["knob"], wide, 12.4) > 1
    # The flat side is at the angle asked for: turned by 15° the shaft does not go in.
    if kind == "d":
        assert within(parts["knob"], shaft(kind, 6, 4.5, turn + 15), 12.4) > 0.5
    assert values.clearance("fit") == air


def test_the_bore_ends_half_a_millimetre_past_the_shaft() -> None:
    """Depth of the bore: a probe of the shaft's length and 0.5 mm fits, one 0.1 mm longer does not."""
    parts, _hardware, _values = made(shaft="plain", reach=14, height=20)
    thin = cq.Solid.makeCylinder(2, 40, cq.Vector(0, 0, -20))
    assert_allclose(within(parts["knob"], thin, 14.5), 0, atol=1e-6)
    assert_allclose(within(parts["knob"], thin, 14.6), math.pi * 4 * 0.1, rtol=1e-3)


def test_a_toothed_bore_has_its_teeth() -> None:
    """The section is a ring of triangles: 2 n corners between two circles, its area n r R sin(π / n)."""
    parts, _hardware, _values = made(shaft="teeth", teeth=18, diameter=6, fit="tight", line="none", shape="round")
    far = 3 + 0.15
    near = far - 0.3 * math.pi * 6 / 18
    room = 18 * far * near * math.sin(math.pi / 18) * (10.5 - 0.4)
    far, near = far + 0.3, near + 0.3
    mouth = 18 * far * near * math.sin(math.pi / 18) * 0.4
    assert_allclose(parts["knob"].Volume(), turned(24, 16) - room - mouth, rtol=1e-4)


def turned(width: float, height: float) -> float:
    """The volume of a round knob without a bore: a cylinder with bevels of 1 mm above and 0.4 mm below."""
    radius = width / 2

    def bevel(size: float) -> float:
        return math.pi * size * (radius**2 - (radius**2 + radius * (radius - size) + (radius - size) ** 2) / 3)

    return math.pi * radius**2 * height - bevel(1.0) - bevel(0.4)


@pytest.mark.parametrize(("width", "height", "reach"), [(20, 14, 8), (32, 20, 15), (60, 40, 30)])
def test_a_round_knob_has_the_volume_of_cylinder_less_bore(width: float, height: float, reach: float) -> None:
    """Hexagonal bore: its area is 2 √3 times the square of half the width across flats."""
    parts, _hardware, _values = made(
        shape="round", shaft="hex", diameter=7, width=width, height=height, reach=reach, line="none", fit="normal"
    )
    room = 2 * math.sqrt(3) * (3.75**2 * (reach + 0.1) + 4.05**2 * 0.4)
    assert_allclose(parts["knob"].Volume(), turned(width, height) - room, rtol=1e-4)
    box = parts["knob"].BoundingBox()
    assert_allclose([box.xlen, box.ylen, box.zlen, box.zmin], [width, width, height, 0], atol=1e-3)


@pytest.mark.parametrize("shape", ["fluted", "lobed", "pointer"])
def test_every_shape_keeps_plastic_around_the_bore(shape: str) -> None:
    """At the smallest width the rules allow, at least 2 mm of plastic are left around the bore's corners."""
    wanted = {"shape": shape, "shaft": "hex", "diameter": 9, "fit": "loose", "width": 12, "reach": 8, "lobes": 3}
    values, errors = template.parameters.repaired({**wanted, "flutes": 8})
    assert {error.field for error in errors} == {"width"}
    (knob, *_rest) = build(values)
    assert isinstance(knob, Part)
    corner = (4.5 + 0.4) / math.cos(math.pi / 6)
    ring = cq.Solid.makeCylinder(corner + 1.99, 4, cq.Vector(0, 0, 2))
    assert_allclose(ring.cut(knob.solid).Volume(), 2 * math.sqrt(3) * 4.9**2 * 4, rtol=1e-4)


def test_a_star_has_the_width_asked_for() -> None:
    """Six lobes: opposite ones are the width apart, and the first looks along X."""
    parts, _hardware, _values = made(shape="lobed", lobes=6, width=40, line="none")
    assert_allclose(parts["knob"].BoundingBox().xlen, 40, atol=1e-3)


def test_a_second_colour_fits_its_groove() -> None:
    """The strip stands in the groove with 0.15 mm beside it and 0.8 mm above the top."""
    (knob, line) = (piece for piece in build(template.parameters.read({"line": "inlay"})) if isinstance(piece, Part))
    assert line.colour == "line"
    assert isinstance(line.place, tuple)
    placed = line.solid.moved(cq.Location(line.place))
    assert_allclose(knob.solid.intersect(placed).Volume(), 0, atol=1e-9)
    assert_allclose(placed.BoundingBox().zmax, 16.8, atol=1e-6)
    fat = placed.moved(cq.Location((0, 0.17, 0)))
    assert knob.solid.intersect(fat).Volume() > 0.05


@pytest.mark.parametrize(("screw", "hole"), [("grub", 2.5), ("insert", 4.0)])
def test_a_plain_shaft_is_clamped_by_a_screw(screw: str, hole: float) -> None:
    """The screw's hole leads from the side into the bore, and the screw is on the list."""
    parts, hardware, _values = made(shaft="plain", screw=screw, shape="round", width=30, reach=12, height=16)
    ray = cq.Solid.makeCylinder(hole / 2 - 0.01, 5.5, cq.Vector(-15.5, 0, 6), cq.Vector(1, 0, 0))
    assert_allclose(parts["knob"].intersect(ray).Volume(), 0, atol=1e-6)
    through = cq.Solid.makeCylinder(1.2, 16, cq.Vector(-16, 0, 6), cq.Vector(1, 0, 0))
    assert_allclose(parts["knob"].intersect(through).Volume(), 0, atol=1e-6)
    assert any("grub screw" in piece.name for piece in hardware)
    assert any("insert" in piece.name for piece in hardware) == (screw == "insert")
