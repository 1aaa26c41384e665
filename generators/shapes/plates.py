"""Flat faces, the solids that grow from them, and raising or sinking one shape in another."""

from __future__ import annotations

from collections.abc import Sequence

import cadquery as cq
import numpy as np
from cadquery import func

from generators.punching import Punch, pierced_by
from generators.shapes.kernel import as_face, as_solid, flat_point
from generators.stitching import attached
from generators.topology import edges_at


def rounded(width: float, depth: float, radius: float, z: float = 0) -> cq.Face:
    """Give a flat rectangle with round corners, centred on the Z axis at height z."""
    outline = func.rect(width, depth)
    radius = min(radius, width / 2 - 0.01, depth / 2 - 0.01)
    flat = func.face(outline)
    if radius > 0.01:
        flat = flat.fillet2D(radius, flat.Vertices())
    return as_face(flat.moved(cq.Location((0, 0, z))))


def extruded(face: cq.Face, height: float) -> cq.Solid:
    """Give the solid that a flat face sweeps out, straight up by `height` mm."""
    return as_solid(func.extrude(face, (0, 0, height)))


def pierced(face: cq.Face, x: float, y: float, diameter: float) -> cq.Face:
    """Give a flat face with one more round hole."""
    ring = cq.Wire.makeCircle(diameter / 2, cq.Vector(x, y, face.Center().z), cq.Vector(0, 0, 1))
    return as_face(func.face(face.outerWire(), *face.innerWires(), ring))


def framed(face: cq.Face, width: float) -> cq.Face:
    """Give the frame that is left of a rounded rectangle when one that is `width` mm smaller all round goes."""
    inner = face.outerWire().offset2D(-width)[0]
    return as_face(func.face(face.outerWire(), inner))


def bent(points: Sequence[tuple[float, float]], radii: Sequence[float]) -> cq.Face:
    """Give the flat face of a polygon on Z = 0, its corners rounded by `radii` mm (0 leaves one sharp)."""
    wires: list[cq.Edge] = []
    starts, ends = [], []
    arcs: list[cq.Edge | None] = []
    count = len(points)
    for index, radius in enumerate(radii):
        corner = np.array(points[index])
        before = np.array(points[index - 1]) - corner
        after = np.array(points[(index + 1) % count]) - corner
        before, after = before / np.linalg.norm(before), after / np.linalg.norm(after)
        half = np.arccos(np.clip(before @ after, -1, 1)) / 2
        back = radius / np.tan(half)
        first, last = corner + before * back, corner + after * back
        starts.append(first)
        ends.append(last)
        if radius > 0:
            bisector = (before + after) / np.linalg.norm(before + after)
            middle = corner + bisector * (radius / np.sin(half) - radius)
            arcs.append(cq.Edge.makeThreePointArc(flat_point(first), flat_point(middle), flat_point(last)))
        else:
            arcs.append(None)
    for index in range(count):
        if (arc := arcs[index]) is not None:
            wires.append(arc)
        wires.append(cq.Edge.makeLine(flat_point(ends[index]), flat_point(starts[(index + 1) % count])))
    return as_face(func.face(cq.Wire.assembleEdges(wires)))


def cut(solid: cq.Solid, tool: cq.Shape) -> cq.Solid:
    """Take one shape away from a solid."""
    through = pierced_by(solid, tool) if isinstance(tool, Punch) else None
    return as_solid(func.cut(solid, tool)) if through is None else through


def moved(faces: Sequence[cq.Face], x: float, y: float, z: float = 0) -> list[cq.Face]:
    """Give flat faces shifted by x, y and z mm."""
    return [as_face(face.moved(cq.Location((x, y, z)))) for face in faces]


def softened(solid: cq.Solid, size: float, *, at: float) -> cq.Solid:
    """Bevel the outer edges in the plane Z = `at` by `size` mm: kind to fingers, and no first-layer bulge."""
    return as_solid(solid.chamfer(size, None, edges_at(solid, at)))


def raised(solid: cq.Solid, faces: Sequence[cq.Face], height: float) -> cq.Solid:
    """Raise flat faces by `height` mm from the flat top they lie on."""
    return attached(solid, faces, abs(height))


def sunk(solid: cq.Solid, faces: Sequence[cq.Face], depth: float) -> cq.Solid:
    """Sink flat faces by `depth` mm into the flat top they lie on; the floor must stay inside the solid."""
    return attached(solid, faces, -abs(depth))
