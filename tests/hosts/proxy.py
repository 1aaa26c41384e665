"""A wire with faults: a TCP proxy that passes requests on and may lose the answers, cut a request off, or alter it."""

import asyncio
import contextlib
import re
from types import TracebackType

MIDDLE = 3000  # bytes into a request: there the piece is missing that a host is not to miss


class Wire:
    """Stands between a driver and its host; each fault holds for connections made after it was set."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        #: To requests that begin so: they are delivered, what comes back is dropped.
        self.lose_answers: bytes | tuple[bytes, ...] = b""
        self.cut_after: int | None = None  # so many bytes of a request are delivered, then the line is dead
        self.alter: tuple[bytes, bytes] | None = None  # on the way there, the one becomes the other
        self.shorten = 0  # so many bytes are taken out of the next long request, which then promises fewer, too
        self.faults = 0  # how often a fault did what it is there for
        self._open: set[asyncio.Task[None]] = set()
        self._deaf: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> "Wire":
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def cut(self) -> None:
        """Every line that is open now is dead."""
        for task in self._open:
            task.cancel()
            self.faults += 1

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        there, to_host = await asyncio.open_connection(*self._target)
        ends = (writer, to_host)
        sending = asyncio.create_task(self._onwards(reader, to_host, writer))
        receiving = asyncio.create_task(self._back(there, writer))
        try:
            # Answered, or cut: either ends the whole; a client that has said all still waits for its answer.
            await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done() and not sending.result():
                await receiving
        finally:
            for part in (sending, receiving):
                part.cancel()
            for end in ends:
                end.close()
            await asyncio.gather(*(end.wait_closed() for end in ends), return_exceptions=True)
            self._open.discard(task)

    async def _onwards(
        self, reader: asyncio.StreamReader, to_host: asyncio.StreamWriter, writer: asyncio.StreamWriter
    ) -> bool:
        """Whether the line was cut."""
        cut, sent, taken_out, at = self.cut_after, 0, 0, 0
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if not sent and self.lose_answers and data.startswith(self.lose_answers):
                    self._deaf.add(writer)
                if self.alter is not None and self.alter[0] in data:
                    data = data.replace(*self.alter)
                    self.faults += 1
                if self.shorten and (promised := _promised(data)) and int(promised[1]) > MIDDLE + self.shorten:
                    fewer = str(int(promised[1]) - self.shorten).encode()
                    data = data[: promised.start(1)] + fewer + data[promised.end(1) :]
                    taken_out, self.shorten, at = self.shorten, 0, 0
                    self.faults += 1
                data, taken_out, at = _without(data, taken_out, at)
                if cut is not None and sent + len(data) > cut:
                    to_host.write(data[: cut - sent])
                    await to_host.drain()
                    self.faults += 1
                    return True
                sent += len(data)
                to_host.write(data)
                await to_host.drain()
        return False

    async def _back(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await there.read(65536):
                if writer in self._deaf:
                    self.faults += 1
                    return  # the host has acted and answered; nobody hears it
                writer.write(data)
                await writer.drain()


def _promised(data: bytes) -> re.Match[bytes] | None:
    """How long a request says that it is, if it begins here."""
    return re.search(rb"(?i)^content-length: *(\d+)", data, re.M)


def _without(data: bytes, fewer: int, at: int) -> tuple[bytes, int, int]:
    """Data without what lies in the middle of its request; how much is left to take out, and how far it has come."""
    begin = max(0, MIDDLE - at)
    gone = min(fewer, max(0, len(data) - begin))
    return data[:begin] + data[begin + gone :] if gone else data, fewer - gone, at + len(data)
