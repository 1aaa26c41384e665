"""Where each waiting plate will probably go: the queue played forward over the printers as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Waiting:
    """A plate that waits, and the ids of the printers that take it once they are free."""

    id: str
    title: str
    fits: frozenset[str]
    seconds: float


@dataclass(frozen=True)
class Berth:
    """A printer as those who wait see it."""

    id: str
    name: str
    #: Seconds until it has nothing to do; 0 is now.
    free_in: float
    #: What it does before.
    after: str | None = None
    #: Nothing begins there before somebody looks after it.
    wants_a_person: bool = False


@dataclass(frozen=True)
class Destination:
    """Where a plate goes, in words, and whether that is a free printer that nothing else stands before."""

    words: str
    printer: str | None
    now: bool = False


NOWHERE = Destination("no printer takes it", None)


def destinations(waiting: Iterable[Waiting], berths: Iterable[Berth]) -> dict[str, Destination]:
    """
    A destination for each plate, in the order of the queue.

    Each goes where it can begin first. A printer that wants a person is chosen only where no other takes the plate,
    for nobody knows when the person comes. How long a plate takes is the slice's word, 0 before it is known.
    """
    found: dict[str, Destination] = {}
    standing = {berth.id: berth for berth in berths}
    for plate in waiting:
        candidates = [standing[one] for one in plate.fits if one in standing]
        if not candidates:
            found[plate.id] = NOWHERE
            continue
        berth = min(candidates, key=lambda one: (one.wants_a_person, one.free_in, one.id))
        free = berth.after is None and not berth.wants_a_person
        if free:
            words = berth.name
        elif berth.after is not None:
            words = f"{berth.name} after {berth.after}"
        else:
            words = f"waits for {berth.name}"
        found[plate.id] = Destination(words, berth.id, free)
        standing[berth.id] = replace(berth, free_in=berth.free_in + plate.seconds, after=plate.title)
    return found
