"""OBJ files: points and polygons. Whatever else they name (materials, textures, other files) is never opened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generators.errors import BadUpload
from generators.uploads.bounds import FARTHEST, Bounds
from generators.uploads.brought import Floats, Ints, joined, too_many
from generators.uploads.polygons import cut
from generators.uploads.stl import not_a_length

_LONGEST_LINE = 65_536
_CURVED = (b"curv", b"surf", b"cstype")


def is_obj(data: bytes) -> bool:
    """Whether some line among the first defines a point."""
    return b"\0" not in data[:4096] and any(line.startswith((b"v ", b"v\t")) for line in data[:65_536].splitlines())


def read(data: bytes, bounds: Bounds) -> tuple[Floats, Ints]:
    """Give the points and triangles; polygons are cut into triangles. Raises `BadUpload`."""
    if b"\r" in data and b"\n" not in data:
        advice = "Please save it with ordinary line ends (LF)."
        raise BadUpload("cr_only", f"The lines of this OBJ file end in a lone carriage return (CR). {advice}")
    points: list[tuple[float, ...]] = []
    polygons: list[list[int]] = []
    triangles = 0
    for row, line in enumerate(data.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ").split(b"\n"), 1):
        words = line.split()
        if not words or words[0] not in (b"v", b"f", *_CURVED):
            continue
        if len(line) > _LONGEST_LINE:
            raise _unreadable(row, f"it is longer than {_LONGEST_LINE:,} characters")
        if words[0] == b"v":
            points.append(_point(words, row))
            if len(points) > bounds.vertices:
                raise too_many(len(points) // 3, bounds.triangles)
        elif words[0] == b"f":
            polygons.append(_corners(words[1:], len(points), row))
            triangles += len(words) - 3
            if triangles > bounds.triangles:
                raise too_many(triangles, bounds.triangles)
        else:
            raise BadUpload(
                "curved", f"Line {row:,} draws a curved surface; please export the model as triangles.", row
            )
    if not polygons:
        raise BadUpload("empty", "The OBJ file holds no faces.")
    places = np.array(points, dtype=np.float64)
    if not np.isfinite(places).all() or (np.abs(places) > FARTHEST).any():
        wrong = ~np.isfinite(places) | (np.abs(places) > FARTHEST)
        raise not_a_length(f"point {int(np.flatnonzero(wrong.any(axis=1))[0]) + 1:,}")
    named = max(max(polygon) for polygon in polygons)
    if named >= len(points):  # a face may come before its points
        raise BadUpload("no_such_point", f"A face names point {named + 1:,}; there are {len(points):,}.", len(points))
    return joined(places[np.array(_triangles(polygons, places), dtype=np.int64)])


def _triangles(polygons: Sequence[list[int]], places: Floats) -> list[Sequence[int]]:
    found: list[Sequence[int]] = []
    for polygon in polygons:
        if len(polygon) == 3:
            found.append(polygon)
        else:
            found += [[polygon[corner] for corner in one] for one in cut(places[polygon])]
    return found


def _point(words: list[bytes], row: int) -> tuple[float, ...]:
    if len(words) < 4:
        raise _unreadable(row, "a point has three numbers")
    try:
        if any(len(word) > 40 or b"_" in word for word in words[1:4]):
            raise ValueError
        return tuple(float(word) for word in words[1:4])
    except ValueError:
        raise _unreadable(row, "a coordinate is no number") from None


def _corners(words: list[bytes], known: int, row: int) -> list[int]:
    if len(words) < 3:
        raise _unreadable(row, "a face has three corners or more")
    found = []
    for word in words:
        number = word.split(b"/")[0]
        if not number.lstrip(b"-").isdigit() or len(number) > 10 or int(number) == 0:
            raise _unreadable(row, "a corner is named by a number that is not 0")
        index = int(number)
        if index < 0 and -index > known:
            raise _unreadable(row, f"a corner lies {-index:,} points back, and there are {known:,}")
        found.append(index - 1 if index > 0 else known + index)
    return found


def _unreadable(row: int, what: str) -> BadUpload:
    return BadUpload("not_obj", f"Line {row:,} is not as in an OBJ file: {what}. Please export the model again.", row)
