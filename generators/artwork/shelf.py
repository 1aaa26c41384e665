"""Where a template finds artwork by name: the bundled samples, and what this process was handed."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal

from generators.artwork.artwork import Artwork, read
from generators.errors import UnknownArtwork

_SAMPLES = Path(__file__).parent / "samples"
_ROOM = 64 * 1024 * 1024  # bytes of the artworks that are kept at hand

_kept: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


@cache
def samples(kind: Literal["image", "drawing"]) -> tuple[str, ...]:
    """Give the names of the bundled pictures ("image") or drawings."""
    return tuple(sorted(path.stem for path in _SAMPLES.glob("*.png" if kind == "image" else "*.svg")))


def put(data: bytes) -> str:
    """Keep the canonical bytes of a read artwork at hand, and give their SHA-256; the longest unused make room."""
    name = hashlib.sha256(data).hexdigest()
    with _lock:
        _kept[name] = data
        _kept.move_to_end(name)
        while len(_kept) > 1 and sum(map(len, _kept.values())) > _ROOM:
            _kept.popitem(last=False)
    return name


def get(name: str) -> bytes:
    """Give the canonical bytes of a bundled sample, or of what was put under this SHA-256; raises `UnknownArtwork`."""
    if name in samples("image"):
        return sample(name, "image").data
    if name in samples("drawing"):
        return sample(name, "drawing").data
    with _lock:
        if name not in _kept:
            raise UnknownArtwork(name)
        _kept.move_to_end(name)
        return _kept[name]


@cache
def sample(name: str, kind: Literal["image", "drawing"]) -> Artwork:
    """Give a bundled sample as if it had been uploaded."""
    path = _SAMPLES / f"{name}.{'png' if kind == 'image' else 'svg'}"
    return read(path.read_bytes(), kind)
