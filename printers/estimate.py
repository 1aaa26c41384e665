"""
Filament and time of a plate before it is sliced, in some ten milliseconds.

Each part is cut at the middle of every layer (`layers.py`). Filament follows from geometry alone: a dense shell as wide
as its lines, dense floors and roofs, the rest filled thinly. Time is reckoned as firmware plans it (`planner.py`): each
outline corner by corner, each dense line from edge to edge, the wavy filling wave by wave, travel, retraction and the
pause for cooling. How far it is off was measured against PrusaSlicer 2.5.0 on other parts than those reported, see
docs/estimate.md.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from printers.layers import Layers, Shape, layers_of, shadow, spacing
from printers.planner import Array, Axes, Path, straight, trapezoid
from printers.profile import Profile
from printers.spiral import bead, spiral, spiralled
from printers.wave import wave_seconds

#: How far off an estimate may be, as parts of the value: nine of ten settings of the catalogue are within, as measured.
GRAMS_TOLERANCE = 0.08
SECONDS_TOLERANCE = 0.15

SMALL_LOOP = 2 * math.pi * 6.5  # mm: shorter loops run at the speed of small perimeters, as PrusaSlicer has it
APART = 6.0  # mm between parts on a plate
TOUR = 0.7124  # a tour of n random places in an area A is so many sqrt(n A) long: Beardwood, Halton, Hammersley 1959
#: What no length tells: fitted to slices of the benchmark's own parts, not to those of the catalogue.
_UNLIMITED = 1e5  # mm/s² or mm³/s where a profile names no limit
_JERK = 10.0  # mm/s, Marlin's own where a profile names none
_SLOWEST = 5.0  # mm/s: nothing is drawn slower
JOINED = 0.4  # of the outline of thin infill is drawn too, where its lines are joined

_MOVE = re.compile(r"^G[01]\s", re.I)
_WORD = re.compile(r"([XYZEFSP])(-?\d+(?:\.\d*)?)", re.I)


@dataclass(frozen=True)
class Estimate:
    """About so much; the tolerances are parts of the value and held by a test."""

    grams: float
    seconds: float
    grams_tolerance: float = GRAMS_TOLERANCE
    seconds_tolerance: float = SECONDS_TOLERANCE


@dataclass(frozen=True, eq=False)
class Body:
    """A part as often as it lies on the plate: vertices (n, 3) float64 mm resting on Z = 0, faces (m, 3) int64."""

    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    count: int = 1
    line: float | None = None  # mm: the width of a part that is laid as one line


def estimate(bodies: Sequence[Body], profile: Profile) -> Estimate:
    """
    Grams and seconds of one plate with these parts; what is laid as one line has a plate to itself.

    Raises `BrokenModel` when a mesh is not closed, or not one that a line can lay.
    """
    speeds = _Speeds.of(profile)
    grams = seconds = 0.0
    for body in bodies:
        if body.line is not None:
            volume, took = _of_one_line(body, profile, body.line, speeds)
            grams += volume * body.count
            seconds += took * body.count
    together = [body for body in bodies if body.line is None]
    if together:
        volume, took = _of_layers(together, profile, speeds)
        grams += volume
        seconds += took
    return Estimate(grams=round(grams / 1000 * profile.material.density, 3), seconds=round(seconds, 1))


@dataclass(frozen=True)
class _Speeds:
    """What the profile says of motion, in mm, mm/s and mm/s²."""

    axes: Axes
    external: float
    perimeter: float
    small: float
    solid: float
    top: float
    sparse: float
    bridge: float
    first: float
    travel: float
    least: float
    drawing: float  # acceleration of infill
    perimeters: float  # acceleration of perimeters
    bridging: float
    first_push: float
    travelling: float
    cool: float  # s that a layer takes at least
    lift: float  # s for a retraction, the lift, and both back
    rise: float  # s from one layer to the next
    density: float
    wavy: bool  # the thin infill
    flow: float  # mm³/s
    corner: float  # mm/s at which a line at 45° turns

    @classmethod
    def of(cls, profile: Profile) -> Self:
        def number(key: str, otherwise: float = 0.0, of: float = 0.0) -> float:
            """A setting; `otherwise` where it is not there or 0, which leaves it to the slicer; `of` for shares."""
            raw = profile.settings.get(key, "").split(",")[0].strip()
            value = float(raw.rstrip("%") or 0)
            return (value * of / 100 if raw.endswith("%") and of else value) or otherwise

        def limit(what: str, otherwise: float) -> float:
            return number(f"machine_max_{what}", otherwise)

        axes = Axes(
            (limit("acceleration_x", _UNLIMITED), limit("acceleration_y", _UNLIMITED)),
            (limit("jerk_x", _JERK), limit("jerk_y", _JERK)),
        )
        most = limit("acceleration_extruding", _UNLIMITED)
        usual = min(most, number("default_acceleration", most))
        travel, perimeter = number("travel_speed"), number("perimeter_speed")
        external, solid = number("external_perimeter_speed", perimeter, perimeter), number("solid_infill_speed")
        up = number("travel_speed_z", travel), limit("acceleration_z", _UNLIMITED), limit("jerk_z", _JERK)
        pull = number("retract_speed", 40.0), limit("acceleration_retracting", _UNLIMITED), limit("jerk_e", _JERK)
        return cls(
            axes=axes,
            external=external,
            perimeter=perimeter,
            small=number("small_perimeter_speed", perimeter, perimeter),
            solid=solid,
            top=number("top_solid_infill_speed", solid, solid),
            sparse=number("infill_speed"),
            bridge=number("bridge_speed", perimeter),
            first=number("first_layer_speed", perimeter, perimeter),
            travel=travel,
            least=number("min_print_speed", 1.0),
            drawing=usual,
            perimeters=min(most, number("perimeter_acceleration", usual)),
            bridging=min(most, number("bridge_acceleration", usual)),
            first_push=min(most, number("first_layer_acceleration", usual)),
            travelling=limit("acceleration_travel", limit("acceleration_x", usual)),
            cool=number("slowdown_below_layer_time") if number("cooling") else 0.0,
            lift=2 * float(straight(number("retract_length"), *pull))
            + 2 * float(straight(number("retract_lift"), *up)),
            rise=float(straight(profile.quality.layer_height, *up)),
            density=number("fill_density") / 100,
            wavy=profile.settings.get("fill_pattern") == "gyroid",
            flow=profile.material.flow_maximum or _UNLIMITED,
            corner=min(axes.jerk) * math.sqrt(2),
        )


@dataclass(frozen=True, eq=False)
class _Drawn:
    """What is drawn in each layer of one part: lengths (n,) mm by kind, and its layers."""

    layers: Layers
    count: int
    outer: Array
    inner: Array
    solid: Array
    top: Array
    bridge: Array
    sparse: Array
    lines: Array  # how many dense lines
    ends: Array  # how many ends of thin lines
    places: Array  # that the head goes to and begins anew at
    travel: Array  # mm between these

    @classmethod
    def of(cls, layers: Layers, count: int, profile: Profile, speeds: _Speeds) -> Self:
        line = profile.quality.line_width
        apart = spacing(line, layers.height)
        outer = layers.outline
        inner = np.maximum(0.0, layers.shell / apart - outer)
        boxes = np.array([_box(shape) for shape in layers.shapes])[layers.shape]
        places = layers.contours + layers.breaks
        places += 1.0 * (layers.sparse > 0) + (layers.solid > 0) + (layers.top > 0) + (layers.bridge > 0)
        crossed = 2 / math.pi * layers.rim * speeds.density / apart  # as of any curve by straight lines
        return cls(
            layers,
            count,
            outer,
            inner,
            layers.solid / apart,
            layers.top / spacing(profile.machine.nozzle, layers.height),
            layers.bridge / (profile.machine.nozzle + 0.05),
            speeds.density * layers.sparse / apart + JOINED * layers.rim * (speeds.density > 0),
            layers.across / apart,
            crossed,
            places,
            TOUR * np.sqrt(places * boxes),
        )


def _of_layers(bodies: Sequence[Body], profile: Profile, speeds: _Speeds) -> tuple[float, float]:
    parts = [_Drawn.of(layers_of(body.vertices, body.faces, profile), body.count, profile, speeds) for body in bodies]
    line = profile.quality.line_width
    volume = sum(float(_area(part, line).dot(part.layers.height)) * part.count for part in parts)
    boxes = [np.ptp(body.vertices[:, :2], axis=0) + APART for body in bodies]
    bed = sum(float(box.prod()) * body.count for box, body in zip(boxes, bodies, strict=True))
    alone = len(bodies) == 1 and bodies[0].count == 1
    around = shadow(bodies[0].vertices) if alone else 4 * math.sqrt(bed)
    length, skirt = _skirt(around, profile)
    count = max(len(part.layers.height) for part in parts)
    least = _slowest(parts, count, speeds)
    seconds = _before(profile, speeds) + length / speeds.first
    for part in parts:
        seconds += float(_seconds(part, least[: len(part.outer)], profile, speeds).sum()) * part.count
    pieces = sum(part.count for part in parts)
    if pieces > 1:  # from part to part in each layer
        for part in parts:
            way = TOUR * math.sqrt(bed / pieces)
            each = float(straight(way, speeds.travel, speeds.travelling)) + speeds.lift
            seconds += each * part.count * len(part.outer)
    return volume + skirt, seconds


def _area(part: _Drawn, line: float) -> Array:
    """Plastic in each layer, as area, mm²."""
    layers = part.layers
    dense = layers.solid + layers.top + layers.bridge + layers.thick
    found: Array = layers.shell + dense + part.sparse * spacing(line, layers.height)
    return found


def _slowest(parts: Sequence[_Drawn], count: int, speeds: _Speeds) -> Array:
    """
    The speed that nothing exceeds in each layer, (count,) mm/s, so that short layers have time to cool.

    All parts of a plate are drawn before the next layer begins. As slicers do, times here know no acceleration.
    """
    kinds = ("inner", "sparse", "solid", "top", "outer")
    asked = (speeds.perimeter, speeds.sparse, speeds.solid, speeds.top, speeds.external)
    length = np.zeros((len(kinds), count))
    fixed = np.zeros(count)
    for part in parts:
        here = len(part.outer)
        for row, kind in enumerate(kinds):
            length[row, :here] += getattr(part, kind) * part.count
        fixed[:here] += (part.bridge / speeds.bridge + part.travel / speeds.travel) * part.count
        fixed[:here] += part.places * speeds.lift * part.count
    low, high = np.full(count, speeds.least), np.full(count, max(*asked, speeds.least))
    for _ in range(30):
        middle = (low + high) / 2
        took = fixed + sum(
            length[row] / np.minimum(middle, max(speed, speeds.least)) for row, speed in enumerate(asked)
        )
        slow = took < speeds.cool
        high, low = np.where(slow, middle, high), np.where(slow, low, middle)
    high[0] = np.inf
    return high


def _seconds(part: _Drawn, least: Array, profile: Profile, speeds: _Speeds) -> Array:
    layers, line = part.layers, profile.quality.line_width
    count = len(least)
    ground = np.arange(count) == 0
    flow = speeds.flow / (spacing(line, layers.height) * layers.height)

    def asked(speed: float) -> Array:
        return np.where(ground, np.minimum(speed, speeds.first), np.minimum(np.minimum(speed, least), flow))

    push = np.where(ground, speeds.first_push, speeds.drawing)
    most = np.where(ground, np.minimum(np.minimum(least, flow), speeds.first), np.minimum(least, flow))
    force = np.where(ground, speeds.first_push, speeds.perimeters)
    rims = _around(layers, speeds.external, most, force, speeds)
    rings = _around(layers, speeds.perimeter, most, force, speeds)
    seconds = part.outer * rims + part.inner * rings
    apart = spacing(line, layers.height)
    dense = part.solid + part.top + part.bridge
    mean = dense / np.maximum(part.lines, 1e-9)
    for length, speed, force in (
        (part.solid, asked(speeds.solid), push),
        (part.top, asked(speeds.top), push),
        (part.bridge, np.minimum(asked(speeds.bridge), speeds.bridge), np.full(count, speeds.bridging)),
    ):
        lines = np.divide(length, mean, out=np.zeros(count), where=mean > 0)
        each = _straight(mean, speed, force, speeds.corner) + _straight(
            apart * math.sqrt(2), speed, force, speeds.corner
        )
        seconds += lines * each
    sparse = asked(speeds.sparse)
    seconds += part.sparse * _wave(sparse, ground, float(apart[-1]), speeds)
    # Where the wave ends it brakes and begins again.
    seconds += part.ends * np.maximum(0.0, sparse - speeds.corner) ** 2 / (push * sparse)
    way = part.travel / np.maximum(part.places, 1)
    seconds += part.places * (straight(way, speeds.travel, speeds.travelling, speeds.corner) + speeds.lift)
    # Nested perimeters follow each other without a retraction.
    nested = layers.contours * np.maximum(
        0.0, np.minimum(part.inner / np.maximum(part.outer, 1e-9), profile.quality.perimeters - 1)
    )
    seconds += nested * straight(line, speeds.travel, speeds.travelling)
    seconds += speeds.lift + speeds.rise
    return seconds


def _straight(length: Array, speed: Array, push: Array, corner: float) -> Array:
    ends = np.minimum(corner, speed)
    return trapezoid(length, ends, ends, speed, push)


def _wave(speed: Array, ground: NDArray[np.bool_], apart: float, speeds: _Speeds) -> Array:
    """Seconds for one mm of the thin infill at these speeds; of a wave read off between a few that are reckoned."""
    if not speeds.density or not speeds.wavy:
        straight_on: Array = 1 / speed
        return straight_on
    found = np.empty(len(speed))
    for push, here in ((speeds.first_push, ground), (speeds.drawing, ~ground)):
        if here.any():
            known = np.geomspace(_SLOWEST, max(speeds.sparse, 2 * _SLOWEST), 8)
            paces = [
                wave_seconds(round(apart, 4), speeds.density, float(one), push, speeds.axes) * one for one in known
            ]
            found[here] = np.interp(speed[here], known, paces) / speed[here]
    return found


def _around(layers: Layers, speed: float, most: Array, push: Array, speeds: _Speeds) -> Array:
    """Seconds for one mm of each layer's outlines, corner by corner."""
    # Equal layers at equal speeds are reckoned once.
    marks = np.column_stack([layers.shape, np.minimum(most, speed).round(1), push])
    _, places, each = np.unique(marks, axis=0, return_index=True, return_inverse=True)
    paths = [layers.shapes[layers.shape[place]].path for place in places]
    sizes = [len(path.lengths) for path in paths]
    whole = Path.joined(paths)
    loop = whole.loop
    small = np.bincount(loop, whole.lengths)[loop] < SMALL_LOOP
    asked = np.minimum(np.where(small, min(speed, speeds.small), speed), np.repeat(most[places], sizes))
    took = whole.seconds(asked, np.repeat(push[places], sizes), speeds.axes)
    owner = np.repeat(np.arange(len(paths)), sizes)
    seconds, length = (np.bincount(owner, weights, len(paths)) for weights in (took, whole.lengths))
    found: Array = np.divide(seconds, length, out=np.zeros(len(paths)), where=length > 0)[each.ravel()]
    return found


def _box(shape: Shape) -> float:
    low_x, low_y, high_x, high_y = shape.cut.bounds()
    return max(0.0, (high_x - low_x) * (high_y - low_y)) if shape.area else 0.0


def _of_one_line(body: Body, profile: Profile, width: float, speeds: _Speeds) -> tuple[float, float]:
    """A floor that is laid as every other, and a line that never stops: mm³ and seconds."""
    found = spiral("mesh", body.vertices, body.faces, width, profile)
    length, skirt = _skirt(shadow(body.vertices), profile)
    volume = found.volume + skirt
    seconds = _before(profile, speeds) + length / speeds.first
    if found.floor:
        flat = spiralled(profile, width, found.floor)
        ground = _Drawn.of(layers_of(body.vertices, body.faces, flat, most=found.floor), 1, flat, speeds)
        seconds += float(_seconds(ground, _slowest([ground], found.floor, speeds), flat, speeds).sum())
    section = bead(width, found.heights[found.floor :])
    speed = np.minimum(speeds.external, speeds.flow / section)
    pause = np.minimum(speeds.cool, found.lengths / speeds.least)
    seconds += float(np.maximum(found.lengths / speed, pause).sum())
    return volume, seconds


def _skirt(around: float, profile: Profile) -> tuple[float, float]:
    """Length in mm and volume in mm³ of the loops around what stands on the bed."""
    loops, distance = float(profile.settings.get("skirts") or 0), float(profile.settings.get("skirt_distance") or 0)
    quality = profile.quality
    length = loops * (around + 2 * math.pi * (distance + quality.line_width / 2))
    return length, length * quality.line_width * quality.first_layer_height


def _before(profile: Profile, speeds: _Speeds) -> float:
    """The moves of the machine's own start and end code, seconds; homing and heating are not counted by slicers."""
    seconds = 0.0
    at = dict.fromkeys("XYZE", 0.0)
    feed = speeds.travel
    relative = {"E"}
    for raw in f"{profile.machine.start_gcode}\n{profile.machine.end_gcode}".splitlines():
        text = raw.partition(";")[0].strip()
        words = {name.upper(): float(value) for name, value in _WORD.findall(text)}
        if text.upper().startswith(("G90", "G91")):
            relative = {"E"} if text.upper().startswith("G90") else set("XYZE")
        if text.upper().startswith("G4"):
            seconds += words.get("S", 0.0) + words.get("P", 0.0) / 1000
            continue
        if not _MOVE.match(text):
            continue
        feed = words.get("F", feed * 60) / 60
        moved = {axis: value - (0.0 if axis in relative else at[axis]) for axis, value in words.items() if axis in at}
        at.update(
            {axis: value + (at[axis] if axis in relative else 0.0) for axis, value in words.items() if axis in at}
        )
        way = math.hypot(*(moved.get(axis, 0.0) for axis in "XYZ")) or abs(moved.get("E", 0.0))
        if way and feed:
            seconds += float(straight(way, feed, speeds.travelling))
    return seconds
