"""The parameters of a template: typed fields with unit, bounds, step and words. The form is made from them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationInfo, model_validator

from generators.errors import FieldError, InvalidValues, Value
from generators.fields import Choice, Devices, Field, Number, Rows, Wrong, shown
from generators.fields.rows import Cell
from generators.limits import Limits
from generators.rules import AtLeast, AtMost, Locked, Rule, Shown, Without, asks, speaks_of
from generators.terms import Facts, settled

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import shapely

_MOST_ERRORS = 64  # a request naming thousands of unknown fields gets a short answer
_MOST_MENDS = 12  # rounds in which a mended value may break another rule


class Parameters(BaseModel):
    """The base of every template's values: frozen, complete, and valid by construction."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    rules: ClassVar[tuple[Rule, ...]] = ()

    _clearances: dict[str, float] = PrivateAttr(default_factory=dict)
    _limits: Limits = PrivateAttr(default_factory=Limits.generic)

    @classmethod
    def read(cls, raw: Mapping[str, object], limits: Limits | None = None) -> Self:
        """
        Read values as they come from a form, a link or JSON; what is not given keeps its default.

        `limits` are those of the printer and material it is for (an ordinary one where none are given). Raises
        `InvalidValues` naming every wrong field at once.
        """
        return cls.model_validate(dict(raw), context=limits or Limits.generic())

    @classmethod
    def repaired(cls, raw: Mapping[str, object], limits: Limits | None = None) -> tuple[Self, list[FieldError]]:
        """Read values and put the nearest good one in place of each wrong one; the errors say what was changed."""
        given = dict(raw)
        told: list[FieldError] = []
        for _ in range(_MOST_MENDS):
            try:
                return cls.read(given, limits), told
            except InvalidValues as wrong:
                for error in wrong.errors:
                    told.append(error)
                    if error.nearest is not None and error.code != "unknown_parameter":
                        given[error.field] = error.nearest
                    else:
                        given.pop(error.field, None)
                        given = {name: value for name, value in given.items() if shown(name) != error.field}
        return cls.read({}, limits), told

    @classmethod
    def fields(cls) -> Mapping[str, Field]:
        """Give the fields by name, in the order of the form."""
        return _fields(cls)

    @classmethod
    def hidden(cls, values: Mapping[str, Value], limits: Limits | None = None) -> set[str]:
        """Give the parameters that a design of these values does not have."""
        facts = _facts(cls, values, limits or Limits.generic())
        return _without(cls, facts)

    def canonical(self) -> dict[str, Value]:
        """Give all values under sorted names: 30, 30.0 and "30" are one design."""
        return {name: getattr(self, name) for name in sorted(type(self).model_fields)}

    def model_post_init(self, context: Any, /) -> None:
        """Settle the air of every fit by the material the values are read for."""
        limits = context if isinstance(context, Limits) else Limits.generic()
        self._limits = limits
        fits = (name for name, field in self.fields().items() if field.kind == "fit")
        self._clearances.update({name: limits.clearance(getattr(self, name)) for name in fits})

    @property
    def limits(self) -> Limits:
        """Give what the printer can do that the values were read for; a design follows it only where it says so."""
        return self._limits

    @property
    def clearances(self) -> Mapping[str, float]:
        """Give the air per side in mm behind every `fit`: part of the design, for it comes from the material."""
        return dict(self._clearances)

    def clearance(self, name: str) -> float:
        """Give the air per side in mm of a `fit` parameter."""
        return self._clearances[name]

    def entries(self, name: str) -> Mapping[str, float]:
        """Give the dimensions in mm of the thing chosen in a `device` parameter."""
        field = self.fields()[name]
        if not isinstance(field, Devices):
            raise TypeError(f"'{name}' is not a device")
        return field.entries[getattr(self, name)]

    def table(self, name: str) -> list[dict[str, Cell]]:
        """Give the rows of a `rows` parameter, each by column."""
        field = self.fields()[name]
        if not isinstance(field, Rows):
            raise TypeError(f"'{name}' is not a list")
        return field.table(getattr(self, name))

    def picture(self, name: str) -> npt.NDArray[np.float64]:
        """Give the photo of an `image` parameter: (rows, columns) float64, 0 black to 1 white, top row first."""
        from generators.artwork import picture, shelf

        grey: npt.NDArray[np.float64] = picture(shelf.get(getattr(self, name)))
        return grey

    def outline(self, name: str) -> shapely.MultiPolygon:
        """Give the area of a `drawing` parameter; its longer side is 1, its middle at 0."""
        from generators.artwork import outline, shelf

        return outline(shelf.get(getattr(self, name)))

    @model_validator(mode="before")
    @classmethod
    def _read_all(cls, raw: Any, info: ValidationInfo) -> dict[str, Value]:
        if not isinstance(raw, Mapping):
            raise InvalidValues([FieldError("", "wrong_type", "Values are an object of names and values.")])
        limits = info.context if isinstance(info.context, Limits) else Limits.generic()
        errors: list[FieldError] = []
        values: dict[str, Value] = {}
        fields = cls.fields()
        for name in sorted(map(str, raw.keys() - fields.keys()))[:_MOST_ERRORS]:
            near = get_close_matches(name[:40], fields, 1)
            words = f"There is no setting called “{shown(name)}”."
            nearest = near[0] if near else None
            errors.append(FieldError(shown(name), "unknown_parameter", words, None, nearest, shown(raw.get(name))))
        wrong: set[str] = set()
        for name in sorted(fields, key=lambda one: fields[one].leans_on is not None):
            default = cls.model_fields[name].default
            given = raw.get(name, default)
            try:
                values[name] = fields[name].read_beside(given, values)
            except Wrong as error:
                wrong.add(name)
                errors.append(error.to_error(name, given))
                values[name] = default  # so that one wrong answer does not hide what is wrong with the others
        errors += _broken(cls, values, limits, wrong)
        if errors:
            order = list(fields)
            errors.sort(key=lambda error: order.index(error.field) if error.field in order else -1)
            raise InvalidValues(errors)
        return values


def _broken(cls: type[Parameters], values: dict[str, Value], limits: Limits, wrong: set[str]) -> list[FieldError]:
    """Settle what rules settle, in `values`; give the errors of those that are broken."""
    fields = cls.fields()
    facts = _facts(cls, values, limits)
    absent = _without(cls, facts)
    for name in absent:
        values[name] = cls.model_fields[name].default
    for rule in cls.rules:
        if isinstance(rule, Locked) and rule.field not in wrong and settled(rule.condition, facts):
            values[rule.field] = fields[rule.field].read_beside(settled(rule.to, facts), values)
    errors: list[FieldError] = []
    for rule in cls.rules:
        if isinstance(rule, Shown | Locked) or rule.field in absent or rule.field in wrong:
            continue
        if wrong and any(term.names() & wrong for term in asks(rule)):
            continue
        error = rule.broken_by(facts, fields[rule.field])
        if error is not None and error.field not in {one.field for one in errors}:
            errors.append(error)
    return errors


def _without(cls: type[Parameters], facts: Facts) -> set[str]:
    """Give the parameters whose condition does not hold; one that hangs on an absent one is absent too."""
    absent: set[str] = set()
    values = dict(facts.values)
    for rule in cls.rules:
        if isinstance(rule, Shown):
            now = Facts(values, facts.limits, facts.devices, facts.columns)
            if not settled(rule.condition, now):
                absent.update(rule.fields)
                values.update({name: cls.model_fields[name].default for name in rule.fields})
    return absent


def _facts(cls: type[Parameters], values: Mapping[str, Value], limits: Limits) -> Facts:
    devices, columns = _tables(cls)
    return Facts(values, limits.numbers(), devices, columns)


@cache
def _tables(cls: type[Parameters]) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    fields = cls.fields()
    devices = {name: field.entries for name, field in fields.items() if isinstance(field, Devices)}
    columns = {
        name: tuple(column.name for column in field.columns)
        for name, field in fields.items()
        if isinstance(field, Rows)
    }
    return devices, columns


@cache
def _fields(cls: type[Parameters]) -> Mapping[str, Field]:
    found: dict[str, Field] = {}
    for name, info in cls.model_fields.items():
        field = next((one for one in info.metadata if isinstance(one, Field)), None)
        if field is None:
            raise TypeError(f"'{name}' must be made with length(), count(), choice(), text() or one of the others")
        if hasattr(Parameters, name):
            raise TypeError(f"'{name}' is a word of Parameters itself; give the parameter another name")
        found[name] = field
    for rule in cls.rules:
        for name in {*speaks_of(rule), *(one for term in asks(rule) for one in term.names())} - found.keys():
            raise TypeError(f"a rule speaks of '{name}', which is not a parameter of this template")
        for term in asks(rule):
            unknown = term.numbers() - Limits.generic().numbers().keys()
            if unknown:
                raise TypeError(f"a rule asks for the limit '{unknown.pop()}', which no printer tells")
        if isinstance(rule, AtMost | AtLeast) and not isinstance(found[rule.field], Number):
            raise TypeError(f"a rule bounds '{rule.field}', which is not a number of this template")
        if isinstance(rule, Without):
            bounded = found[rule.field]
            if not isinstance(bounded, Choice) or set(rule.options) - set(bounded.corners()):
                raise TypeError(f"a rule takes away answers that '{rule.field}' does not have")
    for name, field in found.items():
        if field.leans_on is not None and (field.leans_on not in found or found[field.leans_on].kind != "font"):
            raise TypeError(f"'{name}' is set in '{field.leans_on}', which is not a typeface or a font parameter")
    return found
