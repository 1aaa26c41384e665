"""A case for a circuit board: standoffs, screw posts in the corners, vents, a hole for a plug; and its lid."""

import math
from collections.abc import Iterator, Sequence

import cadquery as cq
import shapely

from benchmarks.specimen import Specimen
from benchmarks.volumes import fillet_loss, rounded_area
from generators import Parameters, count, length
from generators.shapes import cut, drawn, extruded, hollowed, pierced, punch, rounded, slots, spun, sunk

FOOT, EDGE, LID = 2.0, 1.0, 2.4  # mm: fillets of case and lid, and how thick the lid is
BOARD_INSET, STANDOFF, PILOT = 3.5, 6.5, 2.6
POST, POST_INSET, TAPPED, TAPPED_DEEP = 4.0, 2.5, 2.5, 12.0
SHANK, HEAD, HEAD_DEEP = 2.9, 5.5, 1.2
PLUG_WIDE, PLUG_HIGH, PLUG_OVER = 10.0, 4.5, 3.0
VENT_LONG, VENT_WIDE, VENT_APART = 14.0, 2.0, 5.0


class EnclosureParameters(Parameters):
    """Outside sizes, and the board."""

    width: float = length(100, 95, 180, step=1, label="Width", help="Left to right, outside.")
    depth: float = length(70, 66, 120, step=1, label="Depth", help="Front to back, outside.")
    height: float = length(30, 26, 60, step=1, label="Height", help="Without the lid.")
    wall: float = length(2.2, 2.2, 3, step=0.2, label="Wall", help="Walls and floor.")
    radius: float = length(5, 5, 8, step=0.5, label="Corners", help="The radius of the upright edges.")
    board_width: float = length(85, 40, 85, step=1, label="Board's width", help="Left to right.")
    board_depth: float = length(56, 30, 56, step=1, label="Board's depth", help="Front to back.")
    under: float = length(5, 3, 10, step=0.5, label="Room below", help="The height of the standoffs.")
    vents: int = count(10, 2, 14, label="Vents", help="On each of two sides.")


def four(width: float, depth: float) -> list[tuple[float, float]]:
    """Give the corners of a rectangle."""
    return [(x * width / 2, y * depth / 2) for x, y in ((1, 1), (-1, 1), (-1, -1), (1, -1))]


def standoffs(v: EnclosureParameters) -> list[tuple[float, float]]:
    """Give where the board is held."""
    return four(v.board_width - 2 * BOARD_INSET, v.board_depth - 2 * BOARD_INSET)


def posts(v: EnclosureParameters) -> list[tuple[float, float]]:
    """Give where the lid is screwed down."""
    return four(v.width - 2 * (v.wall + POST_INSET), v.depth - 2 * (v.wall + POST_INSET))


def idiomatic(values: EnclosureParameters) -> Sequence[cq.Workplane]:
    """A filleted shell, and unions and cuts on it."""
    v = values
    case = (
        cq.Workplane()
        .box(v.width, v.depth, v.height, centered=(True, True, False))
        .edges("|Z")
        .fillet(v.radius)
        .edges("<Z")
        .fillet(FOOT)
        .faces(">Z")
        .shell(-v.wall)
    )
    feet = cq.Workplane().workplane(offset=v.wall / 2).pushPoints(standoffs(v))
    case = case.union(feet.circle(STANDOFF / 2).extrude(v.under + v.wall / 2))
    pilots = cq.Workplane().workplane(offset=v.wall).pushPoints(standoffs(v))
    case = case.cut(pilots.circle(PILOT / 2).extrude(v.under))
    columns = cq.Workplane().workplane(offset=v.wall / 2).pushPoints(posts(v)).circle(POST)
    inside = (
        cq.Workplane()
        .box(v.width - v.wall, v.depth - v.wall, v.height, centered=(True, True, False))
        .edges("|Z")
        .fillet(v.radius - v.wall / 2)
    )
    case = case.union(columns.extrude(v.height - v.wall / 2).intersect(inside))
    case = case.faces(">Z").workplane(origin=(0, 0)).pushPoints(posts(v)).hole(TAPPED, TAPPED_DEEP)
    plug = cq.Workplane("YZ").workplane(offset=-v.width / 2 - 1).center(0, v.wall + v.under + PLUG_OVER)
    case = case.cut(plug.rect(PLUG_WIDE, PLUG_HIGH).extrude(v.wall + 2))
    places = [((number - (v.vents - 1) / 2) * VENT_APART, v.height / 2) for number in range(v.vents)]
    vents = cq.Workplane("XZ").workplane(offset=-v.depth / 2 - 1).pushPoints(places).slot2D(VENT_LONG, VENT_WIDE, 90)
    case = case.cut(vents.extrude(v.depth + 2))
    lid = (
        cq.Workplane()
        .box(v.width, v.depth, LID, centered=(True, True, False))
        .edges("|Z")
        .fillet(v.radius)
        .edges(">Z")
        .fillet(EDGE)
        .faces(">Z")
        .workplane()
        .pushPoints(posts(v))
        .cboreHole(SHANK, HEAD, HEAD_DEEP)
    )
    return [case, lid]


def template(values: EnclosureParameters) -> Iterator[cq.Solid]:
    """A room drawn around the posts, standoffs sunk into it as seen from below; only plug and vents are cut."""
    v = values
    block = extruded(rounded(v.width, v.depth, v.radius), v.height)
    foot = min(block.Faces(), key=lambda face: face.Center().z)
    block = block.fillet(FOOT, foot.Edges()).Solids()[0]
    deep = v.height - v.wall
    rings = []
    for x, y in standoffs(v):
        disc = cq.Face.makeFromWires(cq.Wire.makeCircle(STANDOFF / 2, cq.Vector(x, -y, deep), cq.Vector(0, 0, 1)))
        rings.append(pierced(disc, x, -y, PILOT))
    # Upside down, so that the floor is the flat top that the rings are sunk into.
    upside = cq.Location((0, 0, v.height), (1, 0, 0), 180)
    room = sunk(extruded(_room(v), deep), rings, v.under).moved(upside).Solids()[0]
    holes = [
        cq.Solid.makeCylinder(TAPPED / 2, TAPPED_DEEP, cq.Vector(x, y, v.height - TAPPED_DEEP)) for x, y in posts(v)
    ]
    case = hollowed(block, [room, *holes])
    vents = punch(slots(v.vents * VENT_APART - 1, VENT_LONG, VENT_WIDE, VENT_APART - VENT_WIDE), v.depth + 2)
    upright = cq.Location((0, v.depth / 2 + 1, v.height / 2), (1, 0, 0), 90)
    plug = cq.Solid.makeBox(
        v.wall + 2,
        PLUG_WIDE,
        PLUG_HIGH,
        cq.Vector(-v.width / 2 - 1, -PLUG_WIDE / 2, v.wall + v.under + PLUG_OVER - PLUG_HIGH / 2),
    )
    yield cut(case, cq.Compound.makeCompound([plug, *vents.moved(upright)]))
    plate = extruded(rounded(v.width, v.depth, v.radius), LID)
    top = max(plate.Faces(), key=lambda face: face.Center().z)
    plate = plate.fillet(EDGE, top.Edges()).Solids()[0]
    seat = LID - HEAD_DEEP
    bored = spun([(0, 0), (SHANK / 2, 0), (SHANK / 2, seat), (HEAD / 2, seat), (HEAD / 2, LID), (0, LID)])
    yield hollowed(plate, [bored.moved(cq.Location((x, y, 0))).Solids()[0] for x, y in posts(v)])


def _room(v: EnclosureParameters) -> cq.Face:
    """Give the outline of the room: straight walls between four round posts."""
    width, depth = v.width / 2 - v.wall, v.depth / 2 - v.wall
    # Where a post meets the walls, from their corner on.
    reach = POST_INSET + math.sqrt(POST**2 - POST_INSET**2)
    bulge = POST / math.sqrt(2)
    steps: list[tuple[float, float] | tuple[tuple[float, float], tuple[float, float]]] = []
    for x, y in ((1, 1), (-1, 1), (-1, -1), (1, -1)):
        side, end = (x * width, y * (depth - reach)), (x * (width - reach), y * depth)
        middle = (x * (width - POST_INSET - bulge), y * (depth - POST_INSET - bulge))
        first, last = (side, end) if x == y else (end, side)
        steps += [first, (middle, last)]
    return drawn(steps)


def volume(values: EnclosureParameters) -> float:
    """Areas times heights; the posts' area by shapely."""
    v = values
    outside = rounded_area(v.width, v.depth, v.radius)
    inner = (v.width - 2 * v.wall, v.depth - 2 * v.wall)
    corner = v.radius - v.wall
    room = shapely.box(-inner[0] / 2 + corner, -inner[1] / 2 + corner, inner[0] / 2 - corner, inner[1] / 2 - corner)
    room = room.buffer(corner, 90)
    columns = shapely.MultiPoint(posts(v)).buffer(POST, 90)
    deep = v.height - v.wall
    case: float = outside * v.height - room.difference(columns).area * deep
    case += 4 * math.pi / 4 * ((STANDOFF**2 - PILOT**2) * v.under - TAPPED**2 * TAPPED_DEEP)
    vent = (VENT_LONG - VENT_WIDE) * VENT_WIDE + math.pi / 4 * VENT_WIDE**2
    case -= v.wall * (PLUG_WIDE * PLUG_HIGH + 2 * v.vents * vent)
    lid = outside * LID - math.pi * (SHANK**2 * (LID - HEAD_DEEP) + HEAD**2 * HEAD_DEEP)
    return case + lid - sum(fillet_loss(v.width, v.depth, v.radius, fillet) for fillet in (FOOT, EDGE))


SPECIMEN = Specimen("m8", "Enclosure", EnclosureParameters, "width", 101, 2, idiomatic, template, volume)
product = SPECIMEN.product()
