"""Moves of one parameter that may help: a guess, a step of the secant, another answer, an end of the range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generators.errors import Value
from generators.fields import Choice, Field, Number, Text, Toggle

if TYPE_CHECKING:
    from generators.mending.trial import Flaw

_PROBE = 0.1  # the share of its range by which a number is moved to see what it does
_MOST_ANSWERS = 6  # of one choice; more would be a search through a catalogue


def guess(number: Number, here: float, flaw: Flaw, target: float) -> Value | None:
    """
    Give the value that would do if the measure grew as the parameter does.

    True of walls, floors, holes and outside sizes, and seldom far off for letters.
    """
    measured = flaw.measured
    if not measured or not here:
        return probe(number, here, flaw)
    return outward(number, here, here * target / measured)


def probe(number: Number, here: float, flaw: Flaw | None) -> Value | None:
    """Give a value a little further on: larger where something is too small, smaller where it is too large."""
    small = flaw is None or flaw.measured is None or flaw.limit is None or flaw.measured < flaw.limit
    least = max(number.step, _PROBE * (number.maximum - number.minimum))
    away = least if small else -least
    return outward(number, here, here + away) or outward(number, here, here - away)


def secant(number: Number, here: float, slope: float, need: float) -> Value | None:
    """Give the value at which a measure that changes by `slope` for each unit has changed by `need`."""
    return outward(number, here, here + need / slope) if slope else None


def outward(number: Number, here: float, wanted: float) -> Value | None:
    """Give the grid's value at or beyond what is wanted, within the range; None where that is where it stands."""
    wanted = min(max(wanted, number.minimum), number.maximum)
    dust = 1e-9 * max(1.0, abs(wanted))
    value = number.snap_up(wanted - dust) if wanted > here else number.snap_down(wanted + dust)
    return None if abs(value - here) < number.step / 2 else number.typed(value)


def answers(field: Field, here: Value) -> Iterator[Value]:
    """Give other answers to a question that is no number: other options, the other of two, fewer letters."""
    if isinstance(field, Toggle):
        yield not here
    elif isinstance(field, Choice):
        yield from [one for one in field.corners() if one != here][:_MOST_ANSWERS]
    elif isinstance(field, Text):
        text = str(here)
        lengths = dict.fromkeys(int(len(text) * share) for share in (0.75, 0.5, 0.25, 0))
        yield from (text[:count].strip() for count in lengths if field.shortest <= count < len(text))


def ends(number: Number, here: float) -> Iterator[Value]:
    """Give both ends of the range and what lies half way to each."""
    for end in (number.minimum, number.maximum):
        for wanted in ((here + end) / 2, end):
            value = outward(number, here, wanted)
            if value is not None:
                yield value


def between(field: Field, bad: Value, good: Value) -> Value | None:
    """Give the answer half way from one that is good to the one that was wished; None where nothing lies between."""
    if isinstance(field, Number):
        middle = field.snap((float(bad) + float(good)) / 2)
        inside = abs(middle - float(good)) > field.step / 2 and abs(middle - float(bad)) > field.step / 2
        return field.typed(middle) if inside else None
    if isinstance(field, Text) and str(bad).startswith(str(good)):
        count = (len(str(bad)) + len(str(good))) // 2
        shorter = str(bad)[:count].strip()
        return shorter if len(good) < len(shorter) < len(str(bad)) else None  # type: ignore[arg-type]  # texts both
    return None


def back(field: Field, bad: Value, good: Value) -> Value | None:
    """Give the answer one step nearer to the one that was wished; None where that is the wished one."""
    if isinstance(field, Number):
        nearer = field.snap(float(good) + (field.step if float(bad) > float(good) else -field.step))
        return field.typed(nearer) if abs(nearer - float(bad)) > field.step / 2 else None
    return between(field, bad, good)
