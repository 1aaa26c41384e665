"""Which calls of the kernel every product waits for, and what a second, faster kernel could save of its booleans."""

from __future__ import annotations

import cProfile
import gc
import statistics
import sys
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from benchmarks.claims.shelf import slider
from benchmarks.kernel import inside, longest
from benchmarks.measure import NotMeasured, Table, clock, milliseconds
from benchmarks.pairs import spread
from benchmarks.products import PROFILE
from generators import gltf
from generators.cutting import cut
from generators.edges import edges_of
from generators.library import load
from generators.make import build, shaped
from generators.mesh import from_facets
from generators.meshing import meshed
from generators.stages import forget_stages
from generators.template import MeshSettings, Template
from server import bridge

ROUNDS = 7
#: OCP's packages of solid booleans; a mesh kernel would have to take their place.
BOOLEANS = ("BOPAlgo.", "BRepAlgoAPI.", "BRepFeat.")
#: Faces out of wires and their holes, which lies in the same package and is no boolean.
FLAT = ("WiresToFaces_s", "EdgesToWires_s")
FILLETS = ("BRepFilletAPI.", "ChFi2d.")


@dataclass(frozen=True)
class _Look:
    """Seconds of one look: all of it, modelling in it, and what modelling waits for in booleans and fillets."""

    whole: float
    modelling: float
    booleans: float
    fillets: float


def measure(rounds: int, only: Collection[str] = ()) -> Iterator[Table]:
    """All products, or only those named, at `rounds` values of their first slider."""
    library = load()
    unknown = set(only) - library.templates.keys()
    if unknown:
        raise NotMeasured(f"there is no product called {sorted(unknown)[0]!r}")
    gc.collect()
    gc.freeze()
    gc.disable()  # as in our workers, which collect between builds
    found: dict[str, list[_Look]] = {}
    calls: dict[str, list[tuple[str, float]]] = {}
    steps: dict[str, list[tuple[float, ...]]] = {}
    for slug, template in library.templates.items():
        way = slider(template)
        if way is None or (only and slug not in only):
            continue
        print(slug, file=sys.stderr, flush=True)
        name, places = way
        for value in [places[turn] for turn in spread(rounds, len(places))]:
            found.setdefault(slug, []).append(_looked(template, {name: value}))
            steps.setdefault(slug, []).append(_stepped(template, {name: value}))
        values = template.parameters.read({name: places[len(places) // 2]}, bridge.limits(PROFILE))
        forget_stages()
        _, calls[slug] = longest(partial(build, template, values), most=3)
    gc.enable()
    yield _table(found)
    yield Table(
        "Where a look's processor time goes",
        ("product", "modelling", "faces to triangles", "one mesh of them", "exact edges", "GLB", "all after modelling"),
        [
            (slug, *(milliseconds(statistics.median(column)) for column in zip(*rows, strict=True)))
            for slug, rows in steps.items()
        ],
        (
            "Processor time of this process, ms, medians over the same values, nothing remembered: other work on the "
            "machine makes it longer too, but by less than it does the clock.",
        ),
        steps,
    )
    yield Table(
        "The kernel calls that modelling waits for",
        ("product", "the longest, share of modelling"),
        [(slug, ", ".join(f"`{name}` {share:.0%}" for name, share in found)) for slug, found in calls.items()],
        (
            "At the middle of the slider, under cProfile, which makes Python look slower than it is: lower bounds. "
            "`BRepBuilderAPI.Shape` asks a maker for its result and so holds the making: fillets and extrusions.",
        ),
    )


def _looked(template: Template[Any], given: dict[str, float]) -> _Look:
    values = template.parameters.read(given, bridge.limits(PROFILE))
    modelling = min(_anew(partial(build, template, values)) for _ in range(2))
    whole = min(_anew(lambda: gltf.glb(shaped(template, values))) for _ in range(2))
    gc.collect()
    forget_stages()
    profile = cProfile.Profile()
    profile.runcall(build, template, values)
    seconds = inside(profile)
    return _Look(whole, modelling, _in(seconds, BOOLEANS), _in(seconds, FILLETS))


def _anew(work: Callable[[], object]) -> float:
    """Give the seconds that work takes of which nothing is remembered."""
    forget_stages()
    return clock(work)()


def _stepped(template: Template[Any], given: dict[str, float]) -> tuple[float, ...]:
    """Give the processor seconds of each step of one look, and of all but the first."""
    forget_stages()
    values = template.parameters.read(given, bridge.limits(PROFILE))
    times = [time.process_time()]
    parts, _hardware, _ghosts = build(template, values)
    solids = [piece.solid for part in parts for piece in cut(part, values.limits).parts]
    times.append(time.process_time())
    facets = [getattr(solid, "triangulated", None) or meshed(solid.wrapped, MeshSettings()) for solid in solids]
    times.append(time.process_time())
    meshes = [from_facets(one) for one in facets]
    times.append(time.process_time())
    for mesh, solid in zip(meshes, solids, strict=True):
        edges_of(mesh, solid)
    times.append(time.process_time())
    design = shaped(template, values)
    for part in design.parts:
        edges_of(part.mesh, part.solid)
    begun = time.process_time()
    gltf.glb(design)
    spent = [after - before for before, after in pairwise(times)] + [time.process_time() - begun]
    gc.collect()
    return (*spent, sum(spent[1:]))


def _in(seconds: dict[str, float], packages: tuple[str, ...]) -> float:
    return sum(own for name, own in seconds.items() if name.startswith(packages) and not name.endswith(FLAT))


def _table(found: dict[str, list[_Look]]) -> Table:
    def row(name: str, looks: list[_Look]) -> tuple[str, ...]:
        median = {
            part: statistics.median(getattr(look, part) for look in looks)
            for part in ("whole", "modelling", "booleans", "fillets")
        }
        spared = statistics.median(look.whole - look.booleans for look in looks)
        share = statistics.median(look.booleans / look.whole for look in looks)
        return (name, *(milliseconds(median[part]) for part in median), f"{share:.0%}", milliseconds(spared))

    rows = [row(slug, looks) for slug, looks in found.items()]
    every = [look for looks in found.values() for look in looks]
    rows.append(row("all, each value once", every))
    return Table(
        "A look without its booleans",
        (
            "product",
            "look ms",
            "modelling",
            "booleans in it",
            "fillets in it",
            "share of booleans",
            "look without them",
        ),
        rows,
        (
            "In the benchmark's own warm process: modelling, mesh and GLB, the better of two; medians over values of "
            "the first slider. Booleans: the time inside BOPAlgo, BRepAlgoAPI and BRepFeat, from a profile of "
            "modelling alone, faces made of wires left out. *Without them* is what a second kernel could reach at "
            "best, if it united and cut meshes in no time.",
        ),
        {slug: [look.__dict__ for look in looks] for slug, looks in found.items()},
    )
