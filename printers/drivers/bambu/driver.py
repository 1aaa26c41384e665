"""What is asked of a printer, in the words of a Bambu."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from printers.drivers.bambu.conversation import Conversation, LineLost, Silent
from printers.drivers.bambu.status import (
    CANCELLED,
    LOCKED_WORDS,
    Slot,
    Status,
    locked,
    name_of,
    phase,
    slots,
    snapshot,
    troubles,
)
from printers.drivers.bambu.storage import Storage, remote
from printers.drivers.bambu.wrapping import PLATE, wrap
from printers.errors import DriverError, InUse, Mismatch, Refused, Rejected, Unreachable, Unsure
from printers.printer import (
    RUNNING,
    Capabilities,
    Clock,
    DriverLimits,
    Identity,
    Outcome,
    Phase,
    Seen,
    Snapshot,
)
from printers.watching import readings
from printers.web import promised

# A machine was seen to show the end of its last print for 210 s after it took the next one.
LIMITS = DriverLimits(start_window_seconds=300.0, idle_poll_seconds=5.0, stops="print")
_Answer = TypeVar("_Answer")
FREE = (Phase.IDLE, Phase.UNAVAILABLE)


class Bambu:
    """One Bambu printer."""

    def __init__(
        self,
        conversation: Conversation,
        storage: Storage,
        clock: Clock,
        *,
        serial: str,
        materials: Sequence[str] = (),
        slot: int | None = None,
    ) -> None:
        self._conversation = conversation
        self._storage = storage
        self._clock = clock
        self._serial = serial
        self._materials = {material.lower() for material in materials}
        self._slot = slot
        self._starting = asyncio.Lock()
        self._sent: dict[str, float] = {}  # by name: when we sent its start
        self._stopped: set[str] = set()  # those we told to stop
        self._ran: set[str] = set()  # those we saw running
        self._ended: dict[str, Seen] = {}
        conversation.on_status(self._notice)

    def limits(self) -> DriverLimits:
        """Those of the LAN interface."""
        return LIMITS

    async def identify(self) -> Identity:
        """The model and its firmware; the serial was proved by the certificate."""
        modules = await self._heard(self._conversation.version())
        firmware = next((module for module in modules if module.get("name") == "ota"), {})
        model = firmware.get("product_name") or "Bambu Lab printer"
        return Identity(f"{model} {self._serial}", str(firmware.get("sw_ver") or "of unknown version"))

    async def capabilities(self) -> Capabilities:
        """Its model and nozzle, as far as it says them."""
        modules = await self._heard(self._conversation.version())
        status = await self._status()
        model = next((str(module["product_name"]) for module in modules if module.get("product_name")), None)
        try:
            nozzle = float(str(status.get("nozzle_diameter"))) or None
        except ValueError:
            nozzle = None
        return Capabilities(model=model, nozzle=nozzle)

    async def slots(self) -> list[Slot]:
        """What its AMS holds."""
        return slots(await self._status())

    async def read(self) -> Snapshot:
        """Proved to be of now; a door behind which nobody speaks is a printer that is unavailable."""
        try:
            status = await self._conversation.current()
        except Unreachable as silence:
            return Snapshot(self._clock(), Phase.UNREACHABLE, silence.why)
        except Silent as silence:
            return Snapshot(self._clock(), Phase.UNAVAILABLE, str(silence))
        seen = snapshot(self._clock(), status)
        name = name_of(status)
        if name is not None and self._pending(name) and seen.phase in FREE:
            # It has taken ours and still shows how its last print ended.
            return Snapshot(seen.at, Phase.PREPARING, seen.text, name, seen.remote_job, temperatures=seen.temperatures)
        return seen

    def watch(self) -> AsyncIterator[Snapshot]:
        """Its reports come by themselves; a question in between proves that it is still there."""
        return readings(self, self._clock)

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """Wrap, upload, read back and compare."""
        await promised(LIMITS, name, file, sha256)
        if await self._storage.size(remote(name)) is not None:
            raise Rejected(name, "the printer has a file of this name")
        with tempfile.TemporaryDirectory(prefix="printwright-") as folder:
            package = Path(folder) / "package.3mf"
            ours = await asyncio.to_thread(wrap, file, package)
            await self._storage.put(remote(name), package)
        theirs = await self._storage.digest(remote(name))
        if theirs != ours:
            await self._storage.delete(remote(name))
            raise Mismatch(name, ours, theirs or "nothing")

    async def start(self, name: str) -> None:
        """One message, after a reading that says idle: a busy machine may break off what it prints."""
        async with self._starting:
            try:
                await self._may_start(name)
                content = self._project(name, await self._conversation.current())
            except Refused:
                raise
            except (DriverError, Silent, LineLost) as closed:
                raise Refused(name, f"nothing was sent: {closed}") from closed
            self._sent[name] = self._clock()
            try:
                answer = await self._conversation.order("project_file", content, also=_says_locked, at_least_once=False)
            except (Silent, LineLost) as lost:
                raise Unsure(name, str(lost)) from lost
            except DriverError as closed:
                self._sent.pop(name)
                raise Refused(name, f"nothing was sent: {closed}") from closed
            self._judge(name, answer)

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From what it reports, what this program saw before, and the card."""
        status = await self._status()
        if name in self._ended:
            return self._ended[name]
        ours, now = name_of(status) == name, phase(status)
        if ours and now in RUNNING:
            return Seen("running", f"the printer has it in hand ({status.get('gcode_state')})")
        if ours and self._pending(name):
            return Seen("running", "the printer has taken it, and still shows how its last print ended")
        if ours and since is not None and name not in self._sent:
            # Another process sent it; it may not have begun, and this may be the end of the print before.
            ended = self._end(name, status)
            if ended is not None and self._clock() - since > LIMITS.start_window_seconds:
                return ended
            if ended is not None:
                return Seen("cannot_know", "the printer names it, but this may be how the print before it ended")
        if await self._storage.size(remote(name)) is None:
            return Seen("not_there", "the printer does not have the file")
        if since is None:
            return Seen("staged", "the printer has the file, and no start was sent")
        return Seen("cannot_know", "the printer has the file, nothing of it in hand, and no memory of earlier prints")

    async def pause(self, name: str) -> None:
        """Waits for the printer's word."""
        await self._tell(name, "pause", (Phase.PREPARING, Phase.PRINTING))

    async def resume(self, name: str) -> None:
        """Go on where it paused."""
        await self._tell(name, "resume", (Phase.PAUSED, Phase.ATTENTION))

    async def cancel(self, name: str) -> None:
        """Stop for good."""
        await self._tell(name, "stop", tuple(RUNNING))
        self._stopped.add(name)

    async def stop(self) -> None:
        """End whatever prints; more than that is not known of it."""
        try:
            answer = await self._conversation.order("stop", {"param": ""}, also=_says_locked, at_least_once=True)
        except (Silent, LineLost) as lost:
            raise Unreachable(self._serial, str(lost)) from lost
        if (name := name_of(self._conversation.status)) is not None:
            self._stopped.add(name)
        if str(answer.get("result", "")).lower() != "success":
            raise Refused("stop", str(answer.get("reason") or LOCKED_WORDS)[:300])

    async def discard(self, name: str) -> None:
        """Delete, then look; refused while it prints, or may be about to."""
        status = await self._status()
        if (name_of(status) == name and phase(status) in RUNNING) or self._pending(name):
            raise InUse(name)
        await self._storage.delete(remote(name))

    async def picture(self) -> bytes | None:
        """It has one, behind a way of its own that nobody has written down here yet."""
        return None

    async def close(self) -> None:
        """Close the line."""
        await self._conversation.close()

    def _notice(self, status: Status) -> None:
        """With each report: what was seen running, and how that ended."""
        name, now = name_of(status), phase(status)
        if name is None or name in self._ended:
            return
        if now in RUNNING:
            self._ran.add(name)
        elif name in self._ran and (ended := self._end(name, status)) is not None:
            self._ended[name] = ended

    def _end(self, name: str, status: Status) -> Seen | None:
        state, error = str(status.get("gcode_state")), status.get("print_error") or 0
        if state == "FINISH":
            return Seen("ended", "the printer says that it finished it", Outcome.DONE)
        if state == "FAILED" and (error in CANCELLED or (name in self._stopped and not error)):
            return Seen("ended", "the printer says that it was cancelled", Outcome.CANCELLED)
        if state == "FAILED":
            return Seen("ended", f"the printer says: {'; '.join(troubles(status)) or 'failed'}", Outcome.FAILED)
        if state == "IDLE" and name in self._ran:
            return Seen("ended", "the printer went from printing to idle: it was broken off", Outcome.FAILED)
        return None

    def _pending(self, name: str) -> bool:
        """Whether we sent its start not long ago and have seen nothing of it yet."""
        sent = self._sent.get(name)
        seen = name in self._ran or name in self._ended
        return sent is not None and not seen and self._clock() - sent < LIMITS.start_window_seconds

    async def _may_start(self, name: str) -> None:
        now = await self.read()
        if now.phase is not Phase.IDLE:
            raise Refused(name, f"the printer is not idle: {now.text}")
        if other := next(filter(self._pending, self._sent), None):
            raise Refused(name, f"{other} was sent a moment ago and has not begun")
        if await self._storage.size(remote(name)) is None:
            raise Refused(name, "the printer does not have the file")

    def _project(self, name: str, status: Status) -> Mapping[str, Any]:
        # A number of 31 bits: a P1S cuts larger ones off and takes two prints for one.
        number = str(int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") & 0x7FFF_FFFF or 1)
        if self._slot is not None:
            self._holds(name, self._slot, slots(status))
        return {
            "param": PLATE,
            "url": f"ftp:///{remote(name)}",
            "file": remote(name),
            "project_id": "0",
            "profile_id": "0",
            "task_id": number,
            "subtask_id": number,
            "subtask_name": name,
            "md5": "",
            "timelapse": False,
            "bed_type": "auto",
            "bed_levelling": True,
            "flow_cali": False,
            "vibration_cali": False,
            "layer_inspect": False,
            "use_ams": self._slot is not None,
            "ams_mapping": "" if self._slot is None else [self._slot],
        }

    def _holds(self, name: str, number: int, known: Sequence[Slot]) -> None:
        """Raises `Refused` when the slot is empty, or holds what the settings do not name."""
        told = ", ".join(map(str, known)) or "no AMS"
        slot = next((slot for slot in known if slot.number == number), None)
        if slot is None or not slot.material:
            raise Refused(name, f"slot {number} of the AMS holds nothing the printer knows of ({told})")
        if self._materials and slot.material.lower() not in self._materials:
            named = ", ".join(sorted(self._materials))
            raise Refused(
                name, f"slot {number} of the AMS holds {slot.material}, and the settings name {named} ({told})"
            )

    def _judge(self, name: str, answer: Mapping[str, Any]) -> None:
        if "result" not in answer:  # it complained instead of answering
            self._sent.pop(name, None)
            raise Refused(name, LOCKED_WORDS)
        if str(answer["result"]).lower() != "success":
            self._sent.pop(name, None)
            raise Refused(name, str(answer.get("reason") or answer["result"])[:300])

    async def _tell(self, name: str, order: str, phases: tuple[Phase, ...]) -> None:
        status = await self._status()
        now = phase(status)
        if name_of(status) != name or now not in phases:
            raise Refused(name, f"the printer has {name_of(status) or 'nothing'} in hand ({status.get('gcode_state')})")
        try:
            answer = await self._conversation.order(order, {"param": ""}, also=_says_locked, at_least_once=True)
        except (Silent, LineLost) as lost:
            raise Unreachable(self._serial, str(lost)) from lost
        if str(answer.get("result", "")).lower() != "success":
            raise Refused(name, str(answer.get("reason") or LOCKED_WORDS)[:300])

    async def _status(self) -> Status:
        return await self._heard(self._conversation.current())

    async def _heard(self, question: Awaitable[_Answer]) -> _Answer:
        try:
            return await question
        except Silent as silence:
            raise Unreachable(self._serial, str(silence)) from silence


def _says_locked(said: Mapping[str, Any]) -> bool:
    return said.get("command") == "push_status" and locked(dict(said))
