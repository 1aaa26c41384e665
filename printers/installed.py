"""What this computer has to slice with, told line by line: slicers with a self-test, and the printers they know."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from printers.errors import PrintersError
from printers.guard import inspect
from printers.plate import Item, arrange, write_3mf
from printers.profile import profile
from printers.slicers import Slicer, all_slicers
from printers.vendors import brought, listed

CUBE = 5.0  # mm


def self_test(slicer: Slicer) -> float:
    """Slice a small cube and let the guard read it; the seconds it took. Raises `PrintersError`."""
    begin = time.monotonic()
    chosen = profile("generic-200", "pla", "standard")
    (plate,) = arrange([Item("cube", *_cube())], chosen.machine)
    with tempfile.TemporaryDirectory(prefix="self-test-") as folder:
        write_3mf(plate, Path(folder) / "cube.3mf")
        sliced = slicer.slice(Path(folder) / "cube.3mf", chosen, Path(folder) / "cube.gcode", seconds=60)
        inspect(sliced.path, chosen, height=plate.height, objects=plate.names, volume=plate.volume)
    return time.monotonic() - begin


def slicers(named: str | None = None) -> Iterator[tuple[str, bool]]:
    """Each slicer that was found, in words, and whether it works."""
    for number, slicer in enumerate(all_slicers(named)):
        use = "used" if not number else "also here"
        try:
            head = f"{slicer.title} {slicer.version()} at {slicer.program} ({use})"
        except PrintersError as wrong:
            yield f"{slicer.title} at {slicer.program}: {wrong}", False
            continue
        try:
            seconds = self_test(slicer)
        except PrintersError as wrong:
            yield f"{head}\n  self-test  failed: {wrong}\n  profiles   {_brought(slicer)}", False
        else:
            said = f"a cube of {CUBE:g} mm was sliced in {seconds:.1f} s, and the guard let it pass"
            yield f"{head}\n  self-test  {said}\n  profiles   {_brought(slicer)}", True


def printers(slicer: Slicer, query: str, most: int) -> Iterator[str]:
    """The bundles' printers that a query finds; with what suits it where there is one alone."""
    found = listed(slicer, query)
    for one in found[:most]:
        yield one.machine + (f"  ({one.short})" if one.short else "")
    if len(found) > most:
        yield f"... and {len(found) - most} more; add a word to the search"
    if len(found) == 1:
        (one,) = found
        yield f"materials  {', '.join(one.materials) or 'none'}"
        yield f"qualities  draft, standard, fine, {', '.join(one.qualities) or 'none'}"


def _brought(slicer: Slicer) -> str:
    folder = slicer.bundles()
    if folder is None:
        return "it brought no vendor's bundles"
    found = brought(slicer)
    count = sum(len(bundle.printers) for bundle in found)
    return f"{count} printers of {', '.join(bundle.id for bundle in found)} in {folder}"


def _cube() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    corners = np.array([[x, y, z] for x in (0.0, CUBE) for y in (0.0, CUBE) for z in (0.0, CUBE)])
    squares = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
    return corners, np.array([t for a, b, c, d in squares for t in ((a, b, c), (a, c, d))], dtype=np.int64)
