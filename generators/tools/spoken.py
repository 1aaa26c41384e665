"""Rules in words: what a sheet says of the limits between a form's values."""

from __future__ import annotations

from collections.abc import Mapping

from generators.errors import Value
from generators.fields import Choice, Field, plain
from generators.rules import AtLeast, AtMost, Rule, Shown, Without
from generators.terms import Term

_INFIX = {
    "+": "+", "-": "−", "*": "×", "/": "/", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least",
    "==": "is", "!=": "is not", "and": "and", "or": "or",
}  # fmt: skip
_BINDS = {"or": 1, "and": 2, "<": 3, "<=": 3, ">": 3, ">=": 3, "==": 3, "!=": 3, "+": 4, "-": 4, "*": 5, "/": 5}
_TIGHTEST = 9


def spoken(rule: Rule, fields: Mapping[str, Field]) -> str:
    """Say a rule in one or two sentences of Markdown."""
    if isinstance(rule, Shown):
        names = _listed([f"**{fields[name].label}**" for name in rule.fields], "and")
        return f"{names}: only when {_term(rule.condition, fields)}."
    label = f"**{fields[rule.field].label}**"
    if isinstance(rule, AtMost | AtLeast):
        verb = "at most" if isinstance(rule, AtMost) else "at least"
        return f"{label}: {verb} {_said(rule.limit, fields)}; {rule.words}"
    condition = _term(rule.condition, fields)
    if isinstance(rule, Without):
        answers = _listed([_answer(rule.field, one, fields) for one in rule.options], "or")
        return f"{label}: not {answers} when {condition}; {rule.words}"
    to = _said(rule.to, fields) if isinstance(rule.to, Term) else _answer(rule.field, rule.to, fields)
    return f"{label}: always {to} when {condition}; {rule.words}"


def _said(part: Term | Value, fields: Mapping[str, Field]) -> str:
    return _term(part, fields) if isinstance(part, Term) else _constant(part)


def _term(term: Term, fields: Mapping[str, Field]) -> str:
    return _bound(term, fields)[0]


def _bound(part: Term | Value, fields: Mapping[str, Field]) -> tuple[str, int]:
    """Give the words of a part, and how tightly they hold together."""
    if not isinstance(part, Term):
        return _constant(part), _TIGHTEST
    verb, parts = part.verb, part.parts
    if verb in ("==", "!=") and isinstance(parts[0], Term) and parts[0].verb == "value":
        name = str(parts[0].parts[0])
        other = parts[1]
        answer = _said(other, fields) if isinstance(other, Term) else _answer(name, other, fields)
        return f"{fields[name].label} {_INFIX[verb]} {answer}", _BINDS[verb]
    if verb in _INFIX:
        own = _BINDS[verb]
        # The right side of a difference or a quotient needs brackets where the left one does not.
        left, right = _inside(parts[0], own, fields), _inside(parts[1], own + (verb in "-/"), fields)
        return f"{left} {_INFIX[verb]} {right}", own
    said = [_said(one, fields) for one in parts]
    label = fields[str(parts[0])].label if str(parts[0]) in fields else str(parts[0])
    words = {
        "value": lambda: label,
        "entry": lambda: f"“{parts[1]}” of the chosen {label}",
        "limit": lambda: f"the printer's {str(parts[0]).replace('_', ' ')}",
        "min": lambda: f"the smallest of ({', '.join(said)})",
        "max": lambda: f"the largest of ({', '.join(said)})",
        "root": lambda: f"the root of ({said[0]})",
        "floor": lambda: f"({said[0]}) rounded down",
        "not": lambda: f"not ({said[0]})",
        "when": lambda: f"({said[1]} if {said[0]}, else {said[2]})",
        "text_length": lambda: f"the length of {said[0]} in capital heights",
        "stroke_width": lambda: f"the stroke of {said[0]} in capital heights",
        "characters": lambda: f"the characters of {said[0]}",
        "most": lambda: f"the largest “{parts[1]}” in {label}",
        "least": lambda: f"the smallest “{parts[1]}” in {label}",
        "total": lambda: f"the sum of “{parts[1]}” in {label}",
        "widest": lambda: f"the longest “{parts[1]}” in {label} in capital heights",
    }
    return words[verb](), _TIGHTEST


def _inside(part: Term | Value, outer: int, fields: Mapping[str, Field]) -> str:
    words, binds = _bound(part, fields)
    return f"({words})" if binds < outer else words


def _answer(name: str, value: Value, fields: Mapping[str, Field]) -> str:
    field = fields[name]
    if isinstance(field, Choice):
        return "“" + next((one.title for one in field.options if one.value == value), str(value)) + "”"
    return _constant(value)


def _constant(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain(value)
    return f"“{value}”" if value else "empty"


def _listed(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
