"""Faces become triangles that meet, lie on the true surface and lose nothing of it."""

import math

import cadquery as cq
import numpy as np
import pytest
from cadquery import func
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.BRep import BRep_Tool

from generators.mesh import Mesh, tessellate
from generators.meshing import reading
from generators.meshing.edges import Edges
from generators.meshing.outlines import UnusualOutline
from generators.meshing.ruled import Drawn, Ruled, Spanned, Turned, ruled
from generators.outlines import outlined
from generators.shapes import extruded
from generators.template import MeshSettings
from tests.generators.test_mesh import assert_closed

SETTINGS = MeshSettings()


def kinds(solid: cq.Shape) -> list[type[Ruled] | None]:
    """How each face that is not flat is taken: as which ruled surface, or by the general mesher."""
    edges = Edges(solid.wrapped, 0.01, 0.25)
    found = [
        ruled(face.wrapped, BRep_Tool.Surface_s(face.wrapped), edges)
        for face in solid.Faces()
        if face.geomType() != "PLANE"
    ]
    return [None if one is None else type(one) for one in found]


def assert_true(mesh: Mesh, solid: cq.Shape) -> None:
    """Closed and outward; each face has its area but for chords; corners lie on the skin, and normals look outward."""
    assert_closed(mesh)
    assert mesh.volume == pytest.approx(solid.Volume(), rel=0.02)
    faces = solid.Faces()
    areas = np.bincount(mesh.face_of, mesh.areas, minlength=len(faces))
    assert areas == pytest.approx([face.Area() for face in faces], rel=0.02)
    for number, face in enumerate(faces):
        for vertex in np.unique(mesh.faces[mesh.face_of == number])[:5]:
            assert face.distance(cq.Vertex.makeVertex(*mesh.vertices[vertex])) < 1e-4
    assert np.einsum("fij,fj->fi", mesh.normals[mesh.corners], mesh.face_normals).min() > math.cos(0.5)


def cone(low: float, high: float, height: float) -> cq.Shape:
    """A cone that stands on Z = 0."""
    return cq.Solid.makeCone(low, high, height)


SOLIDS: dict[str, tuple[cq.Shape, set[type[Ruled] | None]]] = {
    "tube": (extruded(func.face(func.circle(8), func.circle(5)), 12), {Turned}),
    "cone": (cone(8, 3, 10), {Turned}),
    "tip": (cone(8, 0, 10), {Turned}),
    "rounded": (cq.Workplane().box(30, 20, 8).edges("|Z").fillet(4).edges(">Z").chamfer(1).val(), {Turned}),  # type: ignore[dict-item]  # a solid, always
    "letters": (func.compound([extruded(face, 2) for face in outlined("Sg8", 12)]), {Drawn}),
    "loft": (
        func.loft([func.rect(20, 10), func.rect(10, 20).moved(cq.Location((0, 0, 15)))], cap=True, ruled=True),
        {Spanned},
    ),
    "slant": (
        cq.Workplane()
        .circle(6)
        .extrude(20)
        .faces(">Z")
        .workplane()
        .transformed((30, 0, 0))
        .split(keepBottom=True)
        .val(),
        {Turned},
    ),  # type: ignore[dict-item]  # a solid, always
    "crossed": (
        func.cut(func.cylinder(10, 30), cq.Solid.makeCylinder(3, 40, cq.Vector(0, -20, 15), cq.Vector(0, 1, 0))),
        {Turned, None},
    ),
    "ball": (func.sphere(10), {None}),
    "soft": (cq.Workplane().box(20, 20, 10).edges().fillet(2).val(), {Turned, None}),  # type: ignore[dict-item]  # a solid, always
}


@pytest.mark.parametrize("name", SOLIDS)
def test_every_kind_of_face_is_true_to_the_solid(name: str) -> None:
    """Tubes, cones, tips, walls under letters, lofts, slanted and pierced ones, and what bends both ways."""
    solid, expected = SOLIDS[name]
    assert set(kinds(solid)) == expected
    assert_true(tessellate(solid), solid)


@given(
    radius=st.floats(0.5, 60),
    opening=st.floats(0.1, 30),
    height=st.floats(0.5, 80),
    hole=st.floats(0.1, 0.9),
    turn=st.floats(0, 360),
)
@settings(max_examples=60, deadline=None)
def test_a_chord_of_a_round_wall_stays_within_what_is_allowed(
    radius: float, opening: float, height: float, hole: float, turn: float
) -> None:
    """
    The middle of every triangle's sides leaves the true cone by hardly more than the settings say.

    Where the lines above and below are cut to steps of their own, it may be twice as much: with steps of s radians at
    the radii r < R a side between them leaves the cone by r R s² / 4 (r + R) at most, and s² is 8 deflection / r.
    """
    upper = radius + opening
    solid = func.cut(cone(radius, upper, height), func.cylinder(2 * hole * radius, height)).moved(
        cq.Location((0, 0, 0), (0, 0, 1), turn)
    )
    mesh = tessellate(solid)
    assert_closed(mesh)
    assert mesh.volume == pytest.approx(solid.Volume(), rel=0.02)
    ends = mesh.triangles
    middles = ((ends + np.roll(ends, 1, axis=1)) / 2)[np.abs(mesh.face_normals[:, 2]) < 0.999].reshape(-1, 3)
    out = np.hypot(middles[:, 0], middles[:, 1])
    wall = radius + (upper - radius) * middles[:, 2] / height
    slope = math.cos(math.atan2(upper - radius, height))
    astray = np.minimum(np.abs(out - wall) * slope, np.abs(out - hole * radius))
    assert astray.max() <= 2 * SETTINGS.deflection


@given(
    holes=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.floats(0.5, 4.4), st.booleans()), max_size=12),
    corner=st.floats(0.2, 4),
)
@settings(max_examples=60, deadline=None)
def test_a_flat_face_is_covered_exactly_whatever_its_holes(
    holes: list[tuple[int, int, float, bool]], corner: float
) -> None:
    """A plate with round and square holes has its volume but for chords, and no triangle without height."""
    cut = {(x, y): (size, square) for x, y, size, square in holes}
    inner = [
        func.rect(size * 2, size * 2).moved(cq.Location((10 * x, 10 * y, 0)))
        if square
        else func.circle(size).moved(cq.Location((10 * x, 10 * y, 0)))
        for (x, y), (size, square) in cut.items()
    ]
    plate = cq.Sketch().rect(62, 42).vertices().fillet(corner).moved(cq.Location((25, 15))).faces()._faces
    outer = plate.Faces()[0].outerWire()
    solid = extruded(func.face(outer, *inner), 3)
    mesh = tessellate(solid)
    assert_closed(mesh)
    assert mesh.volume == pytest.approx(solid.Volume(), rel=2e-3)
    longest = np.linalg.norm(mesh.triangles - np.roll(mesh.triangles, 1, axis=1), axis=2).max(axis=1)
    assert (2 * mesh.areas / longest).min() > 1e-3


def test_corners_in_a_straight_side_make_no_triangle_without_height() -> None:
    """A side that others end in halfway is walked point by point."""
    points = [(0, 0), *((x, 0) for x in range(1, 20)), (20, 0), (20, 5), (10, 5.5), (0, 5)]
    solid = extruded(func.face(func.polyline(*points, points[0])), 2)
    mesh = tessellate(solid)
    assert_closed(mesh)
    assert mesh.volume == pytest.approx(solid.Volume(), rel=1e-9)
    assert mesh.areas.min() > 1e-2


@pytest.mark.parametrize("name", SOLIDS)
def test_a_solid_with_an_unusual_outline_is_left_to_the_general_mesher(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then all of it comes from there, and is as true."""

    def refused(*_: object) -> None:
        raise UnusualOutline

    monkeypatch.setattr("generators.meshing.whole.outlines", refused)
    solid = SOLIDS[name][0]
    asked: list[int] = []
    mesh_faces = reading.mesh
    monkeypatch.setattr(reading, "mesh", lambda faces, *how: (asked.append(len(faces)), mesh_faces(faces, *how)))
    assert_true(tessellate(solid), solid)
    assert asked[-1] == len(solid.Faces()) or set(kinds(solid)) == {None}


def test_a_face_that_cannot_be_meshed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named by its number."""
    monkeypatch.setattr(reading, "mesh", lambda *_: None)
    with pytest.raises(ValueError, match="face 0 of the solid has no triangles"):
        tessellate(func.sphere(5))


def test_a_shape_without_faces_is_an_error() -> None:
    """Nothing is no mesh."""
    empty = cq.Compound.makeCompound([])
    with pytest.raises(ValueError, match="no faces"):
        tessellate(empty)
