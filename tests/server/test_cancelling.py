"""A cancel that did not get through to the printer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from printers.errors import Unreachable
from printers.printer import Driver, Outcome, Phase, Seen, Snapshot
from server.hold import Ended, Hold
from server.watch import Readings, Watch

NAME = "order-1-e1.gcode"


class _Printer:
    """Prints until a word to stop arrives; the first so many are lost."""

    def __init__(self, lost: int) -> None:
        self.lost, self.told = lost, 0

    async def read(self) -> Snapshot:
        running = self.told <= self.lost
        return Snapshot(0.0, Phase.PRINTING if running else Phase.IDLE, "", NAME if running else None)

    async def cancel(self, _name: str) -> None:
        self.told += 1
        if self.told <= self.lost:
            raise Unreachable("ash", "the line is dead")

    async def find(self, _name: str, _since: float | None) -> Seen:
        return Seen("ended", "as it was told", Outcome.CANCELLED)

    def limits(self) -> Any:
        return SimpleNamespace(poll_seconds=0.0, progress_by="time")


class _Hold:
    """The lease of a job that is to be cancelled; what would be written down is not."""

    poll = 0.0

    def __init__(self) -> None:
        self.said: list[str] = []

    async def change(self, *_: Any) -> Any:
        return None

    async def renew(self) -> Any:
        return SimpleNamespace(cancel=True, wish="")

    async def say(self, code: str, _words: str) -> None:
        self.said.append(code)


class _Readings:
    async def record(self, *_: Any, **__: Any) -> None: ...
    def left(self, _printer: str) -> None: ...


@pytest.mark.parametrize("lost", [0, 1, 3])
async def test_it_is_said_until_it_arrived_and_no_more(lost: int) -> None:
    """However often the line fails, the machine is told to stop; and once it was told it is not told again."""
    printer, hold = _Printer(lost), _Hold()
    watch = Watch(cast("Hold", hold), cast("Driver", printer), "ash", cast("Readings", _Readings()), 1.0)
    with pytest.raises(Ended) as ended:
        await watch.follow(NAME)
    assert ended.value.outcome is Outcome.CANCELLED
    assert printer.told == lost + 1
    assert hold.said == ["printer_silent"] * lost
