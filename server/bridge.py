"""The only file that names both workshops' types: what one of them says in the words of the other."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators import lettering
from generators.artwork.shown import sample_shown, shown
from generators.errors import BadArtwork, UnknownArtwork
from generators.library import CATALOG
from generators.limits import Limits
from generators.typefaces import TYPEFACES
from printers.errors import BrokenModel, PrintersError
from printers.limits import limits as capability
from printers.margins import margins, reach
from printers.plate import Item, fits, read_stl
from printers.profile import Profile, machines
from printers.spiral import spiralled
from printers.vendors import find_profile as find
from printers.vendors import is_foreign
from printers.vendors import machine_title as foreign_title
from server.choice import Choice
from server.errors import NotFound

if TYPE_CHECKING:
    from generators.make import Made

#: A print of one plate is cut into copies named so that the printer's own screen tells the order.
SEPARATOR = "_"
#: What may stand in a name on a plate; slicers and printers have their own ideas of the rest.
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9.-]+")


def limits(chosen: Profile, clearance: float | None = None) -> Limits:
    """What machine, nozzle and material can do, as the checks read it; `clearance` is the shop's own measure, mm."""
    return Limits.from_json(capability(chosen, clearance).to_json())


@functools.lru_cache(maxsize=256)
def find_profile(machine: str, material: str, quality: str) -> Profile:
    """One profile, of ours or from outside. Raises printers.errors.ProfileError, or SlicerError without a slicer."""
    return find(machine, material, quality)


@functools.lru_cache(maxsize=256)
def find_profile_of_line(machine: str, material: str, quality: str, width: float, floor: int) -> Profile:
    """The same for a part laid as one line `width` mm wide on so many closed layers."""
    return spiralled(find_profile(machine, material, quality), width, floor)


def remember(profiles: Sequence[Sequence[str]]) -> None:
    """Read the shop's profiles now; whoever needs one that cannot be used reads why then."""
    for names in profiles:
        with contextlib.suppress(PrintersError):
            find_profile(*names)


def numbers(choice: Choice) -> dict[str, float]:
    """The numbers that a form's rules may ask for, by name."""
    return limits(find_profile(choice.machine, choice.material, choice.quality), choice.clearance).numbers()


def reaches(choice: Choice) -> dict[str, float]:
    """How far the largest machine reaches that may print a choice, by the names that a form's rules ask for."""
    several = (choice.machine, *choice.others)
    volumes = [printable_volume(find_profile(machine, choice.material, choice.quality)) for machine in several]
    return dict(zip(("volume_x", "volume_y", "volume_z"), max(volumes, key=prod), strict=True))


def template_folders(further: Sequence[Path]) -> list[Path]:
    """Where template files lie: the catalogue, and the folders of the settings."""
    return [CATALOG, *further]


def typeface(name: str) -> dict[str, Any] | None:
    """What a page needs to reckon with a typeface; None where there is none of that name."""
    return dict(lettering.metrics(name)) if name in TYPEFACES else None


def artwork_picture(artwork: bytes | str) -> tuple[bytes, str]:
    """A brought artwork's bytes, or a sample's name, as a picture that any browser shows. Raises NotFound."""
    try:
        return shown(artwork) if isinstance(artwork, bytes) else sample_shown(artwork)
    except (BadArtwork, UnknownArtwork):
        raise NotFound("There is no picture of this name.", field="artwork") from None


def piece_names(parts: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the parts of a design are called on a plate: letters, digits, dots and dashes, each name once."""
    found: list[str] = []
    for part in parts:
        plain = _NOT_PLAIN.sub("-", str(part["name"])).strip("-.")[:60] or "part"
        found.append(plain if plain not in found else f"{plain}-{len(found) + 1}")
    return found


def names(order: str, parts: Sequence[Mapping[str, Any]], copies: int) -> list[tuple[Mapping[str, Any], list[str]]]:
    """What every piece of an order is called on a plate, by its part: `<order>_<part>_<n>`."""
    return [
        (part, [SEPARATOR.join((order, called, str(n))) for n in range(1, part["quantity"] * copies + 1)])
        for part, called in zip(parts, piece_names(parts), strict=True)
    ]


def piece(name: str) -> tuple[str, str, int]:
    """Order, part and number out of a piece's name on a plate."""
    order, rest = name.split(SEPARATOR, 1)
    part, number = rest.rsplit(SEPARATOR, 1)
    return order, part, int(number)


def items(
    order: str, parts: Sequence[Mapping[str, Any]], stls: Sequence[bytes | None], copies: int
) -> list[tuple[Mapping[str, Any], list[Item]]]:
    """Every piece that an order needs on a plate, by its part; none of a part without an STL."""
    found = []
    for (part, called), stl in zip(names(order, parts, copies), stls, strict=True):
        if stl is None:
            continue
        vertices, faces = read_stl(stl)
        # Designs of older versions say nothing of it: they are laid layer by layer.
        found.append((part, [Item(name, vertices, faces, part.get("spiral")) for name in called]))
    return found


def estimate(made: Made, chosen: Profile) -> dict[str, float] | None:
    """Grams and seconds of one copy, all its parts on a plate, before slicing; None of what has no closed skin."""
    try:
        return _estimate(made, chosen)
    except BrokenModel:
        if made.printable:
            raise
        return None


def _estimate(made: Made, chosen: Profile) -> dict[str, float]:
    from printers.estimate import Body
    from printers.estimate import estimate as of_bodies

    # What no line can lay is found to be so, and has its figures as if it were laid layer by layer.
    found = of_bodies(
        [
            Body(part.mesh.vertices, part.mesh.faces, part.quantity, part.spiral if made.printable else None)
            for part in made.parts
        ],
        chosen,
    )
    return {
        "grams": round(found.grams, 2),
        "seconds": round(found.seconds, 0),
        "grams_tolerance": found.grams_tolerance,
        "seconds_tolerance": found.seconds_tolerance,
    }


def machine_title(machine: str) -> str:
    """What a kind of printer is called; its id where nothing better is known."""
    if is_foreign(machine):
        return _foreign_title(machine)
    return _titles().get(machine, machine)


@functools.lru_cache(maxsize=64)
def _foreign_title(machine: str) -> str:
    try:
        return foreign_title(machine)
    except PrintersError:
        return machine


@functools.lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    """Read once: the profiles do not change while the shop runs."""
    return {found.id: found.title for found in machines()}


def printable_volume(chosen: Profile) -> tuple[float, float, float]:
    """The largest part that a plate of this profile takes, mm."""
    return reach(chosen)


def room(machine: str, material: str, quality: str) -> tuple[float, float, float] | None:
    """The same by names; None of a printer that cannot print this, of which the operator is told elsewhere."""
    try:
        return printable_volume(find_profile(machine, material, quality))
    except PrintersError:
        return None


def takes(stls: Sequence[bytes], chosen: Profile) -> bool:
    """Whether a plate of this profile takes each of these parts."""
    kept = margins(chosen)
    return all(fits(Item("part", *read_stl(stl)), chosen.machine, kept) for stl in stls)
