"""
Rules between parameters: limits that follow from other values, settings that only some designs have.

A rule is data: its limits and conditions are terms, so that the page and the server judge alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generators.errors import FieldError, Value
from generators.fields import Choice, Field, Number, plain, shown
from generators.terms import Facts, Term, Wide, settled

# What binary fractions may add to a sum that comes out even on paper.
_DUST = 1e-9


@dataclass(frozen=True)
class AtMost:
    """
    A number that may not pass a limit made from the other values.

    `words` tells the customer why, and ends the sentence "Letters can be at most 8.5 mm here: ...".
    """

    field: str
    limit: Wide
    words: str

    def broken_by(self, facts: Facts, field: Field) -> FieldError | None:
        """Give the error these values make, with the nearest value on the grid, or None."""
        assert isinstance(field, Number)
        most = float(settled(self.limit, facts))
        given = facts.values[self.field]
        if float(given) <= most + _DUST:
            return None
        best = field.snap_down(most + _DUST)
        nearest = field.typed(best) if best <= most + _DUST else None
        return _out_of_bounds(self.field, field, "too_big", "can be at most", most, nearest, self.words, given)

    def to_json(self) -> dict[str, Any]:
        """Give the rule for the page."""
        return {"kind": "at_most", "field": self.field, "limit": _json(self.limit), "words": self.words}


@dataclass(frozen=True)
class AtLeast:
    """A number that may not fall below a limit made from the other values; the mirror of `AtMost`."""

    field: str
    limit: Wide
    words: str

    def broken_by(self, facts: Facts, field: Field) -> FieldError | None:
        """Give the error these values make, with the nearest value on the grid, or None."""
        assert isinstance(field, Number)
        least = float(settled(self.limit, facts))
        given = facts.values[self.field]
        if float(given) >= least - _DUST:
            return None
        best = field.snap_up(least - _DUST)
        nearest = field.typed(best) if best >= least - _DUST else None
        return _out_of_bounds(self.field, field, "too_small", "must be at least", least, nearest, self.words, given)

    def to_json(self) -> dict[str, Any]:
        """Give the rule for the page."""
        return {"kind": "at_least", "field": self.field, "limit": _json(self.limit), "words": self.words}


@dataclass(frozen=True)
class Without:
    """Answers of a choice that cannot be had under a condition."""

    field: str
    options: Sequence[str]
    condition: Term
    words: str

    def broken_by(self, facts: Facts, field: Field) -> FieldError | None:
        """Give the error these values make, with the first answer that can be had, or None."""
        assert isinstance(field, Choice)
        given = facts.values[self.field]
        if given not in self.options or not settled(self.condition, facts):
            return None
        titles = {option.value: option.title for option in field.options}
        left = [option.value for option in field.options if option.value not in self.options]
        words = f"{field.label} cannot be “{titles[str(given)]}” here: {self.words}"
        return FieldError(self.field, "not_possible_here", words, None, left[0] if left else None, shown(given))

    def to_json(self) -> dict[str, Any]:
        """Give the rule for the page."""
        return {
            "kind": "without",
            "field": self.field,
            "options": list(self.options),
            "when": self.condition.to_json(),
            "words": self.words,
        }


@dataclass(frozen=True)
class Shown:
    """Parameters that only exist under a condition. Otherwise they keep their defaults, whatever is given."""

    fields: Sequence[str]
    condition: Term

    def to_json(self) -> dict[str, Any]:
        """Give the rule for the page."""
        return {"kind": "shown", "fields": list(self.fields), "when": self.condition.to_json()}


@dataclass(frozen=True)
class Locked:
    """A parameter that has one value only under a condition, whatever is given; `words` tells the customer why."""

    field: str
    to: Wide
    condition: Term
    words: str

    def to_json(self) -> dict[str, Any]:
        """Give the rule for the page."""
        return {
            "kind": "locked",
            "field": self.field,
            "to": _json(self.to),
            "when": self.condition.to_json(),
            "words": self.words,
        }


Bound = AtMost | AtLeast | Without
Rule = Bound | Shown | Locked


def speaks_of(rule: Rule) -> list[str]:
    """Give the parameters a rule governs."""
    return list(rule.fields) if isinstance(rule, Shown) else [rule.field]


def asks(rule: Rule) -> list[Term]:
    """Give the terms a rule works out."""
    if isinstance(rule, AtMost | AtLeast):
        return [rule.limit] if isinstance(rule.limit, Term) else []
    to = [rule.to] if isinstance(rule, Locked) and isinstance(rule.to, Term) else []
    return [rule.condition, *to]


def _out_of_bounds(
    name: str, field: Number, code: str, verb: str, bound: float, nearest: Value | None, why: str, given: Value
) -> FieldError:
    limit = bound if nearest is None else float(nearest)
    words = f"{field.label} {verb} {field.words(limit)} here: {why}"
    if nearest is None:
        # Nothing this field offers is good: it is another one that has to give way.
        words = f"{field.label} {verb} {plain(round(bound, 2))} {field.unit}".rstrip() + f" here: {why}"
    return FieldError(name, code, words, field.typed(limit) if nearest is not None else bound, nearest, shown(given))


def _json(part: Term | Value) -> Any:
    return part.to_json() if isinstance(part, Term) else part
