"""Triangles of flat faces: the outline is laid out in its plane and cut there. A flat face needs no points inside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import manifold3d
import numpy as np
import numpy.typing as npt
from OCP.TopAbs import TopAbs_REVERSED

from generators.meshing.facets import Facets
from generators.meshing.outlines import Point, Step, UnusualOutline, ring

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SLIVER = 1e-3  # mm: a triangle that is less high has a corner in its longest side
_PASSES = 8  # several corners in one side are got rid of one after the other
_AREA = 1e-6  # relative: triangles that cover more or less than the outline are wrong


class Flats:
    """Collects flat faces. Rectangles and other faces of four straight sides are done all at once at the end."""

    def __init__(self) -> None:
        self._done: list[Facets] = []
        self._normals: list[Point] = []
        self._corners: list[tuple[Point, ...]] = []
        self._numbers: list[int] = []

    def add(self, number: int, face: Any, plane: Any, outlines: Sequence[list[Step]]) -> None:
        """Take face `number` on a gp_Pln. Raises UnusualOutline."""
        normal = _normal(face, plane)
        if len(outlines) == 1 and len(outlines[0]) == 4 and all(step.points is None for step in outlines[0]):
            self._numbers.append(number)
            self._normals.append(normal)
            self._corners.append(tuple(step.start for step in outlines[0]))
            return
        self._done.append(_cut(number, [ring(outline) for outline in outlines], np.array(normal)))

    def facets(self) -> list[Facets]:
        """Give the triangles of all that was taken."""
        return [*self._done, *self._quads()] if self._numbers else self._done

    def _quads(self) -> list[Facets]:
        corners = np.array(self._corners)
        normals = np.array(self._normals)
        numbers = np.array(self._numbers, dtype=np.int64)
        sides = np.roll(corners, -1, axis=1) - corners
        turns = np.cross(sides, np.roll(sides, -1, axis=1)) @ normals[:, :, None]
        plain = (turns[:, :, 0] > 0).all(axis=1)  # convex, walked the right way round
        others = [
            _cut(int(number), [points], normal)
            for number, points, normal in zip(numbers[~plain], corners[~plain], normals[~plain], strict=True)
        ]
        count = int(plain.sum())
        first = 4 * np.arange(count, dtype=np.int64)[:, None, None]
        triangles = (first + np.array([[0, 1, 2], [0, 2, 3]])).reshape(-1, 3)
        return [
            Facets(
                corners[plain].reshape(-1, 3),
                np.repeat(normals[plain], 4, axis=0),
                triangles,
                np.repeat(numbers[plain], 2),
            ),
            *others,
        ]


def _normal(face: Any, plane: Any) -> Point:
    axes = plane.Position()
    x, y, z = axes.Direction().Coord()
    return (x, y, z) if axes.Direct() == (face.Orientation() != TopAbs_REVERSED) else (-x, -y, -z)


def _cut(number: int, rings: Sequence[Floats], normal: Floats) -> Facets:
    nodes = rings[0] if len(rings) == 1 else np.concatenate(rings)
    across = np.cross(normal, (1.0, 0.0, 0.0) if abs(normal[0]) < 0.9 else (0.0, 1.0, 0.0))
    across /= np.linalg.norm(across)
    laid = np.column_stack((nodes @ across, nodes @ np.cross(normal, across)))
    triangles = _triangles(laid, [len(one) for one in rings])
    return Facets.of_face(number, nodes, np.broadcast_to(normal, nodes.shape), triangles)


def _triangles(laid: Floats, counts: Sequence[int]) -> Ints:
    """Cut outlines (n, 2), one after the other of so many points, into triangles; the largest is the outer one."""
    if len(laid) == 3:
        return np.array([[0, 1, 2]] if _area(laid) > 0 else [[0, 2, 1]], dtype=np.int64)
    parts = np.split(np.arange(len(laid)), np.cumsum(counts)[:-1])
    areas = np.array([_area(laid[part]) for part in parts])
    sizes = np.abs(areas)
    outer = int(sizes.argmax())
    if len(laid) < 3 or not sizes.all():
        raise UnusualOutline
    # The order of the wires and the way they run are not to be relied on; what lies around all is the outer one.
    wanted = np.where(np.arange(len(parts)) == outer, 1.0, -1.0)
    order = [part if way > 0 else part[::-1] for part, way in zip(parts, areas * wanted, strict=True)]
    triangles: Ints = np.concatenate(order)[manifold3d.triangulate([laid[part] for part in order], allow_convex=False)]
    a, b, c = laid[triangles[:, 0]], laid[triangles[:, 1]], laid[triangles[:, 2]]
    doubled = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    covered = 2 * sizes[outer] - sizes.sum()
    # Every point of the outline must be a corner, or the neighbours' triangles would find nothing to meet.
    whole = len(triangles) == len(laid) + 2 * len(parts) - 4
    error = _AREA * sizes[outer]
    if not whole or abs(doubled.sum() / 2 - covered) > error or doubled.min() < -error:
        raise UnusualOutline
    return _without_slivers(laid, triangles, doubled)


def _without_slivers(laid: Floats, triangles: Ints, doubled: Floats) -> Ints:
    """Turn the longest side of a triangle without height, which has a corner in it, over to the other diagonal."""
    sides = laid[np.roll(triangles, -1, axis=1)] - laid[triangles]
    longest = np.linalg.norm(sides, axis=2).max(axis=1)
    thin: list[int] = np.flatnonzero(doubled < _SLIVER * longest).tolist()
    if not thin:
        return triangles
    corners: list[tuple[int, int, int]] = [(int(a), int(b), int(c)) for a, b, c in triangles]
    beside = {edge: number for number, corner in enumerate(corners) for edge in _sides(corner)}
    for _ in range(_PASSES):
        thin = [number for number in thin if not _turned(laid, corners, beside, number)]
        if not thin:
            break
    return np.array(corners, dtype=np.int64)


def _turned(laid: Floats, corners: list[tuple[int, int, int]], beside: dict[tuple[int, int], int], number: int) -> bool:
    a, b, c = max(_rotations(corners[number]), key=lambda one: float(np.linalg.norm(laid[one[1]] - laid[one[0]])))
    other = beside.get((b, a))
    if other is None:
        return False
    d = next(corner for corner in corners[other] if corner not in (a, b))
    before, after = [(a, b, c), (b, a, d)], [(c, a, d), (b, c, d)]
    if min(map(partial(_height, laid), after)) <= min(map(partial(_height, laid), before)):
        return False
    for edge in [*_sides(before[0]), *_sides(before[1])]:
        del beside[edge]
    for place, corner in zip((number, other), after, strict=True):
        corners[place] = corner
        beside.update(dict.fromkeys(_sides(corner), place))
    return min(_height(laid, corner) for corner in after) >= _SLIVER


def _rotations(corner: tuple[int, int, int]) -> list[tuple[int, int, int]]:
    a, b, c = corner
    return [(a, b, c), (b, c, a), (c, a, b)]


def _sides(corner: tuple[int, int, int]) -> list[tuple[int, int]]:
    a, b, c = corner
    return [(a, b), (b, c), (c, a)]


def _height(laid: Floats, corner: tuple[int, int, int]) -> float:
    """Give the least height of a triangle in mm, negative where it is turned over."""
    points = laid[list(corner)]
    longest = float(np.linalg.norm(np.roll(points, -1, axis=0) - points, axis=1).max())
    return 2 * _area(points) / longest if longest else 0.0


def _area(points: Floats) -> float:
    x, y = points[:, 0], points[:, 1]
    return float(x[:-1] @ y[1:] - x[1:] @ y[:-1] + x[-1] * y[0] - x[0] * y[-1]) / 2
