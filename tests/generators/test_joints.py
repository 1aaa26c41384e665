"""What lies between the parts of one product, and whether their solids are sound."""

from typing import Any

import cadquery as cq
import numpy as np
import pytest

from generators.findings import Finding
from generators.joints import joints
from generators.limits import Limits
from generators.mesh import from_triangles, tessellate
from generators.solidity import solidity
from generators.subject import Subject
from generators.units import units


def solid(work: cq.Workplane) -> Any:
    """Its one solid."""
    return work.val()


def put_together(air: float, sunk: float = 5.0) -> list[Finding]:
    """What is found of a peg, printed lying on its head elsewhere, in a blind hole with so much air around it."""
    plate = cq.Workplane().box(20, 20, 10, centered=(True, True, False)).faces(">Z").workplane().hole(8, 5)
    peg = cq.Workplane().circle(4 - air).extrude(12)
    place = np.array([[1.0, 0, 0, 0], [0, -1, 0, 0], [0, 0, -1, sunk + 12], [0, 0, 0, 1]])
    subjects = [Subject("plate", tessellate(solid(plate))), Subject("peg", tessellate(solid(peg)), place)]
    return list(joints(subjects, Limits.generic()))


@pytest.mark.parametrize("air", [0.08, 0.12])
def test_tight_parts_are_told_with_their_air(air: float) -> None:
    """Less air than a tight fit is told, to 0.02 mm; that the peg rests on the floor is no fault."""
    (finding,) = put_together(air)
    assert (finding.code, finding.severity) == ("PARTS_TIGHT", "info")
    assert finding.measured == pytest.approx(air, abs=0.02)


@pytest.mark.parametrize("air", [0.2, 0.4])
def test_parts_with_air_are_fine(air: float) -> None:
    """A sliding fit is silent."""
    assert put_together(air) == []


def test_parts_that_collide_are_told_with_what_they_share() -> None:
    """A peg put 2 mm into the floor shares that with it."""
    (finding,) = put_together(0.3, sunk=3.0)
    assert (finding.code, finding.severity) == ("PARTS_COLLIDE", "warning")
    assert finding.measured == pytest.approx(np.pi * 3.7**2 * 2, rel=0.01)


def test_parts_far_from_each_other_say_nothing() -> None:
    """Two cubes side by side are two cubes."""
    mesh = tessellate(solid(cq.Workplane().box(10, 10, 10, centered=(True, True, False))))
    aside = np.eye(4)
    aside[0, 3] = 30
    assert list(joints([Subject("one", mesh), Subject("other", mesh, aside)], Limits.generic())) == []


def test_an_unsound_solid_is_told() -> None:
    """The kernel's own check: a face whose outline crosses itself."""
    whole = solid(cq.Workplane().box(10, 10, 10))
    subject = Subject("part", tessellate(whole))
    assert solidity(whole, subject) is None
    bow = solid(cq.Workplane().polyline([(0, 0), (10, 10), (10, 0), (0, 10)]).close().extrude(5))
    finding = solidity(bow, subject)
    assert finding is not None
    assert (finding.code, finding.severity) == ("SOLID_INVALID", "warning")


@pytest.mark.parametrize(("size", "suspect"), [(1.0, True), (2.8, True), (3.0, False), (500.0, False), (700.0, True)])
def test_numbers_that_make_no_millimetres_are_suspected(size: float, suspect: bool) -> None:
    """A cube less than 5 mm or more than 1 m from corner to corner asks for its unit."""
    cube = tessellate(solid(cq.Workplane().box(1, 1, 1, centered=(True, True, False)))).triangles * size
    found = list(units(Subject("cube", from_triangles(cube))))
    assert [one.code for one in found] == (["UNITS_SUSPECT"] if suspect else [])
    assert all("inches" in one.message for one in found if size == 1.0) or size != 1.0
