"""What every shape promises: a closed skin that looks outward, the solid's volume, and no error as it is printed."""

from typing import Any

import cadquery as cq
import numpy as np
import pytest

from generators.checks import check_part
from generators.findings import Finding
from generators.limits import Limits
from generators.mesh import tessellate
from generators.subject import Subject
from generators.template import MeshSettings
from tests.generators.test_mesh import assert_closed

FINE = MeshSettings(0.005, 0.05, 0.005)  # a round post's mesh then has its volume within 0.1 %
ROOMY = Limits.generic((900.0, 900.0, 900.0))


def looked_over(solid: cq.Shape, settings: MeshSettings | None = None) -> list[Finding]:
    """Give what the checks say of a solid in the pose it has; the strongest words about its skin are asserted."""
    mesh = tessellate(solid, settings)
    assert solid.isValid()
    assert_closed(mesh)
    assert mesh.volume > 0
    assert mesh.volume == pytest.approx(solid.Volume(), rel=2e-3)  # chords of small holes
    assert mesh.bounds[0, 2] == pytest.approx(0, abs=1e-6)
    return list(check_part(Subject("part", mesh), ROOMY))


def assert_sound(solid: cq.Shape, settings: MeshSettings | None = None, *, warnings: tuple[str, ...] = ()) -> None:
    """Nothing speaks against printing it as it lies, and no warning is given but those named."""
    found = looked_over(solid, settings)
    assert [one for one in found if one.severity == "error"] == []
    assert {one.code for one in found if one.severity == "warning"} <= set(warnings)


def upright(solid: cq.Shape) -> Any:
    """Give a plate drawn in XY stood up on its front edge, its top looking to the front."""
    turned = solid.moved(cq.Location((0, 0, 0), (1, 0, 0), 90))
    return turned.moved(cq.Location((0, 0, -min(vertex.Z for vertex in turned.Vertices()))))


def slice_width(solid: cq.Shape, z: float) -> tuple[float, float]:
    """Give how far a solid reaches along X and Y at a height, in mm, measured on a thin slice of its mesh."""
    mesh = tessellate(solid, FINE)
    section = Subject("part", mesh).manifold.slice(z)  # type: ignore[union-attr]  # closed, or it fails here
    points = np.concatenate(section.to_polygons())
    x, y = (points.max(axis=0) - points.min(axis=0)).tolist()
    return x, y
