"""
Cutting outlines straight through a plate without computing an intersection.

Where every outline lies well inside one flat top and one flat bottom, and nothing else of the solid stands between
them, both faces get it as a hole and the walls are attached along shared edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cadquery as cq
import shapely
from cadquery import func
from OCP.BRep import BRep_Builder
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
from OCP.gp import gp_Vec

from generators.stitching import area_of, bounded, filled, mouths, skin, well_inside, wires_of
from generators.topology import faces_of, level_of

_LEVEL = 1e-6  # mm


class Punch(cq.Compound):
    """Upright prisms, and the flat faces they stand on. Moved, it knows its faces no more and is a plain tool."""

    faces_below: tuple[cq.Face, ...] = ()
    height: float = 0.0

    @classmethod
    def over(cls, faces: Sequence[cq.Face], height: float) -> Punch:
        """Give the prisms over these faces, `height` mm high."""
        prisms = [func.extrude(face, (0, 0, height)) for face in faces]
        punch = cls(cq.Compound.makeCompound(prisms).wrapped)
        punch.faces_below, punch.height = tuple(faces), height
        return punch


def pierced_by(solid: cq.Solid, punch: Punch) -> cq.Solid | None:
    """Give the solid with the punch's openings; None where they are not plain ones through a plate."""
    if not punch.faces_below:
        return None
    areas = [area_of(face) for face in punch.faces_below]
    plate = _plate(solid, areas)
    if plate is None or any(area.interiors for area in areas):
        return None
    top, bottom = plate
    level, ground = top.Center().z, bottom.Center().z
    reach = [(face.Center().z, face.Center().z + punch.height) for face in punch.faces_below]
    if ground >= level or not all(low <= ground + _LEVEL and level <= high + _LEVEL for low, high in reach):
        return None
    faces = [
        face.moved(cq.Location((0, 0, level - low))) for face, (low, _) in zip(punch.faces_below, reach, strict=True)
    ]
    return _stitched(solid, top, bottom, faces)


def _plate(solid: cq.Solid, areas: Sequence[Any]) -> tuple[cq.Face, cq.Face] | None:
    """Give the flat top and bottom that all the areas lie well inside of; None where there is more between."""
    tree = shapely.STRtree(areas)
    tops: list[cq.Face] = []
    bottoms: list[cq.Face] = []
    for face in solid.Faces():
        lying = level_of(face.wrapped)
        if lying is not None:
            area = area_of(face)
            if len(tree.query(area, predicate="intersects")):
                if not well_inside(area, areas):
                    return None
                (tops if lying[0] else bottoms).append(face)
            continue
        box = face.BoundingBox()
        if len(tree.query(shapely.box(box.xmin, box.ymin, box.xmax, box.ymax))):
            return None
    return (tops[0], bottoms[0]) if len(tops) == len(bottoms) == 1 else None


def _stitched(solid: cq.Solid, top: cq.Face, bottom: cq.Face, faces: Sequence[cq.Shape]) -> cq.Solid:
    """Give both faces the outlines as holes, and join them with the walls; `faces` lie in the top."""
    ends = (top.wrapped, bottom.wrapped)
    builder, shell = BRep_Builder(), skin(solid, ends)
    holes: tuple[list[Any], list[Any]] = (wires_of(ends[0]), wires_of(ends[1]))
    depth = bottom.Center().z - top.Center().z
    for outline in faces:
        prism = BRepPrimAPI_MakePrism(outline.wrapped, gp_Vec(0, 0, depth), False, True)
        caps = (prism.FirstShape(), prism.LastShape())
        for wall in faces_of(prism.Shape()):
            place = next((number for number, cap in enumerate(caps) if wall.IsSame(cap)), None)
            if place is None:
                builder.Add(shell, wall.Reversed())
            else:
                holes[place].extend(mouths(ends[place], wall.Reversed()))
    for end, wires in zip(ends, holes, strict=True):
        builder.Add(shell, bounded(end, wires))
    return filled(shell)
