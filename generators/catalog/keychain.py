"""A name tag for a key ring: raised letters on a rounded plate that grows with the text."""

from collections.abc import Iterator, Mapping
from typing import Any

from generators import AtMost, Parameters, Part, Preset, Template, length, text
from generators.shapes import extruded, lettering, moved, pierced, raised, rounded, softened, text_bounds, text_width

MARGIN = 4.0  # mm of plate around letters
RIM = 3.0  # mm of plate around the ring hole
LONGEST = 200.0  # mm of plate: fits the bed of every common printer


def largest_letters(values: Mapping[str, Any]) -> float:
    """Give the letter height in mm at which the text just fills the longest plate."""
    room = LONGEST - 2 * MARGIN - RIM - values["ring"]
    return float(room / max(text_width(values["text"], 1), 1e-9))


class KeychainParameters(Parameters):
    """What a customer can set."""

    text: str = text("ADA", longest=16, label="Text", help="A name or a short word. Leave it empty for a plain tag.")
    size: float = length(12, 6, 20, label="Letter height", help="How tall a capital letter is.", group="Text")
    relief: float = length(1, 0.6, 2, step=0.2, label="Raised by", help="How far letters stand out.", group="Text")
    ring: float = length(5, 3, 12, label="Ring hole", help="How wide the hole is. 5 mm suits most key rings.")
    thickness: float = length(3, 2, 6, label="Thickness", help="Of the plate. 3 mm is hard to break.", axis="z")

    rules = (AtMost("size", largest_letters, "a longer plate would not fit the printer. Shorten the text."),)


def build(values: KeychainParameters) -> Iterator[Part]:
    """Lay the letters out, size the plate by them, and raise them from it."""
    letters = lettering(values.text, values.size, z=values.thickness)
    left, bottom, right, top = text_bounds(letters) if letters else (0.0, 0.0, 24.0, values.size)
    tall = max(top - bottom + 2 * MARGIN, values.ring + 2 * RIM)
    ear = RIM + values.ring + MARGIN  # from the left end to the first letter
    wide = max(ear + right - left + MARGIN, 1.6 * tall)
    plate = pierced(rounded(wide, tall, tall / 3), RIM + values.ring / 2 - wide / 2, 0, values.ring)
    solid = extruded(plate, values.thickness)
    solid = softened(softened(solid, 0.6, at=0), 0.6, at=values.thickness)
    shift = ((ear - MARGIN - left - right) / 2, -(top + bottom) / 2)
    yield Part("tag", raised(solid, moved(letters, *shift), values.relief))


template = Template(
    slug="keychain",
    title="Name keychain",
    version="1.0.0",
    summary="A flat tag with your name in raised letters and a hole for the ring.",
    need="Find your keys, label a bag, or give a small present with a name on it.",
    when_not="Not for heavy bunches of keys with a 2 mm plate, and not for a car in full sun: it softens at 60 °C.",
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
            {"text": "M. CURIE", "size": 14, "thickness": 4, "ring": 8},
        ),
        Preset("small", "Small and light", "For a single key.", {"text": "HOME", "size": 7, "thickness": 2, "ring": 4}),
        Preset("plain", "Plain tag", "No text, to write on.", {"text": "", "size": 16}),
    ),
    build=build,
)
