"""What was tried for one mend: each setting once, no more of them than allowed, and the best so far."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TypeVar

from generators.errors import Value
from generators.mending.form import Form
from generators.mending.trial import Trial
from generators.sweep.offer import key

T = TypeVar("T")
Values = Mapping[str, Value]
#: Yields settings that it wants tried, is sent their trials (None: there is no time for more), and comes to a T.
Asking = Generator[list[dict[str, Value]], Sequence[Trial] | None, T]


class Spent(Exception):
    """No more may be tried; what is best so far stands."""


class Tries:
    """The trials of one mend."""

    def __init__(self, form: Form, wish: dict[str, Value], most: int) -> None:
        self.form = form
        self.wish = wish
        self.most = most
        self._known: dict[str, Trial] = {}

    @property
    def count(self) -> int:
        """How many settings were tried."""
        return len(self._known)

    def known(self, values: Values) -> Trial | None:
        """Give the trial of a setting, None where it was not tried."""
        return self._known.get(key(values))

    def ask(self, settings: Sequence[dict[str, Value]]) -> Asking[list[Trial]]:
        """Have settings tried that were not yet; raises `Spent` where no more may be."""
        wanted = {key(one): one for one in settings if key(one) not in self._known}
        if self.count + len(wanted) > self.most:
            raise Spent
        if wanted:
            answered = yield list(wanted.values())
            if answered is None:
                raise Spent
            self._known.update(zip(wanted, answered, strict=True))
        return [self._known[key(one)] for one in settings]

    def one(self, values: dict[str, Value]) -> Asking[Trial]:
        """Have one setting tried."""
        return (yield from self.ask([values]))[0]

    @property
    def best(self) -> Trial:
        """Give the trial with the least wrong, and of those the one nearest to the wish."""
        return min(self._known.values(), key=self.rank)

    def rank(self, trial: Trial) -> tuple[tuple[bool, int, int], float]:
        """Order trials, the best first."""
        return trial.counts, self.form.distance(trial.values, self.wish)
