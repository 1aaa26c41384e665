"""Spacers and washers from a list: each row is one size, in as many pieces as are needed."""

import math
from collections.abc import Iterator

import cadquery as cq

from generators import (
    Answer,
    Column,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Template,
    choice,
    length,
    rows,
    toggle,
)
from generators.shapes import countersunk, cut, drawn, extruded, pierced, spun

# A row names hole and ring rather than hole and outside, so that no row can have an outside inside its hole. With
# these bounds the slimmest and tallest one stands on 25 mm² and leans by 10° before it tips.
LEAST_RING, HIGHEST = 2.0, 30.0  # mm

BEVEL = 0.4  # mm: the outer edge at the top
BEVEL_FROM = 1.2  # mm of height from which there is one
SUNK_SHARE = 0.45  # of the hole: ISO 7046 heads are 1.9 times as wide as their screw
SUNK_RING, SUNK_FLOOR = 1.2, 0.6  # mm of plastic that a countersink leaves beside and below it
APART = 5.0  # mm between pieces in the view
ACROSS = 160.0  # mm that a line of the view is long


class SpacerParameters(Parameters):
    """What a customer can set."""

    sizes: str = rows(
        "4, 3, 10, 4",
        [
            Column.number("hole", "Hole", 2.5, 60, 0.1),
            Column.number("ring", "Ring width", LEAST_RING, 30, 0.1),
            Column.number("height", "Height", 0.6, HIGHEST, 0.1),
            Column.count("quantity", "Pieces", 1, 50),
        ],
        most=12,
        label="Sizes",
        help="One size to a line: the hole is as wide as the screw or rod, the ring is the plastic around it.",
        group="Sizes",
    )
    shape: str = choice(
        "round",
        [
            Option("round", "Round", "Washers, rollers, bushes."),
            Option("hex", "Six-sided", "Can be held with a spanner."),
            Option("square", "Square", "Lies flat against an edge."),
        ],
        label="Outside",
        help="The shape seen from above.",
        group="Shape",
    )
    sunk: bool = toggle(
        False,
        label="Countersunk",
        help="The hole opens at the top for a countersunk head, as far as ring and height allow.",
        group="Shape",
    )
    play: float = length(
        0.2,
        0,
        0.3,
        step=0.05,
        label="Play",
        help="Added to every hole. Printed holes come out a little narrow: 0.2 mm lets a screw pass.",
        group="Sizes",
        level="more",
    )


def countersink(hole: float, ring: float, high: float) -> float:
    """Give the depth in mm of a countersink that leaves enough plastic, 0 where there is no room for one."""
    depth = min(SUNK_SHARE * hole, ring - SUNK_RING, high - SUNK_FLOOR)
    return depth if depth >= 0.2 else 0.0


def round_one(hole: float, outer: float, high: float, deep: float) -> cq.Solid:
    """Turn a round spacer with its bevel and its countersink."""
    near, far = hole / 2, outer / 2
    bevel = BEVEL if high >= BEVEL_FROM else 0.0
    return spun(
        [(near, 0), (far, 0), (far, high - bevel), (far - bevel, high), (near + deep, high), (near, high - deep)]
    )


def sided_one(sides: int, hole: float, outer: float, high: float, deep: float) -> cq.Solid:
    """Draw a spacer with flat sides, `outer` mm from one to the opposite one."""
    corner = outer / 2 / math.cos(math.pi / sides)
    turns = [2 * math.pi * (number + 0.5) / sides for number in range(sides)]
    face = drawn([(corner * math.cos(turn), corner * math.sin(turn)) for turn in turns])
    solid = extruded(pierced(face, 0, 0, hole), high)
    return cut(solid, countersunk(high, hole, hole + 2 * deep)) if deep else solid


def build(values: SpacerParameters) -> Iterator[Part]:
    """Make one part of each row; in the view they stand in lines."""
    x = y = line = 0.0
    for number, row in enumerate(values.table("sizes"), 1):
        hole, ring, high = (float(row[name]) for name in ("hole", "ring", "height"))
        outer = hole + 2 * ring
        bore = hole + values.play
        deep = countersink(bore, ring - values.play / 2, high) if values.sunk else 0.0
        if values.shape == "round":
            solid, wide = round_one(bore, outer, high, deep), outer
        else:
            sides = 6 if values.shape == "hex" else 4
            solid, wide = sided_one(sides, bore, outer, high, deep), outer / math.cos(math.pi / sides)
        if x and x + wide > ACROSS:
            x, y, line = 0.0, y - line - APART, 0.0
        place = (x + wide / 2, y - wide / 2, 0.0)
        x, line = x + wide + APART, max(line, wide)
        yield Part(f"{number}: {hole:g} x {outer:g} x {high:g} mm", solid, int(row["quantity"]), place=place)


template = Template(
    slug="spacer",
    title="Spacers and washers",
    version="1.0.0",
    summary="Spacers, washers and bushes in all the sizes you need, from one list.",
    need="Hold a board off its base, level a cupboard, fill a gap beside a bolt, or replace a lost washer.",
    when_not="Not under bolts that are tightened hard, for plastic creeps; not for hot or turning machine parts, "
    "and not where a failing spacer could hurt somebody.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("workshop", "repair"),
    parameters=SpacerParameters,
    presets=(
        # Holes and outsides of ISO 7089, thicker than steel ones.
        Preset(
            "washers",
            "Washers M4 to M8",
            "A handful of each.",
            {"sizes": "4, 2.5, 1.2, 10\n5, 2.5, 1.4, 10\n6, 3, 1.6, 10\n8, 4, 2, 6"},
        ),
        Preset(
            "boards",
            "Circuit boards",
            "Six-sided standoffs for M2.5 and M3 screws.",
            {"sizes": "2.5, 2, 6, 4\n3, 2, 10, 4", "shape": "hex"},
        ),
        Preset(
            "shelf",
            "Behind a shelf",
            "Broad spacers for wood screws with countersunk heads.",
            {"sizes": "4.5, 8, 10, 4", "sunk": True},
        ),
        Preset(
            "feet",
            "Under a cupboard",
            "Square plates of three heights.",
            {"sizes": "6, 17, 2, 4\n6, 17, 4, 4\n6, 17, 8, 4", "shape": "square"},
        ),
    ),
    needs=(
        Need(
            "What are they for?",
            (
                Answer("A circuit board", {"sizes": "2.5, 2, 6, 4\n3, 2, 6, 4"}),
                Answer("Screws and bolts", {"sizes": "4, 2.5, 1.2, 10\n5, 2.5, 1.4, 10\n6, 3, 1.6, 10"}),
                Answer("A gap behind or below furniture", {"sizes": "4.5, 8, 5, 4\n4.5, 8, 10, 4"}),
            ),
        ),
        Need(
            "What do the screw heads look like below?",
            (Answer("Flat", {"sunk": False}), Answer("Like a cone", {"sunk": True}, "Countersunk heads.")),
        ),
    ),
    build=build,
)
