"""A box of any inner size, open or with a lid: dropped, slid or snapped in, hinged or, on a round one, screwed on."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

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
    Shown,
    Slot,
    Template,
    choice,
    count,
    fit,
    floor,
    largest,
    length,
    limit,
    smallest,
    value,
    volume,
    when,
)
from generators.shapes import hollowed
from generators.shapes.cases import BEVEL, Case
from generators.shapes.hinged_lids import LEAST_KNUCKLE, TAB, HingedLid
from generators.shapes.lids import DropLid, SnapLid
from generators.shapes.screw_lids import ScrewLid
from generators.shapes.sliding_lids import SlidingLid

LIP = 4.0  # mm that a dropped-in lid reaches into the box
SLIDER = 2.4  # mm: the thickness of a lid that slides
TABS = 11.2  # mm that a snapping lid's tabs reach into the box
TUCK = 2.0  # mm that the rim of a hinged lid reaches into the box
HINGED = 3.0  # mm: the thickness of a hinged lid, and the radius of its knuckles
AROUND = 2.2  # mm of knuckle for the pin and two lines around it; √2 of the air come on top
DIVIDER = 1.2  # mm
ROOM = 10.0  # mm: the least compartment that fingers reach into
BELOW = 0.5  # mm that dividers end under the lid
# A box tips at less than 10° once it is 5.7 times as high as it is wide: its centre is at half its height.
STANDS = 5.0

air = when(
    value("fit") == "loose",
    limit("clearance_loose"),
    when(value("fit") == "tight", limit("clearance_tight"), limit("clearance_normal")),
)
above = when(value("lid") == "drop", LIP, when(value("lid") == "slide", SLIDER, when(value("lid") == "hinge", TUCK, 0)))
knuckle = when(value("lid") == "hinge", largest(HINGED, AROUND + math.sqrt(2) * air), 0)
parted = (value("columns") > 1) | (value("rows") > 1)


class BoxParameters(Parameters):
    """What a customer can set."""

    lid: str = choice(
        "drop",
        [
            Option(
                "drop", "Drops in", "A lid with a rim that sits in the opening.", "M4 9v11h16v-11M3 6h18M6 6v4h12v-4"
            ),
            Option(
                "slide", "Slides in", "From the right, under a rim; stays when turned over.", "M4 6v14h16v-11M6 8h16"
            ),
            Option("snap", "Snaps in", "Four springy tabs hold it.", "M4 9v11h16v-11M3 6h18M6 6v6l1 1M18 6v6l-1 1"),
            Option(
                "hinge",
                "Turns on a hinge",
                "Like a chest; a piece of filament is its pin.",
                "M4 10v10h14v-10zM18 10l-10-7M19 9a1 1 0 1 0 .1 0",
            ),
            Option("screw", "Screws on", "A round box with a thread.", "M5 12v8h14v-8M4 4h16v6h-16zM6 12l12-2"),
            Option("none", "No lid", "An open tray.", "M4 6v14h16v-14"),
        ],
        label="Lid",
        help="How it closes.",
        group="Lid",
    )
    width: float = length(
        80, 20, 240, step=1, label="Inner width", help="Room inside, left to right; of a round box all across.",
        axis="x",
    )  # fmt: skip
    depth: float = length(50, 20, 200, step=1, label="Inner depth", help="Room inside, front to back.", axis="y")
    height: float = length(40, 10, 200, step=1, label="Inner height", help="Room inside, under the lid.", axis="z")
    fit: str = fit("normal", label="Fit of the lid", help="How firmly the lid sits.", group="Lid")
    wall: float = length(
        2, 1.2, 4, step=0.2, label="Wall", help="2 mm is sturdy, 1.2 mm is light.", group="Shape", level="more"
    )
    corner: float = length(
        8, 1, 40, step=1, label="Corner radius", help="How round corners are.", group="Shape", level="more"
    )
    columns: int = count(
        1, 1, 8, label="Compartments side by side", help="Left to right.", group="Inside", level="more"
    )
    rows: int = count(
        1, 1, 8, label="Compartments one behind another", help="Front to back.", group="Inside", level="more"
    )

    rules = (
        Shown(["fit"], value("lid") != "none"),
        Shown(["depth", "corner", "columns", "rows"], value("lid") != "screw"),
        AtMost(
            "corner", smallest(value("width"), value("depth")) / 2 - 5, "rounder corners would leave no straight side."
        ),
        AtMost(
            "corner",
            when(value("lid") == "snap", smallest(value("width"), value("depth")) / 2 - 8, 40),
            "the tabs of the lid need straight sides.",
        ),
        AtMost(
            "corner",
            when(value("lid") == "hinge", (value("width") - 3 * LEAST_KNUCKLE - 2 * air) / 2, 40),
            "the hinge needs a straight side at the back.",
        ),
        AtLeast(
            "wall",
            when(
                value("lid") == "slide",
                1.1 + (1 + math.sqrt(2)) * air,
                when(value("lid") == "snap", 1.4 + air, 1.2),
            ),
            "a groove for the lid is cut into it.",
        ),
        AtMost("width", volume("x") - 2 * value("wall"), "the printer is no wider."),
        AtMost(
            "depth",
            volume("y") - 2 * value("wall") - when(value("lid") == "hinge", 2 * knuckle + air + TAB, 0),
            "the printer is no deeper.",
        ),
        AtMost(
            "width", when(value("lid") == "screw", volume("y") - 2 * value("wall"), 240), "the printer is no deeper."
        ),
        AtMost("height", volume("z") - value("wall") - above - knuckle, "the printer reaches no higher."),
        AtMost(
            "height",
            STANDS * (when(value("lid") == "screw", value("width"), smallest(value("width"), value("depth")))
                      + 2 * value("wall") - 2 * BEVEL),
            "a taller one would topple while it is printed. Make it wider or deeper.",
        ),
        AtLeast(
            "height",
            when(
                value("lid") == "screw",
                20,
                when(value("lid") == "snap", when(parted, TABS + ROOM, TABS + 1), 10),
            ),
            "the lid needs that much below it.",
        ),
        AtMost(
            "columns", floor((value("width") + DIVIDER) / (ROOM + DIVIDER)), "narrower ones leave no room for fingers."
        ),
        AtMost(
            "rows", floor((value("depth") + DIVIDER) / (ROOM + DIVIDER)), "narrower ones leave no room for fingers."
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Divided(Case):
    """An open box with so many compartments; their dividers end `below` mm under its rim."""

    columns: int = 1
    rows: int = 1
    below: float = 1.0

    def box(self) -> cq.Solid:
        """Give the open box."""
        bevel = min(BEVEL, self.floor / 2, self.wall / 2)
        outside = self.block([(bevel, 0), (0, bevel), (0, self.height)])
        room = self.block([(self.wall, self.floor), (self.wall, self.height)])
        walls = list(self.dividers())
        return hollowed(outside, room.cut(*walls).Solids() if walls else [room])

    def dividers(self) -> Iterator[cq.Solid]:
        """Give the walls between compartments; they reach into floor and walls."""
        low, high = self.floor - self.floor / 2, self.height - self.below
        for size, other, many, turn in (
            (self.width, self.depth, self.columns, 0),
            (self.depth, self.width, self.rows, 90),
        ):
            pitch = (size - 2 * self.wall + DIVIDER) / many
            for number in range(1, many):
                at = number * pitch - (size / 2 - self.wall + DIVIDER)
                wall = cq.Solid.makeBox(DIVIDER, other, high - low, cq.Vector(at, -other / 2, low))
                yield wall.moved(cq.Location((0, 0, 0), (0, 0, 1), turn)).Solids()[0]


def case(values: BoxParameters) -> Divided:
    """Give the box around the room asked for, with what the lid needs above it."""
    above = {"drop": LIP, "slide": SLIDER, "hinge": TUCK}.get(values.lid, 0.0)
    return Divided(
        values.width + 2 * values.wall,
        values.depth + 2 * values.wall,
        values.wall + values.height + above,
        values.wall,
        values.wall,
        values.corner + values.wall,
        values.columns,
        values.rows,
        BELOW + (TABS if values.lid == "snap" else above),
    )


def build(values: BoxParameters) -> Iterator[Part | Hardware]:
    """Give the box, and the lid that was chosen, printed with its outer side down; for a hinge, its pin."""
    if values.lid == "none":
        yield Part("box", case(values).box())
        return
    air = values.clearance("fit")
    lid: DropLid | SnapLid | SlidingLid | HingedLid | ScrewLid
    if values.lid == "screw":
        high = values.height + values.wall
        lid = ScrewLid(values.width + 2 * values.wall, high, values.wall, values.wall, air, thickness=values.wall)
    elif values.lid == "slide":
        lid = SlidingLid(case(values), air, SLIDER)
    elif values.lid == "hinge":
        lid = HingedLid(case(values), air, max(HINGED, AROUND + math.sqrt(2) * air), TUCK)
        words = f"{lid.length:.0f} mm long, the pin of the hinge: cut its end to a slant and push it in from the side"
        yield Hardware("piece of 1.75 mm filament", 1, words)
    elif values.lid == "snap":
        lid = SnapLid(case(values), air, thickness=values.wall)
    else:
        lid = DropLid(case(values), air, LIP, 2.0, values.wall)
    yield Part("box", lid.box())
    yield Part("lid", lid.lid(), colour="accent", place=lid.place)


template = Template(
    slug="box",
    title="Box with a lid",
    version="2.1.0",
    summary="A box of exactly the inner size you need, with the lid you like, and compartments.",
    need="Store screws, cards, jewellery or tools in a box made to their measure.",
    when_not="Not watertight, not for food, and not for hot places: it softens at 60 °C. Lids and small parts are not "
    "for children under three.",
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
            "Six compartments under a lid that slides.",
            {"width": 90, "depth": 60, "height": 20, "corner": 3, "lid": "slide", "columns": 3, "rows": 2},
            edition=2,
        ),
        Preset(
            "jewels",
            "Jewellery",
            "Small and very round.",
            {"width": 60, "depth": 60, "height": 25, "corner": 25, "fit": "loose"},
        ),
        Preset(
            "keepsake",
            "Keepsake",
            "Like a small chest: the lid turns on a hinge.",
            {"width": 120, "depth": 80, "height": 50, "corner": 6, "lid": "hinge"},
        ),
        Preset(
            "jar", "Jar", "Round, with a screwed lid.", {"width": 50, "height": 40, "lid": "screw"}
        ),
    ),
    needs=(
        Need(
            "What goes into it?",
            (
                Answer("Cards or papers", {"width": 92, "depth": 62, "height": 30, "corner": 3}),
                Answer("Screws, beads or pills", {"width": 90, "depth": 60, "height": 25, "corner": 3}),
                Answer("One larger thing", {"width": 120, "depth": 80, "height": 60}),
            ),
            "You can set the exact inner size afterwards.",
        ),
        Need(
            "How should it close?",
            (
                Answer("With a plain lid", {"lid": "drop"}),
                Answer("So that it stays closed in a bag", {"lid": "snap"}),
                Answer("With one hand", {"lid": "slide"}, "The lid slides out to the right."),
                Answer(
                    "With a lid that stays on it", {"lid": "hinge"}, "It turns on a hinge; filament is the hinge's pin."
                ),
                Answer("Not at all", {"lid": "none"}),
            ),
        ),
    ),
    slots=(Slot("accent", "Lid"),),
    build=build,
    causes={"WALL_THIN": "wall", "FLOOR_THIN": "wall", "UNSTABLE": "height"},
)  # fmt: skip
