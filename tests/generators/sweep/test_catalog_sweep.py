"""Everything a customer can reach of the catalogue can be printed."""

from pathlib import Path

import pytest

from generators import sweep as swept
from generators.library import CATALOG, load_file
from generators.limits import Limits
from generators.sweep.proof import ENOUGH
from generators.sweep.runner import Runner
from generators.sweep.sweeping import sweep
from generators.sweep.terminal import lines

#: What takes longest; every product has been swept whole before its proof was written.
SLOW = {"sign", "enclosure", "labels", "baseplate", "lithophane", "vase", "qr"}
FILES = [
    pytest.param(path, id=path.stem, marks=[pytest.mark.long] if path.stem in SLOW else [])
    for path in sorted(CATALOG.glob("[!_]*.py"))
]


@pytest.mark.parametrize("path", FILES)
def test_a_fast_sweep_is_clean(path: Path) -> None:
    """Defaults, presets, answers, corners, edges of rules and pairs of corners all print."""
    report = swept.fast(load_file(path))
    assert len(report.trials) >= 10
    assert report.clean, "\n".join(lines(report))


@pytest.mark.long
@pytest.mark.parametrize("path", FILES)
def test_a_full_sweep_is_clean(path: Path, limits: Limits) -> None:
    """1100 designs or all there are; none fails, none differs when built again, and no control is dead."""
    with Runner(path, limits) as runner:
        report = sweep(load_file(path), runner, limits, settings=1100)
    assert report.clean, "\n".join(lines(report))
    assert report.dead == []
    assert report.plan.exhausted or len(report.trials) >= ENOUGH
    assert report.built_twice == 6
