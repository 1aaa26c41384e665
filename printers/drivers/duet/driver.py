"""What is asked of a printer, in the words of a Duet."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any

from printers.drivers.duet.board import Board, open_board
from printers.drivers.duet.memory import HALTED, LOOK, Memory
from printers.drivers.duet.status import capabilities, firmware, in_hand, snapshot, status
from printers.errors import (
    Denied,
    DriverError,
    InUse,
    Mismatch,
    NoSpace,
    Refused,
    Rejected,
    Unreachable,
    WrongHost,
)
from printers.printer import Capabilities, Clock, DriverLimits, Identity, Seen, Snapshot
from printers.reading import only_idle, silence
from printers.uploads import Upload, arrived, promised
from printers.watching import readings
from printers.web import WebHost

LIMITS = DriverLimits(kinds=(".gcode", ".gco", ".g"), poll_seconds=1.0, idle_poll_seconds=5.0, start_window_seconds=30)
PAUSING = (
    300.0  # s that a pause may take before it is given up to cancel a print: the heating in hand is finished first
)

_PRINTS = ("processing", "busy", "changingTool", "resuming")


class Duet:
    """One Duet. It remembers, as long as it lives, how the prints ended that it saw end."""

    def __init__(self, host: WebHost, key: str, clock: Clock) -> None:
        self._host = host
        self._key = key
        self._clock = clock
        self._opened: Board | None = None
        self._opening = asyncio.Lock()
        self._memory = Memory()

    def limits(self) -> DriverLimits:
        """Read often while it prints: a board by itself does not say how a print ended."""
        return LIMITS

    async def identify(self) -> Identity:
        """The firmware, and the board it runs on."""
        name, version, board = firmware(await self._model())
        return Identity(name, version, board)

    async def capabilities(self) -> Capabilities:
        """How far its axes go."""
        model = await self._model()
        return capabilities(await (await self._board()).size(), firmware(model)[2])

    async def read(self) -> Snapshot:
        """State, progress and temperatures; what has ended is remembered."""
        try:
            model = await self._model()
        except Unreachable as lost:
            return silence(self._clock, lost)
        return snapshot(self._clock(), model)

    def watch(self) -> AsyncIterator[Snapshot]:
        """Polled, as its own page does."""
        return readings(self, self._clock)

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """Upload, with a checksum that the board compares where it can; then download and compare."""
        await promised(LIMITS, name, file, sha256)
        board, size = await self._board(), Upload(file).size
        if await board.has(name):  # also begins a fresh session, so that the bytes go out only once
            raise Rejected(name, "a file of this name is on the board")
        if (room := await board.room()) is not None and room <= size:
            raise NoSpace(name, deleted=True)
        try:
            await board.upload(name, file, sha256)
        except DriverError as failed:
            with contextlib.suppress(DriverError):
                await self.discard(name)
            if isinstance(failed, (Mismatch, Rejected)) and (room := await board.room()) is not None and room <= size:
                raise NoSpace(name, deleted=not await board.has(name)) from failed
            raise
        theirs = await board.digest(name) if await board.has(name) else None
        await arrived(name, sha256, theirs, self.discard)

    async def start(self, name: str) -> None:
        """One line of G-code, after a reading that says idle: that it was taken does not say that it was obeyed."""
        try:
            model = await self._model()
            board = await self._board()
            only_idle(name, snapshot(self._clock(), model))
            if not await board.has(name):
                raise Refused(name, "the board does not have the file")
        except (Unreachable, Denied, WrongHost) as closed:
            raise Refused(name, f"nothing was sent: {closed}") from closed
        self._memory.started(name, model)
        await board.begin(name)

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From the print in hand, from the end that was seen, from what it had in hand last, from the file."""
        model = await self._model()
        board = await self._board()
        if (seen := await self._memory.of(name, board, model)) is not None:
            return seen
        if not await board.has(name):
            return Seen("not_there", "the board does not have the file")
        if since is not None and not self._memory.never_began(name, model):
            return Seen("cannot_know", "the board has the file, nothing of it in hand, and no memory of earlier prints")
        return Seen("staged", "the board has the file and never had it in hand")

    async def pause(self, name: str) -> None:
        """Returns when the board has taken it; the moves in its hands are made first."""
        await self._tell(name, "M25", _PRINTS)

    async def resume(self, name: str) -> None:
        """Go on where it paused."""
        await self._tell(name, "M24", ("paused",))

    async def cancel(self, name: str) -> None:
        """Pause, and stop what is paused: nothing else is obeyed."""
        model = await self._model()
        if in_hand(model) == name and status(model) in _PRINTS:
            await self._tell(name, "M25", _PRINTS)
        end = asyncio.get_running_loop().time() + PAUSING
        while in_hand(model) == name and status(model) != "paused" and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(LOOK)
            model = await self._model()
        await self._tell(name, "M0", ("paused",))
        self._memory.stopped(name)

    async def stop(self) -> None:
        """The firmware's own emergency stop; it is not queued."""
        await (await self._board()).order("M112", "M112")

    async def discard(self, name: str) -> None:
        """Delete, then look; refused while it prints, for an SBC would delete it all the same."""
        if in_hand(await self._model()) == name:
            raise InUse(name)
        board = await self._board()
        await board.delete(name)
        if await board.has(name):
            if in_hand(await self._model()) == name:
                raise InUse(name)
            raise Rejected(name, "the file is still there after it was deleted")

    async def picture(self) -> bytes | None:
        """It knows of none; the settings may name one."""
        return None

    async def close(self) -> None:
        """Leave the session and close the connections."""
        if self._opened is not None:
            with contextlib.suppress(DriverError):
                await self._opened.close()
        await self._host.close()

    async def _board(self) -> Board:
        async with self._opening:
            if self._opened is None:
                self._opened = await open_board(self._host, self._key)
            return self._opened

    async def _model(self) -> Mapping[str, Any]:
        """What the board says now; what follows from it for the print that was in hand is remembered."""
        board = await self._board()
        model = await board.model()
        if status(model) in (*_PRINTS, *HALTED) and in_hand(model) is None:
            model = await board.model()  # the print ended between two questions
        await self._memory.notice(board, model)
        return model

    async def _tell(self, name: str, code: str, where: Iterable[str]) -> None:
        # The board takes an order for whatever runs, so it is asked first what that is.
        model = await self._model()
        if in_hand(model) != name or status(model) not in where:
            raise Refused(name, f"the board has {in_hand(model) or 'nothing'} in hand ({status(model)})")
        await (await self._board()).order(name, code)
