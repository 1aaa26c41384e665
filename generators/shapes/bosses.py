"""What screws turn into: standoffs, and bosses for heat-set inserts. All stand on Z = 0 around the Z axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cadquery as cq

from generators.shapes.bounds import within
from generators.shapes.screws import revolved

LEAST_WALL = 0.9  # mm: two lines
LEAD = 0.5  # mm: the bevel that centres an insert
_SPARE = 1.0  # mm below an insert, for the plastic that it pushes ahead
_FLOOR = 0.6  # mm: three layers below a blind hole


@dataclass(frozen=True)
class Insert:
    """A brass insert that is melted in, in mm: its hole, its length, and the least plastic around it."""

    name: str
    hole: float
    length: float
    wall: float
    source: str

    @property
    def depth(self) -> float:
        """Give how deep its hole must be in mm."""
        return self.length + _SPARE

    @property
    def outer(self) -> float:
        """Give the least diameter of its boss in mm."""
        return self.hole + 2 * self.wall


_MAKERS = "data sheets of ruthex and CNC Kitchen, which agree on these sizes"

INSERTS: Mapping[str, Insert] = MappingProxyType(
    {
        "M2": Insert("M2 x 4", 3.2, 4.0, 1.3, _MAKERS),
        "M2.5": Insert("M2.5 x 5.7", 4.0, 5.7, 1.6, _MAKERS),
        "M3": Insert("M3 x 5.7", 4.0, 5.7, 1.6, _MAKERS),
        "M4": Insert("M4 x 8.1", 5.6, 8.1, 2.1, _MAKERS),
    }
)


def standoff(height: float, outer: float, hole: float, *, deep: float | None = None, root: float = 0) -> cq.Solid:
    """
    Give a round post with a hole from its top, right through or `deep` mm.

    A `root` flares its foot by so many mm at 45°: it holds better on a floor and does not snap off.
    """
    within("height", height, 1)
    within("hole", hole, 1)
    within("outer", outer, hole + 2 * LEAST_WALL)
    within("root", root, 0, height / 2)
    if deep is not None:
        within("deep", deep, 0.4, height - _FLOOR)
    return revolved([*_outside(height, outer, root), *_bore(height, hole, deep)])


def insert_boss(insert: Insert, height: float, *, outer: float | None = None, root: float = 0) -> cq.Solid:
    """Give a round post whose top takes a heat-set insert; its hole is bevelled, and deeper than the insert."""
    outer = insert.outer if outer is None else outer
    within("outer", outer, insert.outer)
    within("height", height, insert.depth + _FLOOR)
    within("root", root, 0, height / 2)
    rim, *rest = _bore(height, insert.hole, insert.depth)
    bevel = [(rim[0] + LEAD, height), (rim[0], height - LEAD)]
    return revolved([*_outside(height, outer, root), *bevel, *rest])


def insert_room(insert: Insert, top: float) -> cq.Solid:
    """Give what is taken out of a solid below its flat top at Z = `top`, so that it takes a heat-set insert."""
    radius = insert.hole / 2
    within("top", top, insert.depth + _FLOOR)
    return revolved(
        [
            (0, top - insert.depth),
            (radius, top - insert.depth),
            (radius, top - LEAD),
            (radius + LEAD, top),
            (radius + LEAD, top + 1),
            (0, top + 1),
        ]
    )


def _outside(height: float, outer: float, root: float) -> list[tuple[float, float]]:
    """Give the outline (radius, z) of a post from the bed to its rim."""
    foot = [(outer / 2 + root, 0.0), (outer / 2, root)] if root else [(outer / 2, 0.0)]
    return [*foot, (outer / 2, height)]


def _bore(height: float, hole: float, deep: float | None) -> list[tuple[float, float]]:
    """Give the outline (radius, z) of a hole from the rim down, to the bed or back to the axis."""
    if deep is None:
        return [(hole / 2, height), (hole / 2, 0)]
    return [(hole / 2, height), (hole / 2, height - deep), (0, height - deep), (0, 0)]
