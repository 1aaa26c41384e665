"""
CadQuery's own way from a template's parts to GLB, the peer of the preview.

`python -m benchmarks.peer SLUG NAME VALUE FILE` is the same in a process of its own, from a cold start.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import cadquery as cq
from OCP.BRepMesh import BRepMesh_IncrementalMesh

from generators.library import CATALOG, load_file
from generators.make import build
from generators.template import MeshSettings, Part

#: Larger than any deviation, so that the exporter takes the triangles that are there.
_TAKE_WHAT_IS_THERE = 1e3


def export(parts: Sequence[Part], path: Path, tolerance: float, angle: float) -> bytes:
    """`Assembly.export` with these tolerances, as its documentation shows it. It takes the linear one as relative."""
    assembly = cq.Assembly()
    for part in parts:
        place = part.place if isinstance(part.place, cq.Location) else cq.Location(part.place or (0, 0, 0))
        assembly.add(part.solid, name=part.name, loc=place)
    assembly.export(str(path), tolerance=tolerance, angularTolerance=angle)
    return path.read_bytes()


def export_alike(parts: Sequence[Part], path: Path) -> bytes:
    """The same with our absolute deviation and angle: the very triangles that our own mesh is made of."""
    settings = MeshSettings()
    for part in parts:
        BRepMesh_IncrementalMesh(part.solid.wrapped, settings.deflection, False, settings.turn, False)
    return export(parts, path, _TAKE_WHAT_IS_THERE, settings.turn)


def main() -> None:
    """Build one design of a template and export it."""
    slug, name, value, path = sys.argv[1:]
    template = load_file(CATALOG / f"{slug}.py")
    parts, *_ = build(template, template.parameters.read({name: value}))
    export_alike(parts, Path(path))


if __name__ == "__main__":
    main()
