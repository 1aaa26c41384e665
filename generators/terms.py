"""
Terms: sums, comparisons and conditions over a form's values, written as Python and kept as data.

`smallest(value("width"), value("depth")) / 2 - 5` is a tree. The server works it out here, the page works out the
same tree from its JSON, and `samples/terms.json` holds both to the same answers.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generators import lettering, typefaces
from generators.errors import Value

Entries = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Facts:
    """All that a term may speak of: the values, the printer's numbers by name, and the tables behind the choices."""

    values: Mapping[str, Value]
    limits: Mapping[str, float] = field(default_factory=dict)
    devices: Mapping[str, Entries] = field(default_factory=dict)  # field -> option -> dimension -> mm
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # field of rows -> its columns


@dataclass(frozen=True, eq=False)
class Term:
    """A node of the tree: what is done, and with what."""

    verb: str
    parts: tuple[Term | Value, ...]

    def of(self, facts: Facts) -> Value:
        """Give what the term comes to."""
        return _VERBS[self.verb](facts, *self.parts)

    def to_json(self) -> list[Any]:
        """Give the tree as nested lists: the verb first, then its parts."""
        return [self.verb, *(part.to_json() if isinstance(part, Term) else part for part in self.parts)]

    def names(self) -> set[str]:
        """Give the parameters that the term asks about."""
        own = {str(self.parts[0])} if self.verb in _NAMING else set()
        return own.union(*(part.names() for part in self.parts if isinstance(part, Term)))

    def numbers(self) -> set[str]:
        """Give the printer's numbers that the term asks for."""
        own = {str(self.parts[0])} if self.verb == "limit" else set()
        return own.union(*(part.numbers() for part in self.parts if isinstance(part, Term)))

    def __add__(self, other: Wide) -> Term:
        return Term("+", (self, other))

    def __radd__(self, other: Wide) -> Term:
        return Term("+", (other, self))

    def __sub__(self, other: Wide) -> Term:
        return Term("-", (self, other))

    def __rsub__(self, other: Wide) -> Term:
        return Term("-", (other, self))

    def __mul__(self, other: Wide) -> Term:
        return Term("*", (self, other))

    def __rmul__(self, other: Wide) -> Term:
        return Term("*", (other, self))

    def __truediv__(self, other: Wide) -> Term:
        return Term("/", (self, other))

    def __rtruediv__(self, other: Wide) -> Term:
        return Term("/", (other, self))

    def __lt__(self, other: Wide) -> Term:
        return Term("<", (self, other))

    def __le__(self, other: Wide) -> Term:
        return Term("<=", (self, other))

    def __gt__(self, other: Wide) -> Term:
        return Term(">", (self, other))

    def __ge__(self, other: Wide) -> Term:
        return Term(">=", (self, other))

    def __eq__(self, other: object) -> Term:  # type: ignore[override]  # a comparison is a term, not an answer
        return Term("==", (self, other))  # type: ignore[arg-type]  # a value by the maker's hand

    def __ne__(self, other: object) -> Term:  # type: ignore[override]  # a comparison is a term, not an answer
        return Term("!=", (self, other))  # type: ignore[arg-type]  # a value by the maker's hand

    def __and__(self, other: Term) -> Term:
        return Term("and", (self, other))

    def __or__(self, other: Term) -> Term:
        return Term("or", (self, other))

    def __invert__(self) -> Term:
        return Term("not", (self,))

    def __bool__(self) -> bool:
        """Refuse `and`, `or`, `not` and `if`, which would settle the answer before a customer has given one."""
        raise TypeError("a condition is joined by & and |, and turned round by ~")

    __hash__ = None  # type: ignore[assignment]  # terms that compare into terms cannot be keys


Wide = Term | float | int | str | bool


def value(name: str) -> Term:
    """The value of a parameter."""
    return Term("value", (name,))


def entry(name: str, dimension: str) -> Term:
    """A dimension in mm of the device that is chosen in a `device` parameter."""
    return Term("entry", (name, dimension))


def limit(name: str) -> Term:
    """A number of the printer, nozzle and material, by its name in `Limits`: "wall_warning", "line_width"."""
    return Term("limit", (name,))


def volume(axis: str) -> Term:
    """How far the printer reaches along "x", "y" or "z", in mm."""
    return Term("limit", (f"volume_{axis}",))


def smallest(*terms: Wide) -> Term:
    """The smallest of some numbers."""
    return Term("min", terms)


def largest(*terms: Wide) -> Term:
    """The largest of some numbers."""
    return Term("max", terms)


def root(term: Wide) -> Term:
    """The square root; 0 for what is below 0."""
    return Term("root", (term,))


def floor(term: Wide) -> Term:
    """The whole number at or below."""
    return Term("floor", (term,))


def when(condition: Term, then: Wide, otherwise: Wide) -> Term:
    """One of two, by a condition."""
    return Term("when", (condition, then, otherwise))


def text_length(text: Wide, typeface: Wide = "sans") -> Term:
    """How far a line of text reaches, in capital heights."""
    return Term("text_length", (text, typeface))


def stroke_width(typeface: Wide = "sans") -> Term:
    """How wide the thinnest strokes of a typeface are, in capital heights."""
    return Term("stroke_width", (typeface,))


def characters(text: Wide) -> Term:
    """How many characters a text has."""
    return Term("characters", (text,))


def most(name: str, column: str) -> Term:
    """The largest number in a column of a `rows` parameter."""
    return Term("most", (name, column))


def least(name: str, column: str) -> Term:
    """The smallest number in a column of a `rows` parameter."""
    return Term("least", (name, column))


def total(name: str, column: str) -> Term:
    """The sum of a column of a `rows` parameter."""
    return Term("total", (name, column))


def widest(name: str, column: str, typeface: Wide = "sans") -> Term:
    """How far the longest text in a column reaches, in capital heights."""
    return Term("widest", (name, column, typeface))


def settled(part: Term | Value, facts: Facts) -> Value:
    """Give what a part of a term, or of a rule, comes to."""
    return part.of(facts) if isinstance(part, Term) else part


def _column(facts: Facts, name: str, column: str) -> list[str]:
    place = facts.columns[name].index(column)
    return [row[place] for row in csv.reader(io.StringIO(str(facts.values[name])), skipinitialspace=True) if row]


def _numbers(facts: Facts, name: str, column: str) -> list[float]:
    return [float(cell) for cell in _column(facts, name, column)]


def _number(part: Term | Value, facts: Facts) -> float:
    return float(settled(part, facts))


def _divided(facts: Facts, above: Term | Value, below: Term | Value) -> float:
    # A limit divided by nothing is no limit, in Python as in a browser.
    divisor = _number(below, facts)
    return _number(above, facts) / divisor if divisor else math.inf


def _width(text: str, typeface: str) -> float:
    return sum(lettering.advance(character, 1.0, typeface) for character in text)


_NAMING = {"value", "entry", "most", "least", "total", "widest"}
_VERBS: dict[str, Callable[..., Value]] = {
    "value": lambda facts, name: facts.values[name],
    "entry": lambda facts, name, dimension: facts.devices[name][str(facts.values[name])][dimension],
    "limit": lambda facts, name: facts.limits[name],
    "+": lambda facts, one, other: _number(one, facts) + _number(other, facts),
    "-": lambda facts, one, other: _number(one, facts) - _number(other, facts),
    "*": lambda facts, one, other: _number(one, facts) * _number(other, facts),
    "/": _divided,
    "<": lambda facts, one, other: _number(one, facts) < _number(other, facts),
    "<=": lambda facts, one, other: _number(one, facts) <= _number(other, facts),
    ">": lambda facts, one, other: _number(one, facts) > _number(other, facts),
    ">=": lambda facts, one, other: _number(one, facts) >= _number(other, facts),
    "==": lambda facts, one, other: settled(one, facts) == settled(other, facts),
    "!=": lambda facts, one, other: settled(one, facts) != settled(other, facts),
    "and": lambda facts, one, other: bool(settled(one, facts)) and bool(settled(other, facts)),
    "or": lambda facts, one, other: bool(settled(one, facts)) or bool(settled(other, facts)),
    "not": lambda facts, one: not settled(one, facts),
    "min": lambda facts, *parts: min(_number(part, facts) for part in parts),
    "max": lambda facts, *parts: max(_number(part, facts) for part in parts),
    "root": lambda facts, one: math.sqrt(max(_number(one, facts), 0.0)),
    "floor": lambda facts, one: float(math.floor(_number(one, facts))),
    "when": lambda facts, condition, then, otherwise: settled(then if settled(condition, facts) else otherwise, facts),
    "text_length": lambda facts, text, face: _width(str(settled(text, facts)), str(settled(face, facts))),
    "stroke_width": lambda facts, face: typefaces.TYPEFACES[str(settled(face, facts))].stroke,
    "characters": lambda facts, text: len(str(settled(text, facts))),
    "most": lambda facts, name, column: max(_numbers(facts, name, column), default=0.0),
    "least": lambda facts, name, column: min(_numbers(facts, name, column), default=0.0),
    "total": lambda facts, name, column: sum(_numbers(facts, name, column)),
    "widest": lambda facts, name, column, face: max(
        (_width(cell, str(settled(face, facts))) for cell in _column(facts, name, column)), default=0.0
    ),
}
