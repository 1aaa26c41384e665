"""Does the part fit the machine?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from generators.findings import Finding
from generators.fitting import DUST, about_z, fitting_turn
from generators.limits import Limit, Limits
from generators.subject import Subject

Floats = npt.NDArray[np.float64]

# Lying on its back, and on its left side.
_SIDES = (
    np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]),
    np.array([[0.0, 0.0, -1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]),
)


def size(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Outside sizes against the machine's volume: as it lies, turned by a quarter, at any angle, and on another side.

    Source: the volume of the machine's profile, which already leaves room for skirt and purge line.
    """
    sizes = subject.mesh.sizes
    straight = _over(sizes, limits.volume)
    if straight is None:
        return
    turned = (sizes[1], sizes[0], sizes[2])
    corners = np.array(np.meshgrid(*subject.mesh.bounds.T)).reshape(3, -1).T
    axis = _over(turned, limits.volume)
    degrees = 90.0 if axis is None else fitting_turn(subject.mesh.vertices, limits.volume)
    if degrees is not None:
        x, y, z = limits.volume
        yield subject.finding(
            "TURN_TO_FIT",
            "info",
            "Fits when turned",
            f"The {subject.part} fits the printer ({x:.0f} x {y:.0f} x {z:.0f} mm) turned by "
            f"{'a quarter' if degrees == 90 else f'{degrees:.0f}°'}. We turn it for you.",
            measured=max(sizes[:2]),
            limit=Limit(min(limits.volume[:2]), "mm", limits.volume_source),
            points=corners,
            rotation=about_z(degrees),
        )
        return
    assert axis is not None
    # Of the two ways to lay it, name the one that fails by less.
    ways = [(sizes, straight), (turned, axis)]
    lying, worst = min(ways, key=lambda way: way[0][way[1]] - limits.volume[way[1]])
    room = limits.volume[worst]
    name = ("wide", "deep", "tall")[worst]
    side = _side(subject.mesh.vertices, limits)
    yield subject.finding(
        "DOES_NOT_FIT",
        "error",
        "Too big for the printer",
        f"The {subject.part} is {lying[worst]:.1f} mm {name} and the printer has room for {room:.0f} mm, "
        f"turned or not. Make it at least {lying[worst] - room:.1f} mm smaller"
        f"{'' if side is None else ', or have it laid on its side'}.",
        measured=lying[worst],
        limit=Limit(room, "mm", limits.volume_source),
        points=corners,
        rotation=side,
    )


def _side(vertices: Floats, limits: Limits) -> Floats | None:
    """Give the turn on another side, and about the vertical, that makes it fit."""
    for side in _SIDES:
        degrees = fitting_turn(vertices @ side.T, limits.volume)
        if degrees is not None:
            return np.asarray(about_z(degrees) @ side)
    return None


def _over(sizes: tuple[float, float, float], volume: tuple[float, float, float]) -> int | None:
    """Give the axis that is over by most, or None."""
    excess = [size - room for size, room in zip(sizes, volume, strict=True)]
    worst = max(range(3), key=lambda axis: excess[axis])
    return worst if excess[worst] > DUST else None
