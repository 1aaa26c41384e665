"""Why a printer does not take a job, in words that follow its name; and whether that passes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from printers.printer import Phase
from server.equipment import PrinterSettings
from server.farm import PHASE_WORDS, STALE
from server.models import Job, PrinterRow
from server.ranking import Rank


@dataclass(frozen=True)
class Refusal:
    """
    The first thing that speaks against a printer.

    What is `passing` ends with the print that runs, or with a hand at the printer: the job goes there then. Anything
    else is not of this moment; the job never goes there as things are.
    """

    words: str
    passing: bool


def lasting(job: Job, rank: Rank, printer: PrinterSettings) -> str | None:
    """What speaks against this printer for as long as nobody changes the shop."""
    if printer.machine != job.machine and (words := _not_taken(job, printer.machine)):
        return words
    if job.material not in printer.materials:
        return f"has no {job.material} loaded"
    return unsuited(rank, printer)


def unsuited(rank: Rank, printer: PrinterSettings) -> str | None:
    """What a printer lacks of that which is asked of it besides size and material."""
    if lacking := sorted(rank.tags - set(printer.tags)):
        return f"is not {' or '.join(lacking)}, as this has to be printed"
    if len(rank.plates) > 1:
        return f"has one plate, and these orders ask for different ones ({', '.join(sorted(rank.plates))})"
    if rank.plates and printer.plate not in rank.plates:
        have = f"a {printer.plate} plate" if printer.plate else "a plate of no named kind"
        return f"has {have}; this needs a {min(rank.plates)} one"
    return None


def passing(row: PrinterRow, taken: set[str], at: float) -> str | None:
    """What speaks against this printer at this moment; `at` is seconds since 1970 by the database's clock."""
    if row.id in taken:
        return "is busy with another order"
    if row.trouble:
        return str(row.trouble["words"])
    phase = Phase(row.snapshot["phase"])
    if phase is Phase.UNREACHABLE or at - row.seen_at > STALE:
        return "does not answer"
    if phase is not Phase.IDLE:
        return f"is {PHASE_WORDS[phase].lower()}"
    if row.bed != "clear":
        return "waits for somebody to clear its plate"
    return None


def _not_taken(job: Job, machine: str) -> str | None:
    """Why a job that is prepared for one kind of printer does not go to this other one."""
    asked: Mapping[str, str] = job.fits
    if machine not in asked:
        return f"is a {machine}, which was not asked yet whether it takes this"
    return asked[machine] or None
