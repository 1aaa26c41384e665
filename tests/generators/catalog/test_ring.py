"""A ring has the size that the tables say, in every system of sizes."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from generators.catalog.ring import build, template
from generators.template import Part

# Published figures: ISO 8653 (circumference in mm), the North American rule 0.458 in + 0.032 in, BS 6820.
KNOWN = [
    ({"system": "eu", "eu": 54}, 54 / math.pi),
    ({"system": "eu", "eu": 41}, 13.05),
    ({"system": "us", "us": "7"}, (0.458 + 0.032 * 7) * 25.4),
    ({"system": "us", "us": "10.5"}, (0.458 + 0.032 * 10.5) * 25.4),
    ({"system": "uk", "uk": "D"}, 41.25 / math.pi),
    ({"system": "uk", "uk": "N.5"}, 54.375 / math.pi),
    ({"system": "uk", "uk": "Z"}, 68.75 / math.pi),
    ({"system": "mm", "mm": 18.2}, 18.2),
]


def parts(**values: object) -> dict[str, Part]:
    return {part.name: part for part in build(template.parameters.read(values)) if isinstance(part, Part)}


def across(part: Part) -> float:
    """The inner diameter in mm: twice the least distance of the solid from its axis."""
    return 2 * min(math.hypot(vertex.X, vertex.Y) for vertex in part.solid.Vertices())


@pytest.mark.parametrize(("values", "inner"), KNOWN)
def test_the_inside_is_as_wide_as_the_table_says(values: dict[str, Any], inner: float) -> None:
    """The narrowest place of a plain and of a rounded inside is the size's diameter, within 0.01 mm."""
    assert_allclose(across(parts(**values)["ring"]), inner, atol=0.01)
    assert_allclose(across(parts(**values, comfort=True)["ring"]), inner, atol=0.01)
    facets = parts(**values, outside="faceted", comfort=True)["ring"]
    assert_allclose(across(facets), inner, atol=0.01)


def test_a_flat_band_has_the_volume_of_its_section_turned() -> None:
    """Pappus, with four bevels of 0.3 mm taken off the corners."""
    inner, thick, wide, bevel = 18.0, 2.4, 8.0, 0.3
    ring = parts(system="mm", mm=inner, outside="flat", thickness=thick, width=wide)["ring"]
    near, far = inner / 2, inner / 2 + thick
    whole = math.pi * (far**2 - near**2) * wide
    corner = bevel**2 / 2
    bevels = 2 * 2 * math.pi * corner * ((near + bevel / 3) + (far - bevel / 3))
    assert_allclose(ring.solid.Volume(), whole - bevels, rtol=1e-6)
    box = ring.solid.BoundingBox()
    assert_allclose([box.xlen, box.zlen, box.zmin], [2 * far, wide, 0], atol=1e-4)


def test_a_domed_band_is_lower_at_its_edges_by_a_circles_segment() -> None:
    """The D profile: its crown is 0.18 of the width, its section a rectangle and a segment of a circle."""
    inner, thick, wide = 17.0, 3.0, 5.0
    ring = parts(system="mm", mm=inner, thickness=thick, width=wide)["ring"]
    crown = 0.18 * wide
    radius = (wide**2 / 4 + crown**2) / (2 * crown)
    half = math.asin(wide / 2 / radius)
    segment = radius**2 * (half - math.sin(half) * math.cos(half))
    middle = 4 * radius * math.sin(half) ** 3 / (3 * (2 * half - math.sin(2 * half))) - (radius - crown)
    near, edge = inner / 2, inner / 2 + thick - crown
    block = math.pi * (edge**2 - near**2) * wide
    bevels = 2 * 2 * math.pi * (0.3**2 / 2) * (near + 0.1)
    assert_allclose(ring.solid.Volume(), block - bevels + 2 * math.pi * (edge + middle) * segment, rtol=2e-3)


def test_facets_are_flats_at_the_thickness() -> None:
    """A faceted ring of 8 flats is a regular octagon outside: the flats lie one thickness from the inside."""
    ring = parts(system="mm", mm=20, outside="faceted", facets=8, thickness=3, width=6)["ring"]
    tall = [face for face in ring.solid.Faces() if face.geomType() == "PLANE" and abs(face.normalAt().z) < 1e-6]
    assert len(tall) == 8
    for face in tall:
        way = face.normalAt()
        assert_allclose(face.Center().x * way.x + face.Center().y * way.y, 13, atol=1e-6)


def test_test_rings_lie_around_the_size_and_carry_its_name() -> None:
    """Five rings, a size apart, each labelled, the third as wide as the ring itself."""
    made = parts(system="uk", uk="N", make="both")
    assert list(made) == ["ring", *(f"test ring {letter}" for letter in "LMNOP")]
    widths = [across(part) for name, part in made.items() if name != "ring"]
    assert_allclose(np.diff(widths), 1.25 / math.pi, atol=1e-6)
    assert_allclose(widths[2], across(made["ring"]), atol=1e-6)
    assert [*parts(system="us", us="7", make="sizer")] == [
        f"test ring {size}" for size in ("6", "6.5", "7", "7.5", "8")
    ]
    assert next(iter(parts(system="eu", eu=54.5, make="sizer"))) == "test ring 52.5"


def test_labels_stand_on_the_tab() -> None:
    """Letters rise 0.6 mm from the test ring, and none of them hangs over its edge."""
    (ring, *_others) = parts(system="uk", uk="W.5", make="sizer").values()
    assert_allclose(ring.solid.BoundingBox().zmax, 3.0, atol=1e-6)
    tops = [face.BoundingBox() for face in ring.solid.Faces() if abs(face.Center().z - 3.0) < 1e-6]
    assert len(tops) == 3  # U, the point and the 5
    plate = ring.solid.BoundingBox()
    assert max(top.xmax for top in tops) < plate.xmax - 1.5
    assert max(abs(top.ymax) for top in tops) <= 3.2
