"""All printability checks on one part, beside trimesh's own equivalents and PrusaSlicer's --info on the same file."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import manifold3d
import numpy as np
import trimesh

from benchmarks.measure import NotMeasured, Table, clock, interleaved, milliseconds
from benchmarks.products import PROFILE
from generators.checks import check_part
from generators.files import stl
from generators.library import load
from generators.make import shaped
from generators.mesh import Mesh, from_triangles
from generators.subject import Subject
from printers.errors import SlicerMissing
from printers.slicers import find_slicer
from server import bridge

ROUNDS = 5
OURS = "all checks"
SURFACE = "trimesh: closed, wound alike, volume, bodies"
TRIMESH = "trimesh: those, thickness by rays, layers"
SLICER = "PrusaSlicer --info"

#: The defaults of these are measured, whatever their parts.
PRODUCTS = ("keychain", "box", "hook", "bracket", "enclosure", "lithophane", "sign", "vase")


def measure(rounds: int) -> Iterator[Table]:
    """Each part is looked over anew in every round: nothing that was found before is used again."""
    try:
        slicer = find_slicer().program
    except SlicerMissing as exc:
        raise NotMeasured(str(exc)) from exc
    limits = bridge.limits(PROFILE)
    rows, samples = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for name, mesh in _parts():
            path = Path(folder) / "part.stl"
            path.write_bytes(stl(mesh))

            def ours(mesh: Mesh = mesh) -> None:
                # A mesh keeps what was reckoned of it; a new one has to begin again.
                fresh = Mesh(*(getattr(mesh, field) for field in mesh.__dataclass_fields__))
                list(check_part(Subject("part", fresh), limits))

            def surface(mesh: Mesh = mesh) -> None:
                _closed(mesh)

            def equivalents(mesh: Mesh = mesh) -> None:
                _thick_and_cut(_closed(mesh), limits.layer_height.value)

            def info(path: Path = path) -> None:
                subprocess.run([str(slicer), "--info", str(path)], capture_output=True, check=True)

            arms: dict[str, Callable[[], float]] = {
                OURS: clock(ours), SURFACE: clock(surface), TRIMESH: clock(equivalents), SLICER: clock(info)
            }  # fmt: skip
            timings = interleaved(arms, rounds)
            samples[name] = timings.seconds
            rows.append(
                (
                    name,
                    f"{len(mesh.faces)}",
                    *(milliseconds(timings.median(arm)) for arm in arms),
                    str(timings.ratio(TRIMESH, OURS)),
                )
            )
    yield Table(
        "The checks",
        ("part", "triangles", OURS, SURFACE, TRIMESH, SLICER, "trimesh's time in ours"),
        rows,
        (
            f"{rounds} rounds, ms. trimesh tells no overhang, gap, stroke, hole or crossing; PrusaSlicer tells sizes, "
            "volume, open edges and parts, and begins a process for it.",
        ),
        samples,
    )


def _parts() -> Iterator[tuple[str, Mesh]]:
    """The largest part of each product, and one of very many triangles."""
    library = load()
    for slug in PRODUCTS:
        template = library.template(slug)
        design = shaped(template, template.parameters.read({}, bridge.limits(PROFILE)))
        yield slug, max((part.mesh for part in design.parts), key=lambda mesh: len(mesh.faces))
    yield "rippled ball", _large()


def _large() -> Mesh:
    """A rippled ball, cut flat below: a curved skin all over, as scans and sculptures have."""
    ball = trimesh.creation.icosphere(subdivisions=7, radius=25)
    x, y, _z = ball.vertices.T / 25
    points = ball.vertices * (1 + 0.05 * np.sin(9 * x) * np.sin(7 * y))[:, None]
    solid = manifold3d.Manifold(manifold3d.Mesh(points.astype(np.float32), ball.faces.astype(np.uint32)))
    cut = solid.trim_by_plane((0.0, 0.0, 1.0), -8.0).to_mesh()
    corners = np.asarray(cut.vert_properties, dtype=np.float64)[:, :3] + [0, 0, 8]
    return from_triangles(corners[np.asarray(cut.tri_verts)])


def _closed(mesh: Mesh) -> trimesh.Trimesh:
    """What trimesh tells of a surface."""
    found = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
    assert found.is_watertight
    assert found.is_winding_consistent
    assert found.volume > 0
    trimesh.graph.connected_components(found.face_adjacency, nodes=np.arange(len(found.faces)))
    return found


def _thick_and_cut(mesh: trimesh.Trimesh, layer: float) -> None:
    """A ray through every triangle, and every layer."""
    trimesh.proximity.thickness(mesh, mesh.triangles_center, normals=mesh.face_normals, method="ray")
    low, high = mesh.bounds[:, 2]
    heights = np.arange(layer / 2, high - low, layer)
    trimesh.intersections.mesh_multiplane(mesh, [0, 0, low], [0, 0, 1], heights)
