"""
Which addresses the shop may ask on behalf of somebody at a page: those of the workshop's own network.

Whoever may add printers could otherwise use the shop to look around wherever it can reach. Names are looked up here,
and every number behind one has to be allowed. It is a fence around typing, and no wall: a name may point elsewhere
later.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable

import httpx

from server.errors import InvalidInput, field_error

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


async def check(typed: str, networks: Iterable[str]) -> None:
    """Raises `InvalidInput` for an address that is none, that nobody knows, or that lies outside of the networks."""
    host = _host(typed)
    allowed = [ipaddress.ip_network(network) for network in networks]
    for number in await _numbers(typed, host):
        if not any(number.version == network.version and number in network for network in allowed):
            words = (
                f"{host}{'' if _same(host, number) else f', at {number},'} is outside of the networks where this shop "
                "looks for printers: "
                f"{', '.join(map(str, allowed))}. The setting printer_networks names others."
            )
            raise _wrong("outside", words, typed, limit=[str(network) for network in allowed])


def _host(typed: str) -> str:
    whole = typed.strip()
    try:
        url = httpx.URL(whole if "://" in whole else f"http://{whole}")
    except httpx.InvalidURL as wrong:
        raise _wrong("not_an_address", f"{typed[:80]!r} is no address: {wrong}.", typed) from wrong
    if url.scheme not in ("http", "https") or not url.host or " " in whole or url.userinfo:
        words = "An address is a name or a number, as in octopi.local or 192.168.1.40:7125."
        raise _wrong("not_an_address", words, typed)
    return url.host


async def _numbers(typed: str, host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        return [_plain(host)]
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        words = f"The shop's computer knows nobody called {host}. Its number would do, as in 192.168.1.40."
        raise _wrong("unknown_name", words, typed) from unknown
    return [_plain(str(entry[4][0])) for entry in found]


def _plain(number: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Of an IPv4 address that is written as one of IPv6, the IPv4 address."""
    found = ipaddress.ip_address(number.partition("%")[0])
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found


def _same(host: str, number: object) -> bool:
    return host == str(number)


def _wrong(code: str, words: str, typed: str, limit: object = None) -> InvalidInput:
    return InvalidInput([field_error("address", code, words, limit=limit, given=typed[:200])])
