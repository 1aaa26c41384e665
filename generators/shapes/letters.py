"""Text as flat faces."""

from __future__ import annotations

from collections.abc import Sequence

import cadquery as cq

from generators.lettering import advance
from generators.outlines import outlined
from generators.stages import stage

_outlined = stage(outlined)


def lettering(text: str, size: float, z: float = 0, font: str = "sans") -> list[cq.Face]:
    """
    Give the flat faces of a line of text from x = 0, baseline at y = 0; `size` is the height of a capital in mm.

    `font` is the id of a typeface.
    """
    return _outlined(text, size, z, font)


def text_width(text: str, size: float, font: str = "sans") -> float:
    """Give how far a line of text reaches in mm, without building it."""
    return advance(text, size, font)


def text_bounds(faces: Sequence[cq.Face]) -> tuple[float, float, float, float]:
    """Give smallest x and y, largest x and y of what the text covers, in mm."""
    boxes = [face.BoundingBox() for face in faces]
    return (
        min(box.xmin for box in boxes),
        min(box.ymin for box in boxes),
        max(box.xmax for box in boxes),
        max(box.ymax for box in boxes),
    )
