"""Meant to hurt: six lines of raised text, more than a hundred letters with their holes."""

from collections.abc import Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from benchmarks.volumes import FONT, text_area
from generators import Parameters, length
from generators.shapes import extruded, lettering, moved, raised, rounded, text_bounds

WIDTH, DEPTH, THICK, RELIEF, APART = 250.0, 130.0, 3.0, 1.0, 20.0
CAPITAL = 1493 / 2048  # of the em: the height of a capital in the typeface
LINES = (
    "Quartz & Obsidian 908",
    "amber, beryl, garnet;",
    "Rhodonite 64 Peridot?",
    "Soapstone and gabbro.",
    "BASALT 3006 DOLOMITE",
    "pegmatite @ 800 deg.",
)


class ReliefParameters(Parameters):
    """The letters."""

    size: float = length(14, 10, 16, step=0.1, label="Type size", help="The em of the letters.")


def lines() -> list[tuple[str, float]]:
    """Give each line with the height of its middle over that of the plate."""
    return [(line, ((len(LINES) - 1) / 2 - number) * APART) for number, line in enumerate(LINES)]


def idiomatic(values: ReliefParameters) -> Sequence[cq.Workplane]:
    """Text and union, line by line."""
    plate = cq.Workplane().box(WIDTH, DEPTH, THICK, centered=(True, True, False))
    for line, y in lines():
        letters = cq.Workplane().workplane(offset=THICK).center(0, y)
        plate = plate.union(letters.text(line, values.size, RELIEF, fontPath=str(FONT)))
    return [plate]


def template(values: ReliefParameters) -> Iterator[cq.Solid]:
    """All letters raised at once."""
    faces: list[cq.Face] = []
    for line, y in lines():
        letters = lettering(line, values.size * CAPITAL, THICK)
        left, low, right, high = text_bounds(letters)
        faces += moved(letters, -(left + right) / 2, y - (low + high) / 2)
    yield raised(extruded(rounded(WIDTH, DEPTH, 0), THICK), faces, RELIEF)


def volume(values: ReliefParameters) -> float:
    """The plate and its letters."""
    return WIDTH * DEPTH * THICK + RELIEF * sum(text_area(line, values.size) for line in LINES)


SPECIMEN = Specimen("m10", "Long text in relief", ReliefParameters, "size", 11.1, 0.2, idiomatic, template, volume)
product = SPECIMEN.product()
