"""One setting tried for a mend: made and checked as a whole, and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from generators.errors import BuildFailed, InvalidValues, Value

if TYPE_CHECKING:
    from generators.findings import Finding
    from generators.limits import Limits
    from generators.template import Template

Values = Mapping[str, Value]

_ERROR = 10.0  # how many warnings an error outweighs while better settings are looked for
_FURTHEST = 2.0  # a measure beyond twice its limit is no worse for being further


@dataclass(frozen=True)
class Flaw:
    """A finding that is an error or a warning, without its place; `parameter` is the cause its maker declared."""

    code: str
    severity: str
    part: str
    title: str
    measured: float | None
    limit: float | None
    unit: str
    source: str
    parameter: str | None = None

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Take over a finding."""
        return cls(
            finding.code,
            finding.severity,
            finding.part,
            finding.title,
            finding.measured,
            finding.limit,
            finding.unit,
            finding.source,
            finding.parameter,
        )

    @property
    def kind(self) -> tuple[str, str]:
        """What is wrong, and with which part: flaws of one kind are measured alike."""
        return (self.code, self.part)

    @property
    def beyond(self) -> float:
        """How far the measure is beyond its limit, as a share of the limit; 0 where nothing was measured."""
        if self.measured is None or not self.limit:
            return 0.0
        return min(abs(self.measured - self.limit) / abs(self.limit), _FURTHEST)

    @property
    def weight(self) -> float:
        """How bad it is, beside others."""
        return (_ERROR if self.severity == "error" else 1.0) * (1 + self.beyond)

    def to_json(self) -> dict[str, Any]:
        """Give it as a JSON object."""
        return asdict(self)


@dataclass(frozen=True)
class Trial:
    """
    A setting that was made and checked; `broken` says why it could not be made.

    `values` are complete and canonical. Flaws come in the order of the design's findings.
    """

    values: dict[str, Value]
    flaws: tuple[Flaw, ...] = ()
    broken: str | None = None

    @property
    def clean(self) -> bool:
        """Whether it prints just as it is drawn."""
        return self.broken is None and not self.flaws

    @property
    def counts(self) -> tuple[bool, int, int]:
        """Whether it is broken, how many errors, how many warnings: what a mend has to bring down."""
        errors = sum(flaw.severity == "error" for flaw in self.flaws)
        return (self.broken is not None, errors, len(self.flaws) - errors)

    @cached_property
    def badness(self) -> float:
        """How much is wrong and how far, as one number: it falls before a flaw is gone. Infinite where broken."""
        return float("inf") if self.broken is not None else sum(flaw.weight for flaw in self.flaws)

    def worst_of(self, kind: tuple[str, str]) -> Flaw | None:
        """Give the worst flaw of a kind, None where there is none."""
        return max((flaw for flaw in self.flaws if flaw.kind == kind), key=lambda flaw: flaw.weight, default=None)

    def to_json(self) -> dict[str, Any]:
        """Give it as a JSON object."""
        return {"values": self.values, "flaws": [flaw.to_json() for flaw in self.flaws], "broken": self.broken}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave."""
        return cls(dict(data["values"]), tuple(Flaw(**flaw) for flaw in data["flaws"]), data["broken"])


def tried(template: Template[Any], values: Values, limits: Limits, before: Callable[[], None] = lambda: None) -> Trial:
    """
    Make and check one setting, which need not print or even be made.

    `before` is called before the solids are built and before each check; what it raises ends the trial.
    """
    from generators.make import checked, shaped

    before()
    try:
        read = template.parameters.read(values, limits)
        design = shaped(template, read)
    except (BuildFailed, InvalidValues) as error:
        return Trial(dict(values), (), str(error))
    made = checked(design, limits, before)
    flaws = tuple(Flaw.of(finding) for finding in made.findings if finding.severity != "info")
    return Trial(read.canonical(), flaws)
