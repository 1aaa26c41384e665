"""An old design in a new version of its template: what its values are called now, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generators.errors import Value
from generators.fields import Number, shown
from generators.limits import Limits
from generators.parameters import Parameters

# Values as an older version had them become values as the next version that names itself here has them.
Migration = Callable[[dict[str, object]], dict[str, object]]


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was: the parameter, what it was and is, and why."""

    field: str
    before: str
    after: str
    words: str

    def to_json(self) -> dict[str, str]:
        """Give the change for the page."""
        return {"field": self.field, "before": self.before, "after": self.after, "words": self.words}


@dataclass(frozen=True)
class Opened:
    """The values of an old design as they are valid today, and what changed on the way."""

    values: dict[str, Value]
    changes: tuple[Change, ...]


def opened(
    parameters: type[Parameters],
    migrations: Mapping[str, Migration],
    raw: Mapping[str, object],
    version: str,
    newest: str,
    limits: Limits | None = None,
) -> Opened:
    """
    Carry values from the version that made them to this one, step by step, and mend what no longer holds.

    A migration stands under the version it starts from; all from `version` on are applied in order.
    """
    given = dict(raw)
    moved: list[Change] = []
    for start in sorted(migrations, key=_order):
        if _order(version) <= _order(start) < _order(newest):
            after = migrations[start](dict(given))
            moved += _moves(given, after, start)
            given = after
    values, errors = parameters.repaired(given, limits)
    now = values.canonical()
    mended = []
    for error in errors:
        if error.code == "unknown_parameter":
            mended.append(Change(error.field, error.given or "", "", f"“{error.field}” is no longer a setting."))
        else:
            mended.append(Change(error.field, error.given or "", _said(parameters, error.field, now), error.message))
    return Opened(now, (*moved, *mended))


def _moves(before: Mapping[str, object], after: Mapping[str, object], version: str) -> list[Change]:
    changes = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            told_old, told_new = ("" if one is None else shown(one) for one in (old, new))
            changes.append(Change(name, told_old, told_new, f"Said differently since version {version}."))
    return changes


def _said(parameters: type[Parameters], name: str, values: Mapping[str, Value]) -> str:
    field = parameters.fields()[name]
    value = values[name]
    return field.words(float(value)) if isinstance(field, Number) else shown(value)


def _order(version: str) -> tuple[int, ...]:
    """Give a version's numbers, to compare: 1.10.0 comes after 1.9.0."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
