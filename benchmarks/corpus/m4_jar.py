"""The body of a jar, its thread outside; one form ends it bluntly, the other lets it fade, alike in volume."""

import math
from collections.abc import Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from benchmarks.volumes import integral
from generators import Parameters, length
from generators.shapes import Ridge, turned

BEVEL, PITCH, DEEP, CREST = 1.0, 4.0, 1.2, 0.6  # mm
HALF_TURNS, BELOW_RIM = 6, 2.0
# What a ridge that fades over a quarter turn at both ends holds, in whole turns: the share of its section left there.
TURNS = HALF_TURNS / 2 - 0.293


class JarParameters(Parameters):
    """Outside sizes and wall."""

    diameter: float = length(50, 30, 90, step=1, label="Diameter", help="Of the body, without its thread.")
    height: float = length(40, 25, 90, step=1, label="Height", help="From the bed up.")
    wall: float = length(2.4, 1.6, 4, step=0.2, label="Wall", help="Wall and floor.")


def idiomatic(values: JarParameters) -> Sequence[cq.Workplane]:
    """A shelled cylinder and a section swept along a helix, in a union."""
    radius = values.diameter / 2
    body = cq.Workplane().circle(radius).extrude(values.height).faces("<Z").edges().chamfer(BEVEL)
    body = body.faces(">Z").shell(-values.wall)
    start = values.height - BELOW_RIM - TURNS * PITCH - CREST / 2 - DEEP
    helix = cq.Wire.makeHelix(PITCH, TURNS * PITCH, radius).translate(cq.Vector(0, 0, start))
    into = 0.3  # mm that the section reaches into the wall, so that the union has something to join
    foot = CREST / 2 + DEEP + into
    section = (
        cq.Workplane("XZ", origin=(radius, 0, start))
        .polyline([(-into, -foot), (DEEP, -CREST / 2), (DEEP, CREST / 2), (-into, foot)])
        .close()
    )
    return [body.union(section.sweep(cq.Workplane(helix), isFrenet=True))]


def template(values: JarParameters) -> Iterator[cq.Solid]:
    """A turned profile with a ridge on its outer wall."""
    outer, inner, top = values.diameter / 2, values.diameter / 2 - values.wall, values.height
    profile = [
        (0, 0),
        (outer - BEVEL, 0),
        (outer, BEVEL),
        (outer, top),
        (inner, top),
        (inner, values.wall),
        (0, values.wall),
    ]
    start = top - BEVEL - BELOW_RIM - HALF_TURNS * PITCH / 2 - CREST / 2 - DEEP
    yield turned(profile, {2: Ridge(PITCH, CREST, DEEP, start, HALF_TURNS)})


def volume(values: JarParameters) -> float:
    """Cylinders, the bevel, and the thread's section times the way of its middle."""
    radius, inner = values.diameter / 2, values.diameter / 2 - values.wall
    body = math.pi * (radius**2 * values.height - inner**2 * (values.height - values.wall))
    bevel = math.pi * BEVEL**2 * (radius - BEVEL / 3)
    # Across the section: as wide as its crest and twice what is left of its depth.
    section = integral(lambda out: (CREST + 2 * (DEEP - out)) * (radius + out), 0, DEEP)
    return body - bevel + 2 * math.pi * TURNS * section


SPECIMEN = Specimen("m4", "Threaded jar", JarParameters, "height", 31, 2, idiomatic, template, volume)
product = SPECIMEN.product()
