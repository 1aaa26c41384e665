"""Room for screws: what is cut away so that a screw can pass, and its head can sit."""

from __future__ import annotations

import cadquery as cq
from cadquery import func

from generators.shapes.kernel import as_solid


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
    return as_solid(func.revolve(func.face(outline), (0, 0, 0), (0, 0, 1), 360))
