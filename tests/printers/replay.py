"""Hosts that answer as they are told: with what real ones were heard to say, without them."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from printers.drivers import open_driver
from printers.printer import Driver, Printer

SAMPLES = Path(__file__).parents[2] / "samples" / "printers"
Answer = tuple[int, Any]  # status and body
Script = Callable[[str, str], Answer | None]  # of method and path; None: the connection closes without an answer


def sample(kind: str, case: str) -> Answer:
    """Status and body of one captured answer."""
    captured = json.loads((SAMPLES / kind / f"{case}.json").read_text())
    return captured["status"], captured["response"]


@contextlib.asynccontextmanager
async def serving(script: Script, headers: str = "") -> AsyncIterator[int]:
    """The port of a server that answers as it is told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        for line in head.splitlines():
            name, _, value = line.partition(": ")
            if name.lower() == "content-length":
                await reader.readexactly(int(value))
        method, path, _ = head.split(" ", 2)
        answer = script(method, path.partition("?")[0])
        if answer is not None:
            status, body = answer
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            if method == "HEAD" or status == 204:
                data = b""
            head = f"HTTP/1.1 {status} X\r\ncontent-length: {len(data)}\r\nconnection: close\r\n{headers}\r\n"
            writer.write(head.encode() + data)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@contextlib.asynccontextmanager
async def host(kind: str, script: Script, **settings: Any) -> AsyncIterator[Driver]:
    """A driver before a server that answers as it is told."""
    settings = {"key": "K" * 32, **settings}
    async with serving(script) as port:
        driver = open_driver(Printer("one", "One", kind, "generic-200", f"http://127.0.0.1:{port}", **settings))
        try:
            yield driver
        finally:
            await driver.close()
