"""Mending: the whole way from values that fail to verified lines, in this process or beside others."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generators.errors import FieldError, Value
from generators.mending.form import Form
from generators.mending.lines import Change, Mend, by_rules, written
from generators.mending.search import Search
from generators.mending.shrinking import fewest, nearest
from generators.mending.slopes import Slopes
from generators.mending.trial import Flaw, Trial, tried
from generators.mending.tries import Asking, Spent, Tries

if TYPE_CHECKING:
    from generators.limits import Limits
    from generators.template import Template


@dataclass(frozen=True)
class Allowance:
    """How many settings a mend may try, and for how many seconds it may go on trying."""

    evaluations: int = 120
    seconds: float = 30.0


def mending(form: Form, raw: Mapping[str, object], most: int = Allowance.evaluations) -> Asking[Mend]:
    """
    Mend a setting: yields settings to try, is sent their trials, and comes to a `Mend`.

    The same trials lead the same way, so that a mend that was left can be taken up anywhere by whoever has its
    trials. Sent None instead, it ends with the best it has. Raises `InvalidValues` where the form has no valid values.
    """
    values, told = form.begin(raw)
    tries = Tries(form, values, most)
    search = Search(tries)
    finished = False
    try:
        start = yield from tries.one(values)
        yield from search.run(start)
        good = tries.best
        if good is not start:
            good = yield from fewest(tries, good)
            good = yield from nearest(tries, good)
            good = yield from fewest(tries, tries.best)
        finished = True
        alone, without = yield from _each(tries, start, tries.best)
    except Spent:
        alone, without = {}, {}
    return _told(form, told, tries, search.slopes, alone, without, finished=finished)


def mend(
    template: Template[Any],
    raw: Mapping[str, object],
    limits: Limits,
    allowance: Allowance | None = None,
    before: Callable[[], None] = lambda: None,
    trial: Callable[[dict[str, Value]], Trial] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Mend:
    """
    Mend a setting in this process.

    `before` is called before each build and each check, and may raise `Dropped` when nobody asks any more. `trial`
    makes and checks one setting, where that is not to be done here.
    """
    allowed = allowance or Allowance()
    form = Form(template, limits)
    until = clock() + allowed.seconds
    walk = mending(form, raw, allowed.evaluations)
    answer: list[Trial] | None = None
    try:
        wanted = next(walk)
        while True:
            first = answer is None
            answer = []
            for values in wanted:
                answer.append(trial(values) if trial else tried(template, values, limits, before))
            late = clock() > until and not first
            wanted = walk.send(None if late else answer)
    except StopIteration as done:
        result: Mend = done.value
        return result


def _each(tries: Tries, start: Trial, result: Trial) -> Asking[tuple[dict[str, Trial], dict[str, Trial]]]:
    """Try each line by itself, and the whole without it."""
    form = tries.form
    names = form.differing(result.values, start.values)
    if len(names) < 2:
        return {}, {}
    alone = {name: form.kept(start.values, {name: result.values[name]}) for name in names}
    without = {name: form.kept(result.values, {name: start.values[name]}) for name in names}
    yield from tries.ask([one for one in (*alone.values(), *without.values()) if one is not None])
    return _met(tries, alone), _met(tries, without)


def _met(tries: Tries, settings: Mapping[str, dict[str, Value] | None]) -> dict[str, Trial]:
    met = {name: None if one is None else tries.known(one) for name, one in settings.items()}
    return {name: trial for name, trial in met.items() if trial is not None}


def _told(
    form: Form,
    told: list[FieldError],
    tries: Tries,
    slopes: Slopes,
    alone: dict[str, Trial],
    without: dict[str, Trial],
    *,
    finished: bool,
) -> Mend:
    start, result = tries.known(tries.wish), tries.best
    assert start is not None
    changes = written(form, start, result, alone, without)
    moved = {change.parameter for change in changes}
    ruled = [change for change in by_rules(form, told, start.values) if change.parameter not in moved]
    return Mend(
        asked=start.values,
        values=result.values,
        changes=(*ruled, *changes),
        before=start.flaws,
        left=result.flaws,
        causes=tuple(_cause(number, flaw, changes, slopes) for number, flaw in enumerate(start.flaws)),
        broken=result.broken,
        evaluations=tries.count,
        finished=finished,
    )


def _cause(number: int, flaw: Flaw, changes: Sequence[Change], slopes: Slopes) -> str | None:
    """Name the parameter behind a flaw: the one whose line ends it, the declared one, or the one that moves it most."""
    ending = next((change.parameter for change in changes if number in change.removes), None)
    return ending or flaw.parameter or slopes.strongest(flaw.kind)
