"""From a brought file to what is printed: its unit, its repairs, and how it lies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import cadquery as cq
import numpy as np

from generators.errors import FieldError, InvalidValues
from generators.uploads import shelf
from generators.uploads.brought import UNITS, Brought
from generators.uploads.regions import shells
from generators.uploads.repairs import Change, repaired
from generators.uploads.skin import Skin
from generators.uploads.turning import rested, turned

#: As the file says, or millimetres where it says nothing.
AS_FILED = "file"
#: mm of a diagonal outside of which a file that names no unit is asked about; a heuristic of ours: hardly anything
#: that is printed is smaller or larger.
SUSPECT = (5.0, 1000.0)
#: mm: beyond these nothing is built, for no printer makes it and every check would take for ever.
_LARGEST, _SMALLEST = 2000.0, 0.5
_SAME_POINT = 1e-4  # mm: what every mesh of the house is welded by


@dataclass(frozen=True, eq=False)
class Prepared:
    """
    A brought file in mm with the repairs that were agreed to, as it was drawn.

    `skin` is None of a STEP file, whose `solid` is kept exact. `welded` counts triangles that were lost as corners
    closer than a ten-thousandth of a millimetre became one.
    """

    brought: Brought
    sizes: tuple[float, float, float]
    skin: Skin | None
    solid: cq.Shape | None
    changes: tuple[Change, ...] = ()
    welded: int = 0


def factor(brought: Brought, units: str, percent: float) -> float:
    """Give the mm of one number in the file."""
    unit = (brought.unit or "millimeter") if units == AS_FILED else units
    return UNITS[unit] * percent / 100


def sizes_in(brought: Brought) -> Mapping[str, tuple[float, float, float]]:
    """Give the outside sizes in mm, by the unit in which the file may have been drawn."""
    x, y, z = brought.sizes
    return {
        unit: (x * UNITS[unit], y * UNITS[unit], z * UNITS[unit])
        for unit in ("millimeter", "centimeter", "inch", "meter")
    }


def suspect(brought: Brought, units: str) -> bool:
    """Whether nobody said in which unit the file is drawn, and it would be oddly small or large in mm."""
    across = float(np.linalg.norm(brought.sizes))
    return units == AS_FILED and brought.unit is None and not SUSPECT[0] <= across <= SUSPECT[1]


def likely(brought: Brought) -> str:
    """Give the unit that makes an ordinary thing of the file."""
    across = {unit: float(np.linalg.norm(sizes)) for unit, sizes in sizes_in(brought).items()}
    # Inches before metres: of two that fit, the one that more programs save in.
    fitting = [unit for unit in ("inch", "meter", "centimeter", "millimeter") if 20 <= across[unit] <= 400]
    return fitting[0] if fitting else min(across, key=lambda unit: abs(np.log(across[unit] / 100)))


@lru_cache(maxsize=4)
def prepared(file: str, units: str, percent: float, accepted: tuple[str, ...]) -> Prepared:
    """
    Give a file in mm, repaired as agreed.

    Raises `UnknownUpload`, and `InvalidValues` where nothing so large or small could be printed.
    """
    brought = shelf.get(file)
    scale = factor(brought, units, percent)
    x, y, z = (size * scale for size in brought.sizes)
    _check_size(brought, (x, y, z), units, percent)
    if brought.brep:
        from generators.uploads.step import solid_of

        solid = solid_of(brought.brep)
        return Prepared(brought, (x, y, z), None, solid if scale == 1 else solid.scale(scale))
    drawn = Skin(brought.vertices * scale, brought.faces)
    skin = drawn.welded(_SAME_POINT)
    done, changes = repaired(skin, accepted)
    return Prepared(brought, (x, y, z), done, None, changes, len(drawn.faces) - len(skin.faces))


def laid(model: Prepared, side: str, tilt_x: float, tilt_y: float) -> cq.Shape:
    """Give the model as it is printed: turned, on Z = 0, its middle over the origin."""
    rotation = turned(side, tilt_x, tilt_y)
    if model.solid is not None:
        return rested(model.solid, rotation)
    assert model.skin is not None
    used, faces = np.unique(model.skin.faces, return_inverse=True)
    points = model.skin.vertices[used] @ rotation.T
    low, high = points.min(axis=0), points.max(axis=0)
    points -= [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]]
    return shells(Skin(points, faces.reshape(-1, 3).astype(np.int64)))


def _check_size(brought: Brought, sizes: tuple[float, float, float], units: str, percent: float) -> None:
    largest = max(sizes)
    if _SMALLEST <= largest <= _LARGEST:
        return
    big = largest > _LARGEST
    limit = _LARGEST if big else _SMALLEST
    words = f"The model would be {largest:,.4g} mm {'large' if big else 'small'}; "
    words += f"{'at most' if big else 'at least'} {limit:,g} mm can be made."
    named = likely(brought)
    if percent == 100 and brought.unit is None and units != named:
        raise InvalidValues([FieldError("units", "units_suspect", f"{words} Which unit is it drawn in?", None, named)])
    steps = 2 * percent * limit / largest  # the field counts in halves
    best = (math.floor(steps) if big else math.ceil(steps)) / 2
    nearest = best if 1 <= best <= 1000 else None
    raise InvalidValues([FieldError("scale", "too_big" if big else "too_small", words, nearest, nearest)])
