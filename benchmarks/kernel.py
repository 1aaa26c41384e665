"""Which calls of the kernel some work waits for."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable

_BEFORE = ("<built-in method ", "{built-in method ", "{method ")


def longest(work: Callable[[], object], most: int = 4) -> tuple[float, list[tuple[str, float]]]:
    """
    Give the share of the work's time inside OCP's own calls, and the longest of these by name with their shares.

    Under cProfile Python looks slower than it is: the shares are lower bounds.
    """
    profile = cProfile.Profile()
    profile.runcall(work)
    total = pstats.Stats(profile).total_tt or 1.0  # type: ignore[attr-defined]  # typeshed leaves it out
    native = inside(profile)
    ranked = sorted(native.items(), key=lambda pair: -pair[1])
    return sum(native.values()) / total, [(name, own / total) for name, own in ranked[:most]]


def inside(profile: cProfile.Profile) -> dict[str, float]:
    """Give the seconds inside each of OCP's calls, as `BOPAlgo.Perform`. A profile adds to Python, not to them."""
    calls = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # typeshed leaves it out
    native: dict[str, float] = {}
    for (_, _, name), (_, _, own, _, _) in calls.items():
        if "OCP." in name:
            native[_plain(name)] = native.get(_plain(name), 0.0) + own
    return native


def _plain(name: str) -> str:
    for word in _BEFORE:
        name = name.removeprefix(word)
    return name.removeprefix("OCP.OCP.").rstrip("}>")
