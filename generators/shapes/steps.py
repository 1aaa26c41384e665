"""Solids whose outline steps in and out as they rise: feet, sockets and rims."""

from __future__ import annotations

from collections.abc import Sequence

import cadquery as cq
from cadquery import Edge, Vector

from generators.shapes.kernel import as_solid

_DIAGONAL = 1 - 0.5**0.5  # how far the middle of a quarter circle is from its corner, in radii


def stepped(width: float, depth: float, radius: float, steps: Sequence[tuple[float, float]]) -> cq.Solid:
    """
    Give the solid between outlines (inset, z): rounded rectangles, each `inset` mm smaller all round, at height z.

    Sides between two outlines are flat, corners are parts of cones and cylinders around one axis.
    """
    outlines = [rounded_outline(width - 2 * inset, depth - 2 * inset, radius - inset, z) for inset, z in steps]
    return as_solid(cq.Solid.makeLoft(outlines, True))


def rounded_outline(width: float, depth: float, radius: float, z: float = 0) -> cq.Wire:
    """Give a rounded rectangle of four lines and four quarter circles, counter-clockwise, from the front line on."""
    x, y = width / 2, depth / 2
    edges: list[Edge] = []
    for way_x, way_y, along in ((1, -1, "x"), (1, 1, "y"), (-1, 1, "x"), (-1, -1, "y")):
        # Each corner with the line that leads to it.
        corner = Vector(way_x * x, way_y * y, z)
        before = Vector(-way_x * radius, 0, 0) if along == "x" else Vector(0, -way_y * radius, 0)
        after = Vector(0, -way_y * radius, 0) if along == "x" else Vector(-way_x * radius, 0, 0)
        length = width if along == "x" else depth
        start = corner + before * ((length - radius) / radius)
        middle = corner + Vector(-way_x, -way_y, 0) * (radius * _DIAGONAL)
        edges.append(Edge.makeLine(start, corner + before))
        edges.append(Edge.makeThreePointArc(corner + before, middle, corner + after))
    return cq.Wire.assembleEdges(edges)
