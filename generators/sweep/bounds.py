"""Tighter bounds: how far each question may go so that nothing a customer can reach fails."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from generators.errors import Value
from generators.fields import Field, Number, Rows, Text, Toggle, plain
from generators.sweep import covering
from generators.sweep.boundary import Form
from generators.sweep.offer import defaults

_ROUNDS = 24  # restrictions that are tried before the search gives up
_CHANCE = 24  # random settings inside, besides the corners
_MOST_CORNERS = 120

# Gives, for a failing setting, the smallest that fails the same way, as answers that differ from the defaults.
Shrink = Callable[[Mapping[str, Value]], dict[str, Value]]
# Gives those of some settings that fail.
Failing = Callable[[Sequence[dict[str, Value]]], list[dict[str, Value]]]


@dataclass
class Range:
    """What is left of one question: an interval of numbers, a set of answers, or a longest text or list."""

    question: Field
    low: float = 0.0
    high: float = 0.0
    without: list[Value] = field(default_factory=list)
    longest: int | None = None

    @classmethod
    def whole(cls, one: Field) -> Range:
        """Give all that the question offers."""
        return cls(one, one.minimum, one.maximum) if isinstance(one, Number) else cls(one)

    def holds(self, value: Value) -> bool:
        """Whether an answer is left."""
        if isinstance(self.question, Number):
            return self.low - 1e-9 <= float(value) <= self.high + 1e-9
        return value not in self.without and (self.longest is None or _extent(self.question, value) <= self.longest)

    def clipped(self, value: Value, default: Value) -> Value:
        """Give an answer that is left, the nearest or else the default."""
        if isinstance(self.question, Number):
            return self.question.typed(min(max(float(value), self.low), self.high))
        return value if self.holds(value) else default

    def corners(self) -> list[Value]:
        """Give the corners of what is left."""
        if isinstance(self.question, Number):
            return list(dict.fromkeys((self.question.typed(self.low), self.question.typed(self.high))))
        return [value for value in self.question.corners() if self.holds(value)]

    def cost(self, bad: Value, default: Value) -> float | None:
        """Give the share of the question that leaving out this answer takes away; None where that cannot be."""
        one = self.question
        if bad == default:
            return None
        if isinstance(one, Number):
            lost = self.high - float(bad) if float(bad) > float(default) else float(bad) - self.low
            return (lost + one.step) / (one.maximum - one.minimum)
        if not isinstance(one, Text | Rows):
            return 1 / len(one.corners())
        if _extent(one, bad) <= _extent(one, default):
            return None
        whole = one.longest if isinstance(one, Text) else one.most
        return (whole - _extent(one, bad) + 1) / whole

    def without_it(self, bad: Value, default: Value) -> None:
        """Leave out an answer, and all that lie beyond it as seen from the default."""
        one = self.question
        if isinstance(one, Number):
            if float(bad) > float(default):
                self.high = one.snap(float(bad) - one.step)
            else:
                self.low = one.snap(float(bad) + one.step)
        elif isinstance(one, Text | Rows):
            self.longest = _extent(one, bad) - 1
        else:
            self.without.append(bad)

    def words(self) -> str:
        """Say what is left as a maker would write it; empty where nothing was taken away."""
        one = self.question
        if isinstance(one, Number):
            said = [f"at least {plain(self.low)}"] if self.low > one.minimum else []
            said += [f"at most {plain(self.high)}"] if self.high < one.maximum else []
            return " and ".join(said)
        if isinstance(one, Toggle):
            return f"only {str(not self.without[0]).lower()}" if self.without else ""
        if self.longest is not None:
            return f"at most {self.longest} {'characters' if isinstance(one, Text) else 'rows'}"
        return f"without {', '.join(str(value) for value in self.without)}" if self.without else ""


@dataclass(frozen=True)
class Bounds:
    """The ranges that were found; `verified` says that their corners, and chance inside, show no failure."""

    ranges: Mapping[str, Range]
    verified: bool
    why_not: str = ""

    @property
    def words(self) -> list[str]:
        """Give a line for each question that should offer less."""
        said = {name: one.words() for name, one in self.ranges.items()}
        return [f"{name}: {words}" for name, words in said.items() if words]


def tighter(form: Form, bad: Sequence[Mapping[str, Value]], shrink: Shrink, failing: Failing, seed: int) -> Bounds:
    """
    Look for ranges around the defaults in which nothing fails; `bad` are complete settings that do.

    The smallest form of a failing setting shows which answers it hangs on. Of those, the one is taken back that
    costs the smallest share of its question; so on until no known failure is left inside, and then until trying the
    corners of what is left shows no new one.
    """
    usual = defaults(form.parameters)
    ranges = {name: Range.whole(one) for name, one in form.fields.items()}
    known = [dict(values) for values in bad]
    dice = random.Random(f"{seed} bounds")  # noqa: S311  # chance that can be repeated is the point
    verified = False
    for _ in range(_ROUNDS):
        inside = [values for values in known if _inside(ranges, values)]
        if not inside:
            fresh = failing(_trials(form, ranges, usual, dice))
            if not fresh:
                verified = True
                break
            known += fresh
            continue
        # The ones with the fewest answers away from the defaults tell most.
        worst = min(inside, key=lambda values: sum(values[name] != usual[name] for name in values))
        smallest = shrink(worst)
        costs = {name: ranges[name].cost(value, usual[name]) for name, value in smallest.items()}
        possible = {name: cost for name, cost in costs.items() if cost is not None}
        if not possible:
            why = "the defaults themselves fail" if not smallest else "what fails cannot be said as a bound"
            return Bounds(ranges, False, why)
        name = min(possible, key=lambda one: possible[one])
        ranges[name].without_it(smallest[name], usual[name])
    return Bounds(ranges, verified, "" if verified else "too many different failures")


def _trials(
    form: Form, ranges: Mapping[str, Range], usual: Mapping[str, Value], dice: random.Random
) -> list[dict[str, Value]]:
    levels = {name: list(dict.fromkeys((usual[name], *one.corners()))) for name, one in ranges.items()}
    ends = {name: one.corners() or [usual[name]] for name, one in ranges.items()}
    raws = covering.every(ends, _MOST_CORNERS) or list(islice(covering.pairwise(levels), _MOST_CORNERS))
    raws += covering.alone(ends)
    for _ in range(_CHANCE):
        sample = form.sample(dice)
        raws.append({name: ranges[name].clipped(value, usual[name]) for name, value in sample.items()})
    offers = [form.offer(raw).values for raw in raws]
    return [values for values in offers if values is not None and _inside(ranges, values)]


def _inside(ranges: Mapping[str, Range], values: Mapping[str, Value]) -> bool:
    return all(ranges[name].holds(value) for name, value in values.items())


def _extent(one: Field, value: Value) -> int:
    return len(str(value).split("\n")) if isinstance(one, Rows) else len(str(value))
