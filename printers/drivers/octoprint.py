"""
OctoPrint 1.11, by its REST API.

    driver = "octoprint"
    address = "http://octopi.local"
    key = "..."                        # an application key of a user who may upload, delete, select and print
    options = { timeout = 10, upload_timeout = 300 }   # seconds

Requests that go out:

    identify  GET    /api/version, /api/currentuser; what it can do: /api/printerprofiles
    read      GET    /api/job, /api/printer?exclude=sd,state
    stage     POST   /api/files/local   multipart, noOverwrite, neither select nor print
              GET    /api/files/local/NAME   its `hash`, a SHA-1 of what the host holds
    start     POST   /api/files/local/NAME   {"command": "select", "print": true}, once
    find      GET    /api/job, /api/files/local/NAME
    pause, resume, cancel   POST /api/job
    stop      POST   /api/printer/command   {"command": "M112"}: the host sends it before all else, and hangs up
    discard   DELETE /api/files/local/NAME, then GET it
    picture   GET    /api/settings, then what its webcam's address says

Seen on 1.11.8 and respected here: a start is answered 204 also when another client's file is printed instead;
a refused key is 403; a full disk leaves a stump under the good name; after its own restart the host has
forgotten what it printed; it does not keep whether a print was cancelled or failed.
Maker's document: https://docs.octoprint.org/en/master/api/
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from printers.errors import (
    Busy,
    Denied,
    InUse,
    Mismatch,
    NoSpace,
    Refused,
    Rejected,
    Unreachable,
    Unsure,
    WrongHost,
)
from printers.picture import still, taken
from printers.printer import (
    RUNNING,
    Capabilities,
    Clock,
    DriverLimits,
    Identity,
    Outcome,
    Phase,
    Printer,
    Seen,
    Snapshot,
)
from printers.watching import readings
from printers.web import WebHost, digest_of, fields, promised

LIMITS = DriverLimits(kinds=(".gcode", ".gco", ".g"), knows_cancelled=False)
PORTS = (80, 5000)  # OctoPi's web server, and its own
HISTORY_SECONDS = 2.0  # the host writes how a print ended a moment after it says Operational
COLD = 5.0  # degrees below its target: the nozzle is still being heated

_PHASES: Mapping[str, Phase] = {
    "Operational": Phase.IDLE,
    "Starting": Phase.PREPARING,
    "Starting print from SD": Phase.PREPARING,
    "Printing": Phase.PRINTING,
    "Printing from SD": Phase.PRINTING,
    "Sending file to SD": Phase.PRINTING,
    "Transferring file to SD": Phase.PRINTING,
    "Resuming": Phase.PRINTING,
    "Finishing": Phase.PRINTING,
    "Pausing": Phase.PRINTING,  # until the moves and heating in the printer's hands have ended
    "Paused": Phase.PAUSED,
    "Cancelling": Phase.STOPPING,
    "Error": Phase.ERROR,
}


def connect(printer: Printer, clock: Clock) -> "OctoPrint":
    """The driver of one OctoPrint."""
    return OctoPrint(WebHost(printer, {"X-Api-Key": printer.key}), clock)


async def recognised(host: WebHost) -> bool:
    """Whether an OctoPrint answers, asked without a key: only it offers keys for the asking."""
    return (await host.ask("GET", "/plugin/appkeys/probe")).status_code == 204


class OctoPrint:
    """One OctoPrint host."""

    def __init__(self, host: WebHost, clock: Clock) -> None:
        self._host = host
        self._clock = clock

    def limits(self) -> DriverLimits:
        """Those of OctoPrint 1.11."""
        return LIMITS

    async def identify(self) -> Identity:
        """Version and the key's user; other hosts that imitate this API are told apart."""
        version = await self._json("GET", "/api/version")
        text = str(version.get("text", ""))
        if not text.startswith("OctoPrint ") or "Moonraker" in text or "server" not in version:
            raise WrongHost(self._host.address, f'it calls itself "{text}"')
        user = (await self._json("GET", "/api/currentuser")).get("name")
        return Identity("OctoPrint", str(version["server"]), None if user is None else str(user))

    async def read(self) -> Snapshot:
        """State, progress and temperatures; silence and server errors are readings too."""
        try:
            job = await self._json("GET", "/api/job")
            answer = await self._ask("GET", "/api/printer", params={"exclude": "sd,state"})
        except Unreachable as silence:
            return Snapshot(self._clock(), Phase.UNREACHABLE, silence.why)
        # 409: the host has no printer connected, so there are no temperatures.
        temperatures = _temperatures(fields(answer)) if answer.status_code == 200 else {}
        return _snapshot(self._clock(), job, temperatures)

    def watch(self) -> AsyncIterator[Snapshot]:
        """Polled: the host's push channel has nothing that polling lacks but speed."""
        return readings(self, self._clock)

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """Upload and compare the host's SHA-1 with ours."""
        await promised(LIMITS, name, file, sha256)
        sha1 = await asyncio.to_thread(digest_of, file, "sha1")
        with file.open("rb") as data:
            answer = await self._ask(
                "POST",
                "/api/files/local",
                files={"file": (name, data, "application/octet-stream")},
                data={"noOverwrite": "true", "select": "false", "print": "false"},
                seconds=self._host.upload_seconds,
                server_errors=True,
            )
        if answer.status_code != 201:
            await self._not_taken(name, answer)
        theirs = await self._hash(name)
        if theirs != sha1:
            await self.discard(name)
            raise Mismatch(name, sha1, theirs or "nothing")

    async def start(self, name: str) -> None:
        """Select and print in one request."""
        answer = await self._host.once(
            name, "POST", f"/api/files/local/{name}", json={"command": "select", "print": True}
        )
        if 400 <= answer.status_code < 500:
            raise Refused(name, _words(answer))
        if not answer.is_success:
            raise Unsure(name, _words(answer))

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From the job in hand, then from the file's own history."""
        job = await self._json("GET", "/api/job")
        selected = _selected(job)
        if selected == name and _phase(job) in RUNNING:
            return Seen("running", f"the host prints it ({job.get('state')})")
        file = await self._file(name)
        deadline = HISTORY_SECONDS if selected == name else 0.0
        while file is not None and not _ended(file) and deadline > 0:
            await asyncio.sleep(0.25)
            deadline -= 0.25
            file = await self._file(name)
        if file is None:
            return Seen("not_there", "the host does not have the file")
        if _ended(file):
            last = file["prints"].get("last", {})
            if last.get("success"):
                return Seen("ended", "the host says that it was printed to the end", Outcome.DONE)
            why = "it ended early; this host does not keep whether it was cancelled or failed"
            return Seen("ended", why, Outcome.FAILED)
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
            raise Refused("M112", _words(answer))

    async def discard(self, name: str) -> None:
        """Delete, then look."""
        answer = await self._ask("DELETE", f"/api/files/local/{name}")
        if answer.status_code == 409:
            raise InUse(name)
        if answer.status_code not in (204, 404):
            raise Rejected(name, _words(answer))
        if await self._file(name) is not None:
            raise Rejected(name, "the file is still there after it was deleted")

    async def capabilities(self) -> Capabilities:
        """Of the printer profile that is in use there."""
        profiles = (await self._json("GET", "/api/printerprofiles")).get("profiles") or {}
        for profile in profiles.values():
            if profile.get("current"):
                volume = profile.get("volume") or {}
                width, depth = volume.get("width"), volume.get("depth")
                return Capabilities(
                    model=profile.get("model"),
                    bed=(float(width), float(depth)) if width and depth else None,
                    height=volume.get("height"),
                    nozzle=(profile.get("extruder") or {}).get("nozzleDiameter"),
                )
        return Capabilities()

    async def picture(self) -> bytes | None:
        """From the first webcam of its settings; the still picture that belongs to its stream."""
        webcam = (await self._json("GET", "/api/settings")).get("webcam") or {}
        given = [str(webcam.get(name) or "") for name in ("streamUrl", "snapshotUrl")] if webcam else []
        url = next(filter(None, (still(self._host.address, each) for each in given)), None)
        return await taken(url) if url and webcam.get("webcamEnabled", True) else None

    async def close(self) -> None:
        """Close the connections."""
        await self._host.close()

    async def _tell(self, name: str, order: Mapping[str, str], unless: str = "") -> None:
        job = await self._json("GET", "/api/job")
        selected = _selected(job)
        if selected != name or _phase(job) not in RUNNING or job.get("state") == unless:
            raise Refused(name, f"the host has {selected or 'nothing'} in hand ({job.get('state')})")
        answer = await self._ask("POST", "/api/job", json=order)
        if not answer.is_success:
            raise Refused(name, _words(answer))

    async def _not_taken(self, name: str, answer: httpx.Response) -> None:
        words = _words(answer)
        if answer.status_code == 507 or "No space left" in words:
            await self.discard(name)
            raise NoSpace(name, deleted=True)
        if answer.status_code in (429, 503):
            raise Busy(name, words)
        if answer.status_code >= 500:
            raise Unreachable(self._host.address, words)
        raise Rejected(name, words)

    async def _hash(self, name: str) -> str | None:
        # The host may still be reading a big file when it has said 201.
        for wait in (0.1, 0.2, 0.5, 1.0, 2.0, 0.0):
            file = await self._file(name)
            if file is not None and file.get("hash"):
                return str(file["hash"])
            await asyncio.sleep(wait)
        return None

    async def _file(self, name: str) -> dict[str, Any] | None:
        answer = await self._ask("GET", f"/api/files/local/{name}")
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise WrongHost(self._host.address, _words(answer))
        return fields(answer)

    async def _json(self, method: str, path: str) -> dict[str, Any]:
        answer = await self._ask(method, path)
        if answer.status_code != 200:
            raise WrongHost(self._host.address, f"{path}: {_words(answer)}")
        found = fields(answer)
        if not found:
            raise WrongHost(self._host.address, f"{path} is no JSON object")
        return found

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        seconds: float | None = None,
        server_errors: bool = False,
        **content: Any,
    ) -> httpx.Response:
        """What goes wrong with any request becomes ours here; a start does not come this way."""
        answer = await self._host.ask(method, path, seconds=seconds, **content)
        # A POST with a wrong key is taken for a browser's and fails by its missing CSRF token instead.
        if answer.status_code in (401, 403) or (answer.status_code == 400 and "CSRF" in answer.text):
            raise Denied(self._host.address)
        if answer.status_code >= 500 and not server_errors:
            raise Unreachable(self._host.address, _words(answer))
        return answer


def _snapshot(at: float, job: Mapping[str, Any], temperatures: Mapping[str, float]) -> Snapshot:
    progress = job.get("progress") or {}
    completion, phase = progress.get("completion"), _phase(job)
    if phase is Phase.PRINTING and not (completion or 0) > 1.0:
        nozzle, target = temperatures.get("nozzle"), temperatures.get("nozzle_target")
        if nozzle is not None and target and nozzle < target - COLD:
            phase = Phase.PREPARING
    return Snapshot(
        at=at,
        phase=phase,
        text=str(job.get("error") or job.get("state") or ""),
        remote=_selected(job),
        progress=None if completion is None else min(1.0, completion / 100),
        seconds_left=progress.get("printTimeLeft"),
        temperatures=temperatures,
        moving=phase is Phase.PRINTING,
    )


def _phase(job: Mapping[str, Any]) -> Phase:
    text = str(job.get("state", ""))
    if text.startswith("Error"):
        return Phase.ERROR
    # Offline, Offline after error, Closed, Connecting, Detecting serial connection, and what else there is.
    return _PHASES.get(text, Phase.UNAVAILABLE)


def _selected(job: Mapping[str, Any]) -> str | None:
    file = (job.get("job") or {}).get("file") or {}
    path = file.get("path")
    return str(path) if path else None


def _ended(file: Mapping[str, Any]) -> bool:
    prints = file.get("prints") or {}
    return bool(prints.get("success") or prints.get("failure"))


def _temperatures(answer: Mapping[str, Any]) -> dict[str, float]:
    heaters = answer.get("temperature") or {}
    found = {
        f"{ours}{suffix}": heaters.get(theirs, {}).get(kind)
        for ours, theirs in (("nozzle", "tool0"), ("bed", "bed"))
        for suffix, kind in (("", "actual"), ("_target", "target"))
    }
    return {name: float(value) for name, value in found.items() if value is not None}


def _words(answer: httpx.Response) -> str:
    return str(fields(answer).get("error") or f"HTTP {answer.status_code}")[:300]
