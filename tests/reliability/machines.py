"""Printers of the chaos as those see them who stand beside them: what lies on the plate, what was ever started."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from printers.faults import Faults
from printers.printer import Phase
from printers.simulator import HostSays, Simulator
from printers.steady import steady
from tests.reliability.schedule import Mishap

#: How much faster than a real machine: a print of a minute with its heating lasts three seconds.
SPEED = 40.0
#: The driver's patience, s; hanging hosts take longer.
PATIENCE = 1.5
#: What somebody prints at the panel takes so long on a real machine, s; its speed is set so that it lasts as drawn.
_FOREIGN_SECONDS = 120.0


@dataclass(frozen=True)
class Print:
    """One physical print: by which name, how it ended (None while it runs, `forgotten` after a power cut)."""

    number: int
    name: str
    outcome: str | None


class Machine(Protocol):
    """A printer and its host, seen by whoever stands beside it."""

    name: str
    #: After how many physical starts somebody cleared the plate.
    cleared_after: set[int]
    #: What happened here, by kind.
    struck: list[str]

    def settings(self) -> str:
        """Its table in the shop's settings."""

    def prints(self) -> list[Print]:
        """Every physical start that there ever was, oldest first."""

    def files(self) -> list[str]:
        """What lies in its memory."""

    def idle(self) -> bool:
        """Whether nothing moves."""

    def late(self) -> bool:
        """Whether a start is still under way to it."""

    def clear(self) -> None:
        """Somebody takes everything off the plate."""

    def strike(self, mishap: Mishap, now: float) -> None:
        """Let it happen."""

    def pass_by(self, now: float) -> None:
        """End what lasts only for a while."""

    def well(self) -> None:
        """End everything that goes wrong here."""


class VirtualMachine:
    """A virtual printer, its faults, and somebody at its panel."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self._eyes = Simulator(folder, steady(folder), SPEED)
        self._until: dict[str, float] = {}
        self._foreign = 0
        #: After how many physical starts somebody cleared the plate; the plate is empty at the beginning.
        self.cleared_after = {0}
        #: What happened here, by kind.
        self.struck: list[str] = []

    def settings(self) -> str:
        """Its table in the shop's settings."""
        return f"""
[[printers]]
id = "{self.name}"
name = "{self.name.title()}"
driver = "virtual"
machine = "virtual-220"
address = "{self.folder}"
materials = ["pla"]
plate_starts_clear = true
plate_trusted_seconds = 6
options = {{ speed = {SPEED:g}, timeout = {PATIENCE:g} }}
"""

    def prints(self) -> list[Print]:
        """Everything it was ever physically started with: the ledger for what began, its memory for the ends."""
        import sqlite3
        from contextlib import closing

        begun = self._eyes.starts()
        with closing(sqlite3.connect(self.folder / "printer.sqlite3", timeout=30)) as memory:
            ends = dict(memory.execute("SELECT id, outcome FROM prints").fetchall())
        return [Print(line["print"], line["name"], ends[line["print"]]) for line in begun]

    def files(self) -> list[str]:
        """What lies in its memory."""
        return [path.name for path in (self.folder / "files").glob("*.gcode")]

    def idle(self) -> bool:
        """Whether nothing moves, by looking at it: the network is not asked."""
        prints = self.prints()
        return not prints or prints[-1].outcome is not None

    def late(self) -> bool:
        """Whether a start is still under way to it."""
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(self.folder / "printer.sqlite3", timeout=30)) as memory:
            return memory.execute("SELECT 1 FROM late").fetchone() is not None

    def clear(self) -> None:
        """Somebody takes everything off the plate."""
        self.cleared_after.add(len(self.prints()))

    def strike(self, mishap: Mishap, now: float) -> None:
        """Let it happen."""
        faults, size, count = self._eyes.faults(), mishap.size, int(mishap.size)
        self.struck.append(mishap.kind)
        match mishap.kind:
            case "offline" | "unavailable" | "refuse_key" | "full_disk":
                self._ask(replace(faults, **{mishap.kind: True}))
                self._until[mishap.kind] = now + size
            case "slow":
                self._ask(replace(faults, slow_seconds=size))
                self._until["slow_seconds"] = now + 3
            case "hang":
                self._ask(replace(faults, slow_seconds=PATIENCE + 1))
                self._until["slow_seconds"] = now + size
            case "cut_before" | "cut_after" | "cut_upload" | "mix_up" | "lose_answer" | "lose_request":
                self._ask(replace(faults, **{mishap.kind: count}))
            case "late_start":
                self._ask(replace(faults, late_start_seconds=size))
            case "power_cut":
                # The shop takes for granted that a stranger's print takes longer than the pause between two readings.
                if not any("-own-" in one.name and one.outcome is None for one in self.prints()):
                    self._ask(replace(faults, power_cut=True))
            case "fail_at" | "stop_at":
                self._ask(replace(faults, **{mishap.kind: size}))
                self._until[mishap.kind] = now + 10
            case "panel":
                self._at_the_panel(size)
            case _:
                raise ValueError(mishap.kind)

    def pass_by(self, now: float) -> None:
        """End what lasts only for a while."""
        for name in [name for name, until in self._until.items() if until <= now]:
            del self._until[name]
            well = getattr(Faults(), name)
            self._ask(replace(self._eyes.faults(), **{name: well}))

    def well(self) -> None:
        """End everything that goes wrong here."""
        self._until.clear()
        self._ask(Faults())

    def _ask(self, faults: Faults) -> None:
        self._eyes.set_faults(faults)

    def _at_the_panel(self, seconds: float) -> None:
        self._foreign += 1
        name = f"{self.name}-own-{self._foreign}.gcode"
        file = self.folder / "own.gcode"
        file.write_text("G28\nG1 X10 F6000\n" + "G4 S10\nG1 X20\nG4 S10\nG1 X10\n" * int(_FOREIGN_SECONDS / 20))
        somebody = Simulator(self.folder, steady(self.folder), _FOREIGN_SECONDS / seconds)
        # Where a print is in hand, or the machine is out of order, they have to leave it.
        with contextlib.suppress(HostSays):
            if self.idle() and self._eyes.read().phase is Phase.IDLE:
                # Their print goes on as long as drawn, so that it is seen.
                self._ask(replace(self._eyes.faults(), fail_at=None, stop_at=None))
                somebody.upload(name, file)
                self.clear()
                somebody.start(name)
