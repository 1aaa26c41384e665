"""
Solids that makers share: rounded plates, bent profiles, lettering, and raising or sinking one shape in another.

All sizes are in mm, Z is up. A face is flat and lies level; it becomes a solid when it is extruded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cadquery as cq
import numpy as np
from cadquery import func

from generators.lettering import advance
from generators.outlines import outlined
from generators.stitching import attached


def rounded(width: float, depth: float, radius: float, z: float = 0) -> cq.Face:
    """Give a flat rectangle with round corners, centred on the Z axis at height z."""
    outline = func.rect(width, depth)
    radius = min(radius, width / 2 - 0.01, depth / 2 - 0.01)
    flat = func.face(outline)
    if radius > 0.01:
        flat = flat.fillet2D(radius, flat.Vertices())
    return _face(flat.moved(cq.Location((0, 0, z))))


def extruded(face: cq.Face, height: float) -> cq.Solid:
    """Give the solid that a flat face sweeps out, straight up by `height` mm."""
    return _solid(func.extrude(face, (0, 0, height)))


def pierced(face: cq.Face, x: float, y: float, diameter: float) -> cq.Face:
    """Give a flat face with one more round hole."""
    ring = cq.Wire.makeCircle(diameter / 2, cq.Vector(x, y, face.Center().z), cq.Vector(0, 0, 1))
    return _face(func.face(face.outerWire(), *face.innerWires(), ring))


def framed(face: cq.Face, width: float) -> cq.Face:
    """Give the frame that is left of a rounded rectangle when one that is `width` mm smaller all round goes."""
    inner = face.outerWire().offset2D(-width)[0]
    return _face(func.face(face.outerWire(), inner))


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
            arcs.append(cq.Edge.makeThreePointArc(_flat(first), _flat(middle), _flat(last)))
        else:
            arcs.append(None)
    for index in range(count):
        if (arc := arcs[index]) is not None:
            wires.append(arc)
        wires.append(cq.Edge.makeLine(_flat(ends[index]), _flat(starts[(index + 1) % count])))
    return _face(func.face(cq.Wire.assembleEdges(wires)))


def cut(solid: cq.Solid, tool: cq.Shape) -> cq.Solid:
    """Take one shape away from a solid."""
    return _solid(func.cut(solid, tool))


def moved(faces: Sequence[cq.Face], x: float, y: float, z: float = 0) -> list[cq.Face]:
    """Give flat faces shifted by x, y and z mm."""
    return [_face(face.moved(cq.Location((x, y, z)))) for face in faces]


def softened(solid: cq.Solid, size: float, *, at: float) -> cq.Solid:
    """Bevel the outer edges in the plane Z = `at` by `size` mm: kind to fingers, and no first-layer bulge."""
    edges = [
        edge
        for edge in solid.Edges()
        if abs(edge.BoundingBox().zmin - at) < 1e-6 and abs(edge.BoundingBox().zmax - at) < 1e-6
    ]
    return _solid(solid.chamfer(size, None, edges))


def lettering(text: str, size: float, z: float = 0) -> list[cq.Face]:
    """Give the flat faces of a line of text from x = 0, baseline at y = 0; `size` is the height of a capital in mm."""
    return outlined(text, size, z)


def text_width(text: str, size: float) -> float:
    """Give how far a line of text reaches in mm, without building it."""
    return advance(text, size)


def text_bounds(faces: Sequence[cq.Face]) -> tuple[float, float, float, float]:
    """Give smallest x and y, largest x and y of what the text covers, in mm."""
    boxes = [face.BoundingBox() for face in faces]
    return (
        min(box.xmin for box in boxes),
        min(box.ymin for box in boxes),
        max(box.xmax for box in boxes),
        max(box.ymax for box in boxes),
    )


def raised(solid: cq.Solid, faces: Sequence[cq.Face], height: float) -> cq.Solid:
    """Raise flat faces by `height` mm from the flat top they lie on."""
    return attached(solid, faces, abs(height))


def sunk(solid: cq.Solid, faces: Sequence[cq.Face], depth: float) -> cq.Solid:
    """Sink flat faces by `depth` mm into the flat top they lie on; the floor must stay inside the solid."""
    return attached(solid, faces, -abs(depth))


def countersunk(length: float, hole: float, head: float) -> cq.Solid:
    """Give the room of a countersunk screw along Z from 0 to `length`: its 90° head ends flush at the top."""
    depth = (head - hole) / 2
    outline = func.polygon(
        (0, 0, 0),
        (hole / 2, 0, 0),
        (hole / 2, 0, length - depth),
        (head / 2, 0, length),
        (head / 2, 0, length + 1),
        (0, 0, length + 1),
    )
    return _solid(func.revolve(func.face(outline), (0, 0, 0), (0, 0, 1), 360))


def _solid(shape: Any) -> cq.Solid:
    solids = shape.Solids()
    if len(solids) != 1:
        raise ValueError(f"expected one solid and got {len(solids)}")
    return solids[0]  # type: ignore[no-any-return]  # CadQuery's shapes are typed loosely


def _face(shape: Any) -> cq.Face:
    return shape.Faces()[0]  # type: ignore[no-any-return]  # CadQuery's shapes are typed loosely


def _flat(point: Any) -> cq.Vector:
    return cq.Vector(float(point[0]), float(point[1]), 0)
