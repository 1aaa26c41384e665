"""
PrusaLink, by its v1 API: the program beside an MK2.5 or MK3, and the one in MK4, MINI, XL and CORE One (Buddy).

    driver = "prusalink"
    address = "http://prusalink.local"
    key = "..."                        # the API key, or with `user` the password
    options = { user = "maker", storage = "usb", timeout = 10, upload_timeout = 600 }   # all of them optional

With `user` it speaks HTTP Digest, otherwise `X-Api-Key`. Without `storage` it takes the first that can be written.
Requests that go out:

    identify  GET    /api/version, /api/v1/info
    read      GET    /api/v1/status, and /api/v1/job while it has one
    stage     GET    /api/v1/storage, /api/v1/status   where to, and whether there is room
              PUT    /api/v1/files/STORAGE/NAME   the bytes, `Overwrite: ?0`, without `Print-After-Upload`
              GET    /api/v1/files/STORAGE/NAME, then its `download`: SHA-256 of what the host holds
    start     POST   /api/v1/files/STORAGE/NAME, once
    find      as read; at the end of a print GET /api/job; GET /api/v1/files/STORAGE/NAME
    pause, resume, cancel   PUT /api/v1/job/ID/pause, PUT /api/v1/job/ID/resume, DELETE /api/v1/job/ID
    stop      GET    /api/v1/job, DELETE /api/v1/job/ID: it offers no emergency stop, so heaters and motors stay on
    discard   DELETE /api/v1/files/STORAGE/NAME, then GET it
    picture   GET    /api/v1/cameras/snap

Seen on 0.8.1 and respected here: how a print ended is shown for 11 seconds and then forgotten, so a driver remembers
what it saw, and whoever looks for the first time later cannot know; until then a start is refused; bytes sent as
`application/octet-stream` are answered with 500; a disk that runs full in mid-upload ends all uploads until PrusaLink
is restarted, so nothing is sent for which there is no room; a file is listed, and gone, a moment later.
Buddy by its own sources: ours is the display name, for its `name` is a short one of FAT; a start is taken as soon as
a print has ended; one transfer at a time.
Maker's document: https://github.com/prusa3d/Prusa-Link-Web/blob/master/spec/openapi.yaml
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from printers.errors import Busy, Denied, InUse, Mismatch, NoSpace, Refused, Rejected, Unreachable, Unsure, WrongHost
from printers.picture import checked
from printers.printer import Capabilities, Clock, DriverLimits, Identity, Outcome, Phase, Printer, Seen, Snapshot
from printers.watching import readings
from printers.web import Upload, WebHost, fields, promised

LIMITS = DriverLimits(poll_seconds=2.0, idle_poll_seconds=5.0, stops="print")
REALMS = ('realm="Administrator"', 'realm="Printer API"')  # beside a printer, and in one
APPEARS = (0.1, 0.2, 0.5, 1.0, 1.0, 2.0, 0.0)  # s between looks for a file that was sent, or deleted: the host is slow
COLD = 5.0  # degrees below its target: the nozzle is still being heated

_PHASES: Mapping[str, Phase] = {
    "IDLE": Phase.IDLE,
    "READY": Phase.IDLE,
    "PRINTING": Phase.PRINTING,
    "PAUSED": Phase.PAUSED,
    "ATTENTION": Phase.ATTENTION,
    "BUSY": Phase.PREPARING,
    "ERROR": Phase.ERROR,
}
_ENDS: Mapping[str, Outcome] = {"FINISHED": Outcome.DONE, "STOPPED": Outcome.CANCELLED, "ERROR": Outcome.FAILED}


def connect(printer: Printer, clock: Clock) -> "PrusaLink":
    """The driver of one PrusaLink."""
    user, storage = printer.options.get("user"), printer.options.get("storage")
    if user:
        host = WebHost(printer, auth=httpx.DigestAuth(str(user), printer.key))
    else:
        host = WebHost(printer, {"X-Api-Key": printer.key})
    return PrusaLink(host, clock, None if storage is None else str(storage))


async def recognised(host: WebHost) -> bool:
    """Whether a PrusaLink answers, asked without a key: the door it shows has its own name."""
    answer = await host.ask("GET", "/api/version")
    asks = answer.headers.get("www-authenticate", "")
    return str(fields(answer).get("text", "")).startswith("PrusaLink") or any(realm in asks for realm in REALMS)


class PrusaLink:
    """One PrusaLink host. It remembers, as long as it lives, how the prints ended that it saw end."""

    def __init__(self, host: WebHost, clock: Clock, storage: str | None) -> None:
        self._host = host
        self._clock = clock
        self._storage = storage
        self._buddy: bool | None = None
        self._running: tuple[str, str] | None = None  # name and number of the print last seen in hand
        self._ended: dict[str, Outcome] = {}

    def limits(self) -> DriverLimits:
        """Read often while it prints: the end is shown for 11 seconds only."""
        return LIMITS

    async def identify(self) -> Identity:
        """Version, and the machine's serial number as proof that the key is good."""
        version = await self._version()
        info = fields(await self._ask("GET", "/api/v1/info"))
        machine = version.get("original") or info.get("hostname") or "Prusa"
        return Identity("PrusaLink", str(version.get("server", "?")), f"{machine} {info.get('serial', '')}".strip())

    async def read(self) -> Snapshot:
        """State, progress and temperatures; what has ended is remembered."""
        try:
            status, name = await self._status()
            if status is None:
                return Snapshot(self._clock(), Phase.UNAVAILABLE, "PrusaLink has no printer yet")
            buddy = await self._is_buddy()
        except Unreachable as silence:
            return Snapshot(self._clock(), Phase.UNREACHABLE, silence.why)
        return _snapshot(self._clock(), status, name, buddy)

    def watch(self) -> AsyncIterator[Snapshot]:
        """Polled: there is nothing else."""
        return readings(self, self._clock)

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """Upload, then download and compare."""
        await promised(LIMITS, name, file, sha256)
        body = Upload(file)
        path = await self._path(name)
        await self._room(name, body.size)  # also brings a fresh challenge, so that the bytes go out only once
        headers = {"Content-Type": "text/x.gcode", "Content-Length": str(body.size), "Overwrite": "?0"}
        answer = await self._ask("PUT", path, content=body, headers=headers, seconds=self._host.upload_seconds)
        if answer.status_code != 201:
            await self._not_taken(name, answer)
        theirs = await self._digest(path)
        if theirs != sha256:
            await self.discard(name)
            raise Mismatch(name, sha256, theirs or "nothing")

    async def start(self, name: str) -> None:
        """One request; a host with something else in hand says 409."""
        try:
            path = await self._path(name)
        except (Unreachable, Denied, WrongHost) as closed:
            raise Refused(name, f"nothing was sent: {closed}") from closed
        answer = await self._host.once(name, "POST", path)
        if 400 <= answer.status_code < 500:
            raise Refused(name, _words(answer))
        if not answer.is_success:
            raise Unsure(name, _words(answer))

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From the print in hand, from the end that is being shown, from what this driver saw, from the file."""
        status, in_hand = await self._status()
        if in_hand == name:
            return Seen("running", f"the host has it in hand ({_state(status)})")
        if (outcome := self._ended.get(name)) is not None:
            return Seen("ended", f"the host was seen to say so ({outcome})", outcome)
        there = await self._file(name)
        if there is None:
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
        running = fields(await self._ask("GET", "/api/v1/job")).get("id")
        if running is None:
            raise Refused("stop", "it prints nothing, and it has no emergency stop")
        answer = await self._ask("DELETE", f"/api/v1/job/{running}")
        if not answer.is_success:
            raise Refused("stop", _words(answer))

    async def discard(self, name: str) -> None:
        """Delete, then look."""
        answer = await self._ask("DELETE", await self._path(name))
        if answer.status_code == 409:
            raise InUse(name)
        for wait in APPEARS:
            if await self._file(name) is None:
                return
            await asyncio.sleep(wait)
        raise Rejected(name, f"the file is still there after it was deleted: {_words(answer)}")

    async def capabilities(self) -> Capabilities:
        """Its model, beside an MK3, and its nozzle; it does not say how large its bed is."""
        model = str((await self._version()).get("original") or "").removeprefix("PrusaLink ").removeprefix("I3")
        nozzle = fields(await self._ask("GET", "/api/v1/info")).get("nozzle_diameter")
        return Capabilities(model=model or None, nozzle=nozzle)

    async def picture(self) -> bytes | None:
        """The last one of its default camera."""
        answer = await self._ask("GET", "/api/v1/cameras/snap")
        return checked(self._host.address, answer.content) if answer.status_code == 200 else None

    async def close(self) -> None:
        """Close the connections."""
        await self._host.close()

    async def _tell(self, name: str, method: str, order: str) -> None:
        status, in_hand = await self._status()
        if in_hand != name or self._running is None:
            raise Refused(name, f"the host has {in_hand or 'nothing'} in hand ({_state(status)})")
        answer = await self._ask(method, f"/api/v1/job/{self._running[1]}{order}")
        if not answer.is_success:
            raise Refused(name, _words(answer))

    async def _status(self) -> tuple[dict[str, Any] | None, str | None]:
        """What the host shows, and the file it has in hand; None while it has no printer."""
        answer = await self._ask("GET", "/api/v1/status")
        if answer.status_code == 503:
            return None, None
        status = fields(answer)
        if "printer" not in status:
            raise WrongHost(self._host.address, f"/api/v1/status: {_words(answer)}")
        job = fields(await self._ask("GET", "/api/v1/job")) if "job" in status else {}
        name = _name(job.get("file"))
        if name is not None:
            self._running = name, str(job.get("id"))
        elif (outcome := _ENDS.get(_state(status))) is not None:
            await self._remember(outcome)
        return status, name

    async def _remember(self, outcome: Outcome) -> None:
        # PrusaLink beside the printer names the file until it forgets; Buddy does not: there the last one seen counts.
        named = None
        if not await self._is_buddy():
            job = fields(await self._ask("GET", "/api/job")).get("job")
            named = _name(job.get("file") if isinstance(job, dict) else None)
        if named is None and self._running is not None:
            named = self._running[0]
        if named is not None:
            self._ended.setdefault(named, outcome)

    async def _not_taken(self, name: str, answer: httpx.Response) -> None:
        words = _words(answer)
        if answer.status_code == 507:
            await self.discard(name)
            raise NoSpace(name, deleted=True)
        if answer.status_code == 409:
            raise (Busy if "transfer" in words.lower() else Rejected)(name, words)
        if answer.status_code == 408:
            raise Busy(name, words)
        if answer.status_code < 500:
            raise Rejected(name, words)
        await self.discard(name)
        if (await self._ask("GET", "/api/v1/transfer")).status_code == 200:
            words = "another upload is under way, or one that failed blocks it until PrusaLink is restarted"
        raise Busy(name, words)

    async def _room(self, name: str, size: int) -> None:
        # A disk that runs full in mid-upload keeps PrusaLink from any other upload until it is restarted.
        storages = fields(await self._ask("GET", "/api/v1/status")).get("storage")
        for storage in storages if isinstance(storages, list) else ():
            mine = str(storage.get("path")).strip("/") == self._storage
            if mine and storage.get("free_space") is not None and storage["free_space"] <= size:
                raise NoSpace(name, deleted=True)

    async def _digest(self, path: str) -> str | None:
        for wait in APPEARS:
            file = fields(await self._ask("GET", path))
            if address := (file.get("refs") or {}).get("download"):
                return await self._host.digest(str(address))
            await asyncio.sleep(wait)
        return None

    async def _file(self, name: str) -> dict[str, Any] | None:
        answer = await self._ask("GET", await self._path(name))
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise Unreachable(self._host.address, _words(answer))
        return fields(answer)

    async def _path(self, name: str) -> str:
        storages = fields(await self._ask("GET", "/api/v1/storage")).get("storage_list")
        if not isinstance(storages, list):
            raise WrongHost(self._host.address, "it lists no storage")
        if self._storage is None:
            good = [entry for entry in storages if entry.get("available") and not entry.get("read_only")]
            if not good:
                raise Unreachable(self._host.address, "it has no storage that can be written")
            self._storage = str(good[0]["path"]).strip("/")
        return f"/api/v1/files/{self._storage}/{name}"

    async def _is_buddy(self) -> bool:
        if self._buddy is None:
            self._buddy = "original" not in await self._version()
        return self._buddy

    async def _version(self) -> dict[str, Any]:
        answer = await self._ask("GET", "/api/version")
        version = fields(answer)
        if not str(version.get("text", "")).startswith("PrusaLink"):
            raise WrongHost(self._host.address, f'it calls itself "{version.get("text", _words(answer))}"')
        return version

    async def _ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        """What goes wrong with any request becomes ours here; a start does not come this way."""
        answer = await self._host.ask(method, path, **content)
        if answer.status_code in (401, 403):
            raise Denied(self._host.address)
        return answer


def _snapshot(at: float, status: Mapping[str, Any], name: str | None, buddy: bool) -> Snapshot:
    printer, job = status["printer"], status.get("job") or {}
    state = _state(status)
    phase = _PHASES.get(state, Phase.UNAVAILABLE)
    text = state
    health = printer.get("status_printer") or {}
    if state == "ERROR" and health.get("message"):
        text = str(health["message"])
        phase = Phase.UNAVAILABLE if "does not exist" in text else Phase.ERROR
    if state in ("FINISHED", "STOPPED"):
        # Buddy takes the next start while it shows this; PrusaLink beside the printer refuses it until it is over.
        phase = Phase.IDLE if buddy else Phase.STOPPING
    temperatures = _temperatures(printer)
    nozzle, target = temperatures.get("nozzle"), temperatures.get("nozzle_target")
    if phase is Phase.PRINTING and not job.get("progress") and nozzle is not None and target and nozzle < target - COLD:
        phase = Phase.PREPARING
    progress = job.get("progress")
    return Snapshot(
        at=at,
        phase=phase,
        text=text,
        remote=name,
        remote_job=None if job.get("id") is None else str(job["id"]),
        progress=None if progress is None else min(1.0, float(progress) / 100),
        seconds_left=job.get("time_remaining"),
        temperatures=temperatures,
        moving=phase is Phase.PRINTING,
    )


def _state(status: Mapping[str, Any] | None) -> str:
    return "no printer" if status is None else str(status["printer"].get("state"))


def _name(file: object) -> str | None:
    if not isinstance(file, dict):
        return None
    name = file.get("display_name") or file.get("display") or file.get("name")
    return None if name is None else str(name)


def _temperatures(printer: Mapping[str, Any]) -> dict[str, float]:
    names = {"nozzle": "temp_nozzle", "nozzle_target": "target_nozzle", "bed": "temp_bed", "bed_target": "target_bed"}
    return {ours: float(printer[theirs]) for ours, theirs in names.items() if printer.get(theirs) is not None}


def _words(answer: httpx.Response) -> str:
    said = fields(answer).get("message") or next(iter(answer.text.strip().splitlines()), "")
    return f"HTTP {answer.status_code}" if not said or "<" in said else str(said)[:300]
