"""A wire with faults: a TCP proxy that passes requests on and may lose the answers."""

import asyncio
import contextlib
from types import TracebackType


class Wire:
    """Stands between a driver and its host; `lose_answers` delivers requests and drops what comes back."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self.lose_answers = False
        self.delivered = 0

    async def __aenter__(self) -> "Wire":
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lose = self.lose_answers
        there, to_host = await asyncio.open_connection(*self._target)

        async def onwards() -> None:
            while data := await reader.read(65536):
                to_host.write(data)
                await to_host.drain()

        sending = asyncio.create_task(onwards())
        with contextlib.suppress(OSError):
            while data := await there.read(65536):
                self.delivered += 1
                if lose:
                    break  # the host has acted and answered; nobody hears it
                writer.write(data)
                await writer.drain()
        sending.cancel()
        for end in (writer, to_host):
            end.close()
