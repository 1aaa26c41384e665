"""Requests for an answer's head alone, as link previews, monitors and caches send them."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_END: Final[Message] = {"type": "http.response.body", "body": b"", "more_body": False}


class Bodiless:
    """Answers HEAD as GET is answered, without the body: RFC 9110, section 9.3.2."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask as for the whole, and hand on nothing but the head."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        told = asyncio.Event()

        async def receiving() -> Message:
            await told.wait()
            return {"type": "http.disconnect"}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send(_END)
                told.set()
            elif message.get("more_body", False):
                # A stream has no end of its own: whoever writes it learns that nobody reads it.
                raise OSError

        try:
            await self._app({**scope, "method": "GET"}, receiving, sending)
        except (OSError, ClientDisconnect):
            if not told.is_set():
                raise
