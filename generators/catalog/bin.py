"""A Gridfinity bin: a drawer box of whole or half units, with compartments, a scoop, a label shelf and magnets."""

import math
from collections.abc import Iterator
from itertools import pairwise

import cadquery as cq
from cadquery import func

from generators import (
    Answer,
    AtMost,
    Hardware,
    Locked,
    Need,
    Parameters,
    Part,
    Preset,
    Shown,
    Template,
    count,
    floor,
    length,
    smallest,
    toggle,
    value,
    volume,
    when,
)
from generators.shapes import LIP_HEIGHT, grid_base, grid_rooms, hollowed
from generators.shapes.gridfinity import FOOT, GRID, UNIT
from generators.shapes.gridrooms import LIP, LIP_HOLD

AIR = 0.5  # mm that a bin is smaller than its cells
LIP_INSET = LIP[0][0]  # mm from a bin's outside to the inner edge of its lip
FOOT_INSET = FOOT[0][0]  # mm from a bin's outside to the flat of its feet

DIVIDER = 1.2  # mm
ROOM = 8.0  # mm: the least compartment that a finger reaches into
SHELF = 12.0  # mm: a label of 9 or 12 mm tape
SHELF_EDGE = 1.2  # mm
SHELF_ROOM = SHELF + 12.0  # mm: the least depth that leaves room for fingers in front of a shelf
MOST_SCOOP = 20.0  # mm: rounder than a finger needs
# A bin tips at less than 10° once it is 5.7 times as high as its feet are wide: its centre is at half its height.
STANDS = 5.0

whole_width = floor(value("width") / GRID) * GRID == value("width")
whole_depth = floor(value("depth") / GRID) * GRID == value("depth")


class BinParameters(Parameters):
    """What a customer can set."""

    width: float = length(
        84, 21, 420, step=21, label="Width", help="Left to right. A Gridfinity unit is 42 mm, half a unit 21 mm.",
        axis="x",
    )  # fmt: skip
    depth: float = length(
        42, 21, 420, step=21, label="Depth", help="Front to back. A Gridfinity unit is 42 mm, half a unit 21 mm.",
        axis="y",
    )  # fmt: skip
    height: float = length(
        42, 14, 245, step=7, label="Height", help="A unit of height is 7 mm. The stacking rim stands 3.6 mm above it.",
        axis="z",
    )  # fmt: skip
    across: int = count(1, 1, 6, label="Compartments side by side", help="Left to right.", group="Inside")
    along: int = count(1, 1, 6, label="Compartments one behind another", help="Front to back.", group="Inside")
    scoop: bool = toggle(
        False, label="Scoop", help="A round front, so that small parts slide out under a finger.", group="Inside",
        level="more",
    )  # fmt: skip
    shelf: bool = toggle(
        False, label="Label shelf", help="A ledge 12 mm deep at the back of each compartment, for a label.",
        group="Inside", level="more",
    )  # fmt: skip
    lip: bool = toggle(
        True, label="Stacking rim", help="Other bins stand on it without sliding.", group="Rim and feet", level="more"
    )
    half: bool = toggle(
        False, label="Feet for half units", help="It can then also stand between two cells of the plate.",
        group="Rim and feet", level="more",
    )  # fmt: skip
    magnets: bool = toggle(
        False, label="Magnet holes", help="Four below each unit, for magnets of 6 x 2 mm that you glue in.",
        group="Rim and feet", level="more",
    )  # fmt: skip
    wall: float = length(
        1.2, 0.9, 2.4, step=0.3, label="Wall", help="1.2 mm is sturdy, 0.9 mm is light.", group="Rim and feet",
        level="more",
    )  # fmt: skip

    rules = (
        Shown(["half"], whole_width | whole_depth),
        Shown(["magnets"], whole_width & whole_depth & ~value("half")),
        AtMost("width", volume("x") + AIR, "the printer is no wider."),
        AtMost("depth", volume("y") + AIR, "the printer is no deeper."),
        AtMost("height", volume("z") - when(value("lip"), LIP_HEIGHT, 0), "the printer reaches no higher."),
        AtMost(
            "height",
            STANDS * (smallest(value("width"), value("depth")) - AIR - 2 * FOOT_INSET),
            "a taller one would topple on feet this narrow. Make it wider or deeper.",
        ),
        AtMost(
            "across",
            floor((value("width") - AIR - 2 * value("wall") + DIVIDER) / (ROOM + DIVIDER)),
            "narrower compartments leave no room for a finger.",
        ),
        AtMost(
            "along",
            floor((value("depth") - AIR - 2 * value("wall") + DIVIDER) / (ROOM + DIVIDER)),
            "narrower compartments leave no room for a finger.",
        ),
        Locked("scoop", False, value("height") < 3 * UNIT, "a bin this low needs none."),
        Locked(
            "shelf",
            False,
            (value("height") < 4 * UNIT)
            | (value("depth") - AIR - 2 * value("wall") + DIVIDER < value("along") * (SHELF_ROOM + DIVIDER)),
            "a shelf would leave no way into compartments this small.",
        ),
    )


def build(values: BinParameters) -> Iterator[Part | Hardware]:
    """Take the compartments out of a block on Gridfinity feet; scoops and shelves are what is not taken out."""
    columns, rows = values.width / GRID, values.depth / GRID
    base = grid_base(
        columns,
        rows,
        values.height + (LIP_HEIGHT if values.lip else 0),
        magnets=values.magnets,
        half=values.half,
    )
    rooms = grid_rooms(
        columns,
        rows,
        UNIT,
        values.height,
        values.wall,
        lip=values.lip,
    )
    kept = [*dividers(values), *fillings(values)]
    if kept:
        rooms = rooms[0].cut(*kept).Solids()
    yield Part("bin", hollowed(base, rooms))
    if values.magnets:
        yield Hardware("6 x 2 mm disc magnet", round(4 * columns * rows), "glued into the holes below, all alike")


def dividers(values: BinParameters) -> Iterator[cq.Solid]:
    """Give the walls between compartments; they end below the slope that carries the lip."""
    wide, deep = values.width - AIR, values.depth - AIR
    top = values.height - (LIP_HOLD + LIP_INSET - values.wall if values.lip else 0)
    for number in range(1, values.across):
        x = number * ((wide - 2 * values.wall + DIVIDER) / values.across) - (wide / 2 - values.wall + DIVIDER)
        yield cq.Solid.makeBox(DIVIDER, deep, top - UNIT + 1, cq.Vector(x, -deep / 2, UNIT - 1))
    for number in range(1, values.along):
        y = number * ((deep - 2 * values.wall + DIVIDER) / values.along) - (deep / 2 - values.wall + DIVIDER)
        yield cq.Solid.makeBox(wide, DIVIDER, top - UNIT + 1, cq.Vector(-wide / 2, y, UNIT - 1))


def fillings(values: BinParameters) -> Iterator[cq.Solid]:
    """Give what stays in the compartments: a scoop at the front of each, a shelf at its back, right across the bin."""
    front = -(values.depth - AIR) / 2 + values.wall
    deep = (-2 * front - (values.along - 1) * DIVIDER) / values.along
    # Dividers end below the slope that carries the lip; the lip's own edge is at `hold`.
    ledge = LIP_INSET - values.wall if values.lip else 0.0
    hold = values.height - (LIP_HOLD if values.lip else 0)
    for row in range(values.along):
        near = front + row * (deep + DIVIDER)
        if values.scoop:
            # In the first row it ends at the lip's edge, under which parts would catch.
            yield across(values, scoop_side(near, ledge if row == 0 else 0, deep, hold))
        if values.shelf:
            top = hold if row == values.along - 1 else hold - ledge
            far = near + deep
            yield across(
                values,
                func.polygon(
                    (0, far + DIVIDER / 2, top),
                    (0, far - SHELF, top),
                    (0, far - SHELF, top - SHELF_EDGE),
                    (0, far + DIVIDER / 2, top - SHELF_EDGE - SHELF - DIVIDER / 2),
                ),
            )


def across(values: BinParameters, side: cq.Wire) -> cq.Solid:
    """Give the prism with this section, as wide as the bin."""
    section = func.face(side).moved(cq.Location((-values.width / 2, 0, 0)))
    prism: cq.Solid = func.extrude(section, (values.width, 0, 0)).Solids()[0]
    return prism


def scoop_side(near: float, ledge: float, deep: float, hold: float) -> cq.Wire:
    """Draw a scoop's section: a quarter of a round from the floor to the front, moved back under a lip."""
    radius = min(0.7 * (hold - UNIT), 0.6 * (deep - ledge), MOST_SCOOP)
    start, end = cq.Vector(0, near + ledge + radius, UNIT), cq.Vector(0, near + ledge, UNIT + radius)
    middle = radius * (1 - math.sqrt(0.5))
    top = hold if ledge else UNIT + radius
    corners = [
        end,
        *([cq.Vector(0, near + ledge, top)] if ledge else []),
        cq.Vector(0, near - DIVIDER / 2, top),
        cq.Vector(0, near - DIVIDER / 2, UNIT - 1),
        cq.Vector(0, start.y, UNIT - 1),
        start,
    ]
    round_ = cq.Edge.makeThreePointArc(start, cq.Vector(0, near + ledge + middle, UNIT + middle), end)
    return cq.Wire.assembleEdges([round_, *(cq.Edge.makeLine(one, other) for one, other in pairwise(corners))])


template = Template(
    slug="bin",
    title="Gridfinity bin",
    version="1.0.0",
    summary="A drawer bin that stands in any Gridfinity plate, in whole or half units, with the compartments you need.",
    need="Keep screws, tools, batteries or make-up in order in a drawer, where every bin has its place.",
    when_not="Not for food and not watertight. Without a Gridfinity plate below it stands, but slides about.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("storage", "drawer", "gridfinity"),
    parameters=BinParameters,
    presets=(
        Preset("plain", "Two units", "Open, for whatever is lying about.", {}),
        Preset(
            "screws",
            "Screws",
            "Three compartments with scoops and labels.",
            {"width": 126, "depth": 42, "height": 28, "across": 3, "scoop": True, "shelf": True},
        ),
        Preset(
            "pens",
            "Pens or brushes",
            "Tall, with four small rooms.",
            {"width": 84, "depth": 42, "height": 84, "across": 4},
        ),
        Preset(
            "half",
            "Half a unit",
            "Fills the gap at a drawer's edge.",
            {"width": 21, "depth": 84, "height": 28},
        ),
    ),
    needs=(
        Need(
            "What goes into it?",
            (
                Answer("Screws and other small parts", {"width": 84, "height": 28, "across": 2, "scoop": True}),
                Answer("Pens, brushes or bits", {"width": 42, "height": 84, "across": 2}),
                Answer("Tools or cables", {"width": 168, "height": 35, "across": 1}),
            ),
        ),
        Need(
            "Will bins be stacked?",
            (Answer("Yes", {"lip": True}), Answer("No", {"lip": False}, "A plain edge, a little lower.")),
        ),
        Need(
            "Will the drawer be carried about?",
            (
                Answer("No, it stays where it is", {"magnets": False}),
                Answer("Yes", {"magnets": True}, "Magnets hold the bins; the plate needs them too."),
            ),
        ),
    ),
    build=build,
    causes={"WALL_THIN": "wall", "UNSTABLE": "height", "DOES_NOT_FIT": "width"},
)
