"""
A plate laid out and sliced for the very printer it was matched with, where what was sliced before is for another kind.

It may run again at any time. What is done for a match that is over by then changes nothing: a match is known by its
run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from printers.errors import PrintersError, SlicerMissing
from server import ledger
from server.care import too_long
from server.database import Database
from server.equipment import PrinterSettings
from server.errors import ArtefactDamaged, NotFound
from server.faults import point
from server.jobs import JobState
from server.laying import Laid, Laying, Lot
from server.models import Job
from server.prepare import NotLetPass, Preparation, Ready
from server.settings import Settings


class Tailoring:
    """Between the match of a job with a printer and the sending of its file."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        laying: Laying,
        preparation: Preparation,
        send: Callable[[Session, Job], None],
        printers: Mapping[str, PrinterSettings] | None = None,
    ) -> None:
        self._printers: Mapping[str, PrinterSettings] = settings.by_id() if printers is None else printers
        self._database = database
        self._laying = laying
        self._preparation = preparation
        self._send = send

    def tailor(self, job_id: str, run: int) -> None:
        """
        Have a matched job's G-code made for its printer, and send it; or give the printer back, with the reason.

        Raises StorageFull, for then a later try may work by itself.
        """
        with self._database.read() as session:
            job = session.get_one(Job, job_id)
        if not _is_at(job, run):
            return
        point("tailor.before")
        printer = self._printers.get(job.printer_id or "")
        if printer is None:
            self._back(job_id, run, "printer_gone", "The printer it was matched with is no longer in the settings.")
            return
        machine = printer.machine
        try:
            ready = self._preparation.gcode(self._laid(job, machine))
        except SlicerMissing as exc:
            self.give_up(job_id, run, ledger.trouble("slicer_missing", str(exc)))
        except NotLetPass as exc:
            self._failed(job, run, machine, exc.trouble)
        except (PrintersError, ArtefactDamaged, NotFound) as exc:
            self._failed(job, run, machine, ledger.trouble("not_sliced", str(exc)))
        else:
            point("tailor.after")
            if words := too_long(ready.kept.seconds, printer.longest_hours):
                known = {**job.seconds_on, machine: ready.kept.seconds}
                trouble = ledger.trouble("too_long", f"{printer.name} {words}.")
                self._end(job_id, run, JobState.QUEUED, seconds_on=known, trouble=trouble)
                return
            self._go(job_id, run, ready)
            point("tailored.after")

    def give_up(self, job_id: str, run: int, trouble: dict[str, Any]) -> None:
        """Hold a matched job, with the reason, and give its printer back."""
        self._end(job_id, run, JobState.HELD, trouble=trouble)

    def _laid(self, job: Job, machine: str) -> Laid:
        if machine == job.machine:
            return Laid.of(job)
        laid = self._laying.lay(replace(Lot.of(job), machine=machine), job.objects["names"])
        if len(laid) != 1:
            raise NotFound(f"This kind of printer needs {len(laid)} plates for it.")
        return laid[0]

    def _go(self, job_id: str, run: int, ready: Ready) -> None:
        laid = ready.laid
        with self._database.begin() as session:
            job = ledger.get_job(session, job_id)
            if not _is_at(job, run):
                return
            if laid.lot.machine != job.machine:
                # What it was prepared for takes it as well, and need not be asked again.
                job.fits = {**job.fits, job.machine: ""}
            ledger.move_job(
                session,
                job,
                JobState.SENDING,
                machine=laid.lot.machine,
                plate_3mf=laid.file,
                objects={**job.objects, **laid.objects},
                height=laid.height,
                filled=laid.filled,
                seconds_on={**job.seconds_on, laid.lot.machine: ready.kept.seconds},
                **ready.facts(),
            )
            self._send(session, job)

    def _failed(self, job: Job, run: int, machine: str, trouble: dict[str, Any]) -> None:
        """Another kind of printer may still print it as it was prepared before; otherwise a person has to look."""
        if machine == job.machine:
            self.give_up(job.id, run, trouble)
            return
        self._back(job.id, run, "not_tailored", f"It could not be prepared for {machine}: {trouble['words']}", machine)

    def _back(self, job_id: str, run: int, code: str, words: str, machine: str = "") -> None:
        without = {machine: f"cannot print it: {words}"} if machine else {}
        self._end(job_id, run, JobState.QUEUED, without, trouble=ledger.trouble(code, words))

    def _end(
        self, job_id: str, run: int, state: JobState, without: dict[str, str] | None = None, **changes: Any
    ) -> None:
        with self._database.begin() as session:
            job = ledger.get_job(session, job_id)
            if _is_at(job, run):
                fits = {**job.fits, **(without or {})}
                ledger.move_job(session, job, state, printer_id=None, fits=fits, **changes)


def _is_at(job: Job, run: int) -> bool:
    return job.state == JobState.MATCHED and job.run == run
