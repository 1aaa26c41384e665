"""The parameters of a template: typed fields with unit, bounds, step and words. The form is made from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any, ClassVar, Self

import pydantic
from pydantic import BaseModel, ConfigDict, model_validator

from generators.errors import FieldError, InvalidValues, Value
from generators.fields import Choice, Field, Number, Option, Text, Toggle, Wrong, shown
from generators.rules import Rule

_MOST_ERRORS = 64  # a request naming thousands of unknown fields gets a short answer


class Parameters(BaseModel):
    """The base of every template's values: frozen, complete, and valid by construction."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    rules: ClassVar[tuple[Rule, ...]] = ()

    @classmethod
    def read(cls, raw: Mapping[str, object]) -> Self:
        """
        Read values as they come from a form, a link or JSON; what is not given keeps its default.

        Raises `InvalidValues` naming every wrong field at once.
        """
        return cls.model_validate(dict(raw))

    @classmethod
    def fields(cls) -> Mapping[str, Field]:
        """Give the fields by name, in the order of the form."""
        return _fields(cls)

    def canonical(self) -> dict[str, Value]:
        """Give all values under sorted names: 30, 30.0 and "30" are one design."""
        return {name: getattr(self, name) for name in sorted(type(self).model_fields)}

    @model_validator(mode="before")
    @classmethod
    def _read_all(cls, raw: Any) -> dict[str, Value]:
        if not isinstance(raw, Mapping):
            raise InvalidValues([FieldError("", "wrong_type", "Values are an object of names and values.")])
        errors: list[FieldError] = []
        values: dict[str, Value] = {}
        fields = cls.fields()
        for name in sorted(map(str, raw.keys() - fields.keys()))[:_MOST_ERRORS]:
            near = get_close_matches(name[:40], fields, 1)
            words = f"There is no setting called “{shown(name)}”."
            nearest = near[0] if near else None
            errors.append(FieldError(shown(name), "unknown_parameter", words, None, nearest, shown(raw.get(name))))
        for name, field in fields.items():
            given = raw.get(name, cls.model_fields[name].default)
            try:
                values[name] = field.read(given)
            except Wrong as wrong:
                errors.append(wrong.to_error(name, given))
        if not errors:
            for rule in cls.rules:
                field = fields[rule.field]
                if isinstance(field, Number) and (error := rule.broken_by(values, field)):
                    errors.append(error)
        if errors:
            raise InvalidValues(errors)
        return values


@cache
def _fields(cls: type[Parameters]) -> Mapping[str, Field]:
    found: dict[str, Field] = {}
    for name, info in cls.model_fields.items():
        field = next((one for one in info.metadata if isinstance(one, Field)), None)
        if field is None:
            raise TypeError(f"'{name}' must be made with length(), count(), choice(), text() or one of the others")
        found[name] = field
    for rule in cls.rules:
        if not isinstance(found.get(rule.field), Number):
            raise TypeError(f"a rule speaks of '{rule.field}', which is not a number of this template")
    return found


def _made(default: Value, field: Field, **constraints: Any) -> Any:
    try:
        settled = field.read(default)
    except Wrong as wrong:
        raise ValueError(f"the default of '{field.label}' is not allowed: {wrong.message}") from wrong
    if settled != default:
        raise ValueError(f"the default of '{field.label}' is not on its grid; the nearest is {settled}")
    info = pydantic.Field(
        default=settled,
        title=field.label,
        description=field.help,
        json_schema_extra=field.schema(),  # type: ignore[arg-type]  # JSON values, but typed as objects here
        **constraints,
    )
    info.metadata.append(field)
    return info


def _number(
    kind: str,
    unit: str,
    default: float,
    minimum: float,
    maximum: float,
    step: float,
    words: tuple[str, str, str, str],
    axis: str | None = None,
    whole: bool = False,
) -> Any:
    field = Number(kind, *words, axis, float(minimum), float(maximum), float(step), unit, whole)
    return _made(field.typed(default), field, ge=field.typed(minimum), le=field.typed(maximum))


def length(
    default: float,
    minimum: float,
    maximum: float,
    *,
    step: float = 0.5,
    label: str,
    help: str,
    group: str = "Size",
    level: str = "basic",
    axis: str | None = None,
) -> Any:
    """A length in mm; `axis` names the outside size ("x", "y", "z") that it drives one to one."""
    return _number("length", "mm", default, minimum, maximum, step, (label, help, group, level), axis)


def angle(
    default: float,
    minimum: float,
    maximum: float,
    *,
    step: float = 1,
    label: str,
    help: str,
    group: str = "Shape",
    level: str = "basic",
) -> Any:
    """An angle in degrees."""
    return _number("angle", "°", default, minimum, maximum, step, (label, help, group, level))


def weight(
    default: float,
    minimum: float,
    maximum: float,
    *,
    step: float = 0.5,
    label: str,
    help: str,
    group: str = "Use",
    level: str = "basic",
) -> Any:
    """A weight in kg, such as what a thing has to carry."""
    return _number("weight", "kg", default, minimum, maximum, step, (label, help, group, level))


def ratio(
    default: float,
    minimum: float,
    maximum: float,
    *,
    step: float = 5,
    label: str,
    help: str,
    group: str = "Shape",
    level: str = "basic",
) -> Any:
    """A share in percent."""
    return _number("ratio", "%", default, minimum, maximum, step, (label, help, group, level))


def count(
    default: int,
    minimum: int,
    maximum: int,
    *,
    unit: str = "",
    label: str,
    help: str,
    group: str = "Shape",
    level: str = "basic",
) -> Any:
    """A whole number of things."""
    return _number("count", unit, default, minimum, maximum, 1, (label, help, group, level), whole=True)


def choice(
    default: str,
    options: Sequence[Option],
    *,
    label: str,
    help: str,
    group: str = "Shape",
    level: str = "basic",
) -> Any:
    """One of a few named answers."""
    return _made(default, Choice("choice", label, help, group, level, None, tuple(options)))


def toggle(default: bool, *, label: str, help: str, group: str = "Shape", level: str = "basic") -> Any:
    """Yes or no."""
    return _made(default, Toggle("toggle", label, help, group, level, None))


def text(
    default: str,
    *,
    longest: int,
    shortest: int = 0,
    label: str,
    help: str,
    group: str = "Text",
    level: str = "basic",
) -> Any:
    """A line of lettering of at most `longest` characters, each of which the bundled typeface has."""
    field = Text("text", label, help, group, level, None, longest, shortest)
    return _made(default, field, min_length=shortest, max_length=longest)
