"""From parts to G-code that may be printed, beside the slicer alone on the same plate."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from benchmarks.measure import NotMeasured, Table, Timings, clock, interleaved, milliseconds
from benchmarks.products import PROFILE, SLIDERS, Product, product
from printers.errors import SlicerMissing
from printers.gcode import figures
from printers.guard import inspect
from printers.plate import arrange, write_3mf
from printers.slicers import Slicer, find_slicer
from server.artefacts import Artefacts

ROUNDS = 5
OURS = "ours: from stored parts to stored, guarded G-code"
BARE = "PrusaSlicer alone"
AGAIN = "PrusaSlicer alone, once more (noise)"
STAGES = ("arrange, 3MF", "slicer under limits", "guard", "store and sign")


def measure(rounds: int) -> Iterator[Table]:
    """The three default products, one plate each."""
    try:
        slicer = find_slicer()
    except SlicerMissing as exc:
        raise NotMeasured(str(exc)) from exc
    rows, stages, samples = [], [], {}
    for slug in SLIDERS:
        with tempfile.TemporaryDirectory() as name:
            step = _Step(slicer, product(slug), Path(name))
            arms = {OURS: clock(step.ours), BARE: clock(step.bare), AGAIN: clock(step.bare)}
            timings = interleaved(arms, rounds)
            same = step.same()
            spent = Timings({stage: tuple(run[stage] for run in step.spent[1:]) for stage in STAGES})
        samples[slug] = {**timings.seconds, **spent.seconds}
        for arm in arms:
            figures = (milliseconds(timings.median(arm)), str(timings.ratio(arm, BARE)))
            rows.append((slug, arm, *(figures if same else ("void: another print", ""))))
        share = [f"{spent.median(stage) / timings.median(OURS):.1%}" for stage in STAGES]
        whole = [milliseconds(spent.median(stage)) for stage in STAGES]
        stages.append((slug, *(f"{ms} ({part})" for ms, part in zip(whole, share, strict=True))))
    yield Table(
        f"Slicing with PrusaSlicer {slicer.version()}",
        ("product", "what", "median ms", "times the slicer alone"),
        rows,
        (
            f"{rounds} rounds. Alone: the program started by itself on our 3MF with our settings, at the same niceness "
            "as under limits. Void when layers differ, or filament by more than 0.1 %; the commands themselves "
            "differ a little from one run of the slicer to the next.",
        ),
        samples,
    )
    yield Table("Where our step's time goes", ("median ms (share)", *STAGES), stages)


class _Step:
    """The step of an order's way, on one product, and the slicer by itself."""

    def __init__(self, slicer: Slicer, made: Product, folder: Path) -> None:
        self._slicer, self._product, self._folder = slicer, made, folder
        self._store = Artefacts(str(folder / "artefacts"))
        self._ours, self._bare = folder / "ours.gcode", folder / "bare.gcode"
        self.spent: list[dict[str, float]] = []
        (folder / "profile.ini").write_text(PROFILE.ini(), encoding="utf-8")
        write_3mf(made.plate(), folder / "bare.3mf")

    def ours(self) -> None:
        """What the server does between an order's parts and a job in the queue, without its database."""
        marks = [perf_counter()]
        (plate,) = arrange(self._product.items(), PROFILE.machine)
        path = self._folder / "ours.3mf"
        write_3mf(plate, path)
        marks.append(perf_counter())
        self._store.file(self._store.put(path.read_bytes()), path)
        marks.append(perf_counter())
        self._slicer.slice(path, PROFILE, self._ours)
        marks.append(perf_counter())
        self._ours.write_bytes(b"; printwright order\n; printwright design\n" + self._ours.read_bytes())
        marks.append(perf_counter())
        inspect(self._ours, PROFILE, height=plate.height, objects=plate.names, volume=plate.volume)
        marks.append(perf_counter())
        self._store.put(self._ours.read_bytes())
        marks.append(perf_counter())
        laid, stored, cut, signed, guarded, kept = (end - begin for begin, end in pairwise(marks))
        self.spent.append(dict(zip(STAGES, (laid, cut, guarded, stored + signed + kept), strict=True)))

    def bare(self) -> None:
        """The slicer, started by itself."""
        words = ["-g", "bare.3mf", "--load", "profile.ini", "--dont-arrange", "--output", "bare.gcode"]
        command = ["nice", "-n", "5", str(self._slicer.program), *words, "--loglevel", "1"]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, check=False)
        if done.returncode:
            raise NotMeasured(f"the slicer alone failed: {done.stderr.decode(errors='replace')[-300:]}")

    def same(self) -> bool:
        """Whether both ways made the same print: as many layers, and the filament within 0.1 %."""
        ours, bare = _print(self._ours), _print(self._bare)
        return ours[0] == bare[0] and abs(ours[1] - bare[1]) <= 0.001 * bare[1]


def _print(path: Path) -> tuple[int, float]:
    return path.read_bytes().count(b";LAYER_CHANGE\n"), float(figures(path)["filament used [mm]"])
