"""A vessel is one closed solid with a room, whichever its sections, and refuses what has no room."""

import math

import pytest
from numpy.testing import assert_allclose

from generators.mesh import tessellate
from generators.shapes.vessels import Section, vessel

STRAIGHT = [(40.0, 0.0), (40.0, 30.0), (40.0, 60.0), (40.0, 90.0)]


@pytest.mark.parametrize(
    "section", [Section(), Section("facets", 6, 0, 90), Section("waves", 8, 0.05, 45), Section("waves", 12, 0.02)]
)
def test_it_is_one_closed_solid(section: Section) -> None:
    """The kernel finds it valid, and its triangles enclose the same volume within 0.2 %."""
    profile = [(30 + 10 * math.sin(t / 30), float(t)) for t in range(0, 121, 10)]
    solid = vessel(profile, 1.6, 2, section, [(0, 0, 6), (10, 0, 6)])
    assert solid.isValid()
    mesh = tessellate(solid)
    assert_allclose(mesh.volume, solid.Volume(), rtol=2e-3)
    assert mesh.bounds[0, 2] == 0


def test_a_twist_neither_adds_nor_takes_plastic_outside() -> None:
    """A straight many-sided vessel keeps the volume it encloses, by Cavalieri: bottom plate by bottom plate."""
    plain, twisted = (vessel(STRAIGHT, 2, 2, Section("facets", 8, 0, twist)) for twist in (0, 60))
    area = 4 * 40**2 * math.sin(math.pi / 4)
    inner = 4 * (40 - 2 / math.cos(math.pi / 8)) ** 2 * math.sin(math.pi / 4)
    assert_allclose(plain.Volume(), area * 90 - inner * 88, rtol=1e-6)
    lean = 40 * math.radians(60) / 90 * math.sin(math.pi / 8)
    inner = 4 * (40 - 2 * math.hypot(1, lean) / math.cos(math.pi / 8)) ** 2 * math.sin(math.pi / 4)
    assert_allclose(twisted.Volume(), area * 90 - inner * 88, rtol=3e-3)


def test_holes_go_through_the_bottom() -> None:
    """A hole takes the volume of its cylinder from the bottom plate."""
    closed, open_ = (vessel(STRAIGHT, 2, 3, None, drains) for drains in ([], [(5.0, 8.0, 6.0)]))
    assert_allclose(closed.Volume() - open_.Volume(), math.pi * 9 * 3, rtol=1e-6)


def test_what_has_no_room_is_refused() -> None:
    """A profile that begins in the air, or is narrower than its wall, is named."""
    with pytest.raises(ValueError, match="first height"):
        vessel([(10, 1), (10, 20)], 1, 1)
    with pytest.raises(ValueError, match="radius inside"):
        vessel([(3, 0), (3, 10), (3, 20)], 3, 1)
