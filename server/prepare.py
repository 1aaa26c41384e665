"""From an order to G-code that may be printed: plates laid out, sliced by the real slicer, judged by the guard."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers import plate as plates
from printers.errors import GcodeRefused, PrintersError, SlicerMissing
from printers.guard import inspect
from printers.margins import margins
from printers.profile import Profile
from printers.slicers import Sliced, find_slicer
from printers.spiral import spiral_of, spiralled
from server import bridge, ledger, refusals
from server.artefacts import Artefacts
from server.database import Database, now
from server.errors import ArtefactDamaged, NotFound, StorageFull
from server.faults import point
from server.jobs import JobState
from server.live import FARM, order_topic, tell
from server.models import Design, Job, Order
from server.settings import Settings


class Preparation:
    """Both steps may run again at any time: what is there already is left as it is."""

    def __init__(self, settings: Settings, database: Database, artefacts: Artefacts) -> None:
        self._settings = settings
        self._database = database
        self._artefacts = artefacts

    def plan(self, order_id: str) -> list[str]:
        """Lay an order out on plates, one job each. Returns the jobs' ids."""
        point("plan.before")
        with self._database.begin() as session:
            order = session.get_one(Order, order_id)
            order.beat = now(session)
            jobs = list(session.scalars(sa.select(Job.id).where(Job.order_id == order_id).order_by(Job.plate)))
            design = session.get_one(Design, order.digest)
        if jobs:
            return jobs
        stls = [self._artefacts.get(part["stl"]) for part in design.parts]
        profile = bridge.find_profile(order.machine, order.material, order.quality)
        items = bridge.items(order.id, design.parts, stls, order.quantity)
        # A plate is printed in one colour: nobody has to change the filament in the middle of it.
        arranged = [
            (colour, plate)
            for colour in sorted({colour_of(order, part) for part in design.parts})
            for plate in plates.arrange(
                [item for part, group in items for item in group if colour_of(order, part) == colour],
                profile.machine,
                margins(profile),
            )
        ]
        files = [self._written(plate) for _colour, plate in arranged]
        objects = [_objects(plate, profile) for _colour, plate in arranged]
        with self._database.begin() as session:
            for number, ((colour, plate), file, held) in enumerate(zip(arranged, files, objects, strict=True), start=1):
                session.add(
                    Job(
                        id=f"{order.id}-{number}",
                        order_id=order.id,
                        state=JobState.PLANNED,
                        title=_title(design.title, order.quantity, number, len(arranged)),
                        plate=number,
                        plates=len(arranged),
                        plate_3mf=file,
                        objects=held,
                        height=plate.height,
                        machine=order.machine,
                        material=order.material,
                        colour=colour,
                        quality=order.quality,
                        created_at=now(session),
                    )
                )
            session.flush()
            ledger.follow_order(session, order.id)
            tell(session, FARM, order_topic(order.id))
        point("plan.after")
        return [f"{order.id}-{number}" for number in range(1, len(arranged) + 1)]

    def _written(self, plate: plates.Plate) -> str:
        with tempfile.TemporaryDirectory(prefix="printwright-") as folder:
            path = Path(folder) / "plate.3mf"
            plates.write_3mf(plate, path)
            return self._artefacts.put(path.read_bytes())

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
            self._slice(job)
        except SlicerMissing as exc:
            self._hold(job_id, "slicer_missing", str(exc))
        except (PrintersError, ArtefactDamaged, NotFound) as exc:
            self._hold(job_id, "not_sliced", str(exc))

    def _taken_up(self, job_id: str) -> Job | None:
        with self._database.begin() as session:
            job = ledger.get_job(session, job_id)
            session.get_one(Order, job.order_id).beat = now(session)
            if job.state == JobState.PLANNED:
                ledger.move_job(session, job, JobState.SLICING, trouble=None)
            return job if job.state == JobState.SLICING else None

    def _slice(self, job: Job) -> None:
        with self._database.read() as session:
            digest = session.get_one(Order, job.order_id).digest
        profile = bridge.find_profile(job.machine, job.material, job.quality)
        if line := job.objects.get("spiral"):
            profile = spiralled(profile, line["width"], line["floor"])
        slicer = find_slicer(self._settings.slicer or None)
        with tempfile.TemporaryDirectory(prefix="printwright-") as name:
            folder = Path(name)
            model = self._artefacts.file(job.plate_3mf, folder / "plate.3mf")
            try:
                sliced = slicer.slice(
                    model,
                    profile,
                    folder / "plate.gcode",
                    seconds=self._settings.slice_seconds,
                    memory_mb=self._settings.slice_memory_mb,
                )
                _sign(sliced.path, job.order_id, digest)
                gcode = inspect(
                    sliced.path,
                    profile,
                    height=job.height,
                    objects=tuple(job.objects["names"]),
                    volume=job.objects["volume"],
                )
            except GcodeRefused as exc:
                # Kept, so that a person can look at the place.
                self._refused(job.id, exc, self._artefacts.put(sliced.path.read_bytes()))
                return
            except OSError as exc:
                raise StorageFull(f"The slicer's folder cannot be written: {exc}") from exc
            point("slice.after")
            stored = self._artefacts.put(sliced.path.read_bytes())
        with self._database.begin() as session:
            fresh = ledger.get_job(session, job.id)
            if fresh.state != JobState.SLICING:
                return
            ledger.move_job(
                session,
                fresh,
                JobState.QUEUED,
                gcode=stored,
                profile_digest=profile.digest,
                seconds=gcode.seconds,
                grams=gcode.grams,
                layers=gcode.layers,
                messages=_messages(sliced),
                drawing=None,
                proof=None,
                trouble=None,
            )
        point("queue.after")

    def _refused(self, job_id: str, refused: GcodeRefused, gcode: str) -> None:
        with self._database.begin() as session:
            job = ledger.get_job(session, job_id)
            ledger.move_job(session, job, JobState.HELD, trouble=refusals.trouble(refused, gcode))

    def _hold(self, job_id: str, code: str, words: str) -> None:
        with self._database.begin() as session:
            hold(session, ledger.get_job(session, job_id), code, words)

    def hold_order(self, order_id: str, code: str, words: str) -> None:
        """Hold an order that has no jobs yet, or those of its jobs that wait for preparation."""
        with self._database.begin() as session:
            order = session.get_one(Order, order_id)
            jobs = list(session.scalars(sa.select(Job).where(Job.order_id == order_id)))
            if not jobs:
                order.state = "held"
                order.trouble = ledger.trouble(code, words)
                tell(session, FARM, order_topic(order_id))
            for job in jobs:
                if job.state in (JobState.PLANNED, JobState.SLICING):
                    hold(session, job, code, words)


def hold(session: Session, job: Job, code: str, words: str) -> None:
    """Stop a job until a person or a later try sets it going again."""
    ledger.move_job(session, job, JobState.HELD, trouble=ledger.trouble(code, words))


def colour_of(order: Order, part: Mapping[str, Any]) -> str:
    """The colour in which a part of an order is printed."""
    return str(order.colours.get(part["colour"], order.colour))


def _objects(plate: plates.Plate, profile: Profile) -> dict[str, Any]:
    """What slicer and guard have to know of a plate besides its model; volume in mm³, widths in mm."""
    line = spiral_of(plate, profile)
    if line is None:
        return {"names": list(plate.names), "volume": plate.volume}
    return {"names": list(plate.names), "volume": line.volume, "spiral": {"width": line.width, "floor": line.floor}}


def _title(title: str, quantity: int, plate: int, count: int) -> str:
    copies = f" × {quantity}" if quantity > 1 else ""
    return f"{title}{copies}" + (f" (plate {plate} of {count})" if count > 1 else "")


def _sign(path: Path, order: str, digest: str) -> None:
    """Write order and design into the file itself, so that it can be told on any printer what it is."""
    body = path.read_bytes()
    path.write_bytes(f"; printwright order {order}\n; printwright design {digest}\n".encode() + body)


def _messages(sliced: Sliced) -> dict[str, Any]:
    said = [{"about": one.about, "part": one.part, "words": one.words} for one in sliced.messages]
    return {"slicer": sliced.version, "said": said}
