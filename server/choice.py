"""What a design is judged for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """The machine, the material and the quality a design would be printed with."""

    machine: str
    material: str
    quality: str
    clearance: float | None = None  # mm of air per side of a normal fit, where the shop has measured it
