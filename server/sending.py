"""One file at a time to each host: several printers may hang on one small computer, whose network takes no two well."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.database import in_turn, now
from server.equipment import PrinterSettings
from server.jobs import AttemptState
from server.models import Attempt, Job

#: The first half of the number under which those who want to send to one host take turns; the other is the host's.
_TURN = 72649 << 32


def host_of(address: str) -> str:
    """The machine that an address names, whatever port or path of it; for what is no address the words themselves."""
    try:
        found = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:
        found = None
    return found or address


def beside(printers: Mapping[str, PrinterSettings], printer: str) -> list[str]:
    """The other printers on this one's host, by their ids in order."""
    host = host_of(printers[printer].address)
    return sorted(one.id for one in printers.values() if host and one.id != printer and host_of(one.address) == host)


def before(session: Session, printers: Mapping[str, PrinterSettings], printer: str) -> str | None:
    """
    The printer on the same host that is being sent a file now, by any process, or None: then it is this one's turn.

    Must stand in the transaction that opens the attempt: of two that ask at once the second sees the first. Whoever
    holds a job no longer (its lease is over) sends nothing any more.
    """
    others = beside(printers, printer)
    if not others:
        return None
    in_turn(session, _TURN | zlib.crc32(host_of(printers[printer].address).encode()))
    sending = sa.select(Attempt.printer_id).join(Job, Job.id == Attempt.job_id)
    sending = sending.where(Attempt.printer_id.in_(others), Attempt.state == AttemptState.STAGING)
    return session.scalars(sending.where(Job.lease_until >= now(session)).order_by(Attempt.printer_id)).first()
