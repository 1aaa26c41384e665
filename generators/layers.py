"""A part cut into printing layers, as polygons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from generators.subject import Subject


def layers_of(subject: Subject, height: float) -> Layers:
    """Give the layers of a part, the same ones to every check."""
    return subject.once(("layers", height), lambda: Layers(subject, height))


class Layers:
    """
    The layers of one part; layer i lies between heights[i] - h/2 and heights[i] + h/2.

    Only the layers asked for are cut: manifold3d cuts one in a few hundredths of a millisecond, but making its
    polygons costs more. The part must be closed.
    """

    def __init__(self, subject: Subject, height: float) -> None:
        low, high = subject.mesh.bounds[:, 2].tolist()
        self.height = height
        self.low = low
        self.count = max(1, round((high - low) / height))
        self._solid = subject.manifold
        self._corners = subject.mesh.vertices[:, 2]
        self._sections: dict[int, Any] = {}
        self._polygons: dict[int, Any] = {}

    def middle(self, index: int) -> float:
        """Give the height in mm at which a layer is cut."""
        return float(self.low + (index + 0.5) * self.height)

    def bottom(self, index: int) -> float:
        """Give the height in mm at which a layer begins."""
        return float(self.low + index * self.height)

    def section(self, index: int) -> Any:
        """Give the area of a layer as a manifold3d CrossSection."""
        if index not in self._sections:
            assert self._solid is not None
            self._sections[index] = self._solid.slice(self.middle(index))
        return self._sections[index]

    def polygon(self, index: int) -> Any:
        """Give the area of a layer as a shapely (multi)polygon."""
        if index not in self._polygons:
            self._polygons[index] = area_of(self.section(index).to_polygons())
        return self._polygons[index]

    def telling(self, most: int) -> list[int]:
        """
        Give layers that stand for all: those above which a corner of the part lies, at most about `most`.

        Between two heights at which the part has corners its layers change evenly, so that one says it for them.
        """
        corners = np.ceil((np.unique(self._corners) - self.low) / self.height - 0.5).astype(int)
        found = np.unique(np.clip(np.concatenate([[0], corners, corners - 1]), 0, self.count - 1))
        if len(found) > most:
            found = found[np.linspace(0, len(found) - 1, most).astype(int)]
        return [int(index) for index in found]

    def holding(self, lowest: np.ndarray[Any, Any], highest: np.ndarray[Any, Any]) -> list[int]:
        """Give the layers, above the first, at which any of these spans of height begins or goes on."""
        first = np.ceil((lowest - self.low) / self.height - 0.5 - 1e-6).astype(int)
        last = np.ceil((highest - self.low) / self.height - 0.5 + 1e-6).astype(int)
        marks = np.zeros(self.count + 2, dtype=int)
        np.add.at(marks, np.clip(first, 0, self.count), 1)
        np.add.at(marks, np.clip(last + 1, 0, self.count + 1), -1)
        return [index for index in np.flatnonzero(np.cumsum(marks[: self.count]) > 0).tolist() if index > 0]


def area_of(rings: Sequence[Any]) -> Any:
    """Give the area that rings enclose: counter-clockwise ones add, clockwise ones are holes."""
    outlines: list[Any] = []
    holes: list[Any] = []
    for ring in rings:
        x, y = np.asarray(ring)[:, 0], np.asarray(ring)[:, 1]
        turned = float(x[:-1] @ y[1:] - x[1:] @ y[:-1] + x[-1] * y[0] - x[0] * y[-1])
        (outlines if turned > 0 else holes).append(shapely.Polygon(ring))
    inside: list[list[Any]] = [[] for _outline in outlines]
    tree = shapely.STRtree(outlines)
    for hole in holes:
        around = [int(index) for index in tree.query(hole) if outlines[index].covers(hole.representative_point())]
        if around:
            inside[min(around, key=lambda index: float(outlines[index].area))].append(hole.exterior)
    solid = shapely.MultiPolygon(
        [shapely.Polygon(outline.exterior, cut) for outline, cut in zip(outlines, inside, strict=True)]
    )
    return solid if solid.is_valid else solid.buffer(0)


def pieces(area: Any) -> list[Any]:
    """Give the single polygons of an area."""
    return [one for one in getattr(area, "geoms", [area]) if one.geom_type == "Polygon" and not one.is_empty]
