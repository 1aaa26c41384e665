"""Letter beads: a word to thread on a cord, with plain beads for the rest of the wrist."""

import math
from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    AtLeast,
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
    font,
    length,
    measure,
    stroke_width,
    text,
    toggle,
    value,
    when,
)
from generators.shapes import cut, drawn, extruded, lettering, moved, raised, rounded, softened, text_bounds

LONGEST = 12  # letters
WIDE = 1.75  # capital heights of the widest letters, the Cyrillic Shcha among them
THIN = 0.6  # mm that the thinnest strokes of a word with such a letter have
SOFT = 0.6  # mm of bevel
AROUND = 1.4  # mm of plastic below and above the hole
PEAK = math.sqrt(2)  # radii from the middle of a hole to its pointed roof, whose sides lean by 45 degrees
SHARE = {"square": 0.72, "round": 0.62, "hexagon": 0.62, "heart": 0.5}  # of the bead's width for a letter
SLACK = 10.0  # mm that a bracelet is longer than the wrist
SPACER = 5.0  # mm of a plain bead along the cord
SPACER_ROUND = 0.7  # of a letter bead's width: how wide a plain one is

room = when(value("form") == "square", SHARE["square"], when(value("form") == "heart", SHARE["heart"], SHARE["round"]))


class BeadsParameters(Parameters):
    """What a customer can set."""

    word: str = text(
        "ADA", longest=LONGEST, shortest=1, font="face", label="Word", help="One bead for each letter, in order."
    )
    form: str = choice(
        "square",
        [
            Option(
                "square",
                "Square",
                "With round corners.",
                picture="M7 5h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2v-10a2 2 0 0 1 2-2z",
            ),
            Option("round", "Round", "Like a coin.", picture="M12 4a8 8 0 1 0 .1 0z"),
            Option("hexagon", "Hexagon", "Six sides.", picture="M7 4h10l5 8-5 8h-10l-5-8z"),
            Option(
                "heart",
                "Heart",
                "Larger, for the letter needs room.",
                picture="M12 20l-8-8a5 5 0 0 1 8-6a5 5 0 0 1 8 6z",
            ),
        ],
        label="Form",
        help="Of the letter beads.",
    )
    size: float = length(14, 10, 24, label="Bead width", help="Of a letter bead, along the cord.")
    spacers: bool = toggle(
        True, label="Plain beads", help="As many small round ones as fill the wrist.", group="Bracelet"
    )
    wrist: float = measure(
        160,
        120,
        230,
        step=1,
        tolerance=3,
        how="Lay a strip of paper around the wrist, mark where it meets, and measure the strip.",
        label="Wrist",
        help="Around it. The bracelet becomes 10 mm longer.",
        group="Bracelet",
    )
    face: str = font(
        "condensed",
        typefaces=["condensed", "sans", "rounded", "slab"],
        help="How the letters look. Thin ones need larger beads.",
        level="more",
    )
    relief: float = length(
        0.6,
        0.4,
        1,
        step=0.2,
        label="Raised by",
        help="How far letters stand out.",
        group="Text",
        level="more",
    )
    hole: float = length(
        2.5,
        2,
        5,
        step=0.1,
        label="Hole",
        help="For the cord. Elastic cord is 0.8 to 1 mm thick, leather 2 mm.",
        level="more",
    )
    thickness: float = length(7, 6, 12, label="Thickness", help="Of the letter beads.", level="more", axis="z")

    rules = (
        Shown(["wrist"], value("spacers")),
        AtLeast(
            "size", THIN * WIDE / (room * stroke_width(value("face"))),
            "thinner strokes would not print in this typeface.",
        ),
        AtLeast(
            "thickness",
            (1 + PEAK) / 2 * value("hole") + 2 * AROUND,
            "the hole needs plastic around it.",
        ),
    )  # fmt: skip


def build(values: BeadsParameters) -> Iterator[Part | Hardware]:
    """Make one bead with its hole, and set every letter on it as large as the largest lets it."""
    bead = blank(values)
    set_ = {one: lettering(one, 1.0, 0, values.face) for one in values.word if one != " "}
    largest = 0.0
    for faces in set_.values():
        left, bottom, right, top = text_bounds(faces)
        largest = max(largest, right - left, top - bottom)
    height = SHARE[values.form] * values.size / largest if largest else 0.0
    apart = values.size + 2
    for number, character in enumerate(values.word, 1):
        solid = bead
        if character != " ":
            faces = lettering(character, height, values.thickness, values.face)
            left, bottom, right, top = text_bounds(faces)
            faces = moved(faces, -(left + right) / 2, middle(values) - (bottom + top) / 2)
            solid = raised(bead, faces, values.relief)
        called = character if character.isalnum() else "blank" if character == " " else "sign"
        x = (number - (len(values.word) + 1) / 2) * apart
        yield Part(f"bead-{number}-{called}", solid, place=(x, 0, 0))
    count = spacer_count(values)
    if count:
        yield Part("spacer", spacer(values), count, colour="accent", place=(0, -1.5 * values.size, 0))
    thick = "0.8 to 1 mm" if values.hole < 3 else f"up to {values.hole - 0.5:.1f} mm"
    yield Hardware("elastic cord", 1, f"{thick} thick, twice as long as the bracelet")


def spacer_count(values: BeadsParameters) -> int:
    """Give how many plain beads fill what the word leaves of the bracelet."""
    if not values.spacers:
        return 0
    return max(0, math.floor((values.wrist + SLACK - len(values.word) * values.size) / SPACER))


def middle(values: BeadsParameters) -> float:
    """Give where the middle of the letter is, from the middle of the bead: a heart is wider above."""
    return 0.06 * values.size if values.form == "heart" else 0.0


def outline(values: BeadsParameters) -> cq.Face:
    """Give the bead as it is seen from above; it reaches `size` mm along X."""
    size = values.size
    if values.form == "round":
        return rounded(size, size, size)
    if values.form == "square":
        return rounded(size, size, 0.18 * size)
    if values.form == "hexagon":
        half, corner = size / 2, size / 4
        high = half * math.sqrt(3) / 2
        return drawn([(half, 0), (corner, high), (-corner, high), (-half, 0), (-corner, -high), (corner, -high)])
    # A square on its corner, with half a disc on each of its two upper sides.
    side = size / (1 + math.sqrt(0.5))
    tip = bulge = side * math.sqrt(0.5)
    return drawn([(0, -tip), (tip, 0), ((bulge, bulge), (0, tip)), ((-bulge, bulge), (-tip, 0))])


def blank(values: BeadsParameters) -> cq.Solid:
    """Give a bead without a letter; its hole runs along X and has a pointed roof, so that it prints."""
    solid = extruded(outline(values), values.thickness)
    solid = softened(softened(solid, SOFT, at=0), SOFT, at=values.thickness)
    radius = values.hole / 2
    lean = radius * math.sqrt(0.5)
    across = drawn(
        [(lean, lean), (0, PEAK * radius), (-lean, lean), ((-radius, 0), (0, -radius)), ((radius, 0), (lean, lean))]
    )
    above = AROUND + radius + max(0.0, (values.thickness - least(values)) / 2)
    lying = cq.Location(cq.Plane(origin=(-values.size, 0, above), xDir=(0, 1, 0), normal=(1, 0, 0)))
    return cut(solid, extruded(across, 2 * values.size).moved(lying))


def least(values: BeadsParameters) -> float:
    """Give the thickness that the hole and the plastic around it need."""
    return (1 + PEAK) / 2 * values.hole + 2 * AROUND


def spacer(values: BeadsParameters) -> cq.Solid:
    """Give a plain bead, printed with its hole upright."""
    wide = max(SPACER_ROUND * values.size, values.hole + 5)
    ring = cq.Wire.makeCircle(values.hole / 2, cq.Vector(0, 0, 0), cq.Vector(0, 0, 1))
    rim = cq.Wire.makeCircle(wide / 2, cq.Vector(0, 0, 0), cq.Vector(0, 0, 1))
    solid = extruded(cq.Face.makeFromWires(rim, [ring]), SPACER)
    return softened(softened(solid, SOFT, at=0), SOFT, at=SPACER)


template = Template(
    slug="beads",
    title="Letter beads",
    version="1.0.0",
    summary="A name in beads, one for each letter, with as many plain beads as your wrist needs.",
    need="Thread a name for a bracelet, a bag or a key ring.",
    when_not="Not for children under three, who may swallow beads, nor as a teether. Not for a sauna or a car in full "
    "sun: they soften at 60 °C.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("gift", "text", "jewellery"),
    parameters=BeadsParameters,
    presets=(
        Preset("bracelet", "Bracelet", "A name and plain beads for a wrist of 160 mm.", {"word": "ADA"}),
        Preset(
            "hearts", "Hearts", "Two initials for a key ring.",
            {"word": "A♥B", "form": "heart", "size": 20, "spacers": False, "face": "sans"},
        ),
        Preset(
            "coins", "Coins", "Round, for a larger wrist.",
            {"word": "GRACE", "form": "round", "size": 16, "wrist": 180},
        ),
        Preset(
            "bag", "For a bag", "Large, on leather cord.",
            {"word": "EMMY", "form": "hexagon", "size": 20, "hole": 4, "thickness": 9, "spacers": False,
             "face": "rounded"},
        ),
    ),
    needs=(
        Need(
            "What will it be?",
            (
                Answer("A bracelet", {"word": "ADA", "spacers": True, "wrist": 160, "hole": 2}),
                Answer("A bracelet for a child", {"word": "EMMY", "spacers": True, "wrist": 140, "hole": 2},
                       "For children over three."),
                Answer("A charm for a bag", {"word": "ADA", "spacers": False, "hole": 4, "thickness": 9}),
            ),
        ),
        Need(
            "How should it look?",
            (
                Answer("Square", {"form": "square", "size": 13}),
                Answer("Round", {"form": "round", "size": 15}),
                Answer("Hearts", {"form": "heart", "size": 18}),
            ),
        ),
    ),
    slots=(Slot("accent", "Plain beads"),),
    build=build,
    causes={"WALL_THIN": "size", "FLOOR_THIN": "thickness"},
)  # fmt: skip
