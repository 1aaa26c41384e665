"""What becomes of an uploaded file: canonical bytes, their fingerprint, and what was done to get there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from generators.errors import BadArtwork

Kind = Literal["image", "drawing"]

LONGEST_IMAGE = 8 * 1024 * 1024  # bytes of an uploaded picture
LONGEST_DRAWING = 2 * 1024 * 1024  # bytes of an uploaded drawing


@dataclass(frozen=True)
class Artwork:
    """
    A picture (grey PNG) or drawing (polygons as JSON) that is safe to keep, named by the SHA-256 of its bytes.

    `width` and `height` are pixels of a picture, and shares of the longer side of a drawing. `notes` are sentences
    for the customer.
    """

    kind: Kind
    data: bytes
    sha256: str
    width: float
    height: float
    notes: tuple[str, ...]


def read(data: bytes, kind: Kind) -> Artwork:
    """
    Read what a customer uploaded, whatever its name says, and give it in the one form that designs are made of.

    Equal pixels give equal bytes, and so do equal outlines. Raises `BadArtwork`.
    """
    if not data:
        raise BadArtwork("empty", "The file is empty.")
    longest = LONGEST_IMAGE if kind == "image" else LONGEST_DRAWING
    if len(data) > longest:
        megabytes = longest // 1024 // 1024
        raise BadArtwork("too_big", f"The file is larger than {megabytes} MB.", megabytes)
    # Each of them loads a library that a web process needs only once somebody uploads.
    if kind == "image":
        from generators.artwork.pictures import normalised

        canonical, width, height, notes = normalised(data)
    else:
        from generators.artwork.drawings import traced

        canonical, width, height, notes = traced(data)
    return Artwork(kind, canonical, hashlib.sha256(canonical).hexdigest(), width, height, notes)
