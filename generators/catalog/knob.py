"""A knob for the shaft you measured: printed with its bore down, so that top and pointer come out clean."""

import math
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
    angle,
    choice,
    count,
    fit,
    length,
    measure,
    value,
    when,
)
from generators.shapes import Step, cut, drawn, extruded, raised, rounded, softened, sunk

RELIEF = 0.3  # mm that the mouth of the bore is wider, so that a squashed first layer does not narrow it
RELIEF_DEEP = 0.4  # mm: two layers
SPARE = 0.5  # mm of air past the end of the shaft
ROOF = 3.0  # mm of plastic above the bore
WALL = 2.0  # mm of plastic around the bore
EDGE, FOOT = 1.0, 0.4  # mm: bevels at the top and at the bottom

# How far a star's and a fluted knob's valleys lie inside its outer circle, at least: share of the radius.
NARROW = {"lobed": 0.59, "fluted": 0.85}
FULL = 0.55  # of the way around is lobes, the rest valleys
HOLLOW = 0.92  # valleys: share of the distance to the straight line that would touch both lobes

TEETH_PITCH = 0.9  # mm: finer teeth than two lines melt together
TEETH_DEEP = 0.3  # of the pitch

# M3: 2.5 mm is the tap drill (DIN 336), in which a grub screw cuts its own thread. The insert is that of the data
# sheets of ruthex and CNC Kitchen: 5.7 mm long in a 4.0 mm hole. 3.4 mm lets an M3 screw pass (ISO 273, medium).
GRUB_HOLE, INSERT_HOLE, INSERT_DEEP, PASSING = 2.5, 4.0, 6.2, 3.4  # mm

LINE = 2.0  # mm: width of the pointer line
LINE_DEEP, LINE_UP = 1.0, 0.8  # mm

_BORE = 1.16 * value("diameter") + 2 * 0.4  # across the corners of a hexagon, in the loosest fit
_PLASTIC = when((value("shaft") == "plain") & (value("screw") == "insert"), 2 * (INSERT_DEEP + 0.8), 2 * WALL)
_SHARE = when(value("shape") == "lobed", NARROW["lobed"], when(value("shape") == "fluted", NARROW["fluted"], 1))


class KnobParameters(Parameters):
    """What a customer can set."""

    shaft: str = choice(
        "d",
        [
            Option("d", "D-shaft", "Round with one flat side: most potentiometers, motors and ovens."),
            Option("teeth", "Toothed shaft", "Fine teeth all around: many potentiometers and hi-fi sets."),
            Option("hex", "Six-sided shaft", "Such as a tool bit or a bolt's head."),
            Option("plain", "Plain round shaft", "Held by a small screw from the side."),
        ],
        label="Shaft",
        help="What the knob is pushed on. Pull the old knob off and look.",
        group="Shaft",
    )
    diameter: float = measure(
        6,
        3,
        9,
        step=0.1,
        tolerance=0.1,
        how="Close a caliper gently on the shaft. On a six-sided shaft measure from one flat side to the opposite one.",
        label="Shaft diameter",
        help="6 mm, or 6.35 mm (a quarter inch, set 6.4), are the usual ones.",
        group="Shaft",
    )
    flat: float = measure(
        4.5,
        1.7,
        8.7,
        step=0.1,
        tolerance=0.1,
        how="Close a caliper on the flat side and the round side opposite.",
        label="Over the flat",
        help="From the flat side across to the round side. 4.5 mm is usual on a 6 mm shaft.",
        group="Shaft",
    )
    shape: str = choice(
        "fluted",
        [
            Option("round", "Round", "Plain and smooth."),
            Option("fluted", "Fluted", "Grooves all around for a dry grip."),
            Option("lobed", "Star", "A few large lobes for strong hands or gloves."),
            Option("pointer", "Pointer", "A nose that shows the setting from afar."),
        ],
        label="Shape",
        help="How it looks and feels.",
        group="Shape",
    )
    width: float = length(24, 12, 60, step=1, label="Width", help="Across the round part.", group="Shape", axis="y")
    teeth: int = count(
        18,
        6,
        30,
        unit="teeth",
        label="Teeth",
        help="Count them all around; 18 is usual on a 6 mm shaft.",
        group="Shaft",
        level="more",
    )
    screw: str = choice(
        "grub",
        [
            Option("grub", "Grub screw in plastic", "An M3 grub screw cuts its own thread. For a few turns."),
            Option("insert", "Grub screw in brass", "A threaded insert is melted in. Holds for good."),
        ],
        label="Held by",
        help="What clamps the knob to a plain shaft.",
        group="Shaft",
        level="more",
    )
    fit: str = fit("tight", label="Fit on the shaft", help="Tight for push-on knobs.", group="Shaft", level="more")
    reach: float = measure(
        10,
        5,
        30,
        step=0.5,
        tolerance=0.5,
        how="Measure how far the shaft stands out of the panel.",
        label="Shaft length",
        help="How deep the shaft goes into the knob.",
        group="Shaft",
        level="more",
    )
    height: float = length(16, 9, 40, label="Height", help="Of the whole knob.", group="Shape", level="more", axis="z")
    flutes: int = count(
        16, 8, 24, unit="grooves", label="Grooves", help="How many grooves there are.", group="Shape", level="more"
    )
    lobes: int = count(
        5, 3, 7, unit="lobes", label="Lobes", help="How many lobes there are.", group="Shape", level="more"
    )
    line: str = choice(
        "sunk",
        [
            Option("none", "None", "A plain top."),
            Option("sunk", "Sunk", "A groove, to be filled with paint."),
            Option("raised", "Raised", "A ridge that fingers can feel."),
            Option("inlay", "Second colour", "A strip of its own, glued into a groove."),
        ],
        label="Pointer line",
        help="The line on top that shows the setting.",
        group="Shape",
        level="more",
    )
    turn: float = angle(
        90,
        0,
        345,
        step=15,
        label="Line to flat",
        help="The angle from the line to the middle of the shaft's flat side, against the clock.",
        group="Shaft",
        level="more",
    )

    rules = (
        Shown(["flat"], value("shaft") == "d"),
        Shown(["teeth"], value("shaft") == "teeth"),
        Shown(["screw"], value("shaft") == "plain"),
        Shown(["flutes"], value("shape") == "fluted"),
        Shown(["lobes"], value("shape") == "lobed"),
        Shown(["turn"], (value("shaft") == "d") & ((value("line") != "none") | (value("shape") == "pointer"))),
        AtMost("flat", value("diameter") - 0.3, "a flat less deep than 0.3 mm would not hold."),
        AtLeast("flat", 0.55 * value("diameter"), "the flat does not go as deep as the middle of the shaft."),
        AtMost("teeth", math.pi * value("diameter") / TEETH_PITCH, "finer teeth would melt together."),
        AtMost("flutes", 0.75 * value("width"), "finer grooves would be too thin to print."),
        AtLeast("reach", when(value("shaft") == "plain", 8, 5), "the screw needs room."),
        AtLeast("width", (_BORE + _PLASTIC) / _SHARE, "the shaft needs plastic around it."),
        AtLeast("height", value("reach") + SPARE + ROOF, "the knob needs a roof above the shaft."),
    )


def bore(values: KnobParameters, air: float, z: float) -> cq.Face:
    """Give the outline of the shaft with so much air around it; the flat side looks up, along Y."""
    radius = values.diameter / 2 + air
    if values.shaft == "d":
        level = values.flat - values.diameter / 2 + air
        side = math.sqrt(radius**2 - level**2)
        return drawn([(side, level), (-side, level), ((0, -radius), (side, level))], z)
    if values.shaft == "teeth":
        deep = TEETH_DEEP * math.pi * values.diameter / values.teeth
        turns = [math.pi * number / values.teeth for number in range(2 * values.teeth)]
        radii = [radius - (number % 2) * deep for number in range(2 * values.teeth)]
        return drawn([(far * math.cos(turn), far * math.sin(turn)) for far, turn in zip(radii, turns, strict=True)], z)
    if values.shaft == "hex":
        corner = radius / math.cos(math.pi / 6)
        turns = [math.pi / 3 * number for number in range(6)]
        return drawn([(corner * math.cos(turn), corner * math.sin(turn)) for turn in turns], z)
    return disc(radius, z)


def disc(radius: float, z: float = 0) -> cq.Face:
    """Give a flat disc."""
    return drawn([(radius, 0), ((0, radius), (-radius, 0)), ((0, -radius), (radius, 0))], z)


def star(radius: float, number: int) -> tuple[cq.Face, float, float]:
    """
    Give a flat star of round lobes and valleys that run into each other, the radius of its lobes and of its valleys.

    The first lobe looks along X.
    """
    half = math.pi / number
    lobe = radius * FULL * math.sin(half) / (1 + FULL * math.sin(half))
    out = radius - lobe  # the middle of a lobe
    valley = HOLLOW * (out * math.cos(half) + lobe)
    # The valley's circle touches both lobes' circles, and the valley's deepest point.
    hollow = (lobe**2 - out**2 - valley**2 + 2 * out * valley * math.cos(half)) / (
        2 * (valley - out * math.cos(half) - lobe)
    )
    middle = valley + hollow  # of the valley's circle
    share = lobe / (lobe + hollow)
    touch_x = out + (middle * math.cos(half) - out) * share
    touch_y = middle * math.sin(half) * share
    far, turn = math.hypot(touch_x, touch_y), math.atan2(touch_y, touch_x)

    def at(distance: float, way: float) -> tuple[float, float]:
        return distance * math.cos(way), distance * math.sin(way)

    steps: list[Step] = [at(far, -turn)]
    for one in range(number):
        way = 2 * half * one
        steps.append((at(radius, way), at(far, way + turn)))
        steps.append((at(valley, way + half), at(far, way + 2 * half - turn)))
    return drawn(steps), lobe, valley


def nosed(radius: float) -> cq.Face:
    """Give a disc that tapers to a round nose along X."""
    nose = max(1.6, 0.24 * radius)
    out = 1.65 * radius - nose
    lean = math.acos((radius - nose) / out)
    x, y = math.cos(lean), math.sin(lean)
    return drawn(
        [
            (radius * x, -radius * y),
            (out + nose * x, -nose * y),
            ((out + nose, 0), (out + nose * x, nose * y)),
            (radius * x, radius * y),
            ((-radius, 0), (radius * x, -radius * y)),
        ]
    )


def outside(values: KnobParameters) -> tuple[cq.Solid, float, float]:
    """Give the knob without bore and line, how far it reaches along X, and how far along -X."""
    radius = values.width / 2
    edge = EDGE
    behind = ahead = radius
    if values.shape == "lobed" or values.shape == "fluted":
        number = values.lobes if values.shape == "lobed" else values.flutes
        face, lobe, valley = star(radius, number)
        edge = min(EDGE, 0.6 * lobe)
        behind = valley if number % 2 else radius
        ahead = radius if values.shape == "lobed" else valley + 1  # grooves leave the line no room further out
    elif values.shape == "pointer":
        face = nosed(radius)
        ahead = 1.65 * radius
    else:
        face = disc(radius)
    solid = softened(extruded(face, values.height), FOOT, at=0)
    return softened(solid, edge, at=values.height), ahead, behind


def bored(values: KnobParameters, solid: cq.Solid, air: float) -> cq.Solid:
    """Turn the knob over, sink the bore into it, and turn it back."""
    over = cq.Location((0, 0, values.height), (1, 0, 0), 180)
    # Seen from below the flat side lies the other way round.
    turned = cq.Location((0, 0, 0), (0, 0, 1), -90 - values.turn)
    mouth, hole = (
        bore(values, more, z).moved(turned)
        for more, z in ((air + RELIEF, values.height), (air, values.height - RELIEF_DEEP))
    )
    upside_down = sunk(solid.moved(over), [mouth], RELIEF_DEEP)
    return sunk(upside_down, [hole], values.reach + SPARE - RELIEF_DEEP).moved(over)


def screwed(values: KnobParameters, solid: cq.Solid, behind: float) -> cq.Solid:
    """Bore the way of the clamping screw from the side that the line looks away from."""
    z = values.reach / 2
    inward, outward = cq.Vector(0, 0, z), cq.Vector(-1, 0, 0)
    if values.screw == "grub":
        return cut(solid, cq.Solid.makeCylinder(GRUB_HOLE / 2, behind + 1, inward, outward))
    solid = cut(solid, cq.Solid.makeCylinder(PASSING / 2, behind - INSERT_DEEP, inward, outward))
    seat = cq.Vector(INSERT_DEEP - behind, 0, z)
    return cut(solid, cq.Solid.makeCylinder(INSERT_HOLE / 2, INSERT_DEEP + 1, seat, outward))


def build(values: KnobParameters) -> Iterator[Part | Hardware]:
    """Draw the outside, bore it from below, and mark the top."""
    solid, ahead, behind = outside(values)
    solid = bored(values, solid, values.clearance("fit"))
    if values.shaft == "plain":
        solid = screwed(values, solid, behind)
    start, end = 0.3 * values.width / 2, ahead - EDGE - 0.8
    middle, long = (start + end) / 2, end - start
    mark = rounded(long, LINE, 0.5, z=values.height).moved(cq.Location((middle, 0, 0)))
    if values.line == "raised":
        solid = raised(solid, [mark], LINE_UP)
    elif values.line != "none":
        solid = sunk(solid, [mark], LINE_DEEP)
    yield Part("knob", solid)
    if values.line == "inlay":
        air = 0.15  # mm: the tight fit of the design guides; glue fills it
        strip = extruded(rounded(long - 2 * air, LINE - 2 * air, 0.4), LINE_DEEP + LINE_UP)
        yield Part("line", strip, colour="line", place=(middle, 0, values.height - LINE_DEEP))
    if values.shaft == "plain":
        if values.screw == "insert":
            yield Hardware("M3 x 5.7 mm heat-set insert", 1, "Melt it into the side with a soldering iron.")
        room = behind - values.diameter / 2
        yield Hardware(f"M3 x {max(4, 2 * math.floor(room / 2))} mm grub screw", 1, "Clamps the knob to the shaft.")


template = Template(
    slug="knob",
    title="Knob",
    version="1.0.0",
    summary="A knob for the shaft you measured: D-shaped, toothed, six-sided or plain.",
    need="Replace a lost or broken knob on an amplifier, a radio, a lamp, a workbench or a model.",
    when_not="Not for a stove or an oven that warms its knobs above 50 °C, not for gas taps, and not where a slipping "
    "knob could hurt somebody.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("repair", "home"),
    parameters=KnobParameters,
    presets=(
        Preset("volume", "Volume knob", "Fluted, for a 6 mm D-shaft.", {"width": 28, "height": 18, "flutes": 20}),
        Preset(
            "selector",
            "Selector",
            "A pointer that shows its setting, with a line in a second colour.",
            {"shape": "pointer", "width": 20, "line": "inlay", "shaft": "teeth"},
        ),
        Preset(
            "workshop",
            "Workshop star",
            "Large lobes for a strong grip, on a six-sided shaft.",
            {"shape": "lobed", "shaft": "hex", "diameter": 8, "width": 50, "height": 22, "line": "none"},
        ),
        Preset(
            "cabinet",
            "Smooth and plain",
            "Round, clamped by a screw in brass.",
            {"shape": "round", "shaft": "plain", "screw": "insert", "width": 30, "fit": "normal", "line": "raised"},
        ),
    ),
    needs=(
        Need(
            "What does the shaft look like?",
            (
                Answer("Round with one flat side", {"shaft": "d"}),
                Answer("Fine teeth all around", {"shaft": "teeth"}),
                Answer("Six flat sides", {"shaft": "hex"}),
                Answer("Round and smooth", {"shaft": "plain", "fit": "normal"}),
            ),
            "Pull the old knob off and look at the end of the shaft.",
        ),
        Need(
            "How do you turn it?",
            (
                Answer("With two fingers", {"shape": "fluted", "width": 24, "height": 16}),
                Answer("With the whole hand", {"shape": "lobed", "width": 45, "height": 20}),
                Answer("To a mark on the panel", {"shape": "pointer", "width": 22, "height": 16}),
            ),
        ),
        Need(
            "Should it show where it points?",
            (
                Answer("Yes, with a groove", {"line": "sunk"}),
                Answer("Yes, to be felt in the dark", {"line": "raised"}),
                Answer("No", {"line": "none"}),
            ),
        ),
    ),
    slots=(Slot("line", "Pointer line"),),
    build=build,
    causes={"WALL_THIN": "width", "BRIDGE_LONG": "diameter"},
)
