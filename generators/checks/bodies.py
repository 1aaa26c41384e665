"""Bodies of one part that run into each other, and hollows that nothing leads into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import manifold3d
import numpy as np
import numpy.typing as npt

from generators.findings import Finding
from generators.limits import Limits
from generators.mesh import Mesh
from generators.subject import Subject

Ints = npt.NDArray[np.int64]

_SMALLEST = 1e-3  # mm³: what only touches, or is rounded, has less in common
_MOST = 3  # places told of each kind
_TRIES = 500  # pairs of bodies that are cut with each other; a part of more is a heap


@dataclass(frozen=True, eq=False)
class _Shell:
    """One closed skin: its triangles, its volume in mm³ (negative for a hollow), its box (2, 3)."""

    faces: Ints
    volume: float
    bounds: npt.NDArray[np.float64]

    def holds(self, other: _Shell) -> bool:
        """Tell whether the other's box lies in this one's."""
        return bool((self.bounds[0] <= other.bounds[0]).all() and (self.bounds[1] >= other.bounds[1]).all())

    def meets(self, other: _Shell) -> bool:
        """Tell whether the boxes have something in common."""
        return bool((self.bounds[0] < other.bounds[1]).all() and (other.bounds[0] < self.bounds[1]).all())


def bodies(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    The volume in mm³ that two bodies of one part have in common, and of every hollow without a way out.

    Bodies are cut with each other exactly (manifold3d); a hollow belongs to the smallest body around it.

    Source: a body counts from trapped_void of the limits on; PrusaSlicer 2.5 joins overlapping bodies in silence.
    """
    if subject.manifold is None:
        return
    shells = _shells(subject.mesh)
    if len(shells) < 2:
        return
    solids = [shell for shell in shells if shell.volume > 0]
    hollows = [shell for shell in shells if shell.volume < 0]
    yield from _overlapping(subject, solids, hollows)
    for hollow in sorted(hollows, key=lambda one: one.volume)[:_MOST]:
        if -hollow.volume < limits.trapped_void.value:
            continue
        yield subject.finding(
            "TRAPPED_VOID",
            "info",
            "Closed hollow",
            f"Inside the {subject.part} is a hollow of {-hollow.volume / 1000:.2f} cm³ that nothing leads into. It is "
            "printed as drawn; what is in it stays in it.",
            measured=-hollow.volume,
            limit=limits.trapped_void,
            faces=hollow.faces,
            points=subject.mesh.triangles[hollow.faces].mean(axis=1),
        )


def _overlapping(subject: Subject, solids: list[_Shell], hollows: list[_Shell]) -> Iterator[Finding]:
    pairs = [
        (one, other)
        for number, one in enumerate(solids)
        for other in solids[number + 1 :]
        if one.meets(other)
    ]  # fmt: skip
    found = []
    cut = {id(shell): _solid(subject.mesh, shell, solids, hollows) for pair in pairs[:_TRIES] for shell in pair}
    for one, other in pairs[:_TRIES]:
        common = cut[id(one)] ^ cut[id(other)]
        if (volume := float(common.volume())) > _SMALLEST:
            found.append((volume, one, other, common))
    for volume, one, other, common in sorted(found, key=lambda each: -each[0])[:_MOST]:
        yield subject.finding(
            "BODIES_OVERLAP",
            "warning",
            "Bodies run into each other",
            f"Two bodies of the {subject.part} share {volume:.1f} mm³. They are printed as one piece.",
            measured=volume,
            unit="mm³",
            source="exact intersection of the bodies (manifold3d)",
            faces=one.faces if len(one.faces) < len(other.faces) else other.faces,
            points=np.asarray(common.to_mesh().vert_properties)[:, :3],
        )


def _shells(mesh: Mesh) -> list[_Shell]:
    """Part the skin into what hangs together."""
    of_face = mesh.shells
    if not of_face.any():
        return []
    volumes = np.bincount(of_face, np.einsum("ij,ij->i", mesh.triangles[:, 0], mesh.crosses) / 6)
    order = np.argsort(of_face, kind="stable")
    found = []
    for faces in np.split(order, np.flatnonzero(np.diff(of_face[order])) + 1):
        points = mesh.triangles[faces].reshape(-1, 3)
        box = np.array([points.min(axis=0), points.max(axis=0)])
        found.append(_Shell(faces, float(volumes[of_face[faces[0]]]), box))
    return found


def _solid(mesh: Mesh, shell: _Shell, solids: list[_Shell], hollows: list[_Shell]) -> Any:
    """Give a body with its own hollows, ready to be cut."""
    around = {
        id(hollow): min(
            (one for one in solids if one.holds(hollow)), key=lambda one: one.volume, default=None
        )
        for hollow in hollows
    }  # fmt: skip
    faces = np.concatenate([shell.faces, *(hollow.faces for hollow in hollows if around[id(hollow)] is shell)])
    used, corners = np.unique(mesh.faces[faces], return_inverse=True)
    return manifold3d.Manifold(
        manifold3d.Mesh(mesh.vertices[used].astype(np.float32), corners.reshape(-1, 3).astype(np.uint32))
    )
