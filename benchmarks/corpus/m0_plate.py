"""A box with one hole: the least that is worth a slider."""

import math
from collections.abc import Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from generators import Parameters, length
from generators.shapes import extruded, pierced, rounded


class PlateParameters(Parameters):
    """Sizes of the box and of its hole."""

    width: float = length(40, 20, 120, step=1, label="Width", help="Left to right.")
    depth: float = length(30, 20, 120, step=1, label="Depth", help="Front to back.")
    height: float = length(10, 2, 40, step=1, label="Height", help="From the bed up.")
    hole: float = length(8, 2, 16, step=0.5, label="Hole", help="Its diameter.")


def idiomatic(values: PlateParameters) -> Sequence[cq.Workplane]:
    """Box, top face, hole."""
    box = cq.Workplane().box(values.width, values.depth, values.height, centered=(True, True, False))
    return [box.faces(">Z").workplane().hole(values.hole)]


def template(values: PlateParameters) -> Iterator[cq.Solid]:
    """A face with a hole, extruded."""
    yield extruded(pierced(rounded(values.width, values.depth, 0), 0, 0, values.hole), values.height)


def volume(values: PlateParameters) -> float:
    """Box less cylinder."""
    return (values.width * values.depth - math.pi / 4 * values.hole**2) * values.height


SPECIMEN = Specimen("m0", "Box with a hole", PlateParameters, "width", 21, 4, idiomatic, template, volume)
product = SPECIMEN.product()
