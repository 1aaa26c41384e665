"""Labels from a list: one for each row, all of one height."""

from collections import Counter
from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    AtLeast,
    AtMost,
    Column,
    Hardware,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Shown,
    Template,
    Without,
    choice,
    font,
    length,
    limit,
    rows,
    stroke_width,
    toggle,
    value,
    volume,
    when,
    widest,
)
from generators.shapes import extruded, lettering, moved, raised, rounded, softened, text_bounds

# Raised letters: a stencil's bridges are too thin for them, and some marks of the monospaced face too close together.
FACES = ("condensed", "sans", "rounded", "slab", "script")
LONGEST = 18  # characters of a row
MOST = 16  # rows
TALLEST = 2.2  # capital heights that a line takes at most, in any of the typefaces
LOOSE = 0.45  # mm that letters too close to each other are set apart
SOFT = 0.4  # mm of bevel
HOLE, HOLE_ROOM = 4.0, 9.0  # mm: a hole for a cord or a ring, and the plate it takes
# Cable ties are 2.5 to 4.8 mm wide and 1.3 mm thick: what the trade sells for household cables.
TIE_LONG, TIE_WIDE, TIE_ROOM = 5.6, 2.2, 5.5  # mm: a slot for a cable tie, and the plate it takes at each end
TONGUE, TONGUE_THICK = 2.0, 1.2  # mm: the edge that slides under the rails of a label holder
LEAST_HIGH = 12.0  # mm of plate with a hole or slots

ends = when(value("mount") == "hole", HOLE_ROOM, when(value("mount") == "ties", 2 * TIE_ROOM, 0))
clean = limit("stroke_warning") / stroke_width(value("face"))
pill = when(value("shape") == "pill", 1, 0)  # its round ends take half its height more
longest = (volume("x") - (2 + pill) * value("margin") - ends - 2 - LOOSE * LONGEST) / (
    widest("names", "name", value("face")) + pill * TALLEST / 2
)


class LabelsParameters(Parameters):
    """What a customer can set."""

    names: str = rows(
        "Salt\nPepper\nPaprika\nOregano",
        columns=[Column.text("name", "Text", LONGEST)],
        most=MOST,
        font="face",
        label="Texts",
        help="One label for each row. Paste a column of a spreadsheet, or type; the same text twice gives two.",
        group="Text",
    )
    size: float = length(9, 6, 24, label="Letter height", help="How tall a capital letter is.", group="Text")
    face: str = font("condensed", typefaces=FACES, help="How the letters look. Thin ones need to be taller.")
    shape: str = choice(
        "rounded",
        [
            Option(
                "rounded",
                "Rounded",
                "Round corners.",
                picture="M5 7h14a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z",
            ),
            Option("square", "Square", "Plain corners.", picture="M3 7h18v10h-18z"),
            Option("pill", "Pill", "Half round ends.", picture="M8 7h8a5 5 0 0 1 0 10h-8a5 5 0 0 1 0-10z"),
        ],
        label="Shape",
        help="Of the plates.",
    )
    mount: str = choice(
        "tape",
        [
            Option("tape", "Tape", "Nothing on it: glue it, or use double-sided tape."),
            Option("hole", "Hole", "One at the left, for a cord or a ring."),
            Option("ties", "Cable ties", "A slot at each end, for cables and handles."),
            Option("slide", "Slides in", "Thin edges above and below, for holders with rails."),
        ],
        label="Mount",
        help="How they are put up.",
    )
    same: bool = toggle(True, label="Equally long", help="All as long as the longest.", level="more")
    relief: float = length(
        0.8, 0.4, 1.6, step=0.2, label="Raised by", help="How far letters stand out.", group="Text", level="more"
    )
    margin: float = length(4, 2, 10, label="Margin", help="Plate around the text.", level="more")
    thickness: float = length(2, 1.6, 5, step=0.2, label="Thickness", help="Of the plate.", axis="z", level="more")

    rules = (
        Without("shape", ["pill"], value("mount") == "slide", "rails need straight edges."),
        Shown(["same"], value("mount") != "slide"),
        Without(
            "face",
            ["sans", "rounded", "slab", "script"],
            longest < 1.1 * clean,
            "its letters have to be so large that the longest text would not fit the printer.",
        ),
        AtLeast("size", clean, "thinner strokes would not print in this typeface."),
        AtMost("size", longest, "the longest label would not fit the printer. Shorten its text."),
    )  # fmt: skip


def build(values: LabelsParameters) -> Iterator[Part | Hardware]:
    """Set every text, make plates of one height for them, and raise the letters."""
    counted = Counter(str(row["name"]) for row in values.table("names"))
    written = {name: lettering(name, values.size, values.thickness, values.face) for name in counted}
    bounds = {name: text_bounds(faces) for name, faces in written.items()}
    lowest = min(bottom for _left, bottom, _right, _top in bounds.values())
    highest = max(top for _left, _bottom, _right, top in bounds.values())
    widths = {name: right - left for name, (left, _bottom, right, _top) in bounds.items()}
    high = max(highest - lowest + 2 * values.margin, LEAST_HIGH if values.mount in ("hole", "ties") else 0.0)
    plates: dict[float, tuple[cq.Solid, float]] = {}
    for number, (name, count) in enumerate(counted.items(), 1):
        inner = max(widths.values()) if values.same else widths[name]
        if inner not in plates:
            plates[inner] = ground(values, inner, high)
        plate, middle = plates[inner]
        left, _bottom, right, _top = bounds[name]
        letters = moved(written[name], middle - (left + right) / 2, -(lowest + highest) / 2)
        called = "".join(character for character in name if character.isalnum())
        row = -(number - 1) * (high + 2 * TONGUE + 4)
        yield Part(
            f"label-{number}-{called}".rstrip("-"), raised(plate, letters, values.relief), count, place=(0, row, 0)
        )
    total = counted.total()
    if values.mount == "tape":
        yield Hardware("double-sided tape", total, "as long as a label")
    elif values.mount == "ties":
        yield Hardware("cable tie", 2 * total, "up to 4.8 mm wide")
    elif values.mount == "hole":
        yield Hardware("cord or ring", total, "up to 3.5 mm thick")


def ground(values: LabelsParameters, inner: float, high: float) -> tuple[cq.Solid, float]:
    """Give a plate for a text so wide, and where the middle of the text is along it."""
    thick, margin = values.thickness, values.margin
    wide = inner + 2 * margin
    if values.shape == "pill":
        wide += high / 2
    middle = 0.0
    holes: list[cq.Shape] = []
    if values.mount == "hole":
        wide += HOLE_ROOM
        middle = HOLE_ROOM / 2
        holes = [rounded(HOLE, HOLE, HOLE).moved(cq.Location((HOLE / 2 + 3 - wide / 2, 0, 0)))]
    elif values.mount == "ties":
        wide += 2 * TIE_ROOM
        at = wide / 2 - 3 - TIE_WIDE / 2
        holes = [rounded(TIE_WIDE, TIE_LONG, 0.6).moved(cq.Location((x, 0, 0))) for x in (-at, at)]
    radius = {"square": 0.6, "rounded": min(3.0, high / 3)}.get(values.shape, high / 2)
    if values.mount == "slide":
        base = extruded(rounded(wide, high + 2 * TONGUE, radius), TONGUE_THICK)
        block = raised(base, [rounded(wide - 0.4, high, 0.4, TONGUE_THICK)], thick - TONGUE_THICK)
        return softened(block, 0.3, at=0), middle
    outline = rounded(wide, high, radius).outerWire()
    face = cq.Face.makeFromWires(outline, [hole.Faces()[0].outerWire() for hole in holes])
    plate = extruded(face, thick)
    return softened(softened(plate, SOFT, at=0), SOFT, at=thick), middle


template = Template(
    slug="labels",
    title="Labels from a list",
    version="1.0.0",
    summary="A plate with raised letters for every row of your list: paste it from a spreadsheet.",
    need="Name spice jars, boxes, drawers, keys, plants or cables, all alike.",
    when_not="Not for dishwashers, ovens or full sun: they soften at 60 °C. Not as safety signs.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("home", "office", "text", "storage"),
    parameters=LabelsParameters,
    presets=(
        Preset("spices", "Spice jars", "Small pills for lids.", {"size": 8, "shape": "pill", "face": "rounded"}),
        Preset(
            "boxes", "Boxes", "Large, to read from across the room.",
            {"names": "Winter\nTools\nToys", "size": 16, "face": "slab", "margin": 6, "thickness": 2.4},
        ),
        Preset(
            "cables", "Cables", "With slots for two cable ties.",
            {"names": "Router\nPrinter\nScreen\nNAS", "size": 7, "mount": "ties", "margin": 2, "same": False},
        ),
        Preset(
            "keys", "Keys", "With a hole for the ring.",
            {"names": "Front door\nCellar\nShed", "size": 7, "mount": "hole", "shape": "square", "same": False},
        ),
        Preset("drawers", "Drawers", "For rails.", {"names": "M3\nM4\nM5\nM6", "size": 10, "mount": "slide"}),
    ),
    needs=(
        Need(
            "What is labelled?",
            (
                Answer("Jars and boxes", {"mount": "tape", "shape": "rounded"}),
                Answer("Keys and plants", {"mount": "hole", "shape": "pill"}),
                Answer("Cables and handles", {"mount": "ties", "shape": "rounded"}),
                Answer("Drawers with holders", {"mount": "slide", "shape": "square"}),
            ),
        ),
        Need(
            "From where are they read?",
            (
                Answer("From close by", {"size": 7, "face": "condensed"}),
                Answer("Across a table", {"size": 11, "face": "rounded"}),
                Answer("Across a room", {"size": 18, "face": "condensed"}),
            ),
        ),
    ),
    build=build,
    causes={"DOES_NOT_FIT": "size", "WALL_THIN": "size", "GAP_NARROW": "size"},
)  # fmt: skip
