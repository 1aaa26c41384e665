"""
Camera pictures of a printer: what may be one, where a host says it is, and how it is fetched.

A host's own word for where its camera is leads nowhere but to that host; only the settings may name another one.
"""

import asyncio
import ipaddress

import httpx

from printers.errors import Unreachable, WrongHost

LARGEST = 4 << 20  # bytes
SECONDS = 5.0  # for all of it
FIRST, LAST = b"\xff\xd8\xff", b"\xff\xd9"  # of a JPEG
_KINDS = ((FIRST, "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


def kind_of(data: bytes) -> str | None:
    """The media type, by the first bytes and not by what anybody says of them; None for what is no picture."""
    return next((kind for begin, kind in _KINDS if data.startswith(begin)), None)


def still(address: str, given: str) -> str | None:
    """
    Where one picture is taken, after the address of a picture or of a stream as a host gives it.

    None when it is empty or leads to another host. What begins with a slash is meant for the web server of the host,
    not for the program at the port that was asked.
    """
    host = httpx.URL(address)
    try:
        found = host.copy_with(port=None, raw_path=b"/").join(given.strip())
    except (httpx.InvalidURL, ValueError):
        return None
    if not given.strip() or found.scheme not in ("http", "https"):
        return None
    if _here(found.host):
        found = found.copy_with(host=host.host)  # as the host itself reaches its camera
    if found.host != host.host:
        return None
    return str(found).replace("action=stream", "action=snapshot")


async def taken(url: str, seconds: float = SECONDS) -> bytes:
    """
    One picture from a camera; of a stream of pictures the first whole one.

    Raises `Unreachable`, and `WrongHost` for what is no picture or larger than it may be.
    """
    data = b""
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(verify=url.startswith("https"), trust_env=False, follow_redirects=False) as client,
            client.stream("GET", url, timeout=seconds) as answer,
        ):
            if answer.status_code != 200:
                raise WrongHost(url, f"its camera says HTTP {answer.status_code}")
            stream = answer.headers.get("content-type", "").startswith("multipart/")
            async for chunk in answer.aiter_bytes():
                data += chunk
                if len(data) > LARGEST:
                    raise WrongHost(url, f"its picture is larger than {LARGEST >> 20} MB")
                if stream and (whole := _first(data)) is not None:
                    data = whole
                    break
    except TimeoutError as late:
        raise Unreachable(url, f"its camera gave no picture within {seconds:g} s") from late
    except (httpx.HTTPError, httpx.InvalidURL) as broken:
        raise Unreachable(url, str(broken) or type(broken).__name__) from broken
    return checked(url, data)


def checked(url: str, data: bytes) -> bytes:
    """The same bytes. Raises `WrongHost` when they are no picture."""
    if len(data) > LARGEST:
        raise WrongHost(url, f"its picture is larger than {LARGEST >> 20} MB")
    if kind_of(data) is None:
        raise WrongHost(url, "what its camera gives is neither a JPEG nor a PNG")
    return data


def _first(data: bytes) -> bytes | None:
    begin = data.find(FIRST)
    end = data.find(LAST, begin) if begin >= 0 else -1
    return data[begin : end + 2] if end >= 0 else None


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
