"""A box with round corners, a fillet all round its foot, and a lid whose rim finds the opening."""

from collections.abc import Iterator, Sequence

import cadquery as cq

from benchmarks.specimen import Specimen
from benchmarks.volumes import fillet_loss, rounded_area
from generators import Parameters, length
from generators.shapes import extruded, framed, hollowed, raised, rounded

FOOT, EDGE = 1.2, 0.8  # mm: the fillets of box and lid
RIM, REACH = 1.6, 4.0  # mm: how thick the lid's rim is, and how far it reaches into the box


class BoxParameters(Parameters):
    """Outside sizes, wall and air."""

    width: float = length(80, 40, 160, step=1, label="Width", help="Left to right, outside.")
    depth: float = length(50, 40, 160, step=1, label="Depth", help="Front to back, outside.")
    height: float = length(35, 10, 100, step=1, label="Height", help="Without the lid.")
    wall: float = length(2, 1.6, 3, step=0.2, label="Wall", help="Walls, floor and lid.")
    radius: float = length(6, 5, 12, step=0.5, label="Corners", help="The radius of the upright edges.")
    air: float = length(0.25, 0.05, 0.5, step=0.05, label="Air", help="Between rim and wall.")


def idiomatic(values: BoxParameters) -> Sequence[cq.Workplane]:
    """Boxes, fillets and shells, and a union for the lid."""
    v = values
    box = (
        cq.Workplane()
        .box(v.width, v.depth, v.height, centered=(True, True, False))
        .edges("|Z")
        .fillet(v.radius)
        .edges("<Z")
        .fillet(FOOT)
        .faces(">Z")
        .shell(-v.wall)
    )
    lid = (
        cq.Workplane()
        .box(v.width, v.depth, v.wall, centered=(True, True, False))
        .edges("|Z")
        .fillet(v.radius)
        .edges("<Z")
        .fillet(EDGE)
    )
    inset = v.wall + v.air
    rim = (
        cq.Workplane()
        .workplane(offset=v.wall)
        .box(v.width - 2 * inset, v.depth - 2 * inset, REACH, centered=(True, True, False))
        .edges("|Z")
        .fillet(v.radius - inset)
        .faces("<Z or >Z")
        .shell(-RIM)
    )
    return [box, lid.union(rim)]


def template(values: BoxParameters) -> Iterator[cq.Solid]:
    """Extruded outlines with their fillets, a room taken out of the one and a frame raised from the other."""
    v = values
    room = rounded(v.width - 2 * v.wall, v.depth - 2 * v.wall, v.radius - v.wall, z=v.wall)
    yield hollowed(_block(v, v.height, FOOT), [extruded(room, v.height - v.wall)])
    inset = v.wall + v.air
    rim = framed(rounded(v.width - 2 * inset, v.depth - 2 * inset, v.radius - inset, z=v.wall), RIM)
    yield raised(_block(v, v.wall, EDGE), [rim], REACH)


def _block(v: BoxParameters, height: float, fillet: float) -> cq.Solid:
    block = extruded(rounded(v.width, v.depth, v.radius), height)
    foot = min(block.Faces(), key=lambda face: face.Center().z)
    solid: cq.Solid = block.fillet(fillet, foot.Edges()).Solids()[0]
    return solid


def volume(values: BoxParameters) -> float:
    """Outlines times heights, less the fillets."""
    v = values
    outside = rounded_area(v.width, v.depth, v.radius)
    inside = rounded_area(v.width - 2 * v.wall, v.depth - 2 * v.wall, v.radius - v.wall)
    losses = sum(fillet_loss(v.width, v.depth, v.radius, fillet) for fillet in (FOOT, EDGE))
    far, near = v.wall + v.air, v.wall + v.air + RIM
    rim = rounded_area(v.width - 2 * far, v.depth - 2 * far, v.radius - far)
    rim -= rounded_area(v.width - 2 * near, v.depth - 2 * near, v.radius - near)
    return outside * (v.height + v.wall) - inside * (v.height - v.wall) + rim * REACH - losses


SPECIMEN = Specimen("m1", "Rounded box with a lid", BoxParameters, "width", 61, 3, idiomatic, template, volume)
product = SPECIMEN.product()
