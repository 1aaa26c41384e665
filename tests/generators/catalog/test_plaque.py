"""A drawing comes out as drawn, at its size, or is refused with the size at which it prints."""

import math

import pytest
import shapely
from numpy.testing import assert_allclose

from generators.artwork import read, shelf
from generators.catalog.plaque import template
from generators.errors import InvalidValues
from generators.limits import Limits
from generators.make import Made, make
from generators.shapes.artwork import printable_drawing, require_strokes
from generators.subject import Subject
from tests.generators.test_mesh import assert_closed


def uploaded(shapes: str, box: str = "0 0 100 100") -> str:
    """Put a drawing where the shop puts what customers send, and give its name."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{shapes}</svg>'
    return shelf.put(read(svg.encode(), "drawing").data)


def made(**values: object) -> Made:
    return make(template, template.parameters.read(values), Limits.generic())


DISC = '<circle cx="50" cy="50" r="50"/>'
SQUARE = '<rect width="100" height="100"/>'
RINGS = "".join(
    f'<circle cx="50" cy="50" r="{r}" fill="none" stroke="black" stroke-width="4"/>' for r in (8, 20, 32, 44)
)
DOTS = "".join(f'<circle cx="{5 + 10 * x}" cy="{5 + 10 * y}" r="3"/>' for x in range(10) for y in range(10))
CLOSE = "".join(f'<rect x="{20 * x}" y="0" width="19.8" height="100"/>' for x in range(5))
SPIKES = '<path d="M50 0L55 45L100 50L55 55L50 100L45 55L0 50L45 45Z"/>'
CORNERS = '<path d="M0 0H50V50H0ZM50 50H100V100H50Z"/>'
ODD = {"rings": RINGS, "dots": DOTS, "close": CLOSE, "spikes": SPIKES, "corners": CORNERS}


ROUND = 25 * math.sqrt(2) + 6  # mm: a disc as large as the box of a drawing of 50 mm needs, and its margin


@pytest.mark.parametrize(
    ("values", "area", "bevelled"),
    [
        ({"size": 50, "margin": 6}, math.pi * ROUND**2, 2 * math.pi * ROUND),
        ({"size": 60, "shape": "outline", "margin": 5}, math.pi * 35**2, 2 * math.pi * 35),
        ({"size": 40, "shape": "plate", "margin": 6}, 52**2 - (4 - math.pi) * 8**2, 4 * 52 - (8 - 2 * math.pi) * 8),
    ],
)
def test_size_and_volume_are_those_of_plate_and_drawing(
    values: dict[str, object], area: float, bevelled: float
) -> None:
    """A plate 3 mm thick less its bevels of 0.6 mm, and a disc 1 mm high: within 0.5 %."""
    motif, size = uploaded(DISC), float(str(values["size"]))
    (part,) = made(**{**values, "motif": motif}).parts
    assert_allclose(part.volume, area * 3 - bevelled * 0.6**2 + math.pi * size**2 / 4, rtol=0.005)
    assert part.mesh.sizes[2] == 4


@pytest.mark.parametrize("name", list(ODD))
@pytest.mark.parametrize("shape", ["round", "plate", "outline"])
def test_odd_drawings_print(name: str, shape: str) -> None:
    """Rings in rings, a hundred islands, gaps that would close, spikes, and corners that touch: one closed body."""
    design = made(motif=uploaded(ODD[name]), shape=shape, size=80, ring=shape == "outline")
    (part,) = design.parts
    assert_closed(part.mesh)
    solid = Subject("part", part.mesh).manifold
    assert solid is not None
    assert len(solid.decompose()) == 1
    assert [finding for finding in design.findings if finding.severity == "error"] == []


@pytest.mark.parametrize("name", ["rings", "dots"])
def test_what_stands_out_is_the_drawing(name: str) -> None:
    """A slice through the raised drawing covers what was drawn, within 1.5 % of its area."""
    motif = uploaded(ODD[name])
    (part,) = made(motif=motif, size=80).parts
    manifold = Subject("part", part.mesh).manifold
    assert manifold is not None
    rings = [shapely.Polygon(ring) for ring in manifold.slice(3.5).to_polygons()]
    seen = shapely.Polygon()
    for ring in rings:
        seen = seen.symmetric_difference(ring)
    drawn = printable_drawing(template.parameters.read({"motif": motif}).outline("motif"), 80)
    scale = 80 / 92 if name == "rings" else 80 / 96
    exact = {
        "rings": sum(2 * math.pi * r * 4 for r in (8, 20, 32, 44)),
        "dots": 100 * math.pi * 9,
    }[name] * scale**2
    assert_allclose(seen.area, exact, rtol=0.015)
    assert seen.symmetric_difference(drawn).area < 0.01 * exact


@pytest.mark.parametrize("stroke", [1.0, 2.0, 3.5])
def test_thin_strokes_are_refused_with_the_size_that_prints(stroke: float) -> None:
    """A cross of lines so wide needs 0.9 mm for them; the size that is offered prints, a twentieth less does not."""
    cross = f'<path d="M0 50H100M50 0V100" fill="none" stroke="black" stroke-width="{stroke}"/>'
    motif = uploaded(cross)
    small = 0.9 / stroke * 100 * 0.8
    with pytest.raises(InvalidValues) as refused:
        made(motif=motif, size=round(small))
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("size", "too_small")
    assert error.nearest is not None
    assert_allclose(float(error.nearest), 90 / stroke, rtol=0.06)
    assert f"{error.nearest:g} mm" in error.message
    assert made(motif=motif, size=error.nearest).printable


def test_hairlines_are_refused_by_the_drawing_and_mended_by_bolder_lines() -> None:
    """Where no size is enough, the drawing is named; lines made bolder print at the very size."""
    motif = uploaded('<path d="M5 50H95M50 5V95" fill="none" stroke="black" stroke-width="0.3"/>')
    with pytest.raises(InvalidValues) as refused:
        made(motif=motif, size=60)
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("motif", "strokes_too_thin")
    assert made(motif=motif, size=60, bolder=1.2).printable


def test_nothing_left_is_refused_too() -> None:
    """A drawing that comes out empty at its size has strokes too thin."""
    with pytest.raises(InvalidValues):
        require_strokes(shapely.MultiPolygon(), 0.9, field="size", label="Size", size=20, most=100, drawing="motif")


def test_a_ring_passes_through_the_eye() -> None:
    """The hole is as wide as asked, beside the drawing, with 3 mm of plate around it."""
    (plain,) = made(motif=uploaded(SQUARE), size=40, shape="plate").parts
    (eyed,) = made(motif=uploaded(SQUARE), size=40, shape="plate", ring=True, hole=6).parts
    assert_allclose(eyed.mesh.sizes[1] - plain.mesh.sizes[1], 6 + 3, atol=0.1)
    manifold = Subject("part", eyed.mesh).manifold
    assert manifold is not None
    rings = [shapely.Polygon(ring) for ring in manifold.slice(1.5).to_polygons()]
    hole = min(rings, key=lambda ring: float(ring.area))
    assert_allclose(hole.area, math.pi * 9, rtol=0.02)
    outside = max(rings, key=lambda ring: float(ring.area)).exterior
    assert_allclose(outside.distance(hole), 3, atol=0.1)
