"""The edges of a form's rules: settings exactly at a limit and one step inside, and both sides of each condition."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from generators.errors import FieldError, Value
from generators.fields import Choice, Devices, Number, Rows
from generators.rules import AtLeast, AtMost, Locked, Rule, Shown, Without, asks
from generators.sweep.offer import Offer, offered
from generators.terms import Facts, Term, settled

if TYPE_CHECKING:
    from generators.limits import Limits
    from generators.template import Template

_MOST_COMBINATIONS = 64  # of the answers that a condition asks about
_DRAWS = 120  # random settings that may be looked through for one side of a rule


@dataclass
class Edges:
    """The settings at the edges, and the rules that no setting came up against."""

    settings: list[dict[str, Value]] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)


class Form:
    """A template's form as its rules see it."""

    def __init__(self, template: Template[Any], limits: Limits) -> None:
        self.template = template
        self.parameters = template.parameters
        self.limits = limits
        self.fields = template.parameters.fields()
        self._devices = {name: one.entries for name, one in self.fields.items() if isinstance(one, Devices)}
        self._columns = {
            name: tuple(column.name for column in one.columns)
            for name, one in self.fields.items()
            if isinstance(one, Rows)
        }

    def offer(self, raw: Mapping[str, object]) -> Offer:
        """Ask for a setting."""
        return offered(self.parameters, raw, self.limits)

    def holds(self, condition: Term, values: Mapping[str, Value]) -> bool:
        """Say whether a condition holds for complete values."""
        return bool(settled(condition, Facts(values, self.limits.numbers(), self._devices, self._columns)))

    def refuses(self, rule: AtMost | AtLeast | Without, error: FieldError) -> bool:
        """Whether it was this rule that refused."""
        return error.field == rule.field and rule.words in error.message

    def sample(self, dice: random.Random) -> dict[str, Value]:
        """Give any setting."""
        return {name: one.sample(dice) for name, one in self.fields.items()}


def called(rule: Rule) -> str:
    """Name a rule for its maker."""
    if isinstance(rule, AtMost | AtLeast):
        return f"{rule.field} {'at most' if isinstance(rule, AtMost) else 'at least'} a limit: {rule.words}"
    if isinstance(rule, Without):
        return f"{rule.field} without {', '.join(rule.options)}: {rule.words}"
    if isinstance(rule, Locked):
        return f"{rule.field} locked: {rule.words}"
    return f"{', '.join(rule.fields)} shown"


def edges(form: Form, bases: Sequence[Mapping[str, Value]], seed: int, each: int) -> Edges:
    """Look for the edges of every rule, from some good settings and, where they do not help, from random ones."""
    found = Edges()
    for number, rule in enumerate(form.parameters.rules):
        dice = random.Random(f"{seed} edges {number}")  # noqa: S311  # chance that can be repeated is the point
        if isinstance(rule, AtMost | AtLeast):
            settings = list(islice(_at_the_limit(form, rule, bases, dice), 2 * each))
        else:
            settings = list(_both_sides(form, rule, bases, dice))
        if not settings:
            found.idle.append(called(rule))
        found.settings += settings
    return found


def _at_the_limit(
    form: Form, rule: AtMost | AtLeast, bases: Sequence[Mapping[str, Value]], dice: random.Random
) -> Iterator[dict[str, Value]]:
    """Push the number too far; where the rule refuses, the form's own advice is the setting at the limit."""
    number = form.fields[rule.field]
    assert isinstance(number, Number)
    names = {name for term in asks(rule) for name in term.names()} - {rule.field}
    too_far, inward = (number.maximum, -1) if isinstance(rule, AtMost) else (number.minimum, 1)
    around = [*bases, *({**bases[0], **one} for one in _combinations(form, names))]
    seen: set[tuple[str, Value]] = set()
    for base in (*around, *(form.sample(dice) for _ in range(_DRAWS))):
        offer = form.offer({**base, rule.field: number.typed(too_far)})
        if offer.values is None or not any(form.refuses(rule, error) for error in offer.errors):
            continue
        limit = offer.values[rule.field]
        mark = (str([offer.values[name] for name in sorted(names)]), limit)
        if mark in seen:
            continue
        seen.add(mark)
        yield offer.values
        inside = number.typed(number.snap(float(limit) + inward * number.step))
        yield {**offer.values, rule.field: inside}


def _both_sides(
    form: Form, rule: Shown | Locked | Without, bases: Sequence[Mapping[str, Value]], dice: random.Random
) -> Iterator[dict[str, Value]]:
    """Find a setting on each side of the condition, step to its edge, and try there what the rule governs."""
    names = rule.condition.names()
    around = [*bases, *({**bases[0], **one} for one in _combinations(form, names))]
    sides: dict[bool, dict[str, Value]] = {}
    for base in (*around, *(form.sample(dice) for _ in range(_DRAWS))):
        values = form.offer(base).values
        if values is not None:
            sides.setdefault(form.holds(rule.condition, values), values)
        if len(sides) == 2:
            break
    if True in sides and False in sides:
        for side in _edge(form, rule.condition, sides[True], sides[False]):
            sides[form.holds(rule.condition, side)] = side
    if True not in sides:
        return
    for holds, side in sides.items():
        yield side
        for name, value in _governed(form, rule, holds):
            yield {**side, name: value}


def _governed(form: Form, rule: Shown | Locked | Without, holds: bool) -> Iterator[tuple[str, Value]]:
    if isinstance(rule, Shown):
        if holds:
            yield from ((name, value) for name in rule.fields for value in form.fields[name].corners())
    elif isinstance(rule, Without):
        choice = form.fields[rule.field]
        assert isinstance(choice, Choice)
        yield from ((rule.field, one) for one in choice.corners() if (one in rule.options) != holds)
    elif not holds:
        yield from ((rule.field, one) for one in form.fields[rule.field].corners())


def _edge(form: Form, condition: Term, true: dict[str, Value], false: dict[str, Value]) -> Iterator[dict[str, Value]]:
    """Walk from one side to the other, question by question; on the number that turns it, halve down to one step."""
    here = dict(true)
    for name in sorted(condition.names()):
        there = {**here, name: false[name]}
        reached = form.offer(there).values
        if reached is None or form.holds(condition, reached):
            here = there
            continue
        number = form.fields[name]
        if not isinstance(number, Number):
            return
        inside, outside = float(here[name]), float(false[name])
        while abs(outside - inside) > 1.5 * number.step:
            middle = number.snap((inside + outside) / 2)
            values = form.offer({**here, name: number.typed(middle)}).values
            if values is not None and form.holds(condition, values):
                inside = middle
            else:
                outside = middle
        for value in (inside, outside):
            values = form.offer({**here, name: number.typed(value)}).values
            if values is not None:
                yield values
        return


def _combinations(form: Form, names: set[str]) -> list[dict[str, Value]]:
    ordered = sorted(names)
    corners = product(*(form.fields[name].corners() for name in ordered))
    return [dict(zip(ordered, one, strict=True)) for one in islice(corners, _MOST_COMBINATIONS)]
