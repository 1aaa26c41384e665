"""Mending 200 bad settings drawn from a seed across the catalogue: how many, how fast, how far."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import Any

from benchmarks.measure import ROOT, Table, load, machine
from generators.library import load as load_catalogue

LONG = True
ROUNDS = 20  # tens of settings
_SEED = 5
_KEPT = ROOT / ".bench" / "mend.jsonl"  # each setting as soon as it is mended: a run that is broken off goes on there
_PAGE = ROOT / "docs" / "mending.md"
_BEGIN, _END = "<!-- figures -->", "<!-- end of figures -->"
_COLUMNS = ("", "settings", "mended", "prints", "tried", "s, median", "s, p90", "lines", "distance")

Record = dict[str, Any]


def measure(rounds: int) -> Iterator[Table]:
    """Mend ten settings a round, in a warm process for each core; the page is written when all are done."""
    count = 10 * rounds
    records = {one["number"]: one for one in _kept()}
    missing = [number for number in range(count) if number not in records]
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load_catalogue()  # before the fork: a worker is warm
    _KEPT.parent.mkdir(exist_ok=True)
    with get_context("fork").Pool(workers) as pool, _KEPT.open("a", encoding="utf-8") as kept:
        for record in pool.imap_unordered(mended, missing):
            records[record["number"]] = record
            kept.write(json.dumps(record, ensure_ascii=False) + "\n")
            kept.flush()
            print(f"{len(records)} of {count}: {_told(record)}", file=sys.stderr, flush=True)
    drawn = [records[number] for number in range(count) if records[number]["product"]]
    tables = list(tabled(drawn))
    _written(tables, len(drawn))
    yield from tables


def mended(number: int) -> Record:
    """Draw one bad setting and mend it; seconds are the processor's beside those of the clock on the wall."""
    from benchmarks.flawed import bad_setting
    from generators.mending import Form, mend

    bad = bad_setting(number, _SEED)
    if bad is None:
        return {"number": number, "product": ""}
    processor, wall = time.process_time(), time.perf_counter()
    # A machine that others use must not end a search early: what is allowed is the processor's time.
    found = mend(bad.template, bad.values, bad.limits, clock=time.process_time)
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    return {
        "number": number,
        "source": bad.source,
        "printer": bad.printer,
        "product": bad.template.slug,
        "worst": max(bad.trial.flaws, key=lambda flaw: flaw.weight).code,
        "blocked": bad.trial.counts[1] > 0,
        "found": len(bad.trial.flaws),
        "prints": found.prints,
        "clean": found.clean,
        "finished": found.finished,
        "evaluations": found.evaluations,
        "processor": round(processor, 3),
        "wall": round(wall, 3),
        "distance": round(Form(bad.template, bad.limits).distance(found.values, bad.values), 4),
        "lines": [change.words for change in found.changes],
        "left": sorted({f"{flaw.severity} {flaw.code}" for flaw in found.left}),
        "values": bad.values,
    }


def tabled(records: Sequence[Record]) -> Iterator[Table]:
    """Give the tables of these settings."""
    yield Table("All", _COLUMNS, [_row("all", records)], _notes(records), {"records": list(records)})
    groups: list[tuple[str, Callable[[Record], str]]] = [
        ("By where they come from", lambda one: f"{one['source']}: {one['printer']}"),
        ("By worst finding", lambda one: f"`{one['worst']}`"),
        ("By product", lambda one: str(one["product"])),
    ]
    for title, name in groups:
        names = sorted({name(one) for one in records})
        rows = [_row(each, [one for one in records if name(one) == each]) for each in names]
        yield Table(title, _COLUMNS, rows)
    failed = [one for one in records if not one["clean"]]
    rows = [
        (str(one["number"]), one["product"], one["printer"], ", ".join(one["left"]), _ending(one)) for one in failed
    ]
    if rows:
        yield Table("Not mended", ("number", "product", "printer", "left", "how it ended"), rows)


def _row(name: str, records: Sequence[Record]) -> tuple[str, ...]:
    count = len(records)
    seconds = sorted(one["processor"] for one in records)
    return (
        name,
        str(count),
        f"{sum(one['clean'] for one in records) / count:.1%}",
        f"{sum(one['prints'] for one in records) / count:.1%}",
        f"{statistics.median(one['evaluations'] for one in records):g}",
        f"{statistics.median(seconds):.2f}",
        f"{seconds[min(count - 1, int(0.9 * count))]:.2f}",
        f"{statistics.median(len(one['lines']) for one in records):g}",
        f"{statistics.median(one['distance'] for one in records):.2f}",
    )


def _notes(records: Sequence[Record]) -> list[str]:
    blocked = [one for one in records if one["blocked"]]
    freed = sum(one["prints"] for one in blocked)
    wall = statistics.median(one["wall"] for one in records)
    return [
        f"{len(blocked)} of them had an error; {freed} of these print after it.",
        f"Seconds are the processor's, of one process; the median on the wall was {wall:.1f} s on this machine then.",
    ]


def _ending(record: Record) -> str:
    return "the search ended" if record["finished"] else "no more might be tried"


def _told(record: Record) -> str:
    if not record["product"]:
        return "no bad setting was found"
    verdict = "mended" if record["clean"] else f"left: {', '.join(record['left'])}"
    return (
        f"{record['product']} ({record['printer']}), {record['evaluations']} tried, {record['processor']} s, {verdict}"
    )


def _kept() -> Iterator[Record]:
    if _KEPT.exists():
        yield from (json.loads(line) for line in _KEPT.read_text(encoding="utf-8").splitlines() if line)


def _written(tables: Sequence[Table], count: int) -> None:
    """Put the tables into the page, between its marks."""
    before, _, rest = _PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    when = f"{count} settings, seed {_SEED}, {time.strftime('%Y-%m-%d')}: {machine()}"
    head = f"{when}. Load over 1 and 5 minutes: {load()}."
    figures = "\n".join(table.markdown() for table in tables)
    _PAGE.write_text(f"{before}{_BEGIN}\n{head}\n\n{figures}\n{_END}{after}", encoding="utf-8")
