"""
The contract between the house and any printer, on one page.

State is two things: what the machine does now (`Snapshot`) and what can be proved about one of our attempts
(`Seen`). An attempt is known on the printer by a file name that is never used twice. Times are seconds since
1970 from a clock that is handed in; temperatures are degrees Celsius; progress runs from 0 to 1.
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol

Clock = Callable[[], float]  # seconds since 1970


class Phase(StrEnum):
    """What a machine does, in the one vocabulary all drivers share."""

    UNREACHABLE = "unreachable"  # the host does not answer
    UNAVAILABLE = "unavailable"  # the host answers, but has no working printer, or keeps it from us
    IDLE = "idle"  # a start would be accepted
    PREPARING = "preparing"  # started: heating, homing
    PRINTING = "printing"
    PAUSED = "paused"
    ATTENTION = "attention"  # waits for a person at the machine
    STOPPING = "stopping"  # told to stop, still moving
    ERROR = "error"  # a person must look and reset it


#: What a host counts its progress by: bytes of the file, printing time, or what the file tells it to show (M73).
Way = Literal["bytes", "time", "told"]
RUNNING = frozenset({Phase.PREPARING, Phase.PRINTING, Phase.PAUSED, Phase.ATTENTION, Phase.STOPPING})


class Outcome(StrEnum):
    """How a print ended, as the host remembers it."""

    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"  # ended early; some hosts cannot tell a cancelled print from a failed one


@dataclass(frozen=True)
class Snapshot:
    """One fresh reading of a machine; never carried over as if it were a new one."""

    at: float  # when it was taken, by our clock
    phase: Phase
    text: str  # the host's own words
    remote: str | None = None  # the file the host says it has in hand
    remote_job: str | None = None  # the host's own number for the print, where it gives one
    progress: float | None = None  # 0 to 1
    seconds_left: float | None = None
    layer: int | None = None  # 1 is the first
    layers: int | None = None
    temperatures: Mapping[str, float] = field(default_factory=dict)  # nozzle, nozzle_target, bed, bed_target
    moving: bool = False

    def runs(self, name: str) -> bool:
        """Whether the machine is in the middle of this very attempt."""
        return self.phase in RUNNING and self.remote == name


@dataclass(frozen=True)
class Seen:
    """What became of one attempt, with the evidence in words."""

    kind: Literal["not_there", "staged", "running", "ended", "cannot_know"]
    why: str
    outcome: Outcome | None = None  # set when ended


@dataclass(frozen=True)
class Identity:
    """Who answered at the door."""

    software: str
    version: str
    user: str | None = None  # whom the key belongs to


@dataclass(frozen=True)
class Capabilities:
    """What a host says of its machine, as far as it says anything; mm."""

    model: str | None = None  # as its maker calls it
    bed: tuple[float, float] | None = None
    height: float | None = None
    nozzle: float | None = None

    def __str__(self) -> str:
        said = [
            self.model,
            f"bed {self.bed[0]:g} x {self.bed[1]:g} mm" if self.bed else None,
            f"height {self.height:g} mm" if self.height else None,
            f"nozzle {self.nozzle:g} mm" if self.nozzle else None,
        ]
        return ", ".join(filter(None, said)) or "nothing of its machine"


@dataclass(frozen=True)
class DriverLimits:
    """What the core must respect with this kind of host."""

    kinds: tuple[str, ...] = (".gcode",)
    maximum_bytes: int | None = None
    one_upload_per_host: bool = True
    poll_seconds: float = 2.0  # while printing
    idle_poll_seconds: float = 10.0
    start_window_seconds: float = 15.0  # evidence of a start must show within this time
    name_rule: str = r"[a-z0-9][a-z0-9-]{0,60}\.gcode"
    verifies_bytes: bool = True
    can_pause: bool = True
    stops: Literal["machine", "print"] = "machine"  # what `stop` reaches: heaters and motors too, or the print alone
    progress_by: Way = "bytes"
    knows_cancelled: bool = True  # False: a cancelled print is remembered as failed

    def accepts(self, name: str) -> bool:
        """Whether a file name keeps to the rule."""
        return re.fullmatch(self.name_rule, name) is not None


@dataclass(frozen=True)
class Printer:
    """One machine of the shop and how to reach it."""

    id: str
    name: str
    driver: str
    profile: str  # the machine's name among the profiles
    address: str
    key: str = field(default="", repr=False)
    materials: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)


class Driver(Protocol):
    """
    One printer host.

    Every call but `start` raises `Unreachable` or `Denied`, except that for `read` and `watch` silence is a
    reading, and `watch` shows a closed door as unavailable.
    A call that takes a name never touches a print of another name; `stop` takes none and touches everything.
    """

    def limits(self) -> DriverLimits:
        """What the core must respect with this host."""

    async def identify(self) -> Identity:
        """Who is there. Raises `Unreachable`, `Denied`, `WrongHost`."""

    async def read(self) -> Snapshot:
        """What the machine does now, asked now. Raises `Denied`, `WrongHost`."""

    def watch(self) -> AsyncIterator[Snapshot]:
        """Readings without end, also while the host is silent or keeps us out."""

    async def stage(self, name: str, file: Path, sha256: str) -> None:
        """
        Upload without starting, then prove that the host holds these very bytes.

        Raises `Unreachable`, `Denied`, `Busy`, `NoSpace`, `Mismatch`, or `Rejected` (also when the name is
        taken). After any of them the name must not be used again.
        """

    async def start(self, name: str) -> None:
        """
        Send one start request, never repeated.

        Returning proves only that the host accepted it: `find` proves that it runs.
        Raises `Refused` (surely not started) or `Unsure` (may have started), nothing else.
        """

    async def find(self, name: str, since: float | None = None) -> Seen:
        """
        What became of an attempt; changes nothing, at any time, also after our own crash.

        since: when a start was sent, or None when none ever was. With it a host without memory answers
        `cannot_know` where it would otherwise say `staged`.
        """

    async def pause(self, name: str) -> None:
        """Pause this print. Raises `Refused` when the host runs something else or nothing."""

    async def resume(self, name: str) -> None:
        """Go on with this print. Raises `Refused` as `pause` does."""

    async def cancel(self, name: str) -> None:
        """End this print early. Raises `Refused` as `pause` does."""

    async def stop(self) -> None:
        """
        Stop at once, whatever it does and whosever print it is; to be repeated until a reading shows that it did.

        Sent on every way there is, before anything is asked. `DriverLimits.stops` says what it reaches. Raises
        `Unreachable`, `Denied`, or `Refused` when the host said no.
        """

    async def discard(self, name: str) -> None:
        """Delete the file and prove its absence; no error when it is absent already. Raises `InUse`."""

    async def picture(self) -> bytes | None:
        """
        What its camera sees now, a JPEG or a PNG of at most 4 MB; None where the host knows of no camera.

        Raises also `WrongHost`, for a camera that gives something else.
        """

    async def close(self) -> None:
        """Give back what the driver holds; the printer prints on."""
