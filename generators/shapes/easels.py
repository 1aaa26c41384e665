"""A foot with a slot, in which a plate stands upright or leans back."""

from __future__ import annotations

import math

import cadquery as cq

from generators.shapes.bounds import within
from generators.shapes.plates import bent, extruded, softened

FOOT = 14.0  # mm that a foot is high
SUNK = 8.0  # mm of plate that stand in it
_SOFT = 0.6  # mm of bevel
_BESIDE = 5.0  # mm of foot beside its slot, where it is narrowest


def slotted_foot(long: float, deep: float, slot: float, lean: float = 0) -> cq.Solid:
    """
    Give a foot along X for a plate that leans back by `lean` degrees, its slot `slot` mm wide and open at both ends.

    The front looks to -Y. The plate's middle plane meets the slot's floor at y = 0, `FOOT` - `SUNK` mm high.
    """
    within("lean", lean, 0, 30)
    turn = math.radians(lean)
    half = slot / 2
    floor = FOOT - SUNK

    def at(across: float, up: float) -> tuple[float, float]:
        """Give a point of the slot from its place across the plate and up along it."""
        return across * math.cos(turn) + up * math.sin(turn), floor - across * math.sin(turn) + up * math.cos(turn)

    def mouth(across: float) -> tuple[float, float]:
        """Give where a side of the slot comes out at the top."""
        up = (SUNK + across * math.sin(turn)) / math.cos(turn)
        return at(across, up)[0], FOOT

    front, rear = mouth(-half), mouth(half)
    reach = max(deep / 2, rear[0] + _BESIDE + 2, -front[0] + _BESIDE + 2)
    side = bent(
        [
            (-reach, 0),
            (reach, 0),
            (reach, 5),
            (rear[0] + _BESIDE, FOOT),
            rear,
            at(half, 0),
            at(-half, 0),
            front,
            (front[0] - _BESIDE, FOOT),
            (-reach, 5),
        ],
        [1, 1, 2, 2, 0, 0, 0, 0, 2, 2],
    )
    block = softened(softened(extruded(side, long), _SOFT, at=0), _SOFT, at=long)
    # The profile's x runs along Y, its y upward, and it is swept along X.
    upright = cq.Location(cq.Plane(origin=(-long / 2, 0, 0), xDir=(0, 1, 0), normal=(1, 0, 0)))
    return block.moved(upright).Solids()[0]


def leaning(lean: float) -> cq.Location:
    """Give how a plate that lies on its back, its lower edge at y = 0 and its middle plane on Z = 0, stands in it."""
    return cq.Location((0, 0, FOOT - SUNK)) * cq.Location((0, 0, 0), (1, 0, 0), 90 - lean)
