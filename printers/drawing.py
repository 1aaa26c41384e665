"""
The layers of a G-code file as a picture needs them: every line that is laid, by its kind, width and part.

One file, made of a head and nine streams:

    "PWL1", uint32 (little endian) length of the head, the head (JSON, UTF-8), the streams one after the other

    head     {"unit": 0.01, "kinds": [...], "objects": [...], "streams": [bytes of each stream, ...]}
    streams  of whole numbers, each as the difference from the one before it in its stream, zigzag (0, -1, 1, -2 are
             0, 1, 2, 3), seven bits to a byte, the lowest first, the eighth bit set where more follow

    per layer  z in thousandths of a mm, its height in thousandths of a mm, how many lines it has
    per line   kind (place in "kinds"), part (place in "objects" and one more; 0 is none), width in units, how many
               points
    per point  x in units, y in units; a line is a chain of points, all in millimetres on the bed

Arcs are chains of short pieces, and moves that lay nothing are left out.
"""

import json
import struct
from array import array
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from printers.moves import Move, moves

MAGIC = b"PWL1"
UNIT = 0.01  # mm
_FINE = 0.001  # mm, for heights

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Drawing:
    """
    n layers with m lines and p points.

    z, height: (n,) float64 mm; first: (n + 1,) the place of a layer's first line; kind, part, width, start: (m,),
    (m,), (m,) mm and (m + 1,) the place of a line's first point; points: (p, 2) float64 mm. part counts from 1.
    """

    kinds: tuple[str, ...]
    objects: tuple[str, ...]
    z: NDArray[np.float64]
    height: NDArray[np.float64]
    first: Whole
    kind: Whole
    part: Whole
    width: NDArray[np.float64]
    start: Whole
    points: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.z)

    def to_bytes(self) -> bytes:
        """The file described above; equal layers give equal bytes."""
        corners = np.rint(self.points / UNIT).astype(np.int64)
        streams = [
            _packed(stream)
            for stream in (
                np.rint(self.z / _FINE).astype(np.int64),
                np.rint(self.height / _FINE).astype(np.int64),
                np.diff(self.first),
                self.kind,
                self.part,
                np.rint(self.width / UNIT).astype(np.int64),
                np.diff(self.start),
                corners[:, 0],
                corners[:, 1],
            )
        ]
        head = json.dumps(
            {"unit": UNIT, "kinds": self.kinds, "objects": self.objects, "streams": [len(each) for each in streams]},
            separators=(",", ":"),
        ).encode()
        return b"".join([MAGIC, struct.pack("<I", len(head)), head, *streams])

    def only(self, objects: Collection[str]) -> "Drawing":
        """The same layers with these parts alone; what belongs to no part stays."""
        kept = [0, *(number for number, name in enumerate(self.objects, 1) if name in objects)]
        here = np.isin(self.part, kept)
        counts = np.diff(self.start)
        below = np.concatenate([[0], np.cumsum(here)])
        return Drawing(
            self.kinds,
            tuple(self.objects[number - 1] for number in kept[1:]),
            self.z,
            self.height,
            below[self.first],
            self.kind[here],
            np.searchsorted(np.array(kept), self.part[here]),
            self.width[here],
            _starts(counts[here]),
            self.points[np.repeat(here, counts)],
        )


def read(data: bytes) -> Drawing:
    """A drawing from its file; raises ValueError for what is none."""
    if data[:4] != MAGIC:
        raise ValueError("this is no drawing of ours")
    (length,) = struct.unpack_from("<I", data, 4)
    head = json.loads(data[8 : 8 + length])
    at, found = 8 + length, []
    for size in head["streams"]:
        found.append(_unpacked(data[at : at + size]))
        at += size
    z, height, lines, kind, part, width, counts, x, y = found
    return Drawing(
        tuple(head["kinds"]),
        tuple(head["objects"]),
        np.multiply(z, _FINE, dtype=np.float64),
        np.multiply(height, _FINE, dtype=np.float64),
        _starts(lines),
        kind,
        part,
        width * head["unit"],
        _starts(counts),
        np.column_stack([x, y]) * head["unit"],
    )


def drawn(path: Path) -> Drawing:
    """Every line that a file lays between its start and its end code."""
    pen = _Pen()
    for each in moves(path):
        if isinstance(each, Move):
            pen.go(each.x, each.y, each.filament)
        elif each.what == "layer":
            pen.layer()
        elif each.what in ("z", "height"):
            pen.measure(each.what, each.value)
        elif each.what in ("type", "width", "object"):
            pen.change(each.what, each.value, each.name)
    return pen.done()


class _Pen:
    """Lines as they come; a new one begins where the kind, the width or the part changes, or the head only travels."""

    def __init__(self) -> None:
        self._kinds: dict[str, int] = {}
        self._objects: dict[str, int] = {"": 0}
        self._z: list[float] = []
        self._height: list[float] = []
        self._first: list[int] = []
        self._kind, self._part, self._width, self._start = array("q"), array("q"), array("d"), array("q")
        self._points = array("d")
        self._now = {"type": 0, "width": 0.0, "object": 0}
        self._x = self._y = 0.0
        self._drawing = False
        self._laying = False  # in start and end code nothing is drawn

    def go(self, x: float, y: float, filament: float) -> None:
        """The head goes straight to x, y."""
        if filament > 0 and self._laying and (x != self._x or y != self._y):
            if not self._drawing:
                self._drawing = True
                self._kind.append(int(self._now["type"]))
                self._part.append(int(self._now["object"]))
                self._width.append(self._now["width"])
                self._start.append(len(self._points) // 2)
                self._points.extend((self._x, self._y))
            self._points.extend((x, y))
        elif x != self._x or y != self._y:
            self._drawing = False
        self._x, self._y = x, y

    def layer(self) -> None:
        """The next layer begins."""
        self._drawing = False
        self._first.append(len(self._start))
        self._z.append(self._z[-1] if self._z else 0.0)
        self._height.append(0.0)

    def measure(self, what: str, value: float) -> None:
        """What this layer says of itself, mm; PrusaSlicer repeats a height for bridges, the first one counts."""
        if not self._z:
            return
        if what == "z":
            self._z[-1] = value
        elif not self._height[-1]:
            self._height[-1] = value

    def change(self, what: str, value: float, name: str) -> None:
        """Another kind, width or part."""
        self._drawing = False
        if what == "type":
            self._laying = name != "Custom"
            self._now["type"] = self._kinds.setdefault(name, len(self._kinds)) if self._laying else 0
        elif what == "object":
            self._now["object"] = self._objects.setdefault(name, len(self._objects))
        else:
            self._now["width"] = value

    def done(self) -> Drawing:
        return Drawing(
            tuple(self._kinds),
            tuple(name for name in self._objects if name),
            np.array(self._z, dtype=np.float64),
            np.array(self._height, dtype=np.float64),
            np.array([*self._first, len(self._start)], dtype=np.int64),
            np.array(self._kind, dtype=np.int64),
            np.array(self._part, dtype=np.int64),
            np.array(self._width),
            np.array([*self._start, len(self._points) // 2], dtype=np.int64),
            np.array(self._points).reshape(-1, 2),
        )


def _starts(counts: Whole) -> Whole:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])


def _packed(values: Whole) -> bytes:
    steps = np.diff(values, prepend=0)
    codes = ((steps << 1) ^ (steps >> 63)).astype(np.uint64)
    sizes = np.ones(len(codes), dtype=np.int64)
    for bits in range(7, 63, 7):
        sizes += codes >= np.uint64(1 << bits)
    ends = np.cumsum(sizes)
    data = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for place in range(int(sizes.max()) if len(sizes) else 0):
        here = sizes > place
        low = (codes[here] >> np.uint64(7 * place)) & np.uint64(127)
        more = (sizes[here] > place + 1).astype(np.uint64) << np.uint64(7)
        data[(ends - sizes)[here] + place] = (low | more).astype(np.uint8)
    return data.tobytes()


def _unpacked(data: bytes) -> Whole:
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw < 128)
    begins = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)[: len(ends)]
    codes = np.zeros(len(ends), dtype=np.uint64)
    for place in range(int((ends - begins).max()) + 1 if len(ends) else 0):
        here = ends - begins >= place
        codes[here] |= (raw[begins[here] + place] & np.uint64(127)).astype(np.uint64) << np.uint64(7 * place)
    steps = (codes >> np.uint64(1)).astype(np.int64) ^ -(codes & np.uint64(1)).astype(np.int64)
    return np.cumsum(steps)
