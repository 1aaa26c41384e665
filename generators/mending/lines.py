"""What a mend comes to: its lines, each a parameter with what it was, what it becomes, and what that ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generators.errors import FieldError, Value
from generators.fields import Artwork, Choice, Number, Rows, Text, Toggle, plain
from generators.mending.form import Form
from generators.mending.trial import Flaw, Trial


@dataclass(frozen=True)
class Change:
    """
    One line of a mend.

    `removes` are places in the mend's `before`: the findings that are gone with this line alone, or, where it is
    not `alone`, those that would come back without it. `because` says which rule asks for the line; such a line may
    end no finding.
    """

    parameter: str
    label: str
    old: Value | None
    new: Value
    removes: tuple[int, ...]
    alone: bool
    words: str
    because: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Give it as a JSON object."""
        return {
            "parameter": self.parameter,
            "label": self.label,
            "from": self.old,
            "to": self.new,
            "removes": list(self.removes),
            "alone": self.alone,
            "words": self.words,
            "because": self.because,
        }


@dataclass(frozen=True)
class Mend:
    """
    The nearest setting found that prints, or that gets furthest; it was made and checked as a whole.

    `before` are the flaws of what was asked for (with rules' nearest values in place), `left` those that stay.
    `causes` name, for each of `before`, the parameter that moves it, None where none was found.
    """

    asked: dict[str, Value]
    values: dict[str, Value]
    changes: tuple[Change, ...]
    before: tuple[Flaw, ...]
    left: tuple[Flaw, ...]
    causes: tuple[str | None, ...]
    broken: str | None
    evaluations: int
    finished: bool  # whether the search came to its end within what it may try

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong with the result."""
        return self.broken is None and not self.left

    @property
    def prints(self) -> bool:
        """Whether nothing keeps the result from printing."""
        return self.broken is None and all(flaw.severity != "error" for flaw in self.left)

    def to_json(self) -> dict[str, Any]:
        """Give it as a JSON object."""
        return {
            "values": self.values,
            "changes": [change.to_json() for change in self.changes],
            "before": [flaw.to_json() for flaw in self.before],
            "left": [flaw.to_json() for flaw in self.left],
            "causes": list(self.causes),
            "broken": self.broken,
            "prints": self.prints,
            "clean": self.clean,
            "evaluations": self.evaluations,
            "finished": self.finished,
        }


def gone(before: Sequence[Flaw], after: Sequence[Flaw]) -> tuple[int, ...]:
    """
    Give the places of the flaws that are no more; of those alike, each that stays is paired with the likest.

    An error that has become a warning is gone: the warning is another one.
    """
    left = list(range(len(before)))
    for flaw in after:
        alike = [place for place in left if (before[place].kind, before[place].severity) == (flaw.kind, flaw.severity)]
        if alike:
            left.remove(min(alike, key=lambda place: abs((before[place].measured or 0) - (flaw.measured or 0))))
    return tuple(left)


def line(
    form: Form,
    name: str,
    old: Value,
    new: Value,
    removes: tuple[int, ...] = (),
    *,
    alone: bool = False,
    because: str | None = None,
) -> Change:
    """Give one line with its words."""
    field = form.fields[name]
    words = f"{field.label} {_said(form, name, old)} → {_said(form, name, new)}"
    if isinstance(field, Number) and field.unit:
        words = f"{field.label} {_said(form, name, old).removesuffix(field.unit).rstrip()} → {_said(form, name, new)}"
    return Change(name, field.label, old, new, removes, alone, words, because)


def by_rules(form: Form, told: Sequence[FieldError], values: dict[str, Value]) -> list[Change]:
    """Give the lines of what rules and bounds asked for before anything was made."""
    found = {}
    for error in told:
        if error.field in form.fields and error.field not in found:
            field = form.fields[error.field]
            new = values[error.field]
            given = plain(float(error.given)) if error.given and _is_number(error.given) else error.given or "nothing"
            words = f"{field.label} {given} → {_said(form, error.field, new)}"
            found[error.field] = Change(error.field, field.label, error.given, new, (), False, words, error.message)
    return list(found.values())


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdecimal()


def _said(form: Form, name: str, value: Value) -> str:
    field = form.fields[name]
    if isinstance(field, Number):
        return field.words(float(value))
    if isinstance(field, Toggle):
        return "yes" if value else "no"
    if isinstance(field, Choice):
        return next((f"“{one.title}”" for one in field.options if one.value == value), str(value))
    if isinstance(field, Artwork | Rows):
        return "as it is" if value == form.template.parameters.model_fields[name].default else "another"
    return f"“{value}”" if isinstance(field, Text) else str(value)


def written(
    form: Form, start: Trial, result: Trial, alone: dict[str, Trial], without: dict[str, Trial]
) -> list[Change]:
    """
    Give the lines from the start to the result.

    `alone` are trials of the start with one line taken over, `without` of the result with one given back.
    """
    found = []
    names = form.differing(result.values, start.values)
    for name in names:
        by_itself = result if len(names) == 1 else alone.get(name)
        ends: tuple[int, ...] = ()
        stands = False
        if by_itself is not None:
            ends = gone(start.flaws, by_itself.flaws) if by_itself.broken is None else ()
            stands = by_itself.counts < start.counts
        if not stands and name in without:
            back = without[name]
            ends = tuple(
                place for place in gone(start.flaws, result.flaws) if place not in gone(start.flaws, back.flaws)
            )
            if back.broken is not None:
                ends = gone(start.flaws, result.flaws)
        because = None
        if not ends and start.broken is None:
            because = "The other changes ask for it."
        found.append(line(form, name, start.values[name], result.values[name], ends, alone=stands, because=because))
    rank = {"error": 0, "warning": 1}
    found.sort(key=lambda one: min((rank[start.flaws[place].severity] for place in one.removes), default=2))
    return found
