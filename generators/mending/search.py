"""
The way from a setting that fails to one that prints: secant steps on what was measured.

The worst flaw is taken up first. Its declared cause is tried, then every number a little (the slope says which of
them causes it), then other answers, then the maker's own good settings, then the ends of all ranges. Each step has to
make less wrong, so the search ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generators.errors import Value
from generators.fields import Number
from generators.mending import moves
from generators.mending.shrinking import fewest
from generators.mending.slopes import Slopes
from generators.mending.trial import Flaw, Trial
from generators.mending.tries import Asking, Tries

_TOGETHER = 3  # steps by different parameters that are tried at a time
_LITTLE = 0.01  # of badness: less is the noise of measuring
_AWAY = 0.02  # the way every step is counted for, so that the very shortest are not worth all
_ALIKE = 0.01  # the share by which a measure may differ from the parameter that it probably is
_SECANTS = 3  # steps of one secant before another way is looked for


class Search:
    """One search; `tries` remembers what it met."""

    def __init__(self, tries: Tries) -> None:
        self.tries = tries
        self.form = tries.form
        self.slopes = Slopes(tries.form)

    def run(self, start: Trial) -> Asking[None]:
        """Go on as long as something gets better; what was best is in the tries."""
        here = start
        while not here.clean:
            better = yield from self._better(here)
            if better is None:
                return
            here = better

    def _better(self, here: Trial) -> Asking[Trial | None]:
        for flaw in _worst_first(here):
            for way in (self._by_secant, self._by_probing, self._by_answers):
                better = yield from way(here, flaw)
                if better is not None:
                    return better
        for last in (self._by_good_settings, self._by_ends):
            better = yield from last(here)
            if better is not None:
                return better
        return None

    def _by_secant(self, here: Trial, flaw: Flaw) -> Asking[Trial | None]:
        """Follow the declared cause, or slopes that are known, to where the flaw should end."""
        target = self.form.target(flaw)
        if target is None or flaw.measured is None:
            return None
        tried: set[str] = set()
        guessed: set[str] = set()
        for _ in range(_SECANTS):
            wanted = self._steps(here, flaw, target, tried)
            if not wanted:
                return None
            name, settings = wanted[0]
            tried.add(name)
            met = yield from self._met(here, [settings])
            better = self._choice(here, met)
            if better is not None:
                return better
            slope = self.slopes.known.get((flaw.kind, name), 0.0)
            if slope and name not in guessed:
                guessed.add(name)
                tried.discard(name)  # the guess went the wrong way, or not far enough: now its slope is known
        return None

    def _steps(
        self, here: Trial, flaw: Flaw, target: float, without: Iterable[str]
    ) -> list[tuple[str, dict[str, Value]]]:
        """Give the steps that should end a flaw, the cheapest first; the declared cause comes before others."""
        assert flaw.measured is not None
        asked = self.form.asked(here.values)
        slopes = self.slopes.of(flaw.kind)
        found = []
        for name in asked:
            field = self.form.fields[name]
            if name in without or not isinstance(field, Number):
                continue
            at = float(here.values[name])
            if (slope := slopes.get(name)) is not None:
                value = moves.secant(field, at, slope, target - flaw.measured)
            elif self._likely(name, at, flaw) and (flaw.kind, name) not in self.slopes.known:
                value = moves.guess(field, at, flaw, target)
            else:
                continue
            settings = None if value is None else self.form.offer(here.values, {name: value})
            if settings is not None and self.tries.known(settings) is None:
                # A step that stops at an end of the range falls short.
                short = (
                    value is not None
                    and slope is not None
                    and abs(float(value) - at) * abs(slope) < abs(target - flaw.measured) * 0.999
                )
                rank = (short, name != flaw.parameter, self.form.distance(settings, here.values))
                found.append((rank, name, settings))
        found.sort(key=lambda one: one[0])
        return [(name, settings) for _rank, name, settings in found]

    def _likely(self, name: str, at: float, flaw: Flaw) -> bool:
        """Whether a parameter is the declared cause, or is just as large as what was measured."""
        same = flaw.measured is not None and abs(at - flaw.measured) <= _ALIKE * abs(at)
        return name == flaw.parameter or (same and self.form.fields[name].kind == "length")

    def _by_probing(self, here: Trial, flaw: Flaw) -> Asking[Trial | None]:
        """Move every number a little; where that helps, go as far as the slope says."""
        settings = []
        for name in self.form.asked(here.values):
            field = self.form.fields[name]
            if isinstance(field, Number) and (flaw.kind, name) not in self.slopes.known:
                value = moves.probe(field, float(here.values[name]), flaw)
                settings.append(None if value is None else self.form.offer(here.values, {name: value}))
        met = yield from self._met(here, settings)
        target = self.form.target(flaw)
        if target is not None and flaw.measured is not None:
            further = [one for _name, one in self._steps(here, flaw, target, ())][:_TOGETHER]
            met += yield from self._met(here, further)
        return self._choice(here, met)

    def _by_answers(self, here: Trial, flaw: Flaw) -> Asking[Trial | None]:  # noqa: ARG002  # asked as its siblings are
        """Try other answers to what is no number: another option, the other of two, fewer letters."""
        settings = [
            self.form.offer(here.values, {name: other})
            for name in self.form.asked(here.values)
            if self.form.free(name, here)
            for other in moves.answers(self.form.fields[name], here.values[name])
        ]
        met = yield from self._met(here, settings)
        return self._choice(here, met)

    def _by_good_settings(self, here: Trial) -> Asking[Trial | None]:
        """Start from the maker's own settings, and give back everything the wish can have."""
        starts = [self.form.begin(one)[0] for one in ({}, *(preset.values for preset in self.form.template.presets))]
        brought = {name: self.tries.wish[name] for name in self.form.fields if self.form.is_content(name)}
        settings = [{**one, **(self.form.offer(one, brought) or {})} for one in starts]
        met = yield from self._met(here, settings)
        if here.counts[:2] > (False, 0) and not any(trial.counts < here.counts for trial in met):
            met = yield from self._met(here, starts)
        better = [trial for trial in met if trial.counts < here.counts]
        if not better:
            return None
        nearest = min(better, key=self.tries.rank)
        return (yield from fewest(self.tries, nearest))

    def _by_ends(self, here: Trial) -> Asking[Trial | None]:
        """Move every number half way to both its ends, and to them."""
        settings = []
        for name in self.form.asked(here.values):
            field = self.form.fields[name]
            if isinstance(field, Number):
                for value in moves.ends(field, float(here.values[name])):
                    settings.append(self.form.offer(here.values, {name: value}))
        met = yield from self._met(here, settings)
        return self._choice(here, met)

    def _met(self, here: Trial, settings: Sequence[dict[str, Value] | None]) -> Asking[list[Trial]]:
        """Have settings tried, and learn what they say of slopes."""
        wanted = [one for one in settings if one is not None and one != here.values]
        trials = yield from self.tries.ask(wanted)
        for trial in trials:
            self.slopes.learn(here, trial)
        return trials

    def _choice(self, here: Trial, met: Sequence[Trial]) -> Trial | None:
        """
        Give the trial to go on from, None where nothing is better.

        Of those that end a flaw, the one that ends most for the way it goes; else the one that gets furthest.
        """
        better = [trial for trial in met if trial.badness < here.badness - _LITTLE]
        ending = [trial for trial in better if trial.counts < here.counts]
        if ending:
            return max(
                ending, key=lambda trial: _gain(here, trial) / (self.form.distance(trial.values, here.values) + 0.02)
            )
        return min(better, key=lambda trial: trial.badness, default=None)


def _gain(here: Trial, trial: Trial) -> float:
    return 1e6 if here.broken is not None else here.badness - trial.badness


def _worst_first(here: Trial) -> list[Flaw]:
    """Give the worst flaw of each kind, the worst kind first."""
    worst: dict[tuple[str, str], Flaw] = {}
    for flaw in sorted(here.flaws, key=lambda flaw: -flaw.weight):
        worst.setdefault(flaw.kind, flaw)
    return list(worst.values())
