"""
A printer host behind HTTP: every silence of the wire gets its one meaning here.

What an answer means is the driver's affair; that none came, or that a start may have been delivered, is not.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from websockets.asyncio.client import connect

from printers.errors import Denied, Refused, Unreachable, Unsure, WrongHost
from printers.printer import Printer
from printers.uploads import CHUNK

BUSY_NOW = (408, 429)  # and all from 500 on: the same question may be answered later
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class WebHost:
    """One address, its timeouts, and how requests go out to it."""

    def __init__(
        self,
        printer: Printer,
        headers: Mapping[str, str] | None = None,
        auth: httpx.Auth | None = None,
        refuses: Callable[[httpx.Response], bool] = lambda _: False,
    ) -> None:
        """`refuses`: whether an answer of this kind of host means that it does not take the key."""
        try:
            url = httpx.URL(printer.address)
        except httpx.InvalidURL as wrong:
            raise WrongHost(printer.address, str(wrong)) from wrong
        if url.scheme not in ("http", "https") or not url.host:
            raise WrongHost(printer.address, "an address begins with http:// or https://")
        self.address = str(url.copy_with(userinfo=b""))
        self._refuses = refuses
        self._url = url
        self._headers = dict(headers or {})
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
        """Any request that may be sent again; a start does not come this way. Raises `Unreachable`, `Denied`."""
        timeout = httpx.Timeout(seconds or self._seconds, connect=self._seconds)
        try:
            answer = await self._http.request(method, path, timeout=timeout, **content)
        except httpx.HTTPError as broken:
            raise Unreachable(self.address, _why(broken)) from broken
        if self._refuses(answer):
            raise Denied(self.address)
        return answer

    async def found(self, path: str, method: str = "GET") -> dict[str, Any] | None:
        """What the host says of a file; None when it has none. Raises `Unreachable`, `Denied`, `WrongHost`."""
        answer = await self.ask(method, path)
        if answer.status_code == 200:
            return fields(answer)
        if answer.status_code == 404:
            return None
        if answer.status_code >= 500 or answer.status_code in BUSY_NOW:
            raise Unreachable(self.address, words(answer))
        raise WrongHost(self.address, f"{words(answer)} for a file")

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

    def socket(self, path: str) -> connect:
        """
        A websocket there, to be entered.

        A host from which nothing comes for 40 s is asked whether it lives, and given up.
        """
        url = self._url.copy_with(scheme="wss" if self._url.scheme == "https" else "ws", raw_path=path.encode())
        return connect(
            str(url),
            additional_headers=self._headers,
            open_timeout=self._seconds,
            close_timeout=1.0,
            compression=None,
            proxy=None,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def fields(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; empty when it is none."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def words(answer: httpx.Response) -> str:
    """What a host says in an answer, in its own words; the status where it says nothing for people to read."""
    said = fields(answer)
    told = said.get("message") or said.get("error")
    if isinstance(told, dict):
        told = told.get("message")
    if not said:
        told = next(iter(answer.text.strip().splitlines()), "")
    return f"HTTP {answer.status_code}" if not told or "<" in str(told) else str(told)[:300]


def judged(name: str, answer: httpx.Response) -> None:
    """A host's answer to a start, where 4xx means that it read and refused it. Raises `Refused`, `Unsure`."""
    if 400 <= answer.status_code < 500:
        raise Refused(name, words(answer))
    if not answer.is_success:
        raise Unsure(name, words(answer))


def _why(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__
