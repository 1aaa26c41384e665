"""A case holds its board at the published holes, and leaves every connector its way out."""

import cadquery as cq
import pytest
from cadquery import func
from numpy.testing import assert_allclose

from generators.catalog.enclosure import build, chosen, origin, template
from generators.shapes.boards import BOARDS
from generators.template import Hardware, Part

# Hole positions as the makers' drawings give them, in mm from the board's lower left corner.
PUBLISHED = {
    "pi-4": [(3.5, 3.5), (3.5, 52.5), (61.5, 3.5), (61.5, 52.5)],
    "pi-5": [(3.5, 3.5), (3.5, 52.5), (61.5, 3.5), (61.5, 52.5)],
    "zero-2-w": [(3.5, 3.5), (3.5, 26.5), (61.5, 3.5), (61.5, 26.5)],
    "pico": [(2.0, 4.8), (2.0, 16.2), (49.0, 4.8), (49.0, 16.2)],
    "uno": [(13.97, 2.54), (15.24, 50.8), (66.04, 7.62), (66.04, 35.56)],
}
# Middles of connectors along their side.
MIDDLES = {
    ("pi-4", "front"): [11.2, 26, 39.5, 54],
    ("pi-4", "right"): [9, 27, 45.75],
    ("pi-5", "front"): [11.2, 25.8, 39.2],
    ("pi-5", "right"): [10.2, 29.1, 47],
    ("zero-2-w", "front"): [12.4, 41.4, 54],
    ("pico", "left"): [10.5],
}
# How high connectors are over the board, as the drawings give it.
HEIGHTS = {
    ("pi-4", "screen 1"): 3.0,
    ("pi-4", "sound"): 6.0,
    ("pi-4", "USB 3"): 16.0,
    ("pi-4", "network"): 13.5,
    ("pi-5", "screen 1"): 3.4,
    ("pi-5", "USB 3"): 16.0,
    ("pi-5", "network"): 14.0,
}
# How far the plug of a board stands out and how wide the board is, at most, in what was found published.
MEASURED = {"nano": (2.5, 18.5), "esp32": (1.3, 28.5), "uno": (6.6, 53.34), "pico": (1.4, 21.0), "pi-5": (1.8, 56.0)}


def made(**values: object) -> tuple[cq.Shape, Part, tuple[float, float, float]]:
    """The case, its lid and where the board's corner lies."""
    read = template.parameters.repaired(values)[0]
    case, lid = (piece for piece in build(read) if isinstance(piece, Part))
    return case.solid, lid, origin(read)


@pytest.mark.parametrize("board", PUBLISHED)
def test_posts_have_their_holes_where_the_board_has_them(board: str) -> None:
    """The bores of the posts, seen from above, lie at the published places within 0.01 mm."""
    case, _lid, (x, y, z) = made(board=board)
    bores = {
        (round(face.Center().x - x, 2), round(face.Center().y - y, 2))
        for face in case.Faces()
        if face.geomType() == "CYLINDER" and abs(face.BoundingBox(1e-6).zmax - z) < 1e-3
        and face.BoundingBox(1e-6).xlen < 2.6
    }  # fmt: skip
    assert sorted(bores) == PUBLISHED[board]


@pytest.mark.parametrize(("board", "side"), MIDDLES)
def test_openings_lie_before_the_connectors(board: str, side: str) -> None:
    """A cut through the middle of a wall shows one opening for each connector, around its published middle."""
    case, _lid, (x, y, z) = made(board=board)
    box = case.BoundingBox(1e-6)
    along = {"front": (x, box.ymin + 1), "right": (y, box.xmax - 1), "left": (y, box.xmin + 1)}[side]
    level = z + BOARDS[board].thickness + 1.2
    wide = box.xlen if side == "front" else box.ylen
    start = cq.Vector(-wide / 2 + 5, along[1], level) if side == "front" else cq.Vector(along[1], -wide / 2 + 3, level)
    end = cq.Vector(wide / 2 - 5, along[1], level) if side == "front" else cq.Vector(along[1], wide / 2 - 3, level)
    free = cq.Edge.makeLine(start, end).cut(case)
    found = sorted((edge.Center().x if side == "front" else edge.Center().y) - along[0] for edge in free.Edges())
    assert_allclose(found, MIDDLES[board, side], atol=0.01)


@pytest.mark.parametrize("lid", ["press", "screws"])
@pytest.mark.parametrize("board", [*BOARDS, "own"])
def test_the_board_and_its_connectors_meet_no_plastic(board: str, lid: str) -> None:
    """Set on its posts, a hundredth above them, it touches neither case nor lid, and it rests on something."""
    read = template.parameters.repaired({"board": board, "lid": lid})[0]
    case, cover = (piece for piece in build(read) if isinstance(piece, Part))
    x, y, z = origin(read)
    volume = chosen(read).volume()
    lying = volume.moved(cq.Location((x, y, z + 0.01)))
    assert isinstance(cover.place, cq.Location)
    for plastic in (case.solid, cover.solid.moved(cover.place)):
        assert sum(func.intersect(plastic, piece).Volume() for piece in lying.Solids()) < 1e-6
    sunk = volume.moved(cq.Location((x, y, z - 0.1)))
    assert sum(func.intersect(case.solid, piece).Volume() for piece in sunk.Solids()) > 0.5


@pytest.mark.parametrize(("board", "name"), HEIGHTS)
def test_connectors_are_as_high_as_the_drawing_says(board: str, name: str) -> None:
    """The table repeats the drawings' heights, and the case leaves at least that much open in its wall."""
    (port,) = (one for one in BOARDS[board].ports if one.name == name)
    assert port.high == HEIGHTS[board, name]
    case, _lid, (x, y, z) = made(board=board)
    box, top = case.BoundingBox(1e-6), z + BOARDS[board].thickness
    right, front = (box.xmax - 1, y + port.middle, top), (x + port.middle, box.ymin + 1, top)
    foot = cq.Vector(*(right if port.side == "right" else front))
    free = cq.Edge.makeLine(foot, foot + cq.Vector(0, 0, port.high)).cut(case)
    assert sum(edge.Length() for edge in free.Edges()) == pytest.approx(port.high)


@pytest.mark.parametrize("board", MEASURED)
def test_the_largest_board_that_was_measured_goes_in(board: str) -> None:
    """Between the walls there is room for the widest of its copies and the plug that stands out furthest."""
    out, width = MEASURED[board]
    known = BOARDS[board]
    assert max(known.overhang(side) for side in ("left", "front")) >= out
    assert known.width >= width


def test_a_closed_case_without_posts_has_the_volume_of_a_box() -> None:
    """Walls, floor and the bevel of 0.6 mm, with everything cut or standing measured apart: within 0.5 %."""
    case, _lid, _at = made(board="pico", lid="press", above=20, under=5, wall=2)
    wide, deep, high = 51 + 1.4 + 2 * 2.6, 21 + 2 * 2.6, 2 + 5 + 1 + 20

    def area(width: float, depth: float, radius: float) -> float:
        return width * depth - (4 - 3.141592653589793) * radius**2

    around = 2 * (wide + deep) - (8 - 2 * 3.141592653589793) * 4
    shell = area(wide, deep, 4) * high - area(wide - 4, deep - 4, 2) * (high - 2) - 0.18 * around
    posts = 4 * (3.141592653589793 / 4) * (4.4**2 - 1.6**2) * 5
    # The opening for the USB plug: 13.2 mm wide, from 2.6 mm below the board's top, its top sloped in to 9 mm.
    low, top, half = -2.6, 5.6 + 2.1, 6.6
    opening = (13.2 * (top - low) - (half - 4.5) ** 2) * 2
    assert_allclose(case.Volume(), shell + posts - opening, rtol=5e-3)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"board": "pi-4"}, ["M2.5 x 5 mm screw"]),
        ({"board": "nano", "feet": True}, ["8 mm rubber foot"]),
        ({"board": "uno", "lid": "inserts"}, ["M3 x 5 mm screw", "M3 x 8 mm screw", "M3 x 5.7 mm heat-set insert"]),
    ],
)
def test_hardware_is_what_the_board_and_the_lid_need(values: dict[str, object], names: list[str]) -> None:
    """Four of each."""
    read = template.parameters.repaired(values)[0]
    needed = [one for one in build(read) if isinstance(one, Hardware)]
    assert [one.name for one in needed] == names
    assert {one.quantity for one in needed} == {4}
