"""What is asked of a Duet, whichever way it answers, and which way that is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from printers.drivers.duet.companion import Companion
from printers.drivers.duet.standalone import Standalone
from printers.errors import Denied, WrongHost
from printers.web import WebHost, fields

NO_PASSWORD = "reprap"  # noqa: S105  # the one that RepRapFirmware takes where none was set


class Board(Protocol):
    """
    The ways to ask and to tell a Duet.

    Each raises `Unreachable`, `Denied`, `WrongHost`, except that `begin` raises only `Refused` and `Unsure`.
    """

    remembers: bool  # whether it says itself how its last print ended

    async def model(self) -> Mapping[str, Any]:
        """Of its object model: `state`, `job` and `heat` of now, `tools` and `boards` of when it was first asked."""

    async def size(self) -> Mapping[str, Any]:
        """Of its object model: `move` and `tools`, for what the machine can do."""

    async def room(self) -> int | None:
        """Bytes that are free on its card, where it says so."""

    async def has(self, name: str) -> bool:
        """Whether a file of this name lies among its jobs."""

    async def upload(self, name: str, file: Path, sha256: str) -> None:
        """Store a file. Raises also `Busy`, and `Mismatch` when the board itself says that its checksum is another."""

    async def digest(self, name: str) -> str | None:
        """SHA-256 of what it holds, in hexadecimal."""

    async def delete(self, name: str) -> None:
        """Delete a file; nobody is told whether it was there."""

    async def order(self, name: str, code: str) -> None:
        """Have one line of G-code carried out for this print. Raises also `Refused`."""

    async def begin(self, name: str) -> None:
        """Send the one start."""

    async def close(self) -> None:
        """Leave the session; the machine prints on."""


async def open_board(host: WebHost, key: str) -> Board:
    """A session with whichever Duet answers. Raises `Unreachable`, `Denied`, `WrongHost`."""
    password = key or NO_PASSWORD
    answer = await host.ask("GET", "/rr_connect", params={"password": password, "sessionKey": "yes"})
    said = fields(answer)
    if "err" in said and not said.get("isEmulated"):
        standalone = Standalone(host, password)
        standalone.admit(said)
        return standalone
    companion = Companion(host, password)
    try:
        await companion.enter()
    except (Denied, WrongHost) as closed:
        if said.get("isEmulated"):
            raise
        # Many a host refuses an address that it does not know.
        raise WrongHost(host.address, f"it does not speak as a Duet does (HTTP {answer.status_code})") from closed
    return companion


async def recognise(host: WebHost) -> bool:
    """By its own way of refusing or greeting whoever comes without the password; a session is left at once."""
    said = fields(await host.ask("GET", "/rr_connect", params={"password": NO_PASSWORD}))
    if said.get("err") == 0:
        await host.ask("GET", "/rr_disconnect")
    return said.get("err") in (0, 1, 2) and (said["err"] != 0 or "boardType" in said)
