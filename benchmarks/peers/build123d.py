"""build123d: its own twins, and its own tessellation at our two numbers."""

from __future__ import annotations

import gc
from importlib.metadata import version

import numpy as np

from benchmarks.peers.build123d_twins import built
from benchmarks.peers.lines import Reply, Values, Watch, serve, stl

DEFLECTION, TURN = 0.05, 0.25  # mm and radians, as ours


def answer(part: str, values: Values) -> Reply | None:
    """Values to corners and triangles."""
    watch = Watch()
    pieces = built(part, values)
    if pieces is None:
        return None
    watch.lap("solid")
    soups = [piece.tessellate(DEFLECTION, TURN) for piece in pieces]
    watch.lap("tessellate")
    corners, triangles, count = [], [], 0
    for points, faces in soups:
        corners += [tuple(point) for point in points]
        triangles.append(np.array(faces) + count)
        count += len(points)
    return Reply(stl(corners, np.concatenate(triangles)), "stl", watch.stages)


if __name__ == "__main__":
    gc.collect()
    gc.freeze()  # as in our own workers
    serve(f"build123d {version('build123d')}", answer)
