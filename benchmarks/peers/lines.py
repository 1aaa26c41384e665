"""The far end of a peer's line, for peers in Python. Standard library and numpy only: other environments run it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass
class Reply:
    """What a peer made: the mesh, its `kind` ("stl" or "glb"), and the seconds that each stage took."""

    mesh: bytes
    kind: str
    stages: dict[str, float] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)  # further words for the head


class Watch:
    """Names the stages of one answer as they end."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """The stage of this name ends here."""
        now = time.perf_counter()
        self.stages[name] = now - self._last
        self._last = now

    def skip(self) -> None:
        """What was done since the last lap counts nowhere."""
        self._last = time.perf_counter()


def serve(version: str, answer: Callable[[str, Values], Reply | None]) -> None:
    """Answer until the other end closes; None where there is no twin. What else is printed goes to the log."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def say(head: Mapping[str, Any], body: bytes = b"") -> None:
        out.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n" + body)
        out.flush()

    say({"ready": True, "version": version})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            reply = answer(asked["part"], asked["values"])
        except Exception as exc:  # a kernel may raise anything; the next part may work
            say({"error": f"{type(exc).__name__}: {exc}"[:300]})
            continue
        if reply is None:
            say({"missing": True})
            continue
        head = {"seconds": sum(reply.stages.values()), "stages": reply.stages, "kind": reply.kind, **reply.more}
        say(head, reply.mesh)


def stl(vertices: Any, triangles: Any) -> bytes:
    """Give corners (n, 3) and triangles (m, 3) as binary STL, without normals; only to hand a mesh over."""
    import numpy as np

    corners = np.asarray(vertices, dtype="<f4").reshape(-1, 3)[np.asarray(triangles, dtype=np.int64).reshape(-1, 3)]
    record = np.zeros(len(corners), dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("spare", "<u2")])
    record["corners"] = corners
    return bytes(80) + np.uint32(len(corners)).tobytes() + record.tobytes()
