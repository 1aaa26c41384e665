"""Who announces himself on the network is listed, and nothing that anybody sends does any harm."""

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.neighbours import SERVICES, Neighbour, _Heard, _labels, _read, neighbours, tell
from tests.hosts.duet import DuetHost

Answer = Callable[[bytes], list[bytes]]
Also = Callable[[tuple[str, int]], Awaitable[bool]]


def answer(*records: tuple[bytes, int, bytes]) -> bytes:
    """A message with these records: name, kind, content."""
    head = struct.pack(">6H", 0, 0x8400, 0, 1, 0, len(records) - 1)
    return head + b"".join(
        name + struct.pack(">2HIH", kind, 0x8001, 120, len(content)) + content for name, kind, content in records
    )


def announced(service: str, name: str, host: str, number: str, port: int) -> bytes:
    """As a host answers: the service, where it is, and its number; names point back to where they stood first."""
    to_service = struct.pack(">H", 0xC000 | 12)
    instance = bytes([len(name.encode())]) + name.encode() + to_service
    place = 12 + len(_labels(service)) + 10  # where the instance's name begins
    return answer(
        (_labels(service), 12, instance),
        (struct.pack(">H", 0xC000 | place), 33, struct.pack(">3H", 0, 0, port) + _labels(host)),
        (_labels(host), 1, bytes(int(part) for part in number.split("."))),
    )


@contextlib.asynccontextmanager
async def answering(reply: Answer) -> AsyncIterator[tuple[str, int]]:
    """A little responder, and where it is asked."""

    class Responder(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            for packet in reply(data):
                self.transport.sendto(packet, addr)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Responder, local_addr=("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")
    finally:
        transport.close()


async def asked(reply: Answer, seconds: float = 0.4, also: Also | None = None) -> list[Neighbour]:
    """What is found where this little responder answers; `also` asks it once more."""
    async with answering(reply) as group:
        if also is not None:
            assert await also(group)
        return await neighbours(seconds, group)


async def test_hosts_are_listed_with_their_addresses() -> None:
    """Each once, by name, number and port; one that announces a service of its own is no mere web server."""
    octopi = announced("_octoprint._tcp.local", "OctoPrint on äste", "octopi.local", "192.168.1.40", 80)
    same = announced("_http._tcp.local", "OctoPrint on äste", "octopi.local", "192.168.1.40", 80)
    klipper = announced("_moonraker._tcp.local", "voron", "voron.local", "192.168.1.41", 7125)

    def reply(question: bytes) -> list[bytes]:
        assert all(_labels(service) in question for service in SERVICES)
        return [same, octopi, klipper]

    assert await asked(reply) == [
        Neighbour("OctoPrint on äste", "_octoprint._tcp.local", "http://192.168.1.40"),
        Neighbour("voron", "_moonraker._tcp.local", "http://192.168.1.41:7125"),
    ]


async def test_who_says_no_number_is_where_the_answer_came_from() -> None:
    """Some say only that they are there."""
    short = answer((_labels("_prusalink._tcp.local"), 12, _labels("mk4._prusalink._tcp.local")))
    assert await asked(lambda _question: [short]) == [Neighbour("mk4", "_prusalink._tcp.local", "http://127.0.0.1")]


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\0" * 11,
        answer((struct.pack(">H", 0xC00C), 12, b"\0")),  # a name that points at itself
        announced("_octoprint._tcp.local", "x", "h.local", "1.2.3.4", 80)[:-20],
        announced("_printer._tcp.local", "x", "h.local", "1.2.3.4", 80),
        announced("_octoprint._tcp.local", "x", "h.local", "1.2.3.4", 80).replace(b"\x84\0", b"\0\0", 1),
    ],
)
async def test_other_packets_do_no_harm(packet: bytes) -> None:
    """Cut off, circular, somebody else's: a good answer beside them is heard all the same."""
    good = announced("_octoprint._tcp.local", "octopi", "octopi.local", "10.0.0.7", 5000)
    found = await asked(lambda _question: [packet, good], 0.2)
    assert Neighbour("octopi", "_octoprint._tcp.local", "http://10.0.0.7:5000") in found


async def test_whoever_is_near_is_asked_what_he_is(tmp_path: Path) -> None:
    """A printer is told by its kind and address, what else announces itself is counted."""
    host = DuetHost(tmp_path, sbc=False)
    here = announced("_http._tcp.local", "My Duet", "duet.local", "127.0.0.1", host.port)
    other = announced("_http._tcp.local", "television", "tv.local", "127.0.0.1", 9)
    said: list[str] = []
    try:
        near = await asked(lambda _question: [here, other], also=lambda group: tell(said.append, 0.4, group))
    finally:
        host.close()
    assert len(near) == 2
    assert said == [f"My Duet: duet at http://127.0.0.1:{host.port}", "1 more is no printer that a driver knows."]


@given(st.binary(max_size=200), st.integers(0, 60))
def test_nothing_that_is_sent_raises(noise: bytes, at: int) -> None:
    """Noise, also in the middle of a good answer."""
    good = announced("_octoprint._tcp.local", "octopi", "octopi.local", "10.0.0.7", 5000)
    _read(noise, "10.0.0.9", _Heard())
    _read(good[:at] + noise + good[at:], "10.0.0.9", _Heard())
