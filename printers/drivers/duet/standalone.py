"""A Duet by itself: the requests that begin with rr_, answered by the firmware."""

import asyncio
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from printers.drivers.duet.status import JOBS, free
from printers.errors import Denied, Mismatch, Refused, Unreachable, Unsure, WrongHost
from printers.uploads import CHUNK, Upload
from printers.web import WebHost, fields

SHORT_OF_MEMORY = (501, 503)
BREATHS = (0.2, 0.5, 1.0)  # s between questions to a board that is short of memory


class Standalone:
    """One session with the firmware."""

    remembers = False

    def __init__(self, host: WebHost, password: str) -> None:
        self._host = host
        self._password = password
        self._headers: dict[str, str] = {}
        self._lasting: dict[str, Any] = {}  # what of the model changes only with the machine's configuration
        self._entering = asyncio.Lock()

    def admit(self, said: Mapping[str, Any]) -> None:
        """Take the answer to rr_connect for a session. Raises `Denied`, `Unreachable`, `WrongHost`."""
        if said.get("err") == 1:
            raise Denied(self._host.address)
        if said.get("err") == 2:
            raise Unreachable(self._host.address, "all its sessions are taken; close a page of its own that is open")
        if said.get("err") != 0:
            raise WrongHost(self._host.address, "rr_connect is not answered as a Duet does")
        key = said.get("sessionKey")
        self._headers = {} if key is None else {"X-Session-Key": str(key)}

    async def model(self) -> Mapping[str, Any]:
        live = await self._model(flags="d99fn")
        job = await self._model(key="job", flags="d99vn")
        if not self._lasting:
            boards, heat, tools = [await self._model(key=key, flags="d99vn") for key in ("boards", "heat", "tools")]
            self._lasting = {"boards": boards, "tools": tools, "bedHeaters": (heat or {}).get("bedHeaters")}
        heat = {**(live.get("heat") or {}), "bedHeaters": self._lasting["bedHeaters"]}
        # File names stand only in the answer about the job, positions in both.
        return {"state": live.get("state"), "job": {**(live.get("job") or {}), **job}, "heat": heat, **self._lasting}

    async def size(self) -> Mapping[str, Any]:
        return {key: await self._model(key=key, flags="d99vn") for key in ("move", "tools")}

    async def room(self) -> int | None:
        return free(await self._model(key="volumes", flags="d99vn"))

    async def has(self, name: str) -> bool:
        said = fields(await self._ask("/rr_fileinfo", name=JOBS + name))
        if "err" not in said:
            raise WrongHost(self._host.address, "rr_fileinfo is not answered as a Duet does")
        return bool(said["err"] == 0)

    async def upload(self, name: str, file: Path, sha256: str) -> None:
        body = Upload(file)
        crc32 = await asyncio.to_thread(_crc32, file)
        answer = await self._host.ask(
            "POST",
            "/rr_upload",
            params={"name": JOBS + name, "crc32": f"{crc32:08x}"},
            content=body,
            headers={**self._headers, "Content-Length": str(body.size), "Content-Type": "application/octet-stream"},
            seconds=self._host.upload_seconds,
        )
        if answer.status_code in (401, *SHORT_OF_MEMORY):
            raise Unreachable(self._host.address, f"it broke off the upload (HTTP {answer.status_code})")
        if fields(answer).get("err") != 0:
            raise Mismatch(name, sha256, "another checksum")

    async def digest(self, name: str) -> str | None:
        return await self._host.digest("/rr_download", params={"name": JOBS + name}, headers=self._headers)

    async def delete(self, name: str) -> None:
        await self._ask("/rr_delete", name=JOBS + name)

    async def order(self, name: str, code: str) -> None:
        if "err" in (said := fields(await self._ask("/rr_gcode", gcode=code))) and said["err"] != 0:
            raise Refused(name, f"the board did not take {code}")

    async def begin(self, name: str) -> None:
        params = {"gcode": f'M32 "{JOBS}{name}"'}
        answer = await self._host.once(name, "GET", "/rr_gcode", params=params, headers=self._headers)
        said = fields(answer)
        if answer.status_code == 401:
            raise Refused(name, "the session had ended, so the board did not read it")
        if said.get("err") == 1:
            raise Refused(name, "the board did not take the line")
        if not answer.is_success or not ("buff" in said or "bufferSpace" in said):
            raise Unsure(name, f"HTTP {answer.status_code}")

    async def close(self) -> None:
        if self._headers:
            await self._host.ask("GET", "/rr_disconnect", headers=self._headers)

    async def _model(self, **asked: str) -> Any:
        answer = await self._ask("/rr_model", **asked)
        said = fields(answer)
        if "result" not in said:
            raise WrongHost(self._host.address, f"rr_model: HTTP {answer.status_code}")
        return said["result"] if asked.get("key") else said["result"] or {}

    async def _ask(self, path: str, **params: str) -> httpx.Response:
        """A question that may be asked again: after a session that had ended, and when the board is short of memory."""
        entered, breaths = False, iter(BREATHS)
        while True:
            answer = await self._host.ask("GET", path, params=params, headers=self._headers)
            if answer.status_code == 401 and not entered:
                await self._enter()
                entered = True
            elif answer.status_code == 401:
                raise Denied(self._host.address)
            elif answer.status_code not in SHORT_OF_MEMORY:
                return answer
            elif (breath := next(breaths, None)) is None:
                raise Unreachable(self._host.address, f"it is short of memory (HTTP {answer.status_code})")
            else:
                # What it still has to say takes the memory that it lacks.
                await self._host.ask("GET", "/rr_reply", headers=self._headers)
                await asyncio.sleep(breath)

    async def _enter(self) -> None:
        before = self._headers
        async with self._entering:
            if self._headers is before:
                asked = {"password": self._password, "sessionKey": "yes"}
                self.admit(fields(await self._host.ask("GET", "/rr_connect", params=asked)))


def _crc32(file: Path) -> int:
    crc32 = 0
    with file.open("rb") as data:
        while chunk := data.read(CHUNK):
            crc32 = zlib.crc32(chunk, crc32)
    return crc32
