"""
Draws one bad mesh for every finding, and a good neighbour that differs in one thing only.

`python samples/meshes/draw.py` writes the STL files anew, and `truth.json`: what each check must say of them.
"""

from __future__ import annotations

import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import cadquery as cq
import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from generators.files import stl  # noqa: E402  # the folder above must be known first
from generators.mesh import from_triangles, tessellate  # noqa: E402
from generators.template import MeshSettings  # noqa: E402

Triangles = np.ndarray[Any, np.dtype[np.float64]]


def block(x: float, y: float, z: float, at: tuple[float, float, float] = (0, 0, 0)) -> cq.Workplane:
    """A box standing on `at`, centred over it."""
    return cq.Workplane().box(x, y, z, centered=(True, True, False)).translate(at)


def triangles(solid: cq.Workplane) -> Triangles:
    """The triangles of a solid, fine enough for measures to 0.01 mm."""
    return tessellate(solid.val(), MeshSettings(0.01, 0.1)).triangles  # type: ignore[arg-type]  # a solid, always


def lean(degrees: float) -> cq.Workplane:
    """A block with one underside that leans out by so many degrees from the vertical."""
    out = 20 * math.tan(math.radians(degrees))
    return cq.Workplane("XZ").polyline([(-50, 0), (20, 0), (20 + out, 20), (-50, 20)]).close().extrude(30)


def squeezed() -> Triangles:
    """A cube with one triangle squeezed to a line between two others."""
    cube = triangles(block(20, 20, 20))
    first = cube[0]
    middle = (first[0] + first[1]) / 2
    halves = [[first[0], middle, first[2]], [middle, first[1], first[2]], [first[0], first[1], middle]]
    return np.concatenate([cube[1:], np.array(halves)])


def bar(path: list[tuple[float, float]], width: float = 4, height: float = 4) -> Triangles:
    """A square bar along a path with right angles, in one skin, which may run through itself."""
    points = np.array(path, dtype=np.float64)
    ways = np.diff(points, axis=0)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    sides = np.column_stack([-ways[:, 1], ways[:, 0]])
    mitres = np.vstack([sides[:1], sides[:-1] + sides[1:], sides[-1:]]) * width / 2
    flat = np.stack([points - mitres, points + mitres], axis=1)  # (n, 2, 2)
    rings = np.concatenate(
        [
            np.concatenate([flat, np.zeros((len(flat), 2, 1))], axis=2),
            np.concatenate([flat[:, ::-1], np.full((len(flat), 2, 1), height)], axis=2),
        ],
        axis=1,
    )  # (n, 4, 3)
    found = [[rings[0, 0], rings[0, 2], rings[0, 1]], [rings[0, 0], rings[0, 3], rings[0, 2]]]
    found += [[rings[-1, 0], rings[-1, 1], rings[-1, 2]], [rings[-1, 0], rings[-1, 2], rings[-1, 3]]]
    for here, there in pairwise(rings):
        for corner in range(4):
            after = (corner + 1) % 4
            found.append([here[corner], here[after], there[after]])
            found.append([here[corner], there[after], there[corner]])
    return np.array(found)


def ridge(top: float) -> cq.Workplane:
    """A block with a ridge 6 mm high, whose sides lean in by 14°."""
    rib = cq.Workplane("XZ").polyline([(-top / 2 - 1.5, 4), (top / 2 + 1.5, 4), (top / 2, 10), (-top / 2, 10)])
    return block(20, 30, 4).union(rib.close().extrude(10, both=True))


def drawings() -> list[tuple[str, Triangles, Triangles, dict[str, Any]]]:
    """Code, bad mesh, good neighbour, and the truth of the bad one."""
    cube = triangles(block(20, 20, 20))
    post = block(10, 10, 10)
    corner = np.concatenate([cube, cube + np.array([20.0, 20.0, 0.0])])
    apart = np.concatenate([cube, cube + np.array([21.0, 21.0, 0.0])])
    flipped = cube.copy()
    flipped[0] = flipped[0][::-1]

    def table(gap: float) -> Triangles:
        legs = block(10, 10, 10, (-gap / 2 - 5, 0, 0)).union(block(10, 10, 10, (gap / 2 + 5, 0, 0)))
        return triangles(legs.union(block(gap + 20, 10, 5, (0, 0, 10))))

    def slot(width: float) -> Triangles:
        return triangles(block(30, 20, 10).cut(block(20, width, 10)))

    def cup(wall: float) -> cq.Workplane:
        return (
            cq.Workplane()
            .circle(15)
            .extrude(20)
            .cut(cq.Workplane().circle(15 - wall).extrude(20).translate((0, 0, 1.2)))
        )

    # `beside` names what cannot but be found with it: a part lies badly only where something hangs.
    return [
        ("MESH_OPEN", cube[1:], cube, {"severity": "error", "measured": 3}),
        ("MESH_FLIPPED", flipped, cube, {"severity": "error", "measured": 3}),
        ("MESH_DUPLICATE", np.concatenate([cube, cube[:2]]), cube, {"severity": "error", "measured": 4}),
        ("MESH_NON_MANIFOLD", corner, apart, {"severity": "error", "measured": 1}),
        ("MESH_INSIDE_OUT", cube[:, ::-1], cube, {"severity": "error", "measured": -8000}),
        ("MESH_DEGENERATE", squeezed(), cube, {"severity": "info", "measured": 1}),
        (
            "DOES_NOT_FIT",
            triangles(block(310, 6, 10)),
            triangles(block(210, 8, 10)),
            {"severity": "error", "measured": 310},
        ),
        (
            "TURN_TO_FIT",
            triangles(block(150, 12, 10)),
            triangles(block(12, 150, 10)),
            {"severity": "info", "measured": 150, "volume": [100, 200, 200]},
        ),
        (
            "WALL_THIN",
            triangles(block(20, 20, 4).union(block(20, 0.6, 12))),
            triangles(block(20, 20, 4).union(block(20, 1.2, 12))),
            {"severity": "warning", "measured": 0.6},
        ),
        (
            "FLOOR_THIN",
            triangles(block(30, 30, 5).cut(block(24, 24, 5, (0, 0, 0.3)))),
            triangles(block(30, 30, 5).cut(block(24, 24, 5, (0, 0, 1)))),
            {"severity": "warning", "measured": 0.3},
        ),
        ("GAP_NARROW", slot(0.15), slot(0.5), {"severity": "error", "measured": 0.15}),
        (
            "BED_CONTACT_SMALL",
            triangles(block(4, 4, 6)),
            triangles(block(6, 6, 6)),
            {"severity": "warning", "measured": 16},
        ),
        (
            "UNSTABLE",
            triangles(block(6, 6, 60)),
            triangles(block(20, 20, 60)),
            {"severity": "warning", "measured": math.degrees(math.atan2(3, 30))},
        ),
        (
            "ISLAND",
            np.concatenate([cube, triangles(block(10, 10, 10, (0, 0, 30)))]),
            triangles(block(20, 20, 20).union(block(10, 10, 20, (0, 0, 20)))),
            {"severity": "error", "measured": 100},
        ),
        ("BRIDGE_LONG", table(40), table(8), {"severity": "error", "measured": 40, "beside": ["BETTER_SIDE"]}),
        (
            "OVERHANG_UNSUPPORTED",
            triangles(post.union(block(20, 10, 5, (5, 0, 10)))),
            triangles(post.union(block(10.8, 10, 5, (0.4, 0, 10)))),
            {"severity": "error", "measured": 10, "beside": ["BETTER_SIDE"]},
        ),
        (
            "SPIRAL_BROKEN",
            triangles(cup(0.8).union(block(6, 6, 15))),
            triangles(cup(0.8)),
            {"severity": "error", "measured": 3, "spiral": 0.8},
        ),
        (
            "SPIRAL_WIDTH",
            triangles(cup(1.6)),
            triangles(cup(0.8)),
            {"severity": "error", "measured": 1.6, "spiral": 0.8},
        ),
        (
            "MESH_SELF_INTERSECT",
            bar([(0, 0), (40, 0), (40, 30), (20, 30), (20, -15)]),
            bar([(0, 0), (40, 0), (40, 30), (20, 30), (20, 15)]),
            {"severity": "warning", "measured": 8},
        ),
        (
            "BODIES_OVERLAP",
            np.concatenate([cube, cube + np.array([15.0, 5.0, 0.0])]),
            np.concatenate([cube, cube + np.array([25.0, 5.0, 0.0])]),
            {"severity": "warning", "measured": 1500},
        ),
        (
            "TRAPPED_VOID",
            np.concatenate([cube, triangles(block(5, 5, 5, (0, 0, 8)))[:, ::-1]]),
            triangles(block(20, 20, 20).cut(block(5, 12, 5, (0, 6, 8)))),
            {"severity": "info", "measured": 125},
        ),
        ("STROKE_THIN", triangles(ridge(0.4)), triangles(ridge(1.2)), {"severity": "warning", "measured": 0.75}),
        (
            "HOLE_SMALL",
            triangles(block(20, 20, 6).cut(cq.Workplane().circle(0.4).extrude(6))),
            triangles(block(20, 20, 6).cut(cq.Workplane().circle(1.1).extrude(6))),
            {"severity": "warning", "measured": 0.8},
        ),
        (
            "TALL_SLENDER",
            triangles(cq.Workplane().add(cq.Solid.makeCone(5, 1, 90))),
            triangles(cq.Workplane().add(cq.Solid.makeCone(6, 1, 90))),
            {"severity": "warning", "measured": 9},
        ),
        (
            "WARP_RISK",
            triangles(block(150, 40, 6)),
            triangles(block(150, 40, 6).edges("|Z").fillet(6)),
            {"severity": "info", "measured": 150},
        ),
        (
            "BETTER_SIDE",
            triangles(block(20, 20, 30).union(block(40, 20, 6, (0, 0, 30)))),
            triangles(block(40, 20, 6).union(block(20, 20, 30, (0, 0, 6)))),
            {"severity": "info", "measured": 400, "beside": ["OVERHANG_UNSUPPORTED"]},
        ),
        ("OVERHANG_STEEP", triangles(lean(60)), triangles(lean(45)), {"severity": "info", "measured": 60}),
    ]


def main() -> None:
    """Write every mesh and what is true of it."""
    truth = {}
    for code, bad, good, facts in drawings():
        name = code.lower()
        (HERE / f"{name}.stl").write_bytes(stl(from_triangles(bad)))
        (HERE / f"{name}.good.stl").write_bytes(stl(from_triangles(good)))
        truth[name] = {"code": code, **facts}
    (HERE / "truth.json").write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
