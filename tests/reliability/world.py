"""
One job and one printer as a handful of small values: what the database says, what the printer does, what is under way.

It is the start protocol of `server/attempts.py`, `past.py` and `watch.py` with everything taken away that no order of
events depends on. Times are gone: whatever may be late may be late for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple


@dataclass(frozen=True)
class Rules:
    """The rules of the protocol. Each can be switched off, and then the promise must be seen to break."""

    epochs: bool = True  # a run that was taken over changes nothing any more
    fence: bool = True  # what became of earlier attempts is found out before a new one begins
    delete: bool = True  # the file of an attempt is deleted before it is said that it did not start
    look_again: bool = True  # after deleting, the printer is looked at once more
    own_names: bool = True  # each attempt has a name of its own on the printer
    plate: bool = True  # a start uses up a person's word that the plate is clear
    start_once: bool = True  # a start whose answer was lost is not sent again
    void: bool = True  # a stranger's print makes void also the word that a start has used up already
    unsure: bool = True  # where nobody can know, a person is asked

    def without(self) -> list[tuple[str, Rules]]:
        """Every set of rules that lacks exactly one, by the name of what it lacks."""
        every = [field.name for field in fields(self)]
        return [(name, Rules(**{other: other != name for other in every})) for name in every]


class Trouble(NamedTuple):
    """How much may still go wrong; each number counts down."""

    crashes: int = 0  # of a run
    takeovers: int = 0  # of a run that is alive, but slow
    losses: int = 0  # of a request, or of its answer
    restarts: int = 0  # of the printer's host, which then has forgotten everything but its files
    strangers: int = 0  # somebody prints something else at the printer's own panel


class Run(NamedTuple):
    """A process that carries the job: where it stands, for which epoch, which attempt it looks at."""

    at: str
    epoch: int = 0
    subject: int = 0
    looked: bool = False


class Wire(NamedTuple):
    """A request that was sent and has not arrived. `run` waits for its answer; -1: nobody does any more."""

    what: str  # stage, delete, start
    attempt: int
    run: int


class World(NamedTuple):
    """Everything. Attempts are numbered from 1, which is their epoch."""

    job: str = "queued"
    epoch: int = 0
    held_by: int = -1
    clear: bool = False  # what the database knows of the plate
    word: bool = False  # whether the word that the last start used up may be given back
    attempts: tuple[str, ...] = ()
    runs: tuple[Run, ...] = (Run("off"), Run("off"))
    wire: frozenset[Wire] = frozenset()
    files: frozenset[int] = frozenset()
    printing: int = 0  # the attempt; -1 is a stranger's print, 0 none
    ended: frozenset[int] = frozenset()  # prints that the host remembers as ended
    forgot: bool = False
    full: bool = False  # whether something lies on the plate, in truth
    starts: tuple[int, ...] = ()  # every physical start of ours, by attempt
    crashed: bool = False  # a print was started onto a full plate
    trouble: Trouble = Trouble()


OPEN = frozenset({"staging", "staged", "starting", "printing", "unsure"})
CARRIED = frozenset({"sending", "starting", "printing"})
SETTLED = frozenset({"done", "unsure"})
