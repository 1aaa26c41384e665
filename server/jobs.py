"""What may happen to a job, as data. A job is one plate for one printer."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands."""

    #: The plate is laid out and waits for parts of other orders.
    GATHERING = "gathering"
    #: The plate is laid out, nothing is sliced yet.
    PLANNED = "planned"
    #: The slicer and the guard are at work.
    SLICING = "slicing"
    #: G-code is ready; a printer is wanted.
    QUEUED = "queued"
    #: A printer is chosen; the plate is laid out and sliced for this very one.
    MATCHED = "matched"
    #: A printer is chosen; the file is on its way to it, without start.
    SENDING = "sending"
    #: The one start request is intended or sent; its outcome is not proven yet.
    STARTING = "starting"
    #: The printer was seen printing it.
    PRINTING = "printing"
    #: The printer was seen finishing it.
    DONE = "done"
    #: The printer stopped before the end, by itself or by somebody at its panel.
    FAILED = "failed"
    #: Nobody knows whether it printed; the printer is fenced until a person says.
    UNSURE = "unsure"
    #: It cannot go on without a person (no slicer, refused G-code, full disk).
    HELD = "held"
    #: It will not be printed.
    CANCELLED = "cancelled"
    #: Its parts were laid out anew on other plates.
    REPLACED = "replaced"


S = JobState

#: Every move a job may make; all others are refused by the database.
MOVES: frozenset[tuple[JobState, JobState]] = frozenset(
    {
        (S.GATHERING, S.PLANNED),
        (S.GATHERING, S.HELD),
        (S.GATHERING, S.CANCELLED),
        (S.GATHERING, S.REPLACED),
        (S.PLANNED, S.REPLACED),
        (S.QUEUED, S.REPLACED),
        (S.HELD, S.REPLACED),
        (S.PLANNED, S.SLICING),
        (S.PLANNED, S.HELD),
        (S.PLANNED, S.CANCELLED),
        (S.SLICING, S.QUEUED),
        (S.SLICING, S.HELD),
        (S.SLICING, S.CANCELLED),
        (S.HELD, S.PLANNED),
        (S.HELD, S.CANCELLED),
        (S.QUEUED, S.MATCHED),
        (S.QUEUED, S.SENDING),
        (S.QUEUED, S.HELD),
        (S.QUEUED, S.CANCELLED),
        (S.MATCHED, S.QUEUED),
        (S.MATCHED, S.SENDING),
        (S.MATCHED, S.HELD),
        (S.MATCHED, S.CANCELLED),
        (S.SENDING, S.QUEUED),
        (S.SENDING, S.STARTING),
        (S.SENDING, S.HELD),
        (S.SENDING, S.CANCELLED),
        (S.STARTING, S.QUEUED),
        (S.STARTING, S.PRINTING),
        (S.STARTING, S.DONE),
        (S.STARTING, S.FAILED),
        (S.STARTING, S.CANCELLED),
        (S.STARTING, S.UNSURE),
        (S.PRINTING, S.DONE),
        (S.PRINTING, S.FAILED),
        (S.PRINTING, S.CANCELLED),
        (S.PRINTING, S.UNSURE),
        (S.UNSURE, S.PRINTING),
        (S.UNSURE, S.DONE),
        (S.UNSURE, S.FAILED),
        (S.UNSURE, S.QUEUED),
        (S.FAILED, S.QUEUED),
        (S.FAILED, S.CANCELLED),
    }
)

#: Nothing more happens to these.
FINAL = frozenset({S.DONE, S.CANCELLED, S.REPLACED})
#: The plate can still be laid out otherwise.
LOOSE = frozenset({S.GATHERING, S.PLANNED, S.QUEUED, S.HELD})
#: A printer is taken by a job in one of these.
ON_A_PRINTER = frozenset({S.MATCHED, S.SENDING, S.STARTING, S.PRINTING, S.UNSURE})
#: A worker must be carrying these on; a silent one is taken over.
AT_WORK = frozenset({S.PLANNED, S.SLICING, S.MATCHED, S.SENDING, S.STARTING, S.PRINTING})
#: A person must act.
TROUBLE = frozenset({S.HELD, S.FAILED, S.UNSURE})

WORDS: dict[JobState, str] = {
    S.GATHERING: "Waiting for more parts on the plate",
    S.PLANNED: "Laid out on the plate",
    S.SLICING: "Being prepared for the printer",
    S.QUEUED: "Waiting for a printer",
    S.MATCHED: "Being prepared for this very printer",
    S.SENDING: "On its way to the printer",
    S.STARTING: "The printer is starting",
    S.PRINTING: "Printing",
    S.DONE: "Printed",
    S.FAILED: "The print stopped before the end",
    S.UNSURE: "Nobody knows yet whether this printed",
    S.HELD: "Waiting for a person",
    S.CANCELLED: "Cancelled",
    S.REPLACED: "Laid out anew on other plates",
}


class AttemptState(StrEnum):
    """Where one try to print a job stands. Its name on the printer is never used again."""

    #: The name is taken; bytes may be on their way.
    STAGING = "staging"
    #: The file lies on the printer and its bytes were verified.
    STAGED = "staged"
    #: The start is intended; from here on only evidence counts.
    STARTING = "starting"
    #: The printer was seen printing it.
    PRINTING = "printing"
    #: The printer was seen ending it.
    ENDED = "ended"
    #: It is proven that it never started.
    ABANDONED = "abandoned"
    #: Nobody knows; a person decides.
    UNSURE = "unsure"


#: An attempt in one of these fences its printer: no other may be opened on it.
OPEN_ATTEMPTS = frozenset(
    {
        AttemptState.STAGING,
        AttemptState.STAGED,
        AttemptState.STARTING,
        AttemptState.PRINTING,
        AttemptState.UNSURE,
    }
)

A = AttemptState

ATTEMPT_MOVES: frozenset[tuple[AttemptState, AttemptState]] = frozenset(
    {
        (A.STAGING, A.STAGED),
        (A.STAGING, A.ABANDONED),
        (A.STAGED, A.STARTING),
        (A.STAGED, A.ABANDONED),
        (A.STARTING, A.PRINTING),
        (A.STARTING, A.ENDED),
        (A.STARTING, A.ABANDONED),
        (A.STARTING, A.UNSURE),
        (A.PRINTING, A.ENDED),
        (A.PRINTING, A.UNSURE),
        (A.UNSURE, A.PRINTING),
        (A.UNSURE, A.ENDED),
        (A.UNSURE, A.ABANDONED),
    }
)


def attempt_name(job: str, epoch: int) -> str:
    """The name of one attempt on the printer: short ASCII, never used twice; the idempotency key on every host."""
    return f"{job}-e{epoch}.gcode"
