"""What a check found on a part: a code, how bad it is, the numbers behind it, where, and plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generators.errors import Value

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")  # the worst first

MOST_POINTS = 20


@dataclass(frozen=True)
class Lay:
    """
    Parameter values that lay a part so that a finding ends, by name.

    `tried` says whether the design was made and checked with them; without that they are a proposal.
    """

    values: tuple[tuple[str, Value], ...]
    tried: bool

    def to_json(self) -> dict[str, object]:
        """Give it as a JSON object."""
        return {"values": dict(self.values), "tried": self.tried}


@dataclass(frozen=True)
class Finding:
    """
    One thing a customer should know before printing.

    "error" blocks: it would not print. "warning" prints, but not as drawn. "info" is good to know.
    `faces` are triangle indices of that part's mesh, which are those of its GLB primitive too; `points`
    are in mm in the frame of the assembled view, at most 20. `rotation` is a proposal: the rows of the matrix that
    turns the part as it lies on the bed; empty where turning it is no answer. `lay` are the values that do so, of a
    template whose parameters can.
    """

    code: str
    severity: Severity
    title: str
    message: str
    part: str
    measured: float | None
    limit: float | None
    unit: str
    source: str
    faces: tuple[int, ...] = ()
    points: tuple[tuple[float, float, float], ...] = ()
    parameter: str | None = None
    check: str = ""
    rotation: tuple[float, ...] = ()
    lay: Lay | None = None

    def to_json(self) -> dict[str, object]:
        """Give the finding as a JSON object."""
        return {
            "code": self.code,
            "severity": self.severity,
            "title": self.title,
            "message": self.message,
            "part": self.part,
            "measured": self.measured,
            "limit": self.limit,
            "unit": self.unit,
            "source": self.source,
            "faces": list(self.faces),
            "points": [list(point) for point in self.points],
            "parameter": self.parameter,
            "check": self.check,
            "rotation": [list(self.rotation[row : row + 3]) for row in (0, 3, 6)] if self.rotation else None,
            "lay": None if self.lay is None else self.lay.to_json(),
        }
