"""A name tag for a key ring: raised letters on a rounded plate, or on one that follows them."""

from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    AtLeast,
    AtMost,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Template,
    Without,
    characters,
    choice,
    font,
    length,
    limit,
    stroke_width,
    text,
    text_length,
    value,
    volume,
)
from generators.shapes import extruded, lettering, moved, pierced, raised, rounded, softened, text_bounds
from generators.shapes.halos import bevelled, haloed
from generators.shapes.rooms import hollowed

MARGIN = 4.0  # mm of plate around letters
RIM = 3.0  # mm of plate around the ring hole
CLOSE = 2.6  # mm of plate around letters that it follows
BESIDE = 1.6  # mm between the ring hole and the first letter that it hangs beside
LOOSE = 0.45  # mm that letters too close to each other are set apart
SOFT = 0.6  # mm of bevel
# Marks and accents are thinner than the strokes of letters that a typeface is measured by: three quarters of what
# prints cleanly still print.
THIN = 0.75
# A stencil is for cutting through: its bridges are thinner than raised strokes may be. Some marks of the monospaced
# face, such as the foot of Ω, come closer together than raised ones may.
FACES = ("sans", "rounded", "slab", "condensed", "script")


# What the typeface's strokes, and the length of the plate, let a capital letter measure in mm.
smallest_size = THIN * limit("stroke_warning") / stroke_width(value("face"))
longest_size = (volume("x") - 2 * MARGIN - RIM - value("ring") - LOOSE * characters(value("text"))) / text_length(
    value("text"), value("face")
)


class KeychainParameters(Parameters):
    """What a customer can set."""

    text: str = text(
        "ADA", longest=16, font="face", label="Text", help="A name or a short word. Leave it empty for a plain tag."
    )
    face: str = font("sans", typefaces=FACES, help="How the letters look. Thin ones need to be taller.")
    shape: str = choice(
        "plate",
        [
            Option(
                "plate", "Rounded plate", "A quiet tag.", picture="M7 6h10a6 6 0 0 1 0 12h-10a6 6 0 0 1 0-12zM7 11v2"
            ),
            Option(
                "outline",
                "Follows the letters",
                "The plate has the shape of the word.",
                picture="M3 12a3 3 0 0 1 4-3l3-5h4l2 4h5v10h-14l-1-3a3 3 0 0 1-3-3z",
            ),
        ],
        label="Shape",
        help="Of the plate behind the letters.",
    )
    size: float = length(12, 6, 20, label="Letter height", help="How tall a capital letter is.", group="Text")
    ring: float = length(5, 3, 12, label="Ring hole", help="How wide the hole is. 5 mm suits most key rings.")
    relief: float = length(
        1, 0.6, 2, step=0.2, label="Raised by", help="How far letters stand out.", group="Text", level="more"
    )
    thickness: float = length(
        3, 2, 6, label="Thickness", help="Of the plate. 3 mm is hard to break.", axis="z", level="more"
    )

    rules = (
        Without("shape", ["outline"], characters(value("text")) < 1, "there are no letters to follow."),
        Without(
            "face",
            ["rounded", "slab", "script"],
            longest_size < smallest_size,
            "its letters have to be so large that this text would not fit the printer.",
        ),
        AtLeast(
            "size",
            smallest_size,
            "thinner strokes would not print in this typeface.",
        ),
        AtMost(
            "size",
            longest_size,
            "a longer plate would not fit the printer. Shorten the text.",
        ),
    )


def build(values: KeychainParameters) -> Iterator[Part]:
    """Lay the letters out, make a plate for them, and raise them from it."""
    letters = lettering(values.text, values.size, z=values.thickness, font=values.face)
    if values.shape == "outline":
        yield Part("tag", followed(values, letters))
        return
    left, bottom, right, top = text_bounds(letters) if letters else (0.0, 0.0, 24.0, values.size)
    tall = max(top - bottom + 2 * MARGIN, values.ring + 2 * RIM)
    ear = RIM + values.ring + MARGIN  # from the left end to the first letter
    wide = max(ear + right - left + MARGIN, 1.6 * tall)
    plate = pierced(rounded(wide, tall, tall / 3), RIM + values.ring / 2 - wide / 2, 0, values.ring)
    solid = extruded(plate, values.thickness)
    solid = softened(softened(solid, SOFT, at=0), SOFT, at=values.thickness)
    shift = ((ear - MARGIN - left - right) / 2, -(top + bottom) / 2)
    yield Part("tag", raised(solid, moved(letters, *shift), values.relief))


def followed(values: KeychainParameters, letters: list[cq.Face]) -> cq.Solid:
    """Draw the plate around the letters and an eye for the ring beside them."""
    left, bottom, _right, top = text_bounds(letters)
    eye = (left - BESIDE - values.ring / 2, (bottom + top) / 2)
    disc = cq.Location((*eye, 0))
    # A disc that the margin grows to the rim of the hole.
    core = rounded(values.ring + 2 * (RIM - CLOSE), values.ring + 2 * (RIM - CLOSE), values.ring).moved(disc)
    plate = bevelled(haloed([*letters, core.Faces()[0]], CLOSE), values.thickness, SOFT)
    bore = rounded(values.ring, values.ring, values.ring).moved(disc).Faces()[0]
    return raised(hollowed(plate, [extruded(bore, values.thickness)]), letters, values.relief)


template = Template(
    slug="keychain",
    title="Name keychain",
    version="1.0.0",
    summary="A flat tag with your name in raised letters and a hole for the ring.",
    need="Find your keys, label a bag, or give a small present with a name on it.",
    when_not="Not for heavy bunches of keys with a 2 mm plate, not for small children, who may swallow it, and not "
    "for a car in full sun: it softens at 60 °C.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("gift", "text"),
    parameters=KeychainParameters,
    presets=(
        Preset("name", "Name tag", "One name, good to read.", {"text": "ADA"}),
        Preset(
            "luggage",
            "Luggage label",
            "Big, thick, with a wide hole for a strap.",
            {"text": "M. CURIE", "size": 14, "thickness": 4, "ring": 8, "face": "condensed"},
        ),
        Preset(
            "word",
            "Just the name",
            "A brush's hand, and a plate that follows it.",
            {"text": "Emmy", "face": "script", "shape": "outline", "size": 15},
        ),
        Preset("small", "Small and light", "For a single key.", {"text": "HOME", "size": 7, "thickness": 2, "ring": 4}),
        Preset("plain", "Plain tag", "No text, to write on.", {"text": "", "size": 16}),
    ),
    needs=(
        Need(
            "What is it for?",
            (
                Answer("A bunch of keys", {"text": "ADA", "ring": 5, "thickness": 3}),
                Answer("A bag or a suitcase", {"text": "M. CURIE", "ring": 8, "thickness": 4}),
                Answer("A collar", {"text": "REX", "ring": 4, "thickness": 2}, "For a dog that does not chew it."),
            ),
        ),
        Need(
            "How should it look?",
            (
                Answer("Plain", {"face": "sans", "shape": "plate", "size": 10}),
                Answer("Round and friendly", {"face": "rounded", "shape": "outline", "size": 12}),
                Answer("As if written", {"face": "script", "shape": "outline", "size": 13}),
            ),
        ),
    ),
    build=build,
    causes={"WALL_THIN": "size", "DOES_NOT_FIT": "size"},
)
