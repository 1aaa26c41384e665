"""What a build process does: reads one request, makes the design, answers, waits for the next."""

from __future__ import annotations

import hashlib
import socket
import time
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

from generators import gltf, picture
from generators.errors import BuildFailed, InvalidValues
from generators.files import stl
from generators.library import Library, load
from generators.make import Made, make
from generators.template import MeshSettings, Template
from server import VERSION, bridge
from server.frames import pack, receive_blocking


class Bench:
    """A worker's tools: the templates, loaded once before the first fork."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @classmethod
    def warm(cls, folders: list[str]) -> Bench:
        """Load everything and make one design, so that a fresh worker's first build is not a cold one."""
        bench = cls(load([Path(folder) for folder in folders]))
        for template in bench._library.templates.values():
            values = template.parameters.read({})
            made = make(template, values, bridge.limits(bridge.find_profile("virtual-220", "pla", "standard")))
            gltf.glb(made)
            break
        return bench

    def serve(self, connection: socket.socket) -> None:
        """Answer requests until the far end closes."""
        while (request := receive_blocking(connection)) is not None:
            head, _ = request
            try:
                answer, bodies = self._answer(head)
            except MemoryError:
                answer, bodies = {"error": "out_of_memory"}, []
            except InvalidValues as exc:
                answer, bodies = (
                    {"error": "invalid_values", "errors": [error.to_json() for error in exc.errors]},
                    [],
                )
            except BuildFailed as exc:
                answer, bodies = {"error": "build_failed", "message": str(exc), "line": exc.line}, []
            except Exception as exc:
                # Our own mistake costs this build, not the worker; the log has the rest.
                traceback.print_exc()
                answer, bodies = {"error": "build_failed", "message": f"{type(exc).__name__}: {exc}", "line": None}, []
            connection.sendall(pack(answer, bodies))

    def _answer(self, head: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        match head["do"]:
            case "catalogue":
                return {
                    "templates": [
                        {**template.describe(), "source_digest": source_digest(template)}
                        for template in self._library.templates.values()
                    ],
                    "broken": [
                        {"file": broken.path.name, "message": str(broken.error), "line": broken.line}
                        for broken in self._library.broken
                    ],
                }, []
            case "model":
                return self._model(head)
            case "picture":
                made = self._made(head, "virtual-220", "pla", "standard")
                return {}, [picture.picture(made, head["width"], head["height"], head["colour"])]
            case other:
                return {"error": "unknown_request", "message": f"no worker knows how to {other!r}"}, []

    def _made(self, head: dict[str, Any], machine: str, material: str, quality: str) -> Made:
        template = self._library.templates[head["slug"]]
        values = template.parameters.read(head["values"])
        return make(template, values, bridge.limits(bridge.find_profile(machine, material, quality)))

    def _model(self, head: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        began = time.perf_counter()
        choice = head["choice"]
        made = self._made(head, **choice)
        estimate = bridge.estimate(made, bridge.find_profile(**choice))
        stls = [stl(part.mesh) for part in made.parts]
        body = gltf.glb(made)
        head_out = {
            "digest": made.digest,
            "report": {**report(made), "estimate": estimate},
            "parts": [{"name": part.name, "quantity": part.quantity, "colour": part.colour} for part in made.parts],
            "milliseconds": round((time.perf_counter() - began) * 1000, 1),
        }
        return head_out, [body, *stls]


def source_digest(template: Template[Any]) -> str:
    """
    What an answer that may be cached for ever depends on besides the values: the template's file, how solids become
    triangles, and this program.
    """
    facts = f"{template.source_digest} {sorted(asdict(MeshSettings()).items())} {VERSION}"
    return hashlib.sha256(facts.encode()).hexdigest()


def report(made: Made) -> dict[str, Any]:
    """What the page says beside the model: sizes, parts, findings, and the object in one sentence."""
    sizes = dict(zip("xyz", (round(float(size), 2) for size in made.sizes), strict=True))
    pieces = sum(part.quantity for part in made.parts)
    return {
        "template": made.template.slug,
        "title": made.template.title,
        "version": made.template.version,
        "source_digest": source_digest(made.template),
        "digest": made.digest,
        "values": made.values.canonical(),
        "sizes": sizes,
        "parts": [
            {
                "name": part.name,
                "quantity": part.quantity,
                "sizes": dict(zip("xyz", (round(float(size), 2) for size in part.mesh.sizes), strict=True)),
                "volume_mm3": round(part.volume, 1),
            }
            for part in made.parts
        ],
        "findings": [finding.to_json() for finding in made.findings],
        "printable": made.printable,
        "words": f"{made.template.title}, {sizes['x']:g} by {sizes['y']:g} by {sizes['z']:g} mm"
        + (f", in {pieces} parts." if pieces > 1 else "."),
    }
