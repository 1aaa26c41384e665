"""The smallest setting that still fails: as few answers away from the defaults as can be, each as near as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.errors import Value
from generators.fields import Field, Number, Rows, Text
from generators.sweep.offer import defaults, key

if TYPE_CHECKING:
    from generators.parameters import Parameters

Fails = Callable[[Mapping[str, Value]], bool]


@dataclass
class _Tries:
    """Asks whether a setting fails, each only once, and no more often than allowed."""

    fails: Fails
    left: int
    known: dict[str, bool]

    def __call__(self, values: Mapping[str, Value]) -> bool:
        name = key(values)
        if name not in self.known:
            if self.left <= 0:
                return False
            self.left -= 1
            self.known[name] = self.fails(values)
        return self.known[name]


def shrunk(parameters: type[Parameters], values: Mapping[str, Value], fails: Fails, most: int = 80) -> dict[str, Value]:
    """
    Give the answers that differ from the defaults in the smallest setting found that fails as this one does.

    `fails` says whether a setting, given by its answers that differ, fails in the same way; it is asked at most `most`
    times. First answers are taken back in halves, quarters and so on (delta debugging), then each of the rest is moved
    towards its default by bisection, until nothing moves any more.
    """
    usual = defaults(parameters)
    given = {name: value for name, value in values.items() if value != usual[name]}
    tries = _Tries(fails, most, {key(given): True})
    while True:
        before = dict(given)
        given = _fewest(given, tries)
        for name in list(given):
            given = _nearest(given, name, parameters.fields()[name], usual[name], tries)
        if given == before:
            return given


def _fewest(given: dict[str, Value], tries: _Tries) -> dict[str, Value]:
    size = (len(given) + 1) // 2
    while size and given:
        names = list(given)
        for start in range(0, len(names), size):
            dropped = set(names[start : start + size])
            fewer = {name: value for name, value in given.items() if name not in dropped}
            if len(fewer) < len(given) and tries(fewer):
                given = fewer
        size = size // 2 if size > 1 else 0
    return given


def _nearest(given: dict[str, Value], name: str, field: Field, default: Value, tries: _Tries) -> dict[str, Value]:
    if isinstance(field, Number):
        good, bad = float(default), float(given[name])
        while abs(bad - good) > 1.5 * field.step:
            middle = field.snap((good + bad) / 2)
            if middle in (good, bad):
                break
            if tries({**given, name: field.typed(middle)}):
                bad = middle
            else:
                good = middle
        return {**given, name: field.typed(bad)}
    shorter = True
    while shorter:
        shorter = False
        for value in _shorter(field, str(given[name])):
            if tries({**given, name: value}):
                given = {**given, name: value}
                shorter = True
                break
    return given


def _shorter(field: Field, value: str) -> Iterator[str]:
    """Give what is left of a text or a list without one half, one quarter, ... of it."""
    if not isinstance(field, Text | Rows):
        return
    mark = "\n" if isinstance(field, Rows) else ""
    units = value.split(mark) if mark else list(value)
    size = len(units) // 2
    while size:
        for start in range(0, len(units), size):
            yield mark.join(units[:start] + units[start + size :]).strip()
        size //= 2
