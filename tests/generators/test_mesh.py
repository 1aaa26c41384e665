"""The mesh is closed, wound outward, and the same numbers for screen, checks and printer."""

import cadquery as cq
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from generators.mesh import Mesh, from_triangles, tessellate
from generators.meshing import reading
from generators.template import MeshSettings

SOLIDS = {
    "box": cq.Workplane().box(10, 20, 30),
    "filleted": cq.Workplane().box(10, 20, 30).edges().fillet(2),
    "sphere": cq.Workplane().sphere(7),
    "cone": cq.Workplane().add(cq.Solid.makeCone(8, 0, 12)),
    "torus": cq.Workplane().add(cq.Solid.makeTorus(10, 3)),
    "pierced": cq.Workplane().box(20, 20, 5).faces(">Z").workplane().hole(6),
    "mirrored": cq.Workplane().box(20, 20, 5).faces(">Z").workplane().center(3, 0).hole(6).mirror("YZ"),
}


def assert_closed(mesh: Mesh) -> None:
    """Every edge is walked exactly once in each direction."""
    ends = mesh.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    key, back = ends[:, 0] * len(mesh.vertices) + ends[:, 1], ends[:, 1] * len(mesh.vertices) + ends[:, 0]
    assert len(np.unique(key)) == len(key)
    assert_array_equal(np.sort(key), np.sort(back))


@pytest.mark.parametrize("name", SOLIDS)
def test_a_solid_becomes_a_closed_mesh_of_its_volume(name: str) -> None:
    """Poles, seams and mirrored parts leave no hole, and chords lose less than a hundredth of the volume."""
    solid = SOLIDS[name].val()
    assert isinstance(solid, cq.Shape)
    mesh = tessellate(solid)
    assert_closed(mesh)
    assert_allclose(mesh.volume, solid.Volume(), rtol=0.015)
    assert (np.diff(mesh.face_of) >= 0).all()
    assert mesh.areas.min() > 0


@pytest.mark.parametrize("name", SOLIDS)
def test_coordinates_are_exact_in_single_precision(name: str) -> None:
    """GLB and STL hold float32: nothing changes on the way."""
    mesh = tessellate(SOLIDS[name].val())  # type: ignore[arg-type]  # a solid, always
    assert_array_equal(mesh.vertices.astype(np.float32).astype(np.float64), mesh.vertices)


@pytest.mark.parametrize("name", SOLIDS)
def test_shading_normals_follow_the_faces(name: str) -> None:
    """Each corner's normal is unit length and leans at most two mesh steps from its triangle, at poles too."""
    mesh = tessellate(SOLIDS[name].val())  # type: ignore[arg-type]  # a solid, always
    normals = mesh.normals[mesh.corners]
    assert_allclose(np.linalg.norm(normals, axis=2), 1, atol=1e-5)
    along = np.einsum("fij,fj->fi", normals, mesh.face_normals)
    assert along.min() > np.cos(0.5)
    assert_array_equal(mesh.points[mesh.corners], mesh.faces)


def test_the_fast_reader_agrees_with_the_slow_one() -> None:
    """Reading memory gives what asking node by node gives, on every face of every sample."""
    from OCP.BRep import BRep_Tool
    from OCP.StdPrs import StdPrs_ToolTriangulatedShape
    from OCP.TopLoc import TopLoc_Location

    for sample in SOLIDS.values():
        solid = sample.val()
        assert isinstance(solid, cq.Shape)
        reading.mesh([face.wrapped for face in solid.Faces()], 0.05, 0.25)
        for face in solid.Faces():
            triangulation = BRep_Tool.Triangulation_s(face.wrapped, TopLoc_Location())
            StdPrs_ToolTriangulatedShape.ComputeNormals_s(face.wrapped, triangulation)
            both = reading.by_node(triangulation), reading.by_memory(triangulation)
            for slow, fast in zip(*both, strict=True):
                assert_allclose(slow, fast, atol=1e-6)


def test_an_unknown_release_is_read_node_by_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is only read where its layout is known."""
    monkeypatch.setattr("generators.meshing.reading._KNOWN", ("0", "none"))
    reading.reader.cache_clear()
    assert reading.reader() is reading.by_node
    mesh = tessellate(cq.Workplane().sphere(6).val())  # type: ignore[arg-type]  # a solid, always
    assert_closed(mesh)
    reading.reader.cache_clear()


def test_edges_are_those_a_draughtsman_draws() -> None:
    """A box has twelve, a cylinder its two circles and no seam, a filleted box none."""
    box = tessellate(cq.Workplane().box(10, 20, 30).val())  # type: ignore[arg-type]  # a solid, always
    assert len(box.edges) == 12
    cylinder = tessellate(cq.Workplane().circle(5).extrude(10).val())  # type: ignore[arg-type]  # a solid, always
    assert set(np.unique(cylinder.edges[:, :, 2])) == {0.0, 10.0}
    filleted = tessellate(SOLIDS["filleted"].val())  # type: ignore[arg-type]  # a solid, always
    assert len(filleted.edges) == 0


def test_face_ranges_cover_all_triangles_once() -> None:
    """The ranges of B-rep faces follow each other without gap."""
    mesh = tessellate(SOLIDS["pierced"].val())  # type: ignore[arg-type]  # a solid, always
    starts = [first for first, _count in mesh.face_ranges]
    ends = [first + count for first, count in mesh.face_ranges]
    assert starts == [0, *ends[:-1]]
    assert ends[-1] == len(mesh.faces)
    assert len(mesh.face_ranges) == 7


def test_loose_triangles_become_the_same_mesh() -> None:
    """Triangles without order, as in an STL, are joined into a closed skin again."""
    mesh = tessellate(SOLIDS["filleted"].val())  # type: ignore[arg-type]  # a solid, always
    again = from_triangles(mesh.triangles)
    assert_closed(again)
    assert_allclose(again.volume, mesh.volume)
    assert len(again.vertices) == len(mesh.vertices)


def test_finer_settings_come_closer_to_the_true_surface() -> None:
    """Half the turn, a quarter of the error; the default leaves a 5 mm ball by less than 0.08 mm."""
    true = 4 / 3 * np.pi * 5**3
    errors = []
    for turn in (0.5, 0.25, 0.125):
        ball = cq.Workplane().sphere(5).val()
        errors.append(true - tessellate(ball, MeshSettings(0.05, turn, 0.5)).volume)  # type: ignore[arg-type]  # a solid
    assert errors == sorted(errors, reverse=True)
    mesh = tessellate(cq.Workplane().sphere(5).val())  # type: ignore[arg-type]  # a solid, always
    middles = np.linalg.norm(mesh.triangles.mean(axis=1), axis=1)
    assert 5 - middles.min() < 0.08
