"""A fit coupon: loose pins in holes, each with a little more air, to find what a printer and a material leave open."""

from collections.abc import Iterator

import cadquery as cq
from cadquery import func

from generators import (
    Answer,
    AtMost,
    Hardware,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Slot,
    Template,
    choice,
    count,
    floor,
    length,
    value,
    volume,
)
from generators.shapes import extruded, lettering, moved, raised, rounded, softened, text_width

EDGE = 4.0  # mm around holes and text
SIZE = 6.0  # mm: the capitals of the labels; their thinnest stroke is more than a line wide
RELIEF = 0.8  # mm
BEVEL = 0.4  # mm at the foot of a plug: the first layer is pressed wide
GRIP = 8.0  # mm that a plug is higher than the plate


class CouponParameters(Parameters):
    """What a customer can set."""

    form: str = choice(
        "round",
        [
            Option("round", "Round", "As for pins, lids and shafts.", "M4 12a8 8 0 1 0 16 0a8 8 0 1 0-16 0z"),
            Option("square", "Square", "As for slots, drawers and tabs.", "M5 5h14v14h-14z"),
        ],
        label="Form", help="Of the plug and its holes.", group="Coupon",
    )  # fmt: skip
    first: float = length(
        0.1, 0.05, 0.4, step=0.05, label="Least air", help="Per side, in the first hole.", group="Coupon"
    )
    step: float = length(0.05, 0.05, 0.1, step=0.05, label="Step", help="More air from hole to hole.", group="Coupon")
    holes: int = count(6, 3, 10, label="Holes", help="How many to try.", group="Coupon")
    size: float = length(
        12, 8, 24, step=1, label="Plug", help="Its width; larger parts fit more tightly.", group="Size", level="more"
    )
    height: float = length(
        5, 4, 12, step=1, label="Height of the plate", help="How deep the plug goes in.", group="Size", level="more"
    )

    rules = (
        AtMost(
            "holes",
            floor((0.6 - value("first")) / value("step") + 1.000001),
            "more than 0.6 mm of air is no fit.",
        ),
        AtMost(
            "holes",
            # Labels are as wide as four digits; a hole is wider than its plug by its air.
            floor((volume("x") - EDGE) / (value("size") + 1.2 + EDGE + 4)),
            "the plate would be longer than the printer.",
        ),
    )


def airs(values: CouponParameters) -> list[float]:
    """Give the air of each hole, in mm per side."""
    return [round(values.first + number * values.step, 2) for number in range(values.holes)]


def label(air: float) -> str:
    """Give what stands beside a hole: its air without the leading nought, which is the same on all."""
    return f"{air:.2f}"[1:]


def pitch(values: CouponParameters) -> float:
    """Give how far the holes are apart, so that their labels are too."""
    return max(values.size + 2 * airs(values)[-1] + EDGE, max(text_width(label(air), SIZE) for air in airs(values)) + 2)


def outline(values: CouponParameters, air: float, x: float, y: float, z: float = 0) -> cq.Wire:
    """Give the outline of a plug, or of its hole with some air."""
    wide = values.size + 2 * air
    if values.form == "round":
        return cq.Wire.makeCircle(wide / 2, cq.Vector(x, y, z), cq.Vector(0, 0, 1))
    half = wide / 2
    return func.polygon(*((x + a * half, y + b * half, z) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))))


def build(values: CouponParameters) -> Iterator[Part | Hardware]:
    """Pierce a plate with the holes, label each, and give the plug that is tried in all of them."""
    steps, apart = airs(values), pitch(values)
    hole = values.size + 2 * steps[-1]
    wide, deep = len(steps) * apart + EDGE, EDGE + hole + EDGE / 2 + SIZE + EDGE
    y = deep / 2 - EDGE - hole / 2
    xs = [(number - (len(steps) - 1) / 2) * apart for number in range(len(steps))]
    plate = rounded(wide, deep, 3)
    holes = [outline(values, air, x, y) for air, x in zip(steps, xs, strict=True)]
    block = extruded(func.face(plate.outerWire(), *holes).Faces()[0], values.height)
    letters: list[cq.Face] = []
    for air, x in zip(steps, xs, strict=True):
        text = lettering(label(air), SIZE, values.height)
        bounds = cq.Compound.makeCompound(text).BoundingBox()
        middle = (bounds.xmin + bounds.xmax) / 2
        letters += moved(text, x - middle, -deep / 2 + EDGE - bounds.ymin)
    yield Part("plate", raised(block, letters, RELIEF))
    tall = values.height + GRIP
    plug = softened(extruded(func.face(outline(values, 0, 0, 0)), tall), BEVEL, at=0)
    plug = softened(plug, BEVEL, at=tall)
    yield Part("plug", plug, colour="accent", place=(xs[0], y, 0.0))
    yield Hardware(
        "Note of what you found",
        1,
        "The number beside the first hole into which the plug goes by hand and stays is your normal fit. Enter it as "
        "the clearance of the material in the settings of the shop: [[materials]] clearance = 0.25",
    )


template = Template(
    slug="coupon",
    title="Fit coupon",
    version="1.0.0",
    summary="A plate of holes, each with a little more air, and a plug to find the one that fits.",
    need="Find out once how much air your printer and material need, so that lids and pins fit at the first try. "
    "The number you find is entered as the clearance of the material.",
    when_not="Not a gauge: it measures one printer with one material, and has to be printed with the settings that "
    "later parts are printed with.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("calibration",),
    parameters=CouponParameters,
    presets=(
        Preset("usual", "From 0.1 to 0.35 mm", "For a printer with a 0.4 mm nozzle.", {}),
        Preset("wide", "From 0.1 to 0.6 mm", "For a new printer or a soft material.", {"step": 0.1}),
        Preset("drawers", "Square", "For slots and drawers.", {"form": "square", "size": 16}),
        Preset("fine", "From 0.05 mm", "For a small nozzle.", {"first": 0.05, "holes": 5, "size": 8}),
    ),
    needs=(
        Need(
            "What do you want to fit?",
            (
                Answer("Round lids, pins and shafts", {"form": "round"}),
                Answer("Slots, drawers and tabs", {"form": "square"}),
            ),
        ),
        Need(
            "How well do you know the printer?",
            (
                Answer("It is new to me", {"first": 0.1, "step": 0.1, "holes": 6}),
                Answer("I want it exactly", {"first": 0.1, "step": 0.05, "holes": 6}),
            ),
        ),
    ),
    slots=(Slot("accent", "Plug"),),
    build=build,
)
