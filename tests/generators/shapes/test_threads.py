"""Threads: helices of their pitch and diameters, and bolts that turn in their nuts with the declared air."""

import math
from collections.abc import Callable

import cadquery as cq
import numpy as np
import pytest
from cadquery import func
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from generators.mesh import Mesh, tessellate
from generators.shapes.pillars import standing
from generators.shapes.plates import extruded, rounded
from generators.shapes.threads import CREST, Thread, bolt, nut
from tests.generators.shapes.soundness import FINE, assert_apart, assert_sound, body

FEW = settings(max_examples=3, deadline=None, derandomize=True)
THREADS = [Thread(8, 1.5, 0.15), Thread(20, 3, 0.25), Thread(60, 4, 0.4)]


def helix(mesh: Mesh, radius: float, pitch: float) -> tuple[np.ndarray, np.ndarray]:
    """Of the vertices at this radius: their heights, and how far they lie above a right-handed helix from x > 0."""
    x, y, z = mesh.vertices.T
    on = np.abs(np.hypot(x, y) - radius) < 1e-3
    return z[on], (z - pitch * np.arctan2(y, x) / math.tau)[on] % pitch


@pytest.mark.parametrize("thread", THREADS)
def test_a_bolt_has_its_diameters_and_its_pitch(thread: Thread) -> None:
    """Crests lie on the diameter and roots on the core; the crest is one right-handed helix, turns one pitch apart."""
    length = 6 * thread.pitch
    mesh = assert_sound(bolt(thread, length))
    radii = np.hypot(*mesh.vertices[:, :2].T)
    assert_allclose(radii.max() * 2, thread.diameter, rtol=2e-4)
    assert_allclose(radii[radii > 0].min() * 2, thread.core, rtol=2e-4)
    assert_allclose(mesh.bounds[1, 2], length, atol=1e-6)
    heights, above = helix(mesh, thread.diameter / 2, thread.pitch)
    spread = (above - np.median(above) + thread.pitch / 2) % thread.pitch - thread.pitch / 2
    assert np.ptp(spread) <= CREST * thread.pitch + 2e-3
    assert np.ptp(heights) > 2.5 * thread.pitch
    at_front = mesh.vertices[
        (np.abs(mesh.vertices[:, 1]) < 1e-6) & (np.abs(mesh.vertices[:, 0] - thread.diameter / 2) < 1e-3)
    ][:, 2]
    turns = np.sort(at_front)
    assert len(turns) >= 4
    assert_allclose(turns[2:] - turns[:-2], thread.pitch, atol=1e-4)


@pytest.mark.parametrize("thread", THREADS)
def test_flanks_print_without_support(thread: Thread) -> None:
    """No flank of bolt or nut leans out by more than 45° and what a mesh may be off."""
    for solid in (bolt(thread, 5 * thread.pitch), nut(thread, 5 * thread.pitch, thread.diameter + 8)):
        mesh = tessellate(solid, FINE)
        raised = mesh.triangles[:, :, 2].min(axis=1) > 1e-3
        leaning = np.degrees(np.arcsin(-mesh.face_normals[raised & (mesh.areas > 1e-3), 2]))
        assert 44 < leaning.max() < 46.5


@pytest.mark.parametrize(("diameter", "pitch", "air"), [(10, 2, 0.4), (30, 3, 0.15), (60, 5, 0.25)])
def test_a_bolt_keeps_its_air_in_the_nut(diameter: float, pitch: float, air: float) -> None:
    """Screwed in, and a third of a turn further, bolt and nut do not meet and are the air apart along their flanks."""
    thread = Thread(diameter, pitch, air)
    length = 3 * pitch + 0.4
    rod, ring = bolt(thread, length), nut(thread, length, diameter + 10)
    assert_sound(rod)
    assert_sound(ring)
    for turn in (0.0, 1 / 3):
        further = rod.moved(cq.Location((0, 0, turn * pitch), (0, 0, 1), 360 * turn))
        assert_apart(further, ring, air)
    # Moved along without turning, the flanks meet once the air on them is used up: √2 times as much along the axis.
    for share, met in ((0.9, False), (1.1, True)):
        lifted = rod.moved(cq.Location((0, 0, share * math.sqrt(2) * air)))
        assert ((body(lifted) ^ body(ring)).volume() > 0) == met


@pytest.mark.parametrize(("diameter", "pitch", "air"), [(10, 2, 0.15), (60, 5, 0.4)])
def test_flanks_crests_and_roots_keep_the_same_air(diameter: float, pitch: float, air: float) -> None:
    """The exact surfaces of a bolt's flanks, crest and root are each the declared air from the nut's."""
    thread = Thread(diameter, pitch, air)
    length = 3 * pitch + 0.4
    faces = nut(thread, length, diameter + 10).Faces()
    near = [face for face in faces if abs(face.Center().z - length / 2) < 0.7 * pitch]
    helical = [face for face in bolt(thread, length).Faces() if face.geomType() == "BSPLINE"]
    helical.sort(key=lambda face: abs(face.Center().z - length / 2))
    for face in helical[:3]:
        assert_allclose(min(face.distance(other) for other in near), air, atol=0.02)


@given(st.floats(8, 60), st.floats(1.5, 5), st.floats(0.1, 0.35), st.floats(0, 1.5), st.booleans())
@FEW
@pytest.mark.long
def test_threads_of_any_size_are_sound(diameter: float, pitch: float, air: float, more: float, hollow: bool) -> None:
    """Anywhere in the ranges bolt, tube and nut are closed, print, and keep their air."""
    thread = Thread(max(diameter, 4 * pitch), pitch, air)
    length = thread.shortest + more * pitch
    rod = bolt(thread, length, thread.core / 2 if hollow else 0)
    ring = nut(thread, length, thread.nut_root + 4)
    assert_sound(rod)
    assert_sound(ring)
    assert_apart(rod, ring, air)


def test_a_bolt_joins_a_plate() -> None:
    """Fused by the kernel, or stood on it, a bolt on a plate is one sound solid of both volumes."""
    plate = extruded(rounded(40, 40, 5), 4)
    rod = bolt(Thread(16, 3), 12).moved(cq.Location((0, 0, 4)))
    fused, stood = func.fuse(plate, rod), standing(plate, [rod])
    for joined in (fused, stood):
        assert_sound(joined)
        assert_allclose(joined.Volume(), plate.Volume() + rod.Volume(), rtol=1e-5)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Thread(20, 1), "pitch is 1, but must be at least 1.5"),
        (lambda: Thread(4, 2), "diameter is 4, but must be at least 5.2"),
        (lambda: Thread(20, 2, 0.8), "air is 0.8, but must be at most 0.579411"),
        (lambda: bolt(Thread(20, 2), 3), "length is 3, but must be at least 4.4"),
        (lambda: bolt(Thread(20, 2), 10, 19), "bore is 19, but must be at most 16.8"),
        (lambda: nut(Thread(20, 2), 10, 21), "outer is 21, but must be at least 22.3"),
    ],
)
def test_a_size_out_of_range_is_refused_by_name_and_limit(wrong: Callable[[], object], words: str) -> None:
    """A maker reads which argument is wrong, and what would be right."""
    with pytest.raises(ValueError, match=f"^{words}$"):
        wrong()
