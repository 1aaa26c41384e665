"""A machine's own clock goes on evenly, whatever becomes of the clock of the computer that it is simulated on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from printers.steady import running, steady


def test_it_goes_on_when_the_computers_clock_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It begins with the computer's time; after that no jump of it is seen, by this process or by one that comes."""
    first = steady(tmp_path / "machine")
    assert abs(first() - time.time()) < 60
    before, began = first(), running()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 86_400)
    again = steady(tmp_path / "machine")
    for clock in (first, again):
        assert before <= clock() <= before + (running() - began) + 0.001


def test_another_run_of_the_computer_is_another_count(tmp_path: Path) -> None:
    """What an earlier run had counted from is forgotten with it."""
    steady(tmp_path)
    (file,) = tmp_path.glob("clock-*")
    old = file.rename(tmp_path / "clock-of-an-earlier-run")
    assert abs(steady(tmp_path)() - time.time()) < 60
    assert not old.exists()
    assert [path.name for path in tmp_path.glob("clock-*")] == [file.name]
