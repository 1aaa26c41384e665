"""What is said of an edge is the solid's own number, not that of the lines that draw it."""

import math
from collections import Counter
from typing import Any

import cadquery as cq
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import ellipe

from generators.edges import Edge, Kind, edges_of
from generators.mesh import Mesh, from_triangles, tessellate

EXACT = 1e-6  # mm


def told(solid: Any) -> tuple[Mesh, list[Edge]]:
    """The mesh of a solid and its edges; every line belongs to exactly one of them."""
    mesh = tessellate(solid)
    order, edges = edges_of(mesh, solid)
    assert sorted(order) == list(range(len(mesh.edges)))
    assert sum(edge.lines for edge in edges) == len(mesh.edges)
    return mesh, edges


def circles(edges: list[Edge]) -> list[Edge]:
    """Those that are circles or arcs, by radius and height."""
    found = [edge for edge in edges if edge.kind is Kind.CIRCLE]
    return sorted(found, key=lambda edge: (round(edge.radius, 4), edge.centre[2]))


def test_a_box_has_twelve_straight_edges() -> None:
    """Odd sizes come out to the last digit, four times each."""
    sizes = (10.123456, 20.654321, 33.333333)
    _, edges = told(cq.Workplane().box(*sizes).val())
    assert {edge.kind for edge in edges} == {Kind.LINE}
    lengths = sorted(edge.length for edge in edges)
    assert_allclose(lengths, np.repeat(sorted(sizes), 4), rtol=0, atol=EXACT)


def test_a_turned_box_is_measured_in_its_own_frame() -> None:
    """Where a solid stands changes no length."""
    turned = cq.Workplane().box(7, 11, 13).rotate((0, 0, 0), (1, 2, 3), 37).translate((100, -50, 20))
    _, edges = told(turned.val())
    assert_allclose(sorted(edge.length for edge in edges), [7] * 4 + [11] * 4 + [13] * 4, rtol=0, atol=EXACT)


def test_a_hole_has_its_diameter_and_centre() -> None:
    """Both rims of a hole are whole circles about its axis, though chords draw them."""
    plate = cq.Workplane().box(40, 30, 5).faces(">Z").workplane().center(7.25, -3.5).hole(6.4)
    _, edges = told(plate.val())
    rims = circles(edges)
    assert len(rims) == 2
    assert_allclose([rim.radius for rim in rims], 3.2, rtol=0, atol=EXACT)
    assert_allclose([rim.length for rim in rims], 2 * math.pi * 3.2, rtol=0, atol=EXACT)
    assert_allclose([rim.centre for rim in rims], [(7.25, -3.5, -2.5), (7.25, -3.5, 2.5)], rtol=0, atol=EXACT)
    assert all(rim.lines > 8 for rim in rims)


def test_round_corners_are_arcs() -> None:
    """A plate with round corners has eight arcs of a quarter each, and eight straight edges between them."""
    plate = cq.Workplane().rect(40, 30).extrude(4).edges("|Z").fillet(5)
    _, edges = told(plate.val())
    arcs = circles(edges)
    assert len(arcs) == 8
    assert_allclose([arc.radius for arc in arcs], 5, rtol=0, atol=EXACT)
    assert_allclose([arc.length for arc in arcs], math.pi * 5 / 2, rtol=0, atol=EXACT)
    straight = Counter(round(edge.length, 6) for edge in edges if edge.kind is Kind.LINE)
    assert straight == {30.0: 4, 20.0: 4}


def test_an_ellipse_has_the_length_of_its_curve() -> None:
    """A free curve is told by its length: that of an ellipse, by the elliptic integral."""
    a, b = 9.0, 4.0
    _, edges = told(cq.Workplane().ellipse(a, b).extrude(3).val())
    length = 4 * a * float(ellipe(1 - (b / a) ** 2))
    curves = [edge for edge in edges if edge.kind is Kind.CURVE]
    assert len(curves) == 2
    assert_allclose([edge.length for edge in curves], length, rtol=0, atol=EXACT)


def test_two_holes_between_the_same_faces_are_two_edges() -> None:
    """Where two faces meet in several edges, each has its own lines and its own numbers."""
    pipe = cq.Workplane().circle(10).extrude(30)
    pierced = pipe.cut(cq.Workplane("XZ", origin=(0, 20, 15)).circle(3).extrude(40))
    mesh, edges = told(pierced.val())
    curves = [edge for edge in edges if edge.kind is Kind.CURVE]
    assert len(curves) == 2, "the bore comes out on both sides"
    assert curves[0].length == pytest.approx(curves[1].length, abs=EXACT)
    assert curves[0].length > 2 * math.pi * 3
    order, _ = edges_of(mesh, pierced.val())  # type: ignore[arg-type]  # a solid, always
    first = sum(edge.lines for edge in edges[: edges.index(curves[0])])
    side = np.sign(mesh.edges[order][first : first + curves[0].lines, :, 1])
    assert len(np.unique(side)) == 1, "the lines of one edge lie on one side"


def test_a_circle_in_two_arcs_is_one_circle() -> None:
    """A rim that the kernel made of two halves is told as the one circle it is."""
    half = cq.Workplane().moveTo(-6, 0).threePointArc((0, 6), (6, 0)).threePointArc((0, -6), (-6, 0)).close().extrude(4)
    _, edges = told(half.val())
    lengths = sum(edge.length for edge in circles(edges))
    assert lengths == pytest.approx(4 * math.pi * 6, abs=EXACT)
    assert {round(edge.radius, 6) for edge in circles(edges)} == {6.0}


def test_triangles_alone_know_nothing_exact() -> None:
    """Of a mesh without a solid's faces nothing is claimed."""
    mesh = from_triangles(tessellate(cq.Workplane().box(10, 10, 10).val()).triangles)  # type: ignore[arg-type]

    class Relief:
        triangulated = ()

    _, edges = edges_of(mesh, Relief())  # type: ignore[arg-type]  # as a relief brings its triangles
    assert {edge.kind for edge in edges} == {Kind.UNKNOWN}
    assert all(len(edge.to_json()) == 2 for edge in edges)


def test_a_ball_has_no_edges() -> None:
    """Seams are no edges."""
    _, edges = told(cq.Workplane().sphere(5).val())
    assert edges == []
