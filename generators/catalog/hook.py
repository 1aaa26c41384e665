"""A wall hook sized by what it carries, printed on its side so that no layer line crosses the load."""

import math
from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    AtMost,
    Hardware,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Template,
    choice,
    count,
    length,
    value,
    weight,
    when,
)
from generators.shapes import bent, countersunk, cut, extruded, softened

# PLA yields at about 50 MPa along its layers (Prusament PLA data sheet). A fifth of it, for weight that swings
# and plastic that creeps.
SAFETY = 5
ALLOWED = 50.0 / SAFETY  # MPa
GRAVITY = 9.81  # m/s²
HEADS = {"3.5": 7.0, "4": 8.0, "5": 10.0}  # mm: countersunk heads of chipboard screws, as dealers list them
# Plugs are sold by bore and length, here those of fischer's SX series. Which screws one takes its packet says.
PLUGS = {"3.5": (5, 25), "4": (6, 30), "5": (8, 40)}
LENGTHS = (25, 30, 35, 40, 45, 50, 60, 70, 80)  # mm: wood screws in the shops, DIN 7997
IN_WOOD = 25.0  # mm that a screw goes into wood: six times a 4 mm screw
# fischer names anchors that are screwed into boards of 12.5 to 15 mm for loads up to about 8 kg ("Gypsum plasterboard",
# fischer.group, 19 March 2026). The lever of a long arm doubles the pull and more, so a third of it.
BOARD = 2.5  # kg for each screw


class HookParameters(Parameters):
    """What a customer can set."""

    load: float = weight(
        3, 1, 10, label="Load", help="The heaviest thing it will carry. Plastic is used to a fifth of its strength."
    )
    wall: str = choice(
        "masonry",
        [
            Option("masonry", "Brick or concrete", "Screws in wall plugs."),
            Option("wood", "Wood", "Screws straight into it."),
            Option("board", "Plasterboard", "Screws in plasterboard anchors; a light load only."),
        ],
        label="Wall",
        help="What it will be screwed to. It decides which screws you need.",
        group="Use",
    )
    arm: float = length(40, 20, 80, step=1, label="Arm", help="Room between the wall and the tip.", group="Size")
    tip: float = length(12, 6, 30, step=1, label="Tip", help="How far the tip rises.", group="Size")
    width: float = length(18, 14, 30, step=1, label="Width", help="As seen from the front.", group="Size", axis="x")
    screws: int = count(
        2, 1, 3, label="Screws", help="More screws spread the load over the wall.", group="Fixing", level="more"
    )
    screw: str = choice(
        "4",
        [Option("3.5", "3.5 mm", "Light"), Option("4", "4 mm", "Usual"), Option("5", "5 mm", "Heavy")],
        label="Screw size",
        help="Countersunk wood screws.",
        group="Fixing",
        level="more",
    )

    rules = (
        AtMost(
            "load",
            when(value("wall") == "board", BOARD * value("screws"), 10),
            "plasterboard holds 2.5 kg for each screw, with a reserve for the lever. Use more screws.",
        ),
    )


def arm_height(values: HookParameters) -> float:
    """Give the height of the arm in mm: that of a beam held at the wall and loaded at its tip."""
    moment = values.load * GRAVITY * values.arm  # N mm
    return max(5.0, math.sqrt(6 * moment / (values.width * ALLOWED)))


def back_depth(values: HookParameters, heights: list[float]) -> float:
    """
    Give the depth of the back in mm.

    The load turns the hook about its lowest edge and the top screw holds it, so the bending of the back falls
    from the wall end of the arm to nothing at the top screw.
    """
    moment = values.load * GRAVITY * values.arm
    top, arm = heights[-1], arm_height(values)
    head = HEADS[values.screw]
    # Across a screw hole only what is beside the head counts.
    sections = [(arm, values.width), *((height, values.width - head) for height in heights[:-1])]
    bending = max(6 * moment * (1 - height / top) / (width * ALLOWED) for height, width in sections)
    return max(arm * 0.7, (head + 0.5 - (float(values.screw) + 0.5)) / 2 + 3, math.sqrt(bending))


def build(values: HookParameters) -> Iterator[Part | Hardware]:
    """Draw the hook from the side, give it its width, and bore the screw holes above the tip."""
    hole, head = float(values.screw) + 0.5, HEADS[values.screw] + 0.5
    arm = arm_height(values)
    first = arm + values.tip + head  # the driver passes over the tip
    heights = [first + number * 2 * head for number in range(values.screws)]
    back = back_depth(values, heights)
    top = heights[-1] + head
    front = max(5.0, arm * 0.6)
    reach = back + values.arm
    rim = min(front, values.tip) / 2.1  # nearly a half circle
    side = bent(
        [
            (0, 0),
            (reach + front, 0),
            (reach + front, arm + values.tip),
            (reach, arm + values.tip),
            (reach, arm),
            (back, arm),
            (back, top),
            (0, top),
        ],
        [2, min(arm, 12), rim, rim, min(6, values.tip - rim - 0.5), min(8, values.arm / 3), 2.4, 0],
    )
    solid = softened(softened(extruded(side, values.width), 0.8, at=0), 0.8, at=values.width)
    bore = countersunk(back, hole, head)
    toward_room = [cq.Location((0, height, values.width / 2), (0, 1, 0), 90) for height in heights]
    solid = cut(solid, cq.Compound.makeCompound([bore.moved(place) for place in toward_room]))
    standing = cq.Location(cq.Plane(origin=(values.width / 2, 0, 0), xDir=(0, -1, 0), normal=(-1, 0, 0)))
    yield Part("hook", solid, place=standing)
    yield from fixing(values, back, heights[-1])


def fixing(values: HookParameters, back: float, top: float) -> Iterator[Hardware]:
    """Name the screws and what they go into, and what they have to hold."""
    bore, deep = PLUGS[values.screw]
    needed = back + {"masonry": deep + float(values.screw), "wood": IN_WOOD, "board": 20.0}[values.wall]
    long = next((one for one in LENGTHS if one >= needed), LENGTHS[-1])
    pull = values.load * GRAVITY * (values.arm + back) / top
    yield Hardware(
        f"{values.screw} x {long} mm countersunk screw",
        values.screws,
        f"At {values.load:g} kg the top one is pulled out of the wall with {math.ceil(pull / 5) * 5} N, "
        f"the weight of {math.ceil(pull / GRAVITY)} kg. The hook itself would bear {SAFETY} times the load when new.",
    )
    if values.wall == "masonry":
        yield Hardware(
            f"{bore} x {deep} mm wall plug",
            values.screws,
            f"in a {bore} mm hole; its packet says whether it suits screw and wall",
        )
    if values.wall == "board":
        yield Hardware(
            f"plasterboard anchor for {values.screw} mm screws",
            values.screws,
            "the kind that is screwed into the board; its packet says what it holds",
        )


template = Template(
    slug="hook",
    title="Wall hook",
    version="1.0.0",
    summary="A screwed wall hook, made as strong as the load you name.",
    need="Hang a coat, a bag, headphones or a bicycle helmet on a wall.",
    when_not="Not for people, climbing or anything that may fall on someone, and not above 10 kg, in a hot car or in "
    "full sun. The strength is worked out for PLA with solid walls, not tested; the wall and its screws hold only "
    "what they can.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("home", "strong"),
    parameters=HookParameters,
    presets=(
        Preset("coat", "Coat", "A winter coat and a bag.", {"load": 5, "arm": 45}),
        Preset(
            "headphones", "Headphones", "Wide and gentle to the band.", {"load": 1, "arm": 50, "width": 30, "tip": 10}
        ),
        Preset("helmet", "Helmet", "Deep, with a high tip.", {"load": 2, "arm": 70, "tip": 25}),
        Preset(
            "heavy",
            "Heavy tools",
            "Three screws and a short arm.",
            {"load": 10, "arm": 30, "screws": 3, "screw": "5", "width": 24},
        ),
    ),
    needs=(
        Need(
            "What will hang there?",
            (
                Answer("A coat or a bag", {"load": 5, "arm": 45, "tip": 12, "width": 18}),
                Answer("Headphones", {"load": 1, "arm": 50, "tip": 10, "width": 30}),
                Answer("A helmet", {"load": 2, "arm": 70, "tip": 25, "width": 18}),
                Answer("A coil of cable or a hose", {"load": 4, "arm": 60, "tip": 30, "width": 24}),
            ),
        ),
        Need(
            "What is the wall made of?",
            (
                Answer("Brick or concrete", {"wall": "masonry", "screws": 2}),
                Answer("Wood", {"wall": "wood", "screws": 2}),
                Answer("Plasterboard", {"wall": "board", "screws": 3}),
            ),
            "If you do not know, knock: plasterboard sounds hollow.",
        ),
    ),
    build=build,
    causes={"DOES_NOT_FIT": "arm"},
)
