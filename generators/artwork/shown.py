"""Artwork as a browser shows it: PNG as it is kept, drawings as SVG of nothing but our own paths."""

from __future__ import annotations

import json
from pathlib import Path

from generators.errors import BadArtwork, UnknownArtwork
from generators.kept import PNG

_SAMPLES = Path(__file__).parent / "samples"


def shown(data: bytes) -> tuple[bytes, str]:
    """Give a read artwork as a picture, and its media type. Raises `BadArtwork` for other bytes."""
    if data.startswith(PNG):
        return data, "image/png"
    try:
        polygons = json.loads(data)["polygons"]
        every = [ring for polygon in polygons for ring in polygon]
        xs, ys = [x for ring in every for x in ring[0::2]], [y for ring in every for y in ring[1::2]]
        left, top, wide, high = min(xs), -max(ys), max(xs) - min(xs), max(ys) - min(ys)
        path = "".join(f"M{_points(ring)}Z" for ring in every)
    except (ValueError, TypeError, KeyError) as error:
        raise BadArtwork("not_artwork", "These are not the bytes of an artwork.") from error
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:d} {top:d} {wide:d} {high:d}">'
        f'<path fill-rule="evenodd" d="{path}"/></svg>'
    )
    return svg.encode(), "image/svg+xml"


def sample_shown(name: str) -> tuple[bytes, str]:
    """Give a bundled sample as a picture, and its media type; raises `UnknownArtwork`."""
    for path in _SAMPLES.iterdir():
        if path.stem == name and path.suffix in (".png", ".svg"):
            return path.read_bytes(), "image/png" if path.suffix == ".png" else "image/svg+xml"
    raise UnknownArtwork(name)


def _points(ring: list[int]) -> str:
    return " ".join(f"{x:d},{-y:d}" for x, y in zip(ring[0::2], ring[1::2], strict=True))
