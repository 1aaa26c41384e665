"""Parts get onto plates without touching each other or the edge, and into files without a change."""

import itertools
import random
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
import trimesh
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from printers.errors import BrokenModel, PlateFull
from printers.footprint import footprint
from printers.margins import Margins, margins
from printers.models import read_3mf
from printers.plate import Item, Plate, arrange, fits, read_stl, write_3mf
from printers.profile import profile
from tests.printers.parts import Mesh, box, cut, item, rod

MACHINE = profile("generic-200", "pla", "standard").machine


def boxes(plate: Plate) -> list[tuple[float, float, float, float]]:
    """Where the parts really lie, from their own placed points."""
    found = []
    for placement in plate.placements:
        points = placement.item.vertices @ placement.matrix()[:3, :3].T + placement.matrix()[:3, 3]
        assert abs(points[:, 2].min()) < 1e-9
        found.append((*points[:, :2].min(axis=0), *points[:, :2].max(axis=0)))
    return found


@given(st.lists(st.tuples(st.floats(2, 190), st.floats(2, 190)), min_size=1, max_size=12))
@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_parts_never_touch_and_never_leave_the_bed(sizes: list[tuple[float, float]]) -> None:
    """Whatever the sizes: all parts are placed once, 6 mm apart, inside the margins, also by their own points."""
    items = [item(f"p{number}", box(x, y, 5)) for number, (x, y) in enumerate(sizes)]
    plates = arrange(items, MACHINE)
    assert sorted(name for plate in plates for name in plate.names) == sorted(part.name for part in items)
    for plate in plates:
        laid = boxes(plate)
        for index, (x0, y0, x1, y1) in enumerate(laid):
            assert min(x0, y0) >= 3.97
            assert max(x1, y1) <= 196.03
            for a0, b0, a1, b1 in laid[:index]:
                assert np.hypot(max(a0 - x1, x0 - a1, 0), max(b0 - y1, y0 - b1, 0)) >= 5.95


def test_order_of_the_parts_does_not_matter() -> None:
    """The same parts in another order lie in the same places."""
    items = [item(f"p{number}", box(10 + number, 40 - number, 5)) for number in range(20)]
    shuffled = random.Random(1).sample(items, len(items))
    assert [boxes(plate) for plate in arrange(items, MACHINE)] == [boxes(plate) for plate in arrange(shuffled, MACHINE)]


def test_plates_are_well_used() -> None:
    """Sixteen parts of 40 mm fit one bed of 200 mm; the seventeenth needs a second."""
    items = [item(f"p{number}", box(40, 40, 5)) for number in range(17)]
    assert [len(plate.names) for plate in arrange(items, MACHINE)] == [16, 1]
    assert arrange([], MACHINE) == ()


def test_part_turns_when_that_is_how_it_fits() -> None:
    """A deep and narrow bed takes a long part crosswise."""
    narrow = replace(MACHINE, bed=(100.0, 200.0))
    (plate,) = arrange([item("long", box(150, 20, 5))], narrow)
    assert plate.placements[0].turn == 90
    ((x0, y0, x1, y1),) = boxes(plate)
    assert (round(x1 - x0), round(y1 - y0)) == (20, 150)


def test_part_that_just_fits_is_placed() -> None:
    """A part as large as the bed without its margins fits."""
    (plate,) = arrange([item("all", box(192, 192, 200))], MACHINE)
    assert plate.height == 200


@pytest.mark.parametrize("size", [(193, 150, 5), (270, 10, 5), (10, 10, 201)])
def test_part_that_cannot_fit_is_named_with_the_limit(size: tuple[float, float, float]) -> None:
    """Nothing is left out silently."""
    with pytest.raises(PlateFull, match=r'"big" measures .* no more than 192 x 192 x 200 mm') as caught:
        arrange([item("small", box(5, 5, 5)), item("big", box(*size))], MACHINE)
    assert caught.value.size == pytest.approx(size)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda v, f: ("bad name", v, f),
        lambda v, f: ("", v, f),
        lambda v, f: ("p\n; M500", v, f),
        lambda v, f: ("p", v + 1.0, f),
        lambda v, f: ("p", np.where(v == v.max(), np.nan, v), f),
        lambda v, f: ("p", v[:0], f),
        lambda v, f: ("p", v, f[:0]),
        lambda v, f: ("p", v, f + 1),
    ],
)
def test_item_that_makes_no_sense_is_refused(spoil: object) -> None:
    """Names reach G-code comments and meshes reach the slicer: both are looked at here."""
    good = item("p", box(5, 5, 5))
    with pytest.raises(BrokenModel):
        Item(*spoil(good.vertices, good.faces))  # type: ignore[operator]


def ring(outer: float, inner: float, height: float) -> Mesh:
    """An upright ring."""
    return cut(rod(outer, height), rod(inner, height + 2, (0, 0, -1)))


def test_parts_lie_in_the_holes_of_others() -> None:
    """A ring as large as the bed has room for a disc and its smaller ring, and still each keeps its distance."""
    items = [item("a", ring(95, 70, 4)), item("b", ring(60, 30, 4)), item("c", rod(20, 4))]
    (plate,) = arrange(items, MACHINE)
    assert plate.names == ("a", "b", "c")
    shadows = [
        shapely.union_all(
            [
                shapely.Polygon(corners)
                for corners in (p.item.vertices @ p.matrix()[:3, :3].T + p.matrix()[:3, 3])[p.item.faces][:, :, :2]
            ]
        )
        for p in plate.placements
    ]
    for one, other in itertools.combinations(shadows, 2):
        assert one.distance(other) >= 5.95


def test_a_part_turns_by_any_angle() -> None:
    """What was drawn aslant is laid along the bed where that saves room, and what is long lies across the corners."""
    aslant = box(120, 20, 5)
    aslant.apply_transform(trimesh.transformations.rotation_matrix(np.radians(33), (0, 0, 1)))
    items = [item(f"p{number}", aslant) for number in range(7)]
    (plate,) = arrange(items, MACHINE)
    assert len(plate.names) == 7
    assert {round((placement.turn + 33) % 90, 1) for placement in plate.placements} <= {0.0, 90.0}
    (across,) = arrange([item("long", box(240, 10, 5))], MACHINE)
    assert across.placements[0].turn % 90


def test_a_round_bed_is_used_as_one() -> None:
    """No corner of a part lies outside a round bed, and a square as large as its box fits none."""
    around = tuple(
        (100 + 100 * np.cos(a), 100 + 100 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 64, endpoint=False)
    )
    disc = replace(MACHINE, outline=around)
    items = [item(f"p{number}", box(50, 30, 5)) for number in range(10)]
    for plate in arrange(items, disc):
        for placement in plate.placements:
            points = (placement.item.vertices @ placement.matrix()[:3, :3].T + placement.matrix()[:3, 3])[:, :2]
            assert np.linalg.norm(points - 100, axis=1).max() <= 96.05
    with pytest.raises(PlateFull):
        arrange([item("big", box(150, 150, 5))], disc)
    assert not fits(item("big", box(193, 150, 5)), MACHINE)
    assert fits(item("big", box(190, 150, 5)), MACHINE)


def test_brims_and_skirts_have_their_room() -> None:
    """Parts with brims lie farther apart and farther from the edge, by what the profile says."""
    plain = profile("generic-200", "pla", "standard")
    assert margins(plain) == Margins(apart=6.0, edge=4.0)
    brims = replace(plain, settings={**plain.settings, "brim_type": "outer_only", "brim_width": "5"})
    assert margins(brims) == Margins(apart=11.0, edge=5 + 1.5 + 0.45)
    (plate,) = arrange([item("a", box(40, 40, 5)), item("b", box(40, 40, 5))], MACHINE, margins(brims))
    (x0, y0, x1, y1), (a0, b0, a1, b1) = boxes(plate)
    assert max(a0 - x1, x0 - a1, b0 - y1, y0 - b1) >= 10.95


def test_an_open_mesh_lies_by_its_hull() -> None:
    """What is not closed has no shadow to trust: nothing is laid into its hole."""
    whole = item("a", ring(50, 30, 4))
    assert footprint(whole.vertices, whole.faces).area == pytest.approx(np.pi * (50**2 - 30**2), rel=0.01)
    assert footprint(whole.vertices, whole.faces[1:]).area == pytest.approx(np.pi * 50**2, rel=0.01)


def test_same_name_twice_is_refused() -> None:
    """A name stands for one part."""
    with pytest.raises(BrokenModel, match="twice"):
        arrange([item("p", box(5, 5, 5)), item("p", box(6, 5, 5))], MACHINE)


def test_3mf_keeps_names_numbers_and_places(tmp_path: Path) -> None:
    """What is written is read back the same, and equal plates give equal bytes."""
    items = [item("o1-box", box(150, 20, 5)), item("o2-rod", rod(7, 9))]
    (plate,) = arrange(items, MACHINE)
    for name in ("a", "b"):
        write_3mf(plate, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    for solid, placement in zip(read_3mf((tmp_path / "a").read_bytes()), plate.placements, strict=True):
        assert solid.name == placement.item.name
        np.testing.assert_allclose(solid.vertices, placement.item.vertices, rtol=1e-8)
        np.testing.assert_array_equal(solid.faces, placement.item.faces)
        np.testing.assert_allclose(solid.matrix, placement.matrix(), atol=1e-6)


def test_stl_is_welded_exactly() -> None:
    """Binary and text STL give the same closed body."""
    body = trimesh.creation.icosphere(2, 10.0)
    for kind in ("stl", "stl_ascii"):
        exported = body.export(file_type=kind)
        data = exported.encode() if isinstance(exported, str) else exported
        vertices, faces = read_stl(data)
        assert (len(vertices), len(faces)) == (len(body.vertices), len(body.faces))
        assert trimesh.Trimesh(vertices, faces, process=False).is_watertight
        assert Item("p", vertices - vertices.min(axis=0), faces).volume == pytest.approx(body.volume, rel=1e-4)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing",
        b"\0" * 84,
        b"\0" * 80 + struct.pack("<I", 5) + b"\0" * 50,
        b"\0" * 80 + struct.pack("<I", 1) + struct.pack("<12fH", *[float("nan")] * 12, 0),
        b"solid x\nvertex 1 2\nendsolid",
        b"solid x\nvertex 1 2 x\nvertex 1 2 3\nvertex 1 2 3\nendsolid",
    ],
)
def test_broken_stl_is_refused(data: bytes) -> None:
    """Cut short, empty, or with numbers that are none."""
    with pytest.raises(BrokenModel):
        read_stl(data)


@pytest.mark.parametrize(
    "model",
    [
        "<model",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><model/>",
        '<model unit="inch" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"/>',
        '<model xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><build/></model>',
        '<model xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources><object id="1">'
        '<components><component objectid="1"/></components></object></resources><build><item objectid="1"/></build>'
        "</model>",
    ],
)
def test_broken_3mf_is_refused(tmp_path: Path, model: str) -> None:
    """Entities, other units, nothing to build, and components that contain themselves."""
    with zipfile.ZipFile(tmp_path / "x.3mf", "w") as archive:
        archive.writestr("3D/3dmodel.model", model)
    with pytest.raises(BrokenModel):
        read_3mf((tmp_path / "x.3mf").read_bytes())
    with pytest.raises(BrokenModel):
        read_3mf(b"no archive")
