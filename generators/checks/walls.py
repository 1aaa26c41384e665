"""Walls and floors that are too thin."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from generators.findings import Finding
from generators.limits import Limit, Limits
from generators.rays import Floats, Ints, clusters, opposite
from generators.subject import Subject

_SLACK = 0.01  # mm: a wall of exactly the limit is not too thin
_MOST = 4  # places told of each kind; more would bury the worst
_FLAT = 0.8  # the vertical share of a normal from which on a wall is a floor


def walls(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Walls thinner than two extrusion lines, floors thinner than three layers.

    Thickness is measured in mm along the inward normal, at about two points per mm² of skin, to the first
    surface that faces back within 25°. One finding per connected place. The wall of a part that is laid as one line
    is one line on purpose, and only has to be as wide as the narrowest.

    Source: wall_error, wall_warning, floor_error and floor_warning of the limits. PrusaSlicer 2.5 drops a
    0.1 mm fin and widens one of 0.2 mm without a word.
    """
    if subject.manifold is None:
        return
    gaps = opposite(subject, outward=False)
    flat = np.abs(subject.mesh.face_normals[gaps.samples.faces, 2]) > _FLAT
    wall_warning = limits.wall_warning if subject.spiral is None else limits.wall_error
    kinds = (
        ("WALL_THIN", "wall", ~flat, limits.wall_error, wall_warning),
        ("FLOOR_THIN", "floor", flat, limits.floor_error, limits.floor_warning),
    )
    for code, noun, among, error, warning in kinds:
        thin = np.flatnonzero(among & (gaps.distances < warning.value - _SLACK))
        if not len(thin):
            continue
        for place in clusters(subject, gaps, thin, limits.place_area.value)[:_MOST]:
            yield _thin(subject, code, noun, gaps.samples.points[place], gaps.distances[place],
                        np.union1d(gaps.samples.faces[place], gaps.others[place]), error, warning)  # fmt: skip


def _thin(
    subject: Subject,
    code: str,
    noun: str,
    points: Floats,
    distances: Floats,
    faces: Ints,
    error: Limit,
    warning: Limit,
) -> Finding:
    # The very thinnest samples sit where a wall runs out; one in twenty may be thinner.
    thickness = float(np.percentile(distances, 5))
    fails = thickness < error.value - _SLACK
    limit = error if fails else warning
    outcome = "It would not print" if fails else "It prints, but may be weak or not quite as drawn"
    return subject.finding(
        code,
        "error" if fails else "warning",
        f"Thin {noun}",
        f"A {noun} of the {subject.part} is {thickness:.2f} mm thick; this printer needs {limit.value:.2f} mm. "
        f"{outcome}. Make it thicker.",
        measured=thickness,
        limit=limit,
        faces=faces,
        points=points[np.argsort(distances)],
    )
