"""
The promises every driver keeps, as one suite; a test module inherits it and brings a `bench`.

What becomes of each case is compared with the table in `printers/README.md`.
"""

import asyncio
import contextlib
import hashlib
import time
from collections.abc import AsyncGenerator

import pytest

from printers.errors import Denied, InUse, Mismatch, NoSpace, Refused, Rejected, Unreachable, Unsure, WrongHost
from printers.naming import fresh
from printers.printer import RUNNING, Driver, Outcome, Phase, Snapshot
from tests.printers.bench import Bench, phase, staged, until


class DriverContract:
    """What holds for every driver."""

    async def test_idle_host_says_who_it_is_and_that_it_is_idle(self, bench: Bench) -> None:
        """An idle printer is idle, and its reading is of now."""
        before = time.time()
        identity, snapshot = await bench.driver.identify(), await bench.driver.read()
        assert identity.software
        assert identity.version
        assert snapshot.phase is Phase.IDLE
        assert before <= snapshot.at <= time.time()
        assert not snapshot.moving
        bench.comes_to("nothing to do", snapshot.phase)

    async def test_unknown_file_is_not_there_and_cannot_be_started(self, bench: Bench) -> None:
        """What was never uploaded is not there, is refused, and deleting it is no error."""
        name = fresh("nothing")
        assert (await bench.driver.find(name)).kind == "not_there"
        with pytest.raises(Refused):
            await bench.driver.start(name)
        await bench.driver.discard(name)
        assert (await bench.driver.find(name)).kind == "not_there"
        assert bench.starts(name) == 0

    async def test_staging_does_not_start_and_can_be_undone(self, bench: Bench) -> None:
        """A staged file lies on the host, the machine stays idle, and discarding leaves nothing."""
        name = await staged(bench, 1)
        assert (await bench.driver.find(name)).kind == "staged"
        assert (await bench.driver.read()).phase is Phase.IDLE
        await bench.driver.discard(name)
        assert (await bench.driver.find(name)).kind == "not_there"
        assert bench.starts(name) == 0

    async def test_print_runs_to_its_end_once(self, bench: Bench) -> None:
        """A started print is seen running under its own name, ends as done, and was begun exactly once."""
        name = await staged(bench, 1.5)
        await bench.driver.start(name)
        await until(bench.driver, name, "running", 5)
        running = await bench.driver.read()
        assert running.runs(name)
        assert running.progress is None or 0 <= running.progress <= 1
        seen = await until(bench.driver, name, "ended")
        assert seen.outcome is Outcome.DONE
        bench.comes_to("printed to its end", seen.outcome)
        await phase(bench.driver, Phase.IDLE)
        assert bench.starts(name) == 1

    async def test_busy_host_refuses_a_second_start_and_keeps_its_file(self, bench: Bench) -> None:
        """While one print runs or is paused another is refused, and the running file cannot be deleted."""
        first, second = await staged(bench, 30), await staged(bench, 1)
        await bench.driver.start(first)
        await until(bench.driver, first, "running", 5)
        with pytest.raises(Refused):
            await bench.driver.start(second)
        with pytest.raises(InUse):
            await bench.driver.discard(first)
        bench.comes_to("start while it prints", "refused")
        await bench.driver.pause(first)
        await phase(bench.driver, Phase.PAUSED)
        with pytest.raises(Refused):
            await bench.driver.start(second)
        bench.comes_to("start while it is paused", "refused")
        assert (await bench.driver.find(first)).kind == "running"
        await bench.driver.resume(first)
        await phase(bench.driver, Phase.PREPARING, Phase.PRINTING)
        assert (await bench.driver.find(second)).kind == "staged"
        assert (bench.starts(first), bench.starts(second)) == (1, 0)

    async def test_orders_reach_only_the_print_they_name(self, bench: Bench) -> None:
        """Pause, resume and cancel of another name are refused, and the running print runs on."""
        running, other = await staged(bench, 30), await staged(bench, 1)
        await bench.driver.start(running)
        await until(bench.driver, running, "running", 5)
        for order in (bench.driver.pause, bench.driver.resume, bench.driver.cancel):
            with pytest.raises(Refused):
                await order(other)
        assert (await bench.driver.read()).runs(running)

    async def test_cancelled_here(self, bench: Bench) -> None:
        """A cancelled print ends early and stays ended; a host that cannot tell says failed, never done."""
        name = await staged(bench, 30)
        await bench.driver.start(name)
        await until(bench.driver, name, "running", 5)
        await bench.driver.cancel(name)
        seen = await until(bench.driver, name, "ended")
        knows = bench.driver.limits().knows_cancelled
        assert seen.outcome is (Outcome.CANCELLED if knows else Outcome.FAILED)
        bench.comes_to("cancelled by us", seen.outcome)
        await phase(bench.driver, Phase.IDLE)
        with pytest.raises(Refused):
            await bench.driver.cancel(name)

    async def test_emergency_stop_reaches_whatever_runs(self, bench: Bench) -> None:
        """Told until it has: nothing prints any more, and what it reaches and becomes of the print is as stated."""
        name = await staged(bench, 30)
        await bench.driver.start(name)
        await until(bench.driver, name, "running", 5)
        end = time.monotonic() + 60
        while (snapshot := await bench.driver.read()).phase in RUNNING:
            with contextlib.suppress(Refused):
                await bench.driver.stop()
            assert time.monotonic() < end, snapshot
            await asyncio.sleep(0.2)
        seen = await until(bench.driver, name, "ended")
        reached = "the print" if bench.driver.limits().stops == "print" else f"the machine ({snapshot.phase})"
        bench.comes_to("emergency stop", reached, seen.outcome)

    async def test_stopped_by_a_person_at_the_machine(self, bench: Bench) -> None:
        """A print stopped at the machine is never taken for a finished one."""
        name = await staged(bench, 30)
        await bench.driver.start(name)
        await until(bench.driver, name, "running", 5)
        await asyncio.to_thread(bench.stopped_by_a_person)
        seen = await until(bench.driver, name, "ended")
        assert seen.outcome in (Outcome.CANCELLED, Outcome.FAILED)
        bench.comes_to("stopped by a person at the machine", seen.outcome)

    async def test_what_breaks_in_mid_print_is_no_finished_print(self, bench: Bench) -> None:
        """A print that ended by a fault failed, and was begun once."""
        name = await staged(bench, 30)
        await bench.driver.start(name)
        await until(bench.driver, name, "running", 5)
        await asyncio.to_thread(bench.fails)
        seen = await until(bench.driver, name, "ended")
        bench.comes_to("something breaks in mid-print", seen.outcome)
        assert bench.starts(name) == 1

    async def test_host_without_printer_is_unavailable_and_refuses(self, bench: Bench) -> None:
        """Host yes, printer no: that is neither idle nor silence, and a start surely does not happen."""
        name = await staged(bench, 1)
        with bench.printer_gone():
            assert (await bench.driver.read()).phase is Phase.UNAVAILABLE
            with pytest.raises(Refused):
                await bench.driver.start(name)
            bench.comes_to("host without its printer", (await bench.driver.read()).phase, "refused")
        await phase(bench.driver, Phase.IDLE)
        assert bench.starts(name) == 0

    async def test_silence_is_a_reading_and_a_start_into_it_surely_did_not_happen(self, bench: Bench) -> None:
        """Nobody answers: reading says so, looking raises, starting is refused, not unsure."""
        driver = bench.without_host()
        try:
            assert (await driver.read()).phase is Phase.UNREACHABLE
            assert (await anext(aiter(driver.watch()))).phase is Phase.UNREACHABLE
            for question in (driver.identify(), driver.find("a.gcode"), driver.discard("a.gcode")):
                with pytest.raises(Unreachable):
                    await question
            with pytest.raises(Refused):
                await driver.start("a.gcode")
            bench.comes_to("nobody at the address", (await driver.read()).phase, "refused")
        finally:
            await driver.close()

    async def test_wrong_key_is_denied(self, bench: Bench) -> None:
        """A refused key is its own error everywhere, and a start with it surely did not happen."""
        name, file = await staged(bench, 1), bench.gcode(1)
        driver = bench.with_wrong_key()
        try:
            sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
            for question in (
                driver.identify(),
                driver.read(),
                driver.find(name),
                driver.discard(name),
                driver.stage(fresh("denied"), file, sha256),
            ):
                with pytest.raises(Denied):
                    await question
            with pytest.raises(Refused):
                await driver.start(name)
        finally:
            await driver.close()
        bench.comes_to("wrong key", "denied")
        assert bench.starts(name) == 0

    async def test_another_kind_of_host_is_told_apart(self, bench: Bench) -> None:
        """Something else at the address is the wrong host: not silence, and no idle printer."""
        async with bench.before_another_kind() as driver:
            for question in (driver.identify(), driver.read()):
                with pytest.raises(WrongHost):
                    await question
        bench.comes_to("something else at the address", "wrong host")

    async def test_lost_answer_is_unsure_and_the_host_tells_the_truth(self, bench: Bench) -> None:
        """When the answer to a start is lost the driver is unsure; looking finds the print; it began once."""
        name = await staged(bench, 30)
        async with bench.losing_answers() as driver:
            with pytest.raises(Unsure):
                await driver.start(name)
        seen = await until(bench.driver, name, "running", 5)
        assert (await bench.driver.read()).runs(name)
        bench.comes_to("answer to a start lost", "unsure", seen.kind)
        assert bench.starts(name) == 1

    async def test_of_two_starts_at_once_one_prints(self, bench: Bench) -> None:
        """Whatever the host answers to two starts in the same moment, it never prints both."""
        names = [await staged(bench, 30), await staged(bench, 30)]
        answers = await asyncio.gather(*(bench.driver.start(name) for name in names), return_exceptions=True)
        assert all(answer is None or isinstance(answer, (Refused, Unsure)) for answer in answers), answers
        await asyncio.sleep(1)
        running = [(await bench.driver.find(name)).kind for name in names].count("running")
        assert running == ((await bench.driver.read()).phase in RUNNING)
        assert max(map(bench.starts, names)) <= 1
        bench.comes_to("two starts in the same moment", "one prints" if running else "neither prints")

    async def test_same_name_twice_is_rejected(self, bench: Bench) -> None:
        """A name is used once: the second upload is rejected, and the first file is as it was."""
        name = await staged(bench, 1)
        other = bench.gcode(2)
        with pytest.raises(Rejected):
            await bench.driver.stage(name, other, hashlib.sha256(other.read_bytes()).hexdigest())
        await bench.driver.start(name)
        assert (await until(bench.driver, name, "ended")).outcome is Outcome.DONE

    async def test_bytes_are_verified(self, bench: Bench) -> None:
        """A file that is not the one promised is a mismatch, and nothing of it stays."""
        name = fresh("other")
        with pytest.raises(Mismatch):
            await bench.driver.stage(name, bench.gcode(1), "0" * 64)
        assert (await bench.driver.find(name)).kind == "not_there"

    @pytest.mark.parametrize("name", ["UPPER.gcode", "a b.gcode", "../a.gcode", "a.exe", "ä.gcode", ".gcode"])
    async def test_names_that_break_the_rule_are_rejected(self, bench: Bench, name: str) -> None:
        """Only short plain names reach a host."""
        with pytest.raises(Rejected):
            await bench.driver.stage(name, bench.gcode(1), "0" * 64)

    async def test_full_disk_leaves_no_stump(self, bench: Bench) -> None:
        """When the host runs out of space the half file is deleted and said to be."""
        name, file = fresh("big"), bench.big()
        with bench.full_disk(), pytest.raises(NoSpace) as caught:
            await bench.driver.stage(name, file, hashlib.sha256(file.read_bytes()).hexdigest())
        assert caught.value.deleted
        seen = await bench.driver.find(name)
        assert seen.kind == "not_there"
        bench.comes_to("full disk", "no space", seen.kind)

    async def test_upload_cut_off_leaves_nothing_to_print(self, bench: Bench) -> None:
        """A line that dies in mid-upload is worth another try, and no half file lies there under the name."""
        name, file = fresh("cut"), bench.gcode(60)
        async with bench.cutting_off() as driver:
            with pytest.raises(Unreachable) as caught:
                await driver.stage(name, file, hashlib.sha256(file.read_bytes()).hexdigest())
            assert caught.value.retryable
        seen = await bench.driver.find(name)
        bench.comes_to("upload cut off", "unreachable", seen.kind)
        assert seen.kind == "not_there"

    async def test_upload_with_a_piece_missing_is_noticed(self, bench: Bench) -> None:
        """The host took a shorter file for a whole one: said, and nothing of it stays."""
        name, file = fresh("short"), bench.gcode(60)
        async with bench.shortening() as driver:
            with pytest.raises(Mismatch):
                await driver.stage(name, file, hashlib.sha256(file.read_bytes()).hexdigest())
        seen = await bench.driver.find(name)
        assert seen.kind == "not_there"
        bench.comes_to("upload with a piece missing", "mismatch", seen.kind)

    async def test_upload_mixed_up_is_noticed(self, bench: Bench) -> None:
        """What arrived is not what was sent: said, and nothing of it stays."""
        name, file = fresh("mixed"), bench.gcode(60)
        async with bench.mixing_up() as driver:
            with pytest.raises(Mismatch):
                await driver.stage(name, file, hashlib.sha256(file.read_bytes()).hexdigest())
        seen = await bench.driver.find(name)
        assert seen.kind == "not_there"
        bench.comes_to("upload mixed up", "mismatch", seen.kind)

    async def test_host_switched_off_in_mid_print_does_not_know(self, bench: Bench) -> None:
        """A host that lost its memory is asked about a start: it cannot know, and never says done."""
        name = await staged(bench, 30)
        before = time.time()
        await bench.driver.start(name)
        await until(bench.driver, name, "running", 5)
        await asyncio.to_thread(bench.switched_off_in_mid_print)
        seen = await bench.driver.find(name, before)
        assert seen.kind == "cannot_know"
        bench.comes_to("power gone in mid-print", seen.kind)
        await phase(bench.driver, Phase.IDLE)

    async def test_program_of_the_host_killed_in_mid_print(self, bench: Bench) -> None:
        """Where the machine prints on without its host's program, it is found again and followed to its end."""
        name = await staged(bench, 30)
        before = time.time()
        await bench.driver.start(name)
        await until(bench.driver, name, "running", 5)
        await asyncio.to_thread(bench.program_killed)
        seen = await bench.driver.find(name, before)
        outcome = (await until(bench.driver, name, "ended", 120)).outcome if seen.kind == "running" else "lost"
        bench.comes_to("program of the host killed in mid-print", seen.kind, outcome)
        assert bench.starts(name) == 1

    async def test_watching_follows_a_print(self, bench: Bench) -> None:
        """Readings come by themselves, in order, from idle to printing and back."""
        name, seen = await staged(bench, 1.5), []
        await bench.driver.start(name)
        async with contextlib.aclosing(_watch(bench.driver)) as readings:
            async for snapshot in readings:
                seen.append(snapshot)
                if snapshot.phase not in RUNNING:
                    break
        assert seen[0].runs(name)
        assert [reading.at for reading in seen] == sorted({reading.at for reading in seen})


async def _watch(driver: Driver) -> AsyncGenerator[Snapshot, None]:
    async for snapshot in driver.watch():
        yield snapshot
