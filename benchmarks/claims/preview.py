"""From parameters to GLB bytes: cold, warm and cached, beside CadQuery's own exporter on the same solids."""

from __future__ import annotations

import asyncio
import cProfile
import gc
import pstats
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from OCP.BRepMesh import BRepMesh_IncrementalMesh

from benchmarks import peer, soundness
from benchmarks.measure import ROOT, Arm, NotMeasured, Ratio, Table, Timings, clock, interleaved, milliseconds, three
from benchmarks.products import CHOICE, PROFILE, SLIDERS
from generators import gltf
from generators.checks import check_part
from generators.files import stl
from generators.library import load
from generators.make import Made, MadePart, Shaped, build, matrix
from generators.mesh import tessellate
from generators.parameters import Parameters
from generators.stages import forget_stages
from generators.subject import Subject
from generators.template import MeshSettings, Template
from server import bridge
from server.errors import NotFound
from server.settings import Settings
from server.workshop import Model, Workshop

ROUNDS = 5
SETTINGS = MeshSettings()
ALONE = "modelling alone, in all rows below"
NEW = "ours: new value, as the page gets it"
HIT = "ours: the same again, cached"
LIKE = "ours: modelling, mesh and GLB only"
SAME = "CadQuery: modelling, same triangles"
SAME_AGAIN = "CadQuery: the same once more (noise)"
NUMBERS = "CadQuery: modelling, our two numbers"
DEFAULTS = "CadQuery: modelling, its defaults"


def measure(rounds: int) -> Iterator[Table]:
    """Warm first, while nothing else runs; then where the time goes; then cold processes."""
    library = load()
    gc.collect()
    gc.freeze()  # as in our workers: the collector passes over what was there before
    with tempfile.TemporaryDirectory() as name, asyncio.Runner() as runner:
        file = Path(name) / "peer.glb"
        workshop = Workshop(Settings(data=Path(name), workers=1, drafts=True), _no_artwork)
        runner.run(workshop.start())
        try:
            desks = [
                _Desk(library.templates[slug], slider, value, file, runner, workshop)
                for slug, (slider, values) in SLIDERS.items()
                for value in values
            ]
            yield _warm(desks, rounds)
            yield _stages(desks, rounds)
        finally:
            runner.run(workshop.stop())
        yield _kernel(desks)
        yield _cold(file)


def _no_artwork(name: str) -> bytes:
    raise NotFound(f"no artwork {name} in a benchmark")


class _Desk:
    """One design, and every way to make it."""

    def __init__(
        self,
        template: Template[Any],
        slider: str,
        value: int,
        file: Path,
        runner: asyncio.Runner,
        workshop: Workshop,
    ) -> None:
        self.template, self.slider, self.value, self.file = template, slider, value, file
        self.values: Parameters = template.parameters.read({slider: value})
        self._runner, self._workshop = runner, workshop
        self._asked = 0
        self.inside: list[float] = []  # seconds in the worker, of each new value

    def parts(self) -> list[Any]:
        """The solids, modelled anew."""
        forget_stages()
        return build(self.template, self.values)[0]

    def _text(self) -> str:
        """The value with another nought behind its point each time: the same design, but not the same request."""
        return f"{self.value:.{self._asked}f}"

    def new(self) -> bytes:
        """Through the workshop, a request that it has not seen."""
        return self.ask(fresh=True)[1]

    def hit(self) -> bytes:
        """Through the workshop, the last request once more."""
        return self.ask(fresh=False)[1]

    def ask(self, *, fresh: bool) -> tuple[float, bytes]:
        """Seconds and GLB, timed inside the loop, as a route of the web process would see it."""
        self._asked += fresh

        async def ask() -> tuple[float, Model]:
            began = perf_counter()
            model = await self._workshop.model(self.template.slug, {self.slider: self._text()}, CHOICE)
            return perf_counter() - began, model

        seconds, model = self._runner.run(ask())
        if fresh:
            self.inside.append(model.milliseconds / 1000)
        return seconds, model.glb

    def like(self) -> bytes:
        """Ours without checks, estimate, STL and worker: what CadQuery's exporter also does."""
        parts = []
        for part in self.parts():
            mesh = tessellate(part.solid, SETTINGS)
            place = matrix(part.place)
            parts.append(MadePart(part.name, part.quantity, part.colour, mesh, place, mesh.volume, part.solid))
        return gltf.glb(Shaped(self.template, self.values, tuple(parts), "", (0.0, 0.0, 0.0), ()))

    def same(self) -> bytes:
        """CadQuery's exporter on our triangles."""
        return peer.export_alike(self.parts(), self.file)

    def numbers(self) -> bytes:
        """CadQuery's exporter given our deviation and angle; it takes the deviation as relative."""
        return peer.export(self.parts(), self.file, SETTINGS.deflection, SETTINGS.turn)

    def defaults(self) -> bytes:
        """CadQuery's exporter given nothing."""
        return peer.export(self.parts(), self.file, 0.1, 0.1)

    def volume(self) -> float:
        """Of the solids themselves, mm³."""
        return float(sum(part.solid.Volume() for part in self.parts()))


def _warm(desks: list[_Desk], rounds: int) -> Table:
    ways: dict[str, Callable[[_Desk], object]] = {
        ALONE: _Desk.parts,
        NEW: _Desk.new,
        HIT: _Desk.hit,
        LIKE: _Desk.like,
        SAME: _Desk.same,
        NUMBERS: _Desk.numbers,
        DEFAULTS: _Desk.defaults,
        SAME_AGAIN: _Desk.same,
    }
    rows = []
    samples: dict[str, Any] = {}
    for slug in SLIDERS:
        ours = [desk for desk in desks if desk.template.slug == slug]
        timings = Timings.joined(
            interleaved({name: _arm(name, way, desk) for name, way in ways.items()}, rounds) for desk in ours
        )
        samples[slug] = timings.seconds
        exact = [desk.volume() for desk in ours]
        triangles: dict[str, int] = {}
        for name, way in ways.items():
            size = found = void = ""
            if name != ALONE:
                glbs = [way(desk) for desk in ours]
                bodies = [soundness.read(glb) for glb in glbs if isinstance(glb, bytes)]
                wrongs = [body.wrong(volume) for body, volume in zip(bodies, exact, strict=True)]
                void = next((wrong for wrong in wrongs if wrong), "")
                triangles[name] = sum(body.triangles for body in bodies) // len(bodies)
                size = f"{sum(len(glb) for glb in glbs if isinstance(glb, bytes)) / len(glbs) / 1024:.0f}"
                found = str(triangles[name])
            if name == SAME and triangles[SAME] != triangles[LIKE]:
                void = "not the same triangles"
            figures = (milliseconds(timings.median(name)), milliseconds(timings.percentile(name, 95)))
            ratio = str(timings.ratio(name, SAME))
            rows.append((slug, name, *(("void: " + void, "", "") if void else (*figures, ratio)), found, size))
    return Table(
        "Warm: one new slider value",
        ("template", "what", "median ms", "p95 ms", "times CadQuery, same triangles", "triangles", "KB"),
        rows,
        (
            f"Ten values of one slider, {rounds} rounds each, every row in every round: "
            + ", ".join(f"`{slider}` of {slug}" for slug, (slider, _) in SLIDERS.items())
            + ". Ratios are taken within a round and a value; median, and least to most.",
            "*As the page gets it* is `Workshop.model` in the web process with one warm worker: dispatch, modelling, "
            "mesh, all checks, estimate, STL, GLB and the way back. CadQuery's rows are modelling and "
            "`Assembly.export` to GLB in the benchmark's own warm process, and nothing else.",
            f"Same triangles: solids meshed beforehand with our absolute {SETTINGS.deflection} mm and "
            f"{SETTINGS.turn} rad, then exported. Our two numbers: `export(tolerance={SETTINGS.deflection}, "
            f"angularTolerance={SETTINGS.turn})`, whose tolerance is relative to each edge. Defaults: 0.1 relative, "
            "0.1 rad. Each export has freshly modelled solids.",
            f"A row is void when a mesh is not watertight or its volume is off the solid's by more than "
            f"{soundness.VOLUME:.1%}, at any of the ten values.",
        ),
        samples,
    )


def _arm(name: str, way: Callable[[_Desk], object], desk: _Desk) -> Arm:
    if name in (NEW, HIT):
        return lambda: desk.ask(fresh=name == NEW)[0]
    return clock(lambda: way(desk))


def _stages(desks: list[_Desk], rounds: int) -> Table:
    """Where the time of one new value goes."""
    names = ("modelling", "BRepMesh_IncrementalMesh", "reading, welding, edges", "checks", "estimate", "STL", "GLB")
    columns: dict[str, list[str]] = {}
    samples: dict[str, Any] = {}
    for slug in SLIDERS:
        ours = [desk for desk in desks if desk.template.slug == slug]
        rounds_of = [_staged(desk) for desk in ours for _ in range(rounds)]
        timings = Timings({name: tuple(took[name] for took in rounds_of) for name in names})
        inside = Timings({"worker": tuple(seconds for desk in ours for seconds in desk.inside)})
        samples[slug] = {**timings.seconds, **inside.seconds}
        columns[slug] = [milliseconds(timings.median(name)) for name in names] + [milliseconds(inside.median("worker"))]
    labels = (*names, "all of it, as the worker counts it")
    notes = (
        "In the benchmark's own process, except the last row. Modelling and BRepMesh are the kernel's and any program "
        "on it pays them; the other rows are ours. The way from the web process to the worker and back is the "
        "difference between the last row and the row *as the page gets it* above.",
    )
    rows = [(label, *(columns[slug][number] for slug in SLIDERS)) for number, label in enumerate(labels)]
    return Table("Where a new value's time goes", ("median ms", *SLIDERS), rows, notes, samples)


def _staged(desk: _Desk) -> dict[str, float]:
    limits = bridge.limits(PROFILE)
    marks = [perf_counter()]
    parts = desk.parts()
    marks.append(perf_counter())
    for part in parts:
        BRepMesh_IncrementalMesh(part.solid.wrapped, SETTINGS.deflection, False, SETTINGS.turn, False)
    marks.append(perf_counter())
    meshes = [tessellate(part.solid, SETTINGS) for part in parts]
    marks.append(perf_counter())
    made_parts = []
    for part, mesh in zip(parts, meshes, strict=True):
        place = matrix(part.place)
        list(check_part(Subject(part.name, mesh, place), limits))
        made_parts.append(MadePart(part.name, part.quantity, part.colour, mesh, place, mesh.volume, part.solid))
    marks.append(perf_counter())
    made = Made(desk.template, desk.values, tuple(made_parts), "", (0.0, 0.0, 0.0), (), ())
    bridge.estimate(made, PROFILE)
    marks.append(perf_counter())
    for one in made_parts:
        stl(one.mesh)
    marks.append(perf_counter())
    gltf.glb(made)
    marks.append(perf_counter())
    names = ("modelling", "BRepMesh_IncrementalMesh", "reading, welding, edges", "checks", "estimate", "STL", "GLB")
    return {name: end - begin for name, begin, end in zip(names, marks[:-1], marks[1:], strict=True)}


def _kernel(desks: list[_Desk]) -> Table:
    """Which calls of the kernel the modelling waits for."""
    rows = []
    for slug in SLIDERS:
        profile = cProfile.Profile()
        for desk in desks:
            if desk.template.slug == slug:
                profile.runcall(desk.parts)
        calls = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # typeshed leaves it out
        native = {
            name.removeprefix("<built-in method OCP.OCP.").removeprefix("{built-in method OCP.OCP.").rstrip("}>"): own
            for (_, _, name), (_, _, own, _, _) in calls.items()
            if "OCP." in name
        }
        total = sum(own for _, _, own, _, _ in calls.values())
        longest = sorted(native.items(), key=lambda pair: -pair[1])[:4]
        shown = ", ".join(f"`{name}` {own / total:.0%}" for name, own in longest)
        rows.append((slug, f"{sum(native.values()) / total:.0%}", shown))
    return Table(
        "Which kernel calls modelling waits for",
        ("template", "in the kernel", "the four longest, share of modelling"),
        rows,
        (
            "Ten values, under cProfile, which makes Python look slower than it is: shares of the kernel are lower "
            "bounds. `BRepBuilderAPI.Shape` asks a maker for its result and so holds the making itself: fillets and "
            "extrusions.",
        ),
    )


def _cold(file: Path) -> Table:
    """A process for every design."""

    def process(*words: str) -> Arm:
        command = [sys.executable, *words]

        def run() -> None:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
            if done.returncode not in (0, 1):  # 1: made, but a finding blocks printing
                raise NotMeasured(f"{' '.join(words)} failed: {done.stderr.decode()[-300:]}")

        return clock(run)

    rows = []
    samples: dict[str, Any] = {}
    imports = process("-c", "import cadquery")
    imports()  # the first ever reads the packages from the disk
    floor = interleaved({"floor": imports}, 5, unrecorded=0)
    for slug, (slider, values) in SLIDERS.items():
        timings = Timings.joined(
            interleaved(
                {
                    "python -m generators build": process(
                        *("-m", "generators", "build", slug, "--set", f"{slider}={value}", "-o", str(file))
                    ),
                    "CadQuery, same triangles": process("-m", "benchmarks.peer", slug, slider, str(value), str(file)),
                },
                1,
                unrecorded=0,
            )
            for value in values
        )
        samples[slug] = timings.seconds
        for name in timings.seconds:
            ratio: Ratio = timings.ratio(name, "CadQuery, same triangles")
            rows.append((slug, name, three(timings.median(name)), three(timings.percentile(name, 95)), str(ratio)))
    longest = max(floor.seconds["floor"])
    rows.append(("any", "floor: python -c 'import cadquery'", three(floor.median("floor")), three(longest), ""))
    return Table(
        "Cold: a process for one GLB, whole time",
        ("template", "what", "median s", "p95 s", "times CadQuery, same triangles"),
        rows,
        ("The same ten values, one process each; ours also runs all checks.",),
        samples,
    )
