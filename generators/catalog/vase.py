"""A vase or a planter: a curve turned round, many-sided or wavy, with a wall of even thickness."""

import math
from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    AtLeast,
    AtMost,
    Locked,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Shown,
    Slot,
    Template,
    angle,
    choice,
    count,
    largest,
    length,
    limit,
    root,
    smallest,
    toggle,
    value,
    volume,
    when,
)
from generators.shapes import raised, rounded
from generators.shapes.rooms import hollowed
from generators.shapes.vessels import Section, vessel

LINE = 0.8  # mm: the one line of a vase that is printed in one, which a nozzle of 0.4 mm lays
THIN = 1.2  # mm: the least wall of several lines, and the floor below a single one
LEVELS = 16  # points of the curve from foot to rim
LEAN = 0.95  # of the 45° that print without support; the rest is for what facets and splines add
# How steeply each curve widens at most, as the change of its share of the width over its share of the height.
# Held by a test against `share`.
STEEPEST = {"cylinder": 0.0, "cone": 0.38, "tulip": 1.39, "belly": 1.51, "hourglass": 1.26}
FOOT = {"cylinder": 1.0, "cone": 0.62, "tulip": 0.62, "belly": 0.62, "hourglass": 1.0}
NARROWEST = 0.6  # the least share that any curve has anywhere
SHALLOWEST = 1.0  # mm from crest to valley of the shallowest waves
# A foot a fifth as wide as the vase is tall stands when it leans by 11°: its centre is at half its height.
STANDS = 4.5
POT = 75.0  # mm: the least width whose foot has room for a ring of holes
HOLE = 6.0  # mm: lets water out and keeps soil in
SAUCER_GAP = 8.0  # mm between a pot and the rim of its saucer
SAUCER = 14.0  # mm high
SAUCER_LEAN = 5.0  # mm that its rim leans out
RIB = 2.0  # mm that a pot stands above its saucer


steepest = when(
    value("curve") == "tulip",
    STEEPEST["tulip"],
    when(
        value("curve") == "belly",
        STEEPEST["belly"],
        when(
            value("curve") == "hourglass",
            STEEPEST["hourglass"],
            when(value("curve") == "cone", STEEPEST["cone"], STEEPEST["cylinder"]),
        ),
    ),
)
one_line = value("spiral") & (value("use") == "vase")
laid = when(one_line, LINE, value("wall"))
foot = when((value("curve") == "cylinder") | (value("curve") == "hourglass"), 1.0, 0.62)
# How far the flank of a wave leans against the round: depth, number and width.
waviness = value("depth") * value("sides") / value("width")


class VaseParameters(Parameters):
    """What a customer can set."""

    use: str = choice(
        "vase",
        [
            Option("vase", "Vase", "Closed below.", picture="M8 3h8l-2 6 3 6-2 6h-6l-2-6 3-6z"),
            Option(
                "planter", "Planter", "Holes below, and a saucer if you like.", picture="M5 9h14l-3 12h-8zM12 9v-6l4 2"
            ),
        ],
        label="Use",
        help="What it will hold.",
        group="Use",
    )
    spiral: bool = toggle(
        False,
        label="Printed in one line",
        help="Quick and light: one wall of 0.8 mm that climbs without a seam. To look at, not for carrying.",
        level="more",
        group="Use",
    )
    curve: str = choice(
        "tulip",
        [
            Option("cylinder", "Straight", "As wide below as above.", picture="M7 3h10v18h-10z"),
            Option("cone", "Cone", "Opens upward.", picture="M5 3h14l-3 18h-8z"),
            Option("tulip", "Tulip", "A belly, a neck and a lip.", picture="M5 3q4 4 1 9t3 9h6q6-4 3-9t1-9z"),
            Option("belly", "Belly", "Wide in the middle.", picture="M8 3q-8 8 0 18h8q8-10 0-18z"),
            Option("hourglass", "Waist", "Narrow in the middle.", picture="M5 3q8 9 0 18h14q-8-9 0-18z"),
        ],
        label="Curve",
        help="Its outline from the side.",
    )
    height: float = length(150, 40, 240, step=1, label="Height", help="From the table to the rim.", axis="z")
    width: float = length(90, 50, 200, step=1, label="Width", help="Where it is widest.", axis="x")
    pattern: str = choice(
        "waves",
        [
            Option("smooth", "Smooth", "Plain and round.", picture="M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0z"),
            Option("facets", "Facets", "Flat sides with edges.", picture="M12 3l8 5v8l-8 5-8-5v-8z"),
            Option(
                "waves",
                "Waves",
                "Soft flutes all round.",
                picture="M12 3q3 4 6 2 0 4 3 7-3 3-3 7-3-2-6 2-3-4-6-2 0-4-3-7 3-3 3-7 3 2 6-2z",
            ),
        ],
        label="Surface",
        help="Seen from above.",
    )
    sides: int = count(9, 5, 20, label="How many", help="Sides, or waves, all round.", group="Surface", level="more")
    depth: float = length(
        4,
        SHALLOWEST,
        8,
        label="Depth of waves",
        help="From crest to valley at the widest place.",
        group="Surface",
        level="more",
    )
    twist: float = angle(
        40, 0, 180, step=5, label="Twist", help="How far the rim is turned against the foot.", group="Surface",
        level="more",
    )  # fmt: skip
    wall: float = length(
        1.6, THIN, 3, step=0.2, label="Wall", help="1.6 mm is sturdy; a planter likes 2 mm.", level="more"
    )
    drains: int = count(5, 1, 7, label="Holes", help="For water to leave.", group="Planter", level="more")
    saucer: bool = toggle(
        True, label="Saucer", help="A dish to stand in, a little wider.", group="Planter", level="more"
    )

    rules = (
        Shown(["sides", "twist"], value("pattern") != "smooth"),
        Shown(["depth"], value("pattern") == "waves"),
        Shown(["drains", "saucer"], value("use") == "planter"),
        Shown(["spiral"], value("use") == "vase"),
        Locked("spiral", False, limit("spiral_width") < LINE, "this printer's nozzle lays no line that wide."),
        Shown(["wall"], ~one_line),
        AtMost("height", volume("z"), "the printer reaches no higher."),
        AtMost(
            "width",
            smallest(volume("x"), volume("y"))
            - when(
                (value("use") == "planter") & value("saucer"),
                # The saucer is wider than the foot, and only then wider than the pot.
                2 * (SAUCER_GAP + SAUCER_LEAN + value("wall")) * when(foot > 0.9, 1, 0),
                0,
            ),
            "the printer is no wider, and a saucer has to fit it too.",
        ),
        AtMost(
            "width",
            2 * LEAN * value("height") / steepest,
            "a wider one this low would lean out too far to print. Make it taller.",
        ),
        AtLeast(
            "height",
            when(value("use") == "planter", POT, 50) * steepest / (2 * LEAN),
            "a lower one would lean out too far to print.",
        ),
        AtMost("height", STANDS * value("width") * foot, "a taller one would not stand firmly. Make it wider."),
        AtLeast("width", when(value("use") == "planter", POT, 50), "a smaller foot has no room for the holes."),
        AtMost("depth", value("width") / 10, "deeper waves would cut into the foot."),
        AtMost(
            "sides",
            # As many as leave the shallowest waves their wall, by the rule after this.
            when(
                value("pattern") == "waves",
                root(
                    (NARROWEST * value("width") / 2 / (1.5 * laid) - 1) * value("width") / SHALLOWEST
                ),
                1000,
            ),
            "waves so close together would leave no even wall. Make it wider, or the wall thinner.",
        ),
        AtMost(
            "depth",
            # Waves whose crests are rounder than the wall is thick: they curve by (1 + a n²) / radius.
            (NARROWEST * value("width") / 2 / (1.5 * laid) - 1)
            * value("width")
            / (value("sides") * value("sides")),
            "deeper waves so close together would leave no even wall. Take fewer, or a thinner wall.",
        ),
        AtMost(
            "twist",
            # What the curve leaves of 45°, shared with how far sides or flanks turn against the height.
            largest(0, 2 * LEAN * value("height") / value("width") - steepest)
            * (180 / math.pi)
            / when(value("pattern") == "waves", waviness / root(1 + waviness * waviness), math.pi / value("sides")),
            "more twist would lean out too far to print. Make it taller, or with more sides or flatter waves.",
        ),
    )  # fmt: skip


def share(curve: str, t: float) -> float:
    """Give how wide a curve is at the share t of its height, 1 where it is widest."""
    return {
        "cylinder": 1.0,
        "cone": 0.62 + 0.38 * t,
        "tulip": 0.62 + 0.38 * t + 0.16 * math.sin(2 * math.pi * t),
        "belly": 0.62 + 0.36 * math.sin(math.pi * t) + 0.06 * math.sin(2 * math.pi * t),
        "hourglass": 0.8 + 0.2 * math.cos(2 * math.pi * t),
    }[curve]


def build(values: VaseParameters) -> Iterator[Part]:
    """Draw the curve, give it its sections, and a planter its holes and its saucer."""
    planter = values.use == "planter"
    steps = [number / LEVELS for number in range(LEVELS + 1)]
    profile = [(values.width / 2 * share(values.curve, t), values.height * t) for t in steps]
    section = Section(
        {"smooth": "round"}.get(values.pattern, values.pattern),
        values.sides,
        values.depth / values.width,
        values.twist if values.pattern != "smooth" else 0,
    )
    wall = LINE if values.spiral else values.wall
    base = THIN if values.spiral else max(2.0, wall)
    drains = drain_places(values) if planter else []
    solid = vessel(profile, wall, base, section, drains, level=values.spiral)
    lifted = (0, 0, RIB + 2.0) if planter and values.saucer else None
    yield Part(values.use, solid, place=lifted, spiral=LINE if values.spiral else None)
    if planter and values.saucer:
        yield Part("saucer", dish(profile[0][0] + SAUCER_GAP, values.wall), colour="accent")


def drain_places(values: VaseParameters) -> list[tuple[float, float, float]]:
    """Give where the holes are: one in the middle, the others around it."""
    around = values.drains - 1
    # Half way out, but clear of the deepest valley or of the flat sides of the wall.
    least = 1 - 2 * values.depth / values.width if values.pattern == "waves" else math.cos(math.pi / values.sides)
    room = values.width / 2 * FOOT[values.curve] * least - 1.5 * values.wall - HOLE / 2 - 1
    away = min(room, max(8.0, values.width * FOOT[values.curve] / 4))
    turns = [2 * math.pi * number / around for number in range(around)]
    return [(0, 0, HOLE), *((away * math.cos(turn), away * math.sin(turn), HOLE) for turn in turns)]


def dish(radius: float, wall: float) -> cq.Solid:
    """Give a saucer of this radius inside, with three ribs that keep the pot's holes above its water."""
    base = 2.0
    outer = cq.Solid.makeCone(radius + wall, radius + wall + SAUCER_LEAN, SAUCER)
    lean = SAUCER_LEAN / SAUCER
    inner = cq.Solid.makeCone(radius + base * lean, radius + SAUCER_LEAN, SAUCER - base, cq.Vector(0, 0, base))
    bar = rounded(radius * 0.6, 4, 2, z=base).moved(cq.Location((radius * 0.55, 0, 0)))
    ribs = [bar.moved(cq.Location((0, 0, 0), (0, 0, 1), turn)).Faces()[0] for turn in (0, 120, 240)]
    return raised(hollowed(outer, [inner]), ribs, RIB)


template = Template(
    slug="vase",
    title="Vase or planter",
    version="1.1.0",
    summary="A vase or a plant pot in the size, curve and surface you like.",
    need="Show dried flowers, put a plant into a pot that suits the room, or hide an ugly jar.",
    when_not="Not watertight for sure: put a glass into it, or seal it inside before water goes in. Not for food or "
    "drink, not for candles, and not for a window sill in full sun: it softens at 60 °C.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("home", "decor", "plants"),
    parameters=VaseParameters,
    presets=(
        Preset("tulip", "Twisted tulip", "Soft flutes that climb.", {}),
        Preset(
            "bottle",
            "Facetted belly",
            "Seven flat sides, lightly turned.",
            {"curve": "belly", "pattern": "facets", "sides": 7, "twist": 30, "width": 100, "height": 160},
        ),
        Preset(
            "herbs",
            "Pot for herbs",
            "With holes and a saucer.",
            {"use": "planter", "curve": "cone", "width": 120, "height": 105, "wall": 2, "sides": 16, "twist": 0,
             "depth": 3},
        ),
        Preset(
            "pencils",
            "Plain cylinder",
            "For pencils or brushes.",
            {"curve": "cylinder", "pattern": "smooth", "width": 80, "height": 100, "wall": 2},
        ),
        Preset(
            "feather",
            "Light as a feather",
            "Printed in one line, for dried flowers.",
            {"spiral": True, "curve": "belly", "width": 90, "height": 150, "sides": 11, "depth": 3,
             "twist": 30},
        ),
        Preset(
            "succulent",
            "Small planter",
            "Eight-sided, for a cactus.",
            {"use": "planter", "curve": "belly", "pattern": "facets", "sides": 8, "twist": 0, "width": 75,
             "height": 65, "drains": 3},
        ),
    ),
    needs=(
        Need(
            "What will it hold?",
            (
                Answer("Dried flowers", {"use": "vase", "curve": "tulip", "width": 90, "height": 170}),
                Answer("A plant", {"use": "planter", "curve": "cone", "width": 120, "height": 110, "wall": 2}),
                Answer("Pencils, brushes or spoons", {"use": "vase", "curve": "cylinder", "width": 80, "height": 110}),
            ),
        ),
        Need(
            "How should it look?",
            (
                Answer("Plain", {"pattern": "smooth"}),
                Answer("With edges", {"pattern": "facets", "sides": 8, "twist": 20}),
                Answer("Soft and wavy", {"pattern": "waves", "sides": 9, "twist": 30}),
            ),
        ),
    ),
    slots=(Slot("accent", "Saucer"),),
    build=build,
    causes={"WALL_THIN": "wall", "FLOOR_THIN": "wall", "UNSTABLE": "height", "OVERHANG_STEEP": "twist"},
)  # fmt: skip
