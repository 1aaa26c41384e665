"""What a print has taken of its filament is read off its own file, by whatever its host counts its progress by."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printers.printer import Phase, Snapshot, Way
from printers.spending import STEPS, Spending, spending

#: A foot of thin lines that are many bytes, and then one wide line that is most of the filament and of the time.
FOOT = "".join(f"G1 X{n % 2 * 10} Y{n / 1000:.3f} E0.01 F6000\n" for n in range(1000))
UNEVEN = f"M83\n;LAYER_CHANGE\nM73 P0\n{FOOT};LAYER_CHANGE\nM73 P10\nG1 X200 E90 F600\nM73 P90\n;LAYER_CHANGE\nG4 S1\n"


def of(folder: Path, text: str) -> Spending:
    """The spending of a file."""
    path = folder / "print.gcode"
    path.write_text(text)
    found = spending(path)
    assert found is not None
    return found


def seen(progress: float | None, layer: int | None = None, layers: int | None = None) -> Snapshot:
    """A printing printer that shows this."""
    return Snapshot(0.0, Phase.PRINTING, "", progress=progress, layer=layer, layers=layers)


@pytest.mark.parametrize(
    ("way", "progress", "share"),
    [
        ("bytes", 0.0, 0.0), ("bytes", 0.5, 0.05), ("bytes", 0.99, 0.1), ("bytes", 1.0, 1.0),
        ("told", 0.0, 0.0), ("told", 0.1, 0.1), ("told", 0.5, 0.55), ("told", 0.9, 1.0), ("told", 1.0, 1.0),
    ],
)  # fmt: skip
def test_it_is_not_even(tmp_path: Path, way: Way, progress: float, share: float) -> None:
    """At half of its bytes this one took a twentieth, at half of what it tells the printer to show more than half."""
    assert of(tmp_path, UNEVEN).share(seen(progress), way) == pytest.approx(share, abs=0.01)


def test_by_time_and_by_layer(tmp_path: Path) -> None:
    """The foot takes five sixths of the time and a tenth of the filament; a layer counts where no progress is shown."""
    found = of(tmp_path, UNEVEN)
    # 999 moves of 10 mm at 100 mm/s, 190 mm at 10 mm/s, and a second's rest.
    foot = 99.9 / (99.9 + 19 + 1)
    assert found.share(seen(foot * 0.98), "time") == pytest.approx(0.098, abs=0.005)
    assert found.share(seen(foot / 2), "time") == pytest.approx(0.05, abs=0.01)
    assert found.share(seen(None, 2, 3), "bytes") == pytest.approx(0.55, abs=0.02)
    assert found.share(seen(None), "bytes") is None


def test_what_is_not_known_is_not_made_up(tmp_path: Path) -> None:
    """No filament, no spending; no M73, the bytes count, as they do with the hosts that would follow it."""
    (tmp_path / "still.gcode").write_text("G28\nG1 X10\n")
    assert spending(tmp_path / "still.gcode") is None
    found = of(tmp_path, UNEVEN.replace("M73", "; M73"))
    assert "told" not in found.ways
    assert found.share(seen(0.5), "told") == found.share(seen(0.5), "bytes")
    assert Spending(found.plain()).ways == found.plain()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.one_of(st.floats(0.001, 5), st.just(-1.0), st.text("abc ", max_size=60)), min_size=1))
def test_by_bytes_it_is_what_the_lines_say(tmp_path: Path, lines: list[float | str]) -> None:
    """At every hundredth between what the lines before it push, retractions made up for, and what the next one does."""
    text, pushed, highest = "M83\n", 0.0, 0.0
    marks = [(0, 0.0)]
    for line in lines:
        text += f"; {line}\n" if isinstance(line, str) else f"G1 E{line:.5f} F300\n"
        pushed += 0.0 if isinstance(line, str) else round(line, 5)
        highest = max(highest, pushed)
        marks.append((len(text), highest))
    path = tmp_path / "print.gcode"
    path.write_text(text)
    found = spending(path)
    if highest <= 0:
        assert found is None
        return
    assert found is not None
    values = found.ways["bytes"]
    assert list(values) == sorted(values)
    assert (len(values), values[-1]) == (STEPS + 1, 1.0)
    risen = [mark for before, mark in itertools.pairwise(marks) if mark[1] > before[1]]
    for step, value in enumerate(values):
        at = len(text) * step / STEPS
        before = max((taken for read, taken in risen if read <= at), default=0.0)
        after = min((taken for read, taken in risen if read > at), default=highest)
        assert before / highest - 1e-4 <= value <= after / highest + 1e-4
