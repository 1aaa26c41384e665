"""Faces of a drawing grow into closed solids."""

import cadquery as cq
import pytest

from generators.artwork import outline, read, shelf
from generators.checks import check_part
from generators.limits import Limits
from generators.mesh import tessellate
from generators.shapes import drawing_faces, extruded, raised, rounded
from generators.subject import Subject
from tests.generators.artwork.test_samples import FOLDER, TAKEN, data_of

DRAWINGS = [name for name in TAKEN if name.endswith(".svg")]


@pytest.mark.parametrize("name", DRAWINGS)
def test_extruded_faces_are_closed_and_of_the_area_times_the_height(name: str) -> None:
    """Within 0.1 %, wound outward, and without any finding about the surface."""
    area = outline(read(data_of(name), "drawing").data)
    faces = drawing_faces(area, 60)
    assert len(faces) == len(area.geoms)
    volume = 0.0
    for face in faces:
        mesh = tessellate(extruded(face, 3))
        volume += mesh.volume
        codes = {finding.code for finding in check_part(Subject(name, mesh), Limits.generic())}
        assert not {code for code in codes if code.startswith("MESH_")}
    assert volume == pytest.approx(area.area * 60**2 * 3, rel=1e-3)


@pytest.mark.parametrize("name", ["star", "heart", "cat"])
@pytest.mark.parametrize("size", [20.0, 180.0])
def test_samples_stand_on_a_plate(name: str, size: float) -> None:
    """Raised from a plate, they make one closed body without an error, as a keychain or coaster has it."""
    area = outline(shelf.get(name))
    plate = extruded(rounded(size + 10, size + 10, 4), 3)
    solid = raised(plate, drawing_faces(area, size, 3), 1.2)
    mesh = tessellate(solid)
    assert mesh.volume == pytest.approx(plate.Volume() + area.area * size**2 * 1.2, rel=1e-3)
    findings = check_part(Subject(name, mesh), Limits.generic())
    assert [finding.code for finding in findings if finding.severity == "error"] == []


def test_faces_lie_where_they_are_asked_for() -> None:
    """At height z, the longer side as long as asked, centred."""
    (face,) = drawing_faces(outline(shelf.get("star")), 40, 7)
    box = face.BoundingBox()
    assert (box.zmin, box.zmax) == pytest.approx((7, 7), abs=1e-6)
    assert (box.xmin, box.xmax) == pytest.approx((-20, 20), abs=1e-6)
    assert cq.Shape.isValid(face)


@pytest.mark.parametrize("size", [0.0, -5.0, float("nan")])
def test_a_size_without_meaning_is_named(size: float) -> None:
    """Makers are told which argument is wrong."""
    with pytest.raises(ValueError, match="size"):
        drawing_faces(outline(shelf.get("star")), size)


def test_the_samples_folder_is_where_the_tests_look() -> None:
    """An empty list of drawings would pass everything above."""
    assert len(DRAWINGS) > 20
    assert FOLDER.is_dir()
