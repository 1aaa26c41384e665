"""
What a G-code file does, move by move, for whoever wants to know where filament comes to lie and when.

Lengths mm, feed mm/min. Arcs arrive as straight pieces; filament is what one move
pushes, however the file counts it. A file is read as the guard reads it, but nothing is refused here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from printers.arcs import from_letters

_WORD = re.compile(r"([XYZEFIJSP])(-?(?:\d+\.?\d*|\.\d+))")
_OBJECT = re.compile(r"; (printing|stop printing) object (\S+) id:")
_FIRST_FEED = 1500.0  # mm/min, until the file gives one


@dataclass(frozen=True, slots=True)
class Move:
    """From where the last one ended to x, y, z, with so much filament pushed or drawn back."""

    x: float
    y: float
    z: float
    filament: float
    feed: float


@dataclass(frozen=True, slots=True)
class Said:
    """
    What stands between the moves.

    what: "layer" (a new one begins), "z", "height", "width" (mm), "type" (a feature), "object" (a part, or nothing),
    "nozzle", "bed" (targets, °C), "wait" (s), "told" (what the printer is told to show of its way, 0 to 1).
    """

    what: str
    value: float = 0.0
    name: str = ""


@dataclass(slots=True)
class Place:
    """How far a file was read, bytes."""

    read: int = 0


def moves(path: Path, place: Place | None = None) -> Iterator[Move | Said]:
    """Everything that a file does, in order. `place` is told how far it was read for what comes next."""
    state = _State()
    # Line ends stay as they are, so that every byte counts.
    with path.open(encoding="ascii", errors="replace", newline="\n") as lines:
        for line in lines:
            if place is not None:
                place.read += len(line)
            if line[0] == "G":
                yield from state.go(line)
            elif line[0] == ";":
                if said := _remark(line):
                    yield said
            elif line[0] == "M":
                said = state.set(line)
                if said:
                    yield said


class _State:
    """Where the head is and how the file counts."""

    __slots__ = ("_e", "_feed", "_relative", "_relative_filament", "_x", "_y", "_z")

    def __init__(self) -> None:
        self._x = self._y = self._z = self._e = 0.0
        self._feed = _FIRST_FEED
        self._relative = self._relative_filament = False

    def go(self, line: str) -> Iterator[Move | Said]:
        word = line[:3].rstrip()
        if word in ("G1", "G0"):
            given = _letters(line)
            if given.keys() & {"X", "Y", "Z", "E"}:
                yield self._straight(given)
        elif word in ("G2", "G3"):
            yield from self._arc(word, _letters(line))
        elif line.startswith("G92"):
            self._e = _letters(line).get("E", self._e)
        elif line.startswith("G28"):
            axes = line.partition(";")[0].split()[1:]
            self._x, self._y, self._z = (
                0.0 if not axes or any(axis.startswith(letter) for axis in axes) else at
                for letter, at in zip("XYZ", (self._x, self._y, self._z), strict=True)
            )
        elif line.startswith(("G90", "G91")):
            self._relative = line[2] == "1"
        elif word == "G4":
            given = _letters(line)
            yield Said("wait", given.get("S", 0.0) + given.get("P", 0.0) / 1000)

    def set(self, line: str) -> Said | None:
        word = line.split(None, 1)[0] if line.strip() else ""
        if word in ("M82", "M83"):
            self._relative_filament = word == "M83"
        elif word in ("M104", "M109", "M140", "M190"):
            return Said("bed" if word in ("M140", "M190") else "nozzle", _letters(line[4:]).get("S", 0.0))
        elif word == "M73" and "P" in (given := _letters(line)):
            return Said("told", given["P"] / 100)
        return None

    def _placed(self, given: Mapping[str, float]) -> dict[str, float]:
        here = {"X": self._x, "Y": self._y, "Z": self._z}
        return {
            letter: value + here[letter] if self._relative and letter in here else value
            for letter, value in given.items()
        }

    def _filament(self, given: Mapping[str, float]) -> float:
        e = given.get("E")
        if e is None:
            return 0.0
        if self._relative_filament:
            return e
        pushed, self._e = e - self._e, e
        return pushed

    def _straight(self, given: Mapping[str, float]) -> Move:
        placed = self._placed(given)
        self._x, self._y, self._z = placed.get("X", self._x), placed.get("Y", self._y), placed.get("Z", self._z)
        self._feed = max(placed.get("F", self._feed), 1.0)
        return Move(self._x, self._y, self._z, self._filament(given), self._feed)

    def _arc(self, word: str, given: Mapping[str, float]) -> Iterator[Move]:
        self._feed = max(given.get("F", self._feed), 1.0)
        filament, told = self._filament(given), 0.0
        for x, y, z, share in from_letters(word, (self._x, self._y, self._z), self._placed(given)):
            self._x, self._y, self._z = x, y, z
            yield Move(x, y, z, filament * (share - told), self._feed)
            told = share


def _letters(line: str) -> dict[str, float]:
    return {letter: float(number) for letter, number in _WORD.findall(line.partition(";")[0])}


def _remark(line: str) -> Said | None:
    if line.startswith(";TYPE:"):
        return Said("type", name=line[6:].strip())
    if line.startswith(";LAYER_CHANGE"):
        return Said("layer")
    for what in ("WIDTH", "HEIGHT", "Z"):
        if line.startswith(f";{what}:"):
            return Said(what.lower(), float(line[len(what) + 2 :]))
    if line.startswith(("; printing object", "; stop printing object")) and (match := _OBJECT.match(line)):
        return Said("object", name=match[2] if match[1] == "printing" else "")
    return None
