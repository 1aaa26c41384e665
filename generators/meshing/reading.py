"""
Triangles of the faces that OpenCASCADE's mesher takes, read out of it.

Two readers give the same arrays: `by_node` asks for every node through the binding, which is always right and
slow; `by_memory` reads the arrays where OpenCASCADE keeps them, ten times faster. The fast one is only used on
the one release whose layout is known, and only after it gave the same answer as the slow one on a trial solid.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import OCP
from OCP.BRep import BRep_Builder, BRep_Tool
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepPrimAPI import BRepPrimAPI_MakeCone
from OCP.IMeshTools import IMeshTools_MeshAlgoType, IMeshTools_Parameters
from OCP.StdPrs import StdPrs_ToolTriangulatedShape
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE, TopAbs_REVERSED
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Compound

from generators.meshing.edges import Edges
from generators.meshing.facets import Facets

_WATSON = IMeshTools_MeshAlgoType.IMeshTools_MeshAlgoType_Watson
_DELABELLA = IMeshTools_MeshAlgoType.IMeshTools_MeshAlgoType_Delabella
_KNOWN = ("7.9.3.1", "x86_64")

Floats = npt.NDArray[np.float64]
Arrays = tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.float64]]
Reader = Callable[[Any], Arrays]


def mesh(faces: Sequence[Any], deflection: float, turn: float) -> None:
    """
    Mesh faces together, so that neighbours share the points of their edge. `deflection` in mm, `turn` in radians.

    Delabella's way takes half the time and leaves some faces out (walls under a spline); those are done by Watson's.
    """
    builder, whole = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(whole)
    for face in faces:
        builder.Add(whole, face)
    for algorithm in (_DELABELLA, _WATSON):
        settings = IMeshTools_Parameters()
        settings.MeshAlgo = algorithm
        settings.Deflection, settings.Angle = deflection, turn
        settings.Relative = settings.InParallel = False
        BRepMesh_IncrementalMesh(whole, settings)
        if all(BRep_Tool.Triangulation_s(face, TopLoc_Location()) is not None for face in faces):
            return


def facets(number: int, face: Any, edges: Edges | None = None) -> Facets:
    """
    Give the triangles of face `number`, which is meshed, and settle the points along its edges.

    Raises ValueError when meshing it failed.
    """
    location = TopLoc_Location()
    triangulation = BRep_Tool.Triangulation_s(face, location)
    if triangulation is None:
        raise ValueError(f"face {number} of the solid has no triangles")
    StdPrs_ToolTriangulatedShape.ComputeNormals_s(face, triangulation)
    nodes, triangles, normals = reader()(triangulation)
    if not location.IsIdentity():
        move = location.Transformation()
        matrix = np.array([[move.Value(row, column) for column in (1, 2, 3, 4)] for row in (1, 2, 3)])
        nodes = nodes @ matrix[:, :3].T + matrix[:, 3]
        normals = normals @ matrix[:, :3].T
    if edges is not None:
        _settle(edges, face, triangulation, location, nodes)
    if face.Orientation() == TopAbs_REVERSED:
        triangles, normals = triangles[:, ::-1], -normals
    return Facets.of_face(number, nodes, normals, triangles)


def _settle(edges: Edges, face: Any, triangulation: Any, location: Any, nodes: Floats) -> None:
    explorer = TopExp_Explorer(face, TopAbs_EDGE)
    while explorer.More():
        edge = TopoDS.Edge_s(explorer.Current())
        explorer.Next()
        number = edges.number(edge)
        if edges.known(number):
            continue
        polygon = BRep_Tool.PolygonOnTriangulation_s(edge, triangulation, location)
        if polygon is not None:
            count = range(1, polygon.NbNodes() + 1)
            places = [polygon.Parameter(one) for one in count]
            edges.settle(number, nodes[[polygon.Node(one) - 1 for one in count]], places)


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
