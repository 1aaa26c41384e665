"""
Moonraker 0.11 with Klipper, by its HTTP API.

    driver = "moonraker"
    address = "http://mainsailos.local:7125"   # or without the port, where a web server passes it on
    key = "..."                                # the API key of Moonraker; empty where this computer is trusted
    options = { timeout = 10, upload_timeout = 300 }   # seconds

Requests that go out:

    identify  GET    /server/info, /printer/info; what it can do: /printer/objects/query?configfile&toolhead
    read      GET    /printer/objects/query?webhooks&print_stats&…, while it prints also /server/files/metadata
    stage     HEAD   /server/files/gcodes/NAME   the name must be free, for the host would overwrite
              POST   /server/files/upload   multipart, with `checksum`, without `print`
              GET    /server/files/gcodes/NAME   all of it: SHA-256 of what the host holds
    start     POST   /printer/print/start?filename=NAME, once, after a reading that says idle
    find      as read, then GET /server/history/list and HEAD /server/files/gcodes/NAME
    pause, resume, cancel   POST /printer/print/…
    stop      POST   /printer/emergency_stop   Klipper's own: heaters and motors off until a firmware restart
    discard   as read, then DELETE /server/files/gcodes/NAME, then HEAD it
    picture   GET    /server/webcams/list, then what its address says

Seen on 0.11.0 and respected here: of uploads in the same second the bytes are mixed up and 201 is said all the same,
with the right checksum too; a start to a paused machine drops the paused print; pause, resume and cancel say "ok"
whatever runs; a file may be deleted in the first quarter of a second of its own print; what the history calls
interrupted may have been printed to its end; after Klipper has stopped itself the print is still called paused.
Layers: from `SET_PRINT_STATS_INFO` in the G-code, where it stands; otherwise counted from the height of the nozzle.
Maker's document: https://moonraker.readthedocs.io/en/latest/external_api/introduction/
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from printers.errors import Busy, Denied, InUse, Mismatch, NoSpace, Refused, Rejected, Unreachable, Unsure, WrongHost
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
from printers.web import Upload, WebHost, fields, promised

LIMITS = DriverLimits(kinds=(".gcode", ".gco", ".g"), poll_seconds=1.0, start_window_seconds=30.0)
PORTS = (7125, 80)  # its own, and that of the web server which Mainsail and Fluidd come with
HISTORY = 50  # prints looked back over
OBJECTS = "webhooks&print_stats&virtual_sdcard&idle_timeout=state&gcode_move=gcode_position" + "".join(
    f"&{heater}=temperature,target" for heater in ("extruder", "heater_bed")
)
#: Answers to a start that are given before anything could begin.
SURELY_NOT = ("SD busy", "Unable to open file", "Klippy Host not connected")

_OUTCOMES: Mapping[str, Outcome] = {
    "complete": Outcome.DONE,
    "completed": Outcome.DONE,
    "cancelled": Outcome.CANCELLED,
    "error": Outcome.FAILED,
    "klippy_shutdown": Outcome.FAILED,
    "klippy_disconnect": Outcome.FAILED,
}


def connect(printer: Printer, clock: Clock) -> "Moonraker":
    """The driver of one Moonraker."""
    return Moonraker(WebHost(printer, {"X-Api-Key": printer.key} if printer.key else None), clock)


async def recognised(host: WebHost) -> bool:
    """Whether a Moonraker answers, asked without a key."""
    found = _result(await host.ask("GET", "/access/info"))
    return "moonraker" in found.get("available_sources", ())


class Moonraker:
    """One Moonraker host and the Klipper behind it."""

    def __init__(self, host: WebHost, clock: Clock) -> None:
        self._host = host
        self._clock = clock
        self._sliced: tuple[str, Mapping[str, Any]] = ("", {})  # what the host read in the file in hand

    def limits(self) -> DriverLimits:
        """Those of Moonraker 0.11."""
        return LIMITS

    async def identify(self) -> Identity:
        """Moonraker's version, and Klipper's where it runs."""
        version = str((await self._server()).get("moonraker_version", "?"))
        answer = await self._ask("GET", "/printer/info")
        klipper = _result(answer).get("software_version") if answer.status_code == 200 else None
        return Identity("Moonraker", f"{version}, Klipper {klipper}" if klipper else version)

    async def read(self) -> Snapshot:
        """Klipper's own state first: after it has stopped, the print is still called paused."""
        try:
            objects, why = await self._objects()
            job = objects.get("print_stats", {})
            sliced = await self._metadata(job) if job.get("state") in ("printing", "paused") else {}
        except Unreachable as silence:
            return Snapshot(self._clock(), Phase.UNREACHABLE, silence.why)
        if not objects:
            return Snapshot(self._clock(), Phase.UNAVAILABLE, why)
        return _snapshot(self._clock(), objects, sliced)

    def watch(self) -> AsyncIterator[Snapshot]:
        """Polled; one request tells all."""
        return readings(self, self._clock)

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """Upload, then download and compare: what the host says about an upload is about another one's bytes, too."""
        await promised(LIMITS, name, file, sha256)
        if await self._has(name):
            raise Rejected(name, "a file of this name is on the host")
        with file.open("rb") as data:
            answer = await self._ask(
                "POST",
                "/server/files/upload",
                files={"file": (name, data, "application/octet-stream")},
                data={"root": "gcodes", "print": "false", "checksum": sha256},
                seconds=self._host.upload_seconds,
            )
        if answer.status_code != 201:
            await self._not_taken(name, answer, file, sha256)
        theirs = await self._host.digest(f"/server/files/gcodes/{name}")
        if theirs != sha256:
            await self.discard(name)
            raise Mismatch(name, sha256, theirs or "nothing")

    async def start(self, name: str) -> None:
        """Only into an idle machine: the host itself would drop a paused print for this one."""
        try:
            before = await self.read()
        except (Denied, WrongHost) as closed:
            raise Refused(name, str(closed)) from closed
        if before.phase is not Phase.IDLE:
            raise Refused(name, f"the machine is {before.phase}: {before.text}")
        answer = await self._host.once(name, "POST", "/printer/print/start", params={"filename": name})
        if answer.is_success:
            return
        words = _words(answer)
        if answer.status_code in (401, 403, 404) or any(no in words for no in SURELY_NOT):
            raise Refused(name, words)
        raise Unsure(name, words)

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From the print in hand, then from the history, then from the file."""
        objects, why = await self._objects()
        job = objects.get("print_stats", {})
        selected, state = str(job.get("filename") or ""), str(job.get("state"))
        if selected == name and state in ("printing", "paused"):
            if objects["webhooks"]["state"] == "ready":
                return Seen("running", f"Klipper has it in hand ({state})")
            return Seen("ended", _first_line(objects["webhooks"]["state_message"]), Outcome.FAILED)
        if selected == name and state in _OUTCOMES:
            return Seen("ended", _of_print(state, str(job.get("message") or "")), _OUTCOMES[state])
        if (status := await self._remembered(name)) is not None:
            if status in _OUTCOMES:
                return Seen("ended", f"the history says {status}", _OUTCOMES[status])
            said = f"the history says {status}, and Klipper has it no longer in hand"
            return Seen("cannot_know", said if objects else f"the history says {status}; {why}")
        if not await self._has(name):
            return Seen("not_there", "the host has neither the file nor a memory of it")
        if since is not None and selected in ("", name):
            return Seen("cannot_know", "the host has the file and no memory of any print: it may have been restarted")
        return Seen("staged", "the host has the file and no memory of printing it")

    async def pause(self, name: str) -> None:
        """Waits for what the host's own pause macro does."""
        await self._tell(name, "pause", unless=Phase.PAUSED)

    async def resume(self, name: str) -> None:
        """Go on where it paused."""
        await self._tell(name, "resume", only=Phase.PAUSED)

    async def cancel(self, name: str) -> None:
        """Stop; the host runs its own macro for parking and cooling."""
        await self._tell(name, "cancel")

    async def stop(self) -> None:
        """Klipper's emergency stop; it passes over whatever it has queued."""
        answer = await self._ask("POST", "/printer/emergency_stop")
        if not answer.is_success:
            raise Refused("emergency_stop", _words(answer))

    async def discard(self, name: str) -> None:
        """Delete, then look; in the first moments of a print the host itself would let its file be deleted."""
        objects, _why = await self._objects()
        job = objects.get("print_stats", {})
        if job.get("filename") == name and job.get("state") in ("printing", "paused"):
            raise InUse(name)
        answer = await self._ask("DELETE", f"/server/files/gcodes/{name}")
        if answer.status_code == 403 and "in use" in _words(answer):
            raise InUse(name)
        if await self._has(name):
            raise Rejected(name, f"the file is still there after it was deleted: {_words(answer)}")

    async def capabilities(self) -> Capabilities:
        """As Klipper is configured; the bed of a delta lies around its middle."""
        answer = await self._ask("GET", "/printer/objects/query?configfile=settings&toolhead=axis_minimum,axis_maximum")
        status = _result(answer).get("status") or {}
        settings = (status.get("configfile") or {}).get("settings") or {}
        low, high = ((status.get("toolhead") or {}).get(end) for end in ("axis_minimum", "axis_maximum"))
        nozzle = (settings.get("extruder") or {}).get("nozzle_diameter")
        if not low or not high:
            return Capabilities(nozzle=nozzle)
        around = "delta" in str((settings.get("printer") or {}).get("kinematics"))
        width, depth = (float(high[axis] - (low[axis] if around else max(0.0, low[axis]))) for axis in (0, 1))
        return Capabilities(bed=(width, depth), height=float(high[2]), nozzle=nozzle)

    async def picture(self) -> bytes | None:
        """From the first of its webcams that is switched on."""
        found = _result(await self._ask("GET", "/server/webcams/list")).get("webcams")
        for webcam in found if isinstance(found, list) else ():
            given = str(webcam.get("snapshot_url") or webcam.get("stream_url") or "")
            if webcam.get("enabled", True) and (url := still(self._host.address, given)):
                return await taken(url)
        return None

    async def close(self) -> None:
        """Close the connections."""
        await self._host.close()

    async def _tell(self, name: str, order: str, only: Phase | None = None, unless: Phase | None = None) -> None:
        # The host takes an order for whatever runs, so it is asked first what that is.
        snapshot = await self.read()
        if snapshot.phase is Phase.UNREACHABLE:
            raise Unreachable(self._host.address, snapshot.text)
        if not snapshot.runs(name) or snapshot.phase is unless or (only and snapshot.phase is not only):
            raise Refused(name, f"the host has {snapshot.remote or 'nothing'} in hand ({snapshot.text})")
        answer = await self._ask("POST", f"/printer/print/{order}")
        if not answer.is_success:
            raise Refused(name, _words(answer))

    async def _not_taken(self, name: str, answer: httpx.Response, file: Path, sha256: str) -> None:
        words = _words(answer)
        if answer.status_code == 422:
            raise Mismatch(name, sha256, "another checksum")
        if answer.status_code < 500:
            raise Rejected(name, words)
        await self.discard(name)
        room = _result(await self._ask("GET", "/server/files/directory?path=gcodes")).get("disk_usage", {}).get("free")
        if room is not None and room < Upload(file).size:
            raise NoSpace(name, deleted=True)
        raise Busy(name, words)

    async def _objects(self) -> tuple[dict[str, Any], str]:
        """What Klipper shows; empty, with the reason, while Moonraker has none behind it."""
        answer = await self._ask("GET", f"/printer/objects/query?{OBJECTS}")
        if answer.status_code == 200 and isinstance(status := _result(answer).get("status"), dict):
            return status, ""
        # Before Klipper was ever there this is 404, as at any other host; afterwards 503.
        state = (await self._server()).get("klippy_state", "unknown")
        return {}, f"Klipper is {state}"

    async def _server(self) -> dict[str, Any]:
        answer = await self._ask("GET", "/server/info")
        found = _result(answer)
        if "klippy_state" not in found:
            raise WrongHost(self._host.address, f"/server/info: {_words(answer)}")
        return found

    async def _metadata(self, job: Mapping[str, Any]) -> Mapping[str, Any]:
        name = str(job.get("filename") or "")
        if name != self._sliced[0]:
            answer = await self._ask("GET", "/server/files/metadata", params={"filename": name})
            self._sliced = name, _result(answer)
        return self._sliced[1]

    async def _remembered(self, name: str) -> str | None:
        answer = await self._ask("GET", f"/server/history/list?limit={HISTORY}&order=desc")
        jobs = _result(answer).get("jobs", []) if answer.status_code == 200 else []
        return next((str(job.get("status")) for job in jobs if job.get("filename") == name), None)

    async def _has(self, name: str) -> bool:
        answer = await self._ask("HEAD", f"/server/files/gcodes/{name}")
        if answer.status_code not in (200, 404):
            raise WrongHost(self._host.address, f"HTTP {answer.status_code} for a file")
        return answer.status_code == 200

    async def _ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        """What goes wrong with any request becomes ours here; a start does not come this way."""
        answer = await self._host.ask(method, path, **content)
        if answer.status_code == 401:
            raise Denied(self._host.address)
        return answer


def _snapshot(at: float, objects: Mapping[str, Any], sliced: Mapping[str, Any]) -> Snapshot:
    job, card = objects.get("print_stats", {}), objects.get("virtual_sdcard", {})
    phase, text = _phase(objects)
    runs = phase in RUNNING
    progress = float(card.get("progress") or 0.0) if job.get("filename") else None
    estimate = sliced.get("estimated_time")
    layer, layers = _layers(job.get("info") or {}, objects, sliced) if runs else (None, None)
    return Snapshot(
        at=at,
        phase=phase,
        text=text,
        remote=None if _moved_by_others(objects) else job.get("filename") or None,
        progress=progress,
        seconds_left=float(estimate) * (1.0 - progress) if runs and estimate and progress is not None else None,
        layer=layer,
        layers=layers,
        temperatures=_temperatures(objects),
        moving=phase is Phase.PRINTING,
    )


def _phase(objects: Mapping[str, Any]) -> tuple[Phase, str]:
    klipper, job = objects.get("webhooks", {}), objects.get("print_stats", {})
    state = str(job.get("state"))
    if klipper.get("state") != "ready":
        stopped = klipper.get("state") in ("shutdown", "error")
        return (Phase.ERROR if stopped else Phase.UNAVAILABLE), _first_line(klipper.get("state_message"))
    if state == "printing":
        return (Phase.PRINTING if job.get("print_duration") else Phase.PREPARING), state
    if state == "paused":
        return Phase.PAUSED, str(job.get("message") or state)
    if _moved_by_others(objects):
        ended = state in _OUTCOMES
        return (Phase.STOPPING, f"{state}, still moving") if ended else (Phase.PREPARING, "moved, but by no print")
    return Phase.IDLE, _of_print(state, str(job.get("message") or ""))


def _moved_by_others(objects: Mapping[str, Any]) -> bool:
    """Moves that belong to no print: somebody homes it by hand, or a print that has ended makes its last ones."""
    ready = objects.get("webhooks", {}).get("state") == "ready"
    in_hand = objects.get("print_stats", {}).get("state") in ("printing", "paused")
    return ready and not in_hand and bool(objects.get("idle_timeout", {}).get("state") == "Printing")


def _layers(
    said: Mapping[str, Any], objects: Mapping[str, Any], sliced: Mapping[str, Any]
) -> tuple[int | None, int | None]:
    if said.get("current_layer") is not None:
        return int(said["current_layer"]), said.get("total_layer")
    first, each, height = (sliced.get(key) for key in ("first_layer_height", "layer_height", "object_height"))
    position: Sequence[float] = objects.get("gcode_move", {}).get("gcode_position") or ()
    if not (first and each and height) or len(position) < 3:
        return None, None
    layers = round((height - first) / each) + 1
    return min(layers, max(1, round((position[2] - first) / each) + 1)), layers


def _temperatures(objects: Mapping[str, Any]) -> dict[str, float]:
    found = {
        f"{ours}{suffix}": objects.get(theirs, {}).get(kind)
        for ours, theirs in (("nozzle", "extruder"), ("bed", "heater_bed"))
        for suffix, kind in (("", "temperature"), ("_target", "target"))
    }
    return {name: float(value) for name, value in found.items() if value is not None}


def _of_print(state: str, message: str) -> str:
    return f"{state}: {message}" if message else state


def _first_line(words: object) -> str:
    return str(words or "").strip().partition("\n")[0] or "Klipper has stopped"


def _result(answer: httpx.Response) -> dict[str, Any]:
    found = fields(answer).get("result")
    return found if isinstance(found, dict) else {}


def _words(answer: httpx.Response) -> str:
    error = fields(answer).get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return str(message or f"HTTP {answer.status_code}")[:300]
