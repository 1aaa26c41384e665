"""Real printer hosts in the chaos: OctoPrint, Moonraker, and the modelled Bambu, behind wires that fail."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import threading
from collections.abc import Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.hosts import octoprint
from tests.hosts.bambu import CODE, SERIAL, BambuHost
from tests.hosts.moonraker import MoonrakerHost
from tests.hosts.octoprint import OctoPrintHost
from tests.hosts.proxy import Wire
from tests.reliability.machines import Machine, Print
from tests.reliability.schedule import Mishap

#: What may happen at a real host, with the least and the greatest size.
AT_HOST: dict[str, tuple[float, float]] = {
    "lose_answers": (0.5, 4),  # requests that change something are done, their answers lost, for so long, s
    "cut": (0, 0),  # every line that is open now is dead
    "cut_in": (20, 3000),  # requests are cut after so many bytes, for two seconds
    "offline": (0.5, 5),  # its network is gone, s
    "host_kill": (0, 0),  # kill -9 of its program, which is started again
    "stop": (0, 0),  # somebody stops the print in hand
}
#: A machine whose lines are not ours to cut: MQTT and FTP inside TLS, with ports of their own for data.
AT_BAMBU: dict[str, tuple[float, float]] = {
    "silent": (0.5, 5),  # it says nothing and hears nothing, s
    "cut": (0, 0),  # the next upload ends half way
    "mix": (0, 0),  # the next upload is stored as something else
    "stop": (0, 0),  # somebody stops the print in hand
    "fail": (0, 0),  # the print in hand fails
}
#: What may happen at each; in this order the shop's settings name them, and the first that is free is taken.
HOSTS = {"octoprint": AT_HOST, "moonraker": AT_HOST, "bambu": AT_BAMBU}


@contextlib.contextmanager
def real_hosts(folder: Path, names: Sequence[str]) -> Iterator[list[Machine]]:
    """Those of these names, started; ended at the end."""
    wires = _Wires()
    with contextlib.ExitStack() as stack:
        stack.callback(wires.close)
        found: list[HostMachine] = []
        for name in names:
            if name == "bambu":
                found.append(BambuMachine())
            else:
                host = {"octoprint": OctoPrintMachine, "moonraker": MoonrakerMachine}[name]
                found.append(host(folder / name, wires))
            stack.callback(found[-1].close)
        yield list(found)


class _Wires:
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
    """One host and the machine behind it, as `VirtualMachine` is one."""

    driver = ""
    options = "{}"

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
        raise NotImplementedError

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
        raise NotImplementedError

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

    def __init__(self, name: str, port: int, wires: _Wires) -> None:
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
                self._wire.lose_answers = b"POST"
                self._until["lose_answers"] = now + mishap.size
            case "cut":
                self._wires.do(self._cut())
            case "cut_in" | "offline":
                self._wire.cut_after = int(mishap.size) if mishap.kind == "cut_in" else 0
                self._until["cut_after"] = now + (2 if mishap.kind == "cut_in" else mishap.size)
                self._wires.do(self._cut())
            case "host_kill":
                self._kill_host()
            case "stop":
                self._stop()
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
        raise NotImplementedError

    def _stop(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self._wires.do(self._wire.__aexit__(None, None, None))


class OctoPrintMachine(WiredMachine):
    """OctoPrint with its virtual printer; its own log is the ledger."""

    driver = "octoprint"

    def __init__(self, folder: Path, wires: _Wires) -> None:
        folder.mkdir(parents=True)
        self.host = OctoPrintHost(folder)
        self.host.start()
        super().__init__("octoprint", self.host.port, wires)

    def key(self) -> str:
        return octoprint.KEY

    def lines(self) -> list[tuple[str, str | None]]:
        text = "".join(
            path.read_text(errors="replace") for path in sorted((self.host.folder / "logs").glob("octoprint.log*"))
        )
        words = re.findall(r"Print job (started|done|cancelled) - origin: local, path: ([^,]+),", text)
        # Whom it asked afterwards it tells that a print ended early, and no more; the shop can say no more either.
        ends = {"started": None, "done": "done", "cancelled": "failed"}
        return [(name, ends[word]) for word, name in words]

    def files(self) -> list[str]:
        return [path.name for path in (self.host.folder / "uploads").glob("*.gcode")]

    def _kill_host(self) -> None:
        # It streams every line itself: when it dies, so does the print.
        self.host.kill()
        self._power_goes()
        self.host.start()

    def _stop(self) -> None:
        self.host.ask("POST", "/api/job", {"command": "cancel"})

    def close(self) -> None:
        super().close()
        self.host.kill()


class MoonrakerMachine(WiredMachine):
    """Moonraker, with the stand-in for Klipper whose ledger says what began and how it ended."""

    driver = "moonraker"

    def __init__(self, folder: Path, wires: _Wires) -> None:
        folder.mkdir(parents=True)
        self.host = MoonrakerHost(folder)
        self.host.start()
        super().__init__("moonraker", self.host.port, wires)

    def key(self) -> str:
        return self.host.key

    def lines(self) -> list[tuple[str, str | None]]:
        ends = {"complete": "done", "cancelled": "cancelled", "error": "failed"}
        return [(line["name"], ends.get(line.get("end", ""))) for line in _ledger(self.host.folder / "machine.jsonl")]

    def files(self) -> list[str]:
        return [path.name for path in self.host.gcodes.glob("*.gcode")]

    def _kill_host(self) -> None:
        # Klipper prints on without it.
        self.host.kill_program()
        self.host.start_program()
        self.host.wait_for("ready", 60)

    def _stop(self) -> None:
        self.host.ask("POST", "/printer/print/cancel")

    def close(self) -> None:
        super().close()
        self.host.kill()


class BambuMachine(HostMachine):
    """The modelled Bambu behind a real broker and a real FTP server."""

    driver = "bambu"

    def __init__(self) -> None:
        super().__init__("bambu")
        self.host = BambuHost()
        self.host.start()
        ports = f"mqtt_port = {self.host.mqtt_port}, ftps_port = {self.host.ftps_port}"
        self.options = f'{{ serial = "{SERIAL}", {ports} }}'

    def address(self) -> str:
        return "127.0.0.1"

    def key(self) -> str:
        return CODE

    def lines(self) -> list[tuple[str, str | None]]:
        return [
            (line["file"].removesuffix(".3mf"), line.get("end")) for line in _ledger(self.host.folder / "machine.jsonl")
        ]

    def files(self) -> list[str]:
        return [path.name for path in self.host.card.glob("*.3mf")]

    def strike(self, mishap: Mishap, now: float) -> None:
        """Let it happen."""
        self.struck.append(mishap.kind)
        if mishap.kind in ("stop", "fail") and self.idle():
            return
        self.host.at_machine(mishap.kind)
        if mishap.kind == "silent":
            self._until["silent"] = now + mishap.size

    def pass_by(self, now: float) -> None:
        """End what lasts only for a while."""
        if "silent" in self._until and self._until["silent"] <= now:
            del self._until["silent"]
            self.host.at_machine("heard")

    def well(self) -> None:
        """End everything that goes wrong here."""
        self.pass_by(float("inf"))

    def clear(self) -> None:
        super().clear()
        # Whoever clears the plate also takes note of the error on its screen.
        if self.idle() and self.host.at_machine("state") == "FAILED":
            self.host.at_machine("settle")

    def close(self) -> None:
        self.host.remove()


def _ledger(path: Path) -> list[dict[str, str]]:
    with contextlib.suppress(FileNotFoundError):
        return [json.loads(line) for line in path.read_text().splitlines()]
    return []
