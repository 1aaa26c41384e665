"""The simulated machine behaves like a real one, whatever happens to the processes that look at it."""

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from printers.drivers.virtual import Virtual
from printers.errors import InUse, Refused, Rejected, Unsure
from printers.faults import Faults
from printers.printer import Outcome, Phase
from printers.simulator import HostSays, Simulator
from tests.printers.conftest import Sample


class Hand:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def gcode(folder: Path, seconds: float = 100) -> Path:
    """A file that prints so long, in two layers."""
    path = folder / "source.gcode"
    half = f"G4 S{seconds / 2:g}\nG1 X2 E1\n"
    path.write_text("M140 S60\nM104 S205\nG28\nM83\n;LAYER_CHANGE\nG1 X1 F6000\n" + half + ";LAYER_CHANGE\n" + half)
    return path


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def machine(tmp_path: Path, clock: Hand) -> Simulator:
    """A machine in real time with one file on it."""
    simulator = Simulator(tmp_path / "machine", clock, speed=1)
    simulator.upload("a.gcode", gcode(tmp_path))
    return simulator


def test_print_heats_then_prints_layer_by_layer_and_cools(machine: Simulator, clock: Hand) -> None:
    """Phase, temperatures, layer and time left all follow the clock."""
    machine.start("a.gcode")
    first = machine.read()
    assert (first.phase, first.text, first.nozzle, first.nozzle_target) == (Phase.PREPARING, "Heating", 25.0, 205.0)
    clock.now += 30
    assert machine.read().nozzle == 25 + 30 * 3
    clock.now += 40  # (205 - 25) / 3 = 60 s for the nozzle, (60 - 25) / 0.6 = 58 s for the bed
    printing = machine.read()
    assert (printing.phase, printing.layer, printing.layers) == (Phase.PRINTING, 1, 2)
    assert (printing.nozzle, printing.bed) == (205, 60)
    assert printing.seconds_left == pytest.approx(90, abs=1)
    clock.now += 50
    assert machine.read().layer == 2
    clock.now += 60
    done = machine.read()
    assert (done.phase, done.progress, done.nozzle_target) == (Phase.IDLE, 1.0, 0.0)
    assert 25 < done.nozzle < 205
    assert machine.last("a.gcode") == (Outcome.DONE, 1)


def test_pause_stops_time(machine: Simulator, clock: Hand) -> None:
    """A paused print stays where it is, for hours."""
    machine.start("a.gcode")
    clock.now += 80
    machine.pause("a.gcode")
    before = machine.read()
    clock.now += 7200
    assert machine.read() == before
    assert before.phase is Phase.PAUSED
    machine.resume("a.gcode")
    assert machine.read() == replace(before, phase=Phase.PRINTING, text="Printing")


def test_print_goes_on_while_nobody_looks(machine: Simulator, clock: Hand, tmp_path: Path) -> None:
    """The end is remembered at the hour it came, by whoever opens the folder next."""
    machine.start("a.gcode")
    clock.now += 100_000
    again = Simulator(tmp_path / "machine", clock, speed=1)
    assert again.last("a.gcode") == (Outcome.DONE, 1)
    again.start("a.gcode")
    assert [line["print"] for line in again.starts()] == [1, 2]


def test_late_start_happens_later_or_is_refused(machine: Simulator, clock: Hand, tmp_path: Path) -> None:
    """A start under way arrives after its sender has gone: it prints, unless the file was deleted meanwhile."""
    machine.upload("b.gcode", gcode(tmp_path))
    machine.start_later("a.gcode", 30)
    machine.start_later("b.gcode", 3000)
    assert machine.read().phase is Phase.IDLE
    machine.delete("b.gcode")
    clock.now += 31
    assert machine.read().name == "a.gcode"
    with pytest.raises(HostSays, match="being printed"):
        machine.delete("a.gcode")
    clock.now += 4000
    machine.read()
    assert [(line["name"], line["at"]) for line in machine.starts()] == [("a.gcode", 1_000_030.0)]


async def test_every_fault_of_a_start(machine: Simulator, clock: Hand, tmp_path: Path) -> None:
    """Lost request, lost answer, late arrival and a slow host: always unsure, and the ledger knows the truth."""
    driver = Virtual(machine, clock, timeout=0.05)
    for faults, starts in (
        (Faults(lose_request=1), 0),
        (Faults(lose_answer=1), 1),
        (Faults(slow_seconds=1), 2),
        (Faults(late_start_seconds=50), 2),
    ):
        machine.set_faults(faults)
        with pytest.raises(Unsure):
            await driver.start("a.gcode")
        machine.set_faults(Faults())
        assert len(machine.starts()) == starts
        clock.now += 10_000 if not faults.late_start_seconds else 0
    assert (await driver.find("a.gcode")).kind == "ended"
    clock.now += 51
    assert (await driver.find("a.gcode")).kind == "running"
    with pytest.raises(InUse):
        await driver.discard("a.gcode")


async def test_faults_of_a_print(machine: Simulator, clock: Hand) -> None:
    """A print fails or is stopped where it was told to, once."""
    driver = Virtual(machine, clock, timeout=5)
    for faults, outcome in (
        (Faults(fail_at=0.5), Outcome.FAILED),
        (Faults(stop_at=0.1), Outcome.CANCELLED),
        (Faults(), Outcome.DONE),
    ):
        machine.set_faults(faults)
        await driver.start("a.gcode")
        clock.now += 1000
        assert (await driver.find("a.gcode")).outcome is outcome


async def test_host_never_switched_on_again_in_vain(machine: Simulator, clock: Hand) -> None:
    """After a power cut the host is idle, does not know, and prints again when told to."""
    driver = Virtual(machine, clock, timeout=5)
    await driver.start("a.gcode")
    machine.set_faults(Faults(power_cut=True))
    assert (await driver.read()).phase is Phase.IDLE
    assert (await driver.find("a.gcode")).kind == "cannot_know"
    await driver.start("a.gcode")
    assert (await driver.find("a.gcode")).kind == "running"


async def test_what_is_no_gcode_is_rejected(tmp_path: Path, clock: Hand) -> None:
    """The machine itself reads the file before it takes it."""
    driver = Virtual(Simulator(tmp_path / "machine", clock), clock, timeout=5)
    (tmp_path / "x").write_text("solid cube\nendsolid\n")
    with pytest.raises(Rejected, match="not G-code"):
        await driver.stage("x.gcode", tmp_path / "x", "0" * 64)
    assert (await driver.find("x.gcode")).kind == "not_there"


@pytest.mark.slicer
def test_real_file_has_its_real_layers(sample: Sample, tmp_path: Path, clock: Hand) -> None:
    """A sliced file takes as long as its slicer says."""
    machine = Simulator(tmp_path / "machine", clock, speed=60)
    machine.upload("real.gcode", sample.sliced.path)
    machine.start("real.gcode")
    reading = machine.read()
    assert reading.layers == 30
    assert reading.seconds_left is not None
    clock.now += reading.seconds_left - 0.01
    assert machine.read().layer == 30
    clock.now += 0.02
    assert machine.last("real.gcode") == (Outcome.DONE, 1)


def start_one(folder: Path, name: str) -> str:
    """In a process of its own: try to start."""
    machine = Simulator(folder, time.time, speed=1)
    try:
        machine.start(name)
    except HostSays as said:
        return said.words
    return "started"


def test_of_many_processes_one_starts(tmp_path: Path) -> None:
    """Eight processes start at the same moment: one print begins."""
    machine = Simulator(tmp_path / "machine", time.time, speed=1)
    names = [f"p{number}.gcode" for number in range(8)]
    for name in names:
        machine.upload(name, gcode(tmp_path, 1000))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        answers = pool.starmap(start_one, [(tmp_path / "machine", name) for name in names])
    assert answers.count("started") == 1
    assert len(machine.starts()) == 1


def lines(folder: Path) -> int:
    """How long the ledger is by now."""
    path = folder / "starts.jsonl"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_killed_at_any_moment_it_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Processes that start, cancel and delete are killed at random: every start is in the ledger, once."""
    folder = tmp_path / "machine"
    machine = Simulator(folder, time.time, speed=1)
    source = gcode(tmp_path, 1000)
    program = (
        "import sys, time; from pathlib import Path; from printers.simulator import *\n"
        "m = Simulator(Path(sys.argv[1]), time.time, 1)\n"
        "print('ready', flush=True)\n"
        "for n in range(10**6):\n"
        "    name = f'{sys.argv[3]}-{n}.gcode'\n"
        "    try: m.upload(name, Path(sys.argv[2])); m.start(name); m.cancel(name); m.delete(name)\n"
        "    except HostSays:\n"  # a dead neighbour's print may still run
        "        try: m.cancel(m.read().name)\n"
        "        except HostSays: pass\n"
    )
    for round_ in range(5):
        workers = [
            subprocess.Popen(
                [sys.executable, "-c", program, str(folder), str(source), f"r{round_}w{number}"],
                stdout=subprocess.PIPE,
                cwd=Path(__file__).parents[2],
            )
            for number in range(2)
        ]
        for worker in workers:
            assert worker.stdout is not None
            worker.stdout.readline()
        enough = lines(folder) + 3
        until = time.monotonic() + 20
        while lines(folder) < enough:
            assert time.monotonic() < until
            time.sleep(0.001)
        time.sleep(round_ * 0.007)
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
            worker.communicate()
    ledger = [json.loads(line) for line in (folder / "starts.jsonl").read_text().splitlines()]
    begun = machine.starts()
    numbers = [line["print"] for line in begun]
    assert numbers == list(range(1, len(numbers) + 1))
    assert begun[: len(ledger)] == tuple(ledger)
    assert len(numbers) >= 15
    names = [line["name"] for line in begun]
    assert len(set(names)) == len(names)
    assert machine.read().phase in (Phase.IDLE, Phase.PREPARING)


async def test_driver_does_not_hold_up_the_loop(machine: Simulator, clock: Hand) -> None:
    """While the machine thinks, other work goes on."""
    machine.set_faults(Faults(slow_seconds=0.3))
    driver = Virtual(machine, clock, timeout=5)
    begin = time.monotonic()
    await asyncio.gather(*(driver.read() for _ in range(5)))
    assert time.monotonic() - begin < 1.0


async def test_refusals_of_the_wrong_name(machine: Simulator, clock: Hand) -> None:
    """Orders for a print that does not run are refused, in the machine's words."""
    driver = Virtual(machine, clock, timeout=5)
    with pytest.raises(Refused, match="prints nothing"):
        await driver.cancel("a.gcode")
    await driver.start("a.gcode")
    with pytest.raises(Refused, match="not paused"):
        await driver.resume("a.gcode")
