"""Gridfinity as published, asserted number by number, and bins that stand in plates and on each other."""

import math

import cadquery as cq
import pytest
from cadquery import func
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.BRepAdaptor import BRepAdaptor_Surface

from generators.mesh import tessellate
from generators.shapes.gridfinity import FOOT, grid_base, grid_size, magnet_places
from generators.shapes.gridrooms import LIP, LIP_HEIGHT, SOCKET, grid_bin, grid_plate, grid_rooms, grid_socket
from generators.shapes.rooms import hollowed
from tests.generators.shapes.sound import assert_sound, slice_width
from tests.generators.test_mesh import assert_closed

# Where four feet meet, the flat spot between their round corners is 1.9 mm from any of them: as published.
CROSSING = ("OVERHANG_UNSUPPORTED",)


def radius_of(face: cq.Face) -> float:
    """The radius of a cylinder's face."""
    return float(BRepAdaptor_Surface(face.wrapped).Cylinder().Radius())


def corner_radii(solid: cq.Shape, z: float) -> set[float]:
    """The radii of upright corners that cross a height."""
    return {
        round(radius_of(face), 4)
        for face in solid.Faces()
        if face.geomType() == "CYLINDER" and face.BoundingBox().zmin < z < face.BoundingBox().zmax
    }


@pytest.mark.parametrize(
    ("z", "width"), [(0.0001, 35.6), (0.8, 37.2), (2.0, 37.2), (2.6, 37.2), (4.7499, 41.5), (10, 41.5)]
)
def test_a_foot_is_as_wide_as_published_at_every_height(z: float, width: float) -> None:
    """0.8 mm at 45°, 1.8 mm upright, 2.15 mm at 45°, to 41.5 mm."""
    assert slice_width(grid_base(1, 1, 14), z) == pytest.approx((width, width), abs=2e-3)


def test_feet_have_the_published_heights_and_radii() -> None:
    """Feet are 4.75 mm high; corners are round by 3.75 mm on the bin and 1.6 mm on the foot's upright part."""
    assert [z for _inset, z in FOOT] == pytest.approx([0, 0.8, 0.8 + 1.8, 0.8 + 1.8 + 2.15])
    base = grid_base(1, 1, 14)
    assert corner_radii(base, 1.5) == {1.6}
    assert corner_radii(base, 10) == {3.75}


@pytest.mark.parametrize(("z", "width"), [(0.0001, 36.3), (0.7, 37.7), (2.0, 37.7), (2.5, 37.7), (4.6499, 42.0)])
def test_a_socket_is_as_wide_as_published_at_every_height(z: float, width: float) -> None:
    """0.7 mm at 45°, 1.8 mm upright, 2.15 mm at 45°, to the whole cell of 42 mm, round by 4 mm."""
    socket = grid_socket()
    assert slice_width(socket, z) == pytest.approx((width, width), abs=2e-3)
    assert corner_radii(socket, 1.5) == {1.85}
    assert SOCKET[-1] == (0, 4.65)


@pytest.mark.parametrize(("z", "opening"), [(0.0001, 36.3), (0.7, 37.7), (2.0, 37.7), (2.5, 37.7), (3.0, 38.7)])
def test_a_lip_opens_as_published_above_the_bin(z: float, opening: float) -> None:
    """0.7 mm at 45°, 1.8 mm upright, then 45° of the 1.9 mm, of which the knife edge is left off."""
    (room,) = grid_rooms(1, 1, 7, 21)
    assert slice_width(room, 21 + z) == pytest.approx((opening, opening), abs=2e-3)
    assert LIP[-1] == pytest.approx((0, 0.7 + 1.8 + 1.9))


def test_sizes_are_those_of_the_grid() -> None:
    """42 mm from cell to cell, 0.5 mm less for a bin, 7 mm a unit of height; the lip stands above."""
    box = grid_bin(3, 2, 4).BoundingBox(1e-6)
    assert (box.xlen, box.ylen, box.zlen) == pytest.approx((125.5, 83.5, 28 + LIP_HEIGHT), abs=1e-4)
    assert grid_bin(1, 1, 4, lip=False).BoundingBox(1e-6).zlen == pytest.approx(28, abs=1e-4)
    assert [grid_size(units) for units in (0.5, 1, 1.5)] == [20.5, 41.5, 62.5]
    plate = grid_plate(3, 2).BoundingBox(1e-6)
    assert (plate.xlen, plate.ylen) == pytest.approx((126, 84), abs=1e-4)


def test_magnets_lie_where_published() -> None:
    """Holes of 6.5 by 2.4 mm, 26 mm apart, 8 mm from the sides of the cell; bin and plate have them alike."""
    assert sorted(magnet_places(1, 1)) == [(-13, -13), (-13, 13), (13, -13), (13, 13)]
    base, plate = grid_base(2, 1, 14, magnets=True), grid_plate(2, 1, floor=3, magnets=True)
    for solid, low in ((base, 0.0), (plate, 0.6)):
        holes = [face for face in solid.Faces() if face.geomType() == "CYLINDER" and abs(radius_of(face) - 3.25) < 1e-9]
        assert {(round(hole.Center().x, 3), round(hole.Center().y, 3)) for hole in holes} == {
            (round(x, 3), round(y, 3)) for x, y in magnet_places(2, 1)
        }
        for hole in holes:
            box = hole.BoundingBox(1e-6)
            assert (box.zmin, box.zmax) == pytest.approx((low, low + 2.4), abs=1e-4)


@pytest.mark.parametrize(
    ("columns", "rows", "half"), [(1, 1, False), (2, 1, False), (1, 1, True), (0.5, 1, False), (1.5, 0.5, False)]
)
def test_a_bin_stands_in_a_plate_with_the_published_air(columns: float, rows: float, half: bool) -> None:
    """No plastic is in the other's place, and 0.25 mm is free all round: moved by that it touches, by more it cuts."""
    across, along = math.ceil(columns), math.ceil(rows)
    plate = grid_plate(across, along, floor=1)
    x, y = (across - columns) * 21, (along - rows) * 21  # its right back corner in the plate's
    seated = grid_base(columns, rows, 6, half=half).moved(cq.Location((x, y, 1)))
    for dx, dy in ((0.2499, 0), (0, 0.2499)):
        aside = seated.moved(cq.Location((dx, dy, 0)))
        assert func.intersect(aside, plate).Volume() == pytest.approx(0, abs=1e-6)
    for dx, dy in ((0.26, 0), (0, 0.26)):
        assert func.intersect(seated.moved(cq.Location((dx, dy, 0))), plate).Volume() > 0.05
    # Lifted off the floor they stand on, they are as far apart as the slopes of 45° let them be.
    lifted = seated.moved(cq.Location((0, 0, 0.0001)))
    assert lifted.distance(plate) == pytest.approx(0.0001, abs=1e-5)


def test_bins_stand_on_each_other_one_unit_apart() -> None:
    """The upper bin's feet rest at the lower one's height in units, with 0.25 mm free all round."""
    lower = grid_bin(2, 1, 3)
    upper = grid_base(2, 1, 6).moved(cq.Location((0, 0, 21)))
    for dx, dy in ((0.2499, 0), (0, -0.2499)):
        aside = upper.moved(cq.Location((dx, dy, 0)))
        assert func.intersect(aside, lower).Volume() == pytest.approx(0, abs=1e-6)
    for dx, dy in ((0.26, 0), (0, -0.26)):
        assert func.intersect(upper.moved(cq.Location((dx, dy, 0))), lower).Volume() > 0.05


def test_a_bin_has_the_volume_it_would_have_if_it_were_cut() -> None:
    """Stitching feet, block and rooms gives the solid that boolean operations give."""
    base, rooms = grid_base(2, 2, 14 + LIP_HEIGHT), grid_rooms(2, 2, 7, 14, across=2)
    cut = func.cut(base, func.compound(rooms))
    assert hollowed(base, rooms).Volume() == pytest.approx(cut.Volume(), rel=1e-9)
    one = grid_base(1, 1, 14).Volume()
    feet = [grid_base(1, 1, 14).moved(cq.Location((x, 0, 0))) for x in (-21, 21)]
    bridge = cq.Workplane().box(60, 41.5, 14 - 4.75).translate((0, 0, 4.75 + (14 - 4.75) / 2)).val()
    fused = func.fuse(*feet, bridge)
    assert grid_base(2, 1, 14).Volume() == pytest.approx(fused.Volume(), rel=1e-9)
    assert grid_base(2, 1, 14).Volume() > 2 * one


@settings(max_examples=4, deadline=None)
@given(
    columns=st.integers(1, 5).map(lambda halves: halves / 2),
    rows=st.integers(1, 4).map(lambda halves: halves / 2),
    units=st.integers(2, 8),
    wall=st.sampled_from([0.9, 1.2, 2.0, 2.5]),
    lip=st.booleans(),
    along=st.integers(1, 2),
)
@pytest.mark.long
def test_every_bin_prints(columns: float, rows: float, units: int, wall: float, lip: bool, along: int) -> None:
    """Whole or half units, any height, wall, lip and compartments: closed, and nothing against printing it."""
    along = along if rows > 0.5 else 1
    bin_ = grid_bin(columns, rows, units, wall=wall, lip=lip, along=along)
    assert_sound(bin_, warnings=CROSSING)


@pytest.mark.parametrize("magnets", [False, True])
@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 3), (3, 2)])
def test_every_block_on_feet_prints(columns: int, rows: int, magnets: bool) -> None:
    """Single cells, rows and fields with feet inside, with and without magnets."""
    assert_sound(grid_base(columns, rows, 10, magnets=magnets), warnings=CROSSING)


@settings(max_examples=4, deadline=None)
@given(
    columns=st.integers(1, 3),
    rows=st.integers(1, 2),
    floor=st.sampled_from([0.0, 0.8, 3.0]),
    margin=st.sampled_from([0.0, 0.3, 12.5]),
)
def test_every_plate_prints(columns: int, rows: int, floor: float, margin: float) -> None:
    """Open or with a floor, with magnets where it is thick enough, widened or not."""
    assert_sound(grid_plate(columns, rows, floor=floor, magnets=floor >= 3, margins=(margin, 0)))


def test_a_large_bin_keeps_every_face_of_its_feet() -> None:
    """Twenty-five feet, each with its bottom and three steps of eight faces."""
    base = grid_base(5, 5, 21)
    bottoms = [face for face in base.Faces() if abs(face.BoundingBox().zmax) < 1e-6]
    assert len(bottoms) == 25
    assert len(base.Faces()) == 25 * 25 + 1 + 8 + 1
    assert_closed(tessellate(base))


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ("columns is 0, but must be at least 0.5", lambda: grid_base(0, 1, 14)),
        ("rows is 1.3, but must be whole or half: 1.5 is the nearest", lambda: grid_base(1, 1.3, 14)),
        ("columns is 21, but must be at most 20", lambda: grid_base(21, 1, 14)),
        ("height is 4.9, but must be at least 5", lambda: grid_base(1, 1, 4.9)),
        ("magnets is True, but must be False", lambda: grid_base(1.5, 1, 14, magnets=True)),
        ("wall is 0.5, but must be at least 0.9", lambda: grid_bin(1, 1, 3, wall=0.5)),
        ("across is 9, but must be at most 4", lambda: grid_bin(1, 1, 3, across=9)),
        ("units is 1, but must be at least 2", lambda: grid_bin(1, 1, 1)),
        ("floor is 2, but must be at least 3", lambda: grid_plate(1, 1, floor=2, magnets=True)),
        (r"margins\[1\] is -1, but must be at least 0", lambda: grid_plate(1, 1, margins=(0, -1))),
    ],
)
def test_what_cannot_be_is_told_with_its_limit(words: str, call: object) -> None:
    """The argument and the limit are named."""
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]  # each is a call without arguments
