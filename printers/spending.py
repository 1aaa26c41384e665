"""
How much of its filament a print has taken by what its printer shows of its way.

A print does not take its filament evenly: the byte in the middle of a file may stand before the one wide layer that
takes most of it. So the file is read once, and the share of its filament kept for every hundredth of its bytes, of its
time, of what it tells the printer to show (M73), and of its layers.
"""

import bisect
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printers.moves import Move, Place, moves
from printers.printer import Snapshot, Way

STEPS = 100
#: Of the way one point is kept for each such part of the file (so many in all), and for each so many seconds.
FINE, LONG = 5000, 10.0


@dataclass(frozen=True)
class Spending:
    """
    Shares of the filament, 0 to 1: by each way of counting the STEPS + 1 values at its hundredths.

    A way that the file does not know is left out: layers where it names none, M73 where it has none.
    """

    ways: Mapping[str, Sequence[float]]

    def share(self, snapshot: Snapshot, way: Way) -> float | None:
        """
        What a print has taken that shows this, if that can be told; `way` is what its host counts its progress by.

        A file without M73 is counted by its bytes by those hosts that would follow it. Without a progress the layer
        counts, taken to be half done.
        """
        values = self.ways.get(way) or (self.ways.get("bytes") if way == "told" else None)
        if snapshot.progress is not None and values:
            return _between(values, snapshot.progress)
        if snapshot.layer and snapshot.layers and "layers" in self.ways:
            return _between(self.ways["layers"], (snapshot.layer - 0.5) / snapshot.layers)
        return None

    def plain(self) -> dict[str, Any]:
        """As it is kept; `Spending` of it is this again."""
        return {way: list(values) for way, values in self.ways.items()}


def spending(path: Path) -> Spending | None:
    """What a file takes along its way; None where it takes nothing."""
    size = path.stat().st_size
    place, filament, seconds, furthest = Place(), 0.0, 0.0, 0.0
    at = 0.0, 0.0, 0.0
    reached: dict[str, list[tuple[float, float]]] = {"bytes": [], "time": [], "told": [], "layers": []}
    last = 0.0, 0.0
    # So much of the way lies between two points at least; large files have more moves than memory should hold.
    apart = size / FINE, LONG
    due = apart
    for each in moves(path, place):
        if isinstance(each, Move):
            was, at = at, (each.x, each.y, each.z)
            seconds += (math.dist(was, at) or abs(each.filament)) / each.feed * 60
            filament += each.filament
            if filament <= furthest:
                continue
            furthest, last = filament, (float(place.read), seconds)
            if last[0] >= due[0] or seconds >= due[1]:
                due = last[0] + apart[0], seconds + apart[1]
                reached["bytes"].append((last[0], furthest))
                reached["time"].append((seconds, furthest))
        elif each.what == "wait":
            seconds += each.value
        elif each.what == "told":
            reached["told"].append((each.value, furthest))
        elif each.what == "layer":
            reached["layers"].append((len(reached["layers"]), furthest))
    if not furthest:
        return None
    for way, where in zip(("bytes", "time"), last, strict=True):
        reached[way].append((where, furthest))
    wholes = {"bytes": float(size), "time": seconds, "told": 1.0, "layers": float(len(reached["layers"]))}
    return Spending(
        {
            way: tuple(_hundredths([*points, (wholes[way], furthest)], wholes[way], furthest))
            for way, points in reached.items()
            if points and wholes[way]
        }
    )


def _hundredths(points: Sequence[tuple[float, float]], whole: float, filament: float) -> list[float]:
    """The share at each hundredth of the way, from points (way, filament) that never fall."""
    ways = list(itertools.accumulate((way for way, _ in points), max))
    found = []
    for step in range(STEPS + 1):
        at = whole * step / STEPS
        after = bisect.bisect_right(ways, at)
        if after == len(ways):
            found.append(1.0)
            continue
        begin, taken = (ways[after - 1], points[after - 1][1]) if after else (0.0, 0.0)
        end, more = ways[after], points[after][1]
        found.append(round((taken + (more - taken) * (at - begin) / (end - begin)) / filament, 4))
    return found


def _between(values: Sequence[float], way: float) -> float:
    at = min(max(way, 0.0), 1.0) * (len(values) - 1)
    first = min(int(at), len(values) - 2)
    return values[first] + (values[first + 1] - values[first]) * (at - first)
