"""A stand holds its device at the angle asked for, and neither of them tips."""

import math
from typing import Any

import cadquery as cq
import pytest
import shapely
from numpy.testing import assert_allclose

from generators.catalog.stand import DEVICES, build, template
from generators.template import Part

CASES: list[dict[str, Any]] = [
    {},
    {"lean": 80, "hold": "across", "width": 70},
    {"device": "ipad-10", "width": 110, "lean": 50, "case": True, "plate": 5},
    {"device": "own", "tall": 280, "wide": 200, "thick": 25, "lean": 80, "width": 100, "cable": False},
]


def standing(**values: object) -> cq.Shape:
    """The stand as it is used."""
    (part,) = build(template.parameters.read(values))
    assert isinstance(part, Part)
    assert isinstance(part.place, cq.Location)
    return part.solid.moved(part.place)


def held(values: dict[str, Any]) -> tuple[float, float, float]:
    """Height along the back, breadth and thickness of the device with its case, from the makers' figures."""
    chosen = next(one.sizes for one in DEVICES if one.value == values.get("device", "iphone-15"))
    if values.get("device") == "own":
        chosen = values
    case = 3 if values.get("case") else 0
    tall, wide = chosen["tall"] + case, chosen["wide"] + case
    return (
        (wide, tall, chosen["thick"] + case) if values.get("hold") == "across" else (tall, wide, chosen["thick"] + case)
    )


def seat(values: dict[str, Any]) -> float:
    """How high the lower rear edge of the device is: base, seat measured along the back, and the room between."""
    plate = values.get("plate", 4)
    room = 32 if values.get("cable", True) and values.get("hold") != "across" else 5
    return float(plate + plate * math.sin(math.radians(values.get("lean", 65))) + room)


def device(values: dict[str, Any]) -> cq.Shape:
    """The device as a block, its lower rear edge in the seat: it lies flat on the back."""
    high, wide, thick = held(values)
    lean = values.get("lean", 65)
    block = cq.Solid.makeBox(wide, thick, high, cq.Vector(-wide / 2, -thick, 0))
    turned = block.moved(cq.Location((0, 0, 0), (1, 0, 0), lean - 90))
    return turned.moved(cq.Location((values.get("width", 60) / 2, 0, seat(values))))


@pytest.mark.parametrize("values", CASES)
def test_the_device_lies_in_its_seat_without_touching_the_lip(values: dict[str, Any]) -> None:
    """The block of the device touches back and seat but enters nothing beyond their rounded corner."""
    stand, block = standing(**values), device(values)
    corner = (1 - math.pi / 4) * values.get("width", 60)  # two rounded corners of 1 mm radius, one of them filled
    assert stand.intersect(block).Volume() <= corner + 1e-6
    lean = math.radians(values.get("lean", 65))
    lifted = block.moved(cq.Location((0, -1.1 * math.sin(lean), 1.1 * math.cos(lean))))
    back = block.moved(cq.Location((0, 0.05 * math.sin(lean), -0.05 * math.cos(lean))))
    assert stand.intersect(back).Volume() > 1
    if seat(values) < 20:  # with a plug the seat is as deep as the plug
        assert stand.intersect(lifted).Volume() > 1


@pytest.mark.parametrize("values", CASES)
def test_neither_stand_nor_device_tips(values: dict[str, Any]) -> None:
    """Their common centre of mass is over the footprint, and stays so when leaned 10° to the rear, 5° elsewhere."""
    stand, block = standing(**values), device(values)
    for share in (0.0, 1.0):  # without, and with a device of 1.6 g/cm³ on a printed stand of 1.24 g/cm³
        ours, theirs = 1.24 * stand.Volume(), 1.6 * block.Volume() * share
        centre = (stand.Center() * ours + block.Center() * theirs) * (1 / (ours + theirs))
        box = stand.BoundingBox()
        feet = [face for face in stand.Faces() if abs(face.BoundingBox().zmax) < 1e-6]
        ground = shapely.MultiPoint([(one.X, one.Y) for face in feet for one in face.Vertices()]).convex_hull
        assert ground.contains(shapely.Point(centre.x, centre.y))
        left, front, right, rear = ground.bounds
        assert rear - centre.y > math.tan(math.radians(10)) * centre.z
        assert min(centre.x - left, right - centre.x, centre.y - front) > math.tan(math.radians(5)) * centre.z
        assert_allclose(box.zmin, 0, atol=1e-6)


@pytest.mark.parametrize("values", CASES[:3])
def test_the_volume_is_that_of_plates(values: dict[str, Any]) -> None:
    """Base, back, seat, lip and leg are strips of one thickness: their union times the width, within 1 %."""
    values = {**values, "cable": False}
    high, _wide, thick = held(values)
    plate, lean = values.get("plate", 4), math.radians(values.get("lean", 65))
    lip, width, z = 10, values.get("width", 60), seat(values)

    def at(along: float, before: float) -> tuple[float, float]:
        return (
            along * math.cos(lean) - before * math.sin(lean),
            z + along * math.sin(lean) + before * math.cos(lean),
        )

    room, top = thick + 1, high / 2
    solid = standing(**values)
    box = solid.BoundingBox()
    outside = max(
        (one for one in solid.Faces() if one.geomType() == "PLANE" and one.normalAt().y > 0.3 and one.Area() > 500),
        key=lambda one: one.Center().y,
    )
    way, point = outside.normalAt(), outside.Center()
    rear = point.y + point.z * way.z / way.y  # where the leg's outer side meets the ground
    leg = shapely.Polygon(
        [
            (rear, 0),
            at(top, -plate),
            (at(top, -plate)[0] - plate * way.y, at(top, -plate)[1] - plate * way.z),
            (rear - plate * way.y, -plate * way.z),
        ]
    )
    below = -(z - plate) / math.sin(lean)
    strips = [
        shapely.Polygon([(box.ymin, 0), (rear, 0), (rear, plate), (box.ymin, plate)]),
        shapely.Polygon([at(below, 0), at(below, -plate), at(top, -plate), at(top, 0)]),
        shapely.Polygon([at(-plate, room + plate), at(-plate, -1), at(0, -1), at(0, room + plate)]),
        shapely.Polygon([at(-1, room + plate), at(-1, room), at(lip, room), at(lip, room + plate)]),
        leg,
    ]
    behind = shapely.Polygon([(rear, 0), at(top, -plate), (rear + 500, 500), (rear + 500, 0)])
    ground = shapely.box(-500, 0, 500, 500)
    cut = shapely.unary_union(strips).intersection(ground).difference(behind)
    section = max(shapely.get_parts(cut), key=lambda one: float(one.area))
    (window,) = (shapely.Polygon(ring) for ring in section.interiors)
    reach = shapely.maximum_inscribed_circle(window, tolerance=0.01).length
    soft = min(4, reach / 2)  # its corners are rounded
    outline, window = shapely.Polygon(section.exterior), window.buffer(-soft).buffer(soft, 32)
    bevels = 0.8**2 * (outline.length + window.length)  # of both sides
    assert_allclose(solid.Volume(), (outline.area - window.area) * width - bevels, rtol=0.01)
    assert_allclose(box.xlen, width, atol=1e-6)


def test_a_plug_passes_through_the_seat() -> None:
    """A USB-C plug of 12.35 x 6.5 mm goes through below the middle of the device; beside it there is plastic."""
    values: dict[str, Any] = {}
    stand = standing()
    lean = 65
    seat_deep = max(7.8 + 1, 8.8)
    plug = cq.Solid.makeBox(12.35, 6.5, 20, cq.Vector(-6.175, -seat_deep / 2 - 3.25, -18))
    turned = plug.moved(cq.Location((0, 0, 0), (1, 0, 0), lean - 90)).moved(cq.Location((30, 0, seat(values))))
    assert_allclose(stand.intersect(turned).Volume(), 0, atol=1e-6)
    assert stand.intersect(turned.moved(cq.Location((6, 0, 0)))).Volume() > 1


def test_every_device_has_a_maker_who_says_so() -> None:
    """At least twelve devices, each with plausible sizes and the source of its figures."""
    named = [one for one in DEVICES if one.value != "own"]
    assert len(named) >= 12
    for one in named:
        assert one.source.endswith(": specifications")
        assert one.sizes["tall"] > one.sizes["wide"] > 60
        assert 5 < one.sizes["thick"] < 12
