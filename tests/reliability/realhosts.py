"""Real printer hosts in the chaos, and models where there is no program: each with a machine that keeps a ledger."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from tests.hosts import octoprint, prusalink
from tests.hosts.bambu import CODE, SERIAL, BambuHost
from tests.hosts.duet import DuetHost
from tests.hosts.moonraker import MoonrakerHost
from tests.hosts.octoprint import OctoPrintHost
from tests.hosts.prusalink import PrusaLinkHost
from tests.reliability.hostmachine import HostMachine, WiredMachine, Wires
from tests.reliability.machines import Machine
from tests.reliability.schedule import Mishap, Table

#: Of the modelled Duets.
PASSWORD = "not-reprap"
#: What may happen at a real host, with the least and the greatest size.
AT_HOST: Table = {
    "lose_answers": (1, 4),  # requests that change something are done, their answers lost, for so many seconds
    "cut": (0, 0),  # every line that is open now is dead
    "cut_in": (20, 3000),  # requests are cut after so many bytes, for two seconds
    "offline": (0.5, 5),  # its network is gone, s
    "host_kill": (0, 0),  # kill -9 of its program, which is started again
    "stop": (0, 0),  # somebody stops the print in hand
}
#: A machine that can also fail by itself.
AT_MACHINE: Table = {**AT_HOST, "fail": (0, 0)}  # the print in hand fails
#: A machine whose lines are not ours to cut: MQTT and FTP inside TLS, with ports of their own for data.
AT_BAMBU: Table = {
    "silent": (0.5, 5),  # it says nothing and hears nothing, s
    "cut": (0, 0),  # the next upload ends half way
    "mix": (0, 0),  # the next upload is stored as something else
    "stop": (0, 0),  # somebody stops the print in hand
    "fail": (0, 0),  # the print in hand fails
}


@contextlib.contextmanager
def real_hosts(folder: Path, names: Sequence[str]) -> Iterator[list[Machine]]:
    """Those of these names, started; ended at the end. A name that comes again is one more of the kind."""
    wires = Wires()
    with contextlib.ExitStack() as stack:
        stack.callback(wires.close)
        found: list[HostMachine] = []
        for number, name in enumerate(names):
            machine = MACHINES[name](folder / f"{name}-{number}", wires)
            machine.name = f"{name}-{names[:number].count(name) + 1}" if names.count(name) > 1 else name
            stack.callback(machine.close)
            found.append(machine)
        yield list(found)


class OctoPrintMachine(WiredMachine):
    """OctoPrint with its virtual printer; its own log is the ledger."""

    driver = "octoprint"

    def __init__(self, folder: Path, wires: Wires) -> None:
        folder.mkdir(parents=True)
        self.host = OctoPrintHost(folder)
        self.memory = folder / "uploads"
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
    ends: ClassVar = {"complete": "done", "error": "failed"}

    def __init__(self, folder: Path, wires: Wires) -> None:
        folder.mkdir(parents=True)
        self.host = MoonrakerHost(folder)
        self.ledger, self.memory = folder / "machine.jsonl", self.host.gcodes
        self.host.start()
        super().__init__("moonraker", self.host.port, wires)

    def key(self) -> str:
        return self.host.key

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


class PrusaLinkMachine(WiredMachine):
    """PrusaLink, with the stand-in for a MK3 whose ledger says what began and how it ended."""

    driver = "prusalink"
    changing = (b"POST", b"PUT", b"DELETE")
    #: How long a machine that has halted stands there, until somebody switches it off and on, s.
    walks = 10.0

    def __init__(self, _folder: Path, wires: Wires) -> None:
        self._halted_until: float | None = None
        self.host = PrusaLinkHost()
        self.ledger, self.memory = self.host.folder / "machine.jsonl", self.host.gcodes
        self.host.start()
        super().__init__("prusalink", self.host.port, wires)

    def key(self) -> str:
        return prusalink.KEY

    def idle(self) -> bool:
        return self._halted_until is None and super().idle()

    def strike(self, mishap: Mishap, now: float) -> None:
        before = len(self.lines())
        super().strike(mishap, now)
        if mishap.kind == "fail" and len(self.lines()) > before:
            self._halted_until = now + self.walks

    def pass_by(self, now: float) -> None:
        super().pass_by(now)
        if self._halted_until is not None and self._halted_until <= now < float("inf"):
            self._halted_until = None
            self.host.at_machine("reset")

    def _kill_host(self) -> None:
        # It sends every line itself, and the machine is reset by whoever opens its line anew: the print dies with it.
        self.host.kill_program()
        self.host.at_machine("reset")
        self.host.launch_program()

    def _stop(self) -> None:
        self.host.at_machine("stop")

    def _fail(self) -> None:
        self.host.at_machine("runaway")

    def close(self) -> None:
        super().close()
        self.host.remove()


class DuetMachine(WiredMachine):
    """The modelled Duet, by itself or with a computer before it."""

    driver = "duet"
    sbc = False
    changing = (b"POST", b"GET /rr_gcode", b"GET /rr_delete")
    #: How long a print lasts, s, and the part of it after which nothing breaks any more: a Duet by itself does not say
    #: how a print ended, and what breaks in the last seconds looks like the end.
    seconds, breaks = 30.0, 0.35
    #: What somebody at its panel takes from pausing a print to stopping it, s.
    hesitates = 8.0

    def __init__(self, folder: Path, wires: Wires) -> None:
        folder.mkdir(parents=True)
        self._stops_at: float | None = None
        self.host = DuetHost(folder, sbc=self.sbc, password=PASSWORD)
        self.host.machine.seconds = self.seconds
        self.ledger, self.memory = folder / "machine.jsonl", self.host.machine.files
        super().__init__("duet", self.host.port, wires)

    def key(self) -> str:
        return PASSWORD

    def pass_by(self, now: float) -> None:
        super().pass_by(now)
        # The board stops nothing that is still about to pause: whoever stands there waits for that.
        if self._stops_at is not None and self._stops_at <= now and self.host.machine.status != "pausing":
            self._stops_at = None
            self.host.machine.gcode("M0")

    def strike(self, mishap: Mishap, now: float) -> None:
        super().strike(mishap, now)
        if mishap.kind == "stop" and self.host.machine.status in ("pausing", "paused"):
            self._stops_at = now + self.hesitates

    def _kill_host(self) -> None:
        self.host.power_cut()

    def _stop(self) -> None:
        self.host.machine.gcode("M25")

    def _fail(self) -> None:
        if self.sbc or self.host.machine.share() < self.breaks:
            self.host.machine.abort()

    def close(self) -> None:
        super().close()
        self.host.close()


class DuetWithComputerMachine(DuetMachine):
    """The same with a single-board computer, which says how prints end."""

    sbc = True
    changing = (b"POST", b"PUT", b"DELETE")


class BambuMachine(HostMachine):
    """The modelled Bambu behind a real broker and a real FTP server."""

    driver = "bambu"

    def __init__(self, _folder: Path, _wires: Wires) -> None:
        super().__init__("bambu")
        self.host = BambuHost()
        self.ledger, self.memory = self.host.folder / "machine.jsonl", self.host.card
        self.host.start()
        ports = f"mqtt_port = {self.host.mqtt_port}, ftps_port = {self.host.ftps_port}"
        self.options = f'{{ serial = "{SERIAL}", {ports} }}'

    def address(self) -> str:
        return "127.0.0.1"

    def key(self) -> str:
        return CODE

    def lines(self) -> list[tuple[str, str | None]]:
        return [(name.removesuffix(".3mf"), end) for name, end in super().lines()]

    def files(self) -> list[str]:
        return [path.name for path in self.memory.glob("*.3mf")]

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


#: Of what kind each is.
MACHINES: dict[str, Callable[[Path, Wires], HostMachine]] = {
    "octoprint": OctoPrintMachine,
    "moonraker": MoonrakerMachine,
    "prusalink": PrusaLinkMachine,
    "duet": DuetMachine,
    "duet-sbc": DuetWithComputerMachine,
    "bambu": BambuMachine,
}
#: What may happen at each; in this order the shop's settings name them, and the first that is free is taken.
HOSTS: dict[str, Table] = {
    "octoprint": AT_HOST,
    "moonraker": AT_HOST,
    "prusalink": AT_MACHINE,
    "duet": AT_MACHINE,
    "duet-sbc": AT_MACHINE,
    "bambu": AT_BAMBU,
}
