"""STL files, binary and text."""

from __future__ import annotations

import numpy as np

from generators.errors import BadUpload
from generators.uploads.bounds import FARTHEST, Bounds
from generators.uploads.brought import Floats, Ints, joined, too_many

_HEAD = 84  # bytes before the first triangle
_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("rest", "<u2")])
#: The lines of one facet, by their first word.
_ORDER = (b"facet", b"outer", b"vertex", b"vertex", b"vertex", b"endloop", b"endfacet")


def is_binary(data: bytes) -> bool:
    """Whether the length is exactly what the number of triangles in a binary STL's head makes it."""
    return len(data) >= _HEAD and len(data) == _HEAD + _RECORD.itemsize * _promised(data)


def is_text(data: bytes) -> bool:
    """Whether this begins as a text STL does, and has no bytes that a text has not."""
    begin = data[:1024].lstrip()
    return begin[:5].lower() == b"solid" and b"\0" not in data[:1024]


def read(data: bytes, bounds: Bounds) -> tuple[Floats, Ints]:
    """Give the points and triangles; raises `BadUpload`. The normals in the file are not looked at."""
    corners = _binary(data, bounds) if is_binary(data) or not is_text(data) else _text(data, bounds)
    if not len(corners):
        raise BadUpload("empty", "The STL file holds no triangles.")
    wrong = ~np.isfinite(corners) | (np.abs(corners) > FARTHEST)
    if wrong.any():
        facet = int(np.flatnonzero(wrong.any(axis=(1, 2)))[0]) + 1
        raise not_a_length(f"triangle {facet:,}")
    return joined(corners)


def not_a_length(where: str) -> BadUpload:
    """Say that a coordinate is no number, infinite, or farther away than anything printed."""
    words = f"A coordinate of {where} is not a number, or larger than {FARTHEST:,.0f}. Please export the model again."
    return BadUpload("not_a_number", words, FARTHEST)


def _promised(data: bytes) -> int:
    return int.from_bytes(data[80:84], "little")


def _binary(data: bytes, bounds: Bounds) -> Floats:
    if b"\0" not in data[:_HEAD] and data[:_HEAD].isascii():
        words = (
            "This is a text, but no STL file: a text STL begins with the word “solid”. Please export the model as STL."
        )
        raise BadUpload("not_stl", words)
    if len(data) < _HEAD:
        raise BadUpload("truncated", f"The STL file is cut off: {len(data)} bytes are less than its head of {_HEAD}.")
    count = _promised(data)
    size = _HEAD + _RECORD.itemsize * count
    if len(data) < size:
        words = (
            f"The STL file is cut off: it says that it holds {count:,} triangles, which are {size:,} bytes, but it is "
            f"{len(data):,} bytes long. Please export or copy it again."
        )
        raise BadUpload("truncated", words, size)
    if len(data) > size:
        words = (
            f"This is no whole STL file: {count:,} triangles are {size:,} bytes, but it is {len(data):,} bytes long. "
            "Please export it again."
        )
        raise BadUpload("not_stl", words, size)
    if count > bounds.triangles:
        raise too_many(count, bounds.triangles)
    return np.frombuffer(data, _RECORD, count, _HEAD)["corners"].astype(np.float64)


def _text(data: bytes, bounds: Bounds) -> Floats:
    if b"\r" in data and b"\n" not in data:
        advice = (
            "The lines of this text STL end in a lone carriage return (CR), as on very old computers, which hardly any "
            "program reads alike. Please save it with ordinary line ends (LF), or as binary STL."
        )
        raise BadUpload("cr_only", advice)
    numbers: list[float] = []
    at = 0  # the line of a facet that must come next
    closed = False
    try:
        for row, line in enumerate(data.split(b"\n"), 1):
            words = line.split()
            if not words:
                continue
            first = words[0].lower()
            if first == _ORDER[at]:
                if first == b"vertex":
                    numbers += _numbers(words, row)
                at = (at + 1) % len(_ORDER)
                if at == 0 and len(numbers) > 9 * bounds.triangles:
                    raise too_many(len(numbers) // 9, bounds.triangles)
            elif first in (b"solid", b"endsolid") and at == 0:
                closed = first == b"endsolid"
            else:
                raise _unreadable(row, f"“{_ORDER[at].decode()}” must come here")
    except BadUpload as error:
        if error.limit != data.count(b"\n") + 1 or not numbers:
            raise
        closed = False  # the last line is but half a line
    if at or not closed:
        raise BadUpload(
            "truncated",
            f"The text STL is cut off: after {len(numbers) // 9:,} triangles its end (“endsolid”) is missing. "
            "Please export or copy it again.",
        )
    return np.array(numbers, dtype=np.float64).reshape(-1, 3, 3)


def _numbers(words: list[bytes], row: int) -> list[float]:
    if len(words) != 4:
        raise _unreadable(row, "a vertex has three numbers")
    try:
        if any(len(word) > 40 or b"_" in word for word in words):
            raise ValueError
        return [float(word) for word in words[1:]]
    except ValueError:
        raise _unreadable(row, "a coordinate is no number") from None


def _unreadable(row: int, what: str) -> BadUpload:
    return BadUpload("not_stl", f"Line {row:,} is not as in a text STL: {what}. Please export the model again.", row)
