"""
A plate that the printer clears by itself: counted as clear only by the file that was printed and the host's own word.

The settings name the line of the printer's end code that pushes the parts off. It has to stand in the very file that
was printed, after the last line that lays plastic; and the host has to say that the print ended well.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import ledger
from server.database import now
from server.models import Job, PrinterRow

#: A move that lays plastic; what is drawn back has a minus.
_LAYS = re.compile(rb"^G[0-3] [^;\n]*\bE(?!-)[0-9.]*[1-9]", re.M)


def stands_in(gcode: bytes, line: str) -> bool:
    """Whether this line, alone or with words behind it, stands in the file after all plastic is laid."""
    last = 0
    for found in _LAYS.finditer(gcode):
        last = found.end()
    wanted = line.strip().encode()
    after = (one.strip() for one in gcode[last:].splitlines()[1:])
    return any(one == wanted or one.startswith(wanted + b" ") for one in after)


def cleared(session: Session, job: Job, line: str) -> None:
    """
    Let the plate count as clear, good for one start as a person's word is.

    Only a plate that this start has filled: one that is unknown meanwhile waits for a person.
    """
    assert job.printer_id is not None
    changed = session.execute(
        sa.update(PrinterRow)
        .where(PrinterRow.id == job.printer_id, PrinterRow.bed == "occupied")
        .values(bed="clear", bed_by="the ejector", bed_at=now(session), bed_why=f"{line.strip()} ran after {job.title}")
        .returning(PrinterRow.id)
    ).scalar()
    if changed is not None:
        ledger.remark(session, "job", job.id, job.state, "the ejector", f"{line.strip()} cleared the plate")
