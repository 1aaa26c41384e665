"""The estimate before slicing, beside the slicer itself on the catalogue and three printers."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.measure import ROOT, NotMeasured, Table
from benchmarks.slices import PRINTERS, Setting, settings, truth
from printers.errors import PlateFull, PrintersError, SlicerMissing
from printers.estimate import GRAMS_TOLERANCE, SECONDS_TOLERANCE, Body, estimate
from printers.slicers import find_slicer

LONG = True  # some two hundred slices, about forty minutes; each is made once and remembered in .bench/slices
ROUNDS = 1
PAGE = ROOT / "docs" / "estimate.md"
BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"


@dataclass(frozen=True)
class Row:
    """One setting on one printer: how far the estimate is off, as parts of the slicer's figure."""

    product: str
    which: str
    printer: str
    grams: float
    seconds: float
    grams_off: float
    seconds_off: float


def measure(rounds: int, only: Collection[str] = ()) -> Iterator[Table]:  # noqa: ARG001  # the same every round
    """Three settings of each product, or those of some products; the tables of all are also written to the page."""
    try:
        slicer = find_slicer()
        version = slicer.version()
    except SlicerMissing as exc:
        raise NotMeasured(str(exc)) from exc
    rows: list[Row] = []
    left: list[str] = []
    for setting in settings():
        if only and setting.product not in only:
            continue
        for printer, chosen in PRINTERS.items():
            print(f"{setting.product}, {setting.which}, {printer}", file=sys.stderr, flush=True)
            try:
                told = truth(setting, chosen, slicer)
            except PlateFull:
                left.append(f"{setting.product}, {setting.which}: does not fit {printer}")
                continue
            except PrintersError as exc:
                left.append(f"{setting.product}, {setting.which}, {printer}: {exc}")
                continue
            found = estimate(bodies(setting), chosen)
            off = found.grams / told.grams - 1, found.seconds / told.seconds - 1
            rows.append(Row(setting.product, setting.which, printer, told.grams, told.seconds, *off))
    if not rows:
        raise NotMeasured("no setting was sliced")
    tables = [_summary(rows, version, left), _each(rows)]
    if not only:
        page = PAGE.read_text(encoding="utf-8")
        text = f"{BEGIN}\n\n" + "\n".join(table.markdown() for table in tables) + f"\n{END}"
        PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: text, page, flags=re.S), encoding="utf-8")
    yield from tables


def bodies(setting: Setting) -> list[Body]:
    """What is estimated of a setting: all its parts on a plate."""
    return [Body(piece.vertices, piece.faces, piece.quantity, piece.spiral) for piece in setting.pieces]


def _summary(rows: Sequence[Row], version: str, left: Sequence[str]) -> Table:
    lines = []
    for printer in (*PRINTERS, "all"):
        here = [row for row in rows if printer in (row.printer, "all")]
        if not here:
            continue
        grams = np.abs([row.grams_off for row in here])
        seconds = np.abs([row.seconds_off for row in here])
        within = [f"{np.mean(grams <= GRAMS_TOLERANCE):.0%}", f"{np.mean(seconds <= SECONDS_TOLERANCE):.0%}"]
        lines.append((printer, str(len(here)), *_spread(grams), within[0], *_spread(seconds), within[1]))
    kinds = len({(row.product, row.which) for row in rows})
    return Table(
        f"{kinds} settings of {len({row.product for row in rows})} products, sliced by PrusaSlicer {version}",
        (
            "printer",
            "slices",
            *("filament: median error", "nine of ten", "worst", f"within {GRAMS_TOLERANCE:.0%}"),
            *("time: median error", "nine of ten", "worst", f"within {SECONDS_TOLERANCE:.0%}"),
        ),
        lines,
        tuple(f"Left out: {one}" for one in left),
    )


def _spread(errors: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[str, str, str]:
    return f"{np.median(errors):.1%}", f"{np.quantile(errors, 0.9):.1%}", f"{errors.max():.1%}"


def _each(rows: Sequence[Row]) -> Table:
    return Table(
        "Each of them",
        ("product", "setting", "printer", "sliced g", "estimate", "sliced min", "estimate"),
        [
            (
                row.product,
                row.which,
                row.printer,
                f"{row.grams:.1f}",
                f"{row.grams_off:+.1%}",
                f"{row.seconds / 60:.0f}",
                f"{row.seconds_off:+.1%}",
            )
            for row in rows
        ],
    )
