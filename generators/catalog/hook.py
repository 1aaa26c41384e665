"""A wall hook sized by what it carries, printed on its side so that no layer line crosses the load."""

import math
from collections.abc import Iterator

import cadquery as cq

from generators import Option, Parameters, Part, Preset, Template, choice, count, length, weight
from generators.shapes import bent, countersunk, cut, extruded, softened

# PLA yields at about 50 MPa along its layers (Prusament PLA data sheet). A fifth of it, for weight that swings
# and plastic that creeps.
ALLOWED = 50.0 / 5  # MPa
GRAVITY = 9.81  # m/s²
HEADS = {"3.5": 7.0, "4": 8.0, "5": 10.0}  # mm: countersunk heads, ISO 7046 rounded up


class HookParameters(Parameters):
    """What a customer can set."""

    load: float = weight(3, 1, 10, label="Load", help="The heaviest thing it will carry.")
    arm: float = length(40, 20, 80, step=1, label="Arm", help="Room between the wall and the tip.", group="Size")
    tip: float = length(12, 6, 30, step=1, label="Tip", help="How far the tip rises.", group="Size")
    width: float = length(18, 14, 30, step=1, label="Width", help="As seen from the front.", group="Size", axis="x")
    screws: int = count(2, 1, 3, label="Screws", help="More screws spread the load over the wall.", group="Fixing")
    screw: str = choice(
        "4",
        [Option("3.5", "3.5 mm", "Light"), Option("4", "4 mm", "Usual"), Option("5", "5 mm", "Heavy")],
        label="Screw size",
        help="Countersunk wood screws.",
        group="Fixing",
    )


def arm_height(values: HookParameters) -> float:
    """Give the height of the arm in mm: that of a beam held at the wall and loaded at its tip."""
    moment = values.load * GRAVITY * values.arm  # N mm
    return max(5.0, math.sqrt(6 * moment / (values.width * ALLOWED)))


def build(values: HookParameters) -> Iterator[Part]:
    """Draw the hook from the side, give it its width, and bore the screw holes above the tip."""
    hole, head = float(values.screw) + 0.5, HEADS[values.screw] + 0.5
    arm = arm_height(values)
    back = max(arm * 0.7, (head - hole) / 2 + 3)
    first = arm + values.tip + head  # the driver passes over the tip
    pitch = 2 * head
    top = first + (values.screws - 1) * pitch + head
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
    for number in range(values.screws):
        toward_room = cq.Location((0, first + number * pitch, values.width / 2), (0, 1, 0), 90)
        solid = cut(solid, countersunk(back, hole, head).moved(toward_room))
    standing = cq.Location(cq.Plane(origin=(values.width / 2, 0, 0), xDir=(0, -1, 0), normal=(-1, 0, 0)))
    yield Part("hook", solid, place=standing)


template = Template(
    slug="hook",
    title="Wall hook",
    version="1.0.0",
    summary="A screwed wall hook, made as strong as the load you name.",
    need="Hang a coat, a bag, headphones or a bicycle helmet on a wall.",
    when_not="Not for people, climbing or anything that may fall on someone, and not above 10 kg or in full sun.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("home",),
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
    build=build,
)
