"""
Outlines on a bed: where each lies and how it is turned, so that as many as possible lie on one plate.

Outlines are laid as bitmaps, row by row one whole number per bed: where a part cannot lie is found by shifting the
taken cells over it, a few hundred shifts of a few kilobytes each. Rings take parts into their holes. Several orders of
laying are tried, the same ones every time. Lengths are mm, angles degrees.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial, reduce
from math import ceil, floor, sqrt
from operator import or_

import numpy as np
import rectpack
import shapely
from numpy.typing import NDArray

#: mm per cell: half of it is lost between two parts on average, and time goes with its square.
CELL = 0.75
#: mm: what an outline with its air may be larger than it has to be, for fewer corners.
SMOOTH = 0.1
UNIT = 0.01  # mm: rectangles are packed in whole hundredths
#: Shuffled orders that are tried before a part is left for the next plate, where it might still fit.
SHUFFLED = 18
#: Ways that are tried when there is too much for one plate anyway.
FEW = 7
#: What a place is judged by: how far back it reaches, how far from the corner, how far to the right.
SCORES = ("back", "corner", "right")


@dataclass(frozen=True, eq=False)
class Outline:
    """One thing to lay; things of one form share a `kind`. Of the turns that may be tried, likely ones come first."""

    name: str
    form: shapely.MultiPolygon
    turns: tuple[float, ...]
    kind: int

    @cached_property
    def box(self) -> tuple[float, float]:
        """The sides of the smallest rectangle around it, the longer first."""
        corners = np.asarray(shapely.minimum_rotated_rectangle(self.form).exterior.coords)
        sides = np.linalg.norm(np.diff(corners, axis=0)[:2], axis=1)
        return float(sides.max()), float(sides.min())

    def turned(self, turn: float) -> tuple[float, float]:
        """Width and depth of the box around it when it is turned."""
        width, depth = np.ptp(_turned(_edges(self.form), turn)[:, :2], axis=0).tolist()
        return width, depth


@dataclass(frozen=True)
class Laid:
    """Turned about Z by `turn` degrees, then the corner of the box around it moved to x, y."""

    name: str
    turn: float
    x: float
    y: float


@dataclass(frozen=True)
class _Stamp:
    """An outline, turned and grown by its air, as rows of cells; x and y are the corner of the box without the air."""

    turn: float
    width: float
    depth: float
    rows: tuple[tuple[int, int, int], ...]  # row, first cell, cells
    bits: int


@dataclass
class Bed:
    """The free part of a bed, its corner at 0, 0, with `air` mm to be kept between outlines."""

    form: shapely.Polygon
    air: float
    cell: float = CELL
    _stamps: dict[int, tuple[_Stamp, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def size(self) -> tuple[float, float]:
        """Of the box around it, mm."""
        _, _, width, depth = self.form.bounds
        return width, depth

    @property
    def grown(self) -> float:
        """mm: two outlines grown by this share a cell's middle wherever they are nearer than the air."""
        return self.air / 2 + self.cell / sqrt(2)

    @cached_property
    def border(self) -> int:
        """Cells around the bed in which only air lies."""
        return ceil(self.grown / self.cell) + 1

    @cached_property
    def stride(self) -> int:
        """Cells in a row of the bitmap."""
        return ceil(self.size[0] / self.cell) + 2 * self.border + 1

    @cached_property
    def outside(self) -> int:
        """The cells that are no bed, where the bed is not a rectangle."""
        width, depth = self.size
        if self.form.area > width * depth * 0.9999:
            return 0
        form = self.form.buffer(max(self.air / 2 - self.cell / sqrt(2), 0.0))
        rows = ceil(depth / self.cell) + 2 * self.border + 1
        every = (1 << (self.stride * rows)) - 1
        return every & ~_bits(_rows(_edges(form) / self.cell + self.border - 0.5), self.stride)

    def stamps(self, outline: Outline) -> tuple[_Stamp, ...]:
        """An outline as cells of this bed, once for each turn in which it differs; made once for all of its kind."""
        if outline.kind not in self._stamps:
            # The outline itself says how large it is; what it takes up is that with its air.
            grown = _edges(outline.form.buffer(self.grown + SMOOTH, quad_segs=3).simplify(SMOOTH))
            form = _edges(outline.form)
            made: dict[tuple[int, float, float], _Stamp] = {}
            for turn in outline.turns:
                bare = _turned(form, turn)[:, :2]
                corner = bare.min(axis=0)
                width, depth = (bare.max(axis=0) - corner).tolist()
                edges = (_turned(grown, turn) - np.tile(corner, 2)) / self.cell + self.border - 0.5
                rows = tuple(_rows(edges))
                bits = _bits(rows, self.stride)
                made.setdefault((bits, round(width, 3), round(depth, 3)), _Stamp(turn, width, depth, rows, bits))
            self._stamps[outline.kind] = tuple(made.values())
        return self._stamps[outline.kind]

    def places(self, stamp: _Stamp) -> int:
        """All places whose box lies inside the box of the bed, as bits; 0 when there is none."""
        right = floor((self.size[0] - stamp.width + UNIT) / self.cell)
        back = floor((self.size[1] - stamp.depth + UNIT) / self.cell)
        if right < 0 or back < 0:
            return 0
        return _repeated((1 << (right + 1)) - 1, self.stride, back + 1)


def fill(outlines: Sequence[Outline], bed: Bed) -> tuple[tuple[tuple[Laid, ...], ...], tuple[str, ...]]:
    """Plates with all outlines, as few as could be found, and the names of those that fit no bed even alone."""
    left = sorted(outlines, key=lambda one: (-one.form.area, one.name))
    plates = []
    while left:
        laid = _fullest(left, bed)
        there = {one.name for one in laid}
        if not there:
            break
        plates.append(laid)
        left = [one for one in left if one.name not in there]
    return tuple(plates), tuple(one.name for one in left)


def _fullest(outlines: Sequence[Outline], bed: Bed) -> tuple[Laid, ...]:
    """One plate with as much area of these as any way of laying them found."""
    area = {one.name: one.form.area for one in outlines}
    too_much = sum(area.values()) > bed.form.area
    best: tuple[Laid, ...] = ()
    most = -1.0
    for number, lay in enumerate(_ways(outlines, bed)):
        laid = tuple(lay())
        if len(laid) == len(outlines):
            return laid
        got = sum(area[one.name] for one in laid)
        if got > most:
            best, most = laid, got
        if too_much and number >= FEW:
            break
    return best


def _ways(outlines: Sequence[Outline], bed: Bed) -> Iterator[Callable[[], Iterable[Laid]]]:
    """Ways of laying: quick ones first, then those that go closer, then shuffled ones, the same every time."""
    if not bed.outside:
        # Parts keep the turn in which they were drawn wherever that is good enough.
        # Front to back keeps few parts close together; by the best short side more of them fit.
        for algorithm in (rectpack.MaxRectsBl, rectpack.MaxRectsBssf):
            for turns in ([0.0] * len(outlines), [one.turns[0] for one in outlines]):
                yield partial(_boxes, outlines, bed, turns, algorithm)
    by_box = sorted(outlines, key=lambda one: (-one.box[0] * one.box[1], one.name))
    by_length = sorted(outlines, key=lambda one: (-one.box[0], one.name))
    for order in (by_box, by_length):
        for score in SCORES:
            yield partial(_lay, order, bed, score)
    chance = random.Random(len(outlines))  # noqa: S311  # the same plates for the same parts, not a secret
    for number in range(SHUFFLED):
        weight = {one.name: one.box[0] * one.box[1] * chance.uniform(0.6, 1.6) for one in by_box}
        order = sorted(by_box, key=lambda one: -weight[one.name])
        yield partial(_lay, order, bed, SCORES[number % len(SCORES)])


def _boxes(outlines: Sequence[Outline], bed: Bed, turns: Sequence[float], algorithm: type) -> Iterator[Laid]:
    """Each as the box around it: the quickest way, and the best one for boxes."""
    width, depth = bed.size
    packer = rectpack.newPacker(
        mode=rectpack.PackingMode.Offline,
        pack_algo=algorithm,
        sort_algo=rectpack.SORT_NONE,
        rotation=True,
    )
    sizes = {}
    for outline, turn in zip(outlines, turns, strict=True):
        wide, deep = (_units(side + bed.air) for side in outline.turned(turn))
        sizes[outline.name] = wide, turn
        packer.add_rect(wide, deep, rid=outline.name)
    packer.add_bin(_units(width + bed.air) + 1, _units(depth + bed.air) + 1)
    packer.pack()
    for _bin, x, y, wide, _deep, name in packer.rect_list():
        drawn, turn = sizes[name]
        yield Laid(name, turn if wide == drawn else (turn + 90.0) % 360.0, x * UNIT, y * UNIT)


def _units(length: float) -> int:
    return ceil(round(length / UNIT, 6))


def _lay(order: Iterable[Outline], bed: Bed, score: str) -> Iterator[Laid]:
    taken = bed.outside
    full: set[int] = set()
    for outline in order:
        if outline.kind in full:
            continue
        best: tuple[tuple[float, ...], int, _Stamp] | None = None
        spread: dict[int, int] = {}
        for stamp in bed.stamps(outline):
            free = bed.places(stamp) & ~_closed(taken, stamp, bed.stride, spread)
            if not free:
                continue
            value, place = _judged(free, stamp, bed, score)
            if best is None or value < best[0]:
                best = value, place, stamp
        if best is None:
            full.add(outline.kind)
            continue
        _, place, stamp = best
        taken |= stamp.bits << place
        row, cell = divmod(place, bed.stride)
        yield Laid(outline.name, stamp.turn, cell * bed.cell, row * bed.cell)


def _judged(free: int, stamp: _Stamp, bed: Bed, score: str) -> tuple[tuple[float, ...], int]:
    """The best place among the free ones, and how good it is: less is better."""
    if score == "back":
        place = (free & -free).bit_length() - 1
        row, cell = divmod(place, bed.stride)
        return (row * bed.cell + stamp.depth, cell * bed.cell + stamp.width), place
    data = np.frombuffer(free.to_bytes((free.bit_length() + 7) // 8, "little"), np.uint8)
    places = np.flatnonzero(np.unpackbits(data, bitorder="little"))
    rows, cells = np.divmod(places, bed.stride)
    right, back = cells * bed.cell + stamp.width, rows * bed.cell + stamp.depth
    worth = right * 1e4 + back if score == "right" else np.hypot(right, back)
    at = int(worth.argmin())
    return (float(worth[at]),), int(places[at])


def _closed(taken: int, stamp: _Stamp, stride: int, spread: dict[int, int]) -> int:
    """Every place at which some cell of the stamp would be a taken one."""
    closed = 0
    for row, first, cells in stamp.rows:
        closed |= _spread(taken, cells, spread) >> (row * stride + first)
    return closed


def _spread(taken: int, cells: int, known: dict[int, int]) -> int:
    """A bit wherever one of the next so many cells is taken."""
    if cells in known:
        return known[cells]
    if cells == 1:
        found = taken
    else:
        half = 1 << ((cells - 1).bit_length() - 1)
        base = _spread(taken, half, known)
        found = base | base >> (cells - half)
    known[cells] = found
    return found


def _edges(form: shapely.Geometry) -> NDArray[np.float64]:
    """Every edge of an outline as one row: from x, y to x, y."""
    rings = [ring for part in getattr(form, "geoms", [form]) for ring in (part.exterior, *part.interiors)]
    corners = [np.asarray(ring.coords) for ring in rings]
    return np.vstack([np.hstack([points[:-1], points[1:]]) for points in corners])


def _rows(edges: NDArray[np.float64]) -> Iterator[tuple[int, int, int]]:
    """Row, first cell and number of cells of every run of cells whose middle lies inside; edges (n, 4) in cells."""
    x0, y0, x1, y1 = edges.T
    # An edge cuts the middles of all rows from its lower end on, short of its upper one.
    first = np.ceil(np.minimum(y0, y1)).astype(np.int64)
    count = np.ceil(np.maximum(y0, y1)).astype(np.int64) - first
    edge = np.repeat(np.arange(len(edges)), count)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    x = x0[edge] + (row - y0[edge]) * (x1 - x0)[edge] / (y1 - y0)[edge]
    order = np.lexsort((x, row))
    row, x = row[order], x[order]
    begin, end = np.ceil(x[::2]).astype(np.int64), np.floor(x[1::2]).astype(np.int64)
    some = end >= begin
    return zip(row[::2][some].tolist(), begin[some].tolist(), (end - begin + 1)[some].tolist(), strict=True)


def _turned(edges: NDArray[np.float64], turn: float) -> NDArray[np.float64]:
    """Edges turned about 0, 0; quarters of a turn exactly."""
    quarter, rest = divmod(turn, 90.0)
    cosine, sine = np.cos(np.radians(rest)), np.sin(np.radians(rest))
    for _ in range(int(quarter) % 4):
        cosine, sine = -sine, cosine
    turned: NDArray[np.float64] = edges.reshape(-1, 2) @ np.array([[cosine, sine], [-sine, cosine]])
    return turned.reshape(-1, 4)


def _bits(rows: Iterable[tuple[int, int, int]], stride: int) -> int:
    return reduce(or_, (((1 << cells) - 1) << (row * stride + first) for row, first, cells in rows), 0)


def _repeated(bits: int, stride: int, times: int) -> int:
    """The same bits in so many rows."""
    found, have = bits, 1
    while have < times:
        more = min(have, times - have)
        found |= (found & ((1 << (stride * more)) - 1)) << (stride * have)
        have += more
    return found
