"""A case for an electronic board: posts at its holes, an opening for every plug, vents and a lid."""

from collections.abc import Iterator

import cadquery as cq
from cadquery import func

from generators import (
    Answer,
    AtLeast,
    AtMost,
    Device,
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
    device,
    entry,
    fit,
    length,
    measure,
    toggle,
    value,
    volume,
    when,
)
from generators.shapes import INSERTS, cut, hollowed, insert_room, punch, slots, standoff
from generators.shapes.boards import BOARDS, Board, Port, plain_board
from generators.shapes.cases import Case
from generators.shapes.lids import DropLid

PLAY = 0.6  # mm around a connector in its opening, and between the longest connector and the wall
ROUND = 2.0  # mm: the inner corner
INWARD = 1.2  # mm that openings go on behind the wall, to leave nothing of a round corner
BRIDGE = 9.0  # mm that the top of an opening spans; wider ones grow narrower at 45° first
RIM = 2.0  # mm of wall above an opening
LIP = 4.0  # mm that a pressed-in lid reaches down
FLOOR = 2.0  # mm
# Holes into which a screw cuts its own thread: 0.8 of its nominal size (Bossard, screws into thermoplastics).
TAPPED = {"M2": 1.6, "M2.5": 2.0, "M3": 2.4}
POSTS = {"M2": 4.4, "M2.5": 5.6, "M3": 5.0}  # mm: within what the boards keep free of parts around their holes
EAR = 4.0  # mm: the radius of the columns for the lid's screws
LID_HOLE, LID_TAPPED = 3.4, 2.4  # mm: ISO 273 medium for M3, and 0.8 of it
FOOT, FOOT_DEEP = 8.4, 0.6  # mm: the place of an 8 mm rubber foot
SEAT, GUARD, HOLD = 3.5, 4.0, 1.5  # mm: a corner seat's reach under the board, its guard beside it, and above it


def opening_top(port: Port) -> float:
    """Give how high over the board an opening ends: where its slopes have come near enough to bridge."""
    wide = port.width + 2 * (PLAY + port.grip)
    return port.high + PLAY + port.grip + max(0.0, (wide - BRIDGE) / 2)


def sizes(board: Board) -> dict[str, float]:
    """Give the figures of a board that rules ask for."""
    return {
        "length": board.length + board.overhang("left") + board.overhang("right"),
        "width": board.width + board.overhang("front") + board.overhang("back"),
        "top": max(opening_top(port) for port in board.ports),
    }


TITLES = {
    "pi-4": "Raspberry Pi 4",
    "pi-5": "Raspberry Pi 5",
    "zero-2-w": "Raspberry Pi Zero 2 W",
    "pico": "Raspberry Pi Pico",
    "uno": "Arduino Uno R3",
    "nano": "Arduino Nano",
    "esp32": "ESP32 DevKit V1",
}
OWN = "own"


class EnclosureParameters(Parameters):
    """What a customer can set."""

    board: str = device(
        "pi-4",
        [
            *(Device(name, title, sizes=sizes(BOARDS[name]), source=BOARDS[name].source)
              for name, title in TITLES.items()),
            Device(OWN, "Another board", "Any small board with its USB connector on a short side: measure yours.",
                   sizes=sizes(plain_board(51.5, 28.5)), source="measured by the customer"),
        ],
        label="Board", help="It decides where posts and openings are.", group="Board",
    )  # fmt: skip
    board_length: float = measure(
        51.5, 25, 110, step=0.1, tolerance=0.3, how="Along the side that runs away from the USB connector.",
        label="Length of the board", help="Without the connector.", group="Board",
    )  # fmt: skip
    board_width: float = measure(
        28.5, 15, 80, step=0.1, tolerance=0.3, how="Along the side with the USB connector.",
        label="Width of the board", help="Across the connector.", group="Board",
    )  # fmt: skip
    lid: str = choice(
        "press",
        [
            Option("press", "Pressed in", "No tools; a coin opens it."),
            Option("screws", "Screwed", "Four M3 screws cut their thread into columns at the corners."),
            Option("inserts", "Screwed into brass", "Four M3 screws in melted-in inserts, to be opened often."),
        ],
        label="Lid", help="How it closes.", group="Lid",
    )  # fmt: skip
    fit: str = fit("normal", label="Fit of the lid", help="How firmly it sits.", group="Lid", level="more")
    vents: bool = toggle(True, label="Vents", help="Slots in the lid let warm air out.", group="Lid")
    above: float = length(
        28, 8, 60, step=1, label="Room above the board", help="For cables and boards on top.", group="Size",
        level="more", axis="z",
    )  # fmt: skip
    under: float = length(
        5, 4, 12, step=0.5, label="Room below the board", help="For solder joints and cards.", group="Size",
        level="more",
    )  # fmt: skip
    wall: float = length(2, 1.6, 3, step=0.2, label="Wall", help="2 mm is sturdy.", group="Size", level="more")
    feet: bool = toggle(
        False, label="Places for feet", help="Four shallow rounds below for rubber feet of 8 mm.", group="Size",
        level="more",
    )  # fmt: skip

    rules = (
        Shown(["board_length", "board_width"], value("board") == OWN),
        Shown(["fit"], value("lid") == "press"),
        AtLeast(
            "above",
            entry("board", "top") + RIM + when(value("lid") == "press", LIP, 0),
            "the openings for the plugs end that high.",
        ),
        AtLeast("above", when(value("lid") == "inserts", 10, 8), "the inserts need that much."),
        AtMost("above", volume("z") - value("under") - FLOOR - 4, "the printer reaches no higher."),
        AtMost("board_length", volume("x") - 24, "the printer is no wider."),
        AtMost("board_width", volume("y") - 24, "the printer is no deeper."),
    )


def chosen(values: EnclosureParameters) -> Board:
    """Give the board that the case is for."""
    return plain_board(values.board_length, values.board_width) if values.board == OWN else BOARDS[values.board]


def case(values: EnclosureParameters) -> Case:
    """Give the box: the board with its connectors, a little air, and a wall."""
    board = chosen(values)
    wide, deep = sizes(board)["length"] + 2 * (PLAY + values.wall), sizes(board)["width"] + 2 * (PLAY + values.wall)
    high = FLOOR + values.under + board.thickness + values.above
    return Case(wide, deep, high, values.wall, FLOOR, ROUND + values.wall)


def origin(values: EnclosureParameters) -> tuple[float, float, float]:
    """Give where the board's front left lower corner is in the case."""
    board, box = chosen(values), case(values)
    inset = PLAY + values.wall
    return (
        inset + board.overhang("left") - box.width / 2,
        inset + board.overhang("front") - box.depth / 2,
        FLOOR + values.under,
    )


def build(values: EnclosureParameters) -> Iterator[Part | Hardware]:
    """Leave posts standing in a box, cut the openings, and close it with the lid."""
    box = case(values)
    bevel = 0.6
    outside = box.block([(bevel, 0), (0, bevel), (0, box.height)])
    room = box.block([(box.wall, FLOOR), (box.wall, box.height)])
    solid = hollowed(outside, room.cut(*posts(values)).Solids())
    screwed = values.lid != "press"
    if screwed:
        solid = func.clean(func.fuse(solid, *columns(values))).Solids()[0]
    feet = foot_rooms(values) if values.feet else []
    solid = solid.cut(*openings(values), *feet, *(screw_rooms(values) if screwed else [])).Solids()[0]
    yield Part("case", solid)
    lid = DropLid(box, values.clearance("fit"), LIP, 1.6, values.wall)
    yield Part("lid", screwed_lid(values) if screwed else vented(values, lid.lid()), colour="accent", place=lid.place)
    yield from hardware(values)


def posts(values: EnclosureParameters) -> Iterator[cq.Shape]:
    """Give a post under each hole, or seats at the corners of a board without any; they begin in the floor."""
    board = chosen(values)
    x, y, z = origin(values)
    for hole_x, hole_y in board.holes:
        post = standoff(values.under + 1, POSTS[board.screw], TAPPED[board.screw], deep=values.under)
        yield post.moved(cq.Location((x + hole_x, y + hole_y, FLOOR - 1)))
    if not board.holes:
        play = 0.3
        for way_x, corner_x in ((1, x), (-1, x + board.length)):
            for way_y, corner_y in ((1, y), (-1, y + board.width)):
                # Its guards go on into the wall, so that no narrow gap is left there.
                at = (corner_x - way_x * GUARD, corner_y - way_y * GUARD)
                seat = block(at, way_x, way_y, SEAT + GUARD, SEAT + GUARD, FLOOR - 1, z + board.thickness + HOLD)
                bed = block(
                    (corner_x - way_x * play, corner_y - way_y * play), way_x, way_y, SEAT + 1, SEAT + 1, z, z + 20
                )
                yield seat.cut(bed)


def block(
    at: tuple[float, float], way_x: int, way_y: int, wide: float, deep: float, low: float, high: float
) -> cq.Solid:
    """Give the block that reaches from a corner `at` so far along both ways."""
    left, front = min(at[0], at[0] + way_x * wide), min(at[1], at[1] + way_y * deep)
    return cq.Solid.makeBox(wide, deep, high - low, cq.Vector(left, front, low))


def openings(values: EnclosureParameters) -> Iterator[cq.Shape]:
    """Give what is cut out of the walls for each connector: square below, 45° above where it is wide."""
    board, box = chosen(values), case(values)
    x, y, z = origin(values)
    for port in board.ports:
        half = port.width / 2 + PLAY + port.grip
        inward = max(INWARD, PLAY + board.overhang(port.side))
        top = z + board.thickness
        low = max(top + port.low - PLAY - port.grip, FLOOR)
        end, slope = top + opening_top(port), max(0.0, half - BRIDGE / 2)
        outline = [(-half, low), (half, low), (half, end - slope)]
        outline += [(half - slope, end), (slope - half, end), (-half, end - slope)] if slope else [(-half, end)]
        across, way = (y + port.middle, 1) if port.side in ("left", "right") else (x + port.middle, 0)
        near = {
            "left": -box.width / 2 - EAR - 1, "right": box.width / 2 - box.wall - inward,
            "front": -box.depth / 2 - EAR - 1, "back": box.depth / 2 - box.wall - inward,
        }[port.side]  # fmt: skip
        points = [(near, across + a, h) if way else (across + a, near, h) for a, h in outline]
        through = box.wall + inward + EAR + 1
        yield func.extrude(func.face(func.polygon(*points)), (through, 0, 0) if way else (0, through, 0))


def corners(values: EnclosureParameters) -> list[tuple[float, float]]:
    """Give the four outer corners of the box, where its columns stand."""
    box = case(values)
    return [(x * box.width / 2, y * box.depth / 2) for x in (-1, 1) for y in (-1, 1)]


def columns(values: EnclosureParameters) -> Iterator[cq.Shape]:
    """Give the columns for the lid's screws, cut off within the wall."""
    box = case(values)
    room = box.block([(box.wall / 2, -1), (box.wall / 2, box.height + 1)])
    for x, y in corners(values):
        column = cq.Solid.makeCylinder(EAR, box.height)
        yield column.moved(cq.Location((x, y, 0))).cut(room)


def screw_rooms(values: EnclosureParameters) -> Iterator[cq.Shape]:
    """Give the holes of the columns: for inserts, or for screws that cut their own thread."""
    box = case(values)
    hole: cq.Solid
    if values.lid == "inserts":
        hole = insert_room(INSERTS["M3"], box.height)
    else:
        hole = cq.Solid.makeCylinder(LID_TAPPED / 2, 12, cq.Vector(0, 0, box.height - 11))
    for x, y in corners(values):
        yield hole.moved(cq.Location((x, y, 0)))


def foot_rooms(values: EnclosureParameters) -> list[cq.Shape]:
    """Give the shallow rounds below for feet."""
    box = case(values)
    inset = FOOT / 2 + 3
    return [
        cq.Solid.makeCylinder(
            FOOT / 2, FOOT_DEEP + 1, cq.Vector(x * (box.width / 2 - inset), y * (box.depth / 2 - inset), -1)
        )
        for x in (-1, 1)
        for y in (-1, 1)
    ]


def screwed_lid(values: EnclosureParameters) -> cq.Solid:
    """Give a plate with an ear at each corner and a hole for its screw."""
    box = case(values)
    ears = [cq.Solid.makeCylinder(EAR, values.wall, cq.Vector(x, y, 0)) for x, y in corners(values)]
    holes = [cq.Solid.makeCylinder(LID_HOLE / 2, values.wall + 2, cq.Vector(x, y, -1)) for x, y in corners(values)]
    plate = func.clean(func.fuse(box.plate(values.wall), *ears)).cut(*holes).Solids()[0]
    return vented(values, plate)


def vented(values: EnclosureParameters, plate: cq.Solid) -> cq.Solid:
    """Give the lid with its slots."""
    box = case(values)
    inset = values.wall + 6
    outlines = slots(box.width - 2 * inset, box.depth - 2 * inset, 2.4, 2.4, longest=40, z=-1)
    return cut(plate, punch(outlines, values.wall + 2)) if values.vents and outlines else plate


def hardware(values: EnclosureParameters) -> Iterator[Hardware]:
    """Name the screws, inserts and feet."""
    board = chosen(values)
    if board.holes:
        long = 5 if values.under < 6 else 6
        yield Hardware(f"{board.screw} x {long} mm screw", len(board.holes), "holds the board; cuts its own thread")
    if values.lid == "screws":
        yield Hardware("M3 x 10 mm screw", 4, "holds the lid; cuts its own thread")
    if values.lid == "inserts":
        yield Hardware("M3 x 8 mm screw", 4, "holds the lid")
        yield Hardware("M3 x 5.7 mm heat-set insert", 4, "melted into the columns with a soldering iron")
    if values.feet:
        yield Hardware("8 mm rubber foot", 4, "self-adhesive")


template = Template(
    slug="enclosure",
    title="Case for a board",
    version="1.0.0",
    summary="A case for your Raspberry Pi, Arduino or other board, with an opening for every plug.",
    need="Protect a board on the desk or the wall, and still reach its connectors.",
    when_not="Not for mains voltage, not out in the rain, and not where it gets hotter than 50 °C: it is not a fire "
    "enclosure. Boards that need a fan get too warm in it.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("electronics",),
    parameters=EnclosureParameters,
    presets=(
        Preset("pi", "Raspberry Pi 4", "Pressed-in lid with vents.", {"above": 28}),
        Preset("server", "Raspberry Pi 5, screwed", "With brass inserts and feet.",
               {"board": "pi-5", "lid": "inserts", "feet": True, "above": 26}),
        Preset("sensor", "Pico", "A small closed case.", {"board": "pico", "above": 14, "vents": False}),
        Preset("maker", "Arduino Uno", "With room for a shield.",
               {"board": "uno", "above": 32, "lid": "screws"}),
    ),
    needs=(
        Need(
            "Which board is it?",
            (
                Answer("Raspberry Pi 4", {"board": "pi-4", "above": 28}),
                Answer("Raspberry Pi Zero 2 W", {"board": "zero-2-w", "above": 20}),
                Answer("Arduino Uno", {"board": "uno", "above": 25}),
                Answer("Another small one", {"board": OWN, "above": 20}, "Measure it below."),
            ),
        ),
        Need(
            "How often is it opened?",
            (
                Answer("Now and then", {"lid": "press"}),
                Answer("Hardly ever", {"lid": "screws"}),
                Answer("Often", {"lid": "inserts"}),
            ),
        ),
    ),
    slots=(Slot("accent", "Lid"),),
    build=build,
    causes={"WALL_THIN": "wall", "DOES_NOT_FIT": "board"},
)  # fmt: skip
