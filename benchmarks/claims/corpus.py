"""A slider's value to a mesh on twelve parts, beside eight other programs."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import contest
from benchmarks.contest import CLIENT, EXPORT, INSIDE, TESSELLATE, Contestant, Missing, Other
from benchmarks.measure import NotMeasured, Table, three
from benchmarks.pairs import VOLUME, Quartiles, Sample, Trace, geometric_mean, spread
from benchmarks.peers.process import LOGS, TooLong
from benchmarks.specimen import PLACES, Specimen, corpus

ROUNDS = PLACES
SHARE = 3.0  # seconds that each program is asked for on one part, or for one value where that takes longer
LIMIT = 540.0  # seconds for all parts; where they are used up, each part still gets its first round
ONCE = 8.0  # seconds from which on a warm-up counts as the one value
AFTER = ("mesh", "arrays", "GLB", "gzip")  # our stages after the solid


def measure(rounds: int, only: Collection[str] = ()) -> Iterator[Table]:
    """All parts, or only those named; `rounds` of the trace's twenty places."""
    unknown = set(only) - corpus().keys()
    if unknown:
        raise NotMeasured(f"there is no part called {sorted(unknown)[0]!r}; there are {', '.join(corpus())}")
    parts = [specimen for name, specimen in corpus().items() if not only or name in only]
    with tempfile.TemporaryDirectory() as folder:
        others, without = contest.contestants(Path(folder))
        if not any(CLIENT in one.arms for one in others):
            raise NotMeasured(without[0])
        traces: dict[str, Trace] = {}
        profiles: dict[str, dict[str, Mapping[str, Any]]] = {}
        try:
            versions = {one.arm: one.peer.version for one in others if isinstance(one, Other)}
            began = time.monotonic()
            for number, specimen in enumerate(parts, 1):
                print(f"{specimen.name}: {specimen.title}", file=sys.stderr, flush=True)
                trace = _trace(specimen, others, rounds, began + LIMIT * number / len(parts))
                traces[specimen.name] = trace
                _keep(specimen.name, trace)
                profiles[specimen.name] = _profiles(specimen, others, traces[specimen.name])
        finally:
            for one in others:
                one.stop()
    arms = [arm for one in others for arm in one.arms]
    yield _summary(traces, arms, versions, without)
    yield _every(parts, traces, arms)
    yield _stages(traces)
    yield _calls(profiles)


def _trace(specimen: Specimen[Any], others: list[Contestant], rounds: int, end: float) -> Trace:
    """Two warm-ups of each, which are not recorded; then A B C A B C … along the slider, until `end`."""
    samples: dict[str, dict[int, Sample]] = {arm: {} for one in others for arm in one.arms}
    turns = spread(rounds, PLACES)
    middle = turns[len(turns) // 2]
    asked: dict[Contestant, set[int]] = {}
    for one in others:
        # The shop remembers what it was asked: only its default leaves all places new.
        warm = None if CLIENT in one.arms else specimen.trace[middle]
        found, took = _timed(one, specimen, warm)
        if took >= ONCE and warm is not None:
            for arm, sample in found.items():
                samples[arm][middle] = sample
        elif found:
            # The first answer may have loaded what later ones find there.
            took = _timed(one, specimen, warm)[1]
            count = max(1, min(rounds, int(SHARE / took)))
            asked[one] = {middle, *(turns[number] for number in spread(count - (count < rounds), len(turns)))}
    # The middle first, for there everybody is asked; then in three goes, so that a trace cut short is spread, too.
    for turn in [middle, *(turn for start in range(3) for turn in turns[start::3] if turn != middle)]:
        for one, places in asked.items():
            if turn in places:
                for arm, sample in _run(one, specimen, specimen.trace[turn]).items():
                    samples[arm][turn] = sample
        if time.monotonic() > end:
            break
    return Trace(samples)


def _keep(name: str, trace: Trace) -> None:
    """Write a part's samples as soon as they are there: a run that is broken off keeps them."""
    LOGS.mkdir(exist_ok=True)
    told = {arm: {place: asdict(one) for place, one in found.items()} for arm, found in trace.samples.items()}
    (LOGS / f"corpus-{name}.samples.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


def _timed(one: Contestant, specimen: Specimen[Any], place: float | None) -> tuple[dict[str, Sample], float]:
    began = time.perf_counter()
    return _run(one, specimen, place), time.perf_counter() - began


def _run(one: Contestant, specimen: Specimen[Any], place: float | None) -> dict[str, Sample]:
    try:
        return one.run(specimen, place)
    except Missing:
        return {}
    except TooLong:
        return {arm: Sample(contest.PATIENCE, at_least=True) for arm in one.arms}
    except NotMeasured as exc:
        return {arm: Sample(0.0, str(exc)) for arm in one.arms}


def _profiles(specimen: Specimen[Any], others: list[Contestant], trace: Trace) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for one in others:
        if isinstance(one, Other) and one.arm in (INSIDE, TESSELLATE):
            took = trace.seconds(one.arm)
            if took is not None and took.median < ONCE:
                head = one.profile(specimen)
                if "calls" in head:
                    found[one.arm] = head
    return found


def _summary(traces: Mapping[str, Trace], arms: list[str], versions: Mapping[str, str], without: list[str]) -> Table:
    rows = []
    for arm in arms:
        found = {name: ratio for name, trace in traces.items() if (ratio := trace.ratio(arm, CLIENT)) is not None}
        if arm == CLIENT or not found:
            continue
        least, most = (pick(found, key=lambda name: found[name].median) for pick in (min, max))
        mean = ("> " if any(one.bound for one in found.values()) else "") + three(
            geometric_mean([one.median for one in found.values()])
        )
        slower = sum(one.median > 1 for one in found.values())
        shown = [f"{three(found[name].median)} ({name})" for name in (least, most)]
        rows.append(
            (arm, versions.get(arm, "the same run"), str(len(found)), mean, *shown, f"{slower} of {len(found)}")
        )
    return Table(
        "One new slider value: how many times as long as ours at the client",
        ("what", "version", "parts", "geometric mean", "least", "most", "ours is faster"),
        rows,
        (
            "Above 1 the other takes longer. Each part counts once, by its median pair; only parts that both make.",
            *without,
        ),
    )


def _every(parts: list[Specimen[Any]], traces: Mapping[str, Trace], arms: list[str]) -> Table:
    rows = []
    for specimen in parts:
        trace = traces[specimen.name]
        for arm in arms:
            if trace.samples.get(arm):
                rows.append((specimen.name, arm, *_cells(trace, arm)))
    titles = ", ".join(f"{one.name} {one.title.lower()}" for one in parts)
    notes = (
        titles[0].upper() + titles[1:] + ".",
        "A trace of a slider, A B C A B C …, each program warm. Ours at the client goes through the shop: HTTP, a "
        "worker, the look, gzip, and unpacking it; each value is new to it. All others by their own clock, from the "
        "values to the mesh that they would show, in one process: no way to a client, no compression.",
        f"A program that is slow is asked at fewer places, evenly spread; an answer that takes longer than "
        f"{contest.PATIENCE:g} s is not waited for. Values: how many were sound, of how many asked.",
        f"Void: the volume is off the stated one by more than {VOLUME:.1%}, or ours is not watertight. A pair with a "
        "void side is none.",
        "Bytes of ours at the client are those on the wire.",
    )
    samples = {
        name: {arm: {place: asdict(one) for place, one in found.items()} for arm, found in trace.samples.items()}
        for name, trace in traces.items()
    }
    columns = ("part", "what", "ms (quartiles)", "times ours at the client (quartiles)", "values", "triangles", "KB")
    return Table("Every part", columns, rows, notes, samples)


def _cells(trace: Trace, arm: str) -> tuple[str, ...]:
    seconds, ratio = trace.seconds(arm), trace.ratio(arm, CLIENT)
    asked, kept = trace.samples[arm], trace.sound(arm)
    count = f"{len(kept)} of {len(asked)}"
    if seconds is None:
        return ("void: " + trace.void(arm)[0], "", count, "", "")
    sizes = [one.sizes for one in kept.values() if "triangles" in one.sizes]
    triangles = Quartiles.of([one["triangles"] for one in sizes]).median if sizes else 0
    size = Quartiles.of([one.get("wire", one["bytes"]) for one in sizes]).median / 1024 if sizes else 0
    figures = (str(seconds.times(1000)), str(ratio) if ratio is not None and arm != CLIENT else "")
    return (*figures, count, f"{triangles:.0f}" if triangles else "", three(size) if size else "")


def _stages(traces: Mapping[str, Trace]) -> Table:
    rows = []
    for name, trace in traces.items():
        kept = [one.stages for one in trace.sound(INSIDE).values() if one.stages]
        theirs = [one.stages for one in trace.sound(TESSELLATE).values() if one.stages]
        exports = [one.stages["export"] for one in trace.sound(EXPORT).values() if one.stages]
        if not kept:
            continue
        ours = {stage: Quartiles.of([one[stage] for one in kept]).median for stage in ("solid", *AFTER)}
        after = sum(ours[stage] for stage in AFTER)
        cells = [three(1000 * ours[stage]) for stage in ours] + [three(after / ours["solid"])]
        if theirs:
            solid, mesh = (Quartiles.of([one[stage] for one in theirs]).median for stage in ("solid", "tessellate"))
            export = Quartiles.of(exports).median
            cells += [three(1000 * solid), three(1000 * mesh), three(1000 * export), three(min(mesh, export) / after)]
        else:
            cells += ["", "", "", ""]
        rows.append((name, *cells))
    return Table(
        "The solid, and what comes after it (median ms)",
        (
            *("part", "solid", "mesh", "arrays", "GLB", "gzip", "after ÷ solid"),
            *("CadQuery: solid", "tessellate", "export", "the faster of these ÷ our after"),
        ),
        rows,
        (
            "Ours in one process: the template, BRepMesh_IncrementalMesh, reading and welding with normals and edges, "
            "GLB, gzip. CadQuery: the idiomatic form, then from the same solids, anew each, `tessellate(0.1, 0.1)` and "
            "`Assembly.export` with its defaults; neither welds, finds edges or compresses.",
        ),
    )


def _calls(profiles: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Table:
    rows = []
    for name, found in profiles.items():
        for arm, form in ((INSIDE, "template"), (TESSELLATE, "idiomatic")):
            if arm in found:
                calls = ", ".join(f"`{call}` {share:.0%}" for call, share in found[arm]["calls"])
                rows.append((name, form, f"{found[arm]['kernel']:.0%}", calls))
    return Table(
        "Which kernel calls the solid waits for",
        ("part", "form", "in the kernel", "the four longest, share of the build"),
        rows,
        ("One warm build under cProfile, which makes Python look slower than it is: shares are lower bounds.",),
    )
