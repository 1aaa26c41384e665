"""Rays through a part: how thick it is, and how far the next surface lies, at points all over its skin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from generators.mesh import Mesh
from generators.subject import Subject

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_FEWEST, _MOST, _PER_AREA = 2000, 12000, 2.0  # samples; per mm²
_OFF = 1e-3  # mm that a ray starts off its own face
# A surface only counts as the other side when it faces back within this angle. Without it every fillet and
# every tapering edge reads as a thin wall.
_OPPOSING = float(np.cos(np.radians(25.0)))
# The sides of a slot run nearly parallel; those of a notch, as in the letter M, are meant to meet.
_PARALLEL = float(np.cos(np.radians(10.0)))


@dataclass(frozen=True, eq=False)
class Samples:
    """Points on the skin: where (n, 3), on which triangle (n,), standing for how much area (n,) in mm²."""

    points: Floats
    faces: Ints
    areas: Floats


@dataclass(frozen=True, eq=False)
class Gaps:
    """From each sample: the distance to the opposing surface in mm (inf: none) and its triangle (-1: none)."""

    samples: Samples
    distances: Floats
    others: Ints


def sampled(mesh: Mesh) -> Samples:
    """
    Spread points evenly over the skin, the same ones every time, and one on every triangle's middle.

    The middles stand for no area: they only see to it that no small triangle is passed over.
    """
    total = float(mesh.areas.sum())
    count = int(np.clip(total * _PER_AREA, _FEWEST, _MOST))
    steps = np.arange(count)
    place = (steps + 0.5) / count * total
    faces = np.minimum(np.searchsorted(np.cumsum(mesh.areas), place), len(mesh.faces) - 1)
    # The plastic-number sequence covers each triangle evenly without a grid's patterns.
    u, v = (0.5 + 0.7548776662466927 * steps) % 1, (0.5 + 0.5698402909980532 * steps) % 1
    fold = u + v > 1
    u, v = np.where(fold, 1 - u, u)[:, None], np.where(fold, 1 - v, v)[:, None]
    a, b, c = (mesh.triangles[faces, corner] for corner in range(3))
    middles = mesh.triangles.mean(axis=1)
    return Samples(
        np.concatenate([a + u * (b - a) + v * (c - a), middles]),
        np.concatenate([faces, np.arange(len(mesh.faces))]),
        np.concatenate([np.full(count, total / count), np.zeros(len(mesh.faces))]),
    )


def opposite(subject: Subject, outward: bool) -> Gaps:
    """Look from every sample along (or against) its normal to the first surface that faces back."""
    return subject.once(("opposite", outward), lambda: _opposite(subject, outward))


def _opposite(subject: Subject, outward: bool) -> Gaps:
    mesh = subject.mesh
    samples = subject.once("samples", lambda: sampled(mesh))
    normals = mesh.face_normals[samples.faces]
    ways = normals if outward else -normals
    starts = samples.points + _OFF * ways
    hits = np.asarray(subject.scene.run(starts.astype(np.float32), ways.astype(np.float32)), dtype=np.int64)
    distances = np.full(len(hits), np.inf)
    met = np.flatnonzero(hits >= 0)
    facing = np.einsum("ij,ij->i", mesh.face_normals[hits[met]], ways[met])
    met = met[-facing > _PARALLEL if outward else facing > _OPPOSING]
    # The plane of the triangle in float64 gives the distance more exactly than the ray in float32.
    normal = mesh.face_normals[hits[met]]
    toward = np.einsum("ij,ij->i", mesh.triangles[hits[met], 0] - samples.points[met], normal)
    distances[met] = toward / np.einsum("ij,ij->i", ways[met], normal)
    others = np.where(np.isfinite(distances), hits, -1)
    return Gaps(samples, distances, others)


def clusters(subject: Subject, gaps: Gaps, chosen: Ints, smallest: float) -> list[Ints]:
    """
    Group chosen samples into connected places of at least `smallest` mm², the largest first.

    Both sides of a wall are one place, and both count.
    """
    mesh = subject.mesh
    faces, others = gaps.samples.faces[chosen], gaps.others[chosen]
    touched = np.unique(np.concatenate([faces, others]))
    count = len(mesh.vertices)
    # Triangles and vertices are the nodes of one graph: triangles that share a vertex hang together.
    rows = np.concatenate([np.repeat(touched, 3), faces]) + count
    columns = np.concatenate([mesh.faces[touched].reshape(-1), others + count])
    total = count + len(mesh.faces)
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(total, total))
    _number, group = connected_components(graph, directed=False)
    of_sample = group[faces + count]
    places = [chosen[of_sample == one] for one in np.unique(of_sample)]
    extents = [_extent(subject, gaps, place) for place in places]
    order = sorted(range(len(places)), key=lambda number: -extents[number])
    return [places[number] for number in order if extents[number] >= smallest]


def _extent(subject: Subject, gaps: Gaps, place: Ints) -> float:
    """Give the area in mm² of a place: of its samples, but no more than all of its triangles have."""
    # On a large part one sample stands for half a mm² and more; two of them in a hairline are not a wall.
    faces = np.union1d(gaps.samples.faces[place], gaps.others[place])
    return min(float(gaps.samples.areas[place].sum()), float(subject.mesh.areas[faces].sum()))
