"""What machines behind hosts write down of their own is read as what was physically printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

import pytest

from tests.hosts.duet import DuetHost
from tests.hosts.mk3 import Ledger
from tests.reliability.hostmachine import HostMachine
from tests.reliability.machines import Print

LINES = 7


class Machine(HostMachine):
    """Only a ledger."""

    ends: ClassVar = {"complete": "done"}

    def __init__(self, folder: Path) -> None:
        super().__init__("bench")
        self.ledger, self.memory = folder / "machine.jsonl", folder


def test_starts_and_ends_are_told_apart(tmp_path: Path) -> None:
    """Every start counts, also under a name that was there before; an end belongs to the last start of its name."""
    lines = [{"name": "a"}, {"name": "a", "end": "complete"}, {"name": "a"}, {"name": "b"}, {"name": "b", "end": "x"}]
    machine = Machine(tmp_path)
    assert machine.prints() == []
    assert machine.idle()
    machine.ledger.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert machine.prints() == [Print(0, "a", "done"), Print(1, "a", None), Print(2, "b", "x")]


@pytest.mark.parametrize(("made", "how", "end"), [(LINES, "done", "done"), (3, "done", "cancelled"), (3, "x", "x")])
def test_the_machine_on_a_line_knows_what_it_prints(tmp_path: Path, made: int, how: str, end: str) -> None:
    """By the one file that is held open; done is only what came whole, whatever whoever sends it says."""
    ledger = Ledger(tmp_path / "machine.jsonl", tmp_path / "gcodes")
    (tmp_path / "gcodes").mkdir()
    file = tmp_path / "gcodes" / "a.gcode"
    file.write_text("; a comment\n" + "G1 X1 ; moves\n" * LINES + "\n")
    with file.open():
        ledger.begin()
        for _ in range(made):
            ledger.made()
        ledger.paused = True
        ledger.begin()  # goes on
        ledger.end(how)
        ledger.end("done")  # of nothing
    lines = [json.loads(line) for line in (tmp_path / "machine.jsonl").read_text().splitlines()]
    assert lines == [{"name": "a.gcode"}, {"name": "a.gcode", "end": end}]


def test_the_modelled_duet_writes_every_end(tmp_path: Path) -> None:
    """Stopped, broken off, stopped by emergency, forgotten with its power: each start has its one end."""
    host = DuetHost(tmp_path, sbc=False)
    machine = host.machine
    (machine.files / "a.gcode").write_text("G4 P60000\n")
    try:
        for end in ("abort", "power", "M112"):
            machine.gcode('M32 "0:/gcodes/a.gcode"')
            {"abort": machine.abort, "power": machine.power}.get(end, lambda: machine.gcode("M112"))()
            machine.power()
    finally:
        host.close()
    lines = [json.loads(line) for line in (tmp_path / "machine.jsonl").read_text().splitlines()]
    assert [line.get("end") for line in lines] == [None, "failed", None, "forgotten", None, "failed"]
