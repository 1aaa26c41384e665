"""What is asked of a printer, in the words of a Duet."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any

from printers.drivers.duet.board import Board, open_board
from printers.drivers.duet.status import (
    Sight,
    capabilities,
    firmware,
    in_hand,
    last,
    sight,
    snapshot,
    status,
    up_since,
)
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
from printers.printer import Capabilities, Clock, DriverLimits, Identity, Outcome, Phase, Seen, Snapshot
from printers.watching import readings
from printers.web import Upload, WebHost, promised

LIMITS = DriverLimits(kinds=(".gcode", ".gco", ".g"), poll_seconds=1.0, idle_poll_seconds=5.0, start_window_seconds=30)
AFTERTHOUGHT = 2.0  # s after an end until an SBC has certainly said whether the print was cancelled
FRESH = 30.0  # s: an end that came later than this after the last look is not judged by that look
PAUSING = (
    300.0  # s that a pause may take before it is given up to cancel a print: the heating in hand is finished first
)
LOOK = 0.25  # s between two looks of ours

_PRINTS = ("processing", "busy", "changingTool", "resuming")
_HALTED = ("pausing", "paused", "cancelling")


class Duet:
    """One Duet. It remembers, as long as it lives, how the prints ended that it saw end."""

    def __init__(self, host: WebHost, key: str, clock: Clock) -> None:
        self._host = host
        self._key = key
        self._clock = clock
        self._opened: Board | None = None
        self._opening = asyncio.Lock()
        self._sight: Sight | None = None
        self._stopped: set[str] = set()  # those we told to stop
        self._ended: dict[str, Seen] = {}
        self._before: dict[str, str | None] = {}  # by what we started: what it had in hand before that

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
        except Unreachable as silence:
            return Snapshot(self._clock(), Phase.UNREACHABLE, silence.why)
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
        held = await board.has(name)
        theirs = await board.digest(name) if held else None
        if theirs != sha256:
            await self.discard(name)
            raise Mismatch(name, sha256, theirs or "nothing")

    async def start(self, name: str) -> None:
        """One line of G-code, after a reading that says idle: that it was taken does not say that it was obeyed."""
        try:
            model = await self._model()
            board = await self._board()
            now = snapshot(self._clock(), model)
            if now.phase is not Phase.IDLE:
                raise Refused(name, f"the machine is {now.phase}: {now.text}")
            if not await board.has(name):
                raise Refused(name, "the board does not have the file")
        except (Unreachable, Denied, WrongHost) as closed:
            raise Refused(name, f"nothing was sent: {closed}") from closed
        self._before[name] = last(model)
        await board.begin(name)

    async def find(self, name: str, since: float | None = None) -> Seen:
        """From the print in hand, from the end that was seen, from what it had in hand last, from the file."""
        model = await self._model()
        if in_hand(model) == name and status(model) == "halted":
            return Seen("ended", "the machine was stopped by an emergency stop", Outcome.FAILED)
        if in_hand(model) == name:
            return Seen("running", f"the board has it in hand ({status(model)})")
        if name in self._ended:
            return self._ended[name]
        if last(model) == name and status(model) != "simulating":
            return await self._late(name)
        if not await (await self._board()).has(name):
            return Seen("not_there", "the board does not have the file")
        if since is not None and not self._never_began(name, since, model):
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
        self._stopped.add(name)

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
        if status(model) in (*_PRINTS, *_HALTED) and in_hand(model) is None:
            model = await board.model()  # the print ended between two questions
        now = self._clock()
        seen = sight(now, model)
        if seen is not None:
            self._sight = seen
        elif self._sight is not None and self._sight.name not in self._ended and last(model) == self._sight.name:
            ended = await self._end(self._sight, now, model)
            if ended is not None:
                self._ended[self._sight.name] = ended
        return model

    async def _end(self, seen: Sight, now: float, model: Mapping[str, Any]) -> Seen | None:
        """How the print ended that was in hand at the last look; None when that look was too long ago."""
        if status(model) == "halted" and seen.name == last(model):
            return Seen("ended", "the machine was stopped by an emergency stop", Outcome.FAILED)
        if (await self._board()).remembers:
            return await self._told()
        if seen.name in self._stopped:
            return Seen("ended", "it was paused and told to stop", Outcome.CANCELLED)
        if now - seen.at > FRESH:
            return None
        if seen.status in _HALTED:
            return Seen("ended", f"it was {seen.status} when it ended", Outcome.CANCELLED)
        # Four times as far as it came on the whole: the last moves of a file are short.
        reach = 4.0 * (now - seen.at) * seen.position / max(seen.seconds, 1.0)
        if seen.size and seen.position + reach >= seen.size:
            return Seen("ended", "the board was at the end of the file", Outcome.DONE)
        share = f"{100 * seen.position / seen.size:.0f} % of the file" if seen.size else "an unknown part of the file"
        return Seen("ended", f"it ended early, after {share}; the board does not say why", Outcome.FAILED)

    async def _told(self) -> Seen | None:
        """An SBC's own word for how its last print ended, which it may give a moment after the end."""
        board, name = await self._board(), None
        for look in _looks(AFTERTHOUGHT):
            model = await board.model()
            job = model.get("job") or {}
            if in_hand(model) is not None or (name is not None and last(model) != name):
                return None
            name = last(model)
            if job.get("lastFileSimulated"):
                return None
            if job.get("lastFileCancelled"):
                return Seen("ended", "the computer before the board says that it was cancelled", Outcome.CANCELLED)
            if job.get("lastFileAborted"):
                return Seen("ended", "the computer before the board says that it was broken off", Outcome.FAILED)
            await asyncio.sleep(look)
        return Seen("ended", "the computer before the board says that it came to its end", Outcome.DONE)

    async def _late(self, name: str) -> Seen:
        """It was in hand, and nobody here saw how it ended."""
        if (await self._board()).remembers and (told := await self._told()) is not None:
            self._ended[name] = told
            return told
        return Seen("cannot_know", "the board had it in hand, and does not keep how it ended")

    def _never_began(self, name: str, since: float, model: Mapping[str, Any]) -> bool:
        """Whether the board has been up since before the start and still names what it had in hand before that."""
        up = up_since(self._clock(), model)
        if up is None or up > since:
            return False
        return last(model) is None or (name in self._before and last(model) == self._before[name])

    async def _tell(self, name: str, code: str, where: Iterable[str]) -> None:
        # The board takes an order for whatever runs, so it is asked first what that is.
        model = await self._model()
        if in_hand(model) != name or status(model) not in where:
            raise Refused(name, f"the board has {in_hand(model) or 'nothing'} in hand ({status(model)})")
        await (await self._board()).order(name, code)


def _looks(seconds: float) -> Iterable[float]:
    return [LOOK] * round(seconds / LOOK)
