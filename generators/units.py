"""Were the numbers of a file that names no unit meant as millimetres?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from generators.findings import Finding
from generators.limits import Limit
from generators.subject import Subject

_SMALLEST, _LARGEST = 5.0, 1000.0  # mm: few printed things are smaller, no desktop printer prints larger ones
_INCH, _METRE = 25.4, 1000.0
_SOURCE = "STL and OBJ name no unit; models of 1 to 5 units are mostly drawn in inches or metres"


def units(subject: Subject) -> Iterator[Finding]:
    """
    A part whose box is less than 5 mm or more than 1 m from corner to corner was probably not drawn in millimetres.

    For files that were brought: what a template makes is in millimetres. `suggested` says in what it may be.
    """
    diagonal = float(np.linalg.norm(subject.mesh.sizes))
    if _SMALLEST <= diagonal <= _LARGEST:
        return
    small = diagonal < _SMALLEST
    named = suggested(diagonal)
    guess = f" In {named[0]} it would be {named[1]:.0f} mm." if named else ""
    yield subject.finding(
        "UNITS_SUSPECT",
        "warning",
        "Perhaps another unit",
        f"The {subject.part} is {diagonal:.2f} mm from corner to corner, which is very "
        f"{'small' if small else 'large'}.{guess} Please say in which unit it was drawn.",
        measured=diagonal,
        limit=Limit(_SMALLEST if small else _LARGEST, "mm", _SOURCE),
        points=subject.mesh.bounds,
    )


def suggested(diagonal: float) -> tuple[str, float] | None:
    """Give the unit, and the diagonal in mm, in which a part of this diagonal (in its own numbers) makes sense."""
    if diagonal < _SMALLEST:
        tried = (("inches", _INCH), ("metres", _METRE))
    else:
        tried = (("micrometres", 1e-3), ("hundredths of a millimetre", 1e-2))
    return next(((name, diagonal * times) for name, times in tried if 10 <= diagonal * times <= _LARGEST), None)
