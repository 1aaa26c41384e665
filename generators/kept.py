"""How the files that customers bring begin in the form in which they are kept."""

from __future__ import annotations

PNG = b"\x89PNG\r\n\x1a\n"  # a picture
DRAWING = b'{"polygons":'
MODEL = b"Printwright model 1\n"

_KINDS = {PNG: "image", DRAWING: "drawing", MODEL: "model"}


def kept_as(data: bytes) -> str:
    """Give the kind of parameter that a file was brought for: "image", "drawing" or "model"; "" of other bytes."""
    return next((kind for begin, kind in _KINDS.items() if data.startswith(begin)), "")
