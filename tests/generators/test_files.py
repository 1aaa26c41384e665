"""GLB, STL, 3MF and STEP hold the same design, to the last digit."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import cadquery as cq
import numpy as np
import pygltflib
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from generators.edges import edges_of
from generators.errors import UnreadableFile
from generators.files import read_stl, step, stl, threemf
from generators.gltf import glb
from generators.make import Made

CORE = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
Make = Callable[..., Made]


@pytest.fixture(params=["keychain", "box", "hook"])
def design(request: pytest.FixtureRequest, made: Make) -> Made:
    """Each product as it is first shown."""
    return made(request.param)


def array(document: Any, number: int) -> np.ndarray[Any, Any]:
    """The values of an accessor."""
    accessor = document.accessors[number]
    view = document.bufferViews[accessor.bufferView]
    kind = {5126: np.float32, 5123: np.uint16, 5125: np.uint32, 5120: np.int8}[accessor.componentType]
    width = {"VEC3": 3, "SCALAR": 1}[accessor.type]
    data = document.binary_blob()[view.byteOffset : view.byteOffset + view.byteLength]
    values = np.frombuffer(data, dtype=kind)
    if kind is np.int8:
        assert (accessor.normalized, view.byteStride) == (True, 4)
        return values.reshape(-1, 4)[:, :3] / 127
    assert len(values) == accessor.count * width
    return values.reshape(-1, 3) if width == 3 else values


def test_the_glb_holds_the_triangles_of_the_checks_in_their_order(design: Made) -> None:
    """Triangle i of a part's primitive is face i of its mesh: a finding's faces need no translation."""
    document = pygltflib.GLTF2.load_from_bytes(glb(design))
    assert [mesh.name for mesh in document.meshes] == [part.name for part in design.parts]
    for mesh, part in zip(document.meshes, design.parts, strict=True):
        triangles = mesh.primitives[0]
        positions = array(document, triangles.attributes.POSITION)
        corners = array(document, triangles.indices).reshape(-1, 3)
        assert_array_equal(positions[corners].astype(np.float64), part.mesh.triangles)
        normals = array(document, triangles.attributes.NORMAL)
        lengths = np.linalg.norm(normals, axis=1)
        assert_allclose(lengths, 1, atol=0.01)
        assert (np.einsum("ij,ij->i", normals, part.mesh.normals) / lengths).min() > np.cos(np.radians(0.5))
        accessor = document.accessors[triangles.attributes.POSITION]
        assert_array_equal(np.array([accessor.min, accessor.max]), [positions.min(axis=0), positions.max(axis=0)])
        assert mesh.primitives[1].mode == pygltflib.LINES
        assert mesh.primitives[1].attributes.POSITION == triangles.attributes.POSITION
        lines = positions[array(document, mesh.primitives[1].indices)]
        order, _ = edges_of(part.mesh, part.solid)
        assert sorted(order) == list(range(len(part.mesh.edges)))
        assert_array_equal(lines.reshape(-1, 2, 3), part.mesh.edges[order].astype(np.float32))


def test_the_glb_stands_upright_in_metres(design: Made) -> None:
    """Root and node matrices carry Z-up millimetres into glTF's Y-up metres, at the assembled size."""
    document = pygltflib.GLTF2.load_from_bytes(glb(design))
    root = document.nodes[0]
    half = 2**-0.5
    assert root.rotation == pytest.approx([-half, 0, 0, half])
    assert root.scale == [0.001] * 3
    corners = []
    for child in root.children:
        node = document.nodes[child]
        matrix = np.array(node.matrix or np.eye(4).reshape(-1)).reshape(4, 4).T
        points = array(document, document.meshes[node.mesh].primitives[0].attributes.POSITION)
        placed = points @ matrix[:3, :3].T + matrix[:3, 3]
        corners.append(np.column_stack([placed[:, 0], placed[:, 2], -placed[:, 1]]) * 0.001)
    sizes = np.ptp(np.concatenate(corners), axis=0)
    assert_allclose(sizes, np.array(design.sizes)[[0, 2, 1]] / 1000, atol=1e-6)


def test_the_glb_carries_the_design_and_its_face_ranges(design: Made) -> None:
    """Digest, template and values stand in the asset; each node names its part and the faces of its solid."""
    document = pygltflib.GLTF2.load_from_bytes(glb(design))
    extras = document.asset.extras
    assert extras["digest"] == design.digest
    assert extras["values"] == design.values.canonical()
    for node, part in zip(document.nodes[1:], design.parts, strict=True):
        assert node.extras["part"] == part.name
        assert node.extras["quantity"] == part.quantity
        ranges = node.extras["faces"]
        assert len(ranges) == len(part.solid.Faces())
        assert [first for first, _count in ranges] == [0, *np.cumsum([count for _first, count in ranges])[:-1]]
        assert sum(count for _first, count in ranges) == 3 * len(part.mesh.faces)


def test_the_glb_is_a_well_formed_container(design: Made) -> None:
    """Lengths agree and chunks are padded to four bytes, as the glTF 2.0 specification asks."""
    data = glb(design)
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    assert size % 4 == 0
    json.loads(data[20 : 20 + size])


def test_stl_reads_back_as_the_very_same_triangles(design: Made) -> None:
    """Not one coordinate changes, and the skin stays closed."""
    for part in design.parts:
        again = read_stl(stl(part.mesh))
        assert_array_equal(again.triangles, part.mesh.triangles)
        assert again.volume == part.volume


@pytest.mark.parametrize("data", [b"", b"solid ascii", b"x" * 84, b"\0" * 80 + b"\x02\0\0\0" + b"\0" * 50, b"\0" * 84])
def test_what_is_not_an_stl_is_refused(data: bytes) -> None:
    """A file that lies about its length, is text, or holds nothing is named, not guessed at."""
    with pytest.raises(UnreadableFile):
        read_stl(data, "part.stl")


def test_an_stl_with_a_coordinate_that_is_no_number_is_refused(made: Make) -> None:
    """NaN and infinity are refused at the door."""
    data = bytearray(stl(made("keychain").parts[0].mesh))
    data[96:100] = struct.pack("<f", float("nan"))
    with pytest.raises(UnreadableFile, match="not numbers"):
        read_stl(bytes(data))


def test_3mf_holds_every_part_and_the_designs_name(design: Made) -> None:
    """Vertices and faces are the mesh's, items lie apart on the bed, metadata names the design."""
    with zipfile.ZipFile(io.BytesIO(threemf(design))) as package:
        model = ElementTree.fromstring(package.read("3D/3dmodel.model"))
    metadata = {one.get("name"): one.text for one in model.iter(f"{CORE}metadata")}
    assert metadata["pw:digest"] == design.digest
    assert json.loads(metadata["pw:values"] or "") == design.values.canonical()
    assert metadata["LicenseTerms"] == design.template.licence
    for found, part in zip(model.iter(f"{CORE}object"), design.parts, strict=True):
        points = [[float(v.get(k) or "nan") for k in "xyz"] for v in found.iter(f"{CORE}vertex")]
        assert_array_equal(np.array(points, dtype=np.float32), part.mesh.vertices.astype(np.float32))
        corners = [[int(t.get(k) or -1) for k in ("v1", "v2", "v3")] for t in found.iter(f"{CORE}triangle")]
        assert_array_equal(corners, part.mesh.faces)
    assert len(list(model.iter(f"{CORE}item"))) == sum(part.quantity for part in design.parts)


def test_step_holds_true_surfaces_where_they_stand(design: Made, tmp_path: Any) -> None:
    """Reading the STEP file back gives the solids' own volume at the assembled size."""
    path = tmp_path / "design.step"
    path.write_bytes(step(design))
    again = cq.importers.importStep(str(path))
    solids: list[Any] = again.solids().vals()
    assert len(solids) == len(design.parts)
    assert_allclose(
        sum(solid.Volume() for solid in solids),
        sum(part.solid.Volume() for part in design.parts),
        rtol=1e-6,
    )
    box = cq.Compound.makeCompound(solids).BoundingBox()
    assert_allclose([box.xlen, box.ylen, box.zlen], design.sizes, atol=0.2)


def test_the_same_design_gives_the_same_bytes(design: Made) -> None:
    """No clock and no chance gets into a file."""
    for write in (glb, threemf, step):
        assert write(design) == write(design)
