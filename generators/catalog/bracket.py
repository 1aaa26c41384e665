"""A shelf bracket sized by what it carries, printed on its side so that no layer line crosses the load."""

import math
from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    AtMost,
    Hardware,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Template,
    choice,
    count,
    floor,
    length,
    smallest,
    toggle,
    value,
    volume,
    weight,
    when,
)
from generators.shapes import bent, countersunk, cut, extruded, softened

# PLA yields at about 50 MPa along its layers (Prusament PLA data sheet). A fifth of it, for plastic that creeps.
SAFETY = 5
ALLOWED = 50.0 / SAFETY  # MPa
GRAVITY = 9.81  # m/s²
HEADS = {"3.5": 7.0, "4": 8.0, "5": 10.0}  # mm: countersunk heads of chipboard screws, as dealers list them
WIDEST_HEAD = 10.0  # mm
LENGTHS = (12, 16, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80)  # mm: wood screws in the shops, DIN 7997
IN_SHELF = 15.0  # mm that a screw may go into a shelf board of 18 mm
IN_WALL = 40.0  # mm of plug or wood behind the bracket

THINNEST, THICKEST = 5.0, 16.0  # mm of leg
THINNEST_WEB, THICKEST_WEB = 3.0, 6.0  # mm
WEB = 0.75  # the share of each leg that the web holds
DRIVER = 6.0  # mm between a leg and the head of the nearest screw in the other, so that a driver passes
CORNER = 6.0  # mm: radius inside, so that nothing tears there


class BracketParameters(Parameters):
    """What a customer can set."""

    load: float = weight(
        5,
        1,
        15,
        label="Load",
        help="On this one bracket, at the front edge of the shelf. Plastic is used to a fifth of its strength.",
    )
    depth: float = length(
        120, 50, 180, step=1, label="Under the shelf", help="How far it reaches out from the wall.", axis="y"
    )
    height: float = length(90, 50, 180, step=1, label="Along the wall", help="How far it reaches down.", axis="z")
    width: float = length(28, 24, 50, step=1, label="Width", help="As seen from the front.", axis="x")
    web: bool = toggle(
        True,
        label="Side web",
        help="A flat triangle on one side, which carries four times as much with the same legs.",
    )
    screw: str = choice(
        "4",
        [Option("3.5", "3.5 mm", "Light"), Option("4", "4 mm", "Usual"), Option("5", "5 mm", "Heavy")],
        label="Screw size",
        help="Countersunk wood screws.",
        group="Fixing",
        level="more",
    )
    holes: int = count(
        2, 1, 4, label="Screws in each leg", help="More of them spread the load.", group="Fixing", level="more"
    )

    rules = (
        AtMost("depth", volume("x"), "the printer is no wider."),
        AtMost("height", volume("y"), "the printer is no deeper."),
        AtMost(
            "holes",
            1 + floor((smallest(value("depth"), value("height")) - THICKEST - DRIVER - 2 * WIDEST_HEAD) / 14),
            "a leg this short has no room for more.",
        ),
        AtMost(
            "load",
            when(
                value("web"),
                smallest(
                    # What legs of the greatest thickness bear beyond the web, and the thickest web in the corner.
                    THICKEST**2 * (value("width") - WIDEST_HEAD) * ALLOWED
                    / (6 * GRAVITY * (1 - WEB) * value("depth")),
                    THICKEST_WEB * (WEB * value("height")) * (WEB * value("height")) * ALLOWED
                    / (6 * GRAVITY * value("depth")),
                ),
                THICKEST**2 * (value("width") - WIDEST_HEAD) * ALLOWED / (6 * GRAVITY * value("depth")),
            ),
            "make it wider, shorter, or higher along the wall, or give it a web.",
        ),
    )  # fmt: skip


def leg_thickness(values: BracketParameters) -> float:
    """Give the thickness of both legs in mm, from the bending where nothing but the leg, with a hole, carries."""
    moment = values.load * GRAVITY * values.depth * (1 - WEB if values.web else 1)  # N mm
    head = HEADS[values.screw]
    least = (head - float(values.screw)) / 2 + 3
    return max(THINNEST, least, math.sqrt(6 * moment / ((values.width - head) * ALLOWED)))


def web_thickness(values: BracketParameters) -> float:
    """Give the thickness of the web in mm: in the corner it alone bears the whole bending."""
    moment = values.load * GRAVITY * values.depth
    return max(THINNEST_WEB, 6 * moment / (ALLOWED * (WEB * values.height) ** 2))


def places(leg: float, thick: float, head: float, count: int) -> list[float]:
    """Give where along a leg its screws sit, in mm from its outer corner."""
    first, last = thick + DRIVER + head / 2, leg - head
    if count == 1:
        return [first]
    return [first + (last - first) * number / (count - 1) for number in range(count)]


def build(values: BracketParameters) -> Iterator[Part | Hardware]:
    """Draw the bracket from the side with the shelf at x = 0, give it its width, its web and its screw holes."""
    thick, wide = leg_thickness(values), values.width
    down, out = values.height, values.depth
    corners = [(0, 0), (down, 0), (down, thick), (thick, thick), (thick, out), (0, out)]
    end = min(3, thick / 2 - 0.5)
    solid = extruded(bent(corners, [1, 1, end, CORNER, end, 1]), wide)
    web = web_thickness(values) if values.web else 0.0
    if values.web:
        triangle = [(1, 1), (thick + WEB * (down - thick), 1), (thick + WEB * (down - thick), thick),
                    (thick, thick + WEB * (out - thick)), (1, thick + WEB * (out - thick))]  # fmt: skip
        solid = solid.fuse(extruded(bent(triangle, [0] * 5), web)).clean().Solids()[0]
    solid = softened(softened(solid, 0.8, at=0), 0.8, at=wide)
    hole, head = float(values.screw) + 0.5, HEADS[values.screw] + 0.5
    middle = web + (wide - web) / 2
    bore = countersunk(thick, hole, head)
    into_wall = [
        cq.Location(cq.Plane(origin=(x, 0, middle), xDir=(1, 0, 0), normal=(0, 1, 0)))
        for x in places(down, thick, head, values.holes)
    ]
    into_shelf = [
        cq.Location(cq.Plane(origin=(0, y, middle), xDir=(0, 1, 0), normal=(1, 0, 0)))
        for y in places(out, thick, head, values.holes)
    ]
    solid = cut(solid, cq.Compound.makeCompound([bore.moved(place) for place in (*into_wall, *into_shelf)]))
    # Down along the wall is -Z of the assembled view, out of it is -Y.
    standing = cq.Location(cq.Plane(origin=(wide / 2, 0, 0), xDir=(0, 0, -1), normal=(-1, 0, 0)))
    yield Part("bracket", solid, place=standing)
    yield from fixing(values, thick)


def fixing(values: BracketParameters, thick: float) -> Iterator[Hardware]:
    """Name the screws, and what the uppermost one in the wall has to hold."""
    lever = values.height - places(values.height, thick, HEADS[values.screw] + 0.5, values.holes)[0]
    pull = values.load * GRAVITY * values.depth / lever
    into_wall = next(one for one in LENGTHS if one >= thick + IN_WALL)
    into_shelf = max(one for one in LENGTHS if one <= thick + IN_SHELF)
    yield Hardware(
        f"{values.screw} x {into_wall} mm countersunk screw",
        values.holes,
        f"into the wall, in plugs that suit it. At {values.load:g} kg the top one is pulled out with "
        f"{math.ceil(pull / 5) * 5} N, the weight of {math.ceil(pull / GRAVITY)} kg. The bracket itself would bear "
        f"{SAFETY} times the load when new.",
    )
    yield Hardware(
        f"{values.screw} x {into_shelf} mm countersunk screw",
        values.holes,
        "into a shelf board of 18 mm or more, from below",
    )


template = Template(
    slug="bracket",
    title="Shelf bracket",
    version="1.0.0",
    summary="A bracket for a shelf, made as strong as the load you name.",
    need="Put up a shelf for books, plants or a router, or hold a board at a right angle.",
    when_not="Not above 15 kg for each bracket, not over a bed or a child's place, not for a seat, a sink or a "
    "television, and not where it gets warmer than 45 °C. The strength is worked out for PLA with solid walls, not "
    "tested; plastic under a load that stays gives way slowly, so look at it now and then.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("home", "strong"),
    parameters=BracketParameters,
    presets=(
        Preset("shelf", "Small shelf", "A board of 15 cm for plants or spices.", {"load": 4, "depth": 110}),
        Preset(
            "books",
            "Books",
            "Two of these for half a metre of paperbacks.",
            {"load": 10, "depth": 160, "height": 130, "width": 34, "screw": "5", "holes": 3},
        ),
        Preset(
            "corner",
            "Plain angle",
            "Two boards at a right angle, without a web.",
            {"load": 3, "depth": 50, "height": 50, "width": 24, "web": False, "holes": 1},
        ),
        Preset(
            "wide",
            "Wide and flat",
            "Under a console; little room below.",
            {"load": 3, "depth": 150, "height": 60, "width": 44, "web": False},
        ),
    ),
    needs=(
        Need(
            "What will stand on it?",
            (
                Answer("Pictures, spices, a router", {"load": 2, "screw": "4"}),
                Answer("Plants or tools", {"load": 5, "screw": "4"}),
                Answer("Books", {"load": 10, "screw": "5"}),
            ),
            "The weight is for each bracket. Two brackets share a shelf.",
        ),
        Need(
            "How deep is the shelf?",
            (
                Answer("15 cm", {"depth": 110, "height": 90, "width": 28}),
                Answer("20 cm", {"depth": 150, "height": 120, "width": 32}),
                Answer("25 cm", {"depth": 180, "height": 150, "width": 36}),
            ),
        ),
    ),
    build=build,
    causes={"DOES_NOT_FIT": "depth"},
)
