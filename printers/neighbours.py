"""
Hosts that announce themselves on the workshop's network, by multicast DNS.

One question goes out to everybody, and whoever answers within a moment is listed; nothing is announced of us, and
nothing is kept. Sources: RFC 6762, 5.1 and 6.7 (one question from a port of one's own, answered to that port);
RFC 6763 (services); RFC 1035, 4.1 (messages).
"""

import asyncio
import secrets
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from printers.finding import Found, find

GROUP = ("224.0.0.251", 5353)
SERVICES = ("_octoprint._tcp.local", "_moonraker._tcp.local", "_prusalink._tcp.local", "_http._tcp.local")
SECONDS = 2.0  # answers to a question to everybody come after a random pause of at most half a second, or get lost
_PTR, _A, _SRV = 12, 1, 33
_IN, _UNICAST = 1, 0x8000


@dataclass(frozen=True)
class Neighbour:
    """One host that announced a service of its own."""

    name: str  # as it calls itself
    service: str  # as `_octoprint._tcp.local`
    address: str  # as http://192.168.1.40:5000


@dataclass
class _Heard:
    """What came in, as far as it could be read."""

    instances: dict[str, tuple[str, str]] = field(default_factory=dict)  # instance: its service, and who told us
    places: dict[str, tuple[str, int]] = field(default_factory=dict)  # instance: host and port
    numbers: dict[str, str] = field(default_factory=dict)  # host: IPv4 address


async def neighbours(seconds: float = SECONDS, group: tuple[str, int] = GROUP) -> list[Neighbour]:
    """Whoever answers in this time, those with a service of their own before web servers that may be anything."""
    heard = _Heard()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Ear(heard),
        local_addr=("0.0.0.0", 0),  # noqa: S104  # answers come to the interface of the network
    )
    try:
        for _again in range(2):  # a question may be lost like any packet
            transport.sendto(_question(), group)
            await asyncio.sleep(seconds / 2)
    finally:
        transport.close()
    return _found(heard)


async def known(near: Sequence[Neighbour]) -> list[tuple[Neighbour, Found]]:
    """Those that a driver knows, with what they say of themselves; the others are left out."""
    asked = await asyncio.gather(*(find(one.address) for one in near), return_exceptions=True)
    return [(one, found) for one, found in zip(near, asked, strict=True) if isinstance(found, Found)]


async def tell(say: Callable[[str], None], seconds: float = SECONDS, group: tuple[str, int] = GROUP) -> bool:
    """Say line by line which printers are near, as far as they let themselves be asked; whether there was any."""
    near = await neighbours(seconds, group)
    printers = await known(near)
    for one, found in printers:
        say(f"{one.name}: {found.driver} at {found.address}")
    rest = len(near) - len(printers)
    if not printers:
        say("No printer has announced itself. Not all do, and not all networks let them: try its address.")
    elif rest:
        say(f"{rest} more {'is no printer' if rest == 1 else 'are no printers'} that a driver knows.")
    return bool(printers)


class _Ear(asyncio.DatagramProtocol):
    def __init__(self, heard: _Heard) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        _read(data, addr[0], self._heard)

    def error_received(self, exc: Exception) -> None:
        """A network that carries no multicast has no neighbours."""


def _question() -> bytes:
    head = struct.pack(">6H", secrets.randbelow(1 << 16), 0, len(SERVICES), 0, 0, 0)
    asked = (_labels(service) + struct.pack(">2H", _PTR, _UNICAST | _IN) for service in SERVICES)
    return head + b"".join(asked)


def _labels(name: str) -> bytes:
    return b"".join(bytes([len(word)]) + word.encode() for word in name.split(".")) + b"\0"


def _found(heard: _Heard) -> list[Neighbour]:
    found: dict[str, Neighbour] = {}
    for instance, (service, teller) in sorted(heard.instances.items(), key=lambda one: SERVICES.index(one[1][0])):
        host, port = heard.places.get(instance, ("", 80))
        number = heard.numbers.get(host, teller)
        address = f"http://{number}" if port == 80 else f"http://{number}:{port}"
        name = instance.removesuffix(f".{service}")
        found.setdefault(address, Neighbour(name, service, address))
    return list(found.values())


def _read(data: bytes, teller: str, heard: _Heard) -> None:
    """What cannot be read is left out, with all that follows it."""
    try:
        for name, kind, begin, end in _records(data):
            if kind == _PTR and (service := name.lower()) in SERVICES:
                heard.instances[_name(data, begin)[0]] = service, teller
            elif kind == _SRV:
                heard.places[name] = _name(data, begin + 6)[0], struct.unpack_from(">H", data, begin + 4)[0]
            elif kind == _A and end - begin == 4:
                heard.numbers[name] = ".".join(str(part) for part in data[begin:end])
    except (struct.error, IndexError, ValueError):
        return


def _records(data: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Name and kind of each record of an answer, and where its content lies."""
    _number, flags, questions, *counts = struct.unpack_from(">6H", data)
    if not flags & 0x8000:
        return  # somebody else's question
    at = 12
    for _ in range(questions):
        at = _name(data, at)[1] + 4
    for _ in range(sum(counts)):
        name, at = _name(data, at)
        kind, _class, _seconds, length = struct.unpack_from(">2HIH", data, at)
        if at + 10 + length > len(data):
            raise ValueError("the record does not end")
        yield name, kind, at + 10, at + 10 + length
        at += 10 + length


def _name(data: bytes, at: int) -> tuple[str, int]:
    """A name, and where what follows it begins. Raises `ValueError` for one that leads in a circle."""
    words: list[str] = []
    after: int | None = None
    for _step in range(128):
        length = data[at]
        if length & 0xC0 == 0xC0:  # the rest stands further in front
            after = at + 2 if after is None else after
            at = struct.unpack_from(">H", data, at)[0] & 0x3FFF
        elif length == 0:
            return ".".join(words), at + 1 if after is None else after
        else:
            words.append(data[at + 1 : at + 1 + length].decode())
            at += 1 + length
    raise ValueError("the name does not end")
