"""Can a part that is laid as one climbing line be laid so?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from generators.findings import Finding
from generators.layers import layers_of
from generators.limits import Limits
from generators.subject import Subject

_EVERY = 1.0  # mm of height between the places where the wall is measured: it changes slowly
_SOURCE = "PrusaSlicer 2.5: in its spiral vase mode only the largest outline of each layer is laid"


def spirals(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Above a closed floor every layer is one ring, as wide as the line, and no nozzle lays a line too wide for it.

    The width of a ring in mm is its area over the mean of its two outlines' lengths.

    Source: spiral_width of the limits; PrusaSlicer 2.5 lays only the largest outline of each layer in its spiral
    vase mode, so that all else would be missing from the print.
    """
    line = subject.spiral
    if line is None or subject.manifold is None:
        return
    if line > limits.spiral_width.value:
        yield _width(
            subject,
            line,
            f"The {subject.part} is one line {line:.2f} mm wide; this printer lays at most "
            f"{limits.spiral_width.value:.2f} mm. Have it printed with a wall of several lines.",
            limits,
        )
        return
    layers = layers_of(subject, limits.layer_height.value)
    rings = [layers.section(index).num_contour() for index in range(layers.count)]
    floor = next((index for index, count in enumerate(rings) if count != 1), len(rings) - 1)
    measured = range(floor, layers.count, max(1, round(_EVERY / layers.height)))
    apart = (index for index in measured if len(layers.section(index).decompose()) != 1)
    wrong = next((index for index in range(floor, layers.count) if rings[index] != 2), next(apart, None))
    if wrong is not None:
        yield _broken(subject, rings[wrong], layers.middle(wrong))
        return
    widths = []
    for index in measured:
        section = layers.section(index)
        widths.append(2 * float(section.area()) / sum(_around(outline) for outline in section.to_polygons()))
    worst = max(widths, key=lambda width: abs(width - line))
    if abs(worst - line) > limits.spiral_tolerance.value * line:
        words = (
            f"A wall of the {subject.part} is drawn {worst:.2f} mm wide, but one line of {line:.2f} mm is laid. "
            "This is a fault of the product, not of your choice: please tell the shop."
        )
        yield _width(subject, worst, words, limits)


def _around(outline: object) -> float:
    points = np.asarray(outline)
    steps = np.diff(points, axis=0, append=points[:1])
    return float(np.hypot(steps[:, 0], steps[:, 1]).sum())


def _broken(subject: Subject, outlines: int, z: float) -> Finding:
    near = np.abs(subject.mesh.triangles[:, :, 2] - z).min(axis=1)
    faces = np.flatnonzero(near <= near.min() + 1e-6)
    return subject.finding(
        "SPIRAL_BROKEN",
        "error",
        "Not one line",
        f"{z:.1f} mm above the bed the {subject.part} is not a single ring, so one line without an end cannot lay it. "
        "Have it printed layer by layer.",
        measured=outlines,
        unit="outlines",
        source=_SOURCE,
        faces=faces,
        points=subject.mesh.triangles[faces].mean(axis=1),
    )


def _width(subject: Subject, measured: float, words: str, limits: Limits) -> Finding:
    return subject.finding(
        "SPIRAL_WIDTH",
        "error",
        "Wall is not one line",
        words,
        measured=measured,
        limit=limits.spiral_width,
        points=subject.mesh.bounds.mean(axis=0),
    )
