"""A photo that shows when light falls through it: thin where it is light, thick where it is dark."""

from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    AtLeast,
    AtMost,
    Hardware,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Template,
    choice,
    image,
    length,
    limit,
    smallest,
    toggle,
    value,
    volume,
    when,
)
from generators.shapes.relief import lithophane

# Thickness 0.6 to 0.8 mm in the lights and about 3 mm in the darks is common practice for white PLA; here the lights
# are two lines thick, so that they have no holes.
CELLS = 14000  # meshes of the net at most: a line of plastic is about as wide as one of them
FINEST = 0.5  # mm of a mesh: at this the steepest step of the relief leans out by less than 1 mm in a layer
FOOT = 8.0  # mm that the foot is high
# A plate of this height tips when it leans by 10 degrees unless its foot is so deep (tan 10 = 0.18), and some more.
DEEP, LEAST_DEEP = 0.26, 20.0
TURNS = {"third": 120.0, "half": 180.0}  # degrees of a cylinder
# The height of a bent plate, as a share of its breadth, up to which it stands firmly: its middle of mass is so far
# inside its footprint that it does not tip when it leans by 10 degrees; 15 % are kept for photos dark at one side.
THIRD, HALF = 0.8, 1.1

is_lying = value("form") == "flat"
is_upright = value("form") == "stand"


class LithophaneParameters(Parameters):
    """What a customer can set."""

    photo: str = image(label="Photo", help="Faces and clear shapes do best. It is cut at two sides to fill the plate.")
    form: str = choice(
        "stand",
        [
            Option(
                "stand",
                "Stands",
                "Upright on a foot of its own, before a lamp or a window.",
                picture="M5 3h14v14h-14zM3 17h18v4h-18z",
            ),
            Option(
                "third", "Bent", "A third of a cylinder, around a small light.", picture="M4 8q8 8 16 0v9q-8 8-16 0z"
            ),
            Option(
                "half",
                "Half round",
                "Half a cylinder, around a candle light without flame.",
                picture="M4 6q0 8 8 8t8-8v8q0 8-8 8t-8-8z",
            ),
            Option(
                "flat",
                "Panel",
                "Without a foot, for a frame or a light box. Printed lying, in coarser tones.",
                picture="M4 5h16v14h-16z",
            ),
        ],
        label="Form",
        help="Of the plate.",
    )
    width: float = length(100, 40, 180, step=1, label="Width", help="Of the plate; measured along it where it is bent.")
    height: float = length(75, 30, 150, step=1, label="Height", help="Of the plate, without its foot.")
    frame: float = length(3, 2, 10, label="Frame", help="How wide the dark edge is.", group="Shape", level="more")
    thinnest: float = length(
        1,
        0.8,
        1.6,
        step=0.1,
        label="Lights",
        help="How thick the plate is where the photo is lightest.",
        group="Thickness",
        level="more",
    )
    thickest: float = length(
        3,
        2.2,
        3.4,
        step=0.1,
        label="Darks",
        help="How thick it is where the photo is darkest. More is darker.",
        group="Thickness",
        level="more",
    )
    negative: bool = toggle(
        False, label="Light stands out", help="For a relief that is looked at without a light behind it.", level="more"
    )

    rules = (
        AtMost("width", volume("x"), "a wider plate would not fit the printer."),
        AtMost(
            "height",
            when(is_lying, volume("y"), volume("z") - when(is_upright, FOOT, 0)),
            "a higher plate would not fit the printer.",
        ),
        AtMost(
            "height",
            when(value("form") == "third", THIRD, when(value("form") == "half", HALF, 10)) * value("width"),
            "a bent plate that is higher than this tips over. Make it wider.",
        ),
        AtMost("frame", smallest(value("width"), value("height")) / 6, "more would leave little of the photo."),
        AtLeast("thinnest", limit("wall_warning"), "two lines of plastic are that thick."),
    )  # fmt: skip


def build(values: LithophaneParameters) -> Iterator[Part | Hardware]:
    """Turn tones into thickness."""
    picture = values.picture("photo")
    size, thickness = (values.width, values.height), (values.thinnest, values.thickest)
    pitch = max(FINEST, (values.width * values.height / CELLS) ** 0.5)
    form = {"stand": "upright", "flat": "lying"}.get(values.form, "curved")
    foot = (max(LEAST_DEEP, DEEP * values.height), FOOT)
    solid = lithophane(
        picture,
        size,
        thickness,
        frame=values.frame,
        pitch=pitch,
        form=form,
        turn=TURNS.get(values.form, 0),
        foot=foot,
        negative=values.negative,
    )
    place = cq.Location((0, 0, values.height / 2), (1, 0, 0), 90) if form == "lying" else None
    yield Part("photo", solid, place=place)
    if not values.negative:
        name = "small LED light" if form == "curved" else "lamp, window or light box"
        yield Hardware(name, 1, "behind the plate; print in white, solid through and through, in thin layers")


template = Template(
    slug="lithophane",
    title="Photo in light",
    version="1.0.0",
    summary="A photo as a relief: white plastic that shows every shade when there is light behind it.",
    need="Give a photo away, make a night light of it, or hang it in a window.",
    when_not="Not near a flame, a bulb that gets hot or a sunny window: it softens at 60 °C. Not in dark filament: no "
    "light comes through.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("gift", "home", "photo"),
    parameters=LithophaneParameters,
    presets=(
        Preset("desk", "On the desk", "Stands on its own foot.", {"form": "stand"}),
        Preset(
            "night", "Night light", "Half round, around a small LED light.",
            {"form": "half", "width": 150, "height": 90, "frame": 4},
        ),
        Preset("bent", "Bent", "Stands by itself.", {"form": "third", "width": 110, "height": 80, "thickest": 2.6}),
        Preset("panel", "Light box", "A panel for a frame.", {"form": "flat", "width": 150, "height": 100, "frame": 5}),
        Preset(
            "relief", "Relief", "To look at without a light.",
            {"form": "stand", "negative": True, "width": 80, "height": 60, "thickest": 3.4},
        ),
    ),
    needs=(
        Need(
            "Where does the light come from?",
            (
                Answer("A window or a lamp behind it", {"form": "stand", "negative": False}),
                Answer("A small LED light in it", {"form": "half", "negative": False}),
                Answer("A light box", {"form": "flat", "negative": False}),
                Answer("From the front", {"form": "stand", "negative": True}),
            ),
        ),
        Need(
            "How large?",
            (
                Answer("Small", {"width": 80, "height": 60}),
                Answer("As a postcard", {"width": 148, "height": 105}, "ISO 216 A6."),
                Answer("Upright portrait", {"width": 105, "height": 110}),
            ),
        ),
    ),
    build=build,
    causes={"WALL_THIN": "thinnest", "UNSTABLE": "height", "DOES_NOT_FIT": "width"},
)  # fmt: skip
