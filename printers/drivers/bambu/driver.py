"""What is asked of a printer, in the words of a Bambu."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from printers.drivers.bambu.camera import Camera
from printers.drivers.bambu.conversation import Conversation, LineLost, Silent
from printers.drivers.bambu.memory import Memory
from printers.drivers.bambu.project import project, suits
from printers.drivers.bambu.status import LOCKED_WORDS, Slot, Status, locked, name_of, phase, slots, snapshot
from printers.drivers.bambu.storage import Storage, remote
from printers.drivers.bambu.wrapping import wrap
from printers.errors import DriverError, InUse, Refused, Rejected, Unreachable, Unsure
from printers.printer import RUNNING, Capabilities, Clock, DriverLimits, Identity, Phase, Seen, Snapshot
from printers.reading import only_idle, silence
from printers.uploads import arrived, promised
from printers.watching import readings

# A machine was seen to show the end of its last print for 210 s after it took the next one.
LIMITS = DriverLimits(start_window_seconds=300.0, idle_poll_seconds=5.0, stops="print", progress_by="told")
_Answer = TypeVar("_Answer")


class Bambu:
    """One Bambu printer."""

    def __init__(
        self,
        conversation: Conversation,
        storage: Storage,
        camera: Camera | None,
        clock: Clock,
        *,
        serial: str,
        materials: Sequence[str] = (),
        slot: int | None = None,
    ) -> None:
        self._conversation = conversation
        self._storage = storage
        self._camera = camera
        self._clock = clock
        self._serial = serial
        self._materials = frozenset(material.lower() for material in materials)
        self._slot = slot
        self._starting = asyncio.Lock()
        self._memory = Memory(clock, LIMITS.start_window_seconds)
        conversation.on_status(self._memory.notice)

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
        except Unreachable as lost:
            return silence(self._clock, lost)
        except Silent as silent:
            return Snapshot(self._clock(), Phase.UNAVAILABLE, str(silent))
        return self._memory.reading(snapshot(self._clock(), status))

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
        await arrived(name, ours, theirs, lambda name: self._storage.delete(remote(name)))

    async def start(self, name: str) -> None:
        """One message, after a reading that says idle: a busy machine may break off what it prints."""
        async with self._starting:
            try:
                await self._may_start(name)
                if self._slot is not None:
                    suits(name, self._slot, await self.slots(), self._materials)
            except Refused:
                raise
            except (DriverError, Silent, LineLost) as closed:
                raise Refused(name, f"nothing was sent: {closed}") from closed
            self._memory.sent(name)
            try:
                answer = await self._conversation.order(
                    "project_file", project(name, self._slot), also=_says_locked, at_least_once=False
                )
            except (Silent, LineLost) as lost:
                raise Unsure(name, str(lost)) from lost
            except DriverError as closed:
                self._memory.not_sent(name)
                raise Refused(name, f"nothing was sent: {closed}") from closed
            self._judge(name, answer)

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From what it reports, what this program saw before, and the card."""
        if (seen := self._memory.of(name, await self._status(), since)) is not None:
            return seen
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
        self._memory.stopped(name)

    async def stop(self) -> None:
        """End whatever prints; more than that is not known of it."""
        try:
            answer = await self._conversation.order("stop", {"param": ""}, also=_says_locked, at_least_once=True)
        except (Silent, LineLost) as lost:
            raise Unreachable(self._serial, str(lost)) from lost
        if (name := name_of(self._conversation.status)) is not None:
            self._memory.stopped(name)
        if str(answer.get("result", "")).lower() != "success":
            raise Refused("stop", str(answer.get("reason") or LOCKED_WORDS)[:300])

    async def discard(self, name: str) -> None:
        """Delete, then look; refused while it prints, or may be about to."""
        status = await self._status()
        if (name_of(status) == name and phase(status) in RUNNING) or self._memory.pending(name):
            raise InUse(name)
        await self._storage.delete(remote(name))

    async def picture(self) -> bytes | None:
        """Of a P1 or A1."""
        return None if self._camera is None else await self._camera.picture()

    async def close(self) -> None:
        """Close the line."""
        await self._conversation.close()

    async def _may_start(self, name: str) -> None:
        only_idle(name, await self.read())
        if other := self._memory.any_pending():
            raise Refused(name, f"{other} was sent a moment ago and has not begun")
        if await self._storage.size(remote(name)) is None:
            raise Refused(name, "the printer does not have the file")

    def _judge(self, name: str, answer: Mapping[str, Any]) -> None:
        if "result" not in answer:  # it complained instead of answering
            self._memory.not_sent(name)
            raise Refused(name, LOCKED_WORDS)
        if str(answer["result"]).lower() != "success":
            self._memory.not_sent(name)
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
