"""Meant to hurt: four hundred holes, each cut by itself in a loop, as a beginner writes it."""

import math
from collections.abc import Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from generators import Parameters, length
from generators.shapes import extruded, perforated, rounded

SIDE, THICK, COUNT, PITCH = 110.0, 3.0, 20, 5.0


class SieveParameters(Parameters):
    """The holes."""

    hole: float = length(3, 2, 4, step=0.05, label="Hole", help="The diameter of each.")


def places() -> list[tuple[float, float]]:
    """Give the middles of the holes."""
    line = [(number - (COUNT - 1) / 2) * PITCH for number in range(COUNT)]
    return [(x, y) for x in line for y in line]


def idiomatic(values: SieveParameters) -> Sequence[cq.Workplane]:
    """One cut after the other."""
    sieve = cq.Workplane().box(SIDE, SIDE, THICK, centered=(True, True, False))
    for x, y in places():
        sieve = sieve.cut(cq.Workplane().center(x, y).circle(values.hole / 2).extrude(THICK))
    return [sieve]


def template(values: SieveParameters) -> Iterator[cq.Solid]:
    """A perforated face, extruded."""
    up = cq.Vector(0, 0, 1)
    holes = [cq.Wire.makeCircle(values.hole / 2, cq.Vector(x, y, 0), up) for x, y in places()]
    yield extruded(perforated(rounded(SIDE, SIDE, 0), holes), THICK)


def volume(values: SieveParameters) -> float:
    """A box less cylinders."""
    return (SIDE**2 - COUNT**2 * math.pi / 4 * values.hole**2) * THICK


SPECIMEN = Specimen("m9", "Sieve of 400 holes", SieveParameters, "hole", 2.05, 0.1, idiomatic, template, volume)
product = SPECIMEN.product()
