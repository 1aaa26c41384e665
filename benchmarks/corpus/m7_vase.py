"""A vase whose lobed outline turns as it rises: one loft less another."""

import math
from collections.abc import Callable, Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from benchmarks.volumes import integral
from generators import Parameters, angle, length
from generators.shapes import hollowed

LOBES, WAVE, STATIONS = 8, 3.0, 13


class VaseParameters(Parameters):
    """Height, twist and wall."""

    height: float = length(140, 80, 200, step=1, label="Height", help="From the bed up.")
    twist: float = angle(60, 0, 80, label="Twist", help="From bottom to top.")
    wall: float = length(2, 1.2, 4, step=0.2, label="Wall", help="Measured toward the axis.")


def radius(share: float) -> float:
    """Give the middle radius in mm at a share of the height."""
    return (1 - share) ** 2 * 35 + 2 * share * (1 - share) * 58.5 + share**2 * 28


def section(values: VaseParameters, z: float, inset: float) -> cq.Wire:
    """Give the closed spline of one level."""
    share, points = z / values.height, []
    for number in range(LOBES * 6):
        turn = 2 * math.pi * number / (LOBES * 6)
        out = radius(share) - inset + WAVE * math.cos(LOBES * turn)
        turn += math.radians(values.twist) * share
        points.append(cq.Vector(out * math.cos(turn), out * math.sin(turn), z))
    return cq.Wire.assembleEdges([cq.Edge.makeSpline(points, periodic=True)])


def loft(values: VaseParameters, low: float, high: float, inset: float) -> cq.Solid:
    """Give the solid through thirteen levels."""
    levels = [low + (high - low) * number / (STATIONS - 1) for number in range(STATIONS)]
    return cq.Solid.makeLoft([section(values, z, inset) for z in levels])


def idiomatic(values: VaseParameters) -> Sequence[cq.Workplane]:
    """Cut an inner loft, which reaches over the top, out of the outer one."""
    outer = loft(values, 0, values.height, 0)
    return [cq.Workplane(outer.cut(loft(values, values.wall, values.height + 1, values.wall)))]


def template(values: VaseParameters) -> Iterator[cq.Solid]:
    """Take a loft that ends flush out of the other."""
    outer = loft(values, 0, values.height, 0)
    yield hollowed(outer, [loft(values, values.wall, values.height, values.wall)])


def volume(values: VaseParameters) -> float:
    """The areas of both outlines, summed over the height; twist does not change them."""

    def area(inset: float) -> Callable[[float], float]:
        return lambda z: math.pi * ((radius(z / values.height) - inset) ** 2 + WAVE**2 / 2)

    return integral(area(0), 0, values.height) - integral(area(values.wall), values.wall, values.height)


SPECIMEN = Specimen("m7", "Twisted vase", VaseParameters, "twist", 2, 4, idiomatic, template, volume)
product = SPECIMEN.product()
