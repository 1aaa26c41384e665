"""Does the surface run through itself?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from generators.findings import Finding
from generators.limits import Limits
from generators.mesh import Mesh
from generators.subject import Subject

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DEEP = 1e-3  # mm: what touches, or is rounded to float32, goes no deeper
_BELOW = 2e-3  # mm below the skin at which an edge is sent through the part
_ROUNDS = 4  # surfaces that one edge is followed through
_MOST = 3  # places told of
_AT_ONCE = 20_000  # triangles looked up together: the pairs of more would fill the memory
_PAIRS = 50_000  # crossings of a hopeless surface after which counting on says nothing new


def crossings(subject: Subject, limits: Limits) -> Iterator[Finding]:  # noqa: ARG001  # every check is asked alike
    """
    Triangles that pass through each other by more than a thousandth of a millimetre, one finding per place.

    Two triangles cross where each has corners on both sides of the other's plane and the pieces that they cut out
    of the planes' common line overlap (T. Möller, "A fast triangle-triangle intersection test", 1997). Triangles
    that share a corner are left out: where they cross, a neighbour of one of them does too; so are those of two closed
    bodies, of which `bodies` tells.

    Source: 3MF core specification, section 4.1: a mesh should not intersect itself.
    """
    mesh = subject.mesh
    pairs = crossing(subject)
    if subject.manifold is not None and len(pairs):
        pairs = pairs[mesh.shells[pairs[:, 0]] == mesh.shells[pairs[:, 1]]]
    if not len(pairs):
        return
    for place in _places(mesh, pairs)[:_MOST]:
        yield subject.finding(
            "MESH_SELF_INTERSECT",
            "warning",
            "The surface crosses itself",
            f"{len(place)} faces of the {subject.part} run through each other. The slicer has to guess which side is "
            "inside there; it mostly takes both as solid.",
            measured=len(place),
            unit="faces",
            source="3MF core specification, section 4.1: a mesh should not intersect itself",
            faces=place,
            points=mesh.triangles[place].mean(axis=1),
        )


def crossing(subject: Subject) -> Ints:
    """
    Give the pairs of triangles that pass through each other, (n, 2).

    Every edge is sent as a ray through the part, which is quick; only around the edges that meet a surface is each
    triangle held against all others.
    """
    mesh = subject.mesh
    normals = np.divide(mesh.crosses, 2 * mesh.areas[:, None], out=np.zeros_like(mesh.crosses),
                        where=mesh.areas[:, None] > 1e-9)  # fmt: skip
    first, second = _suspects(subject)
    pairs = _crossed(mesh.triangles, normals, first, second)
    if not len(pairs):
        return pairs
    corners = mesh.triangles @ _askew().T
    low, high = corners.min(axis=1), corners.max(axis=1)
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    tree = shapely.STRtree(boxes)
    asked = np.zeros(len(mesh.faces), dtype=bool)
    while len(pairs) < _PAIRS:
        known = np.zeros(len(mesh.vertices), dtype=bool)
        known[mesh.faces[np.unique(pairs)]] = True
        fresh = np.flatnonzero(known[mesh.faces].any(axis=1) & ~asked)[:_AT_ONCE]
        if not len(fresh):
            break
        asked[fresh] = True
        place, second = tree.query(boxes[fresh])
        first = fresh[place]
        near = (low[first, 2] < high[second, 2]) & (low[second, 2] < high[first, 2])
        first, second = _strangers(mesh, first[near], second[near])
        found = _crossed(mesh.triangles, normals, first, second)
        pairs = np.unique(np.sort(np.concatenate([pairs, found]), axis=1), axis=0)
    return pairs


def _suspects(subject: Subject) -> tuple[Ints, Ints]:
    """Give triangles, and those that an edge of theirs meets on its way: (n,) and (n,)."""
    mesh = subject.mesh
    count = len(mesh.faces)
    ends = np.sort(mesh.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    order = np.argsort(ends[:, 0] * len(mesh.vertices) + ends[:, 1], kind="stable")
    ends = ends[order]
    begins = np.flatnonzero(np.append(True, (ends[1:] != ends[:-1]).any(axis=1)))
    stops = np.append(begins[1:], 3 * count) - 1
    ends, left, right = ends[begins], order[begins] // 3, order[stops] // 3
    starts = mesh.vertices[ends[:, 0]]
    ways = mesh.vertices[ends[:, 1]] - starts
    lengths = np.linalg.norm(ways, axis=1)
    ways = np.divide(ways, lengths[:, None], out=np.zeros_like(ways), where=lengths[:, None] > 0)
    # A ray in the very plane of its own triangles may meet them anywhere: it runs a little below the skin.
    starts = starts - _BELOW * (mesh.face_normals[left] + mesh.face_normals[right]) / 2
    gone = np.full(len(ends), _BELOW)
    going = np.flatnonzero(lengths > 4 * _BELOW)
    first, second = [], []
    for _round in range(_ROUNDS):
        answer = subject.scene.run(
            (starts[going] + gone[going, None] * ways[going]).astype(np.float32),
            ways[going].astype(np.float32),
            dists=(lengths[going] - gone[going] - _BELOW).astype(np.float32),
            output=True,
        )
        hit = np.asarray(answer["primID"], dtype=np.int64)
        met = hit >= 0
        going, hit, far = going[met], hit[met], np.asarray(answer["tfar"], dtype=np.float64)[met]
        for side in (left, right):
            first.append(side[going])
            second.append(hit)
        gone[going] += far + _BELOW
        going = going[gone[going] < lengths[going] - 2 * _BELOW]
        if not len(going):
            break
    return _strangers(mesh, np.concatenate(first), np.concatenate(second))


def _strangers(mesh: Mesh, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Leave out pairs of triangles that share a corner."""
    apart = np.ones(len(first), dtype=bool)
    for corner in range(3):
        apart &= ~(mesh.faces[first] == mesh.faces[second, corner, None]).any(axis=1)
    return first[apart], second[apart]


def _askew() -> Floats:
    """
    Give a turn that stands no wall upright.

    Seen from above, all triangles of an upright wall lie on one line, and each would be a neighbour of each.
    """
    turn, _rest = np.linalg.qr(np.array([[0.61, 0.37, 0.70], [-0.29, 0.92, -0.27], [-0.74, -0.13, 0.66]]))
    return np.asarray(turn)


def _crossed(triangles: Floats, normals: Floats, first: Ints, second: Ints) -> Ints:
    """Give those of the pairs that pass through each other."""
    for _turn in range(2):
        heights = _heights(triangles, normals, first, second)
        through = (heights.min(axis=1) < -_DEEP) & (heights.max(axis=1) > _DEEP)
        first, second = second[through], first[through]
    along = np.cross(normals[first], normals[second])
    lengths = np.linalg.norm(along, axis=1, keepdims=True)
    along = np.divide(along, lengths, out=np.zeros_like(along), where=lengths > 0)
    spans = []
    for own, across in ((first, second), (second, first)):
        heights = _heights(triangles, normals, own, across)
        places = np.einsum("pij,pj->pi", triangles[own], along)
        spans.append(_cut(heights, places))
    overlap = np.minimum(spans[0][1], spans[1][1]) - np.maximum(spans[0][0], spans[1][0])
    return np.column_stack([first, second])[overlap > _DEEP]


def _heights(triangles: Floats, normals: Floats, own: Ints, other: Ints) -> Floats:
    """Give how far in mm the corners of `own` lie above the planes of `other`, (n, 3)."""
    return np.asarray(np.einsum("pij,pj->pi", triangles[own] - triangles[other, :1], normals[other]))


def _cut(heights: Floats, places: Floats) -> tuple[Floats, Floats]:
    """Give where along a plane's line a triangle is cut: first and last, each (n,)."""
    first, last = np.full(len(heights), np.inf), np.full(len(heights), -np.inf)
    for start, end in ((0, 1), (1, 2), (2, 0)):
        up, down = heights[:, start], heights[:, end]
        through = (up > 0) != (down > 0)
        share = np.divide(up, up - down, out=np.zeros_like(up), where=through)
        at = places[:, start] + share * (places[:, end] - places[:, start])
        first = np.where(through, np.minimum(first, at), first)
        last = np.where(through, np.maximum(last, at), last)
    return first, last


def _places(mesh: Mesh, pairs: Ints) -> list[Ints]:
    """Group crossing triangles that hang together, the largest group first."""
    faces = np.unique(pairs)
    number = np.full(len(mesh.faces), -1)
    number[faces] = np.arange(len(faces))
    count = len(faces)
    rows = np.concatenate([number[pairs[:, 0]], np.repeat(np.arange(count), 3)])
    columns = np.concatenate([number[pairs[:, 1]], mesh.faces[faces].reshape(-1) + count])
    total = count + len(mesh.vertices)
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(total, total))
    _number, group = connected_components(graph, directed=False)
    of_face = group[:count]
    places = [faces[of_face == one] for one in np.unique(of_face)]
    return sorted(places, key=len, reverse=True)
