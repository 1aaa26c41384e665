"""The estimate comes near the real slicer, quickly."""

import time
from pathlib import Path

import numpy as np
import pytest

from printers.errors import BrokenModel
from printers.estimate import Estimate, estimate
from printers.gcode import figures, printing_seconds
from printers.plate import arrange, write_3mf
from printers.profile import profile
from printers.slicers import Slicer
from tests.printers.parts import SHAPES, box, item


@pytest.mark.slicer
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("material", "quality"), [("pla", "standard"), ("petg", "draft")])
def test_estimate_comes_near_the_slicer(
    slicer: Slicer, tmp_path: Path, shape: str, material: str, quality: str
) -> None:
    """Filament within 12 %, time within 35 % of what the real slicer says, for each of ten shapes."""
    chosen = profile("virtual-220", material, quality)
    part = item(shape, SHAPES[shape]())
    (plate,) = arrange([part], chosen.machine)
    write_3mf(plate, tmp_path / "plate.3mf")
    path = slicer.slice(tmp_path / "plate.3mf", chosen, tmp_path / "plate.gcode").path
    grams, seconds = float(figures(path)["filament used [g]"]), printing_seconds(path)
    found = estimate(part.vertices, part.faces, chosen)
    assert found.grams == pytest.approx(grams, rel=0.12)
    assert found.seconds == pytest.approx(seconds, rel=0.35)


def test_estimate_is_quick() -> None:
    """Half of the shapes take less than 30 ms of computing."""
    chosen = profile("virtual-220", "pla", "standard")
    taken = []
    for make in SHAPES.values():
        part = item("part", make())
        begin = time.process_time()
        estimate(part.vertices, part.faces, chosen)
        taken.append(time.process_time() - begin)
    assert float(np.median(taken)) < 0.03


def test_twice_the_volume_takes_more() -> None:
    """More plastic never takes less, in each quality; thinner layers take longer."""
    small, large = item("s", box(20, 20, 10)), item("l", box(20, 20, 20))
    found: dict[str, tuple[Estimate, Estimate]] = {}
    for quality in ("draft", "standard", "fine"):
        chosen = profile("virtual-220", "pla", quality)
        found[quality] = (
            estimate(small.vertices, small.faces, chosen),
            estimate(large.vertices, large.faces, chosen),
        )
        assert found[quality][0].grams < found[quality][1].grams
        assert found[quality][0].seconds < found[quality][1].seconds
    assert found["draft"][1].seconds < found["standard"][1].seconds < found["fine"][1].seconds


def test_open_mesh_is_refused() -> None:
    """What has no inside has no weight."""
    part = item("part", box(10, 10, 10))
    with pytest.raises(BrokenModel, match="not closed"):
        estimate(part.vertices, part.faces[1:], profile("virtual-220", "pla", "standard"))
