"""What a kernel's answer must be: one solid, one face. All shapes pass through here."""

from __future__ import annotations

from typing import Any

import cadquery as cq


def as_solid(shape: Any) -> cq.Solid:
    """Give the one solid of a shape; anything else is a mistake in the drawing."""
    solids = shape.Solids()
    if len(solids) != 1:
        raise ValueError(f"expected one solid and got {len(solids)}")
    return solids[0]  # type: ignore[no-any-return]  # CadQuery's shapes are typed loosely


def as_face(shape: Any) -> cq.Face:
    """Give the (first) face of a shape."""
    if isinstance(shape, cq.Face):
        return shape
    return shape.Faces()[0]  # type: ignore[no-any-return]  # CadQuery's shapes are typed loosely


def flat_point(point: Any) -> cq.Vector:
    """Give a point (x, y) as a vector on Z = 0."""
    return cq.Vector(float(point[0]), float(point[1]), 0)
