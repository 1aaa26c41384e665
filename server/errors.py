"""
What can go wrong between an order and a print.

    ServerError
    ├── Refused                 the request cannot be done as it stands; the words say what would do
    │   ├── NotFound
    │   ├── Forbidden
    │   ├── InvalidInput        one or more fields are wrong
    │   ├── DigestMismatch      the design is not the one that was seen
    │   ├── NotPrintable        a finding blocks the order
    │   ├── QuotaReached        a visitor brought as many files today as one may
    │   └── IllegalMove         an order or job cannot go from where it is to there
    ├── BuildError              a build ended without a result
    │   ├── BuildTimedOut
    │   ├── BuildCrashed
    │   ├── BuildOutOfMemory
    │   └── BuildRefused        the template itself raised; carries file, line and words
    ├── WorkshopBusy            too many builds wait; try again
    ├── VisitorLeft             nobody waits for the answer any more
    ├── StorageFull             nothing was written; try again when there is room
    ├── ArtefactDamaged         stored bytes do not match their name
    ├── NotSent                 a message did not leave; carries whether to try again
    ├── Superseded              a newer run owns this job; leave at once
    └── AlreadyRunning          another process owns this data folder alone
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class ServerError(Exception):
    """Something in the hall went wrong."""

    status = 500
    code = "server_error"
    title = "Something went wrong"
    #: Whether the same request may work later.
    retryable = False

    def __init__(self, detail: str, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts: Mapping[str, Any] = facts


class Refused(ServerError):
    """The request cannot be done as it stands."""

    status = 409
    code = "refused"
    title = "That cannot be done"


class NotFound(Refused):
    """There is nothing at that name."""

    status = 404
    code = "not_found"
    title = "Not found"


class Forbidden(Refused):
    """Only an operator may do this."""

    status = 403
    code = "operator_only"
    title = "Only an operator may do this"


def field_error(
    field: str, code: str, message: str, *, limit: Any = None, nearest: Any = None, given: Any = None
) -> dict[str, Any]:
    """One wrong value, as `InvalidInput` and the problem documents carry it."""
    return {"field": field, "code": code, "message": message, "limit": limit, "nearest": nearest, "given": given}


class InvalidInput(Refused):
    """One or more values are wrong; each error names its field, its limit and the nearest valid value."""

    status = 422
    code = "invalid_values"
    title = "Some values do not work"

    def __init__(self, errors: Sequence[Mapping[str, Any]], detail: str = "") -> None:
        first = errors[0]
        super().__init__(detail or str(first["message"]), errors=[dict(error) for error in errors])
        for name in ("field", "limit", "nearest"):
            if first.get(name) is not None:
                self.facts = {**self.facts, name: first[name]}


class DigestMismatch(Refused):
    """The design that these values make now is not the one that was seen."""

    code = "digest_mismatch"
    title = "This design has changed since you saw it"


class NotPrintable(Refused):
    """A finding blocks the order."""

    status = 422
    code = "not_printable"
    title = "This cannot be printed as it is"


class QuotaReached(Refused):
    """A visitor brought as many files today as one may."""

    status = 429
    code = "quota_reached"
    title = "Enough for today"
    retryable = True


class IllegalMove(Refused):
    """An order or job cannot go from where it is to there."""

    code = "illegal_move"
    title = "That cannot be done now"


class BuildError(ServerError):
    """A build ended without a result."""

    status = 500
    code = "build_failed"
    title = "This design could not be built"


class BuildTimedOut(BuildError):
    """The build took longer than it may."""

    status = 503
    code = "build_timed_out"


class BuildCrashed(BuildError):
    """The build's process died."""

    code = "build_crashed"


class BuildOutOfMemory(BuildError):
    """The build asked for more memory than it may have."""

    code = "build_out_of_memory"


class BuildRefused(BuildError):
    """The template itself raised an error."""

    code = "template_error"


class VisitorLeft(ServerError):
    """The connection was closed before there was an answer; nobody reads this one."""

    status = 499
    code = "visitor_left"
    title = "Nobody waits for this any more"


class WorkshopBusy(ServerError):
    """Too many builds wait."""

    status = 503
    code = "busy"
    title = "Many people are designing at the moment"
    retryable = True


class StorageFull(ServerError):
    """There is no room left to store the result; nothing was written."""

    status = 507
    code = "storage_full"
    title = "The shop's storage is full"
    retryable = True


class ArtefactDamaged(ServerError):
    """Stored bytes do not match their name."""

    code = "artefact_damaged"
    title = "A stored file is damaged"


class Superseded(ServerError):
    """A newer run owns this job."""

    code = "superseded"


class AlreadyRunning(ServerError):
    """Another process owns this data folder alone."""

    code = "already_running"


class NotSent(ServerError):
    """A message did not reach its receiver."""

    code = "not_sent"
    title = "The message was not sent"

    def __init__(self, detail: str, *, again: bool = True) -> None:
        super().__init__(detail)
        self.again = again
