"""The only file that names both workshops' types: what one of them says in the words of the other."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generators.limits import Limits
from printers.limits import limits as capability
from printers.plate import Item, read_stl
from printers.profile import Profile, machines, profile

if TYPE_CHECKING:
    from generators.make import Made

#: A print of one plate is cut into copies named so that the printer's own screen tells the order.
SEPARATOR = "_"


def limits(chosen: Profile) -> Limits:
    """What machine, nozzle and material can do, as the checks read it."""
    return Limits.from_json(capability(chosen).to_json())


@functools.lru_cache(maxsize=256)
def find_profile(machine: str, material: str, quality: str) -> Profile:
    """Machine, material and quality as one profile. Raises printers.errors.ProfileError."""
    return profile(machine, material, quality)


def items(order: str, parts: Sequence[Mapping[str, Any]], stls: Sequence[bytes], copies: int) -> list[Item]:
    """Every piece that an order needs on a plate, named `<order>_<part>_<n>`."""
    pieces = []
    for part, stl in zip(parts, stls, strict=True):
        vertices, faces = read_stl(stl)
        for number in range(1, part["quantity"] * copies + 1):
            name = SEPARATOR.join((order, part["name"], str(number)))
            pieces.append(Item(name=name, vertices=vertices, faces=faces))
    return pieces


def estimate(made: Made, chosen: Profile) -> dict[str, float]:
    """Grams and seconds of one copy, all its parts together, before slicing."""
    from printers.estimate import estimate as of_mesh

    each = [(of_mesh(part.mesh.vertices, part.mesh.faces, chosen), part.quantity) for part in made.parts]
    return {
        "grams": round(sum(found.grams * count for found, count in each), 2),
        "seconds": round(sum(found.seconds * count for found, count in each), 0),
        "grams_tolerance": max(found.grams_tolerance for found, _ in each),
        "seconds_tolerance": max(found.seconds_tolerance for found, _ in each),
    }


def machine_title(machine: str) -> str:
    """What a kind of printer is called; its id where nothing better is known."""
    return _titles().get(machine, machine)


@functools.lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    """Read once: the profiles do not change while the shop runs."""
    return {found.id: found.title for found in machines()}


def printable_volume(chosen: Profile) -> tuple[float, float, float]:
    """The largest part this machine prints, mm."""
    return chosen.machine.printable
