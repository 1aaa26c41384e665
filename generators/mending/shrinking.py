"""Giving back: from a setting that prints towards the one that was wished, as far as it still prints."""

from __future__ import annotations

from collections.abc import Sequence

from generators.mending import moves
from generators.mending.trial import Trial
from generators.mending.tries import Asking, Tries


def fewest(tries: Tries, good: Trial) -> Asking[Trial]:
    """
    Give back whole answers, halves of them at a time, then quarters, then each alone (delta debugging).

    What comes out differs from the wish in answers none of which can be given back by itself.
    """
    form = tries.form
    size = max(1, len(form.differing(good.values, tries.wish)) // 2)
    while True:
        before = good
        # The dearest first: another name or another lid is missed more than a few millimetres.
        names = form.differing(good.values, tries.wish)
        names.sort(key=lambda name: -form.cost(name, good.values[name], tries.wish[name]))
        for place in range(0, len(names), size):
            good = yield from _given_back(tries, good, names[place : place + size])
        if size == 1 and good is before:
            return good
        size = max(1, size // 2)


def _given_back(tries: Tries, good: Trial, names: Sequence[str]) -> Asking[Trial]:
    form = tries.form
    wanted = {name: tries.wish[name] for name in names if good.values[name] != tries.wish[name]}
    settings = form.offer(good.values, wanted) if wanted else None
    if settings is None:
        return good
    nearer = form.distance(settings, tries.wish) < form.distance(good.values, tries.wish) - 1e-9
    if not nearer:
        return good
    trial = yield from tries.one(settings)
    return trial if _as_good(trial, good) else good


def nearest(tries: Tries, good: Trial) -> Asking[Trial]:
    """Move every changed answer back towards the wish, one step first and then by bisection."""
    form = tries.form
    for name in form.differing(good.values, tries.wish):
        field, bad = form.fields[name], tries.wish[name]
        wanted = moves.back(field, bad, good.values[name])
        while wanted is not None:
            settings = form.kept(good.values, {name: wanted})
            trial = None if settings is None else (yield from tries.one(settings))
            if trial is not None and _as_good(trial, good):
                good = trial
            else:
                bad = wanted
            wanted = moves.between(field, bad, good.values[name])
    return good


def _as_good(trial: Trial, good: Trial) -> bool:
    """Whether no more is wrong with a trial, neither errors nor warnings."""
    return all(one <= other for one, other in zip(trial.counts, good.counts, strict=True))
