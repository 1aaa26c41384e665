"""Hollowing a solid from its flat top, without computing an intersection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import cadquery as cq
from OCP.BRep import BRep_Builder
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace
from OCP.GeomAbs import GeomAbs_Plane
from OCP.gp import gp_Dir, gp_Pln, gp_Pnt
from OCP.TopoDS import TopoDS, TopoDS_Shell

from generators.stitching import filled

_LEVEL = 1e-6  # mm within which a flat face counts as lying in a plane


def hollowed(solid: cq.Solid, rooms: Sequence[cq.Solid]) -> cq.Solid:
    """
    Take rooms out of a solid: each ends flush with the solid's flat top, and may end flush with its flat bottom.

    The rooms must lie inside the solid and keep clear of each other and of its sides, which is not checked here.
    It gives the same solid as cutting them out one by one; however many faces the solid has, only top and bottom
    are drawn anew. Raises `ValueError` where top or bottom is not one flat face, or a room does not reach the top.
    """
    if not rooms:
        return solid
    levels = [(face, _level_of(face)) for face in solid.Faces()]
    flat = [(face, face.normalAt().z > 0, z) for face, z in levels if z is not None]
    top, top_level = _only([(face, z) for face, up, z in flat if up], max, "top")
    bottom: cq.Face | None = None
    bottom_level = min(z for _face, _up, z in flat)
    if any(_lies_at(face, bottom_level) for room in rooms for face in room.Faces()):
        bottom, bottom_level = _only([(face, z) for face, up, z in flat if not up], min, "bottom")
    skin = [face.wrapped for face in solid.Faces() if not _is_one_of(face, (top, bottom))]
    top_holes: list[cq.Wire] = []
    bottom_holes: list[cq.Wire] = []
    for room in rooms:
        opened = False
        for face in room.Faces():
            if _lies_at(face, top_level):
                top_holes.append(face.outerWire())
                opened = True
            elif bottom is not None and _lies_at(face, bottom_level):
                bottom_holes.append(face.outerWire())
            else:
                skin.append(face.wrapped.Reversed())
        if not opened:
            raise ValueError(f"a room must end flush with the top at {top_level:g} mm")
    skin.append(flat_face(top.outerWire(), [*top.innerWires(), *top_holes], top_level, up=True))
    if bottom is not None:
        skin.append(flat_face(bottom.outerWire(), [*bottom.innerWires(), *bottom_holes], bottom_level, up=False))
    return stitched(skin)


def flat_face(outline: cq.Wire, holes: Iterable[cq.Wire], z: float, *, up: bool) -> Any:
    """Give the level TopoDS_Face with these very wires; it looks up, or down."""
    plane = gp_Pln(gp_Pnt(0, 0, z), gp_Dir(0, 0, 1 if up else -1))
    maker = BRepBuilderAPI_MakeFace(plane, outline.wrapped, True)
    for hole in holes:
        # Each hole runs against the way it would run as an outline.
        alone = cq.Face(BRepBuilderAPI_MakeFace(plane, hole.wrapped, True).Face())
        maker.Add(TopoDS.Wire_s(alone.Wires()[0].wrapped.Reversed()))
    return maker.Face()


def stitched(skin: Iterable[Any]) -> cq.Solid:
    """Give the solid that TopoDS_Faces enclose which share their edges and look outward."""
    builder = BRep_Builder()
    shell = TopoDS_Shell()
    builder.MakeShell(shell)
    for face in skin:
        builder.Add(shell, face)
    return filled(shell)


def _level_of(face: cq.Face) -> float | None:
    """Give the height in mm at which a level face lies; None where it is not level."""
    surface = BRepAdaptor_Surface(face.wrapped, False)
    if surface.GetType() != GeomAbs_Plane:
        return None
    plane = surface.Plane()
    level = abs(abs(plane.Axis().Direction().Z()) - 1) < _LEVEL
    return float(plane.Location().Z()) if level else None


def _lies_at(face: cq.Face, z: float) -> bool:
    height = _level_of(face)
    return height is not None and abs(height - z) < _LEVEL


def _only(
    flat: Sequence[tuple[cq.Face, float]], end: Callable[[Iterable[float]], float], name: str
) -> tuple[cq.Face, float]:
    """Give the one flat face at the very top or bottom, and its height in mm."""
    level = end(z for _face, z in flat)
    found = [face for face, z in flat if abs(z - level) < _LEVEL]
    if len(found) != 1:
        raise ValueError(f"the {name} must be one flat face, but has {len(found)}")
    return found[0], level


def _is_one_of(face: cq.Face, others: Iterable[cq.Face | None]) -> bool:
    return any(other is not None and face.wrapped.IsSame(other.wrapped) for other in others)
