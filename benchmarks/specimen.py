"""What the corpus is made of: one part in two forms, its slider, and the volume that both must have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

import cadquery as cq

from generators import Parameters, Part, Template

CORPUS = Path(__file__).parent / "corpus"
PLACES = 20  # values of a slider's trace

P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True)
class Specimen(Generic[P]):
    """
    A part of the corpus.

    `idiomatic` models it in plain CadQuery, as its documentation teaches; `template` in the words of
    `generators.shapes`. Both give the pieces one by one, each on Z = 0. `volume` is that of all pieces in mm³, reckoned
    without either. The slider's trace begins at `first` and goes on by `step`; the default is none of its values, so
    that a warm-up at the default leaves every one of them new.
    """

    name: str
    title: str
    parameters: type[P]
    slider: str
    first: float
    step: float
    idiomatic: Callable[[P], Sequence[cq.Workplane]]
    template: Callable[[P], Iterable[cq.Solid]]
    volume: Callable[[P], float]

    @property
    def trace(self) -> tuple[float, ...]:
        """The slider's values in order."""
        return tuple(round(self.first + place * self.step, 6) for place in range(PLACES))

    def values(self, place: float | None = None) -> P:
        """Give all parameters with the slider at a place, or at its default."""
        return self.parameters.read({} if place is None else {self.slider: place})

    def plain(self, place: float | None = None) -> dict[str, Any]:
        """The same as JSON, for peers."""
        return dict(self.values(place).canonical())

    def product(self) -> Template[P]:
        """Give the template that a shop offers it as."""

        def build(values: P) -> Iterable[Part]:
            return [Part(f"piece-{number}", solid) for number, solid in enumerate(self.template(values), 1)]

        return Template(
            slug=self.name,
            title=self.title,
            version="1.0.0",
            summary=self.title,
            need="To be measured.",
            when_not="Not to be printed.",
            licence="CC0-1.0",
            author="The Printwright developers",
            parameters=self.parameters,
            build=build,
        )


@cache
def corpus() -> dict[str, Specimen[Any]]:
    """All parts by name, in order."""
    found = [import_module(f"benchmarks.corpus.{path.stem}").SPECIMEN for path in CORPUS.glob("m*.py")]
    return {one.name: one for one in sorted(found, key=lambda one: int(one.name[1:]))}
