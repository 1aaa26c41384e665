"""From an order to G-code that may be printed: plates laid out, sliced by the real slicer, judged by the guard."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from printers.errors import GcodeRefused, PrintersError, SlicerMissing
from printers.guard import inspect
from printers.models import read_3mf
from printers.profile import Profile
from printers.slicers import Sliced, Slicer, find_slicer
from printers.spending import spending
from printers.thumbnail import thumbnails
from server import ledger, refusals
from server.artefacts import Artefacts
from server.database import Database, now
from server.equipment import PrinterSettings
from server.errors import ArtefactDamaged, NotFound, StorageFull
from server.faults import point
from server.jobs import JobState
from server.kinds import Kinds, profile_of
from server.laying import Laid, Laying
from server.live import FARM, order_topic, tell
from server.models import Job, Order
from server.settings import Settings
from server.slices import Kept, Slices, keep, key_of


@dataclass(frozen=True)
class Ready:
    """A plate whose G-code may be printed by one kind of printer."""

    laid: Laid
    profile_digest: str
    kept: Kept

    def facts(self) -> dict[str, Any]:
        """What is written down of it with its job; what was drawn and proved of older G-code no longer counts."""
        return {
            "gcode": self.kept.gcode,
            "profile_digest": self.profile_digest,
            "seconds": self.kept.seconds,
            "grams": self.kept.grams,
            "layers": self.kept.layers,
            "messages": dict(self.kept.messages),
            "spending": None if self.kept.spending is None else dict(self.kept.spending),
            "spent": None,
            "drawing": None,
            "proof": None,
        }


class NotLetPass(Exception):
    """The guard refused a file, which is kept so that a person can look at the place."""

    def __init__(self, refused: GcodeRefused, gcode: str) -> None:
        super().__init__(str(refused))
        self.trouble = refusals.trouble(refused, gcode)


class Preparation:
    """Both steps may run again at any time: what is there already is left as it is."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        artefacts: Artefacts,
        laying: Laying,
        printers: Mapping[str, PrinterSettings] | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._artefacts = artefacts
        self._laying = laying
        self._kinds = Kinds(settings, database, laying, printers)
        self._slices = Slices(database, artefacts)

    def plan(self, order_id: str) -> list[str]:
        """Lay an order out on plates. Returns the ids of the jobs that it has to prepare."""
        point("plan.before")
        jobs = self._laying.plan(order_id)
        point("plan.after")
        return jobs

    def slice(self, job_id: str) -> None:
        """
        G-code for one job, stored and queued; or the job held, with the reason, for a person.

        Raises StorageFull, for then a later try may work by itself.
        """
        job = self._taken_up(job_id)
        if job is None:
            return
        point("slice.before")
        try:
            ready = self.gcode(Laid.of(job))
            fits = self._kinds.asked(job)
        except NotLetPass as exc:
            self._refused(job_id, exc)
        except SlicerMissing as exc:
            self._hold(job_id, "slicer_missing", str(exc))
        except (PrintersError, ArtefactDamaged, NotFound) as exc:
            self._hold(job_id, "not_sliced", str(exc))
        else:
            self._queue(job_id, ready, fits)

    def _taken_up(self, job_id: str) -> Job | None:
        with self._database.begin() as session:
            job = ledger.get_job(session, job_id)
            session.get_one(Order, job.order_id).beat = now(session)
            if job.state == JobState.PLANNED:
                ledger.move_job(session, job, JobState.SLICING, trouble=None)
            return job if job.state == JobState.SLICING else None

    def _queue(self, job_id: str, ready: Ready, fits: Mapping[str, str]) -> None:
        with self._database.begin() as session:
            job = ledger.get_job(session, job_id)
            if job.state != JobState.SLICING:
                return
            known = {job.machine: ready.kept.seconds}
            ledger.move_job(
                session, job, JobState.QUEUED, **ready.facts(), seconds_on=known, fits=dict(fits), trouble=None
            )
        point("queue.after")

    def gcode(self, laid: Laid) -> Ready:
        """
        G-code for a plate by its kind of printer, stored: found again, or sliced, signed and judged.

        Raises NotLetPass, StorageFull, SlicerMissing and other PrintersError, ArtefactDamaged.
        """
        with self._database.read() as session:
            designs = {one: session.get_one(Order, one).digest for one in laid.orders}
        profile = profile_of(laid.lot, laid.objects)
        slicer = find_slicer(self._settings.slicer or None)
        head = _head(designs)
        key = key_of(laid.file, profile, slicer, laid.objects, head)
        kept = self._slices.find(key)
        if kept is None:
            kept = self._made(laid, profile, slicer, head)
            with self._database.begin() as session:
                keep(session, key, kept)
        return Ready(laid, profile.digest, kept)

    def _made(self, laid: Laid, profile: Profile, slicer: Slicer, head: str) -> Kept:
        """Slice, write order, design and pictures into the file, and have it judged. Raises NotLetPass."""
        with tempfile.TemporaryDirectory(prefix="printwright-") as name:
            folder = Path(name)
            model = self._artefacts.file(laid.file, folder / "plate.3mf")
            try:
                sliced = slicer.slice(
                    model,
                    profile,
                    folder / "plate.gcode",
                    seconds=self._settings.slice_seconds,
                    memory_mb=self._settings.slice_memory_mb,
                )
                # What it is can be told, and seen, on any printer.
                pictures = thumbnails(read_3mf(model.read_bytes()), profile)
                sliced.path.write_bytes(f"{head}{pictures}".encode() + sliced.path.read_bytes())
                gcode = inspect(
                    sliced.path,
                    profile,
                    height=laid.height,
                    objects=tuple(laid.objects["names"]),
                    volume=laid.objects["volume"],
                )
                taken = spending(sliced.path)
            except GcodeRefused as exc:
                raise NotLetPass(exc, self._artefacts.put(sliced.path.read_bytes())) from exc
            except OSError as exc:
                raise StorageFull(f"The slicer's folder cannot be written: {exc}") from exc
            point("slice.after")
            stored = self._artefacts.put(sliced.path.read_bytes())
        curve = None if taken is None else taken.plain()
        return Kept(stored, gcode.seconds, gcode.grams, gcode.layers, _messages(sliced), curve)

    def _refused(self, job_id: str, refused: NotLetPass) -> None:
        with self._database.begin() as session:
            ledger.move_job(session, ledger.get_job(session, job_id), JobState.HELD, trouble=refused.trouble)

    def _hold(self, job_id: str, code: str, words: str) -> None:
        with self._database.begin() as session:
            hold(session, ledger.get_job(session, job_id), code, words)

    def hold_order(self, order_id: str, code: str, words: str) -> None:
        """Hold an order that has no jobs yet, or those of its jobs that wait for preparation."""
        with self._database.begin() as session:
            order = session.get_one(Order, order_id)
            jobs = ledger.jobs_of(session, order_id)
            if not jobs:
                order.state = "held"
                order.trouble = ledger.trouble(code, words)
                tell(session, FARM, order_topic(order_id))
            for job in jobs:
                if job.order_id == order_id and job.state in (JobState.PLANNED, JobState.SLICING):
                    hold(session, job, code, words)


def hold(session: Session, job: Job, code: str, words: str) -> None:
    """Stop a job until a person or a later try sets it going again."""
    ledger.move_job(session, job, JobState.HELD, trouble=ledger.trouble(code, words))


def _head(designs: Mapping[str, str]) -> str:
    """Orders and designs, written into the file itself, so that it can be told on any printer what it is."""
    return "".join(f"; printwright order {order}\n; printwright design {design}\n" for order, design in designs.items())


def _messages(sliced: Sliced) -> dict[str, Any]:
    said = [{"about": one.about, "part": one.part, "words": one.words} for one in sliced.messages]
    return {"slicer": sliced.version, "said": said}
