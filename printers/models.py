"""
Model files: STL and 3MF in, our own 3MF out.

Readers are strict and bounded: what they do not understand they refuse by name. Lengths are mm.
Source: 3MF Core Specification 1.3; the STL format as 3D Systems published it in 1989.
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from printers.errors import BrokenModel

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
SLIC3R = "http://schemas.slic3r.org/3mf/2017/06"
MAXIMUM_TRIANGLES = 1_000_000  # a slicer needs 22 s and 0.6 GB for this many
MAXIMUM_XML = 400_000_000  # bytes unpacked

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>'
    "</Types>"
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="model" Target="/3D/3dmodel.model" '
    'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)


@dataclass(frozen=True, eq=False)
class Solid:
    """A named mesh: vertices (n, 3) float64, faces (m, 3) int64; matrix (4, 4) takes it to its place."""

    name: str
    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    matrix: NDArray[np.float64]

    def placed(self) -> NDArray[np.float64]:
        """The vertices in their place, (n, 3) float64."""
        return self.vertices @ self.matrix[:3, :3].T + self.matrix[:3, 3]


def read_stl(data: bytes) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Vertices (n, 3) float64 and faces (m, 3) int64, corners with the very same numbers made one point."""
    if len(data) >= 84 and len(data) == 84 + 50 * struct.unpack_from("<I", data, 80)[0]:
        record = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
        corners = np.frombuffer(data, record, offset=84)["corners"].astype(np.float64)
    elif data[:5] == b"solid":
        numbers = re.findall(rb"^\s*vertex\s+(\S+)\s+(\S+)\s+(\S+)\s*$", data, re.MULTILINE)
        try:
            corners = np.array(numbers, dtype=np.float64).reshape(-1, 3, 3)
        except ValueError as wrong:
            raise BrokenModel("STL", "a corner is not three numbers") from wrong
    else:
        raise BrokenModel("STL", "it is neither binary nor text STL, or it was cut short")
    if not len(corners):
        raise BrokenModel("STL", "it holds no triangles")
    if len(corners) > MAXIMUM_TRIANGLES:
        raise BrokenModel("STL", f"it has {len(corners)} triangles, the limit is {MAXIMUM_TRIANGLES}")
    if not np.isfinite(corners).all():
        raise BrokenModel("STL", "a coordinate is not a number")
    vertices, index = np.unique(corners.reshape(-1, 3) + 0.0, axis=0, return_inverse=True)  # + 0.0: -0 is 0
    return vertices, index.reshape(-1, 3).astype(np.int64)


def write_solids(path: Path, solids: Sequence[Solid]) -> None:
    """Write a 3MF; equal solids give equal bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("3D/3dmodel.model", "".join(_model(solids))),
        ):
            # A fixed date, for the hour of writing is no part of the plate.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)


def read_3mf(data: bytes) -> tuple[Solid, ...]:
    """The solids that a 3MF's build places, each with its matrix; settings in it are never read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [info for info in archive.infolist() if info.filename.lower().endswith(".model")]
            if len(parts) != 1:
                raise BrokenModel("3MF", f"it has {len(parts)} model parts, one is read")
            if parts[0].file_size > MAXIMUM_XML:
                raise BrokenModel("3MF", "its model is too big")
            with archive.open(parts[0]) as part:
                xml = part.read(MAXIMUM_XML + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as wrong:
        raise BrokenModel("3MF", str(wrong)) from wrong
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise BrokenModel("3MF", "its XML declares entities")
    try:
        # Entities are refused above, so the parser has nothing to expand.
        return tuple(_build(ElementTree.fromstring(xml)))  # noqa: S314
    except (ElementTree.ParseError, KeyError, ValueError) as wrong:
        raise BrokenModel("3MF", f"its model cannot be read: {wrong}") from wrong


def _model(solids: Sequence[Solid]) -> Iterable[str]:
    # PrusaSlicer calls a lone object after the file, unless the file says that it knows PrusaSlicer's ways.
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<model unit="millimeter" xml:lang="en-US" xmlns="{CORE}" xmlns:slic3rpe="{SLIC3R}">\n'
        '<metadata name="slic3rpe:Version3mf">1</metadata>\n<resources>\n'
    )
    for number, solid in enumerate(solids, 1):
        yield f'<object id="{number}" type="model" name={quoteattr(solid.name)}><mesh><vertices>\n'
        for x, y, z in solid.vertices.tolist():
            yield f'<vertex x="{x:.9g}" y="{y:.9g}" z="{z:.9g}"/>\n'
        yield "</vertices><triangles>\n"
        for a, b, c in solid.faces.tolist():
            yield f'<triangle v1="{a}" v2="{b}" v3="{c}"/>\n'
        yield "</triangles></mesh></object>\n"
    yield "</resources>\n<build>\n"
    for number, solid in enumerate(solids, 1):
        # 3MF writes a matrix for row vectors: our columns, the translation last.
        numbers = " ".join(f"{value:.9g}" for value in (solid.matrix[:3].T + 0.0).ravel())
        yield f'<item objectid="{number}" transform="{numbers}"/>\n'
    yield "</build>\n</model>\n"


def _build(model: ElementTree.Element) -> Iterable[Solid]:
    if model.get("unit", "millimeter") != "millimeter":
        raise BrokenModel("3MF", f"its unit is {model.get('unit')}, millimetres are read")
    space = f"{{{CORE}}}"
    objects = {node.attrib["id"]: node for node in model.iter(f"{space}object")}

    def solids(number: str, matrix: NDArray[np.float64], depth: int) -> Iterable[Solid]:
        if depth > 8:
            raise BrokenModel("3MF", "its components are nested too deeply")
        node = objects[number]
        mesh = node.find(f"{space}mesh")
        if mesh is not None:
            vertices = np.array(
                [[float(v.attrib[axis]) for axis in "xyz"] for v in mesh.iter(f"{space}vertex")],
                dtype=np.float64,
            )
            faces = np.array(
                [[int(t.attrib[corner]) for corner in ("v1", "v2", "v3")] for t in mesh.iter(f"{space}triangle")],
                dtype=np.int64,
            )
            if len(faces) > MAXIMUM_TRIANGLES:
                raise BrokenModel("3MF", f"it has {len(faces)} triangles, the limit is {MAXIMUM_TRIANGLES}")
            yield Solid(node.get("name", ""), vertices, faces, matrix)
        for component in node.iter(f"{space}component"):
            yield from solids(component.attrib["objectid"], matrix @ _matrix(component), depth + 1)

    items = model.findall(f"{space}build/{space}item")
    if not items:
        raise BrokenModel("3MF", "its build is empty")
    for item in items:
        yield from solids(item.attrib["objectid"], _matrix(item), 0)


def _matrix(node: ElementTree.Element) -> NDArray[np.float64]:
    matrix = np.eye(4)
    text = node.get("transform")
    if text is not None:
        matrix[:3] = np.array(text.split(), dtype=np.float64).reshape(4, 3).T
    return matrix
