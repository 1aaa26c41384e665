"""
yacv-server end to end: build123d's twin, `show`, and the GLB as its page fetches it over HTTP.

Its defaults throughout: 0.1 mm and 0.1 rad, faces, edges and vertices. The fetch is made and timed by the asking side.
"""

from __future__ import annotations

import gc
import os
from importlib.metadata import version

from benchmarks.peers.build123d_twins import built
from benchmarks.peers.lines import Reply, Values, Watch, serve


def main() -> None:
    """Start its server on the port of YACV_PORT, then answer."""
    os.environ["YACV_GRACEFUL_SECS_CONNECT"] = "0"
    from yacv_server import show

    def answer(part: str, values: Values) -> Reply | None:
        watch = Watch()
        pieces = built(part, values)
        if pieces is None:
            return None
        watch.lap("solid")
        names = [f"piece-{number}" for number in range(len(pieces))]
        show(*pieces, names=names)
        watch.lap("show")
        fetch = [f"http://localhost:{os.environ['YACV_PORT']}/api/object/{name}" for name in names]
        return Reply(b"", "glb", watch.stages, {"fetch": fetch})

    gc.collect()
    gc.freeze()  # as in our own workers
    serve(f"yacv-server {version('yacv-server')}, build123d {version('build123d')}", answer)


if __name__ == "__main__":
    main()
