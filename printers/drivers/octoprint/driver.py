"""What is asked of a printer, in the words of OctoPrint."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from printers.drivers.octoprint import status
from printers.drivers.octoprint.files import Files
from printers.drivers.octoprint.live import changes
from printers.errors import Refused, Unreachable, WrongHost
from printers.line import Line
from printers.picture import still, taken
from printers.printer import RUNNING, Capabilities, Clock, DriverLimits, Identity, Seen, Snapshot
from printers.reading import silence
from printers.uploads import arrived, digest_of, promised
from printers.watching import readings
from printers.web import WebHost, fields, judged, words

LIMITS = DriverLimits(kinds=(".gcode", ".gco", ".g"), knows_cancelled=False)
HISTORY_SECONDS = 2.0  # the host writes how a print ended a moment after it says Operational


class OctoPrint:
    """One OctoPrint host."""

    def __init__(self, host: WebHost, clock: Clock) -> None:
        self._host = host
        self._files = Files(host)
        self._clock = clock
        self.line = Line(lambda: changes(host))

    def limits(self) -> DriverLimits:
        """Those of OctoPrint 1.11."""
        return LIMITS

    async def identify(self) -> Identity:
        """Version and the key's user; other hosts that imitate this API are told apart."""
        version = await self._json("/api/version")
        text = str(version.get("text", ""))
        if not text.startswith("OctoPrint ") or "Moonraker" in text or "server" not in version:
            raise WrongHost(self._host.address, f'it calls itself "{text}"')
        user = (await self._json("/api/currentuser")).get("name")
        return Identity("OctoPrint", str(version["server"]), None if user is None else str(user))

    async def capabilities(self) -> Capabilities:
        """Of the printer profile that is in use there."""
        return status.capabilities((await self._json("/api/printerprofiles")).get("profiles") or {})

    async def read(self) -> Snapshot:
        """State, progress and temperatures; silence and server errors are readings too."""
        try:
            job = await self._json("/api/job")
            answer = await self._ask("GET", "/api/printer", params={"exclude": "sd,state"})
        except Unreachable as lost:
            return silence(self._clock, lost)
        # 409: the host has no printer connected, so there are no temperatures.
        return status.snapshot(self._clock(), job, fields(answer) if answer.status_code == 200 else {})

    def watch(self) -> AsyncIterator[Snapshot]:
        """Asked; the push channel says when it is worth it."""
        return readings(self, self._clock)

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """Upload and compare the host's SHA-1 with ours."""
        await promised(LIMITS, name, file, sha256)
        sha1 = await asyncio.to_thread(digest_of, file, "sha1")
        await self._files.upload(name, file)
        await arrived(name, sha1, await self._files.sha1(name), self.discard)

    async def start(self, name: str) -> None:
        """Select and print in one request."""
        order = {"command": "select", "print": True}
        judged(name, await self._host.once(name, "POST", f"/api/files/local/{name}", json=order))

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From the job in hand, then from the file's own history."""
        job = await self._json("/api/job")
        selected = status.selected(job)
        if selected == name and status.phase(job) in RUNNING:
            return Seen("running", f"the host prints it ({job.get('state')})")
        file = await self._files.file(name)
        deadline = HISTORY_SECONDS if selected == name else 0.0
        while file is not None and status.ended(file) is None and deadline > 0:
            await asyncio.sleep(0.25)
            deadline -= 0.25
            file = await self._files.file(name)
        if file is None:
            return Seen("not_there", "the host does not have the file")
        if (ended := status.ended(file)) is not None:
            return ended
        if since is not None and selected == name:
            return Seen("cannot_know", "the host selected the file, but has no memory of printing it")
        if since is not None and selected is None:
            why = "the host has the file and nothing in hand: it never started, or the host was restarted"
            return Seen("cannot_know", why)
        return Seen("staged", "the host has the file and no memory of printing it")

    async def pause(self, name: str) -> None:
        """Waits for the command in the printer's hands, which may be a long heating."""
        await self._tell(name, {"command": "pause", "action": "pause"})

    async def resume(self, name: str) -> None:
        """Go on where it paused; refused while it is still pausing, for the host would forget the order."""
        await self._tell(name, {"command": "pause", "action": "resume"}, unless="Pausing")

    async def cancel(self, name: str) -> None:
        """Stop; the host runs its own code for parking and cooling."""
        await self._tell(name, {"command": "cancel"})

    async def stop(self) -> None:
        """The firmware's own emergency stop; the host passes over whatever it has queued."""
        answer = await self._ask("POST", "/api/printer/command", json={"command": "M112"})
        if not answer.is_success:
            raise Refused("M112", words(answer))

    async def discard(self, name: str) -> None:
        """Delete, then look."""
        await self._files.delete(name)

    async def picture(self) -> bytes | None:
        """From the first webcam of its settings; the still picture that belongs to its stream."""
        webcam = (await self._json("/api/settings")).get("webcam") or {}
        given = [str(webcam.get(name) or "") for name in ("streamUrl", "snapshotUrl")] if webcam else []
        url = next(filter(None, (still(self._host.address, each) for each in given)), None)
        return await taken(url) if url and webcam.get("webcamEnabled", True) else None

    async def close(self) -> None:
        """Hang up, and close the connections."""
        await self.line.close()
        await self._host.close()

    async def _tell(self, name: str, order: Mapping[str, str], unless: str = "") -> None:
        job = await self._json("/api/job")
        selected = status.selected(job)
        if selected != name or status.phase(job) not in RUNNING or job.get("state") == unless:
            raise Refused(name, f"the host has {selected or 'nothing'} in hand ({job.get('state')})")
        answer = await self._ask("POST", "/api/job", json=order)
        if not answer.is_success:
            raise Refused(name, words(answer))

    async def _json(self, path: str) -> dict[str, Any]:
        answer = await self._ask("GET", path)
        if answer.status_code != 200:
            raise WrongHost(self._host.address, f"{path}: {words(answer)}")
        found = fields(answer)
        if not found:
            raise WrongHost(self._host.address, f"{path} is no JSON object")
        return found

    async def _ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        """A server error is a host that is not there; an upload's comes another way."""
        answer = await self._host.ask(method, path, **content)
        if answer.status_code >= 500:
            raise Unreachable(self._host.address, words(answer))
        return answer
