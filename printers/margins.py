"""How much room a plate needs beside its parts: for skirt and brim, and for the head to get between two parts."""

from dataclasses import dataclass

from printers.profile import Profile

#: mm between parts: what slicers keep by default, wide enough to take a part off without touching the next.
APART = 6.0
#: mm between the brims of two parts, so that they come off one by one.
BRIMS_APART = 1.0


@dataclass(frozen=True)
class Margins:
    """mm: between two parts, and between a part and the edge of the bed."""

    apart: float = APART
    edge: float = 0.0


def margins(profile: Profile) -> Margins:
    """What this profile's skirt and brim need; the machine's own margin is the least at the edge."""

    def number(key: str) -> float:
        return float(profile.settings.get(key, "0").split(",")[0].rstrip("%") or 0)

    line = profile.quality.line_width
    outer = profile.settings.get("brim_type", "no_brim") not in ("no_brim", "inner_only")
    brim = number("brim_width") + number("brim_separation") if outer else 0.0
    skirt = number("skirt_distance") + number("skirts") * line if number("skirts") else 0.0
    return Margins(
        apart=max(APART, 2 * brim + BRIMS_APART if brim else 0.0),
        edge=max(profile.machine.margin, brim + skirt),
    )


def reach(profile: Profile) -> tuple[float, float, float]:
    """Width, depth and height in mm of the largest part that a plate takes: the bed without what is kept free."""
    machine, edge = profile.machine, margins(profile).edge
    return machine.bed[0] - 2 * edge, machine.bed[1] - 2 * edge, machine.height
