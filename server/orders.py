"""What may happen to an order, as data, and how its state follows from its jobs."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from server.jobs import JobState


class OrderState(StrEnum):
    """Where an order stands."""

    #: Accepted and stored; nothing is prepared yet.
    RECEIVED = "received"
    #: Plates are laid out and sliced.
    SLICING = "slicing"
    #: Everything is ready; a printer is wanted.
    QUEUED = "queued"
    #: At least one plate is on a printer or done.
    PRINTING = "printing"
    #: All plates are printed.
    DONE = "done"
    #: A person must act.
    HELD = "held"
    #: It will not be printed.
    CANCELLED = "cancelled"


S = OrderState

_LIVE = (S.RECEIVED, S.SLICING, S.QUEUED, S.PRINTING, S.HELD)
#: An order follows its jobs, so it may go anywhere from where it lives, and nowhere from its end.
MOVES: frozenset[tuple[OrderState, OrderState]] = frozenset(
    {(old, new) for old in _LIVE for new in S if old != new and new is not S.RECEIVED}
    | {(S.HELD, S.RECEIVED)}
    # Parts of it failed and are printed again.
    | {(S.DONE, S.SLICING)}
)

FINAL = frozenset({S.DONE, S.CANCELLED})

WORDS: dict[OrderState, str] = {
    S.RECEIVED: "We have your order.",
    S.SLICING: "Your design is being prepared for the printer.",
    S.QUEUED: "Your order is ready and waits for a printer.",
    S.PRINTING: "Your order is being printed.",
    S.DONE: "Your order is printed.",
    S.HELD: "Somebody in the workshop is looking at your order.",
    S.CANCELLED: "This order was cancelled.",
}


def follow(jobs: Sequence[JobState]) -> OrderState:
    """Where an order stands whose plates stand there. The plate that needs a person speaks first, the slowest next."""
    if not jobs:
        return S.RECEIVED
    if any(state in (JobState.HELD, JobState.FAILED, JobState.UNSURE) for state in jobs):
        return S.HELD
    live = [state for state in jobs if state not in (JobState.CANCELLED, JobState.REPLACED)]
    if not live:
        return S.CANCELLED
    if all(state is JobState.DONE for state in live):
        return S.DONE
    if any(state in (JobState.SENDING, JobState.STARTING, JobState.PRINTING, JobState.DONE) for state in live):
        return S.PRINTING
    if all(state in (JobState.QUEUED, JobState.MATCHED) for state in live):
        return S.QUEUED
    return S.SLICING
