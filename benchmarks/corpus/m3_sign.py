"""A name sign: a plate with round corners and a bevel, two screw holes, raised letters."""

import math
from collections.abc import Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from benchmarks.volumes import FONT, rounded_area, stepped_volume, text_area
from generators import Parameters, length, text
from generators.shapes import extruded, lettering, moved, pierced, raised, rounded, text_bounds

RADIUS, BEVEL, HOLE, INSET = 6.0, 0.6, 4.0, 6.0
CAPITAL = 1493 / 2048  # of the em: the height of a capital in the typeface


class SignParameters(Parameters):
    """The plate, and what it says."""

    words: str = text("Hello World", longest=20, shortest=1, label="Words", help="What it says.")
    size: float = length(16, 8, 20, step=1, label="Type size", help="The em of the letters.")
    width: float = length(160, 120, 200, step=1, label="Width", help="Left to right.")
    depth: float = length(40, 30, 80, step=1, label="Depth", help="Front to back.")
    thickness: float = length(3, 2, 6, step=0.5, label="Thickness", help="Of the plate.")
    relief: float = length(1.6, 0.6, 3, step=0.2, label="Relief", help="How far the letters stand out.")


def idiomatic(values: SignParameters) -> Sequence[cq.Workplane]:
    """Box, fillet, chamfer, holes, text on the top face."""
    v = values
    places = [(-v.width / 2 + INSET, 0), (v.width / 2 - INSET, 0)]
    plate = (
        cq.Workplane()
        .box(v.width, v.depth, v.thickness, centered=(True, True, False))
        .edges("|Z")
        .fillet(RADIUS)
        .faces(">Z")
        .chamfer(BEVEL)
        .faces(">Z")
        .workplane()
        .pushPoints(places)
        .hole(HOLE)
    )
    top = plate.faces(">Z").workplane()
    return [top.text(v.words, v.size, v.relief, combine="a", fontPath=str(FONT))]


def template(values: SignParameters) -> Iterator[cq.Solid]:
    """A pierced face extruded and bevelled, and lettering raised from it."""
    v = values
    face = rounded(v.width, v.depth, RADIUS)
    for side in (-1, 1):
        face = pierced(face, side * (v.width / 2 - INSET), 0, HOLE)
    plate = extruded(face, v.thickness)
    top = max(plate.Faces(), key=lambda one: one.Center().z)
    plate = plate.chamfer(BEVEL, None, top.outerWire().Edges()).Solids()[0]
    faces = lettering(v.words, v.size * CAPITAL, v.thickness)
    left, low, right, high = text_bounds(faces)
    yield raised(plate, moved(faces, -(left + right) / 2, -(low + high) / 2), v.relief)


def volume(values: SignParameters) -> float:
    """Plate with its bevel, less the holes, and the letters."""
    v = values
    plate = rounded_area(v.width, v.depth, RADIUS) * (v.thickness - BEVEL)
    plate += stepped_volume(v.width, v.depth, RADIUS, [(0, 0), (BEVEL, BEVEL)])
    return plate - 2 * math.pi / 4 * HOLE**2 * v.thickness + text_area(v.words, v.size) * v.relief


SPECIMEN = Specimen("m3", "Name sign", SignParameters, "width", 151, 2, idiomatic, template, volume)
product = SPECIMEN.product()
