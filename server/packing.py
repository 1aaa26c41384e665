"""How many plates a design takes, for the price of preparing them: by the boxes of its parts."""

from __future__ import annotations

import functools

import numpy as np

from printers.errors import PlateFull
from printers.margins import margins
from printers.plate import Item, arrange
from server import bridge

#: Width, depth and height in mm of the box around a part as it is printed, and how often a copy needs it.
Boxes = tuple[tuple[float, float, float, int], ...]

_CORNERS = np.array([[x, y, z] for x in (0.0, 1.0) for y in (0.0, 1.0) for z in (0.0, 1.0)])
_FACE = np.array([[0, 1, 2]])


@functools.lru_cache(maxsize=1024)
def plates_of_one(boxes: Boxes, profile: tuple[str, str, str]) -> int:
    """How many plates one copy takes; what does not fit at all is refused elsewhere, and counts as one."""
    return _plates(boxes, profile, 1) or 1


@functools.lru_cache(maxsize=1024)
def copies_per_plate(boxes: Boxes, profile: tuple[str, str, str], most: int) -> int:
    """How many copies one plate holds, at most so many, where one copy takes one."""
    holds, fails = 1, most + 1
    while fails - holds > 1:
        middle = (holds + fails) // 2
        if _plates(boxes, profile, middle) == 1:
            holds = middle
        else:
            fails = middle
    return holds


def _plates(boxes: Boxes, profile: tuple[str, str, str], copies: int) -> int:
    items = [
        Item(f"{number}-{copy}", _CORNERS * (x, y, z), _FACE)
        for number, (x, y, z, count) in enumerate(boxes)
        for copy in range(count * copies)
    ]
    chosen = bridge.find_profile(*profile)
    try:
        return len(arrange(items, chosen.machine, margins(chosen)))
    except PlateFull:
        return 0
