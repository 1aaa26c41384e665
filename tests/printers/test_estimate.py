"""The estimate comes near the real slicer, quickly."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printers.errors import BrokenModel
from printers.estimate import Body, Estimate, estimate
from printers.gcode import figures, printing_seconds
from printers.planner import Axes, straight
from printers.planner import Path as Way
from printers.plate import arrange, write_3mf
from printers.profile import profile
from printers.slicers import Slicer
from printers.wave import wave_seconds
from tests.printers.parts import SHAPES, box, item


@pytest.mark.slicer
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("material", "quality"), [("pla", "standard"), ("petg", "draft")])
def test_estimate_comes_near_the_slicer(
    slicer: Slicer, tmp_path: Path, shape: str, material: str, quality: str
) -> None:
    """Filament within 8 %, time within 20 % of what the real slicer says, for each of ten shapes."""
    chosen = profile("virtual-220", material, quality)
    part = item(shape, SHAPES[shape]())
    (plate,) = arrange([part], chosen.machine)
    write_3mf(plate, tmp_path / "plate.3mf")
    path = slicer.slice(tmp_path / "plate.3mf", chosen, tmp_path / "plate.gcode").path
    grams, seconds = float(figures(path)["filament used [g]"]), printing_seconds(path)
    found = estimate([Body(part.vertices, part.faces)], chosen)
    assert found.grams == pytest.approx(grams, rel=0.08)
    assert found.seconds == pytest.approx(seconds, rel=0.2)


def test_estimate_is_quick() -> None:
    """Half of the shapes take less than 30 ms of computing."""
    chosen = profile("virtual-220", "pla", "standard")
    taken = []
    for make in SHAPES.values():
        part = item("part", make())
        begin = time.process_time()
        estimate([Body(part.vertices, part.faces)], chosen)
        taken.append(time.process_time() - begin)
    assert float(np.median(taken)) < 0.03


def test_twice_the_volume_takes_more() -> None:
    """More plastic never takes less, in each quality; thinner layers take longer."""
    small, large = item("s", box(20, 20, 10)), item("l", box(20, 20, 20))
    found: dict[str, tuple[Estimate, Estimate]] = {}
    for quality in ("draft", "standard", "fine"):
        chosen = profile("virtual-220", "pla", quality)
        found[quality] = (
            estimate([Body(small.vertices, small.faces)], chosen),
            estimate([Body(large.vertices, large.faces)], chosen),
        )
        assert found[quality][0].grams < found[quality][1].grams
        assert found[quality][0].seconds < found[quality][1].seconds
    assert found["draft"][1].seconds < found["standard"][1].seconds < found["fine"][1].seconds


def test_open_mesh_is_refused() -> None:
    """What has no inside has no weight."""
    part = item("part", box(10, 10, 10))
    with pytest.raises(BrokenModel, match="not closed"):
        estimate([Body(part.vertices, part.faces[1:])], profile("virtual-220", "pla", "standard"))


def test_a_plate_of_several_cools_while_it_prints_the_others() -> None:
    """Four small parts on a plate take less than four plates of one, and as much plastic but for the skirts."""
    chosen = profile("virtual-220", "pla", "standard")
    part = item("part", SHAPES["cone"]())
    one, four = (estimate([Body(part.vertices, part.faces, count)], chosen) for count in (1, 4))
    assert four.seconds < 3.7 * one.seconds
    assert four.grams == pytest.approx(4 * one.grams, rel=0.05)


# A busy machine is slow to draw examples; that says nothing of plans.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.floats(0.1, 40), min_size=1, max_size=30), st.floats(5, 300), st.floats(300, 8000))
def test_a_plan_keeps_what_the_machine_allows(steps: list[float], speed: float, push: float) -> None:
    """No path is done sooner than at full speed, nor sooner than accelerations from corner to corner allow."""
    turns = np.cumsum(np.arange(len(steps)) * 1.3)
    points = np.cumsum(np.column_stack([np.cos(turns), np.sin(turns)]) * np.array(steps)[:, None], axis=0)
    path = Way.of_line(np.vstack([[0.0, 0.0], points]))
    axes = Axes((push, push), (8.0, 8.0))
    took = path.seconds(np.full(len(steps), speed), push, axes)
    assert (took >= path.lengths / speed * (1 - 1e-9)).all()
    stopping = straight(path.lengths, speed, push).sum()  # which stops at every corner
    assert took.sum() <= stopping * (1 + 1e-9)


def test_a_plan_is_that_of_the_formula() -> None:
    """100 mm at 60 mm/s and 1000 mm/s² from a standstill that may jump to 8 mm/s, by hand."""
    path = Way.of_line(np.array([[0.0, 0.0], [100.0, 0.0]]))
    (took,) = path.seconds(np.array([60.0]), 1000, Axes((1000, 1000), (8, 8)))
    away = (60**2 - 8**2) / 2000  # mm to speed up, and as many to brake
    assert took == pytest.approx(2 * (60 - 8) / 1000 + (100 - 2 * away) / 60)


def test_a_wave_takes_longer_than_a_line() -> None:
    """And the more so the weaker the machine."""
    weak, strong = (wave_seconds(0.4, 0.15, 60, push, Axes((push, push), (8, 8))) for push in (300, 20_000))
    assert weak > 1.5 * strong > 1.5 / 60
