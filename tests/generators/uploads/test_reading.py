"""Good files of every kind are read to the last bit, in the unit that they name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cadquery as cq
import numpy as np
import pytest

from generators.errors import UnknownUpload
from generators.files import stl as stl_of
from generators.files import threemf as threemf_of
from generators.limits import Limits
from generators.make import Made, make
from generators.uploads import Brought, read, shelf
from generators.uploads.product import template
from generators.uploads.skin import Skin
from generators.uploads.step import solid_of
from tests.generators.uploads.files import (
    block,
    corners,
    mesh_xml,
    model_xml,
    obj,
    one_block,
    stl,
    text_stl,
    threemf,
)

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "samples" / "uploads"
TRUTH: dict[str, dict[str, Any]] = json.loads((SAMPLES / "truth.json").read_text())


def volume(brought: Brought) -> float:
    """The volume in the file's unit, cubed."""
    return Skin(brought.vertices, brought.faces).volume


def made(data: bytes, name: str, **values: Any) -> Made:
    """The file as a design."""
    file = shelf.put(read(data, name).to_bytes())
    return make(template, template.parameters.read({"file": file, **values}), Limits.generic())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.stl", stl(block())),
        ("A.STL", text_stl(block())),
        ("a.stl", text_stl(block(), end="\r\n")),
        ("a.obj", obj()),
        ("a.3mf", threemf(one_block())),
        ("", stl(block())),
        ("", threemf(one_block())),
    ],
)
def test_a_block_is_a_block(name: str, data: bytes) -> None:
    """Eight corners, twelve triangles and the exact volume, whatever it was saved as."""
    found = read(data, name)
    assert (len(found.vertices), len(found.faces)) == (8, 12)
    assert volume(found) == pytest.approx(8000, rel=1e-12)
    assert Brought.from_bytes(found.to_bytes()).to_bytes() == found.to_bytes()
    design = made(data, name, units="millimeter")
    assert design.parts[0].volume == 8000
    assert design.sizes == (20, 20, 20)
    assert design.printable


def test_a_binary_stl_may_begin_with_solid() -> None:
    """Some programs write that word into the head of binary files: the length tells the truth."""
    data = b"solid and binary".ljust(80, b" ") + stl(block())[80:]
    assert volume(read(data, "a.stl")) == pytest.approx(8000, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "size"),
    [("micron", 0.02), ("millimeter", 20), ("centimeter", 200), ("inch", 508), ("foot", 6096), ("meter", 20_000)],
)
def test_3mf_names_its_unit(unit: str, size: float) -> None:
    """All six units of the core specification are kept, and turned into millimetres."""
    found = read(threemf(one_block(unit)), "a.3mf")
    assert found.unit == unit
    if 1 < size < 2000:
        assert made(threemf(one_block(unit)), "a.3mf").sizes == pytest.approx((size, size, size), rel=1e-6)


def test_3mf_places_and_joins_its_objects() -> None:
    """Components, turned and mirrored, from another part of the package in another unit, stand where they should."""
    other = model_xml(f'<object id="5">{mesh_xml(corners(1, 1, 1))}</object>', "", "centimeter")
    resources = (
        f'<object id="1">{mesh_xml(corners(10, 10, 10))}</object>'
        '<object id="2"><components><component objectid="1"/>'
        '<component objectid="1" transform="-1 0 0 0 1 0 0 0 1 -5 0 0"/>'
        '<component objectid="5" p:path="/3D/Objects/other.model" transform="1 0 0 0 1 0 0 0 1 0 2 0"/>'
        "</components></object>"
        f'<object id="3" type="support">{mesh_xml(corners(90, 90, 90))}</object>'
    )
    items = '<item objectid="2" transform="2 0 0 0 2 0 0 0 2 100 0 0"/><item objectid="3"/>'
    found = read(threemf(model_xml(resources, items), ("3D/Objects/other.model", other)), "a.3mf")
    skin = Skin(found.vertices, found.faces)
    assert skin.shell_volumes.tolist() == pytest.approx([8000, 8000, 8000]), "a mirrored body keeps its outside"
    assert skin.boxes[:2].tolist() == [[[100, 0, 0], [120, 20, 20]], [[70, 0, 0], [90, 20, 20]]]


def test_polygons_that_bend_inward_are_cut_as_they_are() -> None:
    """An L of six corners is no fan: its area, and the volume under it, are exact whichever way it looks."""
    outline = [(0, 0), (30, 0), (30, 10), (10, 10), (10, 30), (0, 30)]
    for turn in ((0, 1, 2), (1, 2, 0), (2, 0, 1), (0, 2, 1)):
        points = np.array([(x, y, z) for z in (0, 5) for x, y in outline], dtype=float)[:, turn]
        sides = [[n, (n + 1) % 6, (n + 1) % 6 + 6, n + 6] for n in range(6)]
        faces = [[5, 4, 3, 2, 1, 0], [6, 7, 8, 9, 10, 11], *sides]
        lines = [f"v {x} {y} {z}" for x, y, z in points.tolist()]
        lines += ["f " + " ".join(str(corner + 1) for corner in face) for face in faces]
        skin = Skin(*_arrays(read("\n".join(lines).encode(), "l.obj")))
        assert abs(skin.volume) == pytest.approx(500 * 5)
        areas = np.linalg.norm(np.cross(*(skin.triangles[:, n] - skin.triangles[:, 0] for n in (1, 2))), axis=1) / 2
        assert areas.sum() == pytest.approx(2 * 500 + 120 * 5)


def _arrays(found: Brought) -> tuple[Any, Any]:
    return found.vertices, found.faces


def test_obj_may_count_back() -> None:
    """Corners may be named from the last point backwards."""
    data = obj().decode()
    for number in range(8, 0, -1):
        data = data.replace(f" {number}/1", f" {number - 9}//")
    assert volume(read(data.encode(), "a.obj")) == pytest.approx(8000, rel=1e-12)


def test_step_keeps_its_true_surfaces(tmp_path: Path) -> None:
    """A filleted block with a hole comes back with the very volume of its solid, however it is scaled and turned."""
    solid = cq.Workplane().box(30, 20, 10).edges("|Z").fillet(3).faces(">Z").hole(6)
    cq.exporters.export(solid, str(tmp_path / "part.step"))
    truth = solid.val().Volume()  # type: ignore[union-attr]  # a workplane holds a solid here
    data = (tmp_path / "part.step").read_bytes()
    found = read(data, "part.STP")
    assert (found.format, found.unit) == ("step", "millimeter")
    assert solid_of(found.brep).Volume() == pytest.approx(truth, rel=1e-12)
    design = made(data, "part.step", side="left", scale=200)
    assert design.sizes == pytest.approx((20, 40, 60), abs=1e-4)
    assert design.parts[0].solid.Volume() == pytest.approx(8 * truth, rel=1e-9)
    assert design.parts[0].volume == pytest.approx(8 * truth, rel=2e-3), "the mesh, as finely as templates are"
    assert design.printable


def test_what_the_shop_writes_it_reads() -> None:
    """STL and 3MF of a design come back with the same triangles."""
    design = made(stl(block(30, 20, 10)), "a.stl")
    assert volume(read(stl_of(design.parts[0].mesh), "a.stl")) == pytest.approx(6000, rel=1e-12)
    assert volume(read(threemf_of(design), "a.3mf")) == pytest.approx(6000, rel=1e-12)


@pytest.mark.parametrize("name", TRUTH)
def test_real_files_are_what_other_tools_say(name: str) -> None:
    """Triangles, open edges, bodies and unit of meshes with known faults."""
    truth = TRUTH[name]
    found = read((SAMPLES / name).read_bytes(), name)
    skin = Skin(found.vertices, found.faces)
    assert (len(found.faces), found.unit, skin.open_edges) == (truth["triangles"], truth["unit"], truth["open"])
    assert skin.count == truth.get("bodies", skin.count)


def test_other_bytes_are_no_kept_file() -> None:
    """What the shop keeps otherwise cannot be named as a file."""
    for data in (b"", b"glTF", b"Printwright model 1\nxxxx", read(stl(block())).to_bytes()[:60]):
        with pytest.raises(UnknownUpload):
            Brought.from_bytes(data)
