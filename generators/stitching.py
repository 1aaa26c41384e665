"""
Raising flat faces from a solid, or sinking them into it, without computing an intersection.

Where the outlines lie well inside one flat face, that face gets them as holes and the walls are attached along
shared edges. It gives the same solid as a boolean operation ten times faster; wherever the outlines touch or
leave the face, the boolean operation is used instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cadquery as cq
import numpy as np
import shapely
from cadquery import func
from OCP.BRep import BRep_Builder
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
from OCP.BRepTools import BRepTools, BRepTools_WireExplorer
from OCP.GeomAbs import GeomAbs_BSplineCurve, GeomAbs_Line
from OCP.gp import gp_Vec
from OCP.TopAbs import TopAbs, TopAbs_FORWARD, TopAbs_REVERSED
from OCP.TopoDS import TopoDS, TopoDS_Iterator, TopoDS_Shell, TopoDS_Solid

from generators.topology import faces_of, level_of

_CLEAR = 0.05  # mm that outlines must keep from each other


def attached(solid: cq.Solid, faces: Sequence[cq.Face], height: float) -> cq.Solid:
    """Raise flat faces by `height` mm from the flat top they lie on, or sink them where it is negative."""
    if not faces:
        return solid
    lying = level_of(faces[0].wrapped)
    level = faces[0].BoundingBox().zmin if lying is None else lying[1]
    base = _flat_top(solid, level)
    areas = [area_of(face) for face in faces]
    if base is None or not well_inside(area_of(base), areas) or _around_a_hole(area_of(base), areas):
        tool = func.compound([func.extrude(face, (0, 0, height)) for face in faces])
        joined = func.clean(func.fuse(solid, tool) if height > 0 else func.cut(solid, tool))
        solids = joined.Solids()
        if len(solids) != 1:
            raise ValueError(f"raising or sinking left {len(solids)} solids instead of one")
        return solids[0]
    return _stitched(solid, base, faces, areas, height)


def _around_a_hole(base: Any, areas: Sequence[Any]) -> bool:
    """Whether a frame runs around a hole that the top has already: that hole belongs to the island within."""
    islands = [shapely.Polygon(ring) for area in areas for ring in area.interiors]
    return any(island.intersects(hole) for island in islands for hole in base.interiors)


def _flat_top(solid: cq.Solid, level: float) -> cq.Face | None:
    found = []
    for face in solid.Faces():
        lying = level_of(face.wrapped)
        if lying is not None and lying[0] and abs(lying[1] - level) < 1e-6:
            found.append(face)
    return found[0] if len(found) == 1 else None


def area_of(face: cq.Face) -> Any:
    """Give the area of a flat face as it is seen from above, a shapely Polygon; curves in short straight pieces."""
    outline, *holes = (_walked(wire) for wire in wires_of(face.wrapped))
    return shapely.Polygon(outline, holes)


def _walked(wire: Any, pieces: int = 6) -> list[tuple[float, float]]:
    """Give the points (x, y) met along a TopoDS_Wire."""
    points: list[tuple[float, float]] = []
    walk = BRepTools_WireExplorer(wire)
    while walk.More():
        curve = BRepAdaptor_Curve(walk.Current())
        first, last = curve.FirstParameter(), curve.LastParameter()
        if walk.Orientation() == TopAbs_REVERSED:
            first, last = last, first
        kind = curve.GetType()
        straight = kind == GeomAbs_Line
        count = 1 if straight else pieces * (curve.NbPoles() if kind == GeomAbs_BSplineCurve else 4)
        for index in range(count):
            point = curve.Value(first + (last - first) * index / count).Coord()
            points.append(point[:2])
        walk.Next()
    return points


def well_inside(ground: Any, areas: Sequence[Any]) -> bool:
    """Whether areas lie within the ground and apart from each other, with air all round."""
    if not ground.is_valid or not all(area.is_valid for area in areas):
        return False
    inner = ground.buffer(-2 * _CLEAR)
    if not all(inner.covers(area) for area in areas):
        return False
    first, second = shapely.STRtree(areas).query(areas, predicate="dwithin", distance=_CLEAR)
    return not np.any(first != second)


def wires_of(face: Any) -> list[Any]:
    """Give the wires of a TopoDS_Face as it stores them, the outer one first."""
    wires = []
    walk = TopoDS_Iterator(face, False, True)
    while walk.More():
        wires.append(TopoDS.Wire_s(walk.Value()))
        walk.Next()
    outer = BRepTools.OuterWire_s(face)
    return sorted(wires, key=lambda wire: not wire.IsPartner(outer))


def skin(solid: cq.Solid, without: Sequence[Any]) -> Any:
    """Give the TopoDS_Shell of a solid's faces but for some, to which others are to be added."""
    builder, shell = BRep_Builder(), TopoDS_Shell()
    builder.MakeShell(shell)
    for face in faces_of(solid.wrapped):
        if not any(face.IsSame(one) for one in without):
            builder.Add(shell, face)
    return shell


def filled(shell: Any) -> cq.Solid:
    """Give the solid within a TopoDS_Shell that is complete."""
    shell.Closed(True)
    builder, whole = BRep_Builder(), TopoDS_Solid()
    builder.MakeSolid(whole)
    builder.Add(whole, shell)
    return cq.Solid(whole)


def mouths(face: Any, cap: Any) -> list[Any]:
    """Give the wires of a cap that falls away as wires of the face it lies in, the outer one first."""
    # A wire is stored as seen from its face's own side: out of the cap, and into the face.
    turned = TopAbs.Compose_s(face.Orientation(), cap.Orientation())
    return [
        TopoDS.Wire_s(wire.Oriented(TopAbs.Compose_s(turned, wire.Orientation())))
        for wire in wires_of(TopoDS.Face_s(cap))
    ]


def bounded(face: Any, wires: Sequence[Any]) -> Any:
    """Give a TopoDS_Face on the surface of another, within other wires."""
    builder = BRep_Builder()
    bare = TopoDS.Face_s(face.EmptyCopied())
    bare.Orientation(TopAbs_FORWARD)
    for wire in wires:
        builder.Add(bare, wire)
    bare.Orientation(face.Orientation())
    return bare


def _island_around(areas: Sequence[Any], number: int) -> tuple[int, int] | None:
    """Give (face, hole) of the smallest hole this face stands in, as the letter within the ring of a © does."""
    around = [
        (float(shapely.Polygon(hole).area), other, index)
        for other, area in enumerate(areas)
        if other != number and area.envelope.contains(areas[number].envelope)
        for index, hole in enumerate(area.interiors)
        if shapely.Polygon(hole).contains(areas[number])
    ]
    return min(around)[1:] if around else None


def _stitched(
    solid: cq.Solid, base: cq.Face, faces: Sequence[cq.Face], areas: Sequence[Any], height: float
) -> cq.Solid:
    """Give `base` the outlines as holes and close each with the walls and the end of its prism."""
    builder, shell = BRep_Builder(), skin(solid, [base.wrapped])
    ground = wires_of(base.wrapped)
    islands: dict[tuple[int, int], list[Any]] = {}
    outlines: list[Any] = []
    for number, face in enumerate(faces):
        prism = BRepPrimAPI_MakePrism(face.wrapped, gp_Vec(0, 0, height), False, True)
        foot = prism.FirstShape()
        for wall in faces_of(prism.Shape()):
            if wall.IsSame(foot):
                foot = wall
            else:
                builder.Add(shell, wall if height > 0 else wall.Reversed())
        outline, *holes = mouths(base.wrapped, foot if height > 0 else foot.Reversed())
        outlines.append(outline)
        islands.update({(number, index): [hole] for index, hole in enumerate(holes)})
    for number, outline in enumerate(outlines):
        home = _island_around(areas, number)
        (ground if home is None else islands[home]).append(outline)
    for wires in (ground, *islands.values()):
        builder.Add(shell, bounded(base.wrapped, wires))
    return filled(shell)
