"""The settings worth trying: the starting points, the corners, the edges, pairs of corners, and chance."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generators.errors import FieldError, Value
from generators.fields import Choice, Number, Toggle
from generators.rules import AtLeast, AtMost, Without
from generators.sweep import covering
from generators.sweep.boundary import Form, called, edges
from generators.sweep.offer import key

if TYPE_CHECKING:
    from generators.limits import Limits
    from generators.template import Template

_WIDE = 10  # a form with at most this many times the wanted settings is walked through from end to end
_DRY = 40  # draws per wanted setting after which chance has nothing new to show
_EACH = 6  # settings at the limit of one rule
_FAST = {"presets": 6, "needs": 3, "edges": 6, "alone": 8, "pairs": 4}


@dataclass(frozen=True)
class Setting:
    """Complete values that a customer can reach, and why they are tried."""

    source: str
    values: dict[str, Value]


@dataclass
class Plan:
    """
    All settings of a sweep, each design once, in the order in which they are tried.

    `dead_ends` are what was asked where the form refuses and offers nothing. `asked`, `refused` and `closed` count
    the random ones: how many, how many the form refused, and by which rule. `exhausted` says that the form has no
    other design.
    """

    settings: list[Setting] = field(default_factory=list)
    dead_ends: list[Setting] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    asked: int = 0
    refused: int = 0
    closed: Counter[str] = field(default_factory=Counter)
    exhausted: bool = False

    @property
    def sources(self) -> dict[str, int]:
        """Give how many designs each way of looking added."""
        return dict(Counter(setting.source for setting in self.settings))


class _Planner:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.plan = Plan()
        self._known: set[str] = set()

    def add(self, source: str, raws: Iterable[Mapping[str, Value]], most: int | None = None) -> list[dict[str, Value]]:
        """Ask the form for each; what comes out is tried, once. Gives what each turned into."""
        listed = list(raws)
        if most is not None and len(listed) > most:
            listed = [listed[place * len(listed) // most] for place in range(most)]
        turned = []
        for raw in listed:
            offer = self.form.offer(raw)
            values = offer.values
            name = key(raw if values is None else values)
            if values is not None:
                turned.append(values)
            if name in self._known:
                continue
            self._known.add(name)
            kept = self.plan.dead_ends if values is None else self.plan.settings
            kept.append(Setting(source, dict(raw) if values is None else values))
        return turned

    def chance(self, count: int, seed: int) -> None:
        """Add random settings until there are this many designs, or no new ones come."""
        dice = random.Random(f"{seed} random")  # noqa: S311  # chance that can be repeated is the point
        start = len(self.plan.settings)
        for _ in range(_DRY * max(count - start, 0)):
            if len(self.plan.settings) >= count:
                break
            raw = self.form.sample(dice)
            errors = self.form.offer(raw).errors
            self.plan.asked += 1
            self.plan.refused += bool(errors)
            self.plan.closed.update({self._refuser(error) for error in errors})
            self.add("random", [raw])
        self.plan.idle = [rule for rule in self.plan.idle if not self.plan.closed[rule]]

    def _refuser(self, error: FieldError) -> str:
        """Name what refused: a rule, or the question itself."""
        for rule in self.form.parameters.rules:
            if isinstance(rule, AtMost | AtLeast | Without) and self.form.refuses(rule, error):
                return called(rule)
        return f"{error.field}: {error.code}"


def plan(template: Template[Any], limits: Limits, count: int, seed: int) -> Plan:
    """
    Choose at least `count` settings, or all that the form has.

    The systematic ones come first and are never cut; chance fills up, and always adds a tenth. The same seed gives
    the same settings in the same order.
    """
    form = Form(template, limits)
    planner = _Planner(form)
    found = planner.plan
    starts = _starts(planner, None)
    if not starts:
        return found  # not even the defaults can be had
    levels = _levels(form, starts[0])
    everything = covering.every(_grid(form), _WIDE * count) if _is_countable(form) else None
    _edges(planner, starts, seed, _EACH, None)
    corners = {name: one.corners() for name, one in form.fields.items()}
    all_corners = covering.every(corners, count // 2)
    if all_corners is not None:
        planner.add("corners", all_corners)
    planner.add("corners", covering.alone(corners))
    turned = planner.add("pairs", covering.pairwise(levels))
    # A rule turns some settings into others, and pairs get lost on the way: each of those is asked for once more.
    lost = covering.missed(levels, turned)[:count]
    planner.add("pairs", ({one: left, other: right} for one, left, other, right in lost))
    if everything is not None:
        before = len(found.settings)
        planner.add("all", everything)
        found.exhausted = True
        if len(found.settings) <= count:
            return found
        found.exhausted = False
        del found.settings[before:]
        planner = _resumed(planner)
    planner.chance(max(count, len(found.settings) * 10 // 9), seed)
    return found


def fast_plan(template: Template[Any], limits: Limits, seed: int) -> Plan:
    """Choose about 25 settings of every kind but chance, for a test that runs with each change."""
    form = Form(template, limits)
    planner = _Planner(form)
    starts = _starts(planner, _FAST)
    if not starts:
        return planner.plan
    _edges(planner, starts, seed, 1, _FAST["edges"])
    corners = {name: one.corners() for name, one in form.fields.items()}
    planner.add("corners", covering.alone(corners), _FAST["alone"])
    planner.add("pairs", covering.pairwise(_levels(form, starts[0])), _FAST["pairs"])
    return planner.plan


def _starts(planner: _Planner, most: Mapping[str, int] | None) -> list[dict[str, Value]]:
    template = planner.form.template
    quota: Mapping[str, int | None] = most or {"presets": None, "needs": None}
    starts = planner.add("defaults", [{}])
    starts += planner.add("presets", [preset.values for preset in template.presets], quota["presets"])
    starts += planner.add("needs", template.answered(), quota["needs"])
    return starts


def _edges(planner: _Planner, starts: Sequence[Mapping[str, Value]], seed: int, each: int, most: int | None) -> None:
    # From the first starting points: the later ones are combinations of the earlier.
    found = edges(planner.form, starts[:4], seed, each)
    planner.plan.idle = found.idle
    planner.add("edges", found.settings, most)


def _levels(form: Form, default: Mapping[str, Value]) -> dict[str, list[Value]]:
    """Give the corners of each question and its default."""
    return {name: list(dict.fromkeys((default[name], *one.corners()))) for name, one in form.fields.items()}


def _is_countable(form: Form) -> bool:
    return all(isinstance(one, Number | Choice | Toggle) for one in form.fields.values())


def _grid(form: Form) -> dict[str, Sequence[Value]]:
    """Give every answer to each question."""
    grid: dict[str, Sequence[Value]] = {}
    for name, one in form.fields.items():
        if isinstance(one, Number):
            steps = round((one.maximum - one.minimum) / one.step)
            grid[name] = [one.typed(one.snap(one.minimum + step * one.step)) for step in range(steps + 1)]
        else:
            grid[name] = one.corners()
    return grid


def _resumed(planner: _Planner) -> _Planner:
    """Forget what was looked at but not kept, so that chance may find it."""
    fresh = _Planner(planner.form)
    fresh.plan = planner.plan
    fresh._known = {key(setting.values) for setting in (*fresh.plan.settings, *fresh.plan.dead_ends)}
    return fresh
