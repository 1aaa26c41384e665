"""Bodies that nobody wants."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from server import unread
from server.unread import Unread


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 422, "headers": []})
    await send({"type": "http.response.body", "body": b"too big"})


def _answer(pieces: Iterator[Message], told: bytes = b"9") -> tuple[Headers, int]:
    """The headers of the answer to such a body, and how many pieces were left when it was given."""
    given: list[Message] = []

    async def receive() -> Message:
        return next(pieces)

    async def send(message: Message) -> None:
        given.append(message)

    scope: Scope = {"type": "http", "http_version": "1.1", "headers": [(b"content-length", told)]}
    asyncio.run(Unread(_refuse)(scope, receive, send))
    return Headers(raw=given[0]["headers"]), sum(1 for _ in pieces)


def _pieces(count: int) -> Iterator[Message]:
    return iter([{"type": "http.request", "body": b"x" * 10, "more_body": n + 1 < count} for n in range(count)])


@pytest.mark.parametrize("count", [1, 2, 50])
def test_the_rest_is_taken_in_before_the_answer(count: int) -> None:
    """Whoever sends a body that is refused has sent it all when the answer comes, and the connection goes on."""
    headers, left = _answer(_pieces(count))
    assert left == 0
    assert "connection" not in headers


def test_a_body_without_end_closes_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than the limit is taken in, and the sender is told that the connection ends."""
    monkeypatch.setattr(unread, "_MOST", 100)
    headers, left = _answer(_pieces(1000))
    assert headers["connection"] == "close"
    assert left == 1000 - 1 - 10


def test_a_sender_who_goes_away_is_not_waited_for() -> None:
    """A connection that closes in the middle ends the reading."""
    pieces: list[Message] = [{"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"}]
    headers, left = _answer(iter(pieces))
    assert (left, "connection" in headers) == (0, False)
