"""Where settings are tried: in this process, or (`runner.py`) in workers that may hang and crash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from generators.sweep.verdict import Trial, Values, judged

if TYPE_CHECKING:
    from generators.limits import Limits
    from generators.template import Template

Told = Callable[[int, int], None]  # how many are done, of how many
_PICTURE = (320, 240)


@dataclass(frozen=True)
class Piece:
    """A piece to print: binary STL, and the width in mm of the one line as which it is laid, if it is."""

    stl: bytes
    spiral: float | None = None


@dataclass(frozen=True)
class Drawn:
    """What a setting looks like: a picture (PNG), and each piece to print, as often as it is needed."""

    picture: bytes
    pieces: tuple[Piece, ...]


class Bench(Protocol):
    """A place where settings are tried. Answers come in the order of the settings."""

    def judge(self, settings: Sequence[Values], told: Told | None = None) -> list[Trial]:
        """Try settings that the form allows."""

    def again(self, settings: Sequence[Values]) -> list[Trial]:
        """Try settings anew, as far from the first time as this bench can."""

    def drawn(self, settings: Sequence[Values]) -> list[Drawn | None]:
        """Draw settings; None for one that cannot be built."""


class Table:
    """A bench in this very process: quick, and as fragile as the template that lies on it."""

    def __init__(self, template: Template[Any], limits: Limits) -> None:
        self.template = template
        self.limits = limits

    def judge(self, settings: Sequence[Values], told: Told | None = None) -> list[Trial]:
        """Try one after the other."""
        trials = []
        for values in settings:
            trials.append(judged(self.template, values, self.limits))
            if told is not None:
                told(len(trials), len(settings))
        return trials

    def again(self, settings: Sequence[Values]) -> list[Trial]:
        """Try them once more, here."""
        return self.judge(settings)

    def drawn(self, settings: Sequence[Values]) -> list[Drawn | None]:
        """Draw one after the other."""
        return [draw(self.template, values, self.limits) for values in settings]


def draw(template: Template[Any], values: Values, limits: Limits) -> Drawn | None:
    """Make a setting and give its picture and its pieces; None where it cannot be built."""
    from generators.files import stl
    from generators.make import make
    from generators.picture import picture

    try:
        made = make(template, template.parameters.read(values, limits), limits)
        pieces = tuple(piece for part in made.parts for piece in [Piece(stl(part.mesh), part.spiral)] * part.quantity)
        return Drawn(picture(made, *_PICTURE), pieces)
    except (Exception, SystemExit):  # whatever it is, the verdict on this setting has told it
        return None
