"""Whether a GLB or STL holds closed bodies of the right volume: a figure for a wrong mesh is void."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

#: A mesh whose volume is further from the solid's than this is no mesh of it.
VOLUME = 0.001
#: Nodes nearer than this are one point: exporters that write face by face repeat them along edges, mm.
SAME_POINT = 1e-4

_NUMBERS: dict[int, np.dtype[Any]] = {
    5126: np.dtype("<f4"),
    5125: np.dtype("<u4"),
    5123: np.dtype("<u2"),
    5121: np.dtype("u1"),
}


@dataclass(frozen=True)
class Bodies:
    """What a file holds: `volume` of all its meshes in the file's own unit cubed, and whether each is closed."""

    triangles: int
    volume: float
    watertight: bool

    def wrong(self, exact: float) -> str | None:
        """Why a figure for it is void, beside the exact volume; None when it is not."""
        if not self.watertight:
            return "not watertight"
        off = abs(self.volume - exact) / exact
        return f"volume {off:.2%} off" if off > VOLUME else None


def read(glb: bytes) -> Bodies:
    """Read the meshes of a GLB as they stand in its buffer, each part once, without the places of its nodes."""
    length = struct.unpack_from("<I", glb, 12)[0]
    document = json.loads(glb[20 : 20 + length])
    data = glb[28 + length :]
    triangles, volume, watertight = 0, 0.0, True
    for mesh in document["meshes"]:
        corners = [
            _array(document, data, primitive["attributes"]["POSITION"])[
                _array(document, data, primitive["indices"]).reshape(-1, 3)
            ]
            for primitive in mesh["primitives"]
            if primitive.get("mode", 4) == 4
        ]
        soup = np.concatenate(corners).astype(np.float64)  # (m, 3, 3)
        triangles += len(soup)
        volume += _volume(soup)
        watertight = watertight and _closed(soup)
    return Bodies(triangles, volume, watertight)


def read_stl(data: bytes) -> Bodies:
    """Read a binary STL as one mesh; whether it is closed is not looked at, for other programs need not promise it."""
    count = int(np.frombuffer(data, "<u4", 1, 80)[0])
    records = np.frombuffer(
        data, np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("spare", "<u2")]), count, 84
    )
    return Bodies(count, _volume(records["corners"].astype(np.float64)), False)


def _volume(soup: npt.NDArray[np.float64]) -> float:
    return float(np.einsum("ij,ij->", soup[:, 0], np.cross(soup[:, 1], soup[:, 2]))) / 6


def _array(document: dict[str, Any], data: bytes, number: int) -> npt.NDArray[Any]:
    accessor = document["accessors"][number]
    view = document["bufferViews"][accessor["bufferView"]]
    start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
    width = 3 if accessor["type"] == "VEC3" else 1
    kind = _NUMBERS[accessor["componentType"]]
    assert view.get("byteStride", width * kind.itemsize) == width * kind.itemsize, "interleaved buffers are not read"
    flat: npt.NDArray[Any] = np.frombuffer(data, kind, accessor["count"] * width, start)
    return flat.reshape(-1, 3) if width == 3 else flat.astype(np.int64)


def _closed(soup: npt.NDArray[np.float64]) -> bool:
    """Whether every side of a triangle is the side of exactly one other, run the other way."""
    points, at = np.unique(soup.reshape(-1, 3), axis=0, return_inverse=True)
    pairs = cKDTree(points).query_pairs(SAME_POINT, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points)))
    _, group = connected_components(links, directed=False)
    faces = group[at.reshape(-1)].reshape(-1, 3)
    faces = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])]
    sides = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2).astype(np.int64)
    there = np.sort(sides[:, 0] * len(points) + sides[:, 1])
    back = np.sort(sides[:, 1] * len(points) + sides[:, 0])
    return bool(len(there) and np.array_equal(there, back) and np.all(np.diff(there) > 0))
