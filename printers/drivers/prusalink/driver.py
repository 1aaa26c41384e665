"""What is asked of a printer, in the words of PrusaLink."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from printers.drivers.prusalink.files import Files
from printers.drivers.prusalink.status import ENDS, Status, name_of, snapshot, state
from printers.errors import Denied, Refused, Unreachable, WrongHost
from printers.picture import checked
from printers.printer import Capabilities, Clock, DriverLimits, Identity, Outcome, Phase, Seen, Snapshot
from printers.reading import silence
from printers.uploads import arrived, promised
from printers.watching import readings
from printers.web import WebHost, fields, judged, words

LIMITS = DriverLimits(poll_seconds=2.0, idle_poll_seconds=5.0, stops="print", progress_by="told")


class PrusaLink:
    """One PrusaLink host. It remembers, as long as it lives, how the prints ended that it saw end."""

    def __init__(self, host: WebHost, clock: Clock, storage: str | None) -> None:
        self._host = host
        self._files = Files(host, storage)
        self._clock = clock
        self._buddy: bool | None = None
        self._running: tuple[str, str] | None = None  # name and number of the print last seen in hand
        self._ended: dict[str, Outcome] = {}

    def limits(self) -> DriverLimits:
        """Read often while it prints: the end is shown for 11 seconds only."""
        return LIMITS

    async def identify(self) -> Identity:
        """Version, and the machine's serial number as proof that the key is good."""
        version = await self._version()
        info = fields(await self._host.ask("GET", "/api/v1/info"))
        machine = version.get("original") or info.get("hostname") or "Prusa"
        return Identity("PrusaLink", str(version.get("server", "?")), f"{machine} {info.get('serial', '')}".strip())

    async def capabilities(self) -> Capabilities:
        """Its model, beside an MK3, and its nozzle; it does not say how large its bed is."""
        model = str((await self._version()).get("original") or "").removeprefix("PrusaLink ").removeprefix("I3")
        nozzle = fields(await self._host.ask("GET", "/api/v1/info")).get("nozzle_diameter")
        return Capabilities(model=model or None, nozzle=nozzle)

    async def read(self) -> Snapshot:
        """State, progress and temperatures; what has ended is remembered."""
        try:
            status, name = await self._status()
            if status is None:
                return Snapshot(self._clock(), Phase.UNAVAILABLE, "PrusaLink has no printer yet")
            buddy = await self._is_buddy()
        except Unreachable as lost:
            return silence(self._clock, lost)
        return snapshot(self._clock(), status, name, buddy)

    def watch(self) -> AsyncIterator[Snapshot]:
        """Polled: there is nothing else."""
        return readings(self, self._clock)

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """Upload, then download and compare."""
        await promised(LIMITS, name, file, sha256)
        await self._files.upload(name, file)
        await arrived(name, sha256, await self._files.digest(name), self.discard)

    async def start(self, name: str) -> None:
        """One request; a host with something else in hand says 409."""
        try:
            path = await self._files.path(name)
        except (Unreachable, Denied, WrongHost) as closed:
            raise Refused(name, f"nothing was sent: {closed}") from closed
        judged(name, await self._host.once(name, "POST", path))

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From the print in hand, from the end that is being shown, from what this driver saw, from the file."""
        status, in_hand = await self._status()
        if in_hand == name:
            return Seen("running", f"the host has it in hand ({state(status)})")
        if (outcome := self._ended.get(name)) is not None:
            return Seen("ended", f"the host was seen to say so ({outcome})", outcome)
        if not await self._files.has(name):
            return Seen("not_there", "the host does not have the file")
        if since is not None:
            return Seen("cannot_know", "the host has the file, and forgets how a print ended within seconds")
        return Seen("staged", "the host has the file, and nobody sent a start")

    async def pause(self, name: str) -> None:
        """Bound to the number of the print: it cannot reach another one."""
        await self._tell(name, "PUT", "/pause")

    async def resume(self, name: str) -> None:
        """Go on where it paused."""
        await self._tell(name, "PUT", "/resume")

    async def cancel(self, name: str) -> None:
        """Stop; the firmware parks and cools."""
        await self._tell(name, "DELETE", "")

    async def stop(self) -> None:
        """End whatever prints; more than that PrusaLink does not offer."""
        running = fields(await self._host.ask("GET", "/api/v1/job")).get("id")
        if running is None:
            raise Refused("stop", "it prints nothing, and it has no emergency stop")
        answer = await self._host.ask("DELETE", f"/api/v1/job/{running}")
        if not answer.is_success:
            raise Refused("stop", words(answer))

    async def discard(self, name: str) -> None:
        """Delete, then look."""
        await self._files.delete(name)

    async def picture(self) -> bytes | None:
        """The last one of its default camera."""
        answer = await self._host.ask("GET", "/api/v1/cameras/snap")
        return checked(self._host.address, answer.content) if answer.status_code == 200 else None

    async def close(self) -> None:
        """Close the connections."""
        await self._host.close()

    async def _tell(self, name: str, method: str, order: str) -> None:
        status, in_hand = await self._status()
        if in_hand != name or self._running is None:
            raise Refused(name, f"the host has {in_hand or 'nothing'} in hand ({state(status)})")
        answer = await self._host.ask(method, f"/api/v1/job/{self._running[1]}{order}")
        if not answer.is_success:
            raise Refused(name, words(answer))

    async def _status(self) -> tuple[Status | None, str | None]:
        """What the host shows, and the file it has in hand; None while it has no printer."""
        answer = await self._host.ask("GET", "/api/v1/status")
        if answer.status_code == 503:
            return None, None
        status = fields(answer)
        if "printer" not in status:
            raise WrongHost(self._host.address, f"/api/v1/status: {words(answer)}")
        job = fields(await self._host.ask("GET", "/api/v1/job")) if "job" in status else {}
        name = name_of(job.get("file"))
        if name is not None:
            self._running = name, str(job.get("id"))
        elif (outcome := ENDS.get(state(status))) is not None:
            await self._remember(outcome)
        return status, name

    async def _remember(self, outcome: Outcome) -> None:
        # PrusaLink beside the printer names the file until it forgets; Buddy does not: there the last one seen counts.
        named = None
        if not await self._is_buddy():
            job = fields(await self._host.ask("GET", "/api/job")).get("job")
            named = name_of(job.get("file") if isinstance(job, dict) else None)
        if named is None and self._running is not None:
            named = self._running[0]
        if named is not None:
            self._ended.setdefault(named, outcome)

    async def _is_buddy(self) -> bool:
        if self._buddy is None:
            self._buddy = "original" not in await self._version()
        return self._buddy

    async def _version(self) -> dict[str, Any]:
        answer = await self._host.ask("GET", "/api/version")
        if answer.status_code == 503:
            raise Unreachable(self._host.address, "PrusaLink is still starting")
        version = fields(answer)
        if not str(version.get("text", "")).startswith("PrusaLink"):
            raise WrongHost(self._host.address, f'it calls itself "{version.get("text", words(answer))}"')
        return version
