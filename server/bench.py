"""What a build process does: reads one request, makes the design, answers, waits for the next."""

from __future__ import annotations

import gzip
import hashlib
import select
import socket
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from generators import artwork, gltf, picture, uploads
from generators.artwork import shelf
from generators.errors import BadArtwork, BadUpload, BuildFailed, Dropped, InvalidValues
from generators.files import stl
from generators.lays import with_lays
from generators.library import Library, load
from generators.limits import Limits
from generators.make import Made, Shaped, checked, make
from generators.mending import Form, Trial, mending, tried
from generators.sweep.offer import key
from generators.sweep.proof import Proof, proof_of
from generators.template import MeshSettings, Template
from generators.uploads import product
from generators.uploads import shelf as own_files
from server import VERSION, beds, bridge
from server.choice import Choice
from server.frames import pack, receive_blocking

_SQUEEZE = 5  # of gzip's levels: the next one takes longer and saves no byte


class Bench:
    """A worker's tools: the templates, loaded once before the first fork."""

    def __init__(self, library: Library, folders: list[Path], *, watch: bool = False) -> None:
        self._library = library
        self._folders = folders
        self._watch = watch

    @classmethod
    def warm(cls, folders: list[str], *, watch: bool = False, profiles: Sequence[Sequence[str]] = ()) -> Bench:
        """
        Load everything and make one design, so that a fresh worker's first build is not a cold one.

        The `profiles` of the shop are read now, for a worker starts no slicer to ask it.

        With `watch` every request first reads the template files that changed since the one before.
        """
        paths = [Path(folder) for folder in folders]
        bench = cls(load(paths), paths, watch=watch)
        bridge.remember(profiles)
        for template in bench._library.templates.values():
            values = template.parameters.read({})
            made = make(template, values, bridge.limits(bridge.find_profile("virtual-220", "pla", "standard")))
            gltf.glb(made)
            break
        return bench

    def serve(self, connection: socket.socket) -> None:
        """Answer requests until the far end closes."""
        while (request := receive_blocking(connection)) is not None:
            if request[0]["do"] == "drop":
                continue  # it came when the answer was on its way already
            try:
                if self._watch:
                    self._library = load(self._folders, self._library)
                answer, bodies = self._answer(*request, connection)
            except Dropped:
                answer, bodies = {"error": "dropped"}, []
            except MemoryError:
                answer, bodies = {"error": "out_of_memory"}, []
            except InvalidValues as exc:
                answer, bodies = (
                    {"error": "invalid_values", "errors": [error.to_json() for error in exc.errors]},
                    [],
                )
            except BadArtwork as exc:
                answer, bodies = {"error": "bad_artwork", "code": exc.code, "message": str(exc), "limit": exc.limit}, []
            except BadUpload as exc:
                answer, bodies = (
                    {
                        "error": "bad_upload",
                        "code": exc.code,
                        "message": str(exc),
                        "limit": exc.limit,
                        "nearest": exc.nearest,
                    },
                    [],
                )
            except BuildFailed as exc:
                answer, bodies = {"error": "build_failed", "message": str(exc), "line": exc.line}, []
            except Exception as exc:
                # Our own mistake costs this build, not the worker; the log has the rest.
                traceback.print_exc()
                answer, bodies = {"error": "build_failed", "message": f"{type(exc).__name__}: {exc}", "line": None}, []
            connection.sendall(pack(answer, bodies))

    def _answer(
        self, head: dict[str, Any], bodies: list[bytes], connection: socket.socket
    ) -> tuple[dict[str, Any], list[bytes]]:
        for body in bodies if head["do"] not in ("artwork", "upload") else ():
            (own_files if body.startswith(uploads.MAGIC) else shelf).put(body)
        match head["do"]:
            case "catalogue":
                return {
                    "templates": [
                        *(self._described(template) for template in self._library.templates.values()),
                        self._own(),
                    ],
                    "broken": [
                        {"file": broken.path.name, "message": str(broken.error), "line": broken.line}
                        for broken in self._library.broken
                    ],
                }, []
            case "model":
                return self._model(head, connection)
            case "trial":
                limits = _limits(head)
                return {"trial": tried(self._template(head["slug"]), head["values"], limits).to_json()}, []
            case "mend":
                return self._mend(head), []
            case "weigh":
                return {"report": self._weigh(head)}, []
            case "picture":
                design = self._shaped(head)
                size = (head["width"], head["height"])
                return {}, [picture.picture(design, *size, head["colour"], colours=head["colours"], kind=head["kind"])]
            case "artwork":
                read = artwork.read(bodies[0], head["kind"])
                facts = {"kind": read.kind, "width": read.width, "height": read.height, "notes": list(read.notes)}
                return facts, [read.data]
            case "upload":
                brought = uploads.read(bodies[0], head["name"], uploads.Bounds(**head["bounds"]), head["formats"])
                data = brought.to_bytes()
                own_files.put(data)
                return {"sha256": brought.sha256, "format": brought.format, "triangles": len(brought.faces)}, [data]
            case "open":
                template = self._template(head["slug"])
                opened = template.opened(head["values"], head["version"], _limits(head))
                return {"values": opened.values, "changes": [change.to_json() for change in opened.changes]}, []
            case other:
                return {"error": "unknown_request", "message": f"no worker knows how to {other!r}"}, []

    def _described(self, template: Template[Any]) -> dict[str, Any]:
        file = self._library.files[template.slug]
        proof = proof_of(template, file.parent)
        holds = proof is not None and proof.holds_for(template)
        return {
            **template.describe(),
            "source_digest": source_digest(template),
            "file": file.name,
            "draft": not holds,
            "own_file": False,
            "proof": _proven(proof) if proof is not None and holds else None,
        }

    def _shaped(self, head: dict[str, Any]) -> Shaped:
        """Build and mesh the design that a request names."""
        return beds.shape(self._template(head["slug"]), head["values"], Choice.from_json(head["choice"]))

    def _mend(self, head: dict[str, Any]) -> dict[str, Any]:
        """Go as far with a mend as the trials it is given reach: to the settings it wants tried next, or to its end."""
        known = {key(one["values"]): Trial.from_json(one) for one in head["trials"]}
        form = Form(self._template(head["slug"]), _limits(head))
        walk = mending(form, head["values"], head["most"])
        try:
            wanted = next(walk)
            while True:
                missing = [one for one in wanted if key(one) not in known]
                if missing and not head["late"]:
                    return {"ask": missing}
                wanted = walk.send(None if missing else [known[key(one)] for one in wanted])
        except StopIteration as done:
            return {"mend": done.value.to_json()}

    def _weigh(self, head: dict[str, Any]) -> dict[str, Any]:
        """Give the report of a design, with its estimate, and nothing to look at."""
        design = self._shaped(head)
        judge = beds.judge(design, head["values"], Choice.from_json(head["choice"]))
        made = checked(design, judge.limits)
        findings, _ = beds.told(design, judge, made.findings)
        made = replace(made, findings=tuple(findings))
        choice = judge.choice
        estimate = bridge.estimate(made, bridge.find_profile(choice.machine, choice.material, choice.quality))
        return {**report(made), "estimate": estimate, "machine": choice.machine}

    def _template(self, slug: str) -> Template[Any]:
        if slug == product.SLUG:
            return product.template
        template = self._library.templates.get(slug)
        if template is None:
            raise BuildFailed(slug, "its file cannot be read at the moment")
        return template

    def _own(self) -> dict[str, Any]:
        """Give the product that is whatever a customer brings: it is no file of a maker's, and swept by nobody."""
        own = product.template
        told = {"source_digest": source_digest(own), "file": "", "draft": False, "proof": None, "own_file": True}
        return {**own.describe(), **told}

    def _model(self, head: dict[str, Any], connection: socket.socket) -> tuple[dict[str, Any], list[bytes]]:
        """
        Send the picture as soon as there is one, then judge the design.

        A word on the connection in the meantime says that nobody waits for the judgement.
        """
        began = time.perf_counter()
        design = self._shaped(head)
        look = {"early": True, "digest": design.digest, "milliseconds": _since(began)}
        glb = gltf.glb(design)
        # Compressed here once, and not by the web process for everybody who asks for it.
        connection.sendall(pack(look, [glb, gzip.compress(glb, compresslevel=_SQUEEZE, mtime=0)]))
        asked = Choice.from_json(head["choice"])
        judge = beds.judge(design, head["values"], asked)
        choice = judge.choice
        made = with_lays(
            checked(design, judge.limits, lambda: _listen(connection)),
            # Laid otherwise it may go to another of the printers.
            lambda laid: beds.judge(laid, laid.values.canonical(), asked).limits,
            lambda: _listen(connection),
        )
        findings, bed = beds.told(design, judge, made.findings)
        made = replace(made, findings=tuple(findings))
        estimate = bridge.estimate(made, bridge.find_profile(choice.machine, choice.material, choice.quality))
        head_out = {
            "digest": made.digest,
            "machine": choice.machine,
            "report": {**report(made), "estimate": estimate, "bed": bed},
            "parts": [
                {"name": part.name, "quantity": part.quantity, "colour": part.colour, "spiral": part.spiral}
                for part in made.parts
            ],
            "milliseconds": _since(began),
        }
        return head_out, [stl(part.mesh) for part in made.parts]


def _listen(connection: socket.socket) -> None:
    """Raise `Dropped` where something was said in the meantime."""
    if select.select([connection], [], [], 0)[0]:
        raise Dropped


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


def _limits(head: dict[str, Any]) -> Limits:
    return beds.limits(Choice.from_json(head["choice"]))


def _proven(proof: Proof) -> dict[str, Any]:
    return {"settings": proof.settings, "printable": proof.printable, "seed": proof.seed, "date": proof.date}


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
                "colour": part.colour,
                "spiral": part.spiral,
            }
            for part in made.parts
        ],
        "hardware": [{"name": one.name, "quantity": one.quantity, "help": one.help} for one in made.hardware],
        "wants": {"tags": list(made.template.wants.tags), "plate": made.template.wants.plate},
        "findings": [finding.to_json() for finding in made.findings],
        "printable": made.printable,
        **({"own_file": dict(made.template.told(made.values))} if made.template.told is not None else {}),
        "words": f"{made.template.title}, {sizes['x']:g} by {sizes['y']:g} by {sizes['z']:g} mm"
        + (f", in {pieces} parts." if pieces > 1 else "."),
    }
