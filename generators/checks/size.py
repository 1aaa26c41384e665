"""Does the part fit the machine?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from generators.findings import Finding
from generators.limits import Limit, Limits
from generators.subject import Subject

_DUST = 1e-3  # mm


def size(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Outside sizes against the machine's volume, as it lies and turned by 90° about the vertical.

    Source: the volume of the machine's profile, which already leaves room for skirt and purge line.
    """
    sizes = subject.mesh.sizes
    if _over(sizes, limits.volume) is None:
        return
    turned = (sizes[1], sizes[0], sizes[2])
    corners = np.array(np.meshgrid(*subject.mesh.bounds.T)).reshape(3, -1).T
    axis = _over(turned, limits.volume)
    if axis is None:
        x, y, z = limits.volume
        yield subject.finding(
            "TURN_TO_FIT",
            "info",
            "Fits when turned",
            f"The {subject.part} fits the printer ({x:.0f} x {y:.0f} x {z:.0f} mm) turned by a quarter. "
            "We turn it for you.",
            measured=max(sizes[:2]),
            limit=Limit(min(limits.volume[:2]), "mm", limits.volume_source),
            points=corners,
        )
        return
    # Of the two ways to lay it, name the one that fails by less.
    straight = _over(sizes, limits.volume)
    assert straight is not None
    ways = [(sizes, straight), (turned, axis)]
    lying, worst = min(ways, key=lambda way: way[0][way[1]] - limits.volume[way[1]])
    room = limits.volume[worst]
    name = ("wide", "deep", "tall")[worst]
    yield subject.finding(
        "DOES_NOT_FIT",
        "error",
        "Too big for the printer",
        f"The {subject.part} is {lying[worst]:.1f} mm {name} and the printer has room for {room:.0f} mm, "
        f"turned or not. Make it at least {lying[worst] - room:.1f} mm smaller.",
        measured=lying[worst],
        limit=Limit(room, "mm", limits.volume_source),
        points=corners,
    )


def _over(sizes: tuple[float, float, float], volume: tuple[float, float, float]) -> int | None:
    """Give the axis that is over by most, or None."""
    excess = [size - room for size, room in zip(sizes, volume, strict=True)]
    worst = max(range(3), key=lambda axis: excess[axis])
    return worst if excess[worst] > _DUST else None
