"""The skin of a brought model, in mm: its shells, what is open, and which of them lie inside others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from generators.uploads.brought import Floats, Ints

Flags = npt.NDArray[np.bool_]
_INSIDE = 0.5  # of a turn around a point: half a turn or more is inside
_MOST_WORK = 40_000_000  # triangles times shells that are looked at to say what lies inside what


@dataclass(frozen=True, eq=False)
class Skin:
    """Triangles in mm: `vertices` (n, 3), `faces` (m, 3), wound as they were drawn."""

    vertices: Floats
    faces: Ints

    def welded(self, reach: float) -> Skin:
        """Make one of points closer than `reach` mm, and leave out triangles that this squeezes to a line."""
        pairs = cKDTree(self.vertices).query_pairs(reach, output_type="ndarray")
        if not len(pairs):
            return self
        count = len(self.vertices)
        links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
        _, group = connected_components(links, directed=False)
        first = np.empty(int(group.max()) + 1, dtype=np.int64)
        first[group[::-1]] = np.arange(count)[::-1]
        return Skin(self.vertices, whole_ones(first[group][self.faces]))

    @cached_property
    def triangles(self) -> Floats:
        """Give the corner points, (m, 3, 3)."""
        return self.vertices[self.faces]

    @cached_property
    def volumes(self) -> Floats:
        """Give what each triangle adds to the enclosed volume, (m,) mm³, seen from the middle of all points."""
        a, b, c = (self.triangles[:, corner] - self.vertices.mean(axis=0) for corner in range(3))
        found: Floats = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6
        return found

    @cached_property
    def volume(self) -> float:
        """Give the enclosed volume in mm³; of an open skin it says nothing."""
        return float(self.volumes.sum())

    @cached_property
    def _edges(self) -> tuple[Ints, Ints, Ints]:
        """Give the edge of each of the 3 m sides, how often each edge is used, and each side's way along it (±1)."""
        walked = self.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
        low, high = walked.min(axis=1), walked.max(axis=1)
        _, number, uses = np.unique(low * len(self.vertices) + high, return_inverse=True, return_counts=True)
        return number.reshape(-1), uses, np.where(walked[:, 0] < walked[:, 1], 1, -1)

    @cached_property
    def open_edges(self) -> int:
        """Count the edges that border on nothing."""
        return int((self._edges[1] == 1).sum())

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """Give the two sides (numbers below 3 m) that meet in each edge that belongs to just two triangles."""
        number, uses, _ = self._edges
        order = np.argsort(number, kind="stable")
        kept = order[uses[number[order]] == 2]
        return kept[0::2], kept[1::2]

    @cached_property
    def turned(self) -> Flags:
        """Say of each of `pairs` whether its triangles show different sides."""
        _, _, way = self._edges
        one, other = self.pairs
        return np.asarray(way[one] == way[other])

    @cached_property
    def shells(self) -> Ints:
        """Give the number of each triangle's shell, (m,): what hangs together over edges of two triangles."""
        one, other = self.pairs
        count = len(self.faces)
        graph = coo_array((np.ones(len(one)), (one // 3, other // 3)), shape=(count, count))
        found: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
        return found

    @cached_property
    def count(self) -> int:
        """Count the shells."""
        return int(self.shells.max()) + 1

    @cached_property
    def closed(self) -> Flags:
        """Say of each shell whether each of its edges is walked as often forth as back, (k,)."""
        number, _, way = self._edges
        side_of = np.repeat(self.shells, 3)
        keys, place = np.unique(number * self.count + side_of, return_inverse=True)
        balance = np.bincount(place.reshape(-1), weights=way, minlength=len(keys))
        good = np.ones(self.count, dtype=bool)
        good[keys[balance != 0] % self.count] = False
        return good

    @cached_property
    def shell_volumes(self) -> Floats:
        """Give the volume that each shell encloses, (k,) mm³; negative when wound inward."""
        found: Floats = np.bincount(self.shells, weights=self.volumes, minlength=self.count).astype(np.float64)
        return found

    @cached_property
    def boxes(self) -> Floats:
        """Give the smallest and largest corner of each shell, (k, 2, 3)."""
        found = np.empty((self.count, 2, 3))
        found[:, 0], found[:, 1] = np.inf, -np.inf
        of_point = np.repeat(self.shells, 3)
        np.minimum.at(found[:, 0], of_point, self.triangles.reshape(-1, 3))
        np.maximum.at(found[:, 1], of_point, self.triangles.reshape(-1, 3))
        return found

    @cached_property
    def within(self) -> list[Ints] | None:
        """
        Give for each shell the shells that it lies in, by one of its points; None where that is too much to find out.

        A shell lies in another where that one turns around the point (the solid angles of its triangles, by
        van Oosterom and Strackee, IEEE Trans. Biomed. Eng. 30, 1983).
        """
        low, high = self.boxes[:, 0], self.boxes[:, 1]
        if self.count * self.count > _MOST_WORK:
            return None
        inside: Flags = np.logical_and(
            np.all(low[:, None] >= low[None], axis=2), np.all(high[:, None] <= high[None], axis=2)
        )
        np.fill_diagonal(inside, False)
        asked = np.flatnonzero(np.any(inside, axis=1))
        if len(asked) * len(self.faces) > _MOST_WORK:
            return None
        first = np.zeros(self.count, dtype=np.int64)
        first[self.shells[::-1]] = np.arange(len(self.faces))[::-1]
        found = [np.zeros(0, dtype=np.int64) for _ in range(self.count)]
        for shell in asked:
            turns = self._turns(self.triangles[first[shell]].mean(axis=0))
            found[shell] = np.flatnonzero(inside[shell] & (np.abs(turns) > _INSIDE))
        return found

    def _turns(self, point: Floats) -> Floats:
        """Give how often each shell turns around a point, (k,)."""
        a, b, c = (self.triangles[:, corner] - point for corner in range(3))
        la, lb, lc = (np.linalg.norm(one, axis=1) for one in (a, b, c))
        over = np.einsum("ij,ij->i", a, np.cross(b, c))
        under = la * lb * lc + _dot(a, b) * lc + _dot(b, c) * la + _dot(c, a) * lb
        angles = 2 * np.arctan2(over, under)
        return np.bincount(self.shells, weights=angles, minlength=self.count) / (4 * np.pi)


def _dot(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->i", one, other))


def whole_ones(faces: Ints) -> Ints:
    """Give the triangles (n, 3) that have three different corners."""
    good = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    found: Ints = faces[good]
    return found
