"""A panel perforated with nearly two hundred hexagons."""

import math
from collections.abc import Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from benchmarks.volumes import rounded_area
from generators import Parameters, length
from generators.shapes import extruded, honeycomb, perforated, rounded

RADIUS, MARGIN = 4.0, 6.0


class PanelParameters(Parameters):
    """The panel, and its cells."""

    width: float = length(160, 60, 200, step=1, label="Width", help="Left to right.")
    depth: float = length(100, 60, 200, step=1, label="Depth", help="Front to back.")
    thickness: float = length(3, 1, 6, step=0.5, label="Thickness", help="Of the panel.")
    cell: float = length(7, 5, 12, step=0.05, label="Cell", help="A hole from flat to flat.")
    bar: float = length(1.8, 1, 4, step=0.1, label="Bar", help="Between two holes.")


def places(values: PanelParameters) -> list[tuple[float, float]]:
    """Give the middles of the whole hexagons that keep within the margin, flats up and down."""
    v = values
    across, along, reach = (v.cell + v.bar) * math.sqrt(3) / 2, v.cell + v.bar, v.cell / math.sqrt(3)
    found = []
    for column in range(-int(v.width / across), int(v.width / across) + 1):
        for row in range(-int(v.depth / along) - 1, int(v.depth / along) + 2):
            x, y = column * across, (row + column % 2 / 2) * along
            if abs(x) + reach <= v.width / 2 - MARGIN and abs(y) + v.cell / 2 <= v.depth / 2 - MARGIN:
                found.append((x, y))
    return found


def idiomatic(values: PanelParameters) -> Sequence[cq.Workplane]:
    """Points pushed onto the top face, polygons cut through all."""
    v = values
    panel = cq.Workplane().box(v.width, v.depth, v.thickness, centered=(True, True, False)).edges("|Z").fillet(RADIUS)
    cells = panel.faces(">Z").workplane().pushPoints(places(v)).polygon(6, v.cell * 2 / math.sqrt(3))
    return [cells.cutThruAll()]


def template(values: PanelParameters) -> Iterator[cq.Solid]:
    """A perforated face, extruded."""
    v = values
    cells = honeycomb(v.width, v.depth, v.cell, v.bar, margin=MARGIN)
    yield extruded(perforated(rounded(v.width, v.depth, RADIUS), cells), v.thickness)


def volume(values: PanelParameters) -> float:
    """Outline less hexagons, times thickness."""
    v = values
    hexagon = math.sqrt(3) / 2 * v.cell**2
    return (rounded_area(v.width, v.depth, RADIUS) - len(places(v)) * hexagon) * v.thickness


SPECIMEN = Specimen("m5", "Honeycomb panel", PanelParameters, "cell", 6.05, 0.1, idiomatic, template, volume)
product = SPECIMEN.product()
