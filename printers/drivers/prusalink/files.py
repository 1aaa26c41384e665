"""The files of a PrusaLink: sent, looked at, deleted. Every question raises `Unreachable`, `Denied`, `WrongHost`."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from printers.errors import Busy, InUse, NoSpace, Rejected, Unreachable, WrongHost
from printers.uploads import Upload
from printers.web import WebHost, fields, words

APPEARS = (0.1, 0.2, 0.5, 1.0, 1.0, 2.0, 0.0)  # s between looks for a file that was sent, or deleted: the host is slow


class Files:
    """What lies in one of its storages: the one that was named, else the first that can be written."""

    def __init__(self, host: WebHost, storage: str | None) -> None:
        self._host = host
        self._storage = storage

    async def path(self, name: str) -> str:
        """Where a file is asked for; asking also brings a fresh challenge, so that bytes go out only once after it."""
        answer = await self._host.ask("GET", "/api/v1/storage")
        if answer.status_code == 503:
            raise Unreachable(self._host.address, "PrusaLink is still starting")
        storages = fields(answer).get("storage_list")
        if not isinstance(storages, list):
            raise WrongHost(self._host.address, "it lists no storage")
        if self._storage is None:
            good = [entry for entry in storages if entry.get("available") and not entry.get("read_only")]
            if not good:
                raise Unreachable(self._host.address, "it has no storage that can be written")
            self._storage = str(good[0]["path"]).strip("/")
        return f"/api/v1/files/{self._storage}/{name}"

    async def has(self, name: str) -> bool:
        """Whether the host has a file of this name."""
        return await self._host.found(await self.path(name)) is not None

    async def upload(self, name: str, file: Path) -> None:
        """Raises also `NoSpace`, `Busy` (what came of it is deleted), `Rejected`."""
        body = Upload(file)
        path = await self.path(name)
        await self._room(name, body.size)
        headers = {"Content-Type": "text/x.gcode", "Content-Length": str(body.size), "Overwrite": "?0"}
        answer = await self._host.ask("PUT", path, content=body, headers=headers, seconds=self._host.upload_seconds)
        if answer.status_code != 201:
            await self._not_taken(name, answer)

    async def digest(self, name: str) -> str | None:
        """SHA-256 of what the host holds."""
        path = await self.path(name)
        for wait in APPEARS:
            file: dict[str, Any] = fields(await self._host.ask("GET", path))
            if address := (file.get("refs") or {}).get("download"):
                return await self._host.digest(str(address))
            await asyncio.sleep(wait)
        return None

    async def delete(self, name: str) -> None:
        """Delete, then look. Raises also `InUse`, and `Rejected` when the file stays."""
        answer = await self._host.ask("DELETE", await self.path(name))
        if answer.status_code == 409:
            raise InUse(name)
        for wait in APPEARS:
            if not await self.has(name):
                return
            await asyncio.sleep(wait)
        raise Rejected(name, f"the file is still there after it was deleted: {words(answer)}")

    async def _room(self, name: str, size: int) -> None:
        # A disk that runs full in mid-upload keeps PrusaLink from any other upload until it is restarted.
        storages = fields(await self._host.ask("GET", "/api/v1/status")).get("storage")
        for storage in storages if isinstance(storages, list) else ():
            mine = str(storage.get("path")).strip("/") == self._storage
            if mine and storage.get("free_space") is not None and storage["free_space"] <= size:
                raise NoSpace(name, deleted=True)

    async def _not_taken(self, name: str, answer: httpx.Response) -> None:
        said = words(answer)
        if answer.status_code == 507:
            await self.delete(name)
            raise NoSpace(name, deleted=True)
        if answer.status_code == 409:
            raise (Busy if "transfer" in said.lower() else Rejected)(name, said)
        if answer.status_code == 408:
            raise Busy(name, said)
        if answer.status_code < 500:
            raise Rejected(name, said)
        await self.delete(name)
        if (await self._host.ask("GET", "/api/v1/transfer")).status_code == 200:
            said = "another upload is under way, or one that failed blocks it until PrusaLink is restarted"
        raise Busy(name, said)
