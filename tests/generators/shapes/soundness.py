"""What every shape promises, and how mating parts are measured."""

from typing import Any

import cadquery as cq
import manifold3d
import numpy as np
from numpy.testing import assert_allclose

from generators.checks import check_part
from generators.limits import Limits
from generators.mesh import Mesh, tessellate
from generators.subject import Subject
from generators.template import MeshSettings
from tests.generators.test_mesh import assert_closed

FINE, FINEST = MeshSettings(0.02, 0.06), MeshSettings(0.003, 0.1)


def assert_sound(shape: cq.Shape, bodies: int = 1) -> Mesh:
    """
    A valid solid on Z = 0 whose mesh is closed, wound outward and has its volume, and which prints as it lies.

    Gives the mesh that a customer would get.
    """
    assert shape.isValid()
    assert len(shape.Solids()) == bodies
    fine = tessellate(shape.copy(), FINE)
    assert_closed(fine)
    assert_allclose(fine.volume, shape.Volume(), rtol=1e-3)
    mesh = tessellate(shape)
    assert_closed(mesh)
    assert mesh.volume > 0
    assert abs(mesh.bounds[0, 2]) < 1e-6
    subject = Subject("part", mesh)
    assert subject.manifold is not None
    assert len(subject.manifold.decompose()) == bodies
    assert [finding for finding in check_part(subject, Limits.generic()) if finding.severity == "error"] == []
    return mesh


def body(shape: cq.Shape) -> Any:
    """Give a finely meshed shape ready to be measured against another; chords leave it by a few thousandths."""
    mesh = tessellate(shape.copy(), FINEST)
    solid = manifold3d.Manifold(manifold3d.Mesh(mesh.vertices.astype(np.float32), mesh.faces.astype(np.uint32)))
    assert solid.status() == manifold3d.Error.NoError
    return solid


def assert_apart(one: cq.Shape, other: cq.Shape, air: float) -> None:
    """Two parts in their places do not meet, and their meshes come as near as the air, within two chords' errors."""
    first, second = body(one), body(other)
    assert (first ^ second).volume() == 0
    assert_allclose(first.min_gap(second, 2 * air + 0.5), air, atol=0.03)


def inside(shape: cq.Shape, below: float) -> cq.Shape:
    """Give the skin of a placed lid below the rim it rests on: without the face that lies on the rim."""
    faces = []
    for face in shape.Faces():
        box = face.BoundingBox(1e-6)
        if box.zmax < below + 1e-4 and box.zmin < below - 1e-4:
            faces.append(face)
    assert faces
    return cq.Compound.makeCompound(faces)
