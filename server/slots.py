"""
Warm build processes: forked from one warm parent, one private socket each, killed from outside when late.

A crash, a hang or a memory blow-up of one build costs that build alone: no lock is shared with its neighbours.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from server.errors import BuildCrashed, BuildError, BuildOutOfMemory, BuildTimedOut, WorkshopBusy
from server.frames import Frame, pack, receive
from server.tally import Tally

_log = logging.getLogger("printwright.workshop")

#: A worker is replaced after so many builds, so that a slow leak in a template's code cannot grow for ever.
RECYCLE = 500
#: After so many seconds it is said that the warm parent is still loading; a busy machine may take longer.
WARM_UP = 120.0


#: Takes what a worker shows before it is done, and says whether anybody waits for the rest.
Early = Callable[[dict[str, Any], list[bytes]], bool]


class _Slot:
    """One worker: its process, as a handle that cannot be confused with a later one, and its socket."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.pid = pid
        self.reader = reader
        self.writer = writer
        self.builds = 0
        self._handle = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        with contextlib.suppress(ProcessLookupError, OSError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        self.writer.close()


class Slots:
    """
    A fixed number of workers and a bounded queue before them.

    `memory_mb` is what one build may use beyond what the warm parent holds already.
    """

    def __init__(
        self,
        count: int,
        *,
        memory_mb: int,
        queue: int,
        templates: Sequence[Path],
        watch: bool = False,
        profiles: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        self.count, self.memory_mb, self.queue = count, memory_mb, queue
        self._templates = [str(path) for path in templates]
        self._watch = watch
        self._profiles = profiles
        self._free: asyncio.Queue[_Slot] = asyncio.Queue()
        self._all: set[_Slot] = set()
        self._waiting = 0
        self._parent: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._fork = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.failure: str | None = None
        self.tally = Tally()
        self.ready = asyncio.Event()

    async def start(self) -> None:
        """Warm the parent up and fork the workers. Takes seconds; requests may wait meanwhile."""
        ours, theirs = socket.socketpair()
        options = json.dumps(
            {
                "templates": self._templates,
                "memory_mb": self.memory_mb,
                "watch": self._watch,
                "profiles": self._profiles,
            }
        )
        # Not in a thread: the kernel ties the parent's death signal to the very thread that started the process.
        self._parent = self._spawn(theirs, options)
        theirs.close()
        self._control = ours
        ours.settimeout(WARM_UP)
        word = await asyncio.to_thread(self._first_word, ours)
        if word != b"r":
            self.failure = "The geometry could not be loaded; the server's log says why."
            self.ready.set()
            raise BuildError(self.failure)
        for _ in range(self.count):
            self._free.put_nowait(await self._new())
        self.ready.set()

    @property
    def waiting(self) -> int:
        """How many builds wait for a worker."""
        return self._waiting

    @property
    def idle(self) -> bool:
        """Whether no worker does anything, and there is more than one."""
        return self._free.qsize() == self.count > 1 and not self._waiting

    @property
    def free(self) -> int:
        """How many workers do nothing and are waited for by nobody."""
        return max(0, self._free.qsize() - self._waiting)

    def _first_word(self, parent: socket.socket) -> bytes:
        """Wait for the warm parent as long as it lives; nothing when it ended."""
        while True:
            try:
                return parent.recv(1)
            except TimeoutError:
                _log.warning("the geometry is still loading; is this machine very busy?")
            except OSError:
                return b""

    def _spawn(self, theirs: socket.socket, options: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "server.zygote", str(theirs.fileno()), options],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )

    async def _new(self) -> _Slot:
        ours, theirs = socket.socketpair()
        async with self._fork:
            pid = await asyncio.to_thread(self._ask, theirs)
        ours.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=ours, limit=1 << 22)
        slot = _Slot(pid, reader, writer)
        self._all.add(slot)
        return slot

    def _ask(self, theirs: socket.socket) -> int:
        assert self._control is not None
        try:
            socket.send_fds(self._control, [b"f"], [theirs.fileno()])
            answer = self._control.recv(4, socket.MSG_WAITALL)
        finally:
            theirs.close()
        if len(answer) != 4:
            raise BuildCrashed("The warm parent of the build processes is gone; the server must be started again.")
        return int(struct.unpack("<I", answer)[0])

    async def run(
        self,
        head: dict[str, Any],
        sent: Sequence[bytes] = (),
        *,
        seconds: float,
        early: Early | None = None,
        last: bool = False,
    ) -> Frame:
        """
        Have one worker answer one request, within so many seconds of its own time. With `last` it is the worker's last
        one: what a file did to its memory harms nobody else.

        What the worker has to show before it is done goes to `early`; where that says False, the worker is told that
        nobody waits for the rest, and answers `dropped` as soon as it hears it.
        Raises WorkshopBusy, BuildTimedOut, BuildCrashed or BuildOutOfMemory.
        """
        await self.ready.wait()
        if self.failure:
            raise BuildCrashed(self.failure)
        if self._waiting >= self.queue:
            self.tally.builds["turned_away"] += 1
            raise WorkshopBusy("Many people are designing at the moment. Your change is kept; please try again.")
        self._waiting += 1
        try:
            slot = await self._free.get()
            while slot.reader.at_eof():
                # It died while it had nothing to do; that is no fault of this request.
                self._replace(slot)
                slot = await self._free.get()
        finally:
            self._waiting -= 1
        healthy, ended = False, "left"
        began = time.monotonic()
        try:
            slot.writer.write(pack(head, sent))
            async with asyncio.timeout(seconds):
                answer, bodies = await receive(slot.reader)
                while answer.pop("early", False):
                    if early is not None and not early(answer, bodies):
                        slot.writer.write(pack({"do": "drop"}))
                    answer, bodies = await receive(slot.reader)
            healthy = not last and answer.get("error") != "out_of_memory"
            slot.builds += 1
            ended = {None: "made", "dropped": "dropped", "out_of_memory": "out_of_memory"}.get(
                answer.get("error"), "refused"
            )
        except TimeoutError:
            ended = "timed_out"
            raise BuildTimedOut(
                f"Building this took longer than {seconds:g} s, which is the most a build may take. "
                "Try fewer or simpler features.",
                limit=seconds,
            ) from None
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, struct.error) as exc:
            ended = "crashed"
            raise BuildCrashed(
                "The geometry kernel gave up on exactly these values. Go one step back, or move one slider a little.",
                after=round(time.monotonic() - began, 2),
            ) from exc
        finally:
            self.tally.builds[ended] += 1
            self.tally.kills += ended in ("timed_out", "crashed", "out_of_memory", "left")
            if healthy and slot.builds < RECYCLE and not self._closed:
                self._free.put_nowait(slot)
            else:
                self._replace(slot)
        if answer.get("error") == "out_of_memory":
            raise BuildOutOfMemory(
                f"Building this needs more than {self.memory_mb} MB of memory. Try fewer or simpler features.",
                limit=self.memory_mb,
            )
        return answer, bodies

    def _replace(self, slot: _Slot) -> None:
        self._all.discard(slot)
        slot.kill()
        if self._closed:
            return

        async def refill() -> None:
            self._free.put_nowait(await self._new())

        task = asyncio.create_task(refill())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End all workers and their parent."""
        self._closed = True
        for task in list(self._tasks):
            task.cancel()
        for slot in list(self._all):
            slot.kill()
        if self._control is not None:
            self._control.close()
        if self._parent is not None:
            self._parent.kill()
            await asyncio.to_thread(self._parent.wait)
