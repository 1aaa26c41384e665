"""What is asked of the kernel straight is what CadQuery says, only sooner."""

import cadquery as cq
import pytest
from cadquery.occ_impl.shapes import inverse_shape_LUT
from OCP.TopExp import TopExp
from OCP.TopTools import TopTools_IndexedMapOfShape

from generators.topology import edges_at, level_of, listed_by_number


def solids() -> dict[str, cq.Shape]:
    """Shapes with lines, arcs, splines, seams, poles and repeated parts."""
    plate = cq.Workplane().rect(40, 30).extrude(4).edges("|Z").fillet(5).faces(">Z").workplane().hole(6)
    spline = cq.Workplane().moveTo(0, 0).spline([(10, 6), (20, -4), (30, 0)]).lineTo(30, 20).lineTo(0, 20).close()
    return {
        "plate": plate.val(),
        "turned": plate.val().rotate(cq.Vector(), cq.Vector(1, 2, 3), 40),
        "lens": cq.Workplane().ellipse(20, 9).extrude(5).val(),
        "wave": spline.extrude(5).val(),
        "ball": cq.Solid.makeSphere(7),
        "cone": cq.Solid.makeCone(5, 0, 8),
        "two": cq.Compound.makeCompound([plate.val(), plate.val().moved(cq.Location((50, 0, 0)))]),
    }


@pytest.mark.parametrize("name", solids())
def test_cadquery_lists_the_same(name: str) -> None:
    """Every kind of part of a shape, in the kernel's own order."""
    assert listed_by_number()
    shape = solids()[name]
    for kind, number in inverse_shape_LUT.items():
        usual = TopTools_IndexedMapOfShape()
        TopExp.MapShapes_s(shape.wrapped, number, usual)
        ours = list(shape._entities(kind))
        assert len(ours) == usual.Extent()
        assert all(one.IsEqual(other) for one, other in zip(ours, usual, strict=True))


@pytest.mark.parametrize("name", solids())
def test_edges_at_a_height_are_those_whose_box_is_flat(name: str) -> None:
    """An edge lies in a level plane if its bounding box does."""
    shape = solids()[name]
    for z in (-3.5, 0.0, 2.5, 4.0, 5.0, 8.0):
        found = {edge.hashCode() for edge in edges_at(shape, z)}
        boxes = {edge.hashCode(): edge.BoundingBox() for edge in shape.Edges()}
        assert found == {key for key, box in boxes.items() if max(abs(box.zmin - z), abs(box.zmax - z)) < 1e-6}


@pytest.mark.parametrize("name", solids())
def test_level_faces_look_where_their_normals_do(name: str) -> None:
    """Up or down, and how high; a face that is bent or leans is not level."""
    for face in solids()[name].Faces():
        level = level_of(face.wrapped)
        flat = face.geomType() == "PLANE" and abs(abs(face.normalAt().z) - 1) < 1e-9
        assert (level is not None) == flat
        if level is not None:
            assert level[0] == (face.normalAt().z > 0)
            assert level[1] == pytest.approx(face.Center().z, abs=1e-9)
