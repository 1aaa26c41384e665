"""What is measured: the three templates with one slider each, and their default designs on plates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from printers.plate import Item, Plate, arrange, write_3mf
from printers.slicers import find_slicer
from server import bridge
from server.choice import Choice

CHOICE = Choice("virtual-220", "pla", "standard")
PROFILE = bridge.find_profile(CHOICE.machine, CHOICE.material, CHOICE.quality)

#: One slider of each template, at ten places.
SLIDERS: dict[str, tuple[str, range]] = {
    "box": ("width", range(60, 110, 5)),
    "hook": ("arm", range(30, 70, 4)),
    "keychain": ("size", range(8, 18)),
}


@dataclass(frozen=True)
class Product:
    """One design, made: its parts and their STL files."""

    parts: tuple[Mapping[str, object], ...]
    stls: tuple[bytes, ...]

    def items(self) -> list[Item]:
        """Its pieces for a plate, read out of the STL files."""
        return [item for _part, pieces in bridge.items("order", self.parts, self.stls, 1) for item in pieces]

    def plate(self) -> Plate:
        """The one plate that they fill."""
        (plate,) = arrange(self.items(), PROFILE.machine)
        return plate


@cache
def product(slug: str, **values: object) -> Product:
    """A template's design of these values, or of its defaults."""
    from generators.files import stl
    from generators.library import load
    from generators.make import make

    template = load().template(slug)
    made = make(template, template.parameters.read(values), bridge.limits(PROFILE))
    parts = tuple({"name": part.name, "quantity": part.quantity} for part in made.parts)
    return Product(parts, tuple(stl(part.mesh) for part in made.parts))


def sliced(plate: Plate, folder: Path, name: str) -> Path:
    """The plate's G-code."""
    write_3mf(plate, folder / f"{name}.3mf")
    return find_slicer().slice(folder / f"{name}.3mf", PROFILE, folder / f"{name}.gcode", seconds=600).path
