"""Which calls of the kernel every product waits for, and what a second, faster kernel could save of its booleans."""

from __future__ import annotations

import cProfile
import gc
import statistics
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.claims.shelf import slider
from benchmarks.kernel import inside, longest
from benchmarks.measure import NotMeasured, Table, clock, milliseconds
from benchmarks.pairs import spread
from benchmarks.products import PROFILE
from generators import gltf
from generators.library import load
from generators.make import build, shaped
from generators.template import Template
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
    for slug, template in library.templates.items():
        way = slider(template)
        if way is None or (only and slug not in only):
            continue
        print(slug, file=sys.stderr, flush=True)
        name, places = way
        for value in [places[turn] for turn in spread(rounds, len(places))]:
            found.setdefault(slug, []).append(_looked(template, {name: value}))
        values = template.parameters.read({name: places[len(places) // 2]}, bridge.limits(PROFILE))
        _, calls[slug] = longest(partial(build, template, values), most=3)
    gc.enable()
    yield _table(found)
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
    modelling = min(clock(partial(build, template, values))() for _ in range(2))
    whole = min(clock(lambda: gltf.glb(shaped(template, values)))() for _ in range(2))
    gc.collect()
    profile = cProfile.Profile()
    profile.runcall(build, template, values)
    seconds = inside(profile)
    return _Look(whole, modelling, _in(seconds, BOOLEANS), _in(seconds, FILLETS))


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
