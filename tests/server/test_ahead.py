"""What will probably be asked for next is built ahead, but never in anybody's way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from server.ahead import Ahead
from server.choice import Choice
from server.workshop import Model, Workshop
from tests.server.conftest import warm_workshop

CHOICE = Choice("virtual-220", "pla", "standard")
LARGE = {"width": 189, "depth": 189, "height": 42}
NEXT = {"width": 61}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workshop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Workshop]:
    """One that is warm, with two workers."""
    async with warm_workshop(tmp_path_factory.mktemp("shop"), workers=2) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def ahead(workshop: Workshop) -> AsyncIterator[Ahead]:
    """One at work, in a shop that remembers nothing."""
    workshop.forget()
    made = Ahead(workshop)
    work = asyncio.create_task(made.run())
    yield made
    work.cancel()


async def until(workshop: Workshop, seconds: float) -> bool:
    """Whether the next design is known within so many seconds."""
    for _ in range(int(seconds / 0.02)):
        if workshop.seen("box", NEXT, CHOICE):
            return True
        await asyncio.sleep(0.02)
    return False


async def test_a_quiet_shop_has_it_ready(workshop: Workshop, ahead: Ahead) -> None:
    """The look is there before anybody asks for it, and nothing more than the look was made."""
    ahead.wish("box", NEXT, CHOICE)
    assert await until(workshop, 20)
    look = await asyncio.wait_for(workshop.look("box", NEXT, CHOICE), timeout=0.5)
    assert not isinstance(look, Model)


async def test_a_busy_shop_builds_what_is_asked_for(workshop: Workshop, ahead: Ahead) -> None:
    """While a worker is at work nothing is built ahead, and a wish that waited too long is forgotten."""
    asked = [
        asyncio.create_task(workshop.model("bin", {**LARGE, "width": 150 + 3 * number}, CHOICE)) for number in range(6)
    ]
    await asyncio.sleep(0.05)
    assert not workshop.idle
    ahead.wish("box", NEXT, CHOICE)
    await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    assert not workshop.seen("box", NEXT, CHOICE)
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)


async def test_a_wish_that_cannot_be_made_harms_nobody(workshop: Workshop, ahead: Ahead) -> None:
    """The next one is made all the same."""
    ahead.wish("box", {"width": 5000}, CHOICE)
    ahead.wish("nothing", {}, CHOICE)
    ahead.wish("box", NEXT, CHOICE)
    assert await until(workshop, 20)
