"""The files of an OctoPrint: sent, looked at, deleted. Every question raises `Unreachable`, `Denied`, `WrongHost`."""

import asyncio
from pathlib import Path
from typing import Any

from printers.errors import Busy, InUse, NoSpace, Rejected, Unreachable
from printers.web import WebHost, words

APPEARS = (0.1, 0.2, 0.5, 1.0, 2.0, 0.0)  # s between looks: the host may still be reading a big file


class Files:
    """What lies in its local storage."""

    def __init__(self, host: WebHost) -> None:
        self._host = host

    async def file(self, name: str) -> dict[str, Any] | None:
        """What the host knows of a file."""
        return await self._host.found(_path(name))

    async def upload(self, name: str, file: Path) -> None:
        """Raises also `NoSpace` (the stump is deleted), `Busy`, `Rejected`."""
        with file.open("rb") as data:
            answer = await self._host.ask(
                "POST",
                "/api/files/local",
                files={"file": (name, data, "application/octet-stream")},
                data={"noOverwrite": "true", "select": "false", "print": "false"},
                seconds=self._host.upload_seconds,
            )
        said = words(answer)
        if answer.status_code == 507 or (answer.status_code != 201 and "No space left" in said):
            await self.delete(name)
            raise NoSpace(name, deleted=True)
        if answer.status_code in (429, 503):
            raise Busy(name, said)
        if answer.status_code >= 500:
            raise Unreachable(self._host.address, said)
        if answer.status_code != 201:
            raise Rejected(name, said)

    async def sha1(self, name: str) -> str | None:
        """Computed by the host from what it holds."""
        for wait in APPEARS:
            file = await self.file(name)
            if file is not None and file.get("hash"):
                return str(file["hash"])
            await asyncio.sleep(wait)
        return None

    async def delete(self, name: str) -> None:
        """Delete, then look. Raises also `InUse`, and `Rejected` when the file stays."""
        answer = await self._host.ask("DELETE", _path(name))
        if answer.status_code == 409:
            raise InUse(name)
        if answer.status_code >= 500:
            raise Unreachable(self._host.address, words(answer))
        if answer.status_code not in (204, 404):
            raise Rejected(name, words(answer))
        if await self.file(name) is not None:
            raise Rejected(name, "the file is still there after it was deleted")


def _path(name: str) -> str:
    return f"/api/files/local/{name}"
