"""Text on upright sides keeps its strokes and its depth, and prints without support."""

import math

import cadquery as cq
import pytest
from cadquery import func

from generators.shapes.letters import lettering, text_bounds
from generators.shapes.plates import extruded, moved, rounded
from generators.shapes.sides import around, on_side
from generators.template import MeshSettings
from tests.generators.shapes.sound import assert_sound

FINE = MeshSettings(0.003, 0.1, 0.003)
RADIUS = 20.0


def line(text: str, size: float = 10, y: float = 10) -> list[cq.Face]:
    """A line of text centred on x = 0, its baseline at y."""
    faces = lettering(text, size)
    left, _low, right, _high = text_bounds(faces)
    return moved(faces, -(left + right) / 2, y)


def area(faces: list[cq.Face]) -> float:
    """The area of all faces in mm²."""
    return sum(face.Area() for face in faces)


BODIES = {
    "turned": cq.Solid.makeCylinder(RADIUS, 30),
    "extruded": extruded(func.face(func.circle(RADIUS)), 30),
    "hollow": cq.Solid(func.extrude(func.face(func.circle(RADIUS), func.circle(RADIUS - 2)), (0, 0, 30)).wrapped),
    "closed in front": cq.Solid(
        cq.Solid.makeCylinder(RADIUS, 30).moved(cq.Location((0, 0, 0), (0, 0, 1), -90)).wrapped
    ),
}


@pytest.mark.parametrize("height", [0.8, -0.8])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_text_around_a_cylinder_has_its_width_and_depth(body: cq.Solid, height: float) -> None:
    """A stroke's area on the surface is what it is on paper, and the text is `height` thick along the radius."""
    faces = line("Ada")
    written = around(body, faces, height, radius=RADIUS)
    # What lies between the radii R and R + h over an area on R is that area times h (1 + h / 2R).
    assert written.Volume() - body.Volume() == pytest.approx(area(faces) * height * (1 + height / 2 / RADIUS), rel=2e-3)
    assert_sound(written, FINE)


def test_text_around_a_cylinder_stands_in_front_and_reads_from_left_to_right() -> None:
    """The front is -Y; x is the way along the surface, y the height."""
    face = moved([func.face(func.rect(4, 2))], 10, 12)
    body = BODIES["turned"]
    mark = func.cut(around(body, face, 0.5, radius=RADIUS), body)
    middle = mark.Center()
    angle = 10 / RADIUS
    assert math.atan2(middle.x, -middle.y) == pytest.approx(angle, abs=1e-3)
    assert middle.z == pytest.approx(12, abs=1e-3)
    box = mark.BoundingBox(1e-6)
    assert box.zlen == pytest.approx(2, abs=1e-3)


def test_rings_with_islands_are_written_too() -> None:
    """The letter in a © stands free in its ring."""
    body, faces = BODIES["turned"], line("©", 12)
    written = around(body, faces, 0.6, radius=RADIUS)
    assert written.Volume() - body.Volume() == pytest.approx(area(faces) * 0.6 * (1 + 0.3 / RADIUS), rel=2e-3)
    assert_sound(written, FINE)


@pytest.mark.parametrize("height", [0.6, -0.6])
@pytest.mark.parametrize(("toward", "distance"), [((0, -1), 20.0), ((1, 0), 40.0), ((0, 1), 20.0), ((-1, 0), 40.0)])
def test_text_on_a_wall_is_as_drawn(toward: tuple[float, float], distance: float, height: float) -> None:
    """On each of the four walls: the text's area times its height, where it was put."""
    body = extruded(rounded(80, 40, 4), 30)
    faces = line("Box", 8)
    written = on_side(body, faces, height, toward=toward, distance=distance)
    assert written.Volume() - body.Volume() == pytest.approx(area(faces) * height, rel=1e-3)
    mark = func.cut(written, body) if height > 0 else func.cut(body, written)
    middle = mark.Center()
    assert middle.x * toward[0] + middle.y * toward[1] == pytest.approx(distance + height / 2, abs=1e-3)
    assert mark.BoundingBox(1e-6).zmin == pytest.approx(text_bounds(faces)[1], abs=1e-3)
    assert_sound(written)


def test_what_cannot_be_is_told_with_its_limit() -> None:
    """The argument and the limit are named."""
    body = BODIES["turned"]
    with pytest.raises(ValueError, match=r"abs\(height\) is 1.5, but must be at most 1"):
        around(body, line("A"), 1.5, radius=RADIUS)
    with pytest.raises(ValueError, match=r"abs\(height\) is 0.1, but must be at least 0.2"):
        on_side(body, line("A"), 0.1, distance=20)
    with pytest.raises(ValueError, match=r"radius is 22, but must be that of the solid's side, 2\.00 mm away"):
        around(body, line("A"), 0.5, radius=22)
    with pytest.raises(ValueError, match=r"faces' width is .* but must be at most 113"):
        around(body, line("A long line of text that goes around"), 0.5, radius=RADIUS)
    with pytest.raises(ValueError, match="toward is"):
        on_side(body, line("A"), 0.5, toward=(0, 0), distance=20)
    assert around(body, [], 0.5, radius=RADIUS) is body
