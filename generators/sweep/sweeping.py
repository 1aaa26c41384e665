"""The sweep itself: choose settings, try them, look behind each failure, and report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generators.errors import Value
from generators.sweep.bench import Bench, Told
from generators.sweep.boundary import Form
from generators.sweep.bounds import tighter
from generators.sweep.dead import dead_controls
from generators.sweep.offer import key, offered
from generators.sweep.report import Failure, Report
from generators.sweep.settings import Plan, plan
from generators.sweep.shrink import shrunk
from generators.sweep.slicing import Slice, SliceFailed
from generators.sweep.verdict import Outcome, Reason, Trial

if TYPE_CHECKING:
    from generators.limits import Limits
    from generators.template import Template

Stage = Callable[[str], Told | None]  # a sweep tells what it does now, and may be given someone to tell how far it is

SETTINGS = 1100
SLICED = 3
_TWICE = 6  # settings that are built once more, elsewhere
_MOST_FAULTS = 12  # ways of failing that are looked behind
_SLOW_TRIES = 12  # asked of a setting that costs a whole time limit each time


def sweep(
    template: Template[Any],
    bench: Bench,
    limits: Limits,
    *,
    settings: int = SETTINGS,
    seed: int = 1,
    cutter: Slice | None = None,
    sliced: int = SLICED,
    stage: Stage | None = None,
) -> Report:
    """
    Try a template at `settings` settings or more, and look behind what fails.

    `cutter` slices a sample of what prints. The same seed gives the same report, but for the times.
    """
    tell = stage or _silent
    tell("choosing settings")
    planned = plan(template, limits, settings, seed)
    found = examined(template, bench, limits, planned, seed, told=tell("settings"))
    tell("building twice")
    _build_twice(found, bench)
    if cutter is not None:
        _cut(found, bench, cutter, sliced, tell("sliced"))
    tell("looking behind failures")
    hunt = _Hunt(found, bench)
    hunt.failures(_MOST_FAULTS)
    form = Form(template, limits)
    found.dead = dead_controls(form, found.trials, bench)
    bad = [trial.values for trial in found.trials if trial.outcome in _HANG_ON_VALUES]
    if bad:
        found.bounds = tighter(form, bad, hunt.smallest, hunt.failing, seed)
    return found


def examined(
    template: Template[Any], bench: Bench, limits: Limits, planned: Plan, seed: int, told: Told | None = None
) -> Report:
    """Try the settings of a plan, and nothing else."""
    trials = bench.judge([setting.values for setting in planned.settings], told)
    return Report(template, limits, seed, planned, trials)


def explained(found: Report, bench: Bench, most: int = 3) -> Report:
    """Look behind the most frequent failures of a report, and fill them in."""
    _Hunt(found, bench).failures(most)
    return found


# What another build of the same values would not change.
_HANG_ON_VALUES = frozenset({Outcome.UNPRINTABLE, Outcome.BROKEN, Outcome.HANG, Outcome.CRASH, Outcome.MEMORY})


def _build_twice(found: Report, bench: Bench) -> None:
    """Build a few settings once more; where the product differs under the same digest, the setting fails."""
    places = [place for place, trial in enumerate(found.trials) if trial.product]
    chosen = [places[number * len(places) // _TWICE] for number in range(_TWICE)] if len(places) > _TWICE else places
    for place, second in zip(chosen, bench.again([found.trials[place].values for place in chosen]), strict=True):
        first = found.trials[place]
        found.built_twice += 1
        if second.product == first.product and second.digest == first.digest:
            continue
        words = "Two builds of the same design gave different products."
        code = second.reasons[0].code if not second.product and second.reasons else ""
        found.trials[place] = replace(first, outcome=Outcome.NOT_REPRODUCIBLE, reasons=(Reason(code, words),))


def _cut(found: Report, bench: Bench, cutter: Slice, count: int, told: Told | None) -> None:
    """Slice the default, the largest and the worst that prints, and others spread over all."""
    places = [place for place, trial in enumerate(found.trials) if trial.prints]
    trials = found.trials
    first = [
        *places[:1],
        *sorted(places, key=lambda place: -trials[place].volume)[:1],
        *sorted(places, key=lambda place: (-trials[place].warnings, -trials[place].triangles))[:1],
    ]
    spread = [places[number * len(places) // count] for number in range(count)] if len(places) >= count else places
    chosen = list(dict.fromkeys([*first, *spread]))[:count]
    for done, place in enumerate(chosen, 1):
        drawn = bench.drawn([trials[place].values])[0]
        try:
            refusal = "it could not be built once more" if drawn is None else cutter(drawn.pieces)
        except SliceFailed as error:  # of the machine that sweeps, not of the part: what was tried stays tried
            found.not_sliced.append(str(error))
            refusal = None
        else:
            found.sliced += 1
        if refusal is not None:
            trials[place] = replace(trials[place], outcome=Outcome.NOT_SLICED, reasons=(Reason("", refusal),))
        if told is not None:
            told(done, len(chosen))


class _Hunt:
    """Looks behind failures: groups them by how they fail, and shrinks each to its smallest."""

    def __init__(self, found: Report, bench: Bench) -> None:
        self._found = found
        self._bench = bench
        self._parameters = found.template.parameters
        self._known = {key(trial.values): trial for trial in found.trials}

    def failures(self, most: int) -> None:
        """Fill in the report's failures: one for each way of failing, the most frequent first."""
        groups: dict[str, list[Trial]] = {}
        for trial in self._found.trials:
            for fault in trial.faults:
                groups.setdefault(fault, []).append(trial)
        ordered = sorted(groups, key=lambda fault: -len(groups[fault]))
        self._found.failures = [self._failure(fault, groups[fault]) for fault in ordered[:most]]
        if self._found.plan.dead_ends:
            self._found.failures.append(self._dead_end())

    def smallest(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Give the smallest setting that fails in the first way that this one does."""
        trial = self._trial(values)
        return self._shrunk(trial.values, trial.faults[0], trial.outcome)

    def failing(self, settings: Sequence[dict[str, Value]]) -> list[dict[str, Value]]:
        """Give those of some settings that fail; they become part of what is known, not of the count."""
        fresh = list({key(values): values for values in settings if key(values) not in self._known}.values())
        self._known.update({key(trial.values): trial for trial in self._bench.judge(fresh)})
        return [values for values in settings if self._known[key(values)].outcome in _HANG_ON_VALUES]

    def _failure(self, fault: str, trials: list[Trial]) -> Failure:
        first = min(trials, key=lambda trial: len(self._found.different(trial.values)))
        smallest = self._found.different(first.values)
        if first.outcome in _HANG_ON_VALUES:
            smallest = self._shrunk(first.values, fault, first.outcome)
            first = self._trial(self._complete(smallest) or first.values)
        reason = next((one for one in first.reasons if f"{first.outcome} {one.code}".strip() == fault), None)
        picture = None
        if first.product:
            drawn = self._bench.drawn([first.values])[0]
            picture = None if drawn is None else drawn.picture
        words = reason.words if reason is not None else ""
        return Failure(fault, first.outcome, words, len(trials), smallest, first.values, picture)

    def _dead_end(self) -> Failure:
        """Shrink what was asked for at the dead ends; this costs readings only, no builds."""
        ends = self._found.plan.dead_ends
        raw = min((end.values for end in ends), key=lambda values: len(self._found.different(values)))
        limits = self._found.limits
        smallest = shrunk(
            self._parameters, raw, lambda one: offered(self._parameters, one, limits).values is None, most=400
        )
        errors = offered(self._parameters, smallest, limits).errors
        words = " ".join(error.message for error in errors)
        return Failure(str(Outcome.NO_NEAREST), Outcome.NO_NEAREST, words, len(ends), smallest, dict(raw))

    def _shrunk(self, values: Mapping[str, Value], fault: str, outcome: Outcome) -> dict[str, Value]:
        def fails(given: Mapping[str, Value]) -> bool:
            complete = self._complete(given)
            return complete is not None and fault in self._trial(complete).faults

        return shrunk(self._parameters, values, fails, _SLOW_TRIES if outcome is Outcome.HANG else 80)

    def _complete(self, given: Mapping[str, Value]) -> dict[str, Value] | None:
        """Give all values of a setting that the form takes as it is."""
        offer = offered(self._parameters, given, self._found.limits)
        return None if offer.refused else offer.values

    def _trial(self, values: Mapping[str, Value]) -> Trial:
        name = key(values)
        if name not in self._known:
            self._known[name] = self._bench.judge([values])[0]
        return self._known[name]


def _silent(_words: str) -> None:
    return None
