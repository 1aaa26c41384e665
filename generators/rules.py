"""Conditions between parameters: a limit of one field that depends on the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from generators.errors import FieldError, Value
from generators.fields import Number, plain, shown


@dataclass(frozen=True)
class AtMost:
    """
    A number that may not pass a limit made from the other values.

    `limit` is given the values read so far and returns the limit in the field's unit; `words` tells the
    customer why, and ends the sentence "Letters can be at most 8.5 mm high: ...".
    """

    field: str
    limit: Callable[[Mapping[str, Any]], float]
    words: str

    def broken_by(self, values: Mapping[str, Value], field: Number) -> FieldError | None:
        """Give the error these values make, with the nearest value on the grid, or None."""
        most = self.limit(values)
        given = values[self.field]
        if float(given) <= most:
            return None
        best = field.snap_down(most)
        nearest = field.typed(best) if best <= most else None
        shown_limit = best if nearest is not None else most
        unit = f" {field.unit}" if field.unit else ""
        words = f"{field.label} can be at most {plain(shown_limit)}{unit} here: {self.words}"
        return FieldError(self.field, "too_big", words, field.typed(shown_limit), nearest, shown(given))


@dataclass(frozen=True)
class AtLeast:
    """A number that may not fall below a limit made from the other values; the mirror of `AtMost`."""

    field: str
    limit: Callable[[Mapping[str, Any]], float]
    words: str

    def broken_by(self, values: Mapping[str, Value], field: Number) -> FieldError | None:
        """Give the error these values make, with the nearest value on the grid, or None."""
        least = self.limit(values)
        given = values[self.field]
        if float(given) >= least:
            return None
        best = field.snap_up(least)
        nearest = field.typed(best) if best >= least else None
        shown_limit = best if nearest is not None else least
        unit = f" {field.unit}" if field.unit else ""
        words = f"{field.label} must be at least {plain(shown_limit)}{unit} here: {self.words}"
        return FieldError(self.field, "too_small", words, field.typed(shown_limit), nearest, shown(given))


Rule = AtMost | AtLeast
