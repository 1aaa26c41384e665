"""
OctoPrint's push channel: it says when the state of its printer or of its print changes.

Maker's document: https://docs.octoprint.org/en/master/api/push.html
"""

import json
from collections.abc import AsyncGenerator
from typing import Any

from printers.errors import Denied, WrongHost
from printers.web import WebHost, fields, words

#: What rings; readings of temperature and progress are not asked for.
EVENTS = ["PrinterStateChanged", "PrintStarted", "PrintDone", "PrintFailed", "PrintCancelled", "FileSelected", "Error"]


async def changes(host: WebHost) -> AsyncGenerator[None, None]:
    """Rings for each change. Raises `Denied`, `WrongHost`, and what websockets raise."""
    # The channel knows sessions and no keys; a passive login gives one to whoever a key belongs to.
    answer = await host.ask("POST", "/api/login", json={"passive": True})
    login = fields(answer)
    if not login.get("session"):
        raise WrongHost(host.address, f"/api/login: {words(answer)}")
    async with host.socket("/sockjs/websocket") as socket:
        await socket.send(json.dumps({"auth": f"{login['name']}:{login['session']}"}))
        await socket.send(json.dumps({"subscribe": {"state": False, "plugins": False, "events": EVENTS}}))
        async for message in socket:
            said: dict[str, Any] = json.loads(message)
            if "reauthRequired" in said:
                raise Denied(host.address)
            if "connected" in said or "event" in said:
                yield
