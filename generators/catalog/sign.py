"""A sign for a desk, a door or a wall: up to four lines on a plate that follows them."""

import math
from collections.abc import Iterator, Sequence

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
    Without,
    characters,
    choice,
    fit,
    floor,
    font,
    largest,
    length,
    limit,
    ratio,
    smallest,
    stroke_width,
    text,
    text_length,
    toggle,
    value,
    volume,
    when,
)
from generators.shapes import (
    bent,
    countersunk,
    cut,
    extruded,
    lettering,
    moved,
    raised,
    rounded,
    softened,
    text_bounds,
)

LINE = 1.75  # capital heights from one line to the next: room for accents above and tails below
TALLEST = 2.2  # capital heights that a line takes at most, in any of the typefaces
APART = 1.2  # mm that two lines keep from each other
LOOSE = 0.45  # mm that letters too close to each other are set apart
LEAST, MOST, STEP = 5.0, 40.0, 0.5  # mm of capital height
THIN = 0.75  # of a clean stroke: marks are thinner than the strokes of letters, and still print
# A stencil is for cutting through: its bridges are thinner than raised strokes may be. Some marks of the monospaced
# face, such as the foot of Ω, come closer together than raised ones may.
FACES = ("sans", "rounded", "slab", "condensed", "script")
SMALLEST = 40  # % of the first line's height that the others have at least
LONGEST = 16  # capital heights of text that an oval or an arrow has room for

SOFT = 0.6  # mm of bevel
EDGE, BORDER = 1.6, 2.0  # mm from the edge to the border, and its width
EAR = 10.0  # mm at each end for a screw
HOLE, HEAD = 4.0, 8.5  # mm: room for a countersunk screw of 3.5 mm, ISO 7046 rounded up
# A keyhole for the head of a 4 mm screw: its way in, its neck, the lip that holds, and the room for the head.
WAY_IN, NECK, LIP, ROOM = 9.0, 4.5, 1.6, 3.0  # mm
HUNG = 30.0  # mm: the least height of a plate with a keyhole
STOOD = 44.0  # mm: the least width of a plate with a foot, whose edge lies between the round corners
TAB = 8.0  # mm of plate that stand in the foot
FOOT = 14.0  # mm: height of the foot
BACK = 10.0  # degrees that the plate leans back

# What rules reckon with: how long the lines are, and what beside them takes room on the printer.
first = text_length(value("line1"), value("face"))
others = largest(*(text_length(value(name), value("face")) for name in ("line2", "line3", "line4")))
letters = largest(*(characters(value(name)) for name in ("line1", "line2", "line3", "line4")))
more = sum((when(characters(value(name)) > 0, 1, 0) for name in ("line3", "line4")), when(others > 0, 1, 0) * 0)
lines = 1 + (more + when(characters(value("line2")) > 0, 1, 0)) * value("small") / 100
is_arrow = (value("shape") == "left") | (value("shape") == "right")
grown = when(value("shape") == "oval", math.sqrt(2), 1)
ears = when(value("mount") == "screws", 2 * EAR, 0)
room = (
    volume("x")
    - 2 * value("margin")
    - 1
    - grown * (LOOSE * letters + ears)
    - when(is_arrow, (TALLEST * lines * value("size") + 2 * value("margin")) / 2, 0)
) / grown
# What strokes need in mm of capital height.
clean = THIN * limit("stroke_warning") / stroke_width(value("face"))
least = floor(largest(clean, LEAST) / STEP + 0.999) * STEP  # in whole steps


class SignParameters(Parameters):
    """What a customer can set."""

    line1: str = text(
        "Ada Lovelace", longest=18, shortest=1, font="face", label="First line", help="The largest.", group="Text"
    )
    line2: str = text(
        "Analytical engines", longest=18, font="face", label="Second line", help="Smaller; may stay empty.",
        group="Text",
    )  # fmt: skip
    line3: str = text(
        "", longest=18, font="face", label="Third line", help="May stay empty.", group="Text", level="more"
    )
    line4: str = text(
        "", longest=18, font="face", label="Fourth line", help="May stay empty.", group="Text", level="more"
    )
    face: str = font("sans", typefaces=FACES, help="How the letters look. Thin ones need to be taller.", level="more")
    size: float = length(
        14, LEAST, MOST, step=STEP, label="Letter height",
        help="Of a capital in the first line. The sign grows with it.", group="Text",
    )  # fmt: skip
    small: float = ratio(
        75,
        SMALLEST,
        100,
        step=1,
        label="Other lines",
        help="Their letters, measured by those of the first line.",
        group="Text",
        level="more",
    )
    shape: str = choice(
        "rounded",
        [
            Option("rounded", "Rounded", "Round corners.", picture="M5 7h14a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-14z"),
            Option("square", "Square", "Plain corners.", picture="M3 7h18v10h-18z"),
            Option("oval", "Oval", "An ellipse.", picture="M3 12a9 5 0 1 0 18 0a9 5 0 1 0-18 0z"),
            Option("right", "Arrow right", "Shows the way.", picture="M3 8h13l5 4-5 4h-13z"),
            Option("left", "Arrow left", "Shows the way.", picture="M21 8h-13l-5 4 5 4h13z"),
        ],
        label="Shape",
        help="Of the plate.",
    )
    mount: str = choice(
        "stand",
        [
            Option("stand", "Stands", "A foot for a desk or a shelf."),
            Option("tape", "Tape", "Nothing on it: glue it, or use double-sided tape."),
            Option("screws", "Screws", "A hole at each end."),
            Option("keyhole", "Hangs", "Hidden slots in its back, for screws in the wall."),
        ],
        label="Mount",
        help="How it is put up.",
        group="Mount",
    )
    border: bool = toggle(True, label="Border", help="A line around the text.", level="more")
    relief: float = length(
        1, 0.6, 2, step=0.2, label="Raised by", help="How far letters stand out.", level="more"
    )  # fmt: skip
    thickness: float = length(4, 3, 8, label="Thickness", help="Of the plate.", axis="z", level="more")
    margin: float = length(8, 6, 12, label="Margin", help="Plate around the text.", level="more")
    fit: str = fit("tight", label="Fit of the foot", help="How firmly the plate stands in it.", level="more")

    rules = (
        Shown(["fit"], value("mount") == "stand"),
        Shown(["small"], (characters(value("line2")) > 0) | (more > 0)),
        Without("mount", ["stand"], value("shape") == "oval", "an oval has no straight edge to stand on."),
        Without(
            "shape",
            ["oval", "right", "left"],
            largest(first, others) > LONGEST,
            "the text is too long for it. Shorten the text.",
        ),
        Without(
            "face",
            ["rounded", "slab", "script"],
            smallest(room / first, room / others) < 1.1 * largest(clean, LEAST),
            "its letters have to be so large that this text would not fit the printer.",
        ),
        AtMost(
            "margin",
            value("margin") + (room - least * largest(first, others)) / 2,
            "a wider one would leave no room for letters that print. Shorten the text.",
        ),
        AtLeast("size", clean, "thinner strokes would not print in this typeface."),
        AtMost("size", room / first, "a longer sign would not fit the printer. Shorten the text."),
        AtMost(
            "size",
            100 / SMALLEST * room / others,
            "a longer sign would not fit the printer. Shorten the other lines.",
        ),
        AtMost(
            "size",
            (volume("y") - 2 * value("margin") - TAB - 6) / (grown * TALLEST * lines),
            "a higher sign would not fit the printer. Take fewer lines.",
        ),
        AtLeast("small", 100 * clean / value("size"), "thinner strokes would not print in this typeface."),
        AtMost("small", 100 * room / (value("size") * others), "a longer sign would not fit the printer."),
        AtLeast(
            "thickness",
            when(value("mount") == "keyhole", LIP + ROOM + 1, 0),
            "the hidden slots need so much.",
        ),
    )  # fmt: skip


def written(values: SignParameters, z: float) -> list[cq.Face]:
    """Set the lines one below the other, centred on the Z axis."""
    block: list[cq.Face] = []
    lowest = baseline = 0.0
    rest = values.size * values.small / 100
    smaller = [(line, rest) for line in (values.line2, values.line3, values.line4)]
    for line, size in [(values.line1, values.size), *smaller]:
        faces = lettering(line, size, z, values.face)
        if not faces:
            continue
        left, bottom, right, top = text_bounds(faces)
        if block:
            baseline = min(baseline - LINE * size, lowest - APART - top)
        block += moved(faces, -(left + right) / 2, baseline)
        lowest = baseline + bottom
    left, bottom, right, top = text_bounds(block)
    return moved(block, 0, -(bottom + top) / 2)


def outline(values: SignParameters, wide: float, high: float, inset: float, z: float) -> cq.Face:
    """Give the plate's outline, or a line `inset` mm inside it, around a block of text wide and high."""
    margin = values.margin - inset
    if values.shape == "oval":
        across, up = (side * math.sqrt(2) / 2 + margin for side in (wide, high))
        rim = cq.Wire.makeEllipse(
            max(across, up), min(across, up), cq.Vector(0, 0, z), cq.Vector(0, 0, 1),
            cq.Vector(1, 0, 0) if across >= up else cq.Vector(0, 1, 0),
        )  # fmt: skip
        return cq.Face.makeFromWires(rim)
    if values.shape in ("rounded", "square"):
        radius = min(8.0, high / 2 + values.margin - 1) if values.shape == "rounded" else 1.0
        return rounded(wide + 2 * margin, high + 2 * margin, max(radius - inset, 0.3), z)
    # The point is a right angle; seen from it, a line moved inward by 1 mm is 1.41 mm shorter.
    half = high / 2 + margin
    end, tip = wide / 2 + values.margin, wide / 2 + values.margin + high / 2 + values.margin
    shoulder = end - inset * (math.sqrt(2) - 1)
    corners = [(-end + inset, -half), (shoulder, -half), (tip - inset * math.sqrt(2), 0), (shoulder, half),
               (-end + inset, half)]  # fmt: skip
    face = bent(corners, [max(2 - inset, 0.3), 2, 2, 2, max(2 - inset, 0.3)])
    turn = 180 if values.shape == "left" else 0
    return face.moved(cq.Location((0, 0, z), (0, 0, 1), turn)).Faces()[0]


def build(values: SignParameters) -> Iterator[Part | Hardware]:
    """Set the text, make a plate for it with room for its mount, and raise text and border."""
    thick = values.thickness
    block = written(values, thick)
    left, bottom, right, top = text_bounds(block)
    wide, high = right - left, max(top - bottom, values.size)
    if values.mount == "screws":
        wide += 2 * EAR
    if values.mount == "stand":
        wide = max(wide, STOOD - 2 * values.margin)
    if values.mount == "keyhole":
        high = max(high, HUNG - 2 * values.margin)
    plate = extruded(outline(values, wide, high, 0, 0), thick)
    if values.mount == "stand":
        # What stands in the foot is added below, so that the text stays in the middle of what is seen.
        tab = rounded(foot_length(values, wide), TAB + 4, 1).moved(
            cq.Location((0, -high / 2 - values.margin - TAB / 2 + 2, 0))
        )
        plate = plate.fuse(extruded(tab.Faces()[0], thick)).clean().Solids()[0]
    plate = softened(softened(plate, SOFT, at=0), SOFT, at=thick)
    if values.mount == "keyhole":
        plate = cut(plate, cq.Compound.makeCompound(keyholes(wide)))
    marks: Sequence[cq.Face] = block
    if values.border:
        outer, inner = (outline(values, wide, high, inset, thick) for inset in (EDGE, EDGE + BORDER))
        marks = [cq.Face.makeFromWires(outer.outerWire(), [inner.outerWire()]), *block]
    sign = raised(plate, marks, values.relief)
    if values.mount == "screws":
        bore = countersunk(thick, HOLE, HEAD)
        at = wide / 2 - EAR / 2 + 1
        sign = cut(sign, cq.Compound.makeCompound([bore.moved(cq.Location((x, 0, 0))) for x in (-at, at)]))
    standing = cq.Location((0, 0, 0), (1, 0, 0), 90)
    if values.mount == "stand":
        # Its middle stands in the middle of the slot, its lower edge on the slot's floor.
        upright = cq.Location((0, values.thickness / 2, high / 2 + values.margin + TAB)) * standing
        yield Part("sign", sign, place=seat(values) * upright)
        yield Part("foot", foot(values, wide, high), colour="accent")
    else:
        yield Part("sign", sign, place=standing)
    yield from fixing(values, wide)


def keyholes(wide: float) -> list[cq.Shape]:
    """Give the hidden slots that the plate hangs by, open at its back."""
    enter = extruded(rounded(WAY_IN, WAY_IN, WAY_IN), LIP + ROOM)
    neck = extruded(rounded(NECK, WAY_IN + NECK, NECK), LIP).moved(cq.Location((0, WAY_IN / 2, 0)))
    head = extruded(rounded(WAY_IN, 2 * WAY_IN, WAY_IN), ROOM).moved(cq.Location((0, WAY_IN / 2, LIP)))
    hung = enter.fuse(neck, head).clean()
    return [hung.moved(cq.Location((x, -WAY_IN / 2, 0))) for x in hung_at(wide)]


def hung_at(wide: float) -> tuple[float, ...]:
    """Give where keyholes are, from the middle: one, or two far enough apart to hang level."""
    return (0.0,) if wide < 60 else (-wide / 3, wide / 3)


def seat(values: SignParameters) -> cq.Location:
    """Give the middle of the floor of the foot's slot; its Z axis leans back with the slot."""
    return cq.Location((0, -values.thickness / 2, FOOT - TAB), (1, 0, 0), -BACK)


def foot_length(values: SignParameters, wide: float) -> float:
    """Give how long the foot is, and the edge of the plate that stands in it."""
    return 0.6 * (wide + 2 * values.margin)


def foot(values: SignParameters, wide: float, high: float) -> cq.Solid:
    """Give the foot: a long block with bevelled sides and a slot that leans back."""
    air = values.clearance("fit")
    deep = max(30.0, 0.5 * (high + 2 * values.margin))
    long = foot_length(values, wide)
    side = bent(
        [(-deep / 2, 0), (deep / 2, 0), (deep / 2, 5), (values.thickness, FOOT), (-values.thickness - 2, FOOT),
         (-deep / 2, 5)],
        [1, 1, 2, 2, 2, 2],
    )  # fmt: skip
    block = softened(softened(extruded(side, long), SOFT, at=0), SOFT, at=long)
    lying = cq.Location(cq.Plane(origin=(-long / 2, 0, 0), xDir=(0, 1, 0), normal=(1, 0, 0)))
    slot = extruded(rounded(wide + 4 * values.margin + 20, values.thickness + 2 * air, 0), FOOT)
    return cut(block.moved(lying), slot.moved(seat(values)))


def fixing(values: SignParameters, wide: float) -> Iterator[Hardware]:
    """Name what the mount needs."""
    if values.mount == "screws":
        yield Hardware("3.5 x 30 mm countersunk screw", 2, "one at each end")
    if values.mount == "keyhole":
        count = len(hung_at(wide))
        apart = f", {2 * wide / 3:.0f} mm apart" if count == 2 else ""
        yield Hardware("4 x 40 mm pan head screw", count, f"its head 3 mm out of the wall{apart}")
    if values.mount == "tape":
        yield Hardware("double-sided tape", 1, "as long as the sign")


template = Template(
    slug="sign",
    title="Sign",
    version="1.0.0",
    summary="A desk, door or wall sign with up to four lines; the plate follows the text.",
    need="Put a name on a desk or a door, show the way, or label a shelf.",
    when_not="Not an official safety or escape sign, and not for a place in full sun: it softens at 60 °C and fades.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("office", "home", "text"),
    parameters=SignParameters,
    presets=(
        Preset("desk", "Desk sign", "A name and what you do, on a foot.", {}),
        Preset(
            "door",
            "Door plate",
            "With two screws.",
            {"line1": "Room 4", "line2": "Please knock", "size": 16, "mount": "screws",
             "shape": "square", "face": "condensed"},
        ),
        Preset(
            "way",
            "This way",
            "An arrow for the wall.",
            {"line1": "Library", "line2": "", "size": 18, "shape": "right", "mount": "tape", "face": "slab"},
        ),
        Preset(
            "welcome",
            "Welcome",
            "An oval that hangs on hidden slots.",
            {"line1": "Welcome", "line2": "to our home", "size": 16, "small": 62, "shape": "oval",
             "mount": "keyhole", "face": "script", "thickness": 6},
        ),
    ),
    needs=(
        Need(
            "Where will it be?",
            (
                Answer("On a desk or a shelf", {"mount": "stand", "shape": "rounded"}),
                Answer("On a door, glued", {"mount": "tape", "shape": "rounded"}),
                Answer("On a wall, screwed", {"mount": "screws", "shape": "square"}),
                Answer("On a wall, hanging", {"mount": "keyhole", "shape": "rounded", "thickness": 6}),
            ),
        ),
        Need(
            "From how far should it be read?",
            (
                # About 1 mm of capital height for each 0.3 m: a common rule for signs that are read at leisure.
                Answer("Across a desk", {"line1": "Ada Lovelace", "size": 12, "small": 85}),
                Answer("Across a room", {"line1": "Ada", "line2": "Byron", "size": 20, "small": 60}),
            ),
        ),
    ),
    slots=(Slot("accent", "Foot"),),
    build=build,
    causes={"WALL_THIN": "size", "FLOOR_THIN": "thickness", "DOES_NOT_FIT": "size", "GAP_NARROW": "size"},
)  # fmt: skip
