"""
Gridfinity: what is taken out of a block or a plate - sockets, the room of a bin, and its lip.

Source of every size: Gridfinity specification (gridfinity.xyz/specification, Zack Freedman, 2022). The crest of a
socket and of a lip is a knife edge there, which no nozzle lays; both end lower here, where nothing touches.
"""

from __future__ import annotations

import cadquery as cq
from cadquery import func

from generators.shapes.bounds import within
from generators.shapes.gridfinity import (
    BIN_RADIUS,
    CELL_RADIUS,
    FOOT_HEIGHT,
    GRID,
    MAGNET,
    MAGNET_DEPTH,
    MOST,
    UNIT,
    cell_places,
    grid_base,
    grid_size,
    magnet_places,
)
from generators.shapes.kernel import as_solid
from generators.shapes.plates import extruded, rounded
from generators.shapes.rooms import hollowed
from generators.shapes.steps import stepped

# A socket from its floor up: 45° for 0.7 mm, upright for 1.8 mm, 45° for 2.15 mm; (inset from the cell's side, z).
SOCKET = ((2.85, 0.0), (2.15, 0.7), (2.15, 2.5), (0.0, 4.65))
SOCKET_DEPTH = 4.65
PLATE_CREST = 0.25  # mm left off a plate's crest: the ridge between two cells is then 0.5 mm, one line, wide
# A lip from the level that the next bin stands on: 45° for 0.7 mm, upright for 1.8 mm, 45° for 1.9 mm.
LIP = ((2.6, 0.0), (1.9, 0.7), (1.9, 2.5), (0.0, 4.4))
LIP_CREST = 0.85  # mm left off a lip's crest: as low as rounding it by 0.6 mm makes it, and 0.85 mm wide
LIP_HEIGHT = 4.4 - LIP_CREST
LIP_HOLD = 1.2  # mm that a lip's inner edge stands upright, above the 45° that carries it
LEAST_WALL = 0.9  # mm: two lines
LEAST_ROOM = 8.0  # mm: a compartment that a finger reaches into
MAGNET_COVER = 0.6  # mm: three layers below or above a magnet


def grid_socket() -> cq.Solid:
    """Give the room of one cell's socket as published, from its floor at Z = 0 to the knife edge at 4.65 mm."""
    return stepped(GRID, GRID, CELL_RADIUS, SOCKET)


def grid_plate(
    columns: int, rows: int, *, floor: float = 0, magnets: bool = False, margins: tuple[float, float] = (0, 0)
) -> cq.Solid:
    """
    Give a baseplate of whole cells, centred on the Z axis, on the bed.

    Without a floor the sockets go right through. Magnets lie in the floor, which must be 3 mm for them. `margins`
    (left and right, front and back) widen the plate, as to fill a drawer.
    """
    for name, cells in (("columns", columns), ("rows", rows)):
        within(name, cells, 1, MOST)
    for name, margin in zip(("margins[0]", "margins[1]"), margins, strict=True):
        within(name, margin, 0, GRID)
    if magnets or floor:
        within("floor", floor, MAGNET_DEPTH + MAGNET_COVER if magnets else MAGNET_COVER, 50)
    outline = rounded(columns * GRID + 2 * margins[0], rows * GRID + 2 * margins[1], CELL_RADIUS)
    room = _plate_room(magnets)
    places = [cq.Location((x, y, floor)) for x, y in cell_places(columns, rows)]
    plate = extruded(outline, floor + SOCKET_DEPTH - PLATE_CREST)
    return hollowed(plate, [as_solid(room.moved(place)) for place in places])


def grid_rooms(
    columns: float,
    rows: float,
    bottom: float,
    level: float,
    wall: float = 1.2,
    *,
    across: int = 1,
    along: int = 1,
    divider: float = 1.2,
    lip: bool = True,
) -> list[cq.Solid]:
    """
    Give what is taken out of a `grid_base` to make it a bin with `across` times `along` compartments.

    The compartments reach from `bottom` up to `level`, where the next bin will stand. With a lip the base must be
    LIP_HEIGHT higher than `level`, and the dividers end below the slope that carries the lip.
    """
    inset, hold = LIP[0][0], level - LIP_HOLD
    top = hold - (inset - wall) if lip else level
    within("wall", wall, LEAST_WALL, inset - 0.1)
    within("divider", divider, LEAST_WALL)
    within("level", level, bottom + 1 + level - top)
    inner = [grid_size(units) - 2 * wall for units in (columns, rows)]
    for name, count, size in (("across", across, inner[0]), ("along", along, inner[1])):
        within(name, count, 1, int((size + divider) / (LEAST_ROOM + divider)))
    steps = [(wall, top), (inset, hold), *((step, level + z) for step, z in LIP[:-1])]
    steps.append((LIP_CREST, level + LIP_HEIGHT))
    width, depth = grid_size(columns), grid_size(rows)
    if lip and across == along == 1:
        return [stepped(width, depth, BIN_RADIUS, [(wall, bottom), *steps])]
    cell = [(size - (count - 1) * divider) / count for size, count in zip(inner, (across, along), strict=True)]
    one = extruded(rounded(cell[0], cell[1], BIN_RADIUS - wall, bottom), top - bottom)
    places = [(x, y, 0.0) for x in _spread(across, cell[0] + divider) for y in _spread(along, cell[1] + divider)]
    rooms = [as_solid(one.moved(cq.Location(place))) for place in places]
    return [as_solid(func.fuse(stepped(width, depth, BIN_RADIUS, steps), *rooms))] if lip else rooms


def grid_bin(
    columns: float,
    rows: float,
    units: float,
    *,
    wall: float = 1.2,
    floor: float = 2.25,
    across: int = 1,
    along: int = 1,
    divider: float = 1.2,
    lip: bool = True,
    magnets: bool = False,
    half: bool = False,
) -> cq.Solid:
    """
    Give a Gridfinity bin `units` of 7 mm high (the lip stands above that), its floor `floor` mm above the feet.

    The published floor is 2.25 mm, so that a unit's worth of height is feet and floor.
    """
    within("units", units, 2, 60)
    within("floor", floor, MAGNET_COVER)
    level = units * UNIT
    base = grid_base(columns, rows, level + (LIP_HEIGHT if lip else 0), magnets=magnets, half=half)
    return hollowed(
        base,
        grid_rooms(
            columns, rows, FOOT_HEIGHT + floor, level, wall, across=across, along=along, divider=divider, lip=lip
        ),
    )


def _plate_room(magnets: bool) -> cq.Solid:
    """Give the room of a socket that ends at the plate's crest, with those of its magnets below."""
    steps = [*SOCKET[:-1], (PLATE_CREST, SOCKET_DEPTH - PLATE_CREST)]
    room = stepped(GRID, GRID, CELL_RADIUS, steps)
    if not magnets:
        return room
    holes = [
        cq.Solid.makeCylinder(MAGNET / 2, MAGNET_DEPTH + 1, cq.Vector(x, y, -MAGNET_DEPTH))
        for x, y in magnet_places(1, 1)
    ]
    return as_solid(func.fuse(room, *holes))


def _spread(count: int, pitch: float) -> list[float]:
    return [(number - (count - 1) / 2) * pitch for number in range(count)]
