"""A clip or a comb for cables: one slot for each, in your order, each snapping over its own diameter."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cadquery as cq

from generators import (
    Answer,
    AtLeast,
    Column,
    Hardware,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Shown,
    Template,
    choice,
    count,
    fit,
    length,
    measure,
    rows,
    value,
    when,
)
from generators.shapes import Step, countersunk, cut, drawn, extruded, softened

# The mouth of a slot as a share of its cable: a jacket of PVC gives way by a tenth without harm.
MOUTHS = {"loose": 0.95, "normal": 0.85, "tight": 0.75}
BASE = 3.0  # mm under the cables
SCREWED = 4.0  # mm: a countersunk head and two floors of plastic
JAW = 5.0  # mm
JAW_LONG = 32.0  # mm that a clamp reaches over the desk
BUMP = 0.4  # mm by which the clamp's lower jaw is bent open
TAPE = 18.0  # mm: tape narrower than this does not hold
EDGE, SOFT = 0.8, 0.4  # mm: bevels

HOLES, HEADS = {"3.5": 4.0, "4": 4.5}, {"3.5": 7.5, "4": 8.5}  # mm: DIN 7997 wood screws and half a mm of play
BESIDE = 1.5  # mm around a screw head


class CableParameters(Parameters):
    """What a customer can set."""

    cables: str = rows(
        "6\n4\n3.5",
        [Column.number("diameter", "Diameter", 2, 12, 0.1)],
        most=10,
        label="Cables",
        help="One cable to a line, in the order in which they lie: its thickness in mm. Phone cables have about 3.5, "
        "network cables 5.5, mains cables 6 to 8.",
        group="Cables",
    )
    fit: str = fit("normal", label="Grip", help="How firmly cables snap in.", group="Cables")
    mount: str = choice(
        "tape",
        [
            Option("tape", "Double-sided tape", "On any smooth side."),
            Option("screw", "Screws", "On wood, or with plugs on a wall."),
            Option("clamp", "Clamped to a desk", "Pushed over the edge; cables run along it."),
        ],
        label="Held by",
        help="How it stays in its place.",
        group="Mount",
    )
    desk: float = measure(
        18,
        8,
        40,
        step=0.5,
        tolerance=0.3,
        how="Measure how thick the desk is at its edge.",
        label="Desk thickness",
        help="A ruler will do.",
        group="Mount",
    )
    pieces: int = count(1, 1, 20, unit="pieces", label="Pieces", help="How many of the same.", group="Cables")
    screw: str = choice(
        "3.5",
        [Option("3.5", "3.5 mm", "Usual"), Option("4", "4 mm", "Strong")],
        label="Screw size",
        help="Countersunk wood screws.",
        group="Mount",
        level="more",
    )
    depth: float = length(
        12, 8, 20, step=1, label="Length", help="Along the cables.", group="Shape", level="more", axis="y"
    )
    wall: float = length(
        2, 1.6, 3, step=0.2, label="Fingers", help="How thick the fingers between the cables are.", level="more"
    )

    rules = (
        Shown(["desk"], value("mount") == "clamp"),
        Shown(["screw"], value("mount") == "screw"),
        AtLeast(
            "depth",
            when(value("mount") == "screw", when(value("screw") == "4", HEADS["4"], HEADS["3.5"]) + 2 * BESIDE, 0),
            "the screw's head needs room.",
        ),
    )


@dataclass(frozen=True)
class Slot:
    """The room of one cable in mm: radius, half of its mouth, and how deep below the top its middle lies."""

    radius: float
    mouth: float

    @property
    def funnel(self) -> float:
        """Give how deep the slanted way into the mouth is."""
        return self.radius - self.mouth

    @property
    def middle(self) -> float:
        """Give how far the middle of the cable lies below the top."""
        return self.funnel + math.sqrt(self.radius**2 - self.mouth**2)


def slots(values: CableParameters) -> list[Slot]:
    """Give the slots in their order."""
    air, share = values.clearance("fit"), MOUTHS[values.fit]
    wide = [float(row["diameter"]) for row in values.table("cables")]
    return [Slot(one / 2 + air, share * one / 2) for one in wide]


def comb(cables: Sequence[Slot], wall: float, right: float, floor: float) -> tuple[list[Step], float]:
    """Give the steps of the comb's outline from its right foot over the top to its left foot, and the left foot's x."""
    top = floor + max(one.radius + one.middle for one in cables)
    steps: list[Step] = [(right, floor), (right, top - EDGE), (right - EDGE, top)]
    x = right - wall
    for one in reversed(cables):
        middle = x - one.radius
        edge = top - one.funnel
        steps += [
            (x, top),
            (middle + one.mouth, edge),
            ((middle, top - one.middle - one.radius), (middle - one.mouth, edge)),
            (middle - one.radius, top),
        ]
        x -= 2 * one.radius + wall
    return [*steps, (x + EDGE, top), (x, top - EDGE), (x, floor)], x


def build(values: CableParameters) -> Iterator[Part | Hardware]:
    """Draw the comb as one looks along the cables, and give it its length."""
    cables = slots(values)
    wide = sum(2 * one.radius + values.wall for one in cables) + values.wall
    if values.mount == "clamp":
        solid = extruded(clamped(cables, wide, values), values.depth)
    elif values.mount == "screw":
        solid = screwed(cables, wide, values)
    else:
        foot = max(wide, TAPE)
        solid = extruded(footed(cables, wide, values.wall, (-foot / 2, foot / 2), BASE), values.depth)
    solid = softened(softened(solid, SOFT, at=0), SOFT, at=values.depth)
    standing = cq.Location((0, values.depth / 2, 0), (1, 0, 0), 90)
    yield Part("comb" if len(cables) > 1 else "clip", solid, values.pieces, place=standing)
    if values.mount == "tape":
        yield Hardware("Double-sided foam tape", values.pieces, f"{values.depth:g} mm wide, along the whole base.")
    elif values.mount == "screw":
        number = values.pieces * len(ears(cables))
        yield Hardware(f"{values.screw} mm countersunk wood screw", number, "20 mm or longer, with plugs for a wall.")


def ears(cables: Sequence[Slot]) -> tuple[int, ...]:
    """Give the sides that have a screw: a comb has one at each end, a clip one at the right."""
    return (-1, 1) if len(cables) > 1 else (1,)


def footed(cables: Sequence[Slot], wide: float, wall: float, foot: tuple[float, float], high: float) -> cq.Face:
    """Give the outline of a comb on a flat base that reaches from one x to another."""
    left, right = foot
    steps, _left = comb(cables, wall, wide / 2, high)
    outline: list[Step] = [(left, 0), (right, 0)]
    # A base that is no wider than the comb has no shoulders.
    outline += [(right, high - EDGE), (right - EDGE, high)] if right > wide / 2 + EDGE else [(right, high)]
    outline += steps[1:-1] if right <= wide / 2 else steps[:-1]
    outline += [(-wide / 2, high)]
    outline += [(left + EDGE, high), (left, high - EDGE)] if left < -wide / 2 - EDGE else [(left, high)]
    return drawn(outline)


def screwed(cables: Sequence[Slot], wide: float, values: CableParameters) -> cq.Solid:
    """Draw a comb with an ear for each screw, and bore the ears."""
    head, hole = HEADS[values.screw], HOLES[values.screw]
    ear = head + 2 * BESIDE
    sides = ears(cables)
    foot = (-wide / 2 - (ear if -1 in sides else 0), wide / 2 + ear)
    solid = extruded(footed(cables, wide, values.wall, foot, SCREWED), values.depth)
    for side in sides:
        place = cq.Location((side * (wide + ear) / 2, 0, values.depth / 2), (1, 0, 0), -90)
        solid = cut(solid, countersunk(SCREWED, hole, head).moved(place))
    return solid


def clamped(cables: Sequence[Slot], wide: float, values: CableParameters) -> cq.Face:
    """Give the outline of a comb on the upper jaw of a clamp; the desk comes in from the left."""
    air = values.clearance("fit")
    gap = values.desk + air
    reach = max(JAW_LONG, wide - JAW)
    right = reach + JAW
    upper = JAW + gap
    floor = upper + JAW
    steps, left = comb(cables, values.wall, right, floor)
    if left < EDGE:
        steps = [*steps[:-1], (0.0, upper + EDGE)]
    else:
        steps = [*steps, (EDGE, floor), (0.0, floor - EDGE), (0.0, upper + EDGE)]
    bump = JAW + air + BUMP
    return drawn(
        [
            (EDGE, 0),
            (right - EDGE, 0),
            (right, EDGE),
            *steps[1:],
            (EDGE, upper),
            (reach, upper),
            (reach, JAW),
            (8, JAW),
            (4, bump),
            (3, bump),
            (0, JAW - 1),
            (0, EDGE),
        ]
    )


template = Template(
    slug="cable",
    title="Cable clip and comb",
    version="1.0.0",
    summary="Holds each of your cables in a slot of its own width: taped, screwed or clamped to the desk.",
    need="Keep charging cables from falling behind the desk, or lead a bundle tidily along a wall.",
    when_not="Not for mains cables that get warm, not to carry a cable's weight over long distances, not outdoors.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("desk", "home"),
    parameters=CableParameters,
    presets=(
        Preset("desk", "Desk comb", "Three cables side by side, on tape.", {}),
        Preset(
            "clip", "Wall clips", "Ten clips for one network cable.", {"cables": "5.5", "mount": "screw", "pieces": 10}
        ),
        Preset(
            "studio",
            "Thick and thin",
            "Six cables on a screwed comb.",
            {"cables": "8\n8\n6.5\n6.5\n4\n4", "mount": "screw", "screw": "4", "depth": 16},
        ),
        Preset(
            "edge",
            "Clamped to the desk",
            "No tape and no holes.",
            {"cables": "6\n4\n4\n3.5", "mount": "clamp", "desk": 22, "depth": 18},
        ),
    ),
    needs=(
        Need(
            "Which cables?",
            (
                Answer("One charging cable", {"cables": "3.5"}),
                Answer("A few on the desk", {"cables": "6\n4\n3.5"}),
                Answer("Network cables", {"cables": "5.5\n5.5\n5.5\n5.5"}),
                Answer("Mains and thick cables", {"cables": "8\n8\n7"}),
            ),
        ),
        Need(
            "Where does it go?",
            (
                Answer("On a smooth side", {"mount": "tape"}),
                Answer("On wood or a wall", {"mount": "screw"}),
                Answer("Over the edge of a desk", {"mount": "clamp", "depth": 16}),
            ),
        ),
    ),
    build=build,
    causes={"WALL_THIN": "wall"},
)
