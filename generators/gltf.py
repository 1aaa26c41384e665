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

from generators.edges import edges_of

if TYPE_CHECKING:
    from generators.make import MadeGhost, MadePart, Shaped
    from generators.mesh import Ints, Mesh

_FLOAT, _SHORT, _INT, _BYTE = 5126, 5123, 5125, 5120
_VERTICES, _INDICES = 34962, 34963
_TRIANGLES, _LINES = 4, 1
_HALF = 2**-0.5
_SMALL_NORMALS = "KHR_mesh_quantization"

# Linear base colours; the page paints its own, other viewers see something friendly.
_COLOURS = {"body": [0.76, 0.35, 0.02, 1.0], "accent": [0.13, 0.19, 0.25, 1.0]}
_LINE_COLOUR = [0.02, 0.03, 0.04, 1.0]
_GHOST_COLOUR = [0.45, 0.55, 0.62, 0.28]


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
        if component == _BYTE:  # each vector begins at a multiple of four bytes, as graphics cards want it
            view["byteStride"] = 4
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
        if component == _BYTE:
            accessor["normalized"] = True
        if bounds:
            accessor["min"], accessor["max"] = array.min(axis=0).tolist(), array.max(axis=0).tolist()
        self.views.append(view)
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def glb(made: Shaped) -> bytes:
    """
    Give the design as GLB: one node per part, with its triangles and its CAD edges as lines.

    A part's node says in `extras` the ranges of its B-rep faces among the indices, and for each CAD edge, in the
    order of the lines: kind, number of lines, exact length, and of a circle radius and centre, all in mm as the part
    lies on the bed. The node of a ghost has `ghost` there, and nothing else.
    """
    buffer = _Buffer()
    colours = sorted({part.colour for part in made.parts})
    materials = [_material(colour, _COLOURS.get(colour, _COLOURS["body"]), 0.6) for colour in colours]
    materials.append(_material("edges", _LINE_COLOUR, 1.0))
    lines = len(colours)
    nodes: list[dict[str, Any]] = [
        {
            "name": "root",
            "rotation": [-_HALF, 0.0, 0.0, _HALF],
            "scale": [0.001, 0.001, 0.001],
            "children": list(range(1, len(made.parts) + len(made.ghosts) + 1)),
        }
    ]
    meshes: list[dict[str, Any]] = []
    for part in made.parts:
        order, edges = edges_of(part.mesh, part.solid)
        primitives = _primitives(buffer, part.mesh, part.mesh.ends[order], colours.index(part.colour), lines)
        meshes.append({"name": part.name, "primitives": primitives})
        extras = {
            "part": part.name,
            "colour": part.colour,
            "quantity": part.quantity,
            "faces": [[3 * first, 3 * count] for first, count in part.mesh.face_ranges],
            "edges": [edge.to_json() for edge in edges],
        }
        nodes.append(_node(part, len(meshes) - 1, extras))
    if made.ghosts:
        materials.append({**_material("ghost", _GHOST_COLOUR, 0.9), "alphaMode": "BLEND"})
    for ghost in made.ghosts:
        primitives = _primitives(buffer, ghost.mesh, ghost.mesh.ends, len(materials) - 1, lines)
        meshes.append({"name": ghost.name, "primitives": primitives})
        nodes.append(_node(ghost, len(meshes) - 1, {"ghost": ghost.name}))
    extras = {"digest": made.digest, "template": made.template.slug, "values": made.values.canonical()}
    document = {
        "asset": {"version": "2.0", "generator": "Printwright", "extras": extras},
        "extensionsUsed": [_SMALL_NORMALS],
        "extensionsRequired": [_SMALL_NORMALS],
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


def _node(piece: MadePart | MadeGhost, mesh: int, extras: dict[str, Any]) -> dict[str, Any]:
    node: dict[str, Any] = {"name": piece.name, "mesh": mesh, "extras": extras}
    if not np.array_equal(piece.place, np.eye(4)):
        node["matrix"] = piece.place.T.reshape(-1).tolist()
    return node


def _primitives(buffer: _Buffer, mesh: Mesh, ends: Ints, material: int, lines: int) -> list[dict[str, Any]]:
    position = buffer.add(mesh.vertices[mesh.points].astype(np.float32), _FLOAT, _VERTICES, bounds=True)
    # A normal only shades: to half a degree it takes a third of the room.
    normals = np.zeros((len(mesh.normals), 4), dtype=np.int8)
    normals[:, :3] = (mesh.normals * 127).round()
    attributes = {"POSITION": position, "NORMAL": buffer.add(normals, _BYTE, _VERTICES)}
    kind: tuple[Any, int] = (np.uint16, _SHORT) if len(mesh.points) < 65535 else (np.uint32, _INT)
    indices = buffer.add(mesh.corners.reshape(-1).astype(kind[0]), kind[1], _INDICES)
    primitives: list[dict[str, Any]] = [
        {"attributes": attributes, "indices": indices, "mode": _TRIANGLES, "material": material}
    ]
    if len(ends):
        point_at = np.zeros(len(mesh.vertices), dtype=np.int64)
        point_at[mesh.points] = np.arange(len(mesh.points))
        indices = buffer.add(point_at[ends].reshape(-1).astype(kind[0]), kind[1], _INDICES)
        primitives.append({"attributes": {"POSITION": position}, "indices": indices, "mode": _LINES, "material": lines})
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
