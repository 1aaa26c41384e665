"""How the parts of one product lie to each other when it is put together: the air between them, and collisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import manifold3d
import numpy as np
import numpy.typing as npt

from generators.findings import Finding
from generators.limits import Limits
from generators.mesh import Mesh
from generators.rays import sampled
from generators.subject import Subject

Floats = npt.NDArray[np.float64]

_TOUCHING = 0.05  # mm: nearer than this they rest on each other; curved meshes are no truer
_OFF = 5e-3  # mm that a ray starts behind its own face, so that it meets what that rests on
_PARALLEL = float(np.cos(np.radians(10.0)))
_FRINGE = 0.1  # of what rests on each other: round a curve the two meshes part a little
_SLACK = 0.01  # mm
_MOST = 3  # joints told of


@dataclass(frozen=True, eq=False)
class _Joint:
    """What one part sees of another: the least air in mm and where, and how much of it (mm²) is inside the other."""

    air: float
    close: float  # mm² of skin with less air than asked for
    inside: float
    points: Floats  # (n, 3) in the assembled view


def joints(subjects: Sequence[Subject], limits: Limits) -> Iterator[Finding]:
    """
    Parts that have less air between them, as they are put together, than a tight fit, or none and collide.

    Air is measured in mm from points all over each part along its outward normal to the other, which must face back
    within 10°; where two parts rest on each other they are meant to. One finding for each pair.

    Source: clearance_tight of the limits.
    """
    told = 0
    seen: set[frozenset[str]] = set()
    for one, other in permutations(subjects, 2):
        pair = frozenset((one.part, other.part))
        if pair in seen or told == _MOST or not _near(one, other, limits.clearance_tight.value):
            continue
        joint = _looked(one, other, limits.clearance_tight.value - _SLACK)
        finding = None
        if joint.inside > limits.place_area.value:
            finding = _collision(one, other, joint)
        if finding is None and joint.close > limits.place_area.value:
            finding = one.finding(
                "PARTS_TIGHT",
                "info",
                "Tight between parts",
                f"Between {one.part} and {other.part} are {joint.air:.2f} mm of air on each side; a tight fit of this "
                f"printer has {limits.clearance_tight.value:.2f} mm. They may have to be pressed or sanded.",
                measured=joint.air,
                limit=limits.clearance_tight,
                points=_back(one, joint.points),
            )
        if finding is not None:
            seen.add(pair)
            told += 1
            yield finding


def _near(one: Subject, other: Subject, air: float) -> bool:
    """Tell whether two parts may meet. Where the maker moved neither, nobody said how they go together."""
    if (one.place == np.eye(4)).all() and (other.place == np.eye(4)).all():
        return False
    first, second = (_placed(each, each.mesh.vertices) for each in (one, other))
    return bool(
        ((first.min(axis=0) - air <= second.max(axis=0)) & (second.min(axis=0) - air <= first.max(axis=0))).all()
    )


def _placed(subject: Subject, points: Floats) -> Floats:
    """Give points of a part as it is printed in the assembled view."""
    return points @ subject.place[:3, :3].T + subject.place[:3, 3]


def _back(subject: Subject, points: Floats) -> Floats:
    """Give points of the assembled view in the frame of a part as it is printed."""
    turn, move = subject.place[:3, :3], subject.place[:3, 3]
    return (points - move) @ turn


def _looked(one: Subject, other: Subject, least: float) -> _Joint:
    """Look from one part's skin at the other."""
    samples = one.once("samples", lambda: sampled(one.mesh))
    turn = other.place[:3, :3].T @ one.place[:3, :3]  # from the one's own frame to the other's
    move = (one.place[:3, 3] - other.place[:3, 3]) @ other.place[:3, :3]
    points = samples.points @ turn.T + move
    ways = one.mesh.face_normals[samples.faces] @ turn.T
    low, high = other.mesh.bounds[0] - least, other.mesh.bounds[1] + least
    near = np.flatnonzero(((points > low) & (points < high)).all(axis=1))
    nothing = np.empty((0, 3))
    if not len(near):
        return _Joint(np.inf, 0.0, 0.0, nothing)
    starts, ways = points[near] - _OFF * ways[near], ways[near]
    hits = np.asarray(other.scene.run(starts.astype(np.float32), ways.astype(np.float32)), dtype=np.int64)
    met = hits >= 0
    near, ways, hits = near[met], ways[met], hits[met]
    normals = other.mesh.face_normals[hits]
    facing = np.einsum("ij,ij->i", normals, ways)
    toward = np.einsum("ij,ij->i", other.mesh.triangles[hits, 0] - points[near], normals)
    distances = np.divide(toward, facing, out=np.full(len(near), np.inf), where=np.abs(facing) > 1e-6)
    areas = samples.areas[near]
    back = facing < -_PARALLEL
    resting = float(areas[back & (distances < _TOUCHING)].sum())
    tight = back & (distances >= _TOUCHING) & (distances < least)
    close = float(areas[tight].sum())
    if close < _FRINGE * resting:
        close = 0.0
    # A ray that first meets the inside of the other's skin began in it.
    inside = (facing > 0) & (distances > _TOUCHING)
    where = np.flatnonzero(tight if close else inside)
    air = float(np.percentile(distances[tight], 5)) if tight.any() else np.inf
    return _Joint(air, close, float(areas[inside].sum()), _placed(other, points[near[where]]))


def _collision(one: Subject, other: Subject, joint: _Joint) -> Finding | None:
    solids = [_solid(each.mesh, each.place) for each in (one, other)]
    volume = float((solids[0] ^ solids[1]).volume())
    if volume < 1e-3:
        return None
    return one.finding(
        "PARTS_COLLIDE",
        "warning",
        "Parts run into each other",
        f"Put together, {one.part} and {other.part} share {volume:.1f} mm³: they would not go together as shown. "
        "This is a fault of the product, not of your choice: please tell the shop.",
        measured=volume,
        unit="mm³",
        source="exact intersection of the two parts as they are put together (manifold3d)",
        points=_back(one, joint.points),
    )


def _solid(mesh: Mesh, place: Floats) -> manifold3d.Manifold:
    points = mesh.vertices @ place[:3, :3].T + place[:3, 3]
    return manifold3d.Manifold(manifold3d.Mesh(points.astype(np.float32), mesh.faces.astype(np.uint32)))
