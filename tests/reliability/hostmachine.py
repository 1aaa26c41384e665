"""A printer host and its machine as the chaos sees them: a ledger of its own, and a wire that fails before it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

from tests.hosts.proxy import Wire
from tests.reliability.machines import Print
from tests.reliability.schedule import Mishap


class Wires:
    """A loop in a thread of its own, on which all wires live."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        # A line that is cut in the middle is what these wires are there for.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run it there and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def close(self) -> None:
        """End the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class HostMachine:
    """One host and the machine behind it, as `VirtualMachine` is one. `ledger` and `memory` are the machine's own."""

    driver = ""
    options = "{}"
    ledger: Path
    memory: Path
    #: What the machine writes of an end, where a driver says it in another word.
    ends: Mapping[str, str] = {}

    def __init__(self, name: str) -> None:
        self.name = name
        self.struck: list[str] = []
        self.cleared_after = {0}
        self._forgotten: set[int] = set()
        self._until: dict[str, float] = {}

    def settings(self) -> str:
        """Its table in the shop's settings."""
        return f"""
[[printers]]
id = "{self.name}"
name = "{self.name.title()}"
driver = "{self.driver}"
machine = "generic-200"
address = "{self.address()}"
key = "{self.key()}"
materials = ["pla"]
plate_starts_clear = true
plate_trusted_seconds = 1e9
options = {self.options}
"""

    def address(self) -> str:
        """Where the shop finds it."""
        raise NotImplementedError

    def key(self) -> str:
        """What opens it."""
        raise NotImplementedError

    def lines(self) -> list[tuple[str, str | None]]:
        """Its own ledger: a file's name at each start (None) and each end (how), in order."""
        found = []
        with contextlib.suppress(FileNotFoundError):
            for line in map(json.loads, self.ledger.read_text().splitlines()):
                end = line.get("end")
                found.append((line["name"], end and self.ends.get(end, end)))
        return found

    def prints(self) -> list[Print]:
        """Every physical start, with its end where the machine knows it."""
        found: list[Print] = []
        for name, end in self.lines():
            if end is None:
                found.append(Print(len(found), name, "forgotten" if len(found) in self._forgotten else None))
            elif found and found[-1].name == name and found[-1].outcome is None:
                found[-1] = Print(found[-1].number, name, end)
        return found

    def files(self) -> list[str]:
        """What lies in its memory."""
        return [path.name for path in self.memory.glob("*.gcode")]

    def idle(self) -> bool:
        """Whether nothing moves."""
        prints = self.prints()
        return not prints or prints[-1].outcome is not None

    def late(self) -> bool:
        """A start that was lost on a wire is lost."""
        return False

    def clear(self) -> None:
        """Somebody takes everything off the plate."""
        self.cleared_after.add(len(self.prints()))

    def _power_goes(self) -> None:
        prints = self.prints()
        if prints and prints[-1].outcome is None:
            self._forgotten.add(prints[-1].number)

    def close(self) -> None:
        """End it."""
        raise NotImplementedError


class WiredMachine(HostMachine):
    """A host behind HTTP, with a wire that fails in between."""

    #: How requests begin that change something.
    changing: tuple[bytes, ...] = (b"POST",)

    def __init__(self, name: str, port: int, wires: Wires) -> None:
        super().__init__(name)
        self._wires = wires
        self._wire = Wire("127.0.0.1", port)
        wires.do(self._wire.__aenter__())

    def address(self) -> str:
        return f"http://127.0.0.1:{self._wire.port}"

    def strike(self, mishap: Mishap, now: float) -> None:
        """Let it happen."""
        self.struck.append(mishap.kind)
        match mishap.kind:
            case "lose_answers":
                self._wire.lose_answers = self.changing
                self._until["lose_answers"] = now + mishap.size
            case "cut":
                self._wires.do(self._cut())
            case "cut_in" | "offline":
                self._wire.cut_after = int(mishap.size) if mishap.kind == "cut_in" else 0
                self._until["cut_after"] = now + (2 if mishap.kind == "cut_in" else mishap.size)
                self._wires.do(self._cut())
            case "host_kill":
                self._kill_host()
            case "stop" | "fail":
                if not self.idle():
                    (self._stop if mishap.kind == "stop" else self._fail)()
            case _:
                raise ValueError(mishap.kind)

    async def _cut(self) -> None:
        self._wire.cut()

    def pass_by(self, now: float) -> None:
        """End what lasts only for a while."""
        for name in [name for name, until in self._until.items() if until <= now]:
            del self._until[name]
            setattr(self._wire, name, b"" if name == "lose_answers" else None)

    def well(self) -> None:
        """End everything that goes wrong here."""
        self.pass_by(float("inf"))

    def _kill_host(self) -> None:
        """Kill -9 of the program; it is started again."""
        raise NotImplementedError

    def _stop(self) -> None:
        """Somebody stops the print in hand at the machine itself."""
        raise NotImplementedError

    def _fail(self) -> None:
        """Something breaks."""
        raise NotImplementedError

    def close(self) -> None:
        self._wires.do(self._wire.__aexit__(None, None, None))
