"""
What a part covers of the bed, seen from above: everything it has anywhere between bed and top.

Frame: mm, the part's own X and Y. A ring has a hole in which another part may lie.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

import manifold3d
import numpy as np
import shapely
from numpy.typing import NDArray

#: mm: an outline may be so far from the true one; far below what a nozzle can do.
FINE = 0.01


@dataclass(frozen=True)
class _Mesh:
    """A mesh that is the same as another with the same digest, wherever its arrays lie."""

    digest: bytes
    vertices: NDArray[np.float64] = field(compare=False, repr=False)
    faces: NDArray[np.int64] = field(compare=False, repr=False)


def footprint(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> shapely.MultiPolygon:
    """
    The shadow of a mesh: vertices (n, 3) float64 mm, faces (m, 3) int64 wound outward.

    A mesh that is not closed has no shadow that could be trusted; its convex hull stands for it, which is never less.
    Shadows of the last meshes are kept: a waiting plate is laid out anew with every order that joins it.
    """
    digest = hashlib.sha256(vertices.tobytes())
    digest.update(faces.tobytes())
    return _shadow(_Mesh(digest.digest(), vertices, faces))


@lru_cache(maxsize=64)  # with their meshes, a few hundred KB each
def _shadow(mesh: _Mesh) -> shapely.MultiPolygon:
    vertices, faces = mesh.vertices, mesh.faces
    hull = shapely.MultiPoint(vertices[:, :2]).convex_hull
    solid = manifold3d.Manifold(manifold3d.Mesh64(vertices, faces.astype(np.uint64)))
    if solid.status() == manifold3d.Error.NoError:
        rings = [np.asarray(ring) for ring in solid.project().simplify(FINE).to_polygons() if len(ring) > 2]
        if rings:
            found = _solid(rings)
            # An outline that leaves out a point of the mesh would let a neighbour in there.
            near = found.buffer(3 * FINE)
            shapely.prepare(near)
            if shapely.contains_xy(near, vertices[:, :2]).all():
                return found
    return shapely.MultiPolygon([hull])


def _solid(rings: list[NDArray[np.float64]]) -> shapely.MultiPolygon:
    """Rings wound one way are land, the others holes in it."""
    land = shapely.union_all([shapely.Polygon(ring) for ring in rings if signed_area(ring) > 0])
    water = shapely.union_all([shapely.Polygon(ring) for ring in rings if signed_area(ring) < 0])
    whole = shapely.difference(land, water)
    return shapely.MultiPolygon([part for part in getattr(whole, "geoms", [whole]) if part.area > 0])


def signed_area(ring: NDArray[np.float64]) -> float:
    """Area in mm² within a ring of corners (n, 2); below 0 where it runs clockwise."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def least_turn(outline: shapely.MultiPolygon) -> float:
    """By how many degrees a part is turned so that the rectangle around it is the smallest; 0 to 90."""
    box = np.asarray(shapely.minimum_rotated_rectangle(outline).exterior.coords)
    edge = max(np.diff(box, axis=0)[:2].tolist(), key=lambda along: float(np.hypot(*along)))
    turn = -float(np.degrees(np.arctan2(edge[1], edge[0]))) % 90.0
    return 0.0 if min(turn, 90.0 - turn) < 0.01 else turn
