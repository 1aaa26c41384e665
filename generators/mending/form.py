"""A template's form as a mend sees it: what may be turned, what rules make of it, how far apart two settings are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as attributes
from typing import TYPE_CHECKING, Any

from generators.errors import FieldError, InvalidValues, Value
from generators.fields import Artwork, Choice, Devices, Field, Measure, Number, Rows, Text, Toggle
from generators.limits import Limit, Limits
from generators.rules import Locked
from generators.sweep.offer import key, offered
from generators.terms import Facts, settled

if TYPE_CHECKING:
    from generators.mending.trial import Flaw, Trial
    from generators.template import Template

Values = Mapping[str, Value]

# What another answer costs beside a number's move over its whole range, which costs 1: another lid is a small thing,
# another board, another name or another photo is another product.
_TOGGLE, _CHOICE, _TEXT, _DEVICE, _OTHER = 0.25, 0.3, 0.3, 0.8, 1.0
_MEASURED = 2.0  # a size that was taken from something is a fact, and moved only where nothing else helps


class Form:
    """The questions of a template, for one printer and material."""

    def __init__(self, template: Template[Any], limits: Limits) -> None:
        self.template = template
        self.limits = limits
        self.fields: Mapping[str, Field] = template.parameters.fields()
        self._devices = {name: one.entries for name, one in self.fields.items() if isinstance(one, Devices)}
        self._columns = {
            name: tuple(column.name for column in one.columns)
            for name, one in self.fields.items()
            if isinstance(one, Rows)
        }
        self._offers: dict[str, dict[str, Value] | None] = {}

    def begin(self, raw: Mapping[str, object]) -> tuple[dict[str, Value], list[FieldError]]:
        """
        Read what was asked for; where rules are broken, with the nearest values in place, and what was wrong.

        Raises `InvalidValues` for a name that the form does not know, and where not even the defaults may be had.
        """
        values, told = self.template.parameters.repaired(raw, self.limits)
        unknown = [error for error in told if error.code == "unknown_parameter"]
        if unknown:
            raise InvalidValues(unknown)
        return values.canonical(), told

    def offer(self, values: Values, changes: Values) -> dict[str, Value] | None:
        """
        Give the setting with these changes as the rules allow it, None where they do not.

        A rule may draw other answers along, but never takes the change itself back.
        """
        asked = {**values, **changes}
        mark = key(asked)
        if mark not in self._offers:
            self._offers[mark] = offered(self.template.parameters, asked, self.limits).values
        found = self._offers[mark]
        if found is None or all(found[name] == values[name] for name in changes):
            return None
        return found

    def kept(self, values: Values, changes: Values) -> dict[str, Value] | None:
        """Give the setting with exactly these changes, None where rules refuse it or change more than they hide."""
        found = self.offer(values, changes)
        if found is None or any(found[name] != wanted for name, wanted in changes.items()):
            return None
        aside = self.aside(found)
        if any(found[name] != values[name] for name in found.keys() - changes.keys() - aside):
            return None
        return found

    def aside(self, values: Values) -> set[str]:
        """Give the questions that this setting does not ask: hidden ones, and those that other answers settle."""
        hidden: set[str] = self.template.parameters.hidden(values, self.limits)
        facts = Facts(values, self.limits.numbers(), self._devices, self._columns)
        rules = self.template.parameters.rules
        return hidden | {one.field for one in rules if isinstance(one, Locked) and settled(one.condition, facts)}

    def asked(self, values: Values) -> list[str]:
        """Give the questions that this setting asks."""
        aside = self.aside(values)
        return [name for name in self.fields if name not in aside]

    def differing(self, values: Values, wish: Values) -> list[str]:
        """Give the questions that are answered otherwise than wished, in the order of the form."""
        aside = self.aside(values)
        return [name for name in self.fields if values[name] != wish[name] and name not in aside]

    def distance(self, values: Values, wish: Values) -> float:
        """Say how far a setting is from what was wished: a number over its whole range counts 1."""
        return sum(self.cost(name, values[name], wish[name]) for name in self.differing(values, wish))

    def cost(self, name: str, value: Value, wish: Value) -> float:
        """Say how far one answer is from another."""
        field = self.fields[name]
        if value == wish:
            return 0.0
        if isinstance(field, Number):
            share = abs(float(value) - float(wish)) / (field.maximum - field.minimum)
            return share * (_MEASURED if isinstance(field, Measure) else 1.0)
        if isinstance(field, Text):
            return _TEXT + _TEXT * _dropped(str(value), str(wish))
        if isinstance(field, Toggle):
            return _TOGGLE
        if isinstance(field, Devices):
            return _DEVICE
        return _CHOICE if isinstance(field, Choice) else _OTHER

    def is_content(self, name: str) -> bool:
        """Whether a question asks what the customer brings: a name, a photo, a list, the thing it is made for."""
        return isinstance(self.fields[name], Text | Artwork | Rows | Devices)

    def free(self, name: str, here: Trial) -> bool:
        """Whether another answer may be proposed: a name gets shorter only where it would not print at all."""
        if isinstance(self.fields[name], Text):
            return here.counts[:2] > (False, 0)
        return not self.is_content(name)

    def target(self, flaw: Flaw) -> float | None:
        """
        Give what a flaw's measure has to come to: behind an error's limit lies the warning's.

        The twin of an error's limit is the one named alike, so no check has to be known by name here.
        """
        if flaw.limit is None or flaw.measured is None:
            return None
        if flaw.severity == "error":
            for name in (one.name for one in attributes(self.limits) if one.name.endswith("_error")):
                error: Limit = getattr(self.limits, name)
                twin = getattr(self.limits, name.removesuffix("_error") + "_warning", None)
                if isinstance(twin, Limit) and (error.value, error.source) == (flaw.limit, flaw.source):
                    return twin.value
        return flaw.limit


def _dropped(text: str, wish: str) -> float:
    """Give the share of a text that is gone; 1 where it is another text."""
    return 1 - len(text) / len(wish) if wish and wish.startswith(text) else 1.0
