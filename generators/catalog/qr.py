"""A code for telephones: join the Wi-Fi, open a page, or read a note."""

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
    Shown,
    Slot,
    Template,
    Without,
    characters,
    choice,
    fit,
    font,
    length,
    limit,
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
    countersunk,
    cut,
    extruded,
    lettering,
    moved,
    pierced,
    qr,
    qr_faces,
    qr_size,
    raised,
    rounded,
    softened,
    text_bounds,
    wifi,
)
from generators.shapes.easels import SUNK, leaning, slotted_foot

# Raised letters: a stencil's bridges are too thin for them, and some marks of the monospaced face too close together.
FACES = ("condensed", "sans", "rounded", "slab", "script")
# Bytes that a code of version 1, 2, 3... holds at level M: ISO/IEC 18004:2015, table 7. A code has 17 + 4 modules to a
# side for each version, and 4 modules of light border all round.
CAPACITY = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331)
LARGEST = 17 + 4 * len(CAPACITY) + 8  # modules
WIDEST_CHARACTER = 3  # bytes of UTF-8; the marks that are escaped take two
CODING = 2  # bytes that say how the text is coded
WIFI_WORDS = 26  # characters: "WIFI:T:nopass;S:;P:;H:true;;"

RIM = 3.0  # mm of plate around the light border
EDGE, BORDER = 1.2, 1.2  # mm from the edge to the line around the code, and its width
ROUND = 4.0  # mm of the plate's corners
SOFT = 0.6  # mm of bevel
TALLEST = 2.2  # capital heights that a line takes at most, in any of the typefaces
BELOW = 2.5  # mm of plate below the caption
LOOSE = 0.45  # mm that letters too close to each other are set apart
HEAD = 12.0  # mm of plate above the code, for holes
HOLE, SCREW, SCREW_HEAD = 6.0, 4.0, 8.5  # mm: for a cord; for a countersunk 3.5 mm screw, ISO 7046 rounded up
LEAN = 10.0  # degrees that the plate leans back in its foot

is_wifi = value("kind") == "wifi"
is_closed = is_wifi & (value("security") == "WPA")
told = when(is_wifi, WIFI_WORDS + characters(value("ssid")) + characters(value("password")), characters(value("note")))
most_bytes = WIDEST_CHARACTER * told + CODING


# The side of the code that holds so many bytes, with its light border, in modules.
modules = most_bytes * 0 + LARGEST
for version, capacity in reversed(list(enumerate(CAPACITY[:-1], 1))):
    modules = when(most_bytes <= capacity, 17 + 4 * version + 8, modules)

strip = when(characters(value("caption")) > 0, TALLEST * value("letters") + BELOW, 0)
head = when((value("mount") == "screws") | (value("mount") == "cord"), HEAD, 0)
foot_edge = when(value("mount") == "stand", SUNK, 0)
clean = limit("stroke_warning") / stroke_width(value("face"))
longest = (volume("x") - 2 * RIM - 2 - LOOSE * characters(value("caption"))) / text_length(
    value("caption"), value("face")
)


class QrParameters(Parameters):
    """What a customer can set."""

    kind: str = choice(
        "wifi",
        [
            Option(
                "wifi",
                "Wi-Fi",
                "A telephone that reads it joins the network.",
                picture="M3 9a13 13 0 0 1 18 0M6 13a8 8 0 0 1 12 0M9 16a4 4 0 0 1 6 0M12 19v.1",
            ),
            Option(
                "note",
                "Link or text",
                "A page opens, or the text is shown.",
                picture="M10 14l4-4M8 12l-2 2a3 3 0 0 0 4 4l2-2M12 8l2-2a3 3 0 0 1 4 4l-2 2",
            ),
        ],
        label="Code for",
        help="What a telephone does that reads it.",
        group="Code",
    )
    ssid: str = text(
        "Guests",
        longest=32,
        shortest=1,
        label="Network",
        help="The name of your Wi-Fi, as telephones list it.",
        group="Code",
    )
    password: str = text(
        "welcome in",
        longest=63,
        shortest=8,
        label="Password",
        help="8 to 63 characters, without blanks at its ends. Whoever sees the sign can read it.",
        group="Code",
    )
    note: str = text(
        "https://example.org",
        longest=90,
        shortest=1,
        label="Link or text",
        help="A link begins with https://. The shorter it is, the smaller the code.",
        group="Code",
    )
    caption: str = text(
        "Wi-Fi",
        longest=18,
        font="face",
        label="Caption",
        help="Raised below the code. May stay empty.",
    )
    security: str = choice(
        "WPA",
        [
            Option("WPA", "Password", "WPA2 and WPA3, as almost all networks have it."),
            Option("nopass", "Open", "No password."),
        ],
        label="Security",
        help="How the network is locked.",
        group="Code",
        level="more",
    )
    unlisted: bool = toggle(
        False,
        label="Hidden network",
        help="For a network that is not in the list of telephones.",
        group="Code",
        level="more",
    )
    module: float = length(
        1.4,
        1,
        3,
        step=0.1,
        label="Square size",
        help="Of the code's small squares. 1.4 mm is read from half a metre, 2.8 mm from a metre.",
        level="more",
    )
    contrast: str = choice(
        "swap",
        [
            Option("swap", "Dark filament on top", "The print pauses once, and you change the filament."),
            Option("marker", "Marker", "You run a broad dark marker over what stands out."),
        ],
        label="Dark squares by",
        help="Telephones read dark squares on a light plate, so take light filament.",
        group="Colour",
        level="more",
    )
    mount: str = choice(
        "stand",
        [
            Option("stand", "Stands", "A foot for a table or a shelf."),
            Option("tape", "Tape", "Nothing on it: glue it, or use double-sided tape."),
            Option("screws", "Screws", "Two holes above the code."),
            Option("cord", "Cord", "One wide hole above the code."),
        ],
        label="Mount",
        help="How it is put up.",
        group="Mount",
        level="more",
    )
    face: str = font(
        "condensed", typefaces=FACES, help="How the caption looks. Thin ones need to be taller.", level="more"
    )
    letters: float = length(
        8, 5, 16, label="Letter height", help="Of a capital in the caption.", group="Text", level="more"
    )
    border: bool = toggle(True, label="Border", help="A line around it all.", level="more")
    relief: float = length(
        0.8, 0.4, 1.2, step=0.2, label="Raised by", help="How far squares and caption stand out.", level="more"
    )
    thickness: float = length(3, 2.5, 6, label="Thickness", help="Of the plate.", axis="z", level="more")
    fit: str = fit(
        "tight", label="Fit of the foot", help="How firmly the plate stands in it.", group="Mount", level="more"
    )

    rules = (
        Shown(["ssid", "security", "unlisted"], is_wifi),
        Shown(["password"], is_closed),
        Shown(["note"], ~is_wifi),
        Shown(["fit"], value("mount") == "stand"),
        Shown(["face", "letters"], characters(value("caption")) > 0),
        Without(
            "face",
            ["sans", "rounded", "slab", "script"],
            longest < 1.1 * clean,
            "its letters have to be so large that this caption would not fit the printer.",
        ),
        AtLeast("letters", clean, "thinner strokes would not print in this typeface."),
        AtMost("letters", longest, "a longer caption would not fit the printer. Shorten it."),
        AtMost(
            "module",
            smallest(volume("x"), volume("y") - strip - head - foot_edge) / modules - 2 * RIM / modules,
            "a larger code would not fit the printer. Shorten the text.",
        ),
    )


def build(values: QrParameters) -> Iterator[Part | Hardware]:
    """Reckon the code, make a plate for it and its caption, and raise or sink the squares."""
    content = (
        wifi(values.ssid, values.password if values.security == "WPA" else "", values.security, hidden=values.unlisted)
        if values.kind == "wifi"
        else values.note
    )
    matrix = qr(content)
    thick = values.thickness
    code = qr_size(matrix, values.module)
    caption = lettering(values.caption, values.letters, thick, values.face)
    left, bottom, right, top = text_bounds(caption) if caption else (0.0, 0.0, 0.0, 0.0)
    wide = max(code, right - left + 2) + 2 * RIM
    above = HEAD if values.mount in ("screws", "cord") else 0.0
    below = top - bottom + BELOW if caption else 0.0
    high = above + code + below + 2 * RIM
    middle = (below - above) / 2  # of the code, from the middle of the plate
    plate = ground(values, wide, high)
    marks = [
        *moved(qr_faces(matrix, values.module, thick), 0, middle),
        *moved(caption, -(left + right) / 2, middle - code / 2 - top),
        *moved(rim(values, wide, high - above), 0, -above / 2),
    ]
    sign = raised(plate, marks, values.relief)
    if values.mount == "stand":
        lift = cq.Location((0, high / 2 + SUNK, -thick / 2))
        yield Part("sign", sign, place=leaning(LEAN) * lift)
        slot = thick + 2 * values.clearance("fit")
        yield Part("foot", slotted_foot(foot_length(wide), max(30.0, 0.5 * high), slot, LEAN), colour="accent")
    else:
        yield Part("sign", sign, place=cq.Location((0, 0, 0), (1, 0, 0), 90))
    yield from needed(values)


def hole_height(high: float) -> float:
    """Give where the middle of the holes is, from the middle of the plate."""
    return high / 2 - RIM - HEAD / 2 + 1


def foot_length(wide: float) -> float:
    """Give how long the foot is, and the edge of the plate that stands in it."""
    return 0.6 * wide


def ground(values: QrParameters, wide: float, high: float) -> cq.Solid:
    """Give the plate with its holes, and with what stands in the foot."""
    face = rounded(wide, high, ROUND)
    thick = values.thickness
    if values.mount == "cord":
        face = pierced(face, 0, hole_height(high), HOLE)
    plate = extruded(face, thick)
    if values.mount == "stand":
        tab = rounded(foot_length(wide), SUNK + ROUND, 1).moved(cq.Location((0, -high / 2 - SUNK / 2 + ROUND / 2, 0)))
        plate = plate.fuse(extruded(tab.Faces()[0], thick)).clean().Solids()[0]
    plate = softened(softened(plate, SOFT, at=0), SOFT, at=thick)
    if values.mount == "screws":
        bore = countersunk(thick, SCREW, SCREW_HEAD)
        at = wide / 2 - RIM - SCREW_HEAD / 2 - 1
        plate = cut(
            plate, cq.Compound.makeCompound([bore.moved(cq.Location((x, hole_height(high), 0))) for x in (-at, at)])
        )
    return plate


def rim(values: QrParameters, wide: float, high: float) -> list[cq.Face]:
    """Give the line around it all."""
    if not values.border:
        return []
    outer, inner = (
        rounded(wide - 2 * inset, high - 2 * inset, ROUND - inset, values.thickness) for inset in (EDGE, EDGE + BORDER)
    )
    return [cq.Face.makeFromWires(outer.outerWire(), [inner.outerWire()])]


def needed(values: QrParameters) -> Iterator[Hardware]:
    """Name what makes the squares dark, and what the mount needs."""
    if values.contrast == "swap":
        yield Hardware(
            "dark filament", 1, f"changed at a height of {values.thickness:g} mm; the plate is of a light one"
        )
    else:
        yield Hardware("broad permanent marker", 1, "run it over what stands out, until it is evenly dark")
    if values.mount == "screws":
        yield Hardware("3.5 x 30 mm countersunk screw", 2, "through the holes above the code")
    if values.mount == "cord":
        yield Hardware("cord", 1, "up to 5 mm thick")
    if values.mount == "tape":
        yield Hardware("double-sided tape", 1, "as long as the sign")


template = Template(
    slug="qr",
    title="QR and Wi-Fi sign",
    version="1.0.0",
    summary="A code that telephones read: it joins your Wi-Fi, opens a page or shows a text.",
    need="Let guests into the Wi-Fi without spelling the password, link a table to its menu or a plant to its notes.",
    when_not="Not without making the squares dark: relief alone is not read. Not for a password that strangers should "
    "not have, and not for a place in full sun: it softens at 60 °C.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("home", "office", "text"),
    parameters=QrParameters,
    presets=(
        Preset(
            "guests",
            "Guest Wi-Fi",
            "On a foot, for the hall.",
            {"ssid": "Guests", "password": "welcome in", "caption": "Wi-Fi", "face": "rounded", "letters": 9},
        ),
        Preset(
            "menu",
            "Table link",
            "Opens a page, for a table or a shop.",
            {"kind": "note", "note": "https://example.org/menu", "caption": "Menu", "face": "script", "letters": 13,
             "module": 1.6, "contrast": "marker"},
        ),
        Preset(
            "door",
            "Door plate",
            "Large, with two screws.",
            {"kind": "note", "note": "https://example.org/rooms/4", "caption": "Room 4", "mount": "screws", "module":
             2.2, "letters": 12, "face": "condensed", "contrast": "marker", "thickness": 4},
        ),
        Preset(
            "tag",
            "Tag on a cord",
            "A short text for a plant, a tool or a box.",
            {"kind": "note", "note": "Ficus. Water on Mondays.", "caption": "", "mount": "cord", "module": 1.2,
             "border": False},
        ),
    ),
    needs=(
        Need(
            "What should it do?",
            (
                Answer("Let guests into the Wi-Fi", {"kind": "wifi", "caption": "Wi-Fi"}),
                Answer("Open a page", {"kind": "note", "note": "https://example.org", "caption": "Scan me"}),
                Answer("Show a text", {"kind": "note", "note": "Spare key: with Ada, no. 12", "caption": ""}),
            ),
        ),
        Need(
            "From where is it read?",
            (
                Answer("In the hand", {"module": 1, "letters": 8}),
                Answer("Across a table", {"module": 1.4, "letters": 10}),
                Answer("From a metre", {"module": 2.8, "letters": 14}),
            ),
        ),
        Need(
            "Where will it be?",
            (
                Answer("On a table or a shelf", {"mount": "stand"}),
                Answer("On a wall, glued", {"mount": "tape"}),
                Answer("On a wall, screwed", {"mount": "screws"}),
                Answer("On a cord", {"mount": "cord"}),
            ),
        ),
    ),
    slots=(Slot("accent", "Foot"),),
    build=build,
    causes={"DOES_NOT_FIT": "module", "WALL_THIN": "letters", "GAP_NARROW": "letters"},
)  # fmt: skip
