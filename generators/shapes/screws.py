"""
Room for screws: what is cut away so that a screw can pass, and its head can sit.

All rooms run along Z and begin at Z = 0. Those that open at the top go 1 mm beyond it, so that nothing is left
standing there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import cadquery as cq
from cadquery import Edge, Vector, func

from generators.shapes.bounds import within
from generators.shapes.kernel import as_solid

_BEYOND = 1.0  # mm


@dataclass(frozen=True)
class Screw:
    """What a screw needs, in mm: its hole, and the diameter and height of each kind of head it is sold with."""

    name: str
    hole: float
    sunk_head: float
    sunk_height: float
    round_head: float
    round_height: float
    source: str


_MACHINE = "holes: ISO 273 medium; countersunk heads: ISO 7046; round heads: the larger of ISO 7045 and ISO 4762"
_WOOD = "DIN 7997 and DIN 7996: heads of twice the nominal size, round ones 0.7 of it high; holes 0.5 mm wider"


def _wood(size: float) -> Screw:
    return Screw(f"{size:g} mm wood screw", size + 0.5, 2 * size, size / 2, 2 * size, round(0.7 * size, 2), _WOOD)


SCREWS: Mapping[str, Screw] = MappingProxyType(
    {
        "M2": Screw("M2", 2.4, 3.8, 1.2, 4.0, 2.0, _MACHINE),
        "M2.5": Screw("M2.5", 2.9, 4.7, 1.5, 5.0, 2.5, _MACHINE),
        "M3": Screw("M3", 3.4, 5.5, 1.65, 5.6, 3.0, _MACHINE),
        "M4": Screw("M4", 4.5, 8.4, 2.7, 8.0, 4.0, _MACHINE),
        "M5": Screw("M5", 5.5, 9.3, 2.7, 9.5, 5.0, _MACHINE),
        "3": _wood(3),
        "3.5": _wood(3.5),
        "4": _wood(4),
        "5": _wood(5),
    }
)


def countersunk(length: float, hole: float, head: float) -> cq.Solid:
    """Give the room of a countersunk screw along Z from 0 to `length`: its 90° head ends flush at the top."""
    within("head", head, hole)
    depth = (head - hole) / 2
    within("length", length, depth)
    return revolved(
        [
            (0, 0),
            (hole / 2, 0),
            (hole / 2, length - depth),
            (head / 2, length),
            (head / 2, length + _BEYOND),
            (0, length + _BEYOND),
        ]
    )


def counterbored(length: float, hole: float, head: float, deep: float) -> cq.Solid:
    """
    Give the room of a screw with a flat-bottomed head along Z from 0 to `length`, its head sunk `deep` mm.

    Print it with the head's side up: the other way round the step would be laid into the air.
    """
    within("head", head, hole)
    within("deep", deep, 0.2)
    within("length", length, deep)
    return revolved(
        [
            (0, 0),
            (hole / 2, 0),
            (hole / 2, length - deep),
            (head / 2, length - deep),
            (head / 2, length + _BEYOND),
            (0, length + _BEYOND),
        ]
    )


def keyhole(hole: float, head: float, rise: float, lip: float = 1.6, head_height: float = 1.0) -> cq.Solid:
    """
    Give the room by which a part hangs on the head of a screw in the wall.

    The wall is at Z = 0. The head enters round at y = -`rise`, and the part sinks until the screw rests at the
    origin, held behind a `lip` mm thick edge that rises at 45°, so it prints whichever side is down.
    `head_height` is the height of the head beyond its 45° cone.
    """
    within("head", head, hole + 1)
    within("rise", rise, head / 2 + hole / 2)
    within("lip", lip, 0.8)
    within("head_height", head_height, 0)
    slope = (head - hole) / 2
    back = lip + slope + head_height
    outlines = [(hole / 2, -_BEYOND), (hole / 2, lip), (head / 2, lip + slope)]
    if head_height > 0:
        outlines.append((head / 2, back))
    slot = cq.Solid.makeLoft([_slot(radius, rise, z) for radius, z in outlines], True)
    entry = cq.Solid.makeCylinder(head / 2 + 0.25, back + _BEYOND, Vector(0, -rise, -_BEYOND))
    return as_solid(func.fuse(slot, entry))


def revolved(outline: Sequence[tuple[float, float]]) -> cq.Solid:
    """Give the solid that an outline of points (radius, z) sweeps out around the Z axis."""
    return as_solid(func.revolve(func.face(func.polygon(*((r, 0, z) for r, z in outline))), (0, 0, 0), (0, 0, 1), 360))


def _slot(radius: float, length: float, z: float) -> cq.Wire:
    """Give the outline of a slot with round ends, around (0, 0) and (0, -length)."""
    left, right = Vector(-radius, 0, z), Vector(radius, 0, z)
    down = Vector(0, -length, 0)
    return cq.Wire.assembleEdges(
        [
            Edge.makeLine(right + down, right),
            Edge.makeThreePointArc(right, Vector(0, radius, z), left),
            Edge.makeLine(left, left + down),
            Edge.makeThreePointArc(left + down, Vector(0, -length - radius, z), right + down),
        ]
    )
