"""The ways in which a part may lie on the bed, and what each of them costs."""

from __future__ import annotations

from dataclasses import dataclass

import manifold3d
import numpy as np
import numpy.typing as npt

from generators.limits import Limits
from generators.mesh import Mesh

Floats = npt.NDArray[np.float64]

_MOST = 12  # of the hull's faces: the largest; a part rests on none of the small ones
_ALIKE = 0.999  # cosine of the angle between directions that are one
_ON_BED = 0.05  # mm
_AXES = np.array([[0, 0, -1], [0, 0, 1], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]], dtype=np.float64)
# A cm² of underside that needs support is as bad as a cm² less on the bed would be ten times over: supports scar,
# while the bed holds on to little. Height weighs least; it costs time only.
_CONTACT, _HEIGHT = 0.1, 0.5


@dataclass(frozen=True, eq=False)
class Pose:
    """
    One way to lie: `rotation` (3, 3) turns the part so that this side is down.

    `hanging` is the area in mm², seen from below, of what needs support; `contact` that of what lies on the bed.
    """

    rotation: Floats
    hanging: float
    contact: float
    sizes: tuple[float, float, float]

    @property
    def cost(self) -> float:
        """Give what speaks against it, in mm² of unsupported underside."""
        return self.hanging + _HEIGHT * self.sizes[2] - _CONTACT * self.contact

    @property
    def turn(self) -> float:
        """Give by how many degrees the part is turned, about whichever axis."""
        return float(np.degrees(np.arccos(np.clip((np.trace(self.rotation) - 1) / 2, -1, 1))))


def poses(mesh: Mesh, limits: Limits) -> list[Pose]:
    """Give the ways to lie that leave the part on a flat of its hull or on a side of its box, the best first."""
    downs = [_AXES[0]]
    for way in np.concatenate([_AXES[1:], _flats(mesh)]):
        if not any(way @ known > _ALIKE for known in downs):
            downs.append(way)
    found = [_pose(mesh, way, limits) for way in downs]
    return sorted(found, key=lambda pose: pose.cost)


def as_it_lies(mesh: Mesh, limits: Limits) -> Pose:
    """Give the pose in which the part is now."""
    return _pose(mesh, _AXES[0], limits)


def lying_on(mesh: Mesh, down: Floats, limits: Limits) -> Pose:
    """Give the pose in which a direction of the part, (3,) unit, points down."""
    return _pose(mesh, down, limits)


def _flats(mesh: Mesh) -> Floats:
    """Give the outward normals of the largest flats of the hull, (n, 3)."""
    hull = manifold3d.Manifold.hull_points(mesh.vertices)
    shell = hull.to_mesh()
    corners = np.asarray(shell.vert_properties, dtype=np.float64)[:, :3][np.asarray(shell.tri_verts)]
    crosses = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    doubled = np.linalg.norm(crosses, axis=1)
    crosses, doubled = crosses[doubled > 0], doubled[doubled > 0]
    _keys, group = np.unique((crosses / doubled[:, None]).round(2) + 0.0, axis=0, return_inverse=True)
    sums = np.zeros((int(group.max()) + 1, 3))
    np.add.at(sums, group.reshape(-1), crosses)
    sizes = np.linalg.norm(sums, axis=1)
    largest = np.argsort(-sizes, kind="stable")[:_MOST]
    return np.asarray(sums[largest] / sizes[largest, None])


def _pose(mesh: Mesh, down: Floats, limits: Limits) -> Pose:
    rotation = turned(down)
    heights = mesh.vertices @ rotation[2]
    low = float(heights.min())
    rising = mesh.face_normals @ rotation[2]
    lean = np.radians(limits.overhang_angle.value + limits.overhang_tolerance.value)
    on_bed = (heights[mesh.faces] < low + _ON_BED).all(axis=1) & (rising < -0.99)
    hanging = (rising < -np.sin(lean)) & ~on_bed
    x, y, z = np.ptp(mesh.vertices @ rotation.T, axis=0).tolist()
    return Pose(
        rotation,
        float(-(mesh.areas * rising)[hanging].sum()),
        float(mesh.areas[on_bed].sum()),
        (x, y, z),
    )


def turned(down: Floats) -> Floats:
    """Give the shortest turn, (3, 3), that points `down` straight down."""
    aim = np.array([0.0, 0.0, -1.0])
    cosine = float(down @ aim)
    if cosine > 1 - 1e-12:
        return np.eye(3)
    if cosine < -1 + 1e-12:
        return np.diag([1.0, -1.0, -1.0])
    axis = np.cross(down, aim)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    found: Floats = (np.eye(3) + cross + cross @ cross / (1 + cosine)).round(12) + 0.0
    return found
