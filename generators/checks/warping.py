"""Will the corners of a broad part lift off the bed?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from generators.findings import Finding
from generators.layers import layers_of
from generators.limits import Limits
from generators.subject import Subject

_HAIR = 0.02  # mm: without it the pieces at the corners hang together along the edges
_SHARP = 0.1  # the share of what a square corner loses when it is rounded from which on it counts as sharp


def warping(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Long sides with sharp corners on the bed: plastic shrinks as it cools, and pulls hardest there.

    Sharp is what a circle of the radius of the limits does not fill. A rule of thumb: it says where a brim helps.

    Source: warp_length, warp_area and warp_radius of the limits.
    """
    mesh = subject.mesh
    longest = max(mesh.sizes[:2])
    if subject.manifold is None or longest <= limits.warp_length.value:
        return
    bottom = layers_of(subject, limits.layer_height.value).polygon(0)
    if bottom.area <= limits.warp_area.value:
        return
    radius = limits.warp_radius.value
    ground = bottom.convex_hull
    lost = (1 - np.pi / 4) * radius**2
    corners = [
        piece.centroid.coords[0]
        for piece in shapely.get_parts(ground.difference(ground.buffer(-radius, 16).buffer(radius + _HAIR, 16)))
        if piece.area > _SHARP * lost
    ]
    if not corners:
        return
    yield subject.finding(
        "WARP_RISK",
        "info",
        "Corners may lift",
        f"The {subject.part} is {longest:.0f} mm long and has {len(corners)} sharp "
        f"corner{'s' if len(corners) > 1 else ''} on the bed. As it cools they may lift a little; rounded corners or "
        "a brim hold it down.",
        measured=longest,
        limit=limits.warp_length,
        points=[(x, y, mesh.bounds[0, 2]) for x, y in corners],
    )
