"""Meant to hurt: a twisted loft of splines, shelled to a thin wall square to its surface."""

import math
from collections.abc import Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from benchmarks.volumes import integral
from generators import Parameters, angle, length
from generators.shapes.vessels import Section, vessel

LOBES, DEEP, STATIONS = 5, 0.06, 13  # `DEEP` is half the depth of a valley, of the radius


class ShadeParameters(Parameters):
    """Height, twist and wall."""

    height: float = length(100, 60, 160, step=1, label="Height", help="From the bed up.")
    twist: float = angle(30, 0, 70, label="Twist", help="From bottom to top.")
    wall: float = length(0.8, 0.6, 2, step=0.2, label="Wall", help="Square to its surface.")


def radius(share: float) -> float:
    """Give the radius of the crests in mm at a share of the height."""
    return 30 * (1 + 0.25 * math.sin(math.pi * share))


def levels(values: ShadeParameters) -> list[float]:
    """Give the heights of the sections."""
    return [values.height * number / (STATIONS - 1) for number in range(STATIONS)]


def section(values: ShadeParameters, z: float) -> cq.Wire:
    """Give the closed spline of one level."""
    points = []
    for number in range(LOBES * 8):
        turn = 2 * math.pi * number / (LOBES * 8)
        out = radius(z / values.height) * (1 - DEEP * (1 - math.cos(LOBES * turn)))
        turn += math.radians(values.twist) * z / values.height
        points.append(cq.Vector(out * math.cos(turn), out * math.sin(turn), z))
    return cq.Wire.assembleEdges([cq.Edge.makeSpline(points, periodic=True)])


def idiomatic(values: ShadeParameters) -> Sequence[cq.Workplane]:
    """Loft and shell."""
    loft = cq.Workplane(cq.Solid.makeLoft([section(values, z) for z in levels(values)]))
    return [loft.faces(">Z").shell(-values.wall)]


def template(values: ShadeParameters) -> Iterator[cq.Solid]:
    """There is a word for it."""
    profile = [(radius(z / values.height), z) for z in levels(values)]
    yield vessel(profile, values.wall, values.wall, Section("waves", LOBES, DEEP, values.twist))


def volume(values: ShadeParameters) -> float:
    """Half the squared radius over height and angle, outside less inside; the inside is square to the surface."""
    rate = math.radians(values.twist) / values.height

    def area(z: float, wall: float) -> float:
        full = radius(z / values.height)
        slope = 7.5 * math.pi / values.height * math.cos(math.pi * z / values.height)

        def sector(turn: float) -> float:
            share = 1 - DEEP * (1 - math.cos(LOBES * turn))
            aside, out = -full * DEEP * LOBES * math.sin(LOBES * turn), full * share
            lean = slope * share - aside * rate
            return (out - wall * math.sqrt(1 + (aside / out) ** 2 + lean**2)) ** 2 / 2

        return LOBES * integral(sector, 0, 2 * math.pi / LOBES, 40)

    outside = integral(lambda z: area(z, 0), 0, values.height, 60)
    return outside - integral(lambda z: area(z, values.wall), values.wall, values.height, 60)


SPECIMEN = Specimen("m11", "Thin twisted shade", ShadeParameters, "twist", 4, 3, idiomatic, template, volume)
product = SPECIMEN.product()
