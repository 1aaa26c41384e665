"""
A part that is longer than the printer reaches, cut into pieces that go together with printed pins.

Where it is cut follows from the printer's volume alone, so the same design on the same kind of printer always gives
the same pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import pi

import cadquery as cq
import numpy as np
import numpy.typing as npt

from generators.fitting import Volume, fitting_turn
from generators.limits import Limits
from generators.mesh import tessellate
from generators.poses import as_it_lies, lying_on
from generators.template import Cuts, Hardware, MeshSettings, Part

Floats = npt.NDArray[np.float64]

_ROOM = 0.5  # mm by which a hole is deeper than half a pin, so that the faces meet
_FLAT = 0.5**0.5  # of its radius: where a pin is flattened, so that it lies and overhangs by no more than 45°
_EXACT = 1e-6  # of the whole, by which the volumes of the pieces may be off
_MOST = 20  # pieces of one part
_COARSE = 0.05  # mm: only looked at from outside
_FINE = 1e-4  # mm
_PALE = MeshSettings(0.1, 0.4, 0.1)  # good enough to choose the side on the bed
_ALONG = {"x": cq.Vector(1, 0, 0), "y": cq.Vector(0, 1, 0)}


@dataclass(frozen=True)
class Pieces:
    """What becomes of a part; `facts` say which piece reaches from where to where, and its side on the bed."""

    parts: tuple[Part, ...]
    hardware: tuple[Hardware, ...] = ()
    facts: tuple[tuple[float, float, str], ...] = ()


def cut(part: Part, limits: Limits) -> Pieces:
    """
    Give the part itself where the printer takes it or no cut makes it fit; otherwise its pieces and their pins.

    Raises ValueError where a pin does not lie all inside, or a piece would not be one body.
    """
    cuts = part.cuts
    if cuts is None or _fits(part.solid, limits.volume):
        return Pieces((part,))
    box = part.solid.BoundingBox()
    ends = (box.xmin, box.xmax) if cuts.along == "x" else (box.ymin, box.ymax)
    planes = _planes(box, cuts, ends, limits.volume)
    if not planes:
        return Pieces((part,))
    pieces, facts = [], []
    volume = 0.0
    borders = [ends[0], *planes, ends[1]]
    for number, (start, end) in enumerate(pairwise(borders)):
        solid = _slice(part.solid, cuts, start, end)
        holes = [(plane, side) for plane, side in ((start, 1), (end, -1)) if plane in planes]
        for plane, side in holes:
            solid = solid.cut(*(_hole(cuts, plane, side, pin) for pin in cuts.pins))
        name = f"{part.name}-{number + 1}"
        if len(solid.Solids()) != 1:
            raise ValueError(f"'{name}' would be {len(solid.Solids())} bodies: cut it elsewhere")
        volume += solid.Volume()
        down, turn = _turned(solid, cuts, holes[0][1], limits)
        move = cq.Location(-solid.moved(turn).BoundingBox(_FINE).center) * turn
        low = solid.moved(move).BoundingBox(_FINE).zmin
        move = cq.Location(cq.Vector(0, 0, -low)) * move
        base = part.place if isinstance(part.place, cq.Location) else cq.Location(part.place or (0, 0, 0))
        pieces.append(replace(part, name=name, solid=solid.moved(move), place=base * move.inverse, cuts=None))
        facts.append((round(start, 6), round(end, 6), down))
    drilled = 2 * len(planes) * len(cuts.pins) * pi * (cuts.diameter / 2 + cuts.air) ** 2 * cuts.depth
    whole = part.solid.Volume()
    if abs(whole - drilled - volume) > _EXACT * whole:
        raise ValueError(f"a pin of '{part.name}' does not lie all inside it, or two of them meet")
    pins = _pin(part, cuts, planes[0], len(planes) * len(cuts.pins) * part.quantity)
    return Pieces((*pieces, pins), (_note(part, len(pieces)),), tuple(facts))


def _fits(solid: cq.Shape, volume: Volume) -> bool:
    return fitting_turn(_points(solid), volume) is not None


def _points(solid: cq.Shape) -> Floats:
    points, _ = solid.tessellate(_COARSE)
    return np.array([point.toTuple() for point in points], dtype=np.float64)


def _planes(box: cq.BoundBox, cuts: Cuts, ends: tuple[float, float], volume: Volume) -> list[float]:
    """Give where it is cut, as few times as will do; none where no cut makes it fit."""
    start, end = ends
    if cuts.at is None:
        for count in range(2, _MOST + 1):
            step = (end - start) / count
            if step > 2 * cuts.depth and _slab_fits(box, cuts, start, start + step, volume):
                return [start + step * number for number in range(1, count)]
        return []
    found: list[float] = []
    allowed = sorted(one for one in set(cuts.at) if start < one < end)
    last = start
    while not _slab_fits(box, cuts, last, end, volume):
        reached = [one for one in allowed if one > last and _slab_fits(box, cuts, last, one, volume)]
        if not reached:
            return []
        last = reached[-1]
        found.append(last)
    return found


def _slab_fits(box: cq.BoundBox, cuts: Cuts, start: float, end: float, volume: Volume) -> bool:
    along = (0.0, end - start)
    x, y = (along, (0.0, box.ylen)) if cuts.along == "x" else ((0.0, box.xlen), along)
    corners = [(one, other, z) for one in x for other in y for z in (0.0, box.zlen)]
    return fitting_turn(np.array(corners), volume) is not None


def _slice(solid: cq.Shape, cuts: Cuts, start: float, end: float) -> cq.Shape:
    """Give what lies between two planes; at an end of the part nothing is cut."""
    box = solid.BoundingBox()
    axis = "xy".index(cuts.along)
    low = [box.xmin - 1, box.ymin - 1, box.zmin - 1]
    high = [box.xmax + 1, box.ymax + 1, box.zmax + 1]
    if start > low[axis] + 1:
        low[axis] = start
    if end < high[axis] - 1:
        high[axis] = end
    corner = cq.Vector(low[0], low[1], low[2])
    slab = cq.Solid.makeBox(high[0] - low[0], high[1] - low[1], high[2] - low[2]).moved(cq.Location(corner))
    return solid.intersect(slab)


def _hole(cuts: Cuts, plane: float, side: int, pin: tuple[float, float]) -> cq.Solid:
    """Give the hole for half a pin, from a plane into the piece that lies on this side of it."""
    return cq.Solid.makeCylinder(
        cuts.diameter / 2 + cuts.air, cuts.depth, _at(cuts, plane, pin), _ALONG[cuts.along] * side
    )


def _at(cuts: Cuts, plane: float, pin: tuple[float, float]) -> cq.Vector:
    across, up = pin
    return cq.Vector(plane, across, up) if cuts.along == "x" else cq.Vector(across, plane, up)


def _turned(solid: cq.Shape, cuts: Cuts, side: int, limits: Limits) -> tuple[str, cq.Location]:
    """Give the side on which a piece prints better: as its whole lies, or standing on a cut where less hangs then."""
    mesh = tessellate(solid, _PALE)
    down = np.array(_ALONG[cuts.along].toTuple()) * -side
    lying, standing = as_it_lies(mesh, limits), lying_on(mesh, down, limits)
    slender = standing.sizes[2] / min(standing.sizes[:2]) > limits.slenderness.value
    fits = fitting_turn(mesh.vertices @ standing.rotation.T, limits.volume) is not None
    if slender or not fits or standing.cost >= lying.cost:
        return "as drawn", cq.Location()
    axis, degrees = (cq.Vector(0, 1, 0), -90 * side) if cuts.along == "x" else (cq.Vector(1, 0, 0), 90 * side)
    return f"{cuts.along}{side:+d}", cq.Location(cq.Vector(), axis, degrees)


def _pin(part: Part, cuts: Cuts, plane: float, quantity: int) -> Part:
    """Give the pin, flattened below so that it lies; in the assembled view it sits in the first joint."""
    radius, length = cuts.diameter / 2, 2 * (cuts.depth - _ROOM)
    round_ = cq.Solid.makeCylinder(radius, length, cq.Vector(-length / 2, 0, 0), cq.Vector(1, 0, 0))
    below = cq.Solid.makeBox(2 * length, 4 * radius, radius).moved(
        cq.Location(cq.Vector(-length, -2 * radius, -radius * (1 + _FLAT)))
    )
    lifted = round_.cut(below).moved(cq.Location(cq.Vector(0, 0, radius * _FLAT)))
    turn = cq.Location() if cuts.along == "x" else cq.Location(cq.Vector(), cq.Vector(0, 0, 1), 90)
    seat = cq.Location(_at(cuts, plane, cuts.pins[0]) - cq.Vector(0, 0, radius * _FLAT)) * turn
    base = part.place if isinstance(part.place, cq.Location) else cq.Location(part.place or (0, 0, 0))
    return Part(f"{part.name}-pin", lifted, quantity, part.colour, base * seat)


def _note(part: Part, count: int) -> Hardware:
    return Hardware(
        f"Glue for the {part.name}",
        part.quantity,
        f"It comes in {count} pieces. Push the pins half in and put {part.name}-1 to {part.name}-{count} together "
        "in this order; a drop of glue at each pin makes it last.",
    )
