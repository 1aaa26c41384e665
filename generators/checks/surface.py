"""Is the surface one closed skin, wound outward?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from generators.findings import Finding
from generators.limits import Limits
from generators.subject import Subject

_SOURCE = "3MF core specification, section 4.1: every edge in exactly two faces, normals outward"


def surface(subject: Subject, limits: Limits) -> Iterator[Finding]:  # noqa: ARG001  # every check is asked alike
    """
    Holes, edges of more than two faces, faces turned over, doubled or without area, and a skin inside out.

    Every edge of a closed surface is walked once in each direction.

    Source: 3MF core specification, section 4.1 (manifold edges, consistent triangle orientation).
    """
    mesh = subject.mesh
    doubled = _doubled(mesh.faces)
    if len(doubled):
        words = f"{len(doubled)} faces exist twice, so inside and outside cannot be told apart."
        yield _broken(subject, "MESH_DUPLICATE", "Doubled faces", words, len(doubled), "faces", doubled)
    walked = mesh.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    low, high = walked.min(axis=1), walked.max(axis=1)
    keys, number, uses = np.unique(low * len(mesh.vertices) + high, return_inverse=True, return_counts=True)
    edges = np.column_stack(np.divmod(keys, len(mesh.vertices)))
    ahead = np.bincount(number, weights=walked[:, 0] < walked[:, 1], minlength=len(edges))
    torn = uses == 1
    crowded = (uses > 2) & (not len(doubled))
    flipped = (uses == 2) & (ahead != 1)
    for code, title, words, wrong in (
        ("MESH_OPEN", "The surface has a hole", "edges border on nothing: the part is not closed.", torn),
        (
            "MESH_NON_MANIFOLD",
            "Faces meet in one line",
            "edges belong to more than two faces, so the part has no clear inside.",
            crowded,
        ),
        ("MESH_FLIPPED", "Faces turned over", "edges have one face that shows its inside.", flipped),
    ):
        if wrong.any():
            count = int(wrong.sum())
            beside = np.flatnonzero(wrong[number]) // 3
            middle = mesh.vertices[edges[wrong]].mean(axis=1)
            yield _broken(subject, code, title, f"{count} {words}", count, "edges", beside, middle)
    flat = np.flatnonzero(mesh.areas <= 1e-12)
    if len(flat):
        yield subject.finding(
            "MESH_DEGENERATE",
            "info",
            "Faces without area",
            f"{len(flat)} faces are squeezed to a line. They do no harm in print.",
            measured=len(flat),
            unit="faces",
            source=_SOURCE,
            faces=flat,
            points=mesh.triangles[flat].mean(axis=1),
        )
    if mesh.volume < 0 and not (torn | crowded | flipped).any():
        words = "All faces show their inside: the part would be air and the air around it plastic."
        every = np.arange(len(mesh.faces))
        yield _broken(subject, "MESH_INSIDE_OUT", "The part is inside out", words, mesh.volume, "mm³", every)


def _doubled(faces: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    corners = np.sort(faces, axis=1)
    order = np.lexsort(corners.T)
    alike = (corners[order[1:]] == corners[order[:-1]]).all(axis=1)
    return np.union1d(order[1:][alike], order[:-1][alike])


def _broken(
    subject: Subject,
    code: str,
    title: str,
    words: str,
    measured: float,
    unit: str,
    faces: npt.NDArray[np.int64],
    points: npt.NDArray[np.float64] | None = None,
) -> Finding:
    where = subject.mesh.triangles[faces].mean(axis=1) if points is None else points
    advice = " This is a fault of the product, not of your choice: please tell the shop."
    return subject.finding(
        code, "error", title, words + advice, measured=measured, unit=unit, source=_SOURCE, faces=faces, points=where
    )
