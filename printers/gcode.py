"""
What a G-code file says about itself: its settings, its figures and when it prints which layer.

Lengths mm, seconds, grams. Comments as PrusaSlicer 2.5 and later write them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from printers.moves import Move, moves

CONFIG_BYTES = 200_000  # PrusaSlicer 2.5 writes about 15 kB of settings at the end
_SETTING = re.compile(r"; ([a-z0-9_]+) = (.*)")
_FIGURE = re.compile(r"; ([A-Za-z][A-Za-z ()]*(?:\[[a-z0-9]+\])?) = (.*)")
_TIME = re.compile(r"(\d+)([dhms])")
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True)
class Gcode:
    """A file that passed the guard, with the facts that were proved on the way."""

    path: Path
    sha256: str
    bytes: int
    lines: int
    seconds: float  # the slicer's own estimate
    grams: float
    filament_mm: float  # counted by us
    layers: int
    bounds: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]  # of what is printed
    objects: tuple[str, ...]
    commands: Mapping[str, int]
    flow: float  # mm3/s, the greatest


@dataclass(frozen=True)
class Timetable:
    """When a print begins each layer, in seconds of printing time; heating and homing not counted."""

    seconds: float
    layers: tuple[float, ...]  # the second in which each layer begins
    nozzle: float  # highest target, degrees Celsius
    bed: float


def config(path: Path) -> dict[str, str]:
    """The settings the slicer wrote at the end; empty when the end is missing."""
    text = _tail(path)
    begin, end = text.rfind("; prusaslicer_config = begin"), text.rfind("; prusaslicer_config = end")
    if not 0 <= begin < end:
        return {}
    return _pairs(_SETTING, text[begin:end])


def figures(path: Path) -> dict[str, str]:
    """The slicer's own figures, as "filament used [mm]" and "estimated printing time (normal mode)"."""
    text = _tail(path)
    begin = text.rfind("; prusaslicer_config = begin")
    return _pairs(_FIGURE, text[: begin if begin >= 0 else None])


def duration(words: str) -> float | None:
    """Seconds of words like "1h 2m 3s", or None when they are not such words."""
    parts = _TIME.findall(words)
    return float(sum(int(number) * _SECONDS[unit] for number, unit in parts)) if parts else None


def printing_seconds(path: Path) -> float | None:
    """The slicer's estimate of the printing time, or None where the file holds none."""
    words = figures(path).get("estimated printing time (normal mode)")
    return duration(words) if words else None


def timetable(path: Path) -> Timetable:
    """
    When each layer begins: the moves timed with their feed rates, then scaled to the slicer's own estimate.

    A file without an estimate keeps the plain sum, which forgets acceleration and is some 20 % short.
    """
    seconds, layers, targets = 0.0, [], {"nozzle": 0.0, "bed": 0.0}
    at = 0.0, 0.0, 0.0
    for each in moves(path):
        if isinstance(each, Move):
            was, at = at, (each.x, each.y, each.z)
            seconds += (math.dist(was, at) or abs(each.filament)) / each.feed * 60
        elif each.what == "layer":
            layers.append(seconds)
        elif each.what == "wait":
            seconds += each.value
        elif each.what in targets:
            targets[each.what] = max(targets[each.what], each.value)
    told = printing_seconds(path)
    scale = told / seconds if told and seconds else 1.0
    return Timetable(seconds * scale, tuple(begin * scale for begin in layers), targets["nozzle"], targets["bed"])


def _pairs(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    matches = (pattern.fullmatch(line) for line in text.splitlines() if line[:2] == "; ")
    return {match[1]: match[2] for match in matches if match}


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - CONFIG_BYTES))
        return file.read().decode("utf-8", "replace")
