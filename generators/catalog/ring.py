"""A finger ring by its size, and a set of test rings to find that size first."""

import math
from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    AtLeast,
    Device,
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
    device,
    length,
    measure,
    toggle,
    value,
    when,
)
from generators.shapes import Step, cut, drawn, extruded, lettering, moved, pierced, raised, spun, text_bounds

# ISO 8653: the size is the inner circumference in mm.
# North America: 0.458 in for size 0 and 0.032 in more for each size.
US_ZERO, US_STEP = 11.63, 0.8128  # mm of inner diameter
# BS 6820 (1987): size C is 40 mm around the inside, and each letter is 1.25 mm more.
UK_A, UK_STEP = 37.5, 1.25  # mm of inner circumference

BEVEL = 0.3  # mm that every edge is broken by
RIM = 1.2  # mm that a rounded band keeps at its edges: more than two lines
CUT_FROM = 2.5  # mm of thickness for facets
CROWN = 0.18  # of the width: an arc this high leaves its chord at 40°, which prints without support

TEST_WALL = 2.4  # mm: firm, and quick to print
TEST_LETTERS = 6.0  # mm: strokes of two lines
TEST_RELIEF = 0.6  # mm
TEST_MARGIN = 2.0  # mm around the letters
TESTS = (-2, -1, 0, 1, 2)  # whole sizes beside the chosen one; half sizes in North America


def uk_name(halves: int) -> str:
    """Give the letter of a British size, counted in half sizes from A."""
    whole, half = divmod(halves, 2)
    letter = chr(ord("A") + whole) if whole < 26 else f"Z+{whole - 25}"
    return letter + (".5" if half else "")


def uk_diameter(halves: int) -> float:
    """Give the inner diameter in mm of a British size, counted in half sizes from A."""
    return (UK_A + UK_STEP * halves / 2) / math.pi


def us_diameter(size: float) -> float:
    """Give the inner diameter in mm of a North American size."""
    return US_ZERO + US_STEP * size


def _half(name: str) -> str:
    return name.replace(".5", "½").replace(".0", "")


US = [
    Device(
        f"{halves / 2:g}",
        _half(f"{halves / 2:g}"),
        f"{us_diameter(halves / 2):.1f} mm wide inside",
        sizes={"inner": us_diameter(halves / 2), "size": halves / 2},
        source="United States customary ring sizes: 0.458 in + 0.032 in for each size",
    )
    for halves in range(4, 31)
]
UK = [
    Device(
        uk_name(halves),
        _half(uk_name(halves)),
        f"{uk_diameter(halves):.1f} mm wide inside",
        sizes={"inner": uk_diameter(halves), "halves": halves},
        source="BS 6820: 40 mm around for C, 1.25 mm for each letter",
    )
    for halves in range(6, 51)
]


class RingParameters(Parameters):
    """What a customer can set."""

    system: str = choice(
        "eu",
        [
            Option("eu", "Europe (ISO)", "A number such as 54: the way around the finger in mm."),
            Option("us", "USA, Canada", "A number such as 7."),
            Option("uk", "UK, Ireland, Australia", "A letter such as N."),
            Option("mm", "Measured in mm", "Measure a ring that fits."),
        ],
        label="Ring size by",
        help="The way sizes are told where you live.",
        group="Size",
    )
    eu: float = length(
        54,
        41,
        76,
        step=0.5,
        label="European size",
        help="The way around the finger in mm. Lay a strip of paper around it and measure its length.",
    )
    us: str = device("7", US, label="American size", help="As a jeweller in the USA or Canada tells it.")
    uk: str = device("N.5", UK, label="British size", help="As a jeweller in Britain, Ireland or Australia tells it.")
    mm: float = measure(
        17.3,
        13,
        24.2,
        step=0.1,
        tolerance=0.1,
        how="Take a ring that fits this finger. Open a caliper inside it and read the widest distance.",
        label="Inner diameter",
        help="How wide the ring is inside.",
    )
    make: str = choice(
        "ring",
        [
            Option("ring", "The ring", "Your size is certain."),
            Option("sizer", "Test rings", "Five thin, labelled rings around your size: print these first."),
            Option("both", "Ring and test rings", "To be on the safe side."),
        ],
        label="What to print",
        help="Holes come out a little different on every printer. Test rings are worth their few minutes.",
        group="Size",
        level="more",
    )
    outside: str = choice(
        "domed",
        [
            Option("flat", "Flat", "A plain, modern band."),
            Option("domed", "Domed", "Round outside, the D profile of wedding rings."),
            Option("faceted", "Faceted", "Flat facets all around, like cut metal."),
        ],
        label="Outside",
        help="How the band looks.",
        group="Shape",
        level="more",
    )
    facets: int = count(12, 6, 24, unit="facets", label="Facets", help="How many flats there are.", level="more")
    comfort: bool = toggle(
        False,
        label="Comfort fit",
        help="Rounded inside too: slides over the knuckle more easily. The size is that of the narrowest place.",
        level="more",
    )
    width: float = length(
        6, 3, 12, step=0.5, label="Width", help="Of the band, along the finger.", group="Shape", level="more", axis="z"
    )
    thickness: float = length(
        2.5,
        1.6,
        4,
        step=0.1,
        label="Thickness",
        help="Of the band. 2 mm is hard to break.",
        group="Shape",
        level="more",
    )

    rules = (
        Shown(["eu"], value("system") == "eu"),
        Shown(["us"], value("system") == "us"),
        Shown(["uk"], value("system") == "uk"),
        Shown(["mm"], value("system") == "mm"),
        Shown(["outside", "comfort", "width", "thickness"], value("make") != "sizer"),
        AtLeast(
            "thickness",
            when(value("outside") == "faceted", CUT_FROM, 0),
            "facets are cut from a thicker band.",
        ),
        Shown(["facets"], (value("make") != "sizer") & (value("outside") == "faceted")),
    )


def tests(values: RingParameters) -> list[tuple[str, float]]:
    """Give label and inner diameter in mm of each test ring; the third is the chosen size itself."""
    if values.system == "us":
        size = values.entries("us")["size"]
        return [(f"{size + step / 2:g}", us_diameter(size + step / 2)) for step in TESTS]
    if values.system == "uk":
        halves = round(values.entries("uk")["halves"])
        return [(uk_name(halves + 2 * step), uk_diameter(halves + 2 * step)) for step in TESTS]
    if values.system == "eu":
        return [(f"{values.eu + step:g}", (values.eu + step) / math.pi) for step in TESTS]
    return [(f"{values.mm + 0.4 * step:.1f}", values.mm + 0.4 * step) for step in TESTS]


def band(values: RingParameters, inner: float) -> cq.Solid:
    """Turn the band's section about the finger; facets are cut from the outside of a many-sided block."""
    wide, thick = values.width, values.thickness
    hollow = min(0.1 * wide, (thick - RIM) / 2) if values.comfort else 0.0
    near, far = inner / 2, inner / 2 + thick
    inside: list[Step]
    if values.comfort:
        inside = [((near, wide / 2), (near + hollow, 0))]
        first = last = near + hollow
    else:
        inside = [(near, wide - BEVEL), (near, BEVEL)]
        first = last = near + BEVEL
    if values.outside == "faceted":
        return faceted(values, far, [(first, 0), (0, 0), (0, wide), (last, wide), *inside])
    outside: list[Step]
    if values.outside == "domed":
        crown = min(CROWN * wide, thick - RIM - hollow)
        outside = [(far - crown, 0), ((far, wide / 2), (far - crown, wide))]
    else:
        outside = [(far - BEVEL, 0), (far, BEVEL), (far, wide - BEVEL), (far - BEVEL, wide)]
    return spun([(first, 0), *outside, (last, wide), *inside])


def faceted(values: RingParameters, far: float, core: list[Step]) -> cq.Solid:
    """Stack bevel, block and bevel of a regular polygon whose flats are `far` mm from the axis; take out the core."""
    bevel = min(0.8, (values.thickness - RIM) / 2)
    outlines = [
        polygon(values.facets, apothem, z).outerWire()
        for apothem, z in (
            (far - bevel, 0.0),
            (far, bevel),
            (far, values.width - bevel),
            (far - bevel, values.width),
        )
    ]
    return cut(cq.Solid.makeLoft(outlines, True), spun(core))


def polygon(sides: int, apothem: float, z: float = 0) -> cq.Face:
    """Give a flat regular polygon whose sides are `apothem` mm from the middle."""
    corner = apothem / math.cos(math.pi / sides)
    turns = [2 * math.pi * (number + 0.5) / sides for number in range(sides)]
    return drawn([(corner * math.cos(turn), corner * math.sin(turn)) for turn in turns], z)


def test_ring(label: str, inner: float) -> cq.Solid:
    """Draw a flat ring with a tab to the right, and raise its size on the tab."""
    letters = lettering(label, TEST_LETTERS, z=TEST_WALL)
    left, bottom, right, top = text_bounds(letters)
    outer = inner / 2 + TEST_WALL
    half = (TEST_LETTERS + 2 * TEST_MARGIN) / 2
    neck = math.sqrt(outer**2 - half**2)
    end = outer + right - left + 2 * TEST_MARGIN
    corner, slant = 2.0, 2.0 * (1 - math.sqrt(0.5))
    face = drawn(
        [
            (neck, -half),
            (end - corner, -half),
            ((end - slant, slant - half), (end, corner - half)),
            (end, half - corner),
            ((end - slant, half - slant), (end - corner, half)),
            (neck, half),
            ((-outer, 0), (neck, -half)),
        ]
    )
    plate = extruded(pierced(face, 0, 0, inner), TEST_WALL)
    shift = (outer + TEST_MARGIN - left, -(bottom + top) / 2)
    return raised(plate, moved(letters, *shift), TEST_RELIEF)


def build(values: RingParameters) -> Iterator[Part]:
    """Give the ring, the test rings, or both; test rings lie in a column behind the ring."""
    sizes = tests(values)
    _label, inner = sizes[TESTS.index(0)]
    if values.make != "sizer":
        yield Part("ring", band(values, inner), place=(0, 0, 0))
    if values.make != "ring":
        pitch = sizes[-1][1] + 2 * TEST_WALL + 4
        behind = 0.0 if values.make == "sizer" else pitch + values.thickness
        for number, (label, diameter) in enumerate(sizes):
            place = (0.0, behind + number * pitch, 0.0)
            yield Part(f"test ring {label}", test_ring(label, diameter), colour="tests", place=place)


template = Template(
    slug="ring",
    title="Finger ring",
    version="1.0.0",
    summary="A ring in your size by the European, American or British table, with test rings to be sure.",
    need="Try a ring before a jeweller makes it, dress up, or wear a light ring to sport and travel.",
    when_not="Not for small children, who may swallow it, not for hot work, and not for skin that is sore: "
    "layers hold dirt. Take it off where it could catch on something.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("gift", "jewellery"),
    parameters=RingParameters,
    presets=(
        Preset(
            "wedding", "Classic band", "Domed outside, rounded inside.", {"comfort": True, "width": 5, "thickness": 2}
        ),
        Preset(
            "modern",
            "Broad and flat",
            "A plain band with crisp edges.",
            {"outside": "flat", "width": 8, "thickness": 2},
        ),
        Preset(
            "cut",
            "Cut facets",
            "Twelve flats that catch the light.",
            {"outside": "faceted", "width": 7, "thickness": 2.6},
        ),
        Preset("sizer", "Find your size", "Five labelled test rings, done in minutes.", {"make": "sizer"}),
    ),
    needs=(
        Need(
            "Do you know the ring size?",
            (
                Answer("Yes", {"make": "ring"}, "Only the ring is printed."),
                Answer("Almost", {"make": "both"}, "The ring, and test rings around that size."),
                Answer("No", {"make": "sizer"}, "Test rings first."),
            ),
        ),
        Need(
            "How should it look?",
            (
                Answer("Soft and classic", {"outside": "domed", "comfort": True, "thickness": 2}),
                Answer("Plain and modern", {"outside": "flat", "comfort": False, "thickness": 2}),
                Answer("Sparkling", {"outside": "faceted", "facets": 14, "thickness": 2.6}),
            ),
        ),
        Need(
            "How broad?",
            (
                Answer("Slim", {"width": 4}),
                Answer("Usual", {"width": 6}),
                Answer("Broad", {"width": 9}, "Broad rings feel tighter: take half a size more."),
            ),
        ),
    ),
    slots=(Slot("tests", "Test rings"),),
    build=build,
    causes={"WALL_THIN": "thickness"},
)
