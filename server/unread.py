"""A request that is refused before its body was read to the end."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: So much of an unwanted body is still taken in and thrown away, bytes.
_MOST = 64 << 20
#: and for so long, seconds. A sender of more than this is cut off in the middle, and may miss the words.
_LONGEST = 5.0


class Unread:
    """
    Sees to it that the sender of an unwanted body reads why.

    A server that answers and closes while bytes still come in resets the connection, and the answer is lost on its way;
    one that keeps the connection would take the rest of the body for the next request. So the rest is taken in first,
    within limits, and where it has no end the answer says that the connection closes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and read what the application left."""
        if scope["type"] != "http" or not _has_body(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        ended = False

        async def noting() -> Message:
            nonlocal ended
            message = await receive()
            ended = ended or message["type"] != "http.request" or not message.get("more_body", False)
            return message

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start" and not ended:
                size = 0
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LONGEST):
                        while not ended and size < _MOST:
                            size += len((await noting()).get("body", b""))
                if not ended and scope["http_version"].startswith("1"):
                    MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, noting, answering)


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
