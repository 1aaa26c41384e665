"""Triangles of faces of a solid, before those of neighbours are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Facets:
    """Nodes (n, 3) in mm, their outward normals (n, 3), triangles (m, 3) wound outward, and the face of each (m,)."""

    nodes: Floats
    normals: Floats
    triangles: Ints
    face_of: Ints

    @staticmethod
    def joined(several: Sequence[Facets]) -> Facets:
        """Give all of them as one, by rising numbers of faces; nodes stay apart."""
        starts = np.cumsum([0, *(len(one.nodes) for one in several)])
        triangles = np.concatenate([one.triangles + start for one, start in zip(several, starts, strict=False)])
        face_of = np.concatenate([one.face_of for one in several])
        order = np.argsort(face_of, kind="stable")
        return Facets(
            np.concatenate([one.nodes for one in several]),
            np.concatenate([one.normals for one in several]),
            triangles[order],
            face_of[order],
        )

    @staticmethod
    def of_face(number: int, nodes: Floats, normals: Floats, triangles: Ints) -> Facets:
        """Give the triangles of one face."""
        return Facets(nodes, normals, triangles, np.full(len(triangles), number, dtype=np.int64))
