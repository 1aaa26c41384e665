"""Gaps so narrow that they would close."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from generators.findings import Finding
from generators.limits import Limits
from generators.rays import clusters, opposite
from generators.subject import Subject

_SLACK = 0.01  # mm
_MOST = 4


def gaps(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Slots and clearances narrower than the printer leaves open.

    Measured in mm along the outward normal to the next surface that faces back within 10°.

    Source: gap_error and gap_warning of the limits.
    """
    if subject.manifold is None:
        return
    seen = opposite(subject, outward=True)
    narrow = np.flatnonzero(seen.distances < limits.gap_warning.value - _SLACK)
    if not len(narrow):
        return
    for place in clusters(subject, seen, narrow, limits.place_area.value)[:_MOST]:
        width = float(np.percentile(seen.distances[place], 5))
        fails = width < limits.gap_error.value - _SLACK
        limit = limits.gap_error if fails else limits.gap_warning
        yield subject.finding(
            "GAP_NARROW",
            "error" if fails else "warning",
            "Narrow gap",
            f"A gap of the {subject.part} is {width:.2f} mm wide; this printer needs {limit.value:.2f} mm. "
            f"It {'would' if fails else 'may'} close up. Make it wider.",
            measured=width,
            limit=limit,
            faces=np.union1d(seen.samples.faces[place], seen.others[place]),
            points=seen.samples.points[place],
        )
