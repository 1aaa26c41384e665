"""The guard's speed on G-code, beside merely reading the file and splitting its lines."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import NotMeasured, Table, clock, interleaved, milliseconds
from benchmarks.products import PROFILE, SLIDERS, product, sliced
from printers.errors import SlicerMissing
from printers.guard import inspect
from printers.plate import Plate

ROUNDS = 9
GUARD = "guard"
LINES = "floor: read, split into lines"
WORDS = "floor: read, split into lines and words"

#: The default products, and one that takes most of a bed.
PLATES: dict[str, tuple[str, dict[str, object]]] = {
    **{slug: (slug, {}) for slug in SLIDERS},
    "large box": ("box", {"width": 190, "depth": 90, "height": 60}),
}


def measure(rounds: int) -> Iterator[Table]:
    """Every line is read by the guard before a printer sees it; this is what that costs."""
    rows, samples = [], {}
    with tempfile.TemporaryDirectory() as name:
        for title, (slug, values) in PLATES.items():
            plate = product(slug, **values).plate()
            try:
                path = sliced(plate, Path(name), title.replace(" ", "-"))
            except SlicerMissing as exc:
                raise NotMeasured(str(exc)) from exc
            lines = path.read_bytes().count(b"\n")

            def guard(path: Path = path, plate: Plate = plate) -> None:
                inspect(path, PROFILE, height=plate.height, objects=plate.names, volume=plate.volume)

            def split(path: Path = path) -> None:
                path.read_bytes().splitlines()

            def words(path: Path = path) -> None:
                for line in path.read_bytes().splitlines():
                    line.split()

            timings = interleaved({GUARD: clock(guard), LINES: clock(split), WORDS: clock(words)}, rounds)
            samples[title] = timings.seconds
            for arm in timings.seconds:
                rows.append(
                    (
                        title,
                        f"{lines}",
                        arm,
                        milliseconds(timings.median(arm)),
                        f"{lines / timings.median(arm) / 1e6:.2f}",
                        str(timings.ratio(arm, WORDS)),
                    )
                )
    yield Table(
        "The guard",
        ("G-code of", "lines", "what", "median ms", "million lines a second", "times lines and words"),
        rows,
        (f"{rounds} rounds. The guard also computes the file's SHA-256, follows the head and counts the filament.",),
        samples,
    )
