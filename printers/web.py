"""
A printer host behind HTTP: every silence of the wire gets its one meaning here.

What an answer means is the driver's affair; that none came, or that a start may have been delivered, is not.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from printers.errors import Mismatch, Refused, Rejected, Unreachable, Unsure, WrongHost
from printers.printer import DriverLimits, Printer

CHUNK = 1 << 16  # bytes read at a time
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class WebHost:
    """One address, its timeouts, and how requests go out to it."""

    def __init__(
        self, printer: Printer, headers: Mapping[str, str] | None = None, auth: httpx.Auth | None = None
    ) -> None:
        try:
            url = httpx.URL(printer.address)
        except httpx.InvalidURL as wrong:
            raise WrongHost(printer.address, str(wrong)) from wrong
        if url.scheme not in ("http", "https") or not url.host:
            raise WrongHost(printer.address, "an address begins with http:// or https://")
        self.address = str(url.copy_with(userinfo=b""))
        self._seconds = float(str(printer.options.get("timeout", 10)))
        self.upload_seconds = float(str(printer.options.get("upload_timeout", 300)))
        # A connection for each request: one kept open could be dead when a start goes out over it. Reading the list of
        # authorities takes longer than a request does, and only https needs it.
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Accept-Encoding": "identity", **(headers or {})},
            auth=auth,
            verify=url.scheme == "https",
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
            follow_redirects=False,
        )

    async def ask(self, method: str, path: str, *, seconds: float | None = None, **content: Any) -> httpx.Response:
        """Any request that may be sent again; a start does not come this way. Raises `Unreachable`."""
        timeout = httpx.Timeout(seconds or self._seconds, connect=self._seconds)
        try:
            return await self._http.request(method, path, timeout=timeout, **content)
        except httpx.HTTPError as broken:
            raise Unreachable(self.address, _why(broken)) from broken

    async def once(self, name: str, method: str, path: str, **content: Any) -> httpx.Response:
        """A start. Raises `Refused` when it was never sent, `Unsure` when nobody heard the answer."""
        try:
            return await self._http.request(method, path, timeout=self._seconds, **content)
        except _NEVER_SENT as closed:
            raise Refused(name, f"the request was never sent: {_why(closed)}") from closed
        except httpx.HTTPError as lost:
            raise Unsure(name, f"the answer was lost: {_why(lost)}") from lost

    async def digest(self, path: str, **content: Any) -> str | None:
        """SHA-256 of what lies there, by downloading it; None when the host does not give it out."""
        counted = hashlib.sha256()
        try:
            async with self._http.stream(
                "GET", path, timeout=httpx.Timeout(self.upload_seconds, connect=self._seconds), **content
            ) as answer:
                if answer.status_code != 200:
                    return None
                async for chunk in answer.aiter_bytes(CHUNK):
                    counted.update(chunk)
        except httpx.HTTPError as broken:
            raise Unreachable(self.address, _why(broken)) from broken
        return counted.hexdigest()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


class Upload:
    """A file as the body of a request, read anew each time it is sent."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.size = file.stat().st_size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with self._file.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk


async def promised(limits: DriverLimits, name: str, file: Path, sha256: str) -> None:
    """Raises `Rejected` for a name that breaks the rule, `Mismatch` when the file is not the one that was promised."""
    if not limits.accepts(name):
        raise Rejected(name, "the name breaks the rule of this driver")
    ours = await asyncio.to_thread(digest_of, file, "sha256")
    if ours != sha256:
        raise Mismatch(name, sha256, ours)


def digest_of(path: Path, algorithm: str) -> str:
    """In hexadecimal. Hosts offer MD5 and SHA-1 too: good against chance, not against an enemy."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


def fields(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; empty when it is none."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _why(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__
