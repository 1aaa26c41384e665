"""A stand for a phone or a tablet, printed on its side: one closed frame without a hanging edge."""

import math
from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    AtLeast,
    AtMost,
    Device,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Shown,
    Template,
    angle,
    choice,
    device,
    entry,
    length,
    measure,
    toggle,
    value,
    when,
)
from generators.shapes import Point, bent, cut, extruded, softened

AIR = 1.0  # mm that the device has in its seat, all told
CASE = 1.5  # mm: a common case, on each side
BACK = 0.5  # of the device's height that the stand supports
STEADY = math.radians(12)  # that the device may be pushed back before the stand tips: more than a tap does
SHARE = 0.35  # of the device's breadth that the stand needs
LOW, PLUG_ROOM = 5.0, 32.0  # mm between base and seat: without, and with a plug and the bend of its cable
# USB-C plugs are at most 12.35 x 6.5 mm (USB Type-C specification, overmould).
PLUG_WIDE, PLUG_DEEP = 14.0, 8.0  # mm
ROOTS = 1.5  # mm above the seat that the plug's way goes, through the rounded roots of lip and back
WIDEST = 120.0  # mm
DEPTH = 0.5  # of the width: the frame stands on its side while it is printed
TOE = 6.0  # mm that the base reaches in front of the back
SOFT = 0.8  # mm: bevels at both sides


def _phone(value: str, title: str, tall: float, wide: float, thick: float, maker: str) -> Device:
    sizes = {"tall": tall, "wide": wide, "thick": thick}
    return Device(value, title, f"{tall:g} x {wide:g} x {thick:g} mm", sizes=sizes, source=f"{maker}: specifications")


DEVICES = [
    Device(
        "own",
        "Measure it myself",
        "For any other phone, tablet, reader or book.",
        sizes={"tall": 0, "wide": 0, "thick": 0},
        source="the customer's own caliper",
    ),
    _phone("iphone-se-3", "Apple iPhone SE (3rd generation)", 138.4, 67.3, 7.3, "Apple"),
    _phone("iphone-15", "Apple iPhone 15 and 16", 147.6, 71.6, 7.8, "Apple"),
    _phone("iphone-16-pro-max", "Apple iPhone 16 Pro Max", 163.0, 77.6, 8.25, "Apple"),
    _phone("galaxy-s24", "Samsung Galaxy S24", 147.0, 70.6, 7.6, "Samsung"),
    _phone("galaxy-s24-ultra", "Samsung Galaxy S24 Ultra", 162.3, 79.0, 8.6, "Samsung"),
    _phone("galaxy-a55", "Samsung Galaxy A55", 161.1, 77.4, 8.2, "Samsung"),
    _phone("pixel-8", "Google Pixel 8", 150.5, 70.8, 8.9, "Google"),
    _phone("fairphone-5", "Fairphone 5", 161.6, 75.83, 9.6, "Fairphone"),
    _phone("ipad-mini-6", "Apple iPad mini (6th generation)", 195.4, 134.8, 6.3, "Apple"),
    _phone("ipad-10", "Apple iPad (10th generation)", 248.6, 179.5, 7.0, "Apple"),
    _phone("galaxy-tab-s9", "Samsung Galaxy Tab S9", 254.3, 165.8, 5.9, "Samsung"),
    _phone("kindle-paperwhite-5", "Amazon Kindle Paperwhite (11th generation)", 174.2, 124.6, 8.1, "Amazon"),
]

_OWN = value("device") == "own"
_TALL = when(_OWN, value("tall"), entry("device", "tall"))
_WIDE = when(_OWN, value("wide"), entry("device", "wide"))
_BROAD = when(value("hold") == "upright", _WIDE, _TALL)


class StandParameters(Parameters):
    """What a customer can set."""

    device: str = device("iphone-15", DEVICES, label="Device", help="What will stand on it.", group="Device")
    tall: float = measure(
        150,
        80,
        280,
        step=1,
        tolerance=1,
        how="Measure the longer side with a ruler.",
        label="Longer side",
        help="Of the device without its case.",
        group="Device",
    )
    wide: float = measure(
        72,
        50,
        220,
        step=1,
        tolerance=1,
        how="Measure the shorter side with a ruler.",
        label="Shorter side",
        help="Of the device without its case.",
        group="Device",
    )
    thick: float = measure(
        8,
        5,
        25,
        step=0.1,
        tolerance=0.2,
        how="Close a caliper on it, beside the camera.",
        label="Thickness",
        help="Of the device without its case.",
        group="Device",
    )
    lean: float = angle(
        65, 45, 80, label="Angle", help="Of the screen: 80° is nearly upright, 45° is to type on.", group="Use"
    )
    case: bool = toggle(
        False,
        label="In a case",
        help="Room for a common case, 1.5 mm on each side.",
        group="Device",
        level="more",
    )
    hold: str = choice(
        "upright",
        [
            Option("upright", "Upright", "To read and to call.", "M8 3h8v18h-8z"),
            Option("across", "Across", "To watch films.", "M3 8h18v8h-18z"),
        ],
        label="Held",
        help="Which way round the device stands.",
        group="Use",
        level="more",
    )
    cable: bool = toggle(
        True,
        label="Room for a charging plug",
        help="Lifts the device and leaves an opening below it for a plug and its cable.",
        group="Use",
        level="more",
    )
    width: float = length(
        60,
        40,
        WIDEST,
        step=1,
        label="Width",
        help="Of the stand, left to right.",
        group="Shape",
        level="more",
        axis="x",
    )
    lip: float = length(
        10,
        5,
        25,
        step=1,
        label="Lip",
        help="How far it covers the screen.",
        group="Shape",
        level="more",
    )
    plate: float = length(
        4,
        3,
        6,
        step=0.5,
        label="Thickness",
        help="4 mm for phones, 5 mm for tablets.",
        group="Shape",
        level="more",
    )

    rules = (
        Shown(["tall", "wide", "thick"], _OWN),
        Shown(["cable"], value("hold") == "upright"),
        AtMost("wide", value("tall"), "the shorter side is no longer than the longer one."),
        AtLeast("width", SHARE * _BROAD, "a narrower stand would let the device tip sideways."),
    )


def plugged(values: StandParameters) -> bool:
    """Say whether a plug has to pass through the seat."""
    return values.cable and values.hold == "upright"


def sizes(values: StandParameters) -> tuple[float, float]:
    """Give how high the device stands along its back, and how thick its seat is, in mm."""
    chosen = values.entries("device")
    if values.device == "own":
        chosen = {"tall": values.tall, "wide": values.wide, "thick": values.thick}
    case = CASE if values.case else 0.0
    high = chosen["tall"] if values.hold == "upright" else min(chosen["wide"], chosen["tall"])
    thick = chosen["thick"] + 2 * case + AIR
    return high + 2 * case, max(thick, PLUG_DEEP + 0.8) if plugged(values) else thick


def build(values: StandParameters) -> Iterator[Part]:
    """
    Draw the stand from its side: Y runs from front to rear, Z up, and the device's lower rear edge is at the seat.

    Base, back and rear leg are a closed frame; the seat with its lip hangs on the back.
    """
    high, thick = sizes(values)
    plate, lean = values.plate, math.radians(values.lean)
    up = math.cos(lean), math.sin(lean)  # along the device's back
    out = -math.sin(lean), math.cos(lean)  # from its back to its screen

    def at(along: float, before: float) -> tuple[float, float]:
        return along * up[0] + before * out[0], seat + along * up[1] + before * out[1]

    seat = plate + plate * up[1] + (PLUG_ROOM if plugged(values) else LOW)
    tall = BACK * high
    top = at(tall, -plate)
    middle = at(high / 2, thick / 2)
    foot = at((plate - seat) / up[1], 0)[0]  # where the back's front meets the base
    front = min(at(-plate, thick + plate)[0], foot - TOE)
    rear = max(middle[0] + math.tan(STEADY) * middle[1], top[0] + plate, front + DEPTH * values.width)

    tip = min(plate, values.lip) / 2.1  # nearly a half circle
    outline = [
        (front, 0.0),
        (rear, 0.0),
        top,
        at(tall, 0),
        (0.0, seat),
        at(0, thick),
        at(values.lip, thick),
        at(values.lip, thick + plate),
        at(-plate, thick + plate),
        at(-plate, 0),
        (foot, plate),
        (front, plate),
    ]
    radii = [1.0, plate * 0.6, plate * 0.3, plate * 0.3, 1.0, 1.0, tip, tip, plate * 0.8, 2.0, 2.0, 1.0]
    side = bent(outline, radii)
    window = opening((0.0, plate), at(0, -plate), up, (rear, 0.0), top, plate)
    solid = extruded(cq.Face.makeFromWires(side.outerWire(), [window.outerWire()]), values.width)
    solid = softened(softened(solid, SOFT, at=0), SOFT, at=values.width)
    if plugged(values):
        solid = cut(solid, plug_way(at(0, thick / 2), values))
    yield Part("stand", solid, place=cq.Location(cq.Plane(origin=(0, 0, 0), xDir=(0, 1, 0), normal=(1, 0, 0))))


def opening(base: Point, back: Point, up: Point, rear: Point, top: Point, plate: float) -> cq.Face:
    """Give the triangle that base, back and leg leave open: the leg's outer edge runs from `rear` to `top`."""
    way = top[0] - rear[0], top[1] - rear[1]
    far = math.hypot(*way)
    leg = rear[0] - plate * way[1] / far, rear[1] + plate * way[0] / far
    level = (1.0, 0.0)
    corners = [meeting(base, level, back, up), meeting(base, level, leg, way), meeting(leg, way, back, up)]
    (ax, ay), (bx, by), (cx, cy) = corners
    around = math.dist(corners[0], corners[1]) + math.dist(corners[1], corners[2]) + math.dist(corners[2], corners[0])
    reach = ((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / around  # of the circle that just fits in
    return bent(corners, [min(4.0, 0.5 * reach)] * 3)


def meeting(one: Point, way: Point, other: Point, cross: Point) -> Point:
    """Give the point where two lines meet, each a point and a direction."""
    turn = way[0] * cross[1] - way[1] * cross[0]
    share = ((other[0] - one[0]) * cross[1] - (other[1] - one[1]) * cross[0]) / turn
    return one[0] + share * way[0], one[1] + share * way[1]


def plug_way(middle: Point, values: StandParameters) -> cq.Solid:
    """Give the room of a plug that passes through the seat, below the middle of the device."""
    deep = values.plate + 2 + ROOTS
    block = cq.Solid.makeBox(PLUG_DEEP, deep, PLUG_WIDE, cq.Vector(-PLUG_DEEP / 2, ROOTS - deep, -PLUG_WIDE / 2))
    turned = block.moved(cq.Location((0, 0, 0), (0, 0, 1), values.lean - 90))
    placed: cq.Solid = turned.moved(cq.Location((middle[0], middle[1], values.width / 2)))
    return placed


template = Template(
    slug="stand",
    title="Phone and tablet stand",
    version="1.0.0",
    summary="A stand made to your phone or tablet, with room for its case and its charging plug.",
    need="Read a recipe, make a video call or charge a phone beside the bed, at the angle you like.",
    when_not="Not in a car, where it can fly off and softens in the sun, and not on a stove or a radiator.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("desk", "home"),
    parameters=StandParameters,
    presets=(
        Preset("phone", "Phone on the desk", "With a charging plug below.", {}),
        Preset(
            "films",
            "Films",
            "The phone lies across, leaning back.",
            {"hold": "across", "lean": 60, "width": 80, "lip": 8},
        ),
        Preset(
            "kitchen",
            "Tablet in the kitchen",
            "Wide and strong, with a high lip.",
            {"device": "ipad-10", "case": True, "lean": 70, "width": 110, "plate": 5, "lip": 14, "cable": False},
        ),
        Preset(
            "bedside",
            "Reader beside the bed",
            "Nearly upright, with room for a cover.",
            {"device": "kindle-paperwhite-5", "case": True, "lean": 75, "width": 70, "cable": False},
        ),
    ),
    needs=(
        Need(
            "Which way round does it stand?",
            (Answer("Upright", {"hold": "upright"}), Answer("Across", {"hold": "across", "width": 90})),
        ),
        Need(
            "Does it charge on the stand?",
            (Answer("Yes", {"cable": True}), Answer("No", {"cable": False}, "Sits lower.")),
            "The plug passes through the seat when the device stands upright.",
        ),
        Need(
            "What do you do with it?",
            (
                Answer("Look at it from a chair", {"lean": 65}),
                Answer("Call and be seen", {"lean": 75}),
                Answer("Tap and type", {"lean": 50}),
            ),
        ),
    ),
    build=build,
    causes={"WALL_THIN": "plate"},
)
