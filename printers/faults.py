"""What goes wrong with the virtual printer on purpose, asked for in `control.json` of its folder."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Faults:
    """Numbers count down to zero with each use."""

    offline: bool = False  # the network is gone; a print goes on
    unavailable: bool = False  # the host answers, its printer does not
    refuse_key: bool = False
    full_disk: bool = False  # an upload stops half way and leaves a stump
    cut_upload: int = 0  # so many uploads end half way with the line dead, and are thrown away
    mix_up: int = 0  # so many uploads are stored as something else
    shorten: int = 0  # so many uploads are stored without their second half, and called whole
    slow_seconds: float = 0.0  # every answer waits this long
    cut_before: int = 0  # the so-manieth request from now never arrives
    cut_after: int = 0  # the so-manieth request from now is done, and its answer is lost
    lose_answer: int = 0  # so many starts happen, but their answers are lost
    lose_request: int = 0  # so many starts never arrive
    late_start_seconds: float = 0.0  # the next start arrives this much later, its answer is lost
    fail_at: float | None = None  # the next print fails at this part of its way, 0 to 1
    stop_at: float | None = None  # somebody stops the next print at the machine
    nozzle_off: float = 0.0  # °C that the nozzle shows more than it was told, while it prints
    fail_now: bool = False  # now: the print in hand fails
    power_cut: bool = False  # now: the host restarts and remembers nothing of the print in hand

    @classmethod
    def of(cls, folder: Path) -> "Faults":
        """The faults asked for at this moment."""
        try:
            return cls(**json.loads((folder / "control.json").read_text()))
        except FileNotFoundError:
            return cls()

    def ask(self, folder: Path) -> None:
        """Ask for these; the file appears whole or not at all."""
        path = folder / f"control.{os.getpid()}.tmp"
        path.write_text(json.dumps(asdict(self)))
        path.replace(folder / "control.json")
