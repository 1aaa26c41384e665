"""A Duet with a single-board computer before it: the requests that begin with /machine, answered by that computer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from printers.drivers.duet.status import free
from printers.errors import Denied, Refused, Rejected, Unreachable, Unsure, WrongHost
from printers.uploads import Upload
from printers.web import WebHost, fields, words

FILE = "/machine/file/gcodes/"


class Companion:
    """One session with the computer before the board."""

    remembers = True

    def __init__(self, host: WebHost, password: str) -> None:
        self._host = host
        self._password = password
        self._headers: dict[str, str] = {}

    async def enter(self) -> None:
        """Begin a session. Raises `Denied`, `Unreachable`, `WrongHost`."""
        answer = await self._host.ask("GET", "/machine/connect", params={"password": self._password})
        if answer.status_code == 403:
            raise Denied(self._host.address)
        if answer.status_code >= 500:
            raise Unreachable(self._host.address, f"its control program is not there (HTTP {answer.status_code})")
        if "sessionKey" not in (said := fields(answer)):
            raise WrongHost(self._host.address, f"/machine/connect: HTTP {answer.status_code}")
        self._headers = {"X-Session-Key": str(said["sessionKey"])}

    async def model(self) -> Mapping[str, Any]:
        answer = await self._ask("GET", "/machine/model")
        said = fields(answer)
        if "state" not in said:
            raise WrongHost(self._host.address, f"/machine/model: HTTP {answer.status_code}")
        return said

    async def size(self) -> Mapping[str, Any]:
        return await self.model()

    async def room(self) -> int | None:
        return free((await self.model()).get("volumes"))

    async def has(self, name: str) -> bool:
        answer = await self._ask("GET", f"/machine/fileinfo/gcodes/{name}")
        if answer.status_code not in (200, 404):
            raise WrongHost(self._host.address, f"HTTP {answer.status_code} for a file")
        return answer.status_code == 200

    async def upload(self, name: str, file: Path, sha256: str) -> None:  # noqa: ARG002  # it has no checksum to compare
        body = Upload(file)
        headers = {"Content-Length": str(body.size), "Content-Type": "application/octet-stream"}
        answer = await self._ask(
            "PUT", FILE + name, content=body, headers=headers, seconds=self._host.upload_seconds, again=False
        )
        if answer.status_code != 201:
            raise Rejected(name, words(answer))

    async def digest(self, name: str) -> str | None:
        return await self._host.digest(FILE + name, headers=self._headers)

    async def delete(self, name: str) -> None:
        await self._ask("DELETE", FILE + name)

    async def order(self, name: str, code: str) -> None:
        answer = await self._ask("POST", "/machine/code", content=code, headers={"Content-Type": "text/plain"})
        if answer.text.startswith("Error"):
            raise Refused(name, words(answer))

    async def begin(self, name: str) -> None:
        code = f'M32 "0:/gcodes/{name}"'
        headers = {**self._headers, "Content-Type": "text/plain"}
        answer = await self._host.once(name, "POST", "/machine/code", content=code, headers=headers)
        if answer.status_code == 403 or (answer.is_success and answer.text.startswith("Error")):
            raise Refused(name, words(answer))
        if not answer.is_success:
            raise Unsure(name, words(answer))

    async def close(self) -> None:
        if self._headers:
            await self._host.ask("GET", "/machine/disconnect", headers=self._headers)

    async def _ask(self, method: str, path: str, *, again: bool = True, **content: Any) -> httpx.Response:
        """A question that may be asked again after a session that had ended; an upload finds a fresh one."""
        given = content.pop("headers", {})
        answer = await self._host.ask(method, path, headers={**self._headers, **given}, **content)
        if answer.status_code == 403 and again:
            await self.enter()
            answer = await self._host.ask(method, path, headers={**self._headers, **given}, **content)
        if answer.status_code == 403:
            raise Denied(self._host.address)
        if answer.status_code >= 500 and method != "PUT":
            raise Unreachable(self._host.address, words(answer))
        return answer
