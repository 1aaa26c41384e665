"""A mesh: the arrays that the screen, the checks and the printer all share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from generators.meshing import Facets, meshed
from generators.template import MeshSettings

if TYPE_CHECKING:
    import cadquery as cq

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Nodes of one point, reached over different faces, differ by less than this; true details never do.
_SAME_POINT = 1e-4  # mm
_ASTRAY = np.cos(np.radians(28.0))  # a true normal leans less than two mesh steps of about 14°
_SMOOTH = np.cos(np.radians(20.0))


@dataclass(frozen=True, eq=False)
class Mesh:
    """
    Triangles of one part in mm, Z up, wound outward.

    Every coordinate is exactly representable in float32, so GLB, STL and checks see the same numbers.
    `corners` points from each triangle's corner to its shading normal: corners of one B-rep face share one
    where they share a vertex.
    """

    vertices: Floats  # (n, 3)
    faces: Ints  # (m, 3) into vertices
    face_of: Ints  # (m,) B-rep face of each triangle, rising
    normals: Floats  # (k, 3) unit, outward, of the true surface
    corners: Ints  # (m, 3) into normals
    ends: Ints  # (e, 2) into vertices: lines of the CAD edges, without seams and smooth edges
    sides: Ints  # (e, 2) the two B-rep faces that meet in each line, the lower first

    @cached_property
    def edges(self) -> Floats:
        """Give the lines of the CAD edges, (e, 2, 3)."""
        lines: Floats = self.vertices[self.ends]
        return lines

    @cached_property
    def triangles(self) -> Floats:
        """Give the corner points, (m, 3, 3)."""
        return self.vertices[self.faces]

    @cached_property
    def crosses(self) -> Floats:
        """Give the cross product of two sides of each triangle, (m, 3): outward, twice the area long."""
        a, b, c = self.triangles[:, 0], self.triangles[:, 1], self.triangles[:, 2]
        return np.cross(b - a, c - a)

    @cached_property
    def areas(self) -> Floats:
        """Give the area of each triangle in mm², (m,)."""
        lengths: Floats = np.linalg.norm(self.crosses, axis=1)
        return lengths / 2

    @cached_property
    def face_normals(self) -> Floats:
        """Give the unit normal of each triangle, (m, 3); zero for a triangle without area."""
        doubled = 2 * self.areas[:, None]
        return np.divide(self.crosses, doubled, out=np.zeros_like(self.crosses), where=doubled > 0)

    @cached_property
    def volume(self) -> float:
        """Give the enclosed volume in mm³, negative when wound inward."""
        return float(np.einsum("ij,ij->", self.triangles[:, 0], self.crosses) / 6)

    @cached_property
    def bounds(self) -> Floats:
        """Give the smallest and largest corner of the surrounding box, (2, 3)."""
        return np.array([self.vertices.min(axis=0), self.vertices.max(axis=0)])

    @property
    def sizes(self) -> tuple[float, float, float]:
        """Give the outside sizes x, y, z in mm."""
        x, y, z = (self.bounds[1] - self.bounds[0]).tolist()
        return x, y, z

    @cached_property
    def shells(self) -> Ints:
        """Give the number of the closed skin, or what hangs together of one, that each triangle belongs to, (m,)."""
        rows = np.concatenate([self.faces[:, 0], self.faces[:, 1]])
        columns = np.concatenate([self.faces[:, 1], self.faces[:, 2]])
        links = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(self.vertices), len(self.vertices)))
        _count, group = connected_components(links, directed=False)
        # Numbered by the first triangle of each; a vertex that no triangle has counts for nothing.
        _first, numbers = np.unique(group[self.faces[:, 0]], return_inverse=True)
        return np.asarray(numbers, dtype=np.int64)

    @cached_property
    def points(self) -> Ints:
        """Give the vertex at which each shading normal stands, (k,)."""
        owner = np.empty(len(self.normals), dtype=np.int64)
        owner[self.corners] = self.faces
        return owner

    @cached_property
    def face_ranges(self) -> list[tuple[int, int]]:
        """Give first triangle and number of triangles of each B-rep face, in order."""
        starts = np.flatnonzero(np.diff(self.face_of, prepend=-1))
        ends = np.append(starts[1:], len(self.face_of))
        return [(int(start), int(end - start)) for start, end in zip(starts, ends, strict=True)]


def tessellate(solid: cq.Shape, settings: MeshSettings | None = None) -> Mesh:
    """
    Turn a solid into triangles of the fineness the settings ask for.

    Raises `ValueError` when a face of the solid cannot be meshed, or there is none.
    """
    settings = settings or MeshSettings()
    known: dict[MeshSettings, Mesh] = getattr(solid, "meshes", {})  # what comes out of a stage has some
    if settings not in known:
        ready: Facets | None = getattr(solid, "triangulated", None)  # a relief brings its triangles along
        known[settings] = from_facets(ready or meshed(solid.wrapped, settings))
    return known[settings]


def from_facets(facets: Facets) -> Mesh:
    """Join the triangles of all faces of a solid into one mesh."""
    return _assembled(facets.nodes, facets.triangles, facets.normals, facets.face_of)


def from_triangles(triangles: npt.ArrayLike) -> Mesh:
    """Make a mesh of loose triangles (m, 3, 3) in mm, as an STL file holds them; flat faces are found anew."""
    loose = np.asarray(triangles, dtype=np.float64).reshape(-1, 3, 3)
    crosses = np.cross(loose[:, 1] - loose[:, 0], loose[:, 2] - loose[:, 0])
    lengths = np.linalg.norm(crosses, axis=1, keepdims=True)
    normals = np.divide(crosses, lengths, out=np.zeros_like(crosses), where=lengths > 0)
    count = len(loose)
    return _assembled(
        loose.reshape(-1, 3),
        np.arange(3 * count, dtype=np.int64).reshape(-1, 3),
        np.repeat(normals, 3, axis=0),
        np.arange(count, dtype=np.int64),
    )


def _assembled(nodes: Floats, corners: Ints, normals: Floats, owners: Ints) -> Mesh:
    # A nanometre is dust of the arithmetic: without it a flat bottom is exactly flat.
    vertices, vertex_of = _welded(nodes.round(6).astype(np.float32).astype(np.float64) + 0.0)
    faces = vertex_of[corners]
    # The pole of a sphere or cone is one point on the solid but a whole line of nodes on its surface: the
    # triangles along it have two equal corners and would read as holes.
    whole = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    faces, corners, owners = faces[whole], corners[whole], owners[whole]
    normals, corners = _used(normals, corners)
    vertices, faces = _used(vertices, faces)
    normals, corners = _without_poles(vertices, faces, normals, corners)
    ends, sides = _edges(vertices, faces, owners, normals, corners)
    return Mesh(vertices, faces, owners, normals, corners, ends, sides)


def _without_poles(vertices: Floats, faces: Ints, normals: Floats, corners: Ints) -> tuple[Floats, Ints]:
    """Give corners at a pole, where a surface has no normal of its own, that of their triangle."""
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    crosses = np.cross(b - a, c - a)
    lengths = np.linalg.norm(crosses, axis=1, keepdims=True)
    flat = np.divide(crosses, lengths, out=np.zeros_like(crosses), where=lengths > 0)
    astray = np.einsum("fij,fj->fi", normals[corners], flat) < _ASTRAY
    astray &= lengths > 0
    if not astray.any():
        return normals, corners
    # One new normal for each corner, for a shading normal belongs to a single vertex.
    triangle, corner = np.nonzero(astray)
    corners = corners.copy()
    corners[triangle, corner] = len(normals) + np.arange(len(triangle))
    return _used(np.concatenate([normals, flat[triangle]]), corners)


def _used(rows: Floats, numbers: Ints) -> tuple[Floats, Ints]:
    """Leave out the rows that no number names, and number the others anew."""
    named = np.zeros(len(rows), dtype=bool)
    named[numbers] = True
    places = np.cumsum(named) - 1
    return rows[named], places[numbers]


def _distinct(rows: Floats) -> tuple[Floats, Ints]:
    """Give the different rows of (n, 3), sorted, and which of them each row is, as `np.unique` does."""
    order = np.lexsort(rows.T[::-1])
    listed = rows[order]
    fresh = np.ones(len(rows), dtype=bool)
    fresh[1:] = (listed[1:] != listed[:-1]).any(axis=1)
    places = np.empty(len(rows), dtype=np.int64)
    places[order] = np.cumsum(fresh) - 1
    return listed[fresh], places


def _welded(nodes: Floats) -> tuple[Floats, Ints]:
    """Join nodes of one point: (n, 3) vertices and the vertex of each node."""
    exact, of_node = _distinct(nodes)
    pairs = cKDTree(exact).query_pairs(_SAME_POINT, output_type="ndarray")
    if not len(pairs):
        return exact, of_node
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(exact), len(exact)))
    count, group = connected_components(links, directed=False)
    vertices = np.empty((count, 3))
    vertices[group[::-1]] = exact[::-1]  # the first of each group stays
    return vertices, group[of_node].astype(np.int64)


def _edges(vertices: Floats, faces: Ints, owners: Ints, normals: Floats, corners: Ints) -> tuple[Ints, Ints]:
    """
    Find the lines a draughtsman would draw, and their faces: between two B-rep faces that meet at more than 20°.

    A seam has the same face on both sides and so drops out by itself.
    """
    ends = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    shading = corners[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    swapped = ends[:, 0] > ends[:, 1]
    ends[swapped] = ends[swapped, ::-1]
    shading[swapped] = shading[swapped, ::-1]
    key = ends[:, 0] * len(vertices) + ends[:, 1]
    order = np.argsort(key, kind="stable")
    key, ends, shading = key[order], ends[order], shading[order]
    owner = np.repeat(owners, 3)[order]
    paired = np.flatnonzero(key[:-1] == key[1:])
    between = paired[owner[paired] != owner[paired + 1]]
    alike = np.einsum("eij,eij->ei", normals[shading[between]], normals[shading[between + 1]])
    sharp = between[alike.min(axis=1) < _SMOOTH] if len(between) else between
    return ends[sharp], np.column_stack([owner[sharp], owner[sharp + 1]])
