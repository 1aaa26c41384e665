"""What becomes of a model file that was read: points and triangles as they stand in it, or the solid of a STEP file."""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from generators.errors import BadUpload, UnknownUpload
from generators.kept import MODEL as MAGIC

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Format = Literal["stl", "obj", "3mf", "step"]

FORMATS: dict[Format, str] = {"stl": "STL", "obj": "OBJ", "3mf": "3MF", "step": "STEP"}
#: mm of one unit; the names are those of the 3MF core specification, section 3.4.1.
UNITS = {
    "micron": 0.001,
    "millimeter": 1.0,
    "centimeter": 10.0,
    "inch": 25.4,
    "foot": 304.8,
    "meter": 1000.0,
}
_HEAD = struct.Struct("<I")


@dataclass(frozen=True, eq=False)
class Brought:
    """
    A model file, read and not yet changed.

    `unit` is what the file says its numbers are, None where its format cannot say. `brep` are the true surfaces of a
    STEP file in mm, empty for meshes; `vertices` and `faces` are then empty. `notes` are sentences for the customer.
    """

    format: Format
    sha256: str  # of the file as it came
    unit: str | None
    vertices: Floats  # (n, 3) in the file's unit; points that are equal to the last bit are one
    faces: Ints  # (m, 3)
    brep: bytes = b""
    notes: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Give the one form in which it is kept: equal files give equal bytes."""
        head = {
            "format": self.format,
            "sha256": self.sha256,
            "unit": self.unit,
            "vertices": len(self.vertices),
            "faces": len(self.faces),
            "notes": self.notes,
        }
        text = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
        body = (self.vertices.astype("<f8").tobytes(), self.faces.astype("<u4").tobytes(), self.brep)
        return b"".join((MAGIC, _HEAD.pack(len(text)), text, *body))

    @classmethod
    def from_bytes(cls, data: bytes) -> Brought:
        """Read what `to_bytes` wrote; raises `UnknownUpload` for other bytes."""
        name = hashlib.sha256(data).hexdigest()
        if not data.startswith(MAGIC):
            raise UnknownUpload(name)
        try:
            start = len(MAGIC) + _HEAD.size
            (size,) = _HEAD.unpack_from(data, len(MAGIC))
            head = json.loads(data[start : start + size])
            start += size
            points, corners = 3 * int(head["vertices"]), 3 * int(head["faces"])
            vertices = np.frombuffer(data, "<f8", points, start).reshape(-1, 3).astype(np.float64)
            faces = np.frombuffer(data, "<u4", corners, start + 8 * points).reshape(-1, 3).astype(np.int64)
            brep = data[start + 8 * points + 4 * corners :]
            return cls(head["format"], head["sha256"], head["unit"], vertices, faces, brep, tuple(head["notes"]))
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise UnknownUpload(name) from error

    @cached_property
    def sizes(self) -> tuple[float, float, float]:
        """Give the outside sizes in the file's unit."""
        if self.brep:
            from generators.uploads.step import solid_of

            box = solid_of(self.brep).BoundingBox()
            return box.xlen, box.ylen, box.zlen
        x, y, z = (self.vertices.max(axis=0) - self.vertices.min(axis=0)).tolist()
        return x, y, z


def joined(corners: Floats) -> tuple[Floats, Ints]:
    """Give loose triangles (m, 3, 3) as different points (n, 3) and the numbers of each triangle's (m, 3)."""
    points = corners.reshape(-1, 3) + 0.0  # no negative zero: it is the same point
    order = np.lexsort(points.T[::-1])
    listed = points[order]
    fresh = np.ones(len(points), dtype=bool)
    fresh[1:] = (listed[1:] != listed[:-1]).any(axis=1)
    places = np.empty(len(points), dtype=np.int64)
    places[order] = np.cumsum(fresh) - 1
    return listed[fresh], places.reshape(-1, 3)


def too_many(triangles: int, most: int) -> BadUpload:
    """Say that there are more triangles than the shop takes."""
    words = (
        f"The model has {triangles:,} triangles or more; this shop takes {most:,}. Please save it coarser: most "
        "programs ask for a resolution or a tolerance when they export, and offer to “simplify” or “decimate” a mesh."
    )
    return BadUpload("too_many_triangles", words, most)
