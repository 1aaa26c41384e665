"""
The virtual printer: a machine without plastic, for demonstrations and tests.

    driver = "virtual"
    address = "/var/lib/printwright/printers/one"   # a folder; it is made when it is not there
    options = { speed = 60 }                        # how many times faster than a real machine

Nothing goes over a wire: the driver asks `Simulator`, which keeps the machine's life in that folder.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from printers.errors import Denied, InUse, Mismatch, NoSpace, Refused, Rejected, Unreachable, Unsure
from printers.portrait import portrait
from printers.printer import RUNNING, Clock, DriverLimits, Identity, Outcome, Phase, Printer, Seen, Snapshot
from printers.simulator import FORGOTTEN, HostSays, Simulator
from printers.steady import steady
from printers.watching import readings

T = TypeVar("T")


def connect(printer: Printer, clock: Clock) -> "Virtual":
    """The driver of one virtual printer."""
    speed = float(str(printer.options.get("speed", 60)))
    timeout = float(str(printer.options.get("timeout", 5)))
    folder = Path(printer.address)
    # The machine is not this computer, and does not print faster when somebody sets this computer's clock.
    return Virtual(Simulator(folder, steady(folder), speed), clock, timeout)


class Virtual:
    """Speaks to a simulated machine as a driver speaks to a real one."""

    def __init__(self, machine: Simulator, clock: Clock, timeout: float) -> None:
        self.machine = machine
        self._clock = clock
        self._timeout = timeout

    def limits(self) -> DriverLimits:
        """Quick to ask, for it is not far."""
        return DriverLimits(poll_seconds=0.25, idle_poll_seconds=1.0, start_window_seconds=2.0, progress_by="time")

    async def identify(self) -> Identity:
        """Always the same machine."""
        await self._knock()
        return Identity("Virtual printer", "1")

    async def read(self) -> Snapshot:
        """One reading; silence is a reading too."""
        try:
            await self._knock()
            seen = await self._ask(self.machine.read)
        except Unreachable as silence:
            return Snapshot(self._clock(), Phase.UNREACHABLE, silence.why)
        return Snapshot(
            at=self._clock(),
            phase=seen.phase,
            text=seen.text,
            remote=seen.name,
            remote_job=None if seen.job is None else str(seen.job),
            progress=seen.progress,
            seconds_left=seen.seconds_left,
            layer=seen.layer,
            layers=seen.layers,
            temperatures={
                "nozzle": seen.nozzle,
                "nozzle_target": seen.nozzle_target,
                "bed": seen.bed,
                "bed_target": seen.bed_target,
            },
            moving=seen.phase is Phase.PRINTING,
        )

    def watch(self) -> AsyncIterator[Snapshot]:
        """Polled."""
        return readings(self, self._clock)

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """Upload and compare SHA-256."""
        if not self.limits().accepts(name):
            raise Rejected(name, "the name breaks the rule of this driver")
        await self._knock()
        faults = self.machine.faults()
        if faults.cut_upload:
            self.machine.set_faults(replace(faults, cut_upload=faults.cut_upload - 1))
            raise Unreachable(str(self.machine.folder), "the line went dead in mid-upload")
        try:
            await self._ask(self.machine.upload, name, file)
        except HostSays as said:
            if said.code == 507:
                await self.discard(name)
                raise NoSpace(name, deleted=True) from said
            raise Rejected(name, said.words) from said
        theirs = await self._ask(self.machine.sha256, name)
        if theirs != sha256:
            await self.discard(name)
            raise Mismatch(name, sha256, theirs or "nothing")

    async def start(self, name: str) -> None:
        """One start, with the faults that were asked for."""
        faults = self.machine.faults()
        if faults.offline or faults.refuse_key:
            raise Refused(name, "the network is gone" if faults.offline else "the key was refused")
        if faults.lose_request:
            self.machine.set_faults(replace(faults, lose_request=faults.lose_request - 1))
            raise Unsure(name, "no answer came")
        if faults.late_start_seconds:
            self.machine.set_faults(replace(faults, late_start_seconds=0.0))
            await self._ask(self.machine.start_later, name, faults.late_start_seconds)
            raise Unsure(name, "no answer came")
        if faults.lose_answer:
            self.machine.set_faults(replace(faults, lose_answer=faults.lose_answer - 1))
        try:
            await self._ask(self.machine.start, name)
        except HostSays as said:
            raise Refused(name, said.words) from said
        except Unreachable as silence:
            raise Unsure(name, silence.why) from silence
        await asyncio.sleep(min(faults.slow_seconds, self._timeout))
        if faults.lose_answer or faults.slow_seconds >= self._timeout:
            raise Unsure(name, "no answer came")

    async def find(self, name: str, since: float | None = None) -> Seen:  # noqa: ARG002  # it remembers all
        """From the machine's memory, which outlives the file."""
        await self._knock()
        last = await self._ask(self.machine.last, name)
        if last is None:
            if await self._ask(self.machine.sha256, name) is None:
                return Seen("not_there", "the host has neither the file nor a memory of it")
            return Seen("staged", "the host has the file and no print of it")
        outcome, number = last
        if outcome is None:
            return Seen("running", f"print {number} has this file in hand")
        if outcome == FORGOTTEN:
            return Seen("cannot_know", "the host was switched off while it printed this file")
        return Seen("ended", f"print {number} ended as {outcome}", Outcome(outcome))

    async def pause(self, name: str) -> None:
        """Pause at once."""
        await self._tell(self.machine.pause, name)

    async def resume(self, name: str) -> None:
        """Go on at once."""
        await self._tell(self.machine.resume, name)

    async def cancel(self, name: str) -> None:
        """Stop at once."""
        await self._tell(self.machine.cancel, name)

    async def stop(self) -> None:
        """The machine stands still at once; it is switched off and on a while later."""
        await self._knock()
        await self._ask(self.machine.halt)

    async def discard(self, name: str) -> None:
        """Delete, then look."""
        await self._knock()
        try:
            await self._ask(self.machine.delete, name)
        except HostSays as said:
            raise InUse(name) from said
        if await self._ask(self.machine.sha256, name) is not None:
            raise Rejected(name, "the file is still there after it was deleted")

    async def picture(self) -> bytes | None:
        """Drawn, after what the machine does."""
        await self._knock()
        seen = await self._ask(self.machine.read)
        return await self._ask(portrait, seen.progress if seen.phase in RUNNING else None, self._clock(), seen.nozzle)

    async def close(self) -> None:
        """Nothing is held."""

    async def _tell(self, order: Callable[[str], None], name: str) -> None:
        await self._knock()
        try:
            await self._ask(order, name)
        except HostSays as said:
            raise Refused(name, said.words) from said

    async def _knock(self) -> None:
        faults = self.machine.faults()
        address = str(self.machine.folder)
        if faults.offline:
            raise Unreachable(address, "the network is gone")
        await asyncio.sleep(min(faults.slow_seconds, self._timeout))
        if faults.slow_seconds >= self._timeout:
            raise Unreachable(address, f"no answer within {self._timeout:g} s")
        if faults.refuse_key:
            raise Denied(address)

    async def _ask(self, question: Callable[..., T], *words: object) -> T:
        # The folder is on a disk and behind a lock: the event loop must not wait for either.
        faults = self.machine.faults()
        if faults.cut_before or faults.cut_after:
            left = replace(faults, cut_before=max(0, faults.cut_before - 1), cut_after=max(0, faults.cut_after - 1))
            self.machine.set_faults(left)
        if faults.cut_before == 1:
            raise Unreachable(str(self.machine.folder), "the line went dead before the request")
        answer = await asyncio.to_thread(question, *words)
        if faults.cut_after == 1:
            raise Unreachable(str(self.machine.folder), "the line went dead before the answer")
        return answer
