"""An involute spur gear with bore, keyway and a pocket on both sides."""

import math
from collections.abc import Iterator, Sequence

import cadquery as cq
from cadquery import func

from benchmarks.specimen import Specimen
from benchmarks.volumes import polygon_area
from generators import Parameters, count, length
from generators.shapes import drawn, extruded, sunk

MODULE, PRESSURE = 2.0, math.radians(20)
KEY_WIDE, KEY_DEEP, POCKET, RIM, HUB = 3.0, 2.5, 3.0, 4.0, 5.0  # mm
FLANK = 9  # points of a spline


class GearParameters(Parameters):
    """Teeth and sizes."""

    teeth: int = count(32, 24, 60, label="Teeth", help="How many.")
    thickness: float = length(12, 8, 30, step=1, label="Thickness", help="Along the axis.")
    bore: float = length(10, 6, 16, step=0.5, label="Bore", help="Its diameter.")


def radii(teeth: int) -> tuple[float, float]:
    """Give the radii of roots and tips in mm."""
    return MODULE * teeth / 2 - 1.25 * MODULE, MODULE * teeth / 2 + MODULE


def flank(teeth: int, points: int) -> list[tuple[float, float]]:
    """Give a tooth's flank as (radius, angle from the tooth's middle), from its base outward."""
    root, tip = radii(teeth)
    base = MODULE * teeth / 2 * math.cos(PRESSURE)
    start, half = max(base, root), math.pi / (2 * teeth) + math.tan(PRESSURE) - PRESSURE
    found = []
    for number in range(points):
        radius = start + (tip - start) * number / (points - 1)
        turn = math.acos(min(1.0, base / radius))
        found.append((radius, half - (math.tan(turn) - turn)))
    return found


def at(radius: float, angle: float) -> tuple[float, float]:
    """Give the point (x, y)."""
    return radius * math.cos(angle), radius * math.sin(angle)


def idiomatic(values: GearParameters) -> Sequence[cq.Workplane]:
    """Lines, splines and arcs, extruded, and four cuts."""
    v = values
    root, tip = radii(v.teeth)
    side = flank(v.teeth, FLANK)
    low = side[0][1]
    pitch = 2 * math.pi / v.teeth
    outline = cq.Workplane().moveTo(*at(root, -low))
    for tooth in range(v.teeth):
        middle = tooth * pitch
        right = [at(radius, middle - angle) for radius, angle in side]
        left = [at(radius, middle + angle) for radius, angle in reversed(side)]
        if tooth:
            outline = outline.threePointArc(at(root, middle - pitch / 2), at(root, middle - low))
        if side[0][0] > root:
            outline = outline.lineTo(*right[0])
        outline = outline.spline(right[1:], includeCurrent=True).threePointArc(at(tip, middle), left[0])
        outline = outline.spline(left[1:], includeCurrent=True)
        if side[0][0] > root:
            outline = outline.lineTo(*at(root, middle + low))
    gear = outline.threePointArc(at(root, -pitch / 2), at(root, -low)).close().extrude(v.thickness)
    gear = gear.faces(">Z").workplane(origin=(0, 0, 0)).hole(v.bore)
    key = cq.Workplane().box(KEY_WIDE, v.bore / 2 + KEY_DEEP, v.thickness, centered=(True, False, False))
    gear = gear.cut(key)
    for low_z in (0, v.thickness - POCKET):
        ring = cq.Workplane().workplane(offset=low_z).circle(root - RIM).circle(v.bore / 2 + HUB).extrude(POCKET)
        gear = gear.cut(ring)
    return [gear]


def template(values: GearParameters) -> Iterator[cq.Solid]:
    """A face with its bore, extruded, and pockets sunk from both sides."""
    v = values
    bore, high = v.bore / 2, v.thickness
    side = math.sqrt(bore**2 - (KEY_WIDE / 2) ** 2)
    half, deep = KEY_WIDE / 2, bore + KEY_DEEP
    hole = drawn([(half, side), (half, deep), (-half, deep), (-half, side), ((0, -bore), (half, side))])
    gear = extruded(func.face(_outline(v.teeth), hole.outerWire()).Faces()[0], high)
    for _side in range(2):
        ring = func.face(func.circle(radii(v.teeth)[0] - RIM), func.circle(bore + HUB)).Faces()[0]
        gear = sunk(gear, [ring.moved(cq.Location((0, 0, high))).Faces()[0]], POCKET)
        gear = gear.moved(cq.Location((0, 0, high), (1, 0, 0), 180)).Solids()[0]
    yield gear


def _outline(teeth: int) -> cq.Wire:
    root, tip = radii(teeth)
    side = flank(teeth, FLANK)
    edges: list[cq.Edge] = []
    for tooth in range(teeth):
        middle, gap = tooth * 2 * math.pi / teeth, math.pi / teeth

        def point(radius: float, angle: float, middle: float = middle) -> cq.Vector:
            return cq.Vector(*at(radius, middle + angle), 0)

        right = [point(radius, -angle) for radius, angle in side]
        left = [point(radius, angle) for radius, angle in reversed(side)]
        begin, end = point(root, -side[0][1]), point(root, side[0][1])
        if side[0][0] > root:
            edges.append(cq.Edge.makeLine(begin, right[0]))
        edges.append(cq.Edge.makeSpline(right))
        edges.append(cq.Edge.makeThreePointArc(right[-1], point(tip, 0), left[0]))
        edges.append(cq.Edge.makeSpline(left))
        if side[0][0] > root:
            edges.append(cq.Edge.makeLine(left[-1], end))
        edges.append(cq.Edge.makeThreePointArc(end, point(root, gap), point(root, 2 * gap - side[0][1])))
    return cq.Wire.assembleEdges(edges)


def polygon(teeth: int, points: int = 40) -> list[tuple[float, float]]:
    """Give the outline as a fine polygon."""
    root, tip = radii(teeth)
    side = flank(teeth, points)
    low, high, pitch = side[0][1], side[-1][1], 2 * math.pi / teeth
    one = [(root, -low), *((radius, -angle) for radius, angle in side)]
    one += [(tip, -high + 2 * high * number / 8) for number in range(1, 8)]
    one += [*((radius, angle) for radius, angle in reversed(side)), (root, low)]
    one += [(root, low + (pitch - 2 * low) * number / 8) for number in range(1, 8)]
    return [at(radius, tooth * pitch + angle) for tooth in range(teeth) for radius, angle in one]


def volume(values: GearParameters) -> float:
    """Outline less bore and keyway, less the pockets."""
    v = values
    bore, half = v.bore / 2, KEY_WIDE / 2
    # The keyway's part outside the bore: a rectangle less what the circle takes of it.
    within = half * math.sqrt(bore**2 - half**2) + bore**2 * math.asin(half / bore)
    key = KEY_WIDE * (bore + KEY_DEEP) - within
    face = polygon_area(polygon(v.teeth)) - math.pi * bore**2 - key
    pocket = math.pi * ((radii(v.teeth)[0] - RIM) ** 2 - (bore + HUB) ** 2)
    return face * v.thickness - 2 * pocket * POCKET


SPECIMEN = Specimen("m6", "Spur gear", GearParameters, "teeth", 33, 1, idiomatic, template, volume)
product = SPECIMEN.product()
