"""
What became of prints, as far as this program sent and saw them: the printer keeps no history.

A machine was seen to show the end of its last print for 210 s after it took the next one, so what was sent and not yet
seen running is pending, whatever is shown.
"""

from printers.drivers.bambu.status import CANCELLED, Status, name_of, phase, troubles
from printers.printer import RUNNING, Clock, Outcome, Phase, Seen, Snapshot
from printers.steady import running

FREE = (Phase.IDLE, Phase.UNAVAILABLE)


class Memory:
    """Of one printer, for as long as its driver lives."""

    def __init__(self, clock: Clock, window: float) -> None:
        self._clock = clock
        self._window = window  # s in which a start that was sent must show
        self._sent: dict[str, float] = {}  # by name: when we sent its start, by `running`
        self._stopped: set[str] = set()  # those we told to stop
        self._ran: set[str] = set()  # those we saw running
        self._ended: dict[str, Seen] = {}

    def sent(self, name: str) -> None:
        """Its start goes out now."""
        self._sent[name] = running()

    def not_sent(self, name: str) -> None:
        """Its start surely did not arrive, or was refused."""
        self._sent.pop(name, None)

    def stopped(self, name: str) -> None:
        """The printer took our order to end it."""
        self._stopped.add(name)

    def notice(self, status: Status) -> None:
        """With each report: what was seen running, and how that ended."""
        name, now = name_of(status), phase(status)
        if name is None or name in self._ended:
            return
        if now in RUNNING:
            self._ran.add(name)
        elif name in self._ran and (ended := self._end(name, status)) is not None:
            self._ended[name] = ended

    def pending(self, name: str) -> bool:
        """Whether we sent its start not long ago and have seen nothing of it yet."""
        sent = self._sent.get(name)
        seen = name in self._ran or name in self._ended
        return sent is not None and not seen and running() - sent < self._window

    def any_pending(self) -> str | None:
        """The name of a print that was sent and may be about to begin."""
        return next(filter(self.pending, self._sent), None)

    def reading(self, seen: Snapshot) -> Snapshot:
        """The same reading, unless it shows how the last print ended while ours was taken."""
        if seen.remote is None or not self.pending(seen.remote) or seen.phase not in FREE:
            return seen
        return Snapshot(
            seen.at, Phase.PREPARING, seen.text, seen.remote, seen.remote_job, temperatures=seen.temperatures
        )

    def of(self, name: str, status: Status, since: float | None) -> Seen | None:
        """What became of a print by what the printer shows and what was seen; None where neither says anything."""
        if name in self._ended:
            return self._ended[name]
        if name_of(status) != name:
            return None
        if phase(status) in RUNNING:
            return Seen("running", f"the printer has it in hand ({status.get('gcode_state')})")
        if self.pending(name):
            return Seen("running", "the printer has taken it, and still shows how its last print ended")
        if since is None or name in self._sent or (ended := self._end(name, status)) is None:
            return None
        # Another process sent it; it may not have begun, and this may be the end of the print before.
        if self._clock() - since > self._window:
            return ended
        return Seen("cannot_know", "the printer names it, but this may be how the print before it ended")

    def _end(self, name: str, status: Status) -> Seen | None:
        state, error = str(status.get("gcode_state")), status.get("print_error") or 0
        if state == "FINISH":
            return Seen("ended", "the printer says that it finished it", Outcome.DONE)
        if state == "FAILED" and (error in CANCELLED or (name in self._stopped and not error)):
            return Seen("ended", "the printer says that it was cancelled", Outcome.CANCELLED)
        if state == "FAILED":
            return Seen("ended", f"the printer says: {'; '.join(troubles(status)) or 'failed'}", Outcome.FAILED)
        if state == "IDLE" and name in self._ran:
            return Seen("ended", "the printer went from printing to idle: it was broken off", Outcome.FAILED)
        return None
