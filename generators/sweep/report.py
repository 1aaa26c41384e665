"""The report of a sweep: what was tried, what failed and where failures gather, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from generators.errors import Value
from generators.fields import Field, Number, Rows, Text, plain
from generators.sweep.bounds import Bounds
from generators.sweep.dead import DeadControl
from generators.sweep.proof import Proof
from generators.sweep.settings import Plan
from generators.sweep.verdict import Outcome, Trial
from generators.template import MeshSettings

if TYPE_CHECKING:
    from generators.limits import Limits
    from generators.template import Template

_BINS = 10  # parts into which a number's range is cut for the map
_SLOWEST = 5


@dataclass(frozen=True)
class Failure:
    """
    One way of failing: how often, and the smallest setting that does it, as answers that differ from the defaults.

    `values` are complete; `picture` is a PNG where there is something to see.
    """

    fault: str
    outcome: Outcome
    words: str
    count: int
    smallest: dict[str, Value]
    values: dict[str, Value]
    picture: bytes | None = None


@dataclass(frozen=True)
class Stretch:
    """A stretch of one question's answers: how many settings were tried there, and how many failed."""

    label: str
    tried: int
    failed: int


@dataclass
class Report:
    """All that a sweep found out about one template."""

    template: Template[Any]
    limits: Limits
    seed: int
    plan: Plan
    trials: list[Trial]
    failures: list[Failure] = field(default_factory=list)
    dead: list[DeadControl] = field(default_factory=list)
    bounds: Bounds | None = None
    sliced: int = 0
    not_sliced: list[str] = field(default_factory=list)  # why a setting could not be tried in the slicer
    built_twice: int = 0

    @property
    def clean(self) -> bool:
        """Whether everything that was tried can be printed."""
        return bool(self.trials) and all(trial.prints for trial in self.trials) and not self.plan.dead_ends

    @property
    def counts(self) -> dict[str, int]:
        """Give how many settings ended in each way."""
        counted = Counter(str(trial.outcome) for trial in self.trials)
        counted[str(Outcome.NO_NEAREST)] += len(self.plan.dead_ends)
        return {str(one): counted[one] for one in Outcome if counted[one]}

    @property
    def warned(self) -> dict[str, int]:
        """Give in how many settings each finding said "prints, but not as drawn"."""
        codes: Counter[str] = Counter()
        for trial in self.trials:
            codes.update({reason.code for reason in trial.reasons if reason.severity == "warning"})
        return dict(codes.most_common())

    @property
    def slowest(self) -> list[Trial]:
        """Give the settings that took longest, the slowest first."""
        return sorted(self.trials, key=lambda trial: -trial.seconds)[:_SLOWEST]

    @property
    def times(self) -> dict[str, float]:
        """Give the median, the 95th percentile and the maximum of the builds, in seconds."""
        seconds = [trial.seconds for trial in self.trials if trial.seconds]
        if len(seconds) < 2:
            return {
                "median": max(seconds, default=0.0),
                "p95": max(seconds, default=0.0),
                "max": max(seconds, default=0.0),
            }
        return {"median": median(seconds), "p95": quantiles(seconds, n=20)[-1], "max": max(seconds)}

    @property
    def map(self) -> dict[str, list[Stretch]]:
        """Give, for each question, at which answers failures gather."""
        return {name: _stretches(name, one, self.trials) for name, one in self.template.parameters.fields().items()}

    def different(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Give the answers that differ from the defaults."""
        fields = self.template.parameters.model_fields
        return {name: value for name, value in values.items() if value != fields[name].default}

    def proof(self, date: str) -> Proof:
        """Give what is kept of it beside the template."""
        return Proof(
            slug=self.template.slug,
            version=self.template.version,
            source_digest=self.template.source_digest,
            edition=MeshSettings().edition,
            settings=len(self.trials),
            printable=sum(trial.prints for trial in self.trials),
            warnings=sum(trial.outcome is Outcome.WARNING for trial in self.trials),
            clean=self.clean,
            seed=self.seed,
            exhausted=self.plan.exhausted,
            seconds=round(self.times["max"], 2),
            date=date,
        )

    def to_json(self) -> dict[str, Any]:
        """Give the report as JSON; only what stands under "seconds" differs between two runs."""
        return {
            "template": self.template.slug,
            "version": self.template.version,
            "source_digest": self.template.source_digest,
            "edition": MeshSettings().edition,
            "limits": self.limits.to_json(),
            "seed": self.seed,
            "clean": self.clean,
            "exhausted": self.plan.exhausted,
            "settings": len(self.trials),
            "sources": self.plan.sources,
            "counts": self.counts,
            "warnings": self.warned,
            "refused": {"asked": self.plan.asked, "refused": self.plan.refused, "by": dict(self.plan.closed)},
            "idle_rules": self.plan.idle,
            "built_twice": self.built_twice,
            "sliced": self.sliced,
            "not_sliced": self.not_sliced,
            "failures": [
                {
                    "fault": one.fault,
                    "outcome": str(one.outcome),
                    "words": one.words,
                    "count": one.count,
                    "smallest": one.smallest,
                    "values": one.values,
                }
                for one in self.failures
            ],
            "map": {
                name: [{"at": one.label, "tried": one.tried, "failed": one.failed} for one in stretches]
                for name, stretches in self.map.items()
            },
            "dead_controls": [{"parameter": one.name, "bases": one.bases, "words": one.words} for one in self.dead],
            "tighter_bounds": None
            if self.bounds is None
            else {"words": self.bounds.words, "verified": self.bounds.verified, "why_not": self.bounds.why_not},
            "seconds": {
                **self.times,
                "slowest": [{"values": self.different(one.values), "seconds": one.seconds} for one in self.slowest],
            },
        }


def _stretches(name: str, one: Field, trials: Sequence[Trial]) -> list[Stretch]:
    places = [(_place(one, trial.values[name]), not trial.prints) for trial in trials if name in trial.values]
    found = []
    for number, label in enumerate(_labels(one)):
        here = [bad for place, bad in places if place == number]
        found.append(Stretch(label, len(here), sum(here)))
    return found


def _labels(one: Field) -> list[str]:
    if isinstance(one, Number):
        return [f"{plain(round(low, 3))} to {plain(round(high, 3))}" for low, high in pairwise(_cuts(one))]
    if isinstance(one, Text | Rows):
        unit = "characters" if isinstance(one, Text) else "rows"
        return [f"{low} to {high - 1} {unit}" for low, high in pairwise(_lengths(one))]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in one.corners()]


def _place(one: Field, value: Value) -> int:
    if isinstance(one, Number):
        return min(int((float(value) - one.minimum) / (one.maximum - one.minimum) * _BINS), _BINS - 1)
    if isinstance(one, Text | Rows):
        extent = len(str(value).split("\n")) if isinstance(one, Rows) else len(str(value))
        return sum(cut <= extent for cut in _lengths(one)) - 1
    corners = list(one.corners())
    return corners.index(value) if value in corners else -1


def _cuts(one: Number) -> list[float]:
    return [one.minimum + (one.maximum - one.minimum) * cut / _BINS for cut in range(_BINS + 1)]


def _lengths(one: Text | Rows) -> list[int]:
    longest = one.longest if isinstance(one, Text) else one.most
    return sorted({0, 1, *(1 + longest * cut // 4 for cut in range(1, 4)), longest + 1})
