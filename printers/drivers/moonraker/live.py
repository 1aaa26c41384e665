"""Moonraker's websocket: it says when the state of Klipper or of its print changes."""

import itertools
import json
from collections.abc import AsyncGenerator
from typing import Any

from websockets.asyncio.client import ClientConnection

from printers.errors import Denied, Unreachable
from printers.web import WebHost

#: What rings; progress, temperatures and positions change all the time and do not.
WANTED = {
    "webhooks": ["state"],
    "print_stats": ["state", "filename"],
    "idle_timeout": ["state"],
}
NOTICES = ("notify_status_update", "notify_klippy_ready", "notify_klippy_shutdown", "notify_klippy_disconnected")


async def changes(host: WebHost) -> AsyncGenerator[None, None]:
    """Rings for each change. Raises `Denied`, `Unreachable`, and what websockets raise."""
    async with host.socket("/websocket") as socket:
        numbers = itertools.count(1)
        await _subscribe(socket, next(numbers))
        async for message in socket:
            said: dict[str, Any] = json.loads(message)
            if error := said.get("error"):
                if error.get("code") == 401:
                    raise Denied(host.address)
                # Without Klipper there is nothing to subscribe to; that it comes is said all the same.
                if "Klippy" not in str(error.get("message")):
                    raise Unreachable(host.address, str(error.get("message")))
            if "id" in said or said.get("method") in NOTICES:
                yield
            if said.get("method") == "notify_klippy_ready":
                await _subscribe(socket, next(numbers))  # a Klipper that was restarted has forgotten who listens


async def _subscribe(socket: ClientConnection, number: int) -> None:
    question = {"jsonrpc": "2.0", "method": "printer.objects.subscribe", "params": {"objects": WANTED}, "id": number}
    await socket.send(json.dumps(question))
