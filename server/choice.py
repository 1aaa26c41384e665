"""What a design is judged for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self


@dataclass(frozen=True)
class Bed:
    """A kind of printer that the shop has, by one printer's name, with a material that it prints in."""

    printer: str
    machine: str
    material: str
    title: str  # of the material


@dataclass(frozen=True)
class Choice:
    """
    The machine, the material and the quality a design would be printed with.

    `others` are further kinds of printer that print this material: the first that takes the design prints it where
    `machine` is too small. `beds` are all that the shop has, in any material, to say what could be chosen instead.
    """

    machine: str
    material: str
    quality: str
    clearance: float | None = None  # mm of air per side of a normal fit, where the shop has measured it
    others: tuple[str, ...] = ()
    beds: tuple[Bed, ...] = ()

    def on(self, machine: str) -> Self:
        """The same for this machine and no other; itself where it is the first anyway."""
        return self if machine == self.machine else replace(self, machine=machine, others=())

    def to_json(self) -> dict[str, Any]:
        """As it is sent to a build process."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `to_json` wrote."""
        beds = tuple(Bed(**bed) for bed in data["beds"])
        return cls(**{**data, "others": tuple(data["others"]), "beds": beds})
