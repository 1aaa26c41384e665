"""The faces of a mesh: what bends little hangs together, as on the solid it was once made of."""

from __future__ import annotations

import cadquery as cq
import numpy as np
from OCP.BRep import BRep_Builder
from OCP.TopoDS import TopoDS_Compound
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from generators.meshing import Facets
from generators.uploads.brought import Floats, Ints
from generators.uploads.skin import Skin

_BEND = np.cos(np.radians(20.0))  # between triangles of one face at most; a sharper edge is drawn


class Shells(cq.Shape):
    """A mesh in the place of a solid: it brings its triangles along, and the kernel knows nothing of them."""

    triangulated: Facets

    def __init__(self, facets: Facets) -> None:
        """Take the triangles; `wrapped` is an empty compound."""
        empty = TopoDS_Compound()
        BRep_Builder().MakeCompound(empty)
        super().__init__(empty)
        self.triangulated = facets

    def Solids(self) -> list[cq.Solid]:  # noqa: N802  # CadQuery's name
        """Give itself: whether it is closed, the checks will say."""
        return [self]  # type: ignore[list-item]  # it stands in for a solid

    def Volume(self, tol: float | None = None) -> float:  # noqa: ARG002, N802  # CadQuery's words
        """Give the volume in mm³ that the triangles enclose."""
        corners = self.triangulated.nodes[self.triangulated.triangles]
        return float(np.einsum("ij,ij->", corners[:, 0], np.cross(corners[:, 1], corners[:, 2]))) / 6


def shells(skin: Skin) -> Shells:
    """Give a skin as a shape whose faces are its smooth regions, each corner with the mean normal of its region."""
    crosses = np.cross(
        skin.triangles[:, 1] - skin.triangles[:, 0],
        skin.triangles[:, 2] - skin.triangles[:, 0],
    )
    region = _regions(skin, crosses)
    order = np.argsort(region, kind="stable")
    faces, region, crosses = skin.faces[order], region[order], crosses[order]
    # A node for each region that a point belongs to.
    keys, node = np.unique(region[:, None] * len(skin.vertices) + faces, return_inverse=True)
    node = node.reshape(-1, 3).astype(np.int64)
    normals = np.stack(
        [np.bincount(node.reshape(-1), np.repeat(crosses[:, axis], 3), len(keys)) for axis in range(3)], axis=1
    )
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = np.divide(normals, lengths, out=np.zeros_like(normals), where=lengths > 0)
    return Shells(Facets(skin.vertices[keys % len(skin.vertices)], normals, node, region))


def _regions(skin: Skin, crosses: Floats) -> Ints:
    """Give the number of each triangle's face, (m,)."""
    lengths = np.linalg.norm(crosses, axis=1, keepdims=True)
    normals = np.divide(crosses, lengths, out=np.zeros_like(crosses), where=lengths > 0)
    one, other = (side // 3 for side in skin.pairs)
    alike = np.einsum("ij,ij->i", normals[one], normals[other]) > _BEND
    # A triangle without area has no direction: it goes with any neighbour.
    alike |= (lengths[one, 0] == 0) | (lengths[other, 0] == 0)
    count = len(skin.faces)
    graph = coo_array((np.ones(int(alike.sum())), (one[alike], other[alike])), shape=(count, count))
    found: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return found
