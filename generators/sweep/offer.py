"""What a customer is offered for what they ask: the setting itself, the nearest that works, or a dead end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.errors import FieldError, InvalidValues, Value

if TYPE_CHECKING:
    from generators.limits import Limits
    from generators.parameters import Parameters


@dataclass(frozen=True)
class Offer:
    """
    The answer of a form.

    `errors` are those of the first reading: empty where nothing was refused. `values` is None at a dead end: the form
    refuses, and following its advice leads nowhere.
    """

    values: dict[str, Value] | None
    errors: tuple[FieldError, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the setting could not be had as it was asked for."""
        return bool(self.errors)


def offered(parameters: type[Parameters], raw: Mapping[str, object], limits: Limits) -> Offer:
    """
    Ask the form for a setting and follow its advice.

    Advice that goes in circles, or that ends by throwing away an answer nobody complained about, is a dead end.
    """
    try:
        return Offer(parameters.read(raw, limits).canonical())
    except InvalidValues as wrong:
        first = wrong.errors
    try:
        values, told = parameters.repaired(raw, limits)
    except InvalidValues:
        return Offer(None, first)
    if len(set(told)) < len(told):
        return Offer(None, first)
    nearest = values.canonical()
    complained = {error.field for error in told}
    kept = {**raw, **{name: value for name, value in nearest.items() if name in complained}}
    try:
        faithful = parameters.read(kept, limits).canonical() == nearest
    except InvalidValues:
        faithful = False
    return Offer(nearest if faithful else None, first)


def key(values: Mapping[str, Value]) -> str:
    """Give a text that is equal for equal values."""
    return json.dumps(dict(values), sort_keys=True, ensure_ascii=False)


def defaults(parameters: type[Parameters]) -> dict[str, Value]:
    """Give the default of each question."""
    return {name: info.default for name, info in parameters.model_fields.items()}
