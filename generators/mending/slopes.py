"""Which parameter moves which measure, and how fast: learnt from trials that differ in one number."""

from __future__ import annotations

from dataclasses import dataclass, field

from generators.fields import Number
from generators.mending.form import Form
from generators.mending.trial import Trial

_STILL = 1e-3  # of a measure's unit: less is the rounding of findings

Kind = tuple[str, str]


@dataclass
class Slopes:
    """
    How many units a kind of flaw's worst measure changes for each unit of a parameter.

    What was learnt in one place is a guess in another; each step is tried before it is believed.
    """

    form: Form
    known: dict[tuple[Kind, str], float] = field(default_factory=dict)

    def learn(self, here: Trial, there: Trial) -> None:
        """Compare two trials that differ in one number; others tell nothing."""
        names = [name for name in self.form.fields if here.values[name] != there.values[name]]
        if len(names) != 1 or not isinstance(self.form.fields[names[0]], Number) or there.broken is not None:
            return
        name = names[0]
        moved = float(there.values[name]) - float(here.values[name])
        for kind in {flaw.kind for flaw in here.flaws}:
            one, other = here.worst_of(kind), there.worst_of(kind)
            if one is None or other is None or one.measured is None or other.measured is None:
                continue
            change = other.measured - one.measured
            self.known[kind, name] = change / moved if abs(change) > _STILL else 0.0

    def forget(self, kind: Kind, name: str) -> None:
        """Drop a slope that led nowhere."""
        self.known[kind, name] = 0.0

    def of(self, kind: Kind) -> dict[str, float]:
        """Give the slopes of a kind by parameter, without those that do nothing."""
        return {name: slope for (one, name), slope in self.known.items() if one == kind and slope}

    def strongest(self, kind: Kind) -> str | None:
        """Name the parameter that moves a kind most over its whole range, None where none is known to move it."""
        moved = {}
        for name, slope in self.of(kind).items():
            number = self.form.fields[name]
            assert isinstance(number, Number)
            moved[name] = abs(slope) * (number.maximum - number.minimum)
        return max(moved, key=lambda name: moved[name], default=None)
