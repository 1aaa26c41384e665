"""
A Gridfinity bin of 3 x 2 cells with dividers, magnets and a lip that another bin stands on.

Source of every size: Gridfinity specification (gridfinity.xyz/specification, Zack Freedman, 2022); the lip ends
lower than published, as a printed one does.
"""

import itertools
import math
from collections.abc import Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from benchmarks.volumes import rounded_area, stepped_volume
from generators import Parameters, count, length
from generators.shapes import grid_bin

COLUMNS, ROWS = 3, 2
PITCH, UNIT, GAP, RADIUS = 42.0, 7.0, 0.5, 3.75
FLOOR, DIVIDER = 7.0, 1.2
WIDTH, DEPTH = COLUMNS * PITCH - GAP, ROWS * PITCH - GAP
MAGNET, MAGNET_DEEP, MAGNET_APART = 6.5, 2.4, 26.0


class BinParameters(Parameters):
    """How high it is, and its wall."""

    units: int = count(5, 3, 30, label="Height", help="In units of 7 mm.")
    wall: float = length(1.2, 0.9, 2, step=0.1, label="Wall", help="All round.")


def lip(values: BinParameters) -> list[tuple[float, float]]:
    """Give the outlines (inset, z) of what is taken out above the compartments, from the slope that carries the lip."""
    level = values.units * UNIT
    under = level - 1.2 - (2.6 - values.wall)
    return [(values.wall, under), (2.6, level - 1.2), (2.6, level), (1.9, level + 0.7), (1.9, level + 2.5),
            (0.85, level + 3.55)]  # fmt: skip


def compartment(values: BinParameters) -> tuple[float, float]:
    """Give a compartment's size."""
    width, depth = (
        (size - 2 * values.wall - (number - 1) * DIVIDER) / number for size, number in ((WIDTH, COLUMNS), (DEPTH, ROWS))
    )
    return width, depth


def idiomatic(values: BinParameters) -> Sequence[cq.Workplane]:
    """Tapered extrusions for feet and lip, an array of rooms, unions and cuts."""
    foot = _tapered(PITCH - GAP - 5.9, 0.8, 0, 0.8, -45)
    foot = foot.union(_tapered(PITCH - GAP - 4.3, 1.6, 0.8, 1.8, 0))
    foot = foot.union(_tapered(PITCH - GAP - 4.3, 1.6, 2.6, 2.15, -45))
    steps = lip(values)
    top, under = steps[-1][1], steps[0][1]
    body = cq.Workplane().workplane(offset=4.75).sketch().rect(WIDTH, DEPTH).vertices().fillet(RADIUS).finalize()
    body = body.extrude(top - 4.75)
    cells = [(x * PITCH, y * PITCH) for x in (-1, 0, 1) for y in (-0.5, 0.5)]
    for x, y in cells:
        body = body.union(foot.translate((x, y, 0)))
    width, depth = compartment(values)
    rooms = (
        cq.Workplane()
        .workplane(offset=FLOOR)
        .rarray(width + DIVIDER, depth + DIVIDER, COLUMNS, ROWS)
        .rect(width, depth)
        .extrude(under - FLOOR)
        .edges("|Z")
        .fillet(RADIUS - values.wall)
    )
    body = body.cut(rooms)
    for (inset, low), (next_inset, high) in itertools.pairwise(steps):
        taper = math.degrees(math.atan2(next_inset - inset, high - low))
        outline = cq.Workplane().workplane(offset=low).sketch().rect(WIDTH - 2 * inset, DEPTH - 2 * inset)
        body = body.cut(outline.vertices().fillet(RADIUS - inset).finalize().extrude(high - low, taper=taper))
    reach = MAGNET_APART / 2
    holes = [(x + dx, y + dy) for x, y in cells for dx in (-reach, reach) for dy in (-reach, reach)]
    return [body.cut(cq.Workplane().pushPoints(holes).circle(MAGNET / 2).extrude(MAGNET_DEEP))]


def _tapered(size: float, radius: float, low: float, height: float, taper: float) -> cq.Workplane:
    outline = cq.Workplane().workplane(offset=low).sketch().rect(size, size).vertices().fillet(radius).finalize()
    piece: cq.Workplane = outline.extrude(height, taper=taper)
    return piece


def template(values: BinParameters) -> Iterator[cq.Solid]:
    """There is a word for it."""
    yield grid_bin(
        COLUMNS,
        ROWS,
        values.units,
        wall=values.wall,
        across=COLUMNS,
        along=ROWS,
        divider=DIVIDER,
        lip=True,
        magnets=True,
    )


def volume(values: BinParameters) -> float:
    """Feet and block, less rooms, lip and magnets."""
    steps = lip(values)
    cell = PITCH - GAP
    feet = stepped_volume(cell, cell, RADIUS, [(2.95, 0), (2.15, 0.8), (2.15, 2.6), (0, 4.75)])
    width, depth = compartment(values)
    rooms = rounded_area(width, depth, RADIUS - values.wall) * (steps[0][1] - FLOOR)
    cells = COLUMNS * ROWS
    block = rounded_area(WIDTH, DEPTH, RADIUS) * (steps[-1][1] - 4.75)
    magnets = 4 * cells * math.pi / 4 * MAGNET**2 * MAGNET_DEEP
    return block + cells * (feet - rooms) - stepped_volume(WIDTH, DEPTH, RADIUS, steps) - magnets


SPECIMEN = Specimen("m2", "Gridfinity bin", BinParameters, "units", 6, 1, idiomatic, template, volume)
product = SPECIMEN.product()
