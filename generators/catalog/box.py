"""A box with a lid that drops in: the lid's lip fits the opening as loosely or tightly as asked for."""

from collections.abc import Iterator

import cadquery as cq

from generators import AtMost, Parameters, Part, Preset, Slot, Template, fit, length, smallest, value
from generators.shapes import extruded, framed, raised, rounded, softened, sunk

LIP = 4.0  # mm that the lid reaches into the box


class BoxParameters(Parameters):
    """What a customer can set."""

    width: float = length(80, 20, 240, step=1, label="Inner width", help="Room inside, left to right.", axis="x")
    depth: float = length(50, 20, 200, step=1, label="Inner depth", help="Room inside, front to back.", axis="y")
    height: float = length(40, 10, 200, step=1, label="Inner height", help="Room inside, under the lid.", axis="z")
    fit: str = fit("normal", label="Fit of the lid", help="How firmly the lid sits.", group="Lid")
    wall: float = length(
        2, 1.2, 4, step=0.2, label="Wall", help="2 mm is sturdy, 1.2 mm is light.", group="Shape", level="more"
    )
    corner: float = length(8, 1, 40, step=1, label="Corner radius", help="How round corners are.", group="Shape")

    rules = (
        AtMost(
            "corner", smallest(value("width"), value("depth")) / 2 - 5, "rounder corners would leave no straight side."
        ),
    )


def build(values: BoxParameters) -> Iterator[Part]:
    """Hollow a rounded block; give the lid a lip that is smaller than the opening by the air of the fit."""
    wide, deep = values.width + 2 * values.wall, values.depth + 2 * values.wall
    high = values.height + LIP + values.wall
    block = extruded(rounded(wide, deep, values.corner + values.wall), high)
    room = rounded(values.width, values.depth, values.corner, z=high)
    yield Part("box", sunk(softened(block, 0.6, at=0), [room], high - values.wall))

    air = values.clearance("fit")
    plate = softened(extruded(rounded(wide, deep, values.corner + values.wall), values.wall), 0.6, at=0)
    lip = framed(rounded(values.width - 2 * air, values.depth - 2 * air, values.corner - air, values.wall), 2)
    upside_down = cq.Location((0, 0, high + values.wall), (1, 0, 0), 180)
    yield Part("lid", raised(plate, [lip], LIP), colour="accent", place=upside_down)


template = Template(
    slug="box",
    title="Box with a lid",
    version="1.0.0",
    summary="A box of exactly the inner size you need, with a lid that fits.",
    need="Store screws, cards, jewellery or tools in a box made to their measure.",
    when_not="Not watertight, not for food, and not for hot places: it softens at 60 °C.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("storage",),
    parameters=BoxParameters,
    presets=(
        Preset(
            "cards", "Playing cards", "One deck in its sleeve.", {"width": 67, "depth": 24, "height": 92, "corner": 3}
        ),
        Preset(
            "screws",
            "Screws",
            "Low and wide, with a lid that holds.",
            {"width": 90, "depth": 60, "height": 20, "fit": "tight"},
        ),
        Preset(
            "jewels",
            "Jewellery",
            "Small and very round.",
            {"width": 60, "depth": 60, "height": 25, "corner": 25, "fit": "loose"},
        ),
    ),
    slots=(Slot("accent", "Lid"),),
    build=build,
    causes={"WALL_THIN": "wall", "FLOOR_THIN": "wall"},
)
