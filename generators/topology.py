"""What a shape is made of, straight from the kernel."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

import cadquery as cq
from cadquery.occ_impl.shapes import Shape, inverse_shape_LUT
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy
from OCP.GeomAbs import GeomAbs_BezierCurve, GeomAbs_BSplineCurve, GeomAbs_Line, GeomAbs_Plane
from OCP.TopAbs import TopAbs_FACE, TopAbs_REVERSED
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopoDS import TopoDS
from OCP.TopTools import TopTools_IndexedMapOfShape

T = TypeVar("T")

_LEVEL = 1e-6  # mm within which an edge lies in a plane
_UPRIGHT = 1e-9  # by which a level face's normal may differ from the Z axis


def faces_of(shape: Any) -> list[Any]:
    """Give the TopoDS_Faces of a TopoDS_Shape in their order; one that is met twice is there twice."""
    found = []
    explorer = TopExp_Explorer(shape, TopAbs_FACE)
    while explorer.More():
        found.append(TopoDS.Face_s(explorer.Current()))
        explorer.Next()
    return found


def level_of(face: Any) -> tuple[bool, float] | None:
    """Give whether a level flat TopoDS_Face looks up, and its height in mm; None of any other."""
    surface = BRepAdaptor_Surface(face, False)
    if surface.GetType() != GeomAbs_Plane:
        return None
    axes = surface.Plane().Position()
    rise = axes.Direction().Z()
    if abs(abs(rise) - 1) >= _UPRIGHT:
        return None
    outward = axes.Direct() == (face.Orientation() != TopAbs_REVERSED)
    return (rise > 0) == outward, float(axes.Location().Z())


def edges_at(shape: cq.Shape, z: float) -> list[cq.Edge]:
    """Give the edges of a shape that lie in the level plane at this height in mm."""
    return [edge for edge in shape.Edges() if _lies_at(edge.wrapped, z)]


def _lies_at(edge: Any, z: float) -> bool:
    if BRep_Tool.Degenerated_s(edge):
        return False
    curve = BRepAdaptor_Curve(edge)
    kind, first, last = curve.GetType(), curve.FirstParameter(), curve.LastParameter()
    if abs(curve.Value(first).Z() - z) > _LEVEL or abs(curve.Value(last).Z() - z) > _LEVEL:
        return False
    if kind == GeomAbs_Line:
        return True
    # A curve meets a plane in fewer points than these, or lies in it.
    count = 8 * curve.NbPoles() if kind in (GeomAbs_BSplineCurve, GeomAbs_BezierCurve) else 16
    return all(abs(curve.Value(first + (last - first) * one / count).Z() - z) <= _LEVEL for one in range(1, count))


def copied(found: T) -> T:
    """
    Give a copy of a CadQuery shape, or of a list or tuple of them, with faces and edges of its own; all else as it is.

    A copy shares the meshes that were or will be made of either.
    """
    if isinstance(found, list | tuple) and type(found) in (list, tuple):
        return type(found)(map(copied, found))
    if not isinstance(found, Shape):
        return found
    copy = type(found)(BRepBuilderAPI_Copy(found.wrapped, False, False).Shape())
    vars(found).setdefault("meshes", {})
    vars(copy).update({name: copied(value) for name, value in vars(found).items() if name != "wrapped"})
    return copy


@cache
def listed_by_number() -> bool:
    """
    Let CadQuery ask the kernel for a shape's faces, edges and so on one by one, and say whether it does so now.

    It walks the kernel's map with Python's iteration, for which the binding takes 0.3 ms each time, however short the
    map. What is listed is the same, in the same order; that is tried first, and where it is not so all stays as it was.
    """
    known = getattr(Shape, "_entities", None)
    trial = cq.Compound.makeCompound([cq.Solid.makeCylinder(2, 3), cq.Solid.makeBox(1, 2, 3)])
    if known is None:
        return False
    for kind in inverse_shape_LUT:
        usual, ours = list(known(trial, kind)), _entities(trial, kind)
        if len(usual) != len(ours) or not all(one.IsEqual(other) for one, other in zip(usual, ours, strict=True)):
            return False
    Shape._entities = _entities  # type: ignore[method-assign]  # the one place where it lists
    return True


def _entities(self: Shape, topo_type: Any) -> list[Any]:
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(self.wrapped, inverse_shape_LUT[topo_type], found)
    return [found.FindKey(number) for number in range(1, found.Extent() + 1)]
