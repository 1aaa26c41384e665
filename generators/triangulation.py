"""
Triangles out of a meshed OpenCASCADE shape, face by face.

Two readers give the same arrays: `by_node` asks for every node through the binding, which is always right and
slow; `by_memory` reads the arrays where OpenCASCADE keeps them, ten times faster. The fast one is only used on
the one release whose layout is known, and only after it gave the same answer as the slow one on a trial solid.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import OCP
from OCP.BRep import BRep_Tool
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepPrimAPI import BRepPrimAPI_MakeCone
from OCP.StdPrs import StdPrs_ToolTriangulatedShape
from OCP.TopAbs import TopAbs_FACE, TopAbs_REVERSED
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS

_KNOWN = ("7.9.3.1", "x86_64")

Arrays = tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.float64]]
Reader = Callable[[Any], Arrays]


@dataclass(frozen=True)
class Patch:
    """The triangles of one B-rep face: nodes (n, 3) mm, triangles (m, 3) wound outward, normals (n, 3)."""

    nodes: npt.NDArray[np.float64]
    triangles: npt.NDArray[np.int64]
    normals: npt.NDArray[np.float64]


def patches(shape: Any, deflection: float, turn: float) -> Iterator[Patch | None]:
    """
    Mesh a TopoDS_Shape and give the patch of each of its faces in order; None where meshing failed.

    `deflection` in mm is absolute: relative deflection makes several times more triangles for nothing.
    """
    BRepMesh_IncrementalMesh(shape, deflection, False, turn, False)
    read = reader()
    explorer = TopExp_Explorer(shape, TopAbs_FACE)
    while explorer.More():
        face = TopoDS.Face_s(explorer.Current())
        explorer.Next()
        location = TopLoc_Location()
        triangulation = BRep_Tool.Triangulation_s(face, location)
        if triangulation is None:
            yield None
            continue
        StdPrs_ToolTriangulatedShape.ComputeNormals_s(face, triangulation)
        nodes, triangles, normals = read(triangulation)
        if not location.IsIdentity():
            move = location.Transformation()
            matrix = np.array([[move.Value(row, column) for column in (1, 2, 3, 4)] for row in (1, 2, 3)])
            nodes = nodes @ matrix[:, :3].T + matrix[:, 3]
            normals = normals @ matrix[:, :3].T
        if face.Orientation() == TopAbs_REVERSED:
            triangles, normals = triangles[:, ::-1], -normals
        yield Patch(nodes, triangles, normals)


def by_node(triangulation: Any) -> Arrays:
    """Read a Poly_Triangulation node by node."""
    count = triangulation.NbNodes()
    nodes = np.array([triangulation.Node(index).Coord() for index in range(1, count + 1)], dtype=np.float64)
    directions = [triangulation.Normal(index) for index in range(1, count + 1)]
    normals = np.array([(one.X(), one.Y(), one.Z()) for one in directions], dtype=np.float64)
    corners = [triangulation.Triangle(index).Get() for index in range(1, triangulation.NbTriangles() + 1)]
    return nodes, np.array(corners, dtype=np.int64).reshape(-1, 3) - 1, normals


def by_memory(triangulation: Any) -> Arrays:
    """Read a Poly_Triangulation from its arrays: the binding's object holds the address of the C++ one."""
    address = ctypes.c_uint64.from_address(id(triangulation) + 16).value
    block = ctypes.string_at(address, 152)
    node_address, _stride, count = struct.unpack_from("<Qii", block, 32)
    triangle_count, triangle_address = struct.unpack_from("<QQ", block, 72)
    (normal_address,) = struct.unpack_from("<Q", block, 144)
    nodes = np.array((ctypes.c_double * (3 * count)).from_address(node_address)).reshape(-1, 3)
    corners = np.array((ctypes.c_int32 * (3 * triangle_count)).from_address(triangle_address)).reshape(-1, 3)
    normals = np.array((ctypes.c_float * (3 * count)).from_address(normal_address)).reshape(-1, 3)
    return nodes, corners.astype(np.int64) - 1, normals.astype(np.float64)


@cache
def reader() -> Reader:
    """Give the fastest reader that is proven on this machine."""
    if (OCP.__version__, platform.machine()) != _KNOWN:
        return by_node
    # A cone has curved and flat faces, a seam and a pole: every kind of node there is.
    trial = BRepPrimAPI_MakeCone(5.0, 2.0, 7.0).Shape()
    BRepMesh_IncrementalMesh(trial, 0.1, False, 0.3, False)
    explorer = TopExp_Explorer(trial, TopAbs_FACE)
    while explorer.More():
        face = TopoDS.Face_s(explorer.Current())
        explorer.Next()
        triangulation = BRep_Tool.Triangulation_s(face, TopLoc_Location())
        StdPrs_ToolTriangulatedShape.ComputeNormals_s(face, triangulation)
        pairs = zip(by_node(triangulation), by_memory(triangulation), strict=True)
        if not all(slow.shape == fast.shape and np.allclose(slow, fast, atol=1e-6) for slow, fast in pairs):
            return by_node
    return by_memory
