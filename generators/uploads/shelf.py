"""Where a build finds model files by their name: what this process was handed, and one sample."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

import numpy as np

from generators.errors import UnknownUpload
from generators.uploads.brought import Brought

#: Stands in until a customer brings a file: a cube of 20 mm, as printers are tried with.
SAMPLE = "cube"
_ROOM = 96 * 1024 * 1024  # bytes of the files that are kept at hand

_kept: OrderedDict[str, tuple[int, Brought]] = OrderedDict()
_lock = Lock()


def put(data: bytes) -> str:
    """Keep what `Brought.to_bytes` gave at hand, and give its SHA-256; the longest unused make room."""
    name = hashlib.sha256(data).hexdigest()
    with _lock:
        known = name in _kept
    found = None if known else Brought.from_bytes(data)
    with _lock:
        if found is not None:
            _kept[name] = (len(data), found)
        _kept.move_to_end(name)
        while len(_kept) > 1 and sum(size for size, _ in _kept.values()) > _ROOM:
            _kept.popitem(last=False)
    return name


def get(name: str) -> Brought:
    """Give the file of this SHA-256, or the sample; raises `UnknownUpload`."""
    if name == SAMPLE:
        return cube()
    with _lock:
        if name not in _kept:
            raise UnknownUpload(name)
        _kept.move_to_end(name)
        return _kept[name][1]


def cube() -> Brought:
    """Give the sample."""
    corners = np.array([[x, y, z] for x in (0, 20) for y in (0, 20) for z in (0, 20)], dtype=np.float64)
    sides = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
    faces = [corner for a, b, c, d in sides for corner in ((a, b, c), (a, c, d))]
    return Brought("stl", "0" * 64, "millimeter", corners, np.array(faces, dtype=np.int64))
