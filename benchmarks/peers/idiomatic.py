"""CadQuery as its documentation teaches it: a Workplane's chain, then `tessellate` or `Assembly.export`."""

from __future__ import annotations

import gc
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cadquery as cq
import numpy as np
from OCP.BRepTools import BRepTools

from benchmarks.kernel import longest
from benchmarks.peers.lines import Reply, Values, Watch, serve, stl
from benchmarks.specimen import corpus

TOLERANCE = 0.1  # of both, as in CadQuery's documentation


def answer(part: str, values: Values) -> Reply:
    """
    Model once, then take both ways from the same solids.

    `seconds` is the sum for `tessellate`; the exporter's stage stands in `export`, with the solid not counted again.
    """
    specimen = corpus()[part]
    read = specimen.parameters.read({name: value for name, value in values.items() if name != "profile"})
    if "profile" in values:
        share, calls = longest(lambda: specimen.idiomatic(read))
        return Reply(b"", "stl", {}, {"kernel": share, "calls": calls})
    watch = Watch()
    pieces: list[Any] = [piece.val() for piece in specimen.idiomatic(read)]
    watch.lap("solid")
    soups = [piece.tessellate(TOLERANCE, TOLERANCE) for piece in pieces]
    watch.lap("tessellate")
    corners, triangles, count = [], [], 0
    for points, faces in soups:
        corners.append([point.toTuple() for point in points])
        triangles.append(np.array(faces) + count)
        count += len(points)
    for piece in pieces:
        BRepTools.Clean_s(piece.wrapped)
    stages = dict(watch.stages)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "part.glb"
        watch.skip()
        assembly = cq.Assembly()
        for number, piece in enumerate(pieces):
            assembly.add(piece, name=f"piece-{number}")
        assembly.export(str(path))
        path.read_bytes()
        watch.lap("export")
    export = watch.stages["export"]
    return Reply(stl(np.concatenate(corners), np.concatenate(triangles)), "stl", stages, {"export": export})


if __name__ == "__main__":
    corpus()
    gc.collect()
    gc.freeze()  # as in our own workers
    serve(f"CadQuery {version('cadquery')}, OCP {version('cadquery-ocp')}", answer)
