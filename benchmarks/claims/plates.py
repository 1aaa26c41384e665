"""Parts on one plate, beside PrusaSlicer's own arranging of the same parts."""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
import trimesh

from benchmarks.measure import NotMeasured, Table, milliseconds, three
from benchmarks.products import PROFILE, product
from generators.library import load
from printers.errors import SlicerMissing
from printers.footprint import footprint
from printers.margins import Margins, margins
from printers.plate import Item, arrange, free_bed, write_3mf
from printers.slicers import Slicer, find_slicer

ROUNDS = 5
#: Parts to begin with; so many go on any plate.
FIRST = 5
#: A part whose box is a larger share of the bed is left out: it has a plate nearly to itself whoever lays it.
LARGEST = 0.25
BED = free_bed(PROFILE.machine, margins(PROFILE).edge)


@dataclass(frozen=True, eq=False)
class _Part:
    item: Item
    area: float
    flat: Path  # its convex hull as one layer: what PrusaSlicer arranges by, without the time to slice the part


def measure(rounds: int) -> Iterator[Table]:
    """So many shuffled lists of the catalogue's parts: how many from the front of each go on one plate."""
    try:
        slicer = find_slicer()
    except SlicerMissing as exc:
        raise NotMeasured(str(exc)) from exc
    rows, samples = [], {}
    totals = np.zeros((2, 2))
    ratios = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peer = _Peer(slicer, folder)
        parts = _parts(folder)
        for seed in range(rounds):
            shuffled = parts * 3
            random.Random(seed).shuffle(shuffled)
            theirs, ours = _most(peer.arranged, shuffled), _most(_ours, shuffled)
            both = shuffled[: min(theirs, ours)]
            took = {"theirs": peer.seconds(both), "ours": _seconds(partial(_ours, both))}
            ratios.append(took["theirs"] / took["ours"])
            used = [sum(part.area for part in shuffled[:count]) / BED.area for count in (theirs, ours)]
            totals += [[theirs, ours], used]
            samples[str(seed)] = {"parts": [theirs, ours], "used": used, **took}
            rows.append(
                (
                    f"list {seed}",
                    *(f"{count} ({share:.0%})" for count, share in zip((theirs, ours), used, strict=True)),
                    *(milliseconds(took[arm]) for arm in ("theirs", "ours")),
                    three(ratios[-1]),
                )
            )
    mean = totals / rounds
    middle = three(float(np.median(ratios)))
    rows.append(
        ("mean", *(f"{count:.1f} ({share:.0%})" for count, share in mean.T.tolist()), "", "", f"{middle} (median)")
    )
    wide, deep = BED.bounds[2] - BED.bounds[0], BED.bounds[3] - BED.bounds[1]
    yield Table(
        f"Parts on one plate, beside PrusaSlicer {slicer.version()}",
        ("", "PrusaSlicer: parts (bed used)", "ours: parts (bed used)", "PrusaSlicer ms", "ours ms", "times as fast"),
        rows,
        (
            f"The catalogue's parts at their defaults, each three times, shuffled; {wide:g} x {deep:g} mm free, 6 mm "
            "between parts. As many from the front as one plate takes; used is what their shadows cover.",
            "Times: the same parts on both sides, as many as both can lay. PrusaSlicer's is that of `-g --merge` with "
            "each part as its convex hull, one layer high, less that of the same run with `--dont-arrange`; "
            "ours is all of `arrange`, proof included. The shadows are known from before, as the hulls are to "
            "PrusaSlicer.",
        ),
        samples,
    )


def _parts(folder: Path) -> list[_Part]:
    found: list[_Part] = []
    for slug in load().templates:
        for item in product(slug).items():
            form = footprint(item.vertices, item.faces)
            wide, deep = np.ptp(item.vertices[:, :2], axis=0).tolist()
            if wide * deep > LARGEST * BED.area or any(one.item.name == item.name for one in found):
                continue
            path = folder / f"{len(found)}.stl"
            trimesh.creation.extrude_polygon(form.convex_hull.simplify(0.01), 0.2).export(path)
            found.append(_Part(item, form.area, path))
    return found


def _most(lays: Callable[[Sequence[_Part]], bool], parts: Sequence[_Part]) -> int:
    """How many from the front can be laid on one plate."""
    count = FIRST
    if not lays(parts[:count]):
        raise NotMeasured(f"{FIRST} parts did not fit")
    while count < len(parts) and lays(parts[: count + 1]):
        count += 1
    return count


def _ours(parts: Sequence[_Part]) -> bool:
    items = [
        Item(f"{number}-{part.item.name}", part.item.vertices, part.item.faces) for number, part in enumerate(parts)
    ]
    return len(arrange(items, PROFILE.machine, margins(PROFILE))) == 1


def _seconds(work: Callable[[], object]) -> float:
    """The middle one of three runs."""
    took = []
    for _ in range(3):
        began = perf_counter()
        work()
        took.append(perf_counter() - began)
    return sorted(took)[1]


class _Peer:
    """PrusaSlicer, told the free bed as its bed, without skirts."""

    def __init__(self, slicer: Slicer, folder: Path) -> None:
        self._program, self._folder = slicer.program, folder
        x0, y0, x1, y1 = BED.bounds
        plain = {
            **PROFILE.settings,
            "bed_shape": f"{x0:g}x{y0:g},{x1:g}x{y0:g},{x1:g}x{y1:g},{x0:g}x{y1:g}",
            "skirts": "0",
            "fill_density": "0%",
        }
        lines = [f"{key} = {value}".replace("\n", "\\n") for key, value in plain.items()]
        (folder / "profile.ini").write_text("\n".join(lines), encoding="utf-8")

    def arranged(self, parts: Sequence[_Part]) -> bool:
        """Whether it finds a place for all of them."""
        done = self._run(["--merge", *(str(part.flat) for part in parts)])
        if done.returncode and b"could not fit" not in done.stderr + done.stdout:
            raise NotMeasured(f"PrusaSlicer failed: {(done.stderr or done.stdout).decode(errors='replace')[-300:]}")
        return done.returncode == 0

    def seconds(self, parts: Sequence[_Part]) -> float:
        """How long it arranges: a run with arranging, less the same plate as it then lies."""
        flat = [trimesh.load_mesh(part.flat) for part in parts]
        items = [
            Item(f"{number}", np.asarray(mesh.vertices) - [0, 0, mesh.bounds[0][2]], np.asarray(mesh.faces))
            for number, mesh in enumerate(flat)
        ]
        # Where they lie does not matter for how long the rest takes, so they may lie nearer than in earnest.
        (plate,) = arrange(items, PROFILE.machine, Margins(apart=1.0))
        write_3mf(plate, self._folder / "laid.3mf")
        with_it = _seconds(partial(self.arranged, parts))
        return with_it - _seconds(partial(self._run, ["--dont-arrange", "laid.3mf"]))

    def _run(self, words: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
        command = [str(self._program), "-g", *words, "--load", "profile.ini", "-o", "out.gcode", "--loglevel", "1"]
        return subprocess.run(command, cwd=self._folder, capture_output=True, check=False)
