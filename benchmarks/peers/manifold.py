"""The floor: each part by hand in Manifold, faceted from the start. No exact solid comes of it, hence no STEP file."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from manifold3d import CrossSection, FillRule, JoinType, Manifold, OpType

from benchmarks.corpus import m2_bin, m3_sign, m5_panel, m6_gear, m8_enclosure, m9_sieve, m10_relief
from benchmarks.peers.lines import Reply, Values, Watch, serve, stl
from benchmarks.specimen import corpus
from generators.contours import flattened
from generators.lettering import letters

ROUND = 48  # pieces of a circle
SLICES = 6  # of a fillet

Points = np.ndarray[Any, np.dtype[np.float64]]


def outline(width: float, depth: float, radius: float) -> Any:
    """A rounded rectangle."""
    inner = CrossSection.square((width - 2 * radius, depth - 2 * radius), True)
    return inner.offset(radius, JoinType.Round, 2.0, ROUND) if radius > 0 else inner


def tall(section: Any, height: float, z: float = 0) -> Any:
    """An extrusion that begins at height z."""
    return Manifold.extrude(section, height).translate((0, 0, z))


def at(section: Any, z: float) -> Points:
    """The points of a convex outline at height z."""
    points = np.asarray(section.to_polygons()[0])
    return np.column_stack([points, np.full(len(points), z)])


def stepped(width: float, depth: float, radius: float, steps: Sequence[tuple[float, float]]) -> Any:
    """Hulls between outlines (inset, z)."""
    levels = [at(outline(width - 2 * i, depth - 2 * i, max(radius - i, 0.01)), z) for i, z in steps]
    pieces = [Manifold.hull_points(np.vstack(pair)) for pair in itertools.pairwise(levels)]
    return Manifold.batch_boolean(pieces, OpType.Add)


def filleted(width: float, depth: float, radius: float, fillet: float, height: float) -> Any:
    """A block with a fillet around its foot: the hull of its slices."""
    turns = [math.pi / 2 * number / SLICES for number in range(SLICES + 1)]
    steps = [(fillet * (1 - math.sin(turn)), fillet * (1 - math.cos(turn))) for turn in turns]
    levels = [at(outline(width - 2 * i, depth - 2 * i, radius - i), z) for i, z in [*steps, (0, height)]]
    return Manifold.hull_points(np.vstack(levels))


def rods(places: Sequence[tuple[float, float]], diameter: float, height: float, z: float = 0) -> Any:
    """Cylinders on their places."""
    rod = Manifold.cylinder(height, diameter / 2, diameter / 2, ROUND)
    return Manifold.batch_boolean([rod.translate((x, y, z)) for x, y in places], OpType.Add)


def m0(v: Any) -> list[Any]:
    """A pierced rectangle, extruded."""
    return [tall(CrossSection.square((v.width, v.depth), True) - CrossSection.circle(v.hole / 2, ROUND), v.height)]


def m1(v: Any) -> list[Any]:
    """Hulls, and two differences."""
    room = tall(outline(v.width - 2 * v.wall, v.depth - 2 * v.wall, v.radius - v.wall), v.height, v.wall)
    box = filleted(v.width, v.depth, v.radius, 1.2, v.height) - room
    inset = v.wall + v.air
    rim = [outline(v.width - 2 * i, v.depth - 2 * i, v.radius - i) for i in (inset, inset + 1.6)]
    return [box, filleted(v.width, v.depth, v.radius, 0.8, v.wall) + tall(rim[0] - rim[1], 4, v.wall)]


def m2(v: Any) -> list[Any]:
    """Feet of hulls, a block, rooms."""
    steps = m2_bin.lip(v)
    foot = stepped(41.5, 41.5, 3.75, [(2.95, 0), (2.15, 0.8), (2.15, 2.6), (0, 4.75)])
    reach = m2_bin.MAGNET_APART / 2
    foot -= rods([(x, y) for x in (-reach, reach) for y in (-reach, reach)], m2_bin.MAGNET, m2_bin.MAGNET_DEEP)
    width, depth = m2_bin.compartment(v)
    room = tall(outline(width, depth, 3.75 - v.wall), steps[0][1] - m2_bin.FLOOR, m2_bin.FLOOR)
    block = tall(outline(m2_bin.WIDTH, m2_bin.DEPTH, 3.75), steps[-1][1] - 4.75, 4.75)
    feet, rooms = [], []
    for x in (-1, 0, 1):
        for y in (-0.5, 0.5):
            feet.append(foot.translate((x * 42, y * 42, 0)))
            rooms.append(room.translate((x * (width + m2_bin.DIVIDER), y * (depth + m2_bin.DIVIDER), 0)))
    rooms.append(stepped(m2_bin.WIDTH, m2_bin.DEPTH, 3.75, steps))
    return [Manifold.batch_boolean([block, *feet], OpType.Add) - Manifold.batch_boolean(rooms, OpType.Add)]


def lettered(words: str, em: float) -> Any:
    """A line of text as one section, its middle at the origin."""
    rings = [flattened(contour) for letter in letters(words, em * m3_sign.CAPITAL) for contour in letter.contours]
    section = CrossSection(rings, FillRule.NonZero)
    left, low, right, high = section.bounds()
    return section.translate((-(left + right) / 2, -(low + high) / 2))


def m3(v: Any) -> list[Any]:
    """A plate of two pieces, holes, and text."""
    plate = tall(outline(v.width, v.depth, 6), v.thickness - 0.6)
    plate += stepped(v.width, v.depth, 6, [(0, v.thickness - 0.6), (0.6, v.thickness)])
    plate -= rods([(-v.width / 2 + 6, 0), (v.width / 2 - 6, 0)], 4, v.thickness + 2, -1)
    return [plate + tall(lettered(v.words, v.size), v.relief + 0.01, v.thickness - 0.01)]


def m5(v: Any) -> list[Any]:
    """One polygon with its holes."""
    reach = v.cell / math.sqrt(3)
    turns = np.arange(6) * math.pi / 3
    ring = np.column_stack([reach * np.cos(turns), reach * np.sin(turns)])[::-1]
    outer = outline(v.width, v.depth, 4).to_polygons()[0]
    return [tall(CrossSection([outer, *(ring + place for place in m5_panel.places(v))]), v.thickness)]


def m6(v: Any) -> list[Any]:
    """A polygon, and two rings."""
    root = m6_gear.radii(v.teeth)[0]
    key = CrossSection.square((m6_gear.KEY_WIDE, v.bore / 2 + m6_gear.KEY_DEEP)).translate((-m6_gear.KEY_WIDE / 2, 0))
    face = CrossSection([m6_gear.polygon(v.teeth, 9)]) - CrossSection.circle(v.bore / 2, ROUND) - key
    ring = CrossSection.circle(root - m6_gear.RIM, 96) - CrossSection.circle(v.bore / 2 + m6_gear.HUB, ROUND)
    pockets = [tall(ring, m6_gear.POCKET + 1, z) for z in (-1, v.thickness - m6_gear.POCKET)]
    return [tall(face, v.thickness) - Manifold.batch_boolean(pockets, OpType.Add)]


def m8(v: Any) -> list[Any]:
    """The same walk as the idiomatic form."""
    standoffs, posts = m8_enclosure.standoffs(v), m8_enclosure.posts(v)
    inside = outline(v.width - v.wall, v.depth - v.wall, v.radius - v.wall / 2)
    room = outline(v.width - 2 * v.wall, v.depth - 2 * v.wall, v.radius - v.wall)
    case = filleted(v.width, v.depth, v.radius, 2, v.height) - tall(room, v.height, v.wall)
    columns = rods(posts, 8, v.height - v.wall / 2, v.wall / 2) ^ tall(inside, v.height)
    case = Manifold.batch_boolean([case, columns, rods(standoffs, 6.5, v.under + 0.1, v.wall - 0.1)], OpType.Add)
    slot = outline(2, 14, 0.999).extrude(v.depth + 2).rotate((90, 0, 0)).translate((0, v.depth / 2 + 1, v.height / 2))
    cuts = [slot.translate(((number - (v.vents - 1) / 2) * 5, 0, 0)) for number in range(v.vents)]
    plug = Manifold.cube((v.wall + 2, 10, 4.5), True)
    cuts.append(plug.translate((-v.width / 2 + v.wall / 2, 0, v.wall + v.under + 3)))
    cuts += [rods(standoffs, 2.6, v.under + 1, v.wall), rods(posts, 2.5, 13, v.height - 12)]
    lid = filleted(v.width, v.depth, v.radius, 1, 2.4).rotate((180, 0, 0)).translate((0, 0, 2.4))
    return [case - Manifold.batch_boolean(cuts, OpType.Add), lid - rods(posts, 2.9, 4, -1) - rods(posts, 5.5, 2, 1.2)]


def m9(v: Any) -> list[Any]:
    """One polygon with its holes."""
    ring = np.asarray(CrossSection.circle(v.hole / 2, ROUND // 2).to_polygons()[0])[::-1]
    outer = CrossSection.square((110, 110), True).to_polygons()[0]
    return [tall(CrossSection([outer, *(ring + place for place in m9_sieve.places())]), 3)]


def m10(v: Any) -> list[Any]:
    """A box, and all lines as one section."""
    plate = Manifold.cube((m10_relief.WIDTH, m10_relief.DEPTH, m10_relief.THICK), True)
    lines = [lettered(line, v.size).translate((0, y)) for line, y in m10_relief.lines()]
    words = tall(CrossSection.batch_boolean(lines, OpType.Add), m10_relief.RELIEF + 0.01, m10_relief.THICK - 0.01)
    return [plate.translate((0, 0, m10_relief.THICK / 2)) + words]


TWINS: dict[str, Callable[[Any], list[Any]]] = {
    "m0": m0, "m1": m1, "m2": m2, "m3": m3, "m5": m5, "m6": m6, "m8": m8, "m9": m9, "m10": m10,
}  # fmt: skip


def answer(part: str, values: Values) -> Reply | None:
    """Values to arrays of corners and triangles."""
    if part not in TWINS:
        return None
    read = corpus()[part].parameters.read(values)
    watch = Watch()
    meshes = [piece.to_mesh() for piece in TWINS[part](read)]
    arrays = [(mesh.vert_properties[:, :3], mesh.tri_verts) for mesh in meshes]
    watch.lap("build and mesh")
    starts = np.cumsum([0, *(len(vertices) for vertices, _ in arrays)])
    triangles = np.concatenate([faces + start for (_, faces), start in zip(arrays, starts, strict=False)])
    return Reply(stl(np.concatenate([vertices for vertices, _ in arrays]), triangles), "stl", watch.stages)


if __name__ == "__main__":
    serve(f"manifold3d {version('manifold3d')}", answer)
