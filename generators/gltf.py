"""
A made design as one binary glTF file: what the page shows in 3D.

Positions stay in mm with Z up, the very numbers of the checks and the STL; the root node turns and scales them
into glTF's metres with Y up.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from generators.make import MadePart, Shaped

_FLOAT, _SHORT, _INT = 5126, 5123, 5125
_VERTICES, _INDICES = 34962, 34963
_TRIANGLES, _LINES = 4, 1
_HALF = 2**-0.5

# Linear base colours; the page paints its own, other viewers see something friendly.
_COLOURS = {"body": [0.76, 0.35, 0.02, 1.0], "accent": [0.13, 0.19, 0.25, 1.0]}
_LINE_COLOUR = [0.02, 0.03, 0.04, 1.0]


class _Buffer:
    """Collects arrays as buffer views and accessors."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self.size = 0

    def add(self, array: npt.NDArray[Any], component: int, target: int, *, bounds: bool = False) -> int:
        """Append an array and give the number of its accessor."""
        data = np.ascontiguousarray(array).tobytes()
        view = {"buffer": 0, "byteOffset": self.size, "byteLength": len(data), "target": target}
        data += b"\0" * (-len(data) % 4)
        self.pieces.append(data)
        self.size += len(data)
        vector = array.ndim == 2
        accessor: dict[str, Any] = {
            "bufferView": len(self.views),
            "componentType": component,
            "count": len(array),
            "type": "VEC3" if vector else "SCALAR",
        }
        if bounds:
            accessor["min"], accessor["max"] = array.min(axis=0).tolist(), array.max(axis=0).tolist()
        self.views.append(view)
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def glb(made: Shaped) -> bytes:
    """Give the design as GLB: one node per part, with its triangles, its CAD edges and its face ranges."""
    buffer = _Buffer()
    colours = sorted({part.colour for part in made.parts})
    materials = [_material(colour, _COLOURS.get(colour, _COLOURS["body"]), 0.6) for colour in colours]
    materials.append(_material("edges", _LINE_COLOUR, 1.0))
    nodes: list[dict[str, Any]] = [
        {
            "name": "root",
            "rotation": [-_HALF, 0.0, 0.0, _HALF],
            "scale": [0.001, 0.001, 0.001],
            "children": list(range(1, len(made.parts) + 1)),
        }
    ]
    meshes = []
    for number, part in enumerate(made.parts):
        primitives = _primitives(buffer, part, colours.index(part.colour), len(colours))
        meshes.append({"name": part.name, "primitives": primitives})
        ranges = [[3 * first, 3 * count] for first, count in part.mesh.face_ranges]
        extras = {"part": part.name, "colour": part.colour, "quantity": part.quantity, "faces": ranges}
        node: dict[str, Any] = {"name": part.name, "mesh": number, "extras": extras}
        if not np.array_equal(part.place, np.eye(4)):
            node["matrix"] = part.place.T.reshape(-1).tolist()
        nodes.append(node)
    extras = {"digest": made.digest, "template": made.template.slug, "values": made.values.canonical()}
    document = {
        "asset": {"version": "2.0", "generator": "Printwright", "extras": extras},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": nodes,
        "meshes": meshes,
        "materials": materials,
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{"byteLength": buffer.size}],
    }
    return _packed(document, b"".join(buffer.pieces))


def _primitives(buffer: _Buffer, part: MadePart, material: int, lines: int) -> list[dict[str, Any]]:
    mesh = part.mesh
    positions = mesh.vertices[mesh.points].astype(np.float32)
    attributes = {
        "POSITION": buffer.add(positions, _FLOAT, _VERTICES, bounds=True),
        "NORMAL": buffer.add(mesh.normals.astype(np.float32), _FLOAT, _VERTICES),
    }
    kind: tuple[Any, int] = (np.uint16, _SHORT) if len(positions) < 65535 else (np.uint32, _INT)
    indices = buffer.add(mesh.corners.reshape(-1).astype(kind[0]), kind[1], _INDICES)
    primitives: list[dict[str, Any]] = [
        {"attributes": attributes, "indices": indices, "mode": _TRIANGLES, "material": material}
    ]
    if len(mesh.edges):
        points = mesh.edges.reshape(-1, 3).astype(np.float32)
        position = buffer.add(points, _FLOAT, _VERTICES, bounds=True)
        primitives.append({"attributes": {"POSITION": position}, "mode": _LINES, "material": lines})
    return primitives


def _material(name: str, colour: list[float], roughness: float) -> dict[str, Any]:
    surface = {"baseColorFactor": colour, "metallicFactor": 0.0, "roughnessFactor": roughness}
    return {"name": name, "pbrMetallicRoughness": surface}


def _packed(document: dict[str, Any], data: bytes) -> bytes:
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 4)
    return b"".join(
        (
            struct.pack("<4sII", b"glTF", 2, 12 + 8 + len(text) + 8 + len(data)),
            struct.pack("<I4s", len(text), b"JSON"),
            text,
            struct.pack("<I4s", len(data), b"BIN\0"),
            data,
        )
    )
