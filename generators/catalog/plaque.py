"""Your own drawing on a plate: a coaster, a key ring or a plaque."""

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
    Shown,
    Template,
    choice,
    drawing,
    length,
    toggle,
    value,
    volume,
    when,
)
from generators.shapes import drawing_faces, extruded, moved, raised, rounded
from generators.shapes.artwork import printable_drawing, require_strokes
from generators.shapes.halos import bevelled, haloed
from generators.shapes.rooms import hollowed

LARGEST = 160.0  # mm of a drawing's longer side
STROKE = 0.9  # mm: two lines of plastic, which print cleanly
SOFT = 0.6  # mm of bevel
RIM = 3.0  # mm of plate around the ring hole
EDGE, BORDER = 1.2, 1.6  # mm from the edge to the border, and its width
CORNER = 8.0  # mm of a plate's round corners

ear = when(value("ring"), value("hole") + 2 * RIM, 0)
edged = 2 * value("margin")


class PlaqueParameters(Parameters):
    """What a customer can set."""

    motif: str = drawing(
        "cat", label="Drawing", help="An SVG file. All that is filled or drawn in it stands out; colours do not count."
    )
    size: float = length(
        70, 15, LARGEST, step=1, label="Drawing size", help="Its longer side. The plate grows with it.", group="Size"
    )
    shape: str = choice(
        "round",
        [
            Option("round", "Round", "A coaster.", picture="M12 4a8 8 0 1 0 .1 0z"),
            Option(
                "plate",
                "Plate",
                "Round corners.",
                picture="M6 5h12a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-12a2 2 0 0 1-2-2v-10a2 2 0 0 1 2-2z",
            ),
            Option(
                "outline",
                "Follows the drawing",
                "The plate has its shape.",
                picture="M4 12a4 4 0 0 1 4-4l4-4 4 4a4 4 0 0 1 0 8l-4 4-4-4a4 4 0 0 1-4-4z",
            ),
        ],
        label="Shape",
        help="Of the plate behind it.",
    )
    ring: bool = toggle(
        False, label="Eye for a ring", help="A hole at the top, for a key ring or a cord.", group="Shape"
    )
    hole: float = length(
        5, 3, 8, label="Ring hole", help="How wide the hole is. 5 mm suits most key rings.", level="more"
    )
    bolder: float = length(
        0,
        0,
        1.5,
        step=0.1,
        label="Bolder by",
        help="Makes every line of the drawing wider, for those that are thin.",
        group="Picture",
    )
    border: bool = toggle(False, label="Border", help="A raised rim; a coaster keeps drops with it.", level="more")
    relief: float = length(1, 0.4, 3, step=0.2, label="Raised by", help="How far the drawing stands out.", level="more")
    thickness: float = length(3, 2, 8, label="Thickness", help="Of the plate.", axis="z", level="more")
    margin: float = length(6, 4, 20, label="Margin", help="Plate around the drawing.", level="more")

    rules = (
        Shown(["hole"], value("ring")),
        Shown(["border"], value("shape") != "outline"),
        AtMost(
            "size",
            (volume("y") - edged - ear - 2 - when(value("shape") == "round", 0, value("bolder")))
            / when(value("shape") == "round", math.sqrt(2), 1),
            "a larger plate would not fit the printer.",
        ),
    )  # fmt: skip


def build(values: PlaqueParameters) -> Iterator[Part | Hardware]:
    """Bring the drawing to its size, draw a plate around it, and raise it."""
    area = printable_drawing(values.outline("motif"), values.size, values.bolder)
    require_strokes(area, STROKE, field="size", label="Drawing size", size=values.size, most=LARGEST, drawing="motif")
    thick = values.thickness
    marks = drawing_faces(area, 1, thick)
    left, low, right, high = area.bounds
    marks = moved(marks, -(left + right) / 2, -(low + high) / 2)
    wide, tall = right - left, high - low
    # The eye has a rim of its own width, so all that it does not go around is grown to the plate's margin before.
    grown = values.margin - RIM
    core = ground(values, wide, tall, grown)
    if core is None:
        follows = printable_drawing(values.outline("motif"), values.size, values.bolder + 2 * grown)
        around = moved(drawing_faces(follows, 1, 0), -(left + right) / 2, -(low + high) / 2)
    else:
        around = [core]
    bores: list[cq.Solid] = []
    if values.ring:
        top = max(face.BoundingBox().ymax for face in around) + RIM
        eye = rounded(values.hole, values.hole, values.hole).moved(cq.Location((0, top + values.hole / 2, 0))).Faces()
        around = [*around, *eye]
        bores = [extruded(eye[0], thick)]
    plate = hollowed(bevelled(haloed(around, RIM), thick, SOFT), bores)
    if values.border and core is not None:
        marks = [*marks, rim(values, wide, tall)]
    yield Part("plaque", raised(plate, marks, values.relief))
    if values.ring:
        yield Hardware("key ring or cord", 1, "through the eye")


def ground(values: PlaqueParameters, wide: float, tall: float, out: float = 0) -> cq.Face | None:
    """Give what the plate reaches a margin around, grown by `out` mm: a disc, a rectangle, or the drawing itself."""
    if values.shape == "round":
        across = math.hypot(wide, tall) + 2 * out
        return rounded(across, across, across)
    if values.shape == "plate":
        return rounded(wide + 2 * out, tall + 2 * out, max(CORNER - values.margin, 0.3) + out)
    return None


def rim(values: PlaqueParameters, wide: float, tall: float) -> cq.Face:
    """Give the border, just inside the edge of the plate."""
    outer, inner = (ground(values, wide, tall, values.margin - inset) for inset in (EDGE, EDGE + BORDER))
    assert outer is not None
    assert inner is not None
    lifted = cq.Location((0, 0, values.thickness))
    ring = cq.Face.makeFromWires(outer.outerWire(), [inner.outerWire()])
    return ring.moved(lifted).Faces()[0]


template = Template(
    slug="plaque",
    title="Your drawing on a plate",
    version="1.0.0",
    summary="A coaster, a key ring or a plaque with your own drawing (SVG) in relief.",
    need="Put a logo, a child's drawing or a coat of arms into the hand.",
    when_not="Not for hot pots or the dishwasher: it softens at 60 °C. Not for drawings that belong to someone else.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("gift", "home", "drawing"),
    parameters=PlaqueParameters,
    presets=(
        Preset("coaster", "Coaster", "Round, with a rim.", {"motif": "cat", "size": 60, "border": True, "margin": 8}),
        Preset(
            "key", "Key ring", "The plate follows the drawing.",
            {"motif": "heart", "size": 30, "shape": "outline", "ring": True, "margin": 4},
        ),
        Preset(
            "plaque", "Plaque", "A plate for a door or a wall.",
            {"motif": "cat", "size": 110, "shape": "plate", "border": True, "margin": 12, "thickness": 4, "relief": 2},
        ),
        Preset(
            "star", "Hanging star", "For a window or a tree.",
            {"motif": "star", "size": 60, "shape": "outline", "ring": True, "hole": 4, "margin": 5},
        ),
    ),
    needs=(
        Need(
            "What will it be?",
            (
                Answer("A coaster", {"shape": "round", "size": 60, "ring": False, "border": True, "margin": 8}),
                Answer("A key ring", {"shape": "outline", "size": 30, "ring": True, "margin": 4}),
                Answer("A plaque", {"shape": "plate", "size": 110, "ring": False, "border": True, "margin": 10}),
            ),
        ),
        Need(
            "How should it feel?",
            (Answer("Flat", {"relief": 0.6}), Answer("Clear", {"relief": 1}), Answer("Deep", {"relief": 2})),
        ),
    ),
    build=build,
    causes={"WALL_THIN": "bolder", "GAP_NARROW": "size", "DOES_NOT_FIT": "size"},
)  # fmt: skip
