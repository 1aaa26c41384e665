"""
Parts on a plate: which part lies where, on as many plates as it takes.

Frame: mm, Z up, the bed's front left corner is X 0, Y 0, and every part rests on Z = 0.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
import rectpack
from numpy.typing import NDArray

from printers.errors import BrokenModel, BrokenPlate, PlateFull
from printers.models import Solid, read_stl, write_solids
from printers.profile import Machine

__all__ = ["Item", "Placement", "Plate", "arrange", "read_stl", "write_3mf"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
RESTING = 0.01  # mm: how far from Z = 0 a part may lie and still count as resting
UNIT = 0.01  # mm: rectangles are packed in whole hundredths


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
    turn: int  # 0 or 90

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Least x, least y, greatest x, greatest y on the bed in mm."""
        width, depth, _ = self.item.size
        if self.turn:
            width, depth = depth, width
        return self.x, self.y, self.x + width, self.y + depth

    def matrix(self) -> NDArray[np.float64]:
        """(4, 4) float64: takes the item's own points to the bed."""
        cosine, sine = (0.0, 1.0) if self.turn else (1.0, 0.0)
        matrix = np.eye(4)
        matrix[:2, :2] = [[cosine, -sine], [sine, cosine]]
        least = (self.item.vertices[:, :2] @ matrix[:2, :2].T).min(axis=0)
        matrix[:2, 3] = np.array([self.x, self.y]) - least
        return matrix


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
    def alone(self) -> Item | None:
        """The part that has this plate to itself because it is laid as one line."""
        first = self.placements[0].item
        return first if first.spiral is not None else None


def arrange(items: Sequence[Item], machine: Machine, spacing: float = 6.0) -> tuple[Plate, ...]:
    """
    Plates with all items, `spacing` mm between boxes, each group in the middle of its bed.

    A part that is laid as one line has a plate to itself. The same items give the same plates in whatever order they
    come. Items turn by 90° where that helps.
    Raises `PlateFull` when one item alone does not fit, `BrokenModel` when two have the same name, and `BrokenPlate`
    when the packing came out unsafe.
    """
    by_name = {item.name: item for item in items}
    if len(by_name) < len(items):
        raise BrokenModel(
            next(item.name for item in items if by_name[item.name] is not item), "its name is there twice"
        )
    width, depth, height = machine.printable
    for item in items:
        x, y, z = item.size
        long, short = max(x, y) - UNIT, min(x, y) - UNIT
        if z > height + UNIT or long > max(width, depth) or short > min(width, depth):
            raise PlateFull(item.name, item.size, machine.printable)
    alone = sorted((item for item in items if item.spiral is not None), key=lambda item: item.name)
    groups = [[item for item in items if item.spiral is None], *([item] for item in alone)]
    plates = tuple(plate for group in groups if group for plate in _packed(group, machine, spacing))
    _verify(plates, items, spacing)
    return plates


def write_3mf(plate: Plate, path: Path) -> None:
    """Write a plate for the slicer; the objects carry the items' names, and equal plates give equal bytes."""
    write_solids(
        path,
        [Solid(p.item.name, p.item.vertices, p.item.faces, p.matrix()) for p in plate.placements],
    )


def _packed(items: Sequence[Item], machine: Machine, spacing: float) -> tuple[Plate, ...]:
    by_name = {item.name: item for item in items}
    width, depth, _height = machine.printable
    packer = rectpack.newPacker(
        mode=rectpack.PackingMode.Offline,
        bin_algo=rectpack.PackingBin.BFF,
        pack_algo=rectpack.MaxRectsBssf,
        sort_algo=rectpack.SORT_NONE,
        rotation=True,
    )
    for item in sorted(by_name.values(), key=lambda item: (-item.size[0] * item.size[1], item.name)):
        packer.add_rect(_units(item.size[0] + spacing), _units(item.size[1] + spacing), rid=item.name)
    packer.add_bin(_units(width + spacing) + 1, _units(depth + spacing) + 1, count=float("inf"))
    packer.pack()
    return tuple(_plate(bed, by_name, machine, spacing) for bed in packer)


def _plate(bed: Sequence[object], items: dict[str, Item], machine: Machine, spacing: float) -> Plate:
    laid = [(items[rectangle.rid], rectangle) for rectangle in bed]  # type: ignore[attr-defined]  # rectpack is untyped
    right = max(r.x + r.width for _, r in laid) * UNIT - spacing  # type: ignore[attr-defined]
    back = max(r.y + r.height for _, r in laid) * UNIT - spacing  # type: ignore[attr-defined]
    shift = ((machine.bed[0] - right) / 2, (machine.bed[1] - back) / 2)
    return Plate(
        tuple(
            Placement(
                item,
                round(r.x * UNIT + shift[0], 3),  # type: ignore[attr-defined]
                round(r.y * UNIT + shift[1], 3),  # type: ignore[attr-defined]
                turn=0 if r.width == _units(item.size[0] + spacing) else 90,  # type: ignore[attr-defined]
            )
            for item, r in sorted(laid, key=lambda pair: pair[0].name)
        ),
        machine,
    )


def _verify(plates: Sequence[Plate], items: Sequence[Item], spacing: float) -> None:
    # Trusting a packing library with where a hot nozzle goes is cheap to avoid.
    if sorted(name for plate in plates for name in plate.names) != sorted(item.name for item in items):
        raise BrokenPlate("a part is missing or there twice")
    slack = 2 * UNIT
    for plate in plates:
        if len(plate.placements) > 1 and any(p.item.spiral is not None for p in plate.placements):
            raise BrokenPlate("a part that is laid as one line is not alone")
        boxes = np.array([placement.box for placement in plate.placements])  # (n, 4) float64, mm
        margin = plate.machine.margin - slack
        least, most = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        if (least < margin).any() or (most > np.array(plate.machine.bed) - margin).any():
            raise BrokenPlate("a part lies outside the bed")
        apart = np.maximum(boxes[:, None, :2] - boxes[None, :, 2:], boxes[None, :, :2] - boxes[:, None, 2:]).max(axis=2)
        np.fill_diagonal(apart, np.inf)
        if (apart < spacing - slack).any():
            raise BrokenPlate("two parts lie too close together")


def _units(length: float) -> int:
    return ceil(round(length / UNIT, 6))
