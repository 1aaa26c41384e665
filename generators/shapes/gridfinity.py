"""
Gridfinity: feet that stand in a baseplate's sockets, and blocks on such feet.

Source of every size: Gridfinity specification (gridfinity.xyz/specification, Zack Freedman, 2022): a grid of
42 mm, heights in units of 7 mm, bins 0.5 mm smaller than their cells.
"""

from __future__ import annotations

from collections.abc import Iterator

import cadquery as cq
from cadquery import func

from generators.shapes.bounds import within
from generators.shapes.feet import Feet
from generators.shapes.kernel import as_solid
from generators.shapes.steps import stepped

GRID = 42.0  # mm from cell to cell
UNIT = 7.0  # mm: one unit of height
AIR = 0.25  # mm between a bin and the side of its cell
BIN_RADIUS = 3.75  # mm: a bin's corner
CELL_RADIUS = 4.0  # mm: a cell's corner
# A foot from the bed up: 45° for 0.8 mm, upright for 1.8 mm, 45° for 2.15 mm; (inset from the bin's side, z).
FOOT = ((2.95, 0.0), (2.15, 0.8), (2.15, 2.6), (0.0, 4.75))
FOOT_HEIGHT = 4.75
LOWEST = 5.0  # mm: feet and the least that joins them
MAGNET, MAGNET_DEPTH = 6.5, 2.4  # mm: the hole for a magnet of 6 x 2 mm
MAGNET_SPACING = 26.0  # mm between two magnets of one cell
MOST = 20  # units a side: 840 mm, more than any bed


def grid_size(units: float) -> float:
    """Give the outer size in mm of a bin that is so many units (whole or half) wide."""
    _check("units", units)
    return units * GRID - 2 * AIR


def grid_base(columns: float, rows: float, height: float, *, magnets: bool = False, half: bool = False) -> cq.Solid:
    """
    Give a block on Gridfinity feet, centred on the Z axis, from the bed to its flat top at `height` mm.

    Columns and rows are whole or half units. Along a side that is not whole, or both where `half` is set, the feet
    are those of half cells, so the bin also stands between two cells. Magnets need whole feet.
    """
    _check("columns", columns)
    _check("rows", rows)
    within("height", height, LOWEST)
    pitches = [GRID / 2 if half or units % 1 else GRID for units in (columns, rows)]
    if magnets and min(pitches) < GRID:
        raise ValueError("magnets is True, but must be False for feet of half cells, whose place in a cell is open")
    counts = round(columns * GRID / pitches[0]), round(rows * GRID / pitches[1])
    foot = _foot(pitches[0] - 2 * AIR, pitches[1] - 2 * AIR, magnets)
    return Feet(foot, counts, (pitches[0], pitches[1])).block(height)


def magnet_places(columns: int, rows: int) -> Iterator[tuple[float, float]]:
    """Give (x, y) of every magnet, four in each whole cell of a grid centred on the Z axis."""
    reach = MAGNET_SPACING / 2
    for x, y in cell_places(columns, rows):
        yield from ((x + dx, y + dy) for dx in (-reach, reach) for dy in (-reach, reach))


def cell_places(columns: int, rows: int, pitch: float = GRID) -> Iterator[tuple[float, float]]:
    """Give the middle (x, y) of every cell of a grid centred on the Z axis."""
    for row in range(rows):
        for column in range(columns):
            yield (column - (columns - 1) / 2) * pitch, (row - (rows - 1) / 2) * pitch


def _check(name: str, units: float) -> None:
    within(name, units, 0.5, MOST)
    if units * 2 % 1:
        raise ValueError(f"{name} is {units:g}, but must be whole or half: {round(units * 2) / 2:g} is the nearest")


def _foot(width: float, depth: float, magnets: bool) -> cq.Solid:
    foot = stepped(width, depth, BIN_RADIUS, FOOT)
    if magnets:
        holes = [
            cq.Solid.makeCylinder(MAGNET / 2, MAGNET_DEPTH + 1, cq.Vector(x, y, -1)) for x, y in magnet_places(1, 1)
        ]
        foot = as_solid(func.cut(foot, func.compound(holes)))
    return foot
