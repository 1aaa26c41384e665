"""What a script shows becomes pieces to print: named, one solid each, lying on the bed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cadquery as cq
import numpy as np
import numpy.typing as npt

from generators.mesh import tessellate
from generators.scripts.refusal import ScriptRefused
from generators.scripts.source import Source
from generators.template import MeshSettings, Part

_MOST = 100  # pieces of one design
_TOUCHING = 1e-6  # mm between solids that are one piece
_CODE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")  # the name that CadQuery invents for a nameless assembly


@dataclass(frozen=True, eq=False)
class Shown:
    """A thing as the script showed it."""

    thing: object
    name: str = ""
    colour: str | None = None


@dataclass(frozen=True, eq=False)
class _Solid:
    shape: cq.Shape
    name: str
    colour: str | None
    place: cq.Location


def is_drawn(thing: object) -> bool:
    """Whether a thing is one that CadQuery draws."""
    return isinstance(thing, cq.Shape | cq.Workplane | cq.Assembly | cq.Sketch)


def collect(result: object) -> list[Shown]:
    """Give what a script that calls no viewer leaves as its `result`."""
    if result is None:
        return []
    if isinstance(result, Mapping):
        return [Shown(thing, str(name)) for name, thing in result.items()]
    return [Shown(result)]


def pieces(source: Source, shown: list[Shown], accent: bool) -> list[Part]:
    """
    Give the solids of all things shown as parts.

    Each is moved down or up until it lies on Z = 0, and placed in the assembled view where the script had it. Things
    without a solid, such as lines drawn for help, are left out beside others that have one. With `accent`, what has
    another colour than the first piece gets the second colour.
    """
    solids = [solid for one in shown for solid in _solids(source, one)]
    if not solids:
        raise ScriptRefused(source.path, _why_flat(shown))
    if len(solids) > _MOST:
        raise ScriptRefused(source.path, f"it shows {len(solids)} separate pieces, and a design has at most {_MOST}.")
    lying = [_lying(one.shape) for one in solids]
    places = [one.place * cq.Location((0, 0, -lift)) for one, (_shape, lift) in zip(solids, lying, strict=True)]
    placed = [shape.moved(place) for (shape, _lift), place in zip(lying, places, strict=True)]
    ground = min(_lowest(shape) for shape in placed) if len(placed) > 1 else 0.0
    colours = list(dict.fromkeys(one.colour for one in solids))
    names = _names([source.slug if one.name in ("", "result") else one.name for one in solids])
    return [
        Part(
            name,
            shape,
            colour="accent" if accent and one.colour != colours[0] else "body",
            place=None if len(solids) == 1 else cq.Location((0, 0, -ground)) * place,
        )
        for name, one, (shape, _lift), place in zip(names, solids, lying, places, strict=True)
    ]


def _solids(source: Source, one: Shown) -> Iterator[_Solid]:
    thing = one.thing
    if isinstance(thing, cq.Assembly):
        for shape, name, place, colour in thing:
            own = re.sub(_CODE, "", name.split("/")[-1]) or one.name
            told = None if colour is None else str(colour.toTuple())
            yield from (_Solid(piece, own, told, place) for piece in _separate(shape.Solids()))
        return
    shapes = list(_shapes(source, thing))
    whole = [solid for shape in shapes for solid in shape.Solids()]
    yield from (_Solid(piece, one.name, one.colour, cq.Location()) for piece in _separate(whole))


def _shapes(source: Source, thing: object) -> Iterator[cq.Shape]:
    if isinstance(thing, cq.Shape):
        yield thing
    elif isinstance(thing, cq.Workplane):
        yield from (one for one in thing.vals() if isinstance(one, cq.Shape))
    elif isinstance(thing, Iterable) and not isinstance(thing, str | bytes | cq.Sketch):
        for one in thing:
            yield from _shapes(source, one)
    elif not isinstance(thing, cq.Sketch | cq.Vector | cq.Location | cq.Plane | type(None)):
        kind = f"{type(thing).__module__.split('.')[0]}.{type(thing).__name__}"
        raise ScriptRefused(source.path, f"it shows a {kind}, which is no shape of CadQuery.")


def _separate(solids: list[cq.Solid]) -> list[cq.Shape]:
    """Give solids that touch as one piece, and others each by itself."""
    if len(solids) < 2:
        return list(solids)
    boxes = [_box(solid) for solid in solids]
    groups: list[list[int]] = []
    for this, solid in enumerate(solids):
        near = [
            group
            for group in groups
            if any(_meet(boxes[this], boxes[other]) and solid.distance(solids[other]) <= _TOUCHING for other in group)
        ]
        groups = [group for group in groups if group not in near]
        groups.append([one for group in near for one in group] + [this])
    return [_joined([solids[one] for one in group]) for group in groups]


def _box(shape: cq.Shape) -> npt.NDArray[np.float64]:
    """Give a box around a shape, (2, 3) mm: a little too large, for the exact one costs a second on curved faces."""
    box = cq.BoundBox._fromTopoDS(shape.wrapped, optimal=False)
    return np.array([[box.xmin, box.ymin, box.zmin], [box.xmax, box.ymax, box.zmax]])


def _meet(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> bool:
    return bool((one[0] <= other[1] + _TOUCHING).all() and (other[0] <= one[1] + _TOUCHING).all())


def _joined(group: list[cq.Solid]) -> cq.Shape:
    """Fuse solids; where the kernel makes a shape of it that has no triangles, they stay side by side as they are."""
    if len(group) == 1:
        return group[0]
    whole = group[0].fuse(*group[1:])
    try:
        tessellate(whole, MeshSettings())
    except ValueError:
        return cq.Compound.makeCompound(group)
    solids = whole.Solids()
    return solids[0] if len(solids) == 1 else whole


def _lying(shape: cq.Shape) -> tuple[cq.Shape, float]:
    """Give a shape moved onto Z = 0, and how far it was moved."""
    lowest = _lowest(shape)
    return (shape, 0.0) if lowest == 0 else (shape.moved(cq.Location((0, 0, -lowest))), -lowest)


def _lowest(shape: cq.Shape) -> float:
    """Give the lowest height of a shape in mm, by its triangles, for they are what is printed."""
    try:
        return float(tessellate(shape, MeshSettings()).bounds[0, 2])
    except ValueError:  # the mesh is found wanting again, and told of, when the part is made
        return float(shape.BoundingBox().zmin)


def _names(wanted: list[str]) -> list[str]:
    plain = [re.sub(r"[^a-z0-9]+", "-", one.lower()).strip("-")[:40] or "part" for one in wanted]
    given: list[str] = []
    for name in plain:
        number, unique = 1, name
        while unique in given or (number == 1 and plain.count(name) > 1):
            unique = f"{name}-{number}"
            number += 1
            if unique not in given and unique not in plain:
                break
        given.append(unique)
    return given


def _why_flat(shown: list[Shown]) -> str:
    kinds: set[str] = set()
    for one in shown:
        things: Any = one.thing
        if isinstance(things, cq.Sketch):
            return "it shows a flat sketch, which is no solid until it is extruded."
        if isinstance(things, cq.Workplane):
            kinds.update(type(value).__name__.lower() for value in things.vals())
        elif things is not None:
            kinds.add(type(things).__name__.lower())
    words = " and ".join(sorted(kinds))
    return f"it shows no solid, only: {words}." if words else "it shows nothing."
