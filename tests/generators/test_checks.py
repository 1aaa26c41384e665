"""Every finding has a bad sample and its good neighbour, and measures what is true."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cadquery as cq
import numpy as np
import pytest

from generators.checks import all_checks, check_part
from generators.checks.crossings import crossing
from generators.files import read_stl
from generators.findings import Finding
from generators.layers import Layers
from generators.limits import Limit, Limits
from generators.mesh import from_triangles, tessellate
from generators.subject import Subject
from generators.template import MeshSettings
from tests.generators.conftest import ROOT

SAMPLES = ROOT / "samples" / "meshes"
TRUTH: dict[str, dict[str, Any]] = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))


def looked_over(name: str) -> list[Finding]:
    """What the checks find on one sample."""
    truth = TRUTH[name.removesuffix(".good")]
    volume = truth.get("volume")
    limits = Limits.generic(tuple(volume)) if volume else Limits.generic()
    mesh = read_stl((SAMPLES / f"{name}.stl").read_bytes(), name)
    return list(check_part(Subject(name, mesh, spiral=truth.get("spiral")), limits))


def findings_of(solid: cq.Workplane) -> list[Finding]:
    """What the checks find on a finely meshed solid, stood on the bed."""
    shape: Any = solid.val()
    on_bed = shape.moved(cq.Location((0, 0, -shape.BoundingBox().zmin)))
    return list(check_part(Subject("part", tessellate(on_bed, MeshSettings(0.02, 0.1))), Limits.generic()))


def alarms(solid: cq.Workplane) -> list[Finding]:
    """What they find beyond what is good to know, such as a better side to lie on."""
    return [finding for finding in findings_of(solid) if finding.severity != "info"]


def block(x: float, y: float, z: float) -> cq.Workplane:
    """A box standing on the bed."""
    return cq.Workplane().box(x, y, z, centered=(True, True, False))


@pytest.mark.parametrize("name", TRUTH)
def test_the_bad_sample_has_exactly_its_finding(name: str) -> None:
    """One fault, one finding: its code, its severity, its measure within 0.05, a place, and words."""
    truth = TRUTH[name]
    (finding,) = (one for one in looked_over(name) if one.code not in truth.get("beside", ()))
    assert (finding.code, finding.severity) == (truth["code"], truth["severity"])
    assert finding.measured == pytest.approx(truth["measured"], abs=0.05)
    assert finding.points
    assert len(finding.points) <= 20
    assert finding.source
    assert finding.check in all_checks()
    assert finding.message.endswith(".")
    json.dumps(finding.to_json())


@pytest.mark.parametrize("name", TRUTH)
def test_the_good_neighbour_has_none(name: str) -> None:
    """The same part without the fault passes in silence."""
    assert looked_over(f"{name}.good") == []


def test_every_check_names_its_source() -> None:
    """A number without a source is an opinion."""
    for check in all_checks().values():
        assert check.__doc__
        assert "Source:" in check.__doc__


@pytest.mark.parametrize("thickness", [0.3, 0.5, 0.62, 0.8])
@pytest.mark.parametrize(
    "draw",
    [
        lambda t: block(30, 30, 5).union(block(20, t, 12)),
        lambda t: cq.Workplane().circle(10).circle(10 - t).extrude(12),
        lambda t: block(30, 30, 12).cut(block(30 - 2 * t, 30 - 2 * t, 12).translate((0, 0, 2))),
        lambda t: block(20, 20, 6).cut(cq.Workplane().center(10 - 2 - t, 0).circle(2).extrude(6)),
    ],
    ids=["fin", "tube", "shell", "hole by an edge"],
)
def test_walls_are_measured_to_two_hundredths(thickness: float, draw: Callable[[float], Any]) -> None:
    """The thickness told is the true one, and below one line it blocks."""
    thin = [finding for finding in findings_of(draw(thickness)) if finding.code == "WALL_THIN"]
    assert thin
    assert min(finding.measured or 0 for finding in thin) == pytest.approx(thickness, abs=0.02)
    assert {finding.severity for finding in thin} == {"error" if thickness < 0.44 else "warning"}


@pytest.mark.parametrize(
    "solid",
    [
        block(20, 20, 20),
        block(20, 20, 20).edges().fillet(3),
        block(20, 20, 20).edges().fillet(0.5),
        block(20, 20, 20).edges().chamfer(1),
        block(30, 20, 15).edges("|Z").fillet(4).faces(">Z").shell(-1.2),
        cq.Workplane().circle(10).circle(9).extrude(15),
        cq.Workplane().add(cq.Solid.makeCone(10, 0, 20)),
        block(30, 20, 20).cut(cq.Workplane("XZ").center(0, 10).circle(4).extrude(60, both=True)),
        cq.Workplane().add(cq.Solid.makeCone(8, 8 + 15 * math.tan(math.radians(45)), 15)),
    ],
    ids=["cube", "round", "softened", "bevelled", "shell", "tube", "cone", "cross bore", "45° funnel"],
)
def test_good_parts_raise_no_alarm(solid: Any) -> None:
    """Fillets, bevels, cone tips, round bores and exact 45° slopes are sound."""
    assert findings_of(solid) == []


@pytest.mark.parametrize("span", [12.0, 20.0, 29.5, 35.0, 60.0])
@pytest.mark.parametrize("turn", [0, 7, 45])
def test_bridges_are_measured_to_half_a_tenth(span: float, turn: float) -> None:
    """The span told is the true one, whichever way the bridge lies; beyond 30 mm it blocks."""
    legs = block(10, 10, 10).translate((-span / 2 - 5, 0, 0)).union(block(10, 10, 10).translate((span / 2 + 5, 0, 0)))
    table = legs.union(block(span + 20, 10, 5).translate((0, 0, 10))).rotate((0, 0, 0), (0, 0, 1), turn)
    (finding,) = alarms(table)
    assert finding.code == "BRIDGE_LONG"
    assert finding.measured == pytest.approx(span, abs=0.05)
    assert finding.severity == ("error" if span > 30 else "warning")
    assert finding.faces


@pytest.mark.parametrize("reach", [1.5, 2.9, 5.0, 15.0])
def test_free_edges_are_measured_to_half_a_tenth(reach: float) -> None:
    """The reach told is the true one; beyond 3 mm it blocks."""
    part = block(20, 20, 10).union(block(20 + reach, 20, 5).translate((reach / 2, 0, 10)))
    (finding,) = alarms(part)
    assert finding.code == "OVERHANG_UNSUPPORTED"
    assert finding.measured == pytest.approx(reach, abs=0.05)
    assert finding.severity == ("error" if reach > 3 else "warning")


def test_a_ceiling_is_a_bridge_in_its_shorter_direction() -> None:
    """A closed box of 40 by 14 mm bridges 14 mm."""
    (finding,) = alarms(block(44, 18, 12).cut(block(40, 14, 8).translate((0, 0, 2))))
    assert finding.code == "BRIDGE_LONG"
    assert finding.measured == pytest.approx(14, abs=0.05)


def test_a_place_is_told_in_the_frame_of_the_assembled_view() -> None:
    """Points move with the part; faces stay those of its own mesh."""
    mesh = read_stl((SAMPLES / "wall_thin.stl").read_bytes())
    place = np.eye(4)
    place[:3, 3] = [100, 0, 50]
    limits = Limits.generic()
    (here,) = check_part(Subject("part", mesh), limits)
    (there,) = check_part(Subject("part", mesh, place), limits)
    assert here.faces == there.faces
    assert np.allclose(np.array(there.points) - np.array(here.points), [100, 0, 50], atol=2e-3)
    fin = mesh.triangles[list(here.faces)]
    assert np.abs(fin[:, :, 1]).max() < 0.31


def test_a_wider_nozzle_finds_what_a_fine_one_prints() -> None:
    """The verdict follows the limits: 0.8 mm is thin for a 0.6 mm line and fine for one of 0.3."""
    mesh = tessellate(block(20, 20, 4).union(block(20, 0.8, 12)).val())  # type: ignore[arg-type]  # a solid, always
    subject = Subject("part", mesh)
    assert [one.code for one in check_part(subject, Limits.generic(line_width=0.6))] == ["WALL_THIN"]
    assert list(check_part(subject, Limits.generic(line_width=0.3))) == []


def test_a_wall_of_one_line_is_thin_on_purpose() -> None:
    """What warns in a part laid by layers is silent in one laid as one line, whose nozzle must lay it so wide."""
    mesh = read_stl((SAMPLES / "spiral_width.good.stl").read_bytes())
    assert [one.code for one in check_part(Subject("cup", mesh), Limits.generic())] == ["WALL_THIN"]
    assert list(check_part(Subject("cup", mesh, spiral=0.8), Limits.generic())) == []
    fine = replace(Limits.generic(), spiral_width=Limit(0.5, "mm", "a nozzle of 0.25 mm"))
    (finding,) = check_part(Subject("cup", mesh, spiral=0.8), fine)
    assert (finding.code, finding.severity, finding.measured, finding.limit) == ("SPIRAL_WIDTH", "error", 0.8, 0.5)


@pytest.mark.parametrize(("length", "thin"), [(0.12, False), (2.0, True)])
def test_what_is_too_small_to_be_a_wall_is_none_on_a_large_part_either(length: float, thin: bool) -> None:
    """Between letters that all but touch a hairline is left: less than a mm² of it is lost without harm."""
    plate = cq.Workplane().box(140, 140, 4, centered=(True, True, False))
    corners = [(x * 23.1 - 60, y * 22.3 - 60) for x in range(6) for y in range(6)]
    pairs = cq.Workplane().pushPoints(corners).box(length + 2, 3, 5.4, centered=(True, True, False))
    gaps = [(x, y + side * (0.165 + 2)) for x, y in corners for side in (-1, 1)]
    slots = cq.Workplane().workplane(offset=4).pushPoints(gaps).box(length, 4, 3, centered=(True, True, False))
    found = [finding for finding in findings_of(plate.union(pairs).cut(slots)) if finding.code == "WALL_THIN"]
    assert bool(found) == thin
    assert all(finding.measured == pytest.approx(0.33, abs=0.02) for finding in found)


def test_a_solid_body_is_no_line() -> None:
    """What has no room inside cannot be laid as a wall."""
    mesh = tessellate(block(20, 20, 20).val())  # type: ignore[arg-type]  # a solid, always
    assert [one.code for one in check_part(Subject("cube", mesh, spiral=0.8), Limits.generic())] == ["SPIRAL_BROKEN"]


def test_checks_are_repeatable() -> None:
    """Samples are not drawn by lot: the same part gives the same findings, to the last digit."""
    assert looked_over("wall_thin") == looked_over("wall_thin")
    assert looked_over("overhang_unsupported") == looked_over("overhang_unsupported")


def test_a_broken_surface_is_told_of_and_the_rest_is_left_alone() -> None:
    """Where inside and outside are unknown, no thickness is invented."""
    mesh = tessellate(block(20, 0.3, 20).val())  # type: ignore[arg-type]  # a solid, always
    torn = from_triangles(mesh.triangles[1:])
    assert {one.check for one in check_part(Subject("part", torn), Limits.generic())} == {"surface"}


def test_layers_have_the_areas_of_the_part() -> None:
    """A layer is cut at its middle, holes included."""
    mesh = tessellate(block(20, 10, 4).cut(block(6, 6, 4)).val())  # type: ignore[arg-type]  # a solid, always
    layers = Layers(Subject("part", mesh), 0.2)
    assert layers.count == 20
    assert [layers.polygon(index).area for index in (0, 10, 19)] == pytest.approx([164.0] * 3)


def test_limits_survive_the_way_through_json(limits: Limits) -> None:
    """What the printer's side sends is what the checks use, sources and all."""
    assert Limits.from_json(json.loads(json.dumps(limits.to_json()))) == limits


@pytest.mark.parametrize("name", ["better_side", "bridge_long", "overhang_unsupported"])
def test_the_better_side_is_better(name: str) -> None:
    """Turned as proposed and checked again, nothing of the kind is found any more."""
    mesh = read_stl((SAMPLES / f"{name}.stl").read_bytes())
    (proposal,) = (one for one in looked_over(name) if one.code == "BETTER_SIDE")
    turned = mesh.triangles @ np.array(proposal.to_json()["rotation"], dtype=np.float64).T
    turned -= [0, 0, turned[..., 2].min()]
    assert list(check_part(Subject(name, from_triangles(turned)), Limits.generic())) == []


def test_what_runs_through_itself_is_found_though_the_kernel_calls_it_valid() -> None:
    """A coil whose windings overlap is a valid solid to OpenCASCADE; its triangles cross."""
    path = cq.Workplane().add(cq.Wire.makeHelix(2, 5, 10))
    coil = cq.Workplane("XZ").center(10, 0).circle(1.5).sweep(path, isFrenet=True).val()
    assert coil.isValid()  # type: ignore[union-attr]  # a solid, always
    subject = Subject("coil", tessellate(coil, MeshSettings(0.3, 0.8)))  # type: ignore[arg-type]  # a solid, always
    found = list(all_checks()["crossings"](subject, Limits.generic()))
    assert [one.code for one in found] == ["MESH_SELF_INTERSECT"]


def test_crossing_triangles_are_exactly_those_that_a_count_of_all_pairs_finds() -> None:
    """The quick way, by rays, loses none of them: two boxes at any angle through each other."""
    chance = np.random.default_rng(5)
    first = tessellate(block(10, 10, 10).val()).triangles  # type: ignore[arg-type]  # a solid, always
    for _trial in range(4):
        turn, _rest = np.linalg.qr(chance.normal(size=(3, 3)))
        other = first * chance.uniform(0.2, 1.2, 3) @ turn.T + chance.uniform(-6, 6, 3) + np.array([0.0, 0.0, 5.0])
        mesh = from_triangles(np.concatenate([first, other]))
        assert set(crossing(Subject("two", mesh)).reshape(-1).tolist()) == crossing_by_hand(mesh.triangles)


def crossing_by_hand(triangles: np.ndarray[Any, Any]) -> set[int]:
    """Every edge against every triangle of the other box, by the signs of volumes."""

    def volume(a: Any, b: Any, c: Any, d: Any) -> float:
        return float(np.dot(np.cross(b - a, c - a), d - a))

    found: set[int] = set()
    half = len(triangles) // 2
    for number, one in enumerate(triangles):
        for place in range(half, 2 * half) if number < half else range(half):
            a, b, c = triangles[place]
            for start, end in ((one[0], one[1]), (one[1], one[2]), (one[2], one[0])):
                sides = [volume(start, end, a, b), volume(start, end, b, c), volume(start, end, c, a)]
                through = volume(a, b, c, start) * volume(a, b, c, end) < 0
                if through and (min(sides) > 0 or max(sides) < 0):
                    found |= {number, place}
    return found


@pytest.mark.parametrize(("file", "faces"), [("soup", 99), ("teapot", 51), ("plate_holes", 0), ("featuretype", 0)])
def test_real_meshes_cross_where_another_program_says_so(file: str, faces: int) -> None:
    """The count of crossing triangles is that of MeshLab on the same files."""
    mesh = read_stl((SAMPLES / "real" / f"{file}.stl").read_bytes(), file)
    assert len(np.unique(crossing(Subject(file, mesh)))) == faces


def test_a_body_in_a_hollow_overlaps_nothing() -> None:
    """A ball in a closed box is two bodies and a hollow; only the hollow is told of."""
    box, hollow, ball = (
        tessellate(solid.val()).triangles  # type: ignore[arg-type]  # solids, always
        for solid in (block(20, 20, 20), block(12, 12, 12), block(4, 4, 4))
    )
    up = np.array([0.0, 0.0, 4.0])
    mesh = from_triangles(np.concatenate([box, (hollow + up)[:, ::-1], ball + 2 * up]))
    (finding,) = all_checks()["bodies"](Subject("rattle", mesh), Limits.generic())
    assert (finding.code, finding.measured) == ("TRAPPED_VOID", pytest.approx(12**3))


def test_limits_follow_the_material() -> None:
    """What PLA bridges with a warning, TPU does not: 20 mm are more than its 15."""
    mesh = tessellate(
        block(10, 10, 10)  # type: ignore[arg-type]  # a solid, always
        .translate((-15, 0, 0))
        .union(block(10, 10, 10).translate((15, 0, 0)))
        .union(block(40, 10, 5).translate((0, 0, 10)))
        .val()
    )
    soft = replace(Limits.generic(), bridge_error=Limit(15, "mm", "TPU"), bridge_warning=Limit(5, "mm", "TPU"))
    assert {one.severity for one in check_part(Subject("table", mesh), Limits.generic())} == {"warning", "info"}
    assert {one.severity for one in check_part(Subject("table", mesh), soft)} == {"error", "info"}


def test_a_part_longer_than_the_bed_lies_across_it() -> None:
    """A bar of 280 mm fits no side of a bed of 212 mm, but its diagonal."""
    mesh = tessellate(block(280, 6, 6).val())  # type: ignore[arg-type]  # a solid, always
    (finding,) = (one for one in check_part(Subject("bar", mesh), Limits.generic()) if one.check == "size")
    assert (finding.code, finding.severity) == ("TURN_TO_FIT", "info")
    turned = mesh.vertices @ np.array(finding.to_json()["rotation"], dtype=np.float64).T
    assert (np.ptp(turned, axis=0) <= np.array(Limits.generic().volume) + 1e-6).all()


def test_a_part_taller_than_the_printer_may_lie_on_its_side() -> None:
    """A post of 260 mm blocks, and the side on which it fits is told."""
    mesh = tessellate(block(30, 30, 260).val())  # type: ignore[arg-type]  # a solid, always
    (finding,) = (one for one in check_part(Subject("post", mesh), Limits.generic()) if one.check == "size")
    assert (finding.code, finding.severity) == ("DOES_NOT_FIT", "error")
    turned = mesh.vertices @ np.array(finding.to_json()["rotation"], dtype=np.float64).T
    assert (np.ptp(turned, axis=0) <= np.array(Limits.generic().volume) + 1e-6).all()
