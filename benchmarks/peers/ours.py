"""Our own template, stage by stage in one warm process: what the shop does without the ways between its processes."""

from __future__ import annotations

import gc
import gzip

from benchmarks.kernel import longest
from benchmarks.peers.lines import Reply, Values, Watch, serve
from benchmarks.specimen import corpus
from generators import gltf
from generators.make import MadePart, Shaped, build, matrix
from generators.mesh import from_facets
from generators.meshing import meshed
from generators.template import MeshSettings

SETTINGS = MeshSettings()
COMPRESSION = 5  # the shop's own level of gzip


def answer(part: str, values: Values) -> Reply:
    """Solid, mesh, arrays, GLB, compression; with `profile` in the values the longest calls of the kernel instead."""
    specimen = corpus()[part]
    product = specimen.product()
    read = specimen.parameters.read({name: value for name, value in values.items() if name != "profile"})
    if "profile" in values:
        share, calls = longest(lambda: build(product, read))
        return Reply(b"", "stl", {}, {"kernel": share, "calls": calls})
    watch = Watch()
    pieces, _hardware, _ghosts = build(product, read)
    watch.lap("solid")
    facets = [meshed(piece.solid.wrapped, SETTINGS) for piece in pieces]
    watch.lap("mesh")
    made = []
    for piece, found in zip(pieces, facets, strict=True):
        mesh, place = from_facets(found), matrix(piece.place)
        made.append(MadePart(piece.name, 1, piece.colour, mesh, place, mesh.volume, piece.solid))
    watch.lap("arrays")
    glb = gltf.glb(Shaped(product, read, tuple(made), "", (0.0, 0.0, 0.0), ()))
    watch.lap("GLB")
    packed = gzip.compress(glb, COMPRESSION)
    watch.lap("gzip")
    return Reply(glb, "glb", watch.stages, {"wire": len(packed)})


if __name__ == "__main__":
    corpus()
    gc.collect()
    gc.freeze()  # as in the shop's workers
    serve("this checkout", answer)
