"""A line rings when its host says that something changed; without it there is the next look."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from printers import line as lines
from printers.line import Line

LONG = 3600.0  # s: nobody waits so long here; what comes back before was rung


class Host:
    """A host whose line is opened, rung and cut by the test."""

    def __init__(self) -> None:
        self.opened = 0
        self.there = True
        self._said: asyncio.Queue[Exception | None] = asyncio.Queue()

    async def changes(self) -> AsyncGenerator[None, None]:
        """As a driver's."""
        if not self.there:
            raise OSError("nobody answers")
        self.opened += 1
        yield
        while True:
            if (said := await self._said.get()) is not None:
                raise said
            yield

    def ring(self) -> None:
        """Something changed."""
        self._said.put_nowait(None)

    def cut(self, error: Exception) -> None:
        """The line is dead."""
        self._said.put_nowait(error)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    """Quick to be called again."""
    monkeypatch.setattr(lines, "FIRST", 0.02)
    monkeypatch.setattr(lines, "BREATH", 0.01)
    return Host()


@pytest.fixture
async def line(host: Host) -> AsyncIterator[Line]:
    """Within 60 s all is said."""
    line = Line(host.changes)
    async with asyncio.timeout(60):
        yield line
        await line.close()
    assert not line.open


async def opened(line: Line) -> None:
    """Until it is open; opening rings, for nobody knows what changed before."""
    while not line.open:
        await line.news(LONG, LONG)


async def test_it_rings_for_each_change_and_not_else(line: Line, host: Host) -> None:
    """Who waits is woken by a change, once for those that come together, and else only by his own clock."""
    await opened(line)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await line.news(0.0, LONG)
    host.ring()
    host.ring()
    await line.news(LONG, LONG)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await line.news(0.0, LONG)


async def test_what_changes_between_two_waits_is_not_lost(line: Line, host: Host) -> None:
    """It rings while the reading is under way: the next wait ends at once."""
    await opened(line)
    host.ring()
    await asyncio.sleep(0.05)
    await line.news(LONG, LONG)


async def test_without_a_line_the_look_comes_as_often_as_ever(line: Line, host: Host) -> None:
    """Nobody answers: the shorter of the two times counts."""
    host.there = False
    for _ in range(3):
        await line.news(0.01, LONG)
    assert not line.open


@pytest.mark.parametrize("error", [OSError("cut"), ValueError("no JSON"), KeyError("surprise")])
async def test_a_line_that_is_lost_rings_and_is_opened_anew(line: Line, host: Host, error: Exception) -> None:
    """Whatever ends it: it is looked at once, and a line that comes back rings too."""
    await opened(line)
    host.cut(error)
    while line.open:
        await line.news(LONG, LONG)
    await opened(line)
    assert host.opened == 2


async def test_nobody_is_called_before_somebody_waits(host: Host) -> None:
    """A driver that is only asked opens no line."""
    line = Line(host.changes)
    await asyncio.sleep(0.05)
    await line.close()
    assert host.opened == 0


async def test_a_line_that_is_closed_stays_closed(host: Host) -> None:
    """Whoever rings after that reaches nobody."""
    line = Line(host.changes)
    await opened(line)
    await line.close()
    host.ring()
    await asyncio.sleep(0.05)
    assert host.opened == 1
