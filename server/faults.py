"""Named points where a test may hold the program, to end it there as a power cut would."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

#: `PRINTWRIGHT_HOLD_AT=<point>` and `PRINTWRIGHT_HOLD_FILE=<path>`: the path is written when the point is reached.
_HOLD = os.environ.get("PRINTWRIGHT_HOLD_AT", "")
#: For how long, seconds; by default for as long as any test waits.
_SECONDS = float(os.environ.get("PRINTWRIGHT_HOLD_SECONDS", "3600"))

#: Every point, in the order in which an order passes them.
POINTS = (
    "order.accepted",
    "plan.before",
    "plan.after",
    "slice.before",
    "slice.after",
    "queue.after",
    "match.after",
    "tailor.before",
    "tailor.after",
    "tailored.after",
    "claim.after",
    "stage.before",
    "stage.after",
    "intent.after",
    "start.after",
    "printing.after",
    "finish.before",
    "finish.after",
)


def _reached(point: str) -> bool:
    assert point in POINTS, point
    if point != _HOLD:
        return False
    Path(os.environ["PRINTWRIGHT_HOLD_FILE"]).write_text(point)
    return True


def point(name: str) -> None:
    """A point in blocking code."""
    if _reached(name):
        time.sleep(_SECONDS)


async def apoint(name: str) -> None:
    """A point in asynchronous code."""
    if _reached(name):
        await asyncio.sleep(_SECONDS)
