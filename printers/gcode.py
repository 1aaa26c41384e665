"""
What a G-code file says about itself: its settings, its figures and when it prints which layer.

Lengths mm, seconds, grams. Comments as PrusaSlicer 2.5 and later write them.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CONFIG_BYTES = 200_000  # PrusaSlicer 2.5 writes about 15 kB of settings at the end
_SETTING = re.compile(r"; ([a-z0-9_]+) = (.*)")
_FIGURE = re.compile(r"; ([A-Za-z][A-Za-z ()]*(?:\[[a-z0-9]+\])?) = (.*)")
_TIME = re.compile(r"(\d+)([dhms])")
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_WORD = re.compile(r"([XYZEFSP])(-?\d*\.?\d+)")


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
    seconds, layers, nozzle, bed = 0.0, [], 0.0, 0.0
    for kind, value in _moments(path):
        if kind == "layer":
            layers.append(seconds)
        elif kind == "move":
            seconds += value
        elif kind == "nozzle":
            nozzle = max(nozzle, value)
        else:
            bed = max(bed, value)
    told = printing_seconds(path)
    scale = told / seconds if told and seconds else 1.0
    return Timetable(seconds * scale, tuple(begin * scale for begin in layers), nozzle, bed)


def _moments(path: Path) -> Iterator[tuple[str, float]]:
    x = y = z = e = 0.0
    feed, relative = 1500.0, False
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            if line[:3] in ("G1 ", "G0 "):
                was = x, y, z
                length = 0.0
                for letter, number in _WORD.findall(line.partition(";")[0]):
                    value = float(number)
                    if letter == "X":
                        x = value
                    elif letter == "Y":
                        y = value
                    elif letter == "Z":
                        z = value
                    elif letter == "F":
                        feed = max(value, 1.0)
                    elif letter == "E":
                        length, e = (value if relative else value - e), value
                way = math.dist(was, (x, y, z)) or abs(length)
                yield "move", way / feed * 60
            elif line.startswith(";LAYER_CHANGE"):
                yield "layer", 0.0
            elif line.startswith(("M104 S", "M109 S")):
                yield "nozzle", float(line[6:].split(";")[0] or 0)
            elif line.startswith(("M140 S", "M190 S")):
                yield "bed", float(line[6:].split(";")[0] or 0)
            elif line.startswith(("M82", "M83")):
                relative = line[2] == "3"
            elif line.startswith("G92 E"):
                e = float(line[5:].split(";")[0] or 0)
            elif line.startswith("G4 "):
                words = dict(_WORD.findall(line))
                yield "move", float(words.get("S", 0)) + float(words.get("P", 0)) / 1000


def _pairs(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    matches = (pattern.fullmatch(line) for line in text.splitlines() if line[:2] == "; ")
    return {match[1]: match[2] for match in matches if match}


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - CONFIG_BYTES))
        return file.read().decode("utf-8", "replace")
