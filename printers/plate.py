"""
Parts on a plate: which part lies where, on as many plates as it takes.

Frame: mm, Z up, the bed's front left corner is X 0, Y 0, and every part rests on Z = 0.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely
import shapely.affinity
from numpy.typing import NDArray

from printers.errors import BrokenModel, BrokenPlate, PlateFull
from printers.footprint import footprint, least_turn
from printers.margins import Margins
from printers.models import Solid, read_stl, write_solids
from printers.packing import Bed, Laid, Outline, fill
from printers.profile import Machine

__all__ = ["Item", "Placement", "Plate", "arrange", "fits", "free_bed", "read_stl", "write_3mf"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
RESTING = 0.01  # mm: how far from Z = 0 a part may lie and still count as resting
ROUNDING = 0.01  # mm: by how much a part that just fits may be larger
SLACK = 0.05  # mm: what outlines and rounding may take away from a distance
ROUND = 0.9  # a part that fills less of the box around it also lies aslant
ASLANT = 5.0  # degrees between the turns of a part that fits a bed only across its corners


@dataclass(frozen=True, eq=False)
class Item:
    """
    One part to print, in its printing pose.

    vertices: (n, 3) float64 mm, resting on Z = 0; faces: (m, 3) int64, wound outward; spiral: mm, the width of the
    one line as which it is laid, or None for layer by layer.
    """

    name: str
    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    spiral: float | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise BrokenModel(self.name, "a name is made of 1 to 96 letters, digits, dots, dashes and underscores")
        if self.vertices.ndim != 2 or self.vertices.shape[1] != 3 or not len(self.vertices):
            raise BrokenModel(self.name, "it has no points")
        if self.faces.ndim != 2 or self.faces.shape[1] != 3 or not len(self.faces):
            raise BrokenModel(self.name, "it has no triangles")
        if not np.isfinite(self.vertices).all():
            raise BrokenModel(self.name, "a coordinate is not a number")
        if self.faces.min() < 0 or self.faces.max() >= len(self.vertices):
            raise BrokenModel(self.name, "a triangle names a point that is not there")
        if abs(float(self.vertices[:, 2].min())) > RESTING:
            raise BrokenModel(
                self.name, f"it does not rest on the bed (lowest point at Z {self.vertices[:, 2].min():.2f})"
            )

    @property
    def size(self) -> tuple[float, float, float]:
        """Outside sizes along X, Y and Z in mm."""
        x, y, z = np.ptp(self.vertices, axis=0).tolist()
        return x, y, z

    @property
    def volume(self) -> float:
        """Enclosed volume in mm³, by the divergence theorem."""
        corners = self.vertices[self.faces]  # (m, 3, 3)
        products = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2]))
        return float(products.sum() / 6)


@dataclass(frozen=True, eq=False)
class Placement:
    """One item on the bed: turned about Z by `turn` degrees, then the corner of its box moved to x, y."""

    item: Item
    x: float
    y: float
    turn: float

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Least x, least y, greatest x, greatest y on the bed in mm."""
        wide, deep = np.ptp(self.item.vertices[:, :2] @ _turning(self.turn).T, axis=0).tolist()
        return self.x, self.y, self.x + wide, self.y + deep

    def matrix(self) -> NDArray[np.float64]:
        """(4, 4) float64: takes the item's own points to the bed."""
        matrix = np.eye(4)
        matrix[:2, :2] = _turning(self.turn)
        least = (self.item.vertices[:, :2] @ matrix[:2, :2].T).min(axis=0)
        matrix[:2, 3] = np.array([self.x, self.y]) - least
        return matrix

    def placed(self, form: shapely.Geometry) -> shapely.Geometry:
        """An outline of the item, taken to the bed."""
        (a, b), (c, d) = (matrix := self.matrix())[:2, :2].tolist()
        return shapely.affinity.affine_transform(form, [a, b, c, d, *matrix[:2, 3].tolist()])


@dataclass(frozen=True, eq=False)
class Plate:
    """What one machine prints in one go."""

    placements: tuple[Placement, ...]
    machine: Machine

    @property
    def height(self) -> float:
        """Of the tallest part, mm."""
        return max(placement.item.size[2] for placement in self.placements)

    @property
    def volume(self) -> float:
        """Of all parts together, mm³."""
        return sum(placement.item.volume for placement in self.placements)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the parts, in plate order."""
        return tuple(placement.item.name for placement in self.placements)

    @property
    def filled(self) -> float:
        """The share of the usable bed that its parts cover, 0 to 1."""
        forms = _forms([placement.item for placement in self.placements])
        return float(sum(forms[_mesh(p.item)].area for p in self.placements) / free_bed(self.machine).area)

    @property
    def alone(self) -> Item | None:
        """The part that has this plate to itself because it is laid as one line."""
        first = self.placements[0].item
        return first if first.spiral is not None else None


def free_bed(machine: Machine, edge: float = 0.0) -> shapely.Polygon:
    """Where parts may lie: the bed without `edge` mm at its edges, or the machine's own margin where that is more."""
    outline = machine.outline or ((0.0, 0.0), (machine.bed[0], 0.0), machine.bed, (0.0, machine.bed[1]))
    return shapely.Polygon(outline).buffer(-max(edge, machine.margin), join_style="mitre")


def arrange(items: Sequence[Item], machine: Machine, room: Margins | None = None) -> tuple[Plate, ...]:
    """
    Plates with all items, as few as could be found, each group in the middle of a rectangular bed.

    A part that is laid as one line has a plate to itself. The same items give the same plates in whatever order they
    come. Items turn where that helps, and lie in the holes of others.
    Raises `PlateFull` when one item alone does not fit, `BrokenModel` when two have the same name, and `BrokenPlate`
    when the packing came out unsafe.
    """
    by_name = {item.name: item for item in items}
    if len(by_name) < len(items):
        raise BrokenModel(
            next(item.name for item in items if by_name[item.name] is not item), "its name is there twice"
        )
    room = room or Margins()
    bed = free_bed(machine, room.edge)
    forms = _forms(items)
    outlines = {item.name: _outline(item, number, forms[_mesh(item)], bed, machine) for number, item in _kinds(items)}
    alone = sorted((item for item in items if item.spiral is not None), key=lambda item: item.name)
    groups = [[item for item in items if item.spiral is None], *([item] for item in alone)]
    x0, y0, _, _ = bed.bounds
    packed = Bed(shapely.affinity.translate(bed, -x0, -y0), room.apart)
    plates: list[Plate] = []
    for group in groups:
        filled, left = fill([outlines[item.name] for item in group], packed)
        if left:
            raise PlateFull(left[0], by_name[left[0]].size, _room(bed, machine))
        plates += [_plate([(by_name[one.name], one) for one in laid], machine, packed, (x0, y0)) for laid in filled]
    _verify(plates, items, bed, room.apart, forms)
    return tuple(plates)


def fits(item: Item, machine: Machine, room: Margins | None = None) -> bool:
    """Whether a machine can print this item at all."""
    bed = free_bed(machine, (room or Margins()).edge)
    return item.size[2] <= machine.height + ROUNDING and bool(_turns(footprint(item.vertices, item.faces), bed))


def write_3mf(plate: Plate, path: Path) -> None:
    """Write a plate for the slicer; the objects carry the items' names, and equal plates give equal bytes."""
    write_solids(
        path,
        [Solid(p.item.name, p.item.vertices, p.item.faces, p.matrix()) for p in plate.placements],
    )


def _mesh(item: Item) -> tuple[int, int]:
    """The same for copies, which share their arrays."""
    return id(item.vertices), id(item.faces)


def _forms(items: Sequence[Item]) -> dict[tuple[int, int], shapely.MultiPolygon]:
    found: dict[tuple[int, int], shapely.MultiPolygon] = {}
    for item in items:
        if _mesh(item) not in found:
            found[_mesh(item)] = footprint(item.vertices, item.faces)
    return found


def _kinds(items: Sequence[Item]) -> Iterator[tuple[int, Item]]:
    known: dict[tuple[int, int], int] = {}
    for item in items:
        yield known.setdefault(_mesh(item), len(known)), item


def _outline(item: Item, kind: int, form: shapely.MultiPolygon, bed: shapely.Polygon, machine: Machine) -> Outline:
    turns = _turns(form, bed)
    if not turns or item.size[2] > machine.height + ROUNDING:
        raise PlateFull(item.name, item.size, _room(bed, machine))
    return Outline(item.name, form, turns, kind)


def _room(bed: shapely.Polygon, machine: Machine) -> tuple[float, float, float]:
    x0, y0, x1, y1 = bed.bounds
    return x1 - x0, y1 - y0, machine.height


def _turns(form: shapely.MultiPolygon, bed: shapely.Polygon) -> tuple[float, ...]:
    """The turns in which an outline is tried: along its own edges, as drawn, and aslant where it is not a box."""
    least = least_turn(form)
    quarters = (0.0, 90.0, 180.0, 270.0)
    tried = [least + quarter for quarter in quarters]
    if least:
        tried += quarters
    if form.area < ROUND * shapely.minimum_rotated_rectangle(form).area:
        tried += [least + 45.0 + quarter for quarter in quarters]
    found = tuple(turn for turn in tried if _lies(form, turn, bed))
    return found or tuple(
        turn for turn in (least + 45.0, least + 135.0, *np.arange(ASLANT, 180.0, ASLANT)) if _lies(form, turn, bed)
    )


def _lies(form: shapely.MultiPolygon, turn: float, bed: shapely.Polygon) -> bool:
    """Whether the bed's box takes the box of a turned outline; what is cut off a round bed shows when it is laid."""
    points = shapely.get_coordinates(form.convex_hull) @ _turning(turn).T
    wide, deep = np.ptp(points, axis=0).tolist()
    x0, y0, x1, y1 = bed.bounds
    return bool(wide <= x1 - x0 + ROUNDING and deep <= y1 - y0 + ROUNDING)


def _turning(turn: float) -> NDArray[np.float64]:
    """(2, 2) float64; quarters of a turn exactly."""
    quarter, rest = divmod(turn, 90.0)
    cosine, sine = float(np.cos(np.radians(rest))), float(np.sin(np.radians(rest)))
    for _ in range(int(quarter) % 4):
        cosine, sine = -sine, cosine
    return np.array([[cosine, -sine], [sine, cosine]])


def _plate(laid: Sequence[tuple[Item, Laid]], machine: Machine, bed: Bed, corner: tuple[float, float]) -> Plate:
    placements = [Placement(item, corner[0] + one.x, corner[1] + one.y, one.turn) for item, one in laid]
    shift = (0.0, 0.0)
    if not bed.outside:
        right, back = (max(placement.box[side] for placement in placements) for side in (2, 3))
        shift = ((corner[0] + bed.size[0] - right) / 2, (corner[1] + bed.size[1] - back) / 2)
    return Plate(
        tuple(
            Placement(p.item, round(p.x + shift[0], 3), round(p.y + shift[1], 3), p.turn)
            for p in sorted(placements, key=lambda placement: placement.item.name)
        ),
        machine,
    )


def _verify(
    plates: Sequence[Plate],
    items: Sequence[Item],
    bed: shapely.Polygon,
    apart: float,
    forms: Mapping[tuple[int, int], shapely.MultiPolygon] | None = None,
) -> None:
    """Trusting a packing with where a hot nozzle goes is cheap to avoid: judged by hulls and outlines, not bitmaps."""
    if sorted(name for plate in plates for name in plate.names) != sorted(item.name for item in items):
        raise BrokenPlate("a part is missing or there twice")
    forms = forms or _forms(items)
    floor = bed.buffer(SLACK, join_style="mitre")
    for plate in plates:
        if len(plate.placements) > 1 and any(p.item.spiral is not None for p in plate.placements):
            raise BrokenPlate("a part that is laid as one line is not alone")
        placed = [p.placed(forms[_mesh(p.item)]) for p in plate.placements]
        hulls = shapely.convex_hull(placed)
        if not shapely.covers(floor, hulls).all():
            raise BrokenPlate("a part lies outside the bed")
        near, other = shapely.STRtree(hulls).query(hulls, predicate="dwithin", distance=apart - SLACK)
        for one, two in zip(near.tolist(), other.tolist(), strict=True):
            # Only what lies in another's bay or hole has a hull so near; there the outlines themselves decide.
            if one < two and shapely.distance(placed[one], placed[two]) < apart - SLACK:
                raise BrokenPlate("two parts lie too close together")
