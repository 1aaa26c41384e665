"""
What travels between the server and a build process: one JSON head and raw bodies, never code.

A frame is the head's length, the number of bodies and their lengths (little-endian, 4, 4 and 8 bytes), then the bytes.
Nothing is unpickled, for the far end runs makers' code.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Sequence
from typing import Any

#: No answer is larger than this, bytes.
LARGEST = 256 << 20
_HEAD = struct.Struct("<II")

Frame = tuple[dict[str, Any], list[bytes]]


def pack(head: dict[str, Any], bodies: Sequence[bytes] = ()) -> bytes:
    """A frame as bytes."""
    text = json.dumps(head, separators=(",", ":"), allow_nan=False).encode()
    sizes = struct.pack(f"<{len(bodies)}Q", *map(len, bodies))
    return b"".join((_HEAD.pack(len(text), len(bodies)), sizes, text, *bodies))


def unpack(data: bytes) -> Frame:
    """A frame that came as one piece. Raises ValueError or struct.error when it is none."""
    text, count = _HEAD.unpack_from(data)
    at = _HEAD.size + 8 * count
    sizes = _sizes(count, data[_HEAD.size : at], text)
    if len(data) != at + text + sum(sizes):
        raise ValueError(f"a frame of {len(data)} bytes says that it has {at + text + sum(sizes)}")
    head = json.loads(data[at : at + text])
    at += text
    bodies = []
    for size in sizes:
        bodies.append(data[at : at + size])
        at += size
    return head, bodies


def _sizes(count: int, data: bytes, text: int) -> tuple[int, ...]:
    sizes = struct.unpack(f"<{count}Q", data)
    if text + sum(sizes) > LARGEST:
        raise ValueError(f"a frame of {text + sum(sizes)} bytes; {LARGEST} is the most")
    return sizes


async def receive(reader: asyncio.StreamReader) -> Frame:
    """The next frame. Raises asyncio.IncompleteReadError when the far end is gone, ValueError when it lies."""
    text, count = _HEAD.unpack(await reader.readexactly(_HEAD.size))
    if count > 256:
        raise ValueError(f"a frame with {count} bodies; 256 is the most")
    sizes = _sizes(count, await reader.readexactly(8 * count), text)
    head = json.loads(await reader.readexactly(text))
    if not isinstance(head, dict):
        raise ValueError("a frame whose head is no object")
    return head, [await reader.readexactly(size) for size in sizes]


def receive_blocking(connection: socket.socket) -> Frame | None:
    """The next frame on a plain socket, or None when the far end closed it."""

    def exactly(size: int) -> bytes | None:
        data = bytearray()
        while len(data) < size:
            more = connection.recv(min(size - len(data), 1 << 20))
            if not more:
                return None
            data += more
        return bytes(data)

    head = exactly(_HEAD.size)
    if head is None:
        return None
    text, count = _HEAD.unpack(head)
    sizes = _sizes(count, exactly(8 * count) or b"", text)
    words = exactly(text)
    if words is None:
        return None
    return json.loads(words), [exactly(size) or b"" for size in sizes]
