"""Dead controls: questions whose answer changes nothing of the product, wherever they are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generators.errors import Value
from generators.fields import Field, Number
from generators.rules import Locked
from generators.sweep.bench import Bench
from generators.sweep.boundary import Form
from generators.sweep.offer import key
from generators.sweep.verdict import Trial

_BASES = 6  # settings around which a question is turned


@dataclass(frozen=True)
class DeadControl:
    """A question that does nothing; `bases` settings were tried around. With none, it was never asked at all."""

    name: str
    bases: int

    @property
    def words(self) -> str:
        """Say it to the maker."""
        if not self.bases:
            return f"{self.name} never had a place: in no setting that prints is it asked."
        return f"{self.name} changes nothing: tried around {self.bases} settings in which it is asked."


def dead_controls(form: Form, trials: Sequence[Trial], bench: Bench) -> list[DeadControl]:
    """Turn each question alone around settings that print; give those after which the product was always the same."""
    known = {key(trial.values): trial for trial in trials if trial.product}
    good = [trial for trial in trials if trial.prints]
    dead = []
    for name in form.fields:
        bases = _apart([trial for trial in good if _is_asked(form, name, trial)])
        if not any(_turns(form, name, base, known, bench) for base in bases):
            dead.append(DeadControl(name, len(bases)))
    return dead


def _is_asked(form: Form, name: str, trial: Trial) -> bool:
    if name in form.parameters.hidden(trial.values, form.limits):
        return False
    return name not in _locked(form, trial.values)


def _locked(form: Form, values: Mapping[str, Value]) -> set[str]:
    """Give the questions that other answers settle."""
    locks = [rule for rule in form.parameters.rules if isinstance(rule, Locked)]
    return {rule.field for rule in locks if form.holds(rule.condition, values)}


def _apart(good: list[Trial]) -> list[Trial]:
    """Give a few of the settings, the first and others spread over all."""
    if len(good) <= _BASES:
        return good
    return [good[place * len(good) // _BASES] for place in range(_BASES)]


def _turns(form: Form, name: str, base: Trial, known: dict[str, Trial], bench: Bench) -> bool:
    """Whether another answer to this question, and to no other, gives another product."""
    settings = _turned(form, name, base.values)
    settings.sort(key=lambda values: key(values) not in known)  # those that were built already cost nothing
    for values in settings:
        mark = key(values)
        if mark not in known:
            known[mark] = bench.judge([values])[0]
        product = known[mark].product
        if product and product != base.product:
            return True
    return False


def _answers(field: Field, value: Value) -> list[Value]:
    """Give the ends of a question; of a number also half way there and the next step, for rules may bar the ends."""
    answers = [*field.corners()]
    if isinstance(field, Number) and isinstance(value, int | float):
        ends = (field.minimum, field.maximum)
        inner = [(value + end) / 2 for end in ends] + [value - field.step, value + field.step]
        answers += [field.typed(field.snap(one)) for one in inner]
    return list(dict.fromkeys(answers))


def _turned(form: Form, name: str, base: dict[str, Value]) -> list[dict[str, Value]]:
    found = []
    for answer in _answers(form.fields[name], base[name]):
        values = form.offer({**base, name: answer}).values
        if values is None or values[name] == base[name]:
            continue
        # What this answer takes off the form goes back to its default, and what it locks is settled by it: that too
        # is this question's doing.
        gone = form.parameters.hidden(values, form.limits) | _locked(form, values) | {name}
        if all(values[other] == base[other] for other in base.keys() - gone):
            found.append(values)
    return found
