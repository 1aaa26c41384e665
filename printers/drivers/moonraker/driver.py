"""What is asked of a printer, in the words of Moonraker."""

from collections.abc import AsyncIterator
from pathlib import Path

from printers.drivers.moonraker import status
from printers.drivers.moonraker.klipper import Klipper, result
from printers.drivers.moonraker.live import changes
from printers.errors import InUse, Refused, Rejected, Unreachable, Unsure
from printers.line import Line
from printers.picture import still, taken
from printers.printer import Capabilities, Clock, DriverLimits, Identity, Phase, Seen, Snapshot
from printers.reading import idle, silence
from printers.uploads import arrived, promised
from printers.watching import readings
from printers.web import WebHost, words

LIMITS = DriverLimits(kinds=(".gcode", ".gco", ".g"), poll_seconds=1.0, start_window_seconds=30.0)
#: Answers to a start that are given before anything could begin.
SURELY_NOT = ("SD busy", "Unable to open file", "Klippy Host not connected")


class Moonraker:
    """One Moonraker host and the Klipper behind it."""

    def __init__(self, host: WebHost, clock: Clock) -> None:
        self._host = host
        self._klipper = Klipper(host)
        self._clock = clock
        self.line = Line(lambda: changes(host))

    def limits(self) -> DriverLimits:
        """Those of Moonraker 0.11."""
        return LIMITS

    async def identify(self) -> Identity:
        """Moonraker's version, and Klipper's where it runs."""
        version = str((await self._klipper.server()).get("moonraker_version", "?"))
        answer = await self._host.ask("GET", "/printer/info")
        klipper = result(answer).get("software_version") if answer.status_code == 200 else None
        return Identity("Moonraker", f"{version}, Klipper {klipper}" if klipper else version)

    async def capabilities(self) -> Capabilities:
        """As Klipper is configured."""
        return status.capabilities(await self._klipper.configuration())

    async def read(self) -> Snapshot:
        """Klipper's own state first: after it has stopped, the print is still called paused."""
        try:
            objects, why = await self._klipper.objects()
            name = status.in_hand(objects)
            sliced = await self._klipper.sliced(name) if name else {}
        except Unreachable as lost:
            return silence(self._clock, lost)
        if not objects:
            return Snapshot(self._clock(), Phase.UNAVAILABLE, why)
        return status.snapshot(self._clock(), objects, sliced)

    def watch(self) -> AsyncIterator[Snapshot]:
        """One request tells all; the websocket says when it is worth one."""
        return readings(self, self._clock)

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """Upload, then download and compare: what the host says about an upload is about another one's bytes, too."""
        await promised(LIMITS, name, file, sha256)
        if await self._klipper.has(name):
            raise Rejected(name, "a file of this name is on the host")
        await self._klipper.upload(name, file, sha256)
        await arrived(name, sha256, await self._klipper.digest(name), self.discard)

    async def start(self, name: str) -> None:
        """Only into an idle machine: the host itself would drop a paused print for this one."""
        await idle(self, name)
        answer = await self._host.once(name, "POST", "/printer/print/start", params={"filename": name})
        if answer.is_success:
            return
        said = words(answer)
        if answer.status_code in (401, 403, 404) or any(no in said for no in SURELY_NOT):
            raise Refused(name, said)
        raise Unsure(name, said)

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From the print in hand, then from the history, then from the file."""
        objects, why = await self._klipper.objects()
        selected = status.selected(objects)
        if selected == name and (seen := status.of_selected(objects)) is not None:
            return seen
        if (state := await self._klipper.remembered(name)) is not None:
            if state in status.OUTCOMES:
                return Seen("ended", f"the history says {state}", status.OUTCOMES[state])
            said = f"the history says {state}, and Klipper has it no longer in hand"
            return Seen("cannot_know", said if objects else f"the history says {state}; {why}")
        if not await self._klipper.has(name):
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
        answer = await self._host.ask("POST", "/printer/emergency_stop")
        if not answer.is_success:
            raise Refused("emergency_stop", words(answer))

    async def discard(self, name: str) -> None:
        """Delete, then look; in the first moments of a print the host itself would let its file be deleted."""
        objects, _why = await self._klipper.objects()
        if status.in_hand(objects) == name:
            raise InUse(name)
        await self._klipper.delete(name)

    async def picture(self) -> bytes | None:
        """From the first of its webcams that is switched on."""
        found = result(await self._host.ask("GET", "/server/webcams/list")).get("webcams")
        for webcam in found if isinstance(found, list) else ():
            given = str(webcam.get("snapshot_url") or webcam.get("stream_url") or "")
            if webcam.get("enabled", True) and (url := still(self._host.address, given)):
                return await taken(url)
        return None

    async def close(self) -> None:
        """Hang up, and close the connections."""
        await self.line.close()
        await self._host.close()

    async def _tell(self, name: str, order: str, only: Phase | None = None, unless: Phase | None = None) -> None:
        # The host takes an order for whatever runs, so it is asked first what that is.
        snapshot = await self.read()
        if snapshot.phase is Phase.UNREACHABLE:
            raise Unreachable(self._host.address, snapshot.text)
        if not snapshot.runs(name) or snapshot.phase is unless or (only and snapshot.phase is not only):
            raise Refused(name, f"the host has {snapshot.remote or 'nothing'} in hand ({snapshot.text})")
        answer = await self._host.ask("POST", f"/printer/print/{order}")
        if not answer.is_success:
            raise Refused(name, words(answer))
