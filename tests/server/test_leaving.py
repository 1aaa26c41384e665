"""Who goes away in the middle of a request takes the work for it with them, and nothing else."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import Request
from starlette.types import Message

from server.errors import NotFound, VisitorLeft
from server.routes.leaving import unless_left


def visitor(left: asyncio.Event) -> Request:
    """A request whose connection is closed once `left` is set."""

    async def receive() -> Message:
        if not asked:
            asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}
        await left.wait()
        return {"type": "http.disconnect"}

    asked: list[bool] = []
    return Request({"type": "http", "method": "GET", "path": "/", "headers": []}, receive)


async def test_the_work_ends_when_nobody_waits_for_it() -> None:
    """It is cancelled, and its own tidying up is done."""
    left, tidied, begun = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            tidied.set()

    asked = asyncio.create_task(unless_left(visitor(left), work()))
    await begun.wait()
    left.set()
    with pytest.raises(VisitorLeft):
        await asked
    await asyncio.wait_for(tidied.wait(), timeout=5)


async def test_an_answer_is_given_to_who_waits() -> None:
    """The result, or the reason why there is none."""

    async def well() -> str:
        await asyncio.sleep(0.01)
        return "made"

    async def badly() -> str:
        raise NotFound("there is none")

    left = asyncio.Event()
    assert await unless_left(visitor(left), well()) == "made"
    with pytest.raises(NotFound):
        await unless_left(visitor(left), badly())
