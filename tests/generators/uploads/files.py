"""Model files for the tests, good ones and hostile ones, made from nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
_SIDES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
FACES = [corner for a, b, c, d in _SIDES for corner in ((a, b, c), (a, c, d))]


def corners(x: float = 20, y: float = 20, z: float = 20, at: Sequence[float] = (0, 0, 0)) -> Floats:
    """The corners of a block, (8, 3)."""
    points = [[a, b, c] for a in (0, x) for b in (0, y) for c in (0, z)]
    return np.array(points, dtype=np.float64) + np.array(at)


def block(x: float = 20, y: float = 20, z: float = 20, at: Sequence[float] = (0, 0, 0)) -> Floats:
    """The triangles of a block, (12, 3, 3), wound outward."""
    return corners(x, y, z, at)[np.array(FACES)]


def stl(*bodies: Floats) -> bytes:
    """A binary STL."""
    triangles = np.concatenate(bodies)
    records = np.zeros(len(triangles), np.dtype([("n", "<f4", 3), ("c", "<f4", (3, 3)), ("r", "<u2")]))
    records["c"] = triangles
    return b"made for a test\0".ljust(80, b"\0") + np.uint32(len(records)).tobytes() + records.tobytes()


def text_stl(*bodies: Floats, end: str = "\n") -> bytes:
    """A text STL."""
    lines = ["solid block"]
    for triangle in np.concatenate(bodies).tolist():
        lines += ["facet normal 0 0 0", "  outer loop"]
        lines += [f"    vertex {x!r} {y!r} {z!r}" for x, y, z in triangle]
        lines += ["  endloop", "endfacet"]
    return end.join([*lines, "endsolid block", ""]).encode()


def obj(points: Floats | None = None) -> bytes:
    """An OBJ of quads, with texture numbers and a library that does not exist."""
    lines = ["mtllib /etc/passwd", "o block"]
    lines += [f"v {x!r} {y!r} {z!r}" for x, y, z in (corners() if points is None else points).tolist()]
    lines += ["vt 0 0", "usemtl red"]
    lines += ["f " + " ".join(f"{corner + 1}/1" for corner in side) for side in _SIDES]
    return "\n".join([*lines, ""]).encode()


def mesh_xml(points: Floats, faces: Sequence[Sequence[int]] = tuple(FACES)) -> str:
    """The mesh of a 3MF object."""
    vertices = "".join(f'<vertex x="{x!r}" y="{y!r}" z="{z!r}"/>' for x, y, z in points.tolist())
    triangles = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in faces)
    return f"<mesh><vertices>{vertices}</vertices><triangles>{triangles}</triangles></mesh>"


def model_xml(resources: str, build: str, unit: str = "millimeter", before: str = "") -> bytes:
    """The model part of a 3MF."""
    return (
        f'<?xml version="1.0"?>{before}<model unit="{unit}" xmlns="{CORE}" xmlns:p="{PRODUCTION}">'
        f"<resources>{resources}</resources><build>{build}</build></model>"
    ).encode()


def one_block(unit: str = "millimeter", before: str = "") -> bytes:
    """The model part that places one block."""
    resources = f'<object id="1" type="model">{mesh_xml(corners())}</object>'
    return model_xml(resources, '<item objectid="1"/>', unit, before)


def package(*entries: tuple[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as file:
        for name, data in entries:
            file.writestr(name, data)
    return out.getvalue()


def threemf(model: bytes, *others: tuple[str, bytes]) -> bytes:
    """A 3MF with this model part."""
    return package(("[Content_Types].xml", b"<Types/>"), ("3D/3dmodel.model", model), *others)
