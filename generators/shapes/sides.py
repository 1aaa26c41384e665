"""
Lettering and other flat faces on upright sides: on a flat wall, and around a cylinder.

Strokes keep their width, on a cylinder measured along its surface. What is raised or sunk stays within
DEEPEST, so it prints without support although the side is upright.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cadquery as cq
from cadquery import func
from OCP.BRep import BRep_Builder
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.TopAbs import TopAbs_FORWARD
from OCP.TopoDS import TopoDS, TopoDS_Iterator

from generators.shapes.bounds import within
from generators.shapes.kernel import as_face, as_solid
from generators.shapes.rooms import stitched
from generators.stitching import attached

DEEPEST = 1.0  # mm: what holds by itself with nothing below (cantilever_warning of the limits)
LEAST = 0.2  # mm: less is not seen
_MOST_TURN = 0.9  # of the way around, so that a line's end keeps clear of its beginning
_SAME = 1e-6  # mm
_THROUGH = 0.2  # mm
_NEAR = 0.02  # mm


def on_side(
    solid: cq.Solid,
    faces: Sequence[cq.Face],
    height: float,
    *,
    toward: tuple[float, float] = (0, -1),
    distance: float,
) -> cq.Solid:
    """
    Raise flat faces by `height` mm from an upright flat wall, or sink them where it is negative.

    The wall looks `toward` a side, (0, -1) the front, and is `distance` mm from the Z axis. The faces are drawn as
    it is seen: their x runs to the right from the point nearest to the Z axis, their y is the height over the bed.
    """
    within("abs(height)", abs(height), LEAST, DEEPEST)
    length = math.hypot(*toward)
    if length < _SAME:
        raise ValueError("toward is (0, 0), but must point to a side")
    x, y = toward[0] / length, toward[1] / length
    wall = cq.Location(cq.Plane(origin=(x * distance, y * distance, 0), xDir=(-y, x, 0), normal=(x, y, 0)))
    # Laid on its back the wall is a flat top like any other.
    return as_solid(attached(as_solid(solid.moved(wall.inverse)), faces, height).moved(wall))


def around(solid: cq.Solid, faces: Sequence[cq.Face], height: float, *, radius: float) -> cq.Solid:
    """
    Raise flat faces by `height` mm from an upright cylinder around the Z axis, or sink them where it is negative.

    The faces bend around it: their x is the way along its surface, to the right of the front as one looks at it;
    their y is the height over the bed. Raises `ValueError` where the solid has no such skin at their middle height.
    """
    if not faces:
        return solid
    within("abs(height)", abs(height), LEAST, min(DEEPEST, radius / 2))
    boxes = [face.BoundingBox() for face in faces]
    left, right = min(box.xmin for box in boxes), max(box.xmax for box in boxes)
    within("faces' width", right - left, 0, _MOST_TURN * 2 * math.pi * radius)
    within("faces' reach to either side", max(right, -left), 0, _MOST_TURN * math.pi * radius)
    for x in (left, (left + right) / 2, right):
        _check_skin(solid, radius, x, sum(box.ymin + box.ymax for box in boxes) / 2 / len(boxes))
    side = _Side.found(solid, radius, left, right)
    if side is not None and not _nested(faces):
        written = _stitched(solid, side, faces, height)
        if written.isValid() and (written.Volume() > solid.Volume()) == (height > 0):
            return written
    # The tool reaches through the side, for a boolean operation fails where two surfaces nearly lie in one.
    into = -_THROUGH if height > 0 else _THROUGH
    side = _Side.drawn(radius, into, min(box.ymin for box in boxes) - 1, max(box.ymax for box in boxes) + 1)
    tool = [side.thick(face, height - into)[1] for face in faces]
    return as_solid(func.fuse(solid, *tool) if height > 0 else func.cut(solid, func.compound(tool)))


@dataclass(frozen=True)
class _Side:
    """A cylinder's face, and where the front and Z = 0 are in its own (angle, height)."""

    face: cq.Face
    radius: float
    front: float
    bottom: float
    up: int = 1  # or -1 where its own height runs downward

    @classmethod
    def found(cls, solid: cq.Solid, radius: float, left: float, right: float) -> _Side | None:
        """Find the side on a solid, where text from `left` to `right` mm does not cross the line it closes in."""
        for face in solid.Faces():
            if face.geomType() != "CYLINDER" or not face.wrapped.Location().IsIdentity():
                continue
            surface = BRepAdaptor_Surface(face.wrapped).Cylinder()
            around_z = surface.Position()
            axis, origin = around_z.Direction(), around_z.Location()
            on_axis = math.hypot(origin.X(), origin.Y()) < _SAME and abs(axis.Z()) > 1 - 1e-12
            # As it is, a cylinder in a right-handed frame looks outward; turned over it is the wall of a hole.
            outside = around_z.Direct() == (face.wrapped.Orientation() == TopAbs_FORWARD)
            if not (on_axis and outside and abs(surface.Radius() - radius) < _SAME):
                continue
            up = round(axis.Z())
            if (up > 0) != around_z.Direct():
                continue  # its angle runs clockwise, against the text
            begin = math.atan2(around_z.XDirection().Y(), around_z.XDirection().X())
            first, last, *_heights = face._uvBounds()
            for turns in (-1, 0, 1, 2):
                front = -math.pi / 2 - begin + turns * 2 * math.pi
                if first + 1e-3 < front + left / radius and front + right / radius < last - 1e-3:
                    return cls(face, radius, front, -up * origin.Z(), up)
        return None

    @classmethod
    def drawn(cls, radius: float, out: float, low: float, high: float) -> _Side:
        """Draw a cylinder that closes at the back, `out` mm wider than the one that the text is measured on."""
        solid = cq.Solid.makeCylinder(radius + out, high - low, cq.Vector(0, 0, low))
        face = next(face for face in solid.Faces() if face.geomType() == "CYLINDER")
        turned = face.moved(cq.Location((0, 0, 0), (0, 0, 1), 90))
        return cls(as_face(turned), radius, math.pi, -low)

    def thick(self, face: cq.Face, height: float) -> tuple[cq.Face, cq.Solid]:
        """Give a flat face bent onto the side, and the solid it makes there; they share the bent face's edges."""
        unrolled = cq.Matrix(
            [[1 / self.radius, 0, 0, self.front], [0, self.up, 0, self.bottom], [0, 0, 1, 0], [0, 0, 0, 1]]
        )
        bent = as_face(func.faceOn(self.face, face.transformGeometry(unrolled)))
        # The bent face looks as its surface does by nature, inward where heights run downward.
        return bent, as_solid(func.offset(bent, self.up * height))


def _check_skin(solid: cq.Solid, radius: float, x: float, z: float) -> None:
    angle = x / radius
    off = solid.Shells()[0].distance(cq.Vertex.makeVertex(radius * math.sin(angle), -radius * math.cos(angle), z))
    if off > _NEAR:
        raise ValueError(f"radius is {radius:g}, but must be that of the solid's side, {off:.2f} mm away")


def _nested(faces: Sequence[cq.Face]) -> bool:
    """Tell whether a face stands in a hole of another, as the letter within the ring of a © does."""
    holes = [hole.BoundingBox() for face in faces for hole in face.innerWires()]
    return any(
        hole.xmin < box.xmin and box.xmax < hole.xmax and hole.ymin < box.ymin and box.ymax < hole.ymax
        for box in (face.BoundingBox() for face in faces)
        for hole in holes
    )


def _stitched(solid: cq.Solid, side: _Side, faces: Sequence[cq.Face], height: float) -> cq.Solid:
    """Give the side the outlines as holes, and close each with what stands on it."""
    builder = BRep_Builder()
    skin = [face.wrapped for face in solid.Faces() if not face.wrapped.IsSame(side.face.wrapped)]

    def patch(wires: Sequence[Any]) -> Any:
        bare = TopoDS.Face_s(side.face.wrapped.EmptyCopied())
        bare.Orientation(TopAbs_FORWARD)
        for wire in wires:
            builder.Add(bare, wire)
        bare.Orientation(side.face.wrapped.Orientation())
        return bare

    ground = _stored(side.face)
    for face in faces:
        bent, body = side.thick(face, height)
        for wall in body.Faces():
            if not wall.wrapped.IsSame(bent.wrapped):
                skin.append(wall.wrapped if height > 0 else wall.wrapped.Reversed())
        outline, *holes = _stored(bent)
        ground.append(outline.Reversed())
        skin.extend(patch([hole.Reversed()]) for hole in holes)
    return stitched([*skin, patch(ground)])


def _stored(face: cq.Face) -> list[Any]:
    """Give the wires of a face as it stores them, the outer one first."""
    wires = []
    walk = TopoDS_Iterator(face.wrapped, False, True)
    while walk.More():
        wires.append(TopoDS.Wire_s(walk.Value()))
        walk.Next()
    outer = face.outerWire().wrapped
    return sorted(wires, key=lambda wire: not wire.IsPartner(outer))
