"""A part cut at the middle of every layer, as a slicer cuts it."""

import math

import manifold3d
import numpy as np
from numpy.typing import NDArray

from printers.errors import BrokenModel
from printers.profile import Profile


def cuts(
    name: str, vertices: NDArray[np.float64], faces: NDArray[np.int64], heights: NDArray[np.float64]
) -> list[manifold3d.CrossSection]:
    """
    The sections of a part in layers of these heights, (n,) float64 mm; vertices (n, 3) mm, faces (m, 3).

    Raises `BrokenModel` when the mesh is not closed.
    """
    solid = manifold3d.Manifold(
        manifold3d.Mesh(np.ascontiguousarray(vertices, dtype=np.float32), np.ascontiguousarray(faces, dtype=np.uint32))
    )
    if solid.status() != manifold3d.Error.NoError or solid.is_empty():
        raise BrokenModel(name, "its surface is not closed")
    return [solid.slice(middle) for middle in (np.cumsum(heights) - heights / 2).tolist()]


def layer_heights(top: float, profile: Profile) -> NDArray[np.float64]:
    """How high each layer of a part is that reaches `top` mm, (n,) float64."""
    first, step = profile.quality.first_layer_height, profile.quality.layer_height
    # A last layer is printed when the part reaches its middle.
    heights = np.full(max(1, math.floor((top - first) / step + 0.5 + 1e-6) + 1), step)
    heights[0] = first
    return heights


def length_of(cut: manifold3d.CrossSection) -> float:
    """The length of all contours, mm."""
    total = 0.0
    for contour in cut.to_polygons():
        steps = np.diff(contour, axis=0, append=contour[:1])
        total += float(np.hypot(steps[:, 0], steps[:, 1]).sum())
    return total
