"""
How prints ended, as far as it was seen: a board by itself does not say it, and one with an SBC only a moment later.

Paused before the end is cancelled, the end of the file is done, anything else is failed; what nobody here saw end,
nobody here knows.
"""

import asyncio

from printers.drivers.duet.board import Board
from printers.drivers.duet.status import Model, Sight, in_hand, job, last, sight, status, up_for
from printers.printer import Outcome, Seen
from printers.steady import running

AFTERTHOUGHT = 2.0  # s after an end until an SBC has certainly said whether the print was cancelled
FRESH = 5.0  # s: an end that came later than this after the last look is not judged by that look
LOOK = 0.25  # s between two looks of ours
HALTED = ("pausing", "paused", "cancelling")

_EMERGENCY = Seen("ended", "the machine was stopped by an emergency stop", Outcome.FAILED)


class Memory:
    """What one driver saw of a board's prints, for as long as it lives."""

    def __init__(self) -> None:
        self._sight: Sight | None = None
        self._stopped: set[str] = set()  # those we told to stop
        self._ended: dict[str, Seen] = {}
        # By what we started: when, by `running`, and what the board had in hand before that.
        self._before: dict[str, tuple[float, str | None]] = {}

    def started(self, name: str, model: Model) -> None:
        """A start is about to be sent to a board that shows this."""
        self._before[name] = running(), last(model)

    def stopped(self, name: str) -> None:
        """The board obeyed us and ended this print."""
        self._stopped.add(name)

    async def notice(self, board: Board, model: Model) -> None:
        """Remember what follows from a fresh model for the print that was in hand."""
        now = running()
        seen = sight(now, model)
        if seen is not None:
            self._sight = seen
        elif self._sight is not None and self._sight.name not in self._ended and last(model) == self._sight.name:
            ended = await self._end(self._sight, now, board, model)
            if ended is not None:
                self._ended[self._sight.name] = ended

    async def of(self, name: str, board: Board, model: Model) -> Seen | None:
        """What becomes of a print that is in hand, or became of one that was; None where the board never had it."""
        if in_hand(model) == name:
            words = f"the board has it in hand ({status(model)})"
            return _EMERGENCY if status(model) == "halted" else Seen("running", words)
        if name in self._ended:
            return self._ended[name]
        if last(model) != name or status(model) == "simulating":
            return None
        if board.remembers and (told := await _told(board)) is not None:
            self._ended[name] = told
            return told
        return Seen("cannot_know", "the board had it in hand, and does not keep how it ended")

    def never_began(self, name: str, model: Model) -> bool:
        """
        Whether the board has been up since before our start and still names what it had in hand before that.

        Only for a start of our own: a clock that somebody may have set meanwhile says nothing of another's.
        """
        sent, before = self._before.get(name, (None, None))
        up = up_for(model)
        return sent is not None and up is not None and up > running() - sent and last(model) == before

    async def _end(self, seen: Sight, now: float, board: Board, model: Model) -> Seen | None:
        """How the print ended that was in hand at the last look; None when that look was too long ago."""
        if status(model) == "halted":
            return _EMERGENCY
        if board.remembers:
            return await _told(board)
        if seen.name in self._stopped:
            return Seen("ended", "it was paused and told to stop", Outcome.CANCELLED)
        if now - seen.at > FRESH:
            return None
        if seen.status in HALTED:
            return Seen("ended", f"it was {seen.status} when it ended", Outcome.CANCELLED)
        # Four times as far as it came on the whole: the last moves of a file are short.
        reach = 4.0 * (now - seen.at) * seen.position / max(seen.seconds, 1.0)
        if seen.size and seen.position + reach >= seen.size:
            return Seen("ended", "the board was at the end of the file", Outcome.DONE)
        share = f"{100 * seen.position / seen.size:.0f} % of the file" if seen.size else "an unknown part of the file"
        return Seen("ended", f"it ended early, after {share}; the board does not say why", Outcome.FAILED)


async def _told(board: Board) -> Seen | None:
    """An SBC's own word for how its last print ended, which it may give a moment after the end."""
    name = None
    for _look in range(round(AFTERTHOUGHT / LOOK)):
        model = await board.model()
        if in_hand(model) is not None or (name is not None and last(model) != name):
            return None
        name, said = last(model), job(model)
        if said.get("lastFileSimulated"):
            return None
        if said.get("lastFileCancelled"):
            return Seen("ended", "the computer before the board says that it was cancelled", Outcome.CANCELLED)
        if said.get("lastFileAborted"):
            return Seen("ended", "the computer before the board says that it was broken off", Outcome.FAILED)
        await asyncio.sleep(LOOK)
    return Seen("ended", "the computer before the board says that it came to its end", Outcome.DONE)
