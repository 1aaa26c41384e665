"""
Orders laid out on plates, one job each: parts of several orders lie together where material, colour and quality agree.

Laying takes a while, so it is done outside of any transaction; what was laid is written down only if the plates it was
laid in place of are still as they were.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers import plate as plates
from printers.margins import margins
from printers.profile import Profile
from printers.spiral import spiral_of
from server import bridge, ledger
from server.artefacts import Artefacts
from server.database import Database, now
from server.jobs import JobState
from server.live import FARM, order_topic, tell
from server.models import Design, Job, JobItem, Order
from server.orders import OrderState
from server.ranking import goes_alone
from server.settings import Batching

#: How often a plan is made anew because somebody else laid out the same plates meanwhile.
TRIES = 8
#: How long the first orders of a list wait for its last one to be laid out, seconds; far longer than that takes.
LIST_SECONDS = 600.0


@dataclass(frozen=True)
class Lot:
    """What parts must have in common to lie on one plate."""

    machine: str
    material: str
    colour: str
    quality: str

    @classmethod
    def of(cls, job: Job) -> Lot:
        """The lot of a plate."""
        return cls(job.machine, job.material, job.colour, job.quality)


@dataclass(frozen=True)
class Laid:
    """One plate as it will be written down: its file, what lies on it, and how much of the bed that covers, 0 to 1."""

    lot: Lot
    file: str
    objects: Mapping[str, Any]
    height: float
    filled: float

    @classmethod
    def of(cls, job: Job) -> Laid:
        """A plate that was written down."""
        return cls(Lot.of(job), job.plate_3mf, job.objects, job.height, job.filled)

    @property
    def orders(self) -> list[str]:
        """Whose parts lie on it, each order once."""
        return sorted({bridge.piece(name)[0] for name in self.objects["names"]})


class Laying:
    """Each method may be called again at any time: what is laid out already stays as it is."""

    def __init__(self, batching: Batching, database: Database, artefacts: Artefacts) -> None:
        self._batching = batching
        self._database = database
        self._artefacts = artefacts

    def plan(self, order_id: str) -> list[str]:
        """Lay an order out, together with what waits for company. Returns the jobs that this order has to prepare."""
        for _ in range(TRIES):
            with self._database.begin() as session:
                order = session.get_one(Order, order_id)
                order.beat = now(session)
                if ledger.jobs_of(session, order_id) or order.state != OrderState.RECEIVED:
                    return self._to_prepare(session, order_id)
                waiting = {lot: self._waiting(session, order, lot) for lot in self._lots(session, order)}
            laid = [
                plate
                for lot, found in waiting.items()
                for plate in self.lay(lot, [*self._wanted(order_id, lot), *(n for job in found for n in _names(job))])
            ]
            if self._written_down(order_id, [job for found in waiting.values() for job in found], laid):
                break
        with self._database.read() as session:
            return self._to_prepare(session, order_id)

    def lay(self, lot: Lot, names: Sequence[str]) -> list[Laid]:
        """Plates with the pieces of these names, stored. Raises printers.errors.PrintersError, ArtefactDamaged."""
        profile = bridge.find_profile(lot.machine, lot.material, lot.quality)
        found = []
        for plate in self._arranged(profile, names):
            with tempfile.TemporaryDirectory(prefix="printwright-") as folder:
                path = Path(folder) / "plate.3mf"
                plates.write_3mf(plate, path)
                file = self._artefacts.put(path.read_bytes())
            found.append(Laid(lot, file, _objects(plate, profile), plate.height, plate.filled))
        return found

    def count(self, lot: Lot, names: Sequence[str]) -> int:
        """How many plates these pieces would need. Raises printers.errors.PrintersError, ArtefactDamaged."""
        return len(self._arranged(bridge.find_profile(lot.machine, lot.material, lot.quality), names))

    def _arranged(self, profile: Profile, names: Sequence[str]) -> Sequence[plates.Plate]:
        return plates.arrange(self._items(names), profile.machine, margins(profile))

    def swap(
        self,
        session: Session,
        old: Sequence[Job],
        laid: Sequence[Laid],
        *,
        anchor: str | None = None,
        wait: bool,
        by: str = "",
        why: str = "",
    ) -> list[Job] | None:
        """
        Write plates down in place of old ones; None, with nothing changed, when an old one has moved on meanwhile.

        Each new job is prepared by the order `anchor`, or else by the first order on it. With `wait` a plate that is
        not full waits for more parts as the settings say. `by` and `why` go under what becomes of the old ones.
        """
        if not ledger.replace_jobs(session, old, by, why):
            return None
        made = []
        for plate, laying in enumerate(laid, start=1):
            order = session.get_one(Order, anchor or laying.orders[0])
            until = self._until(session, laying) if wait else None
            job = Job(
                id=_next_id(session, order.id),
                order_id=order.id,
                state=JobState.GATHERING if until is not None else JobState.PLANNED,
                title=_title(session, laying, plate, len(laid)),
                plate=plate,
                plates=len(laid),
                plate_3mf=laying.file,
                objects=dict(laying.objects),
                height=laying.height,
                machine=laying.lot.machine,
                material=laying.lot.material,
                colour=laying.lot.colour,
                quality=laying.lot.quality,
                filled=laying.filled,
                gather_until=until,
                company=_company(session, laying),
                created_at=min([job.created_at for job in old], default=now(session)),
            )
            session.add(job)
            session.flush()
            session.add_all(items_of(job.id, laying.objects["names"]))
            session.flush()
            made.append(job)
        touched = {order for laying in laid for order in laying.orders}
        for one in sorted(touched):
            ledger.follow_order(session, one, by, why)
        tell(session, FARM, *(order_topic(one) for one in sorted(touched)))
        return made

    def _written_down(self, order_id: str, old: Sequence[Job], laid: Sequence[Laid]) -> bool:
        with self._database.begin() as session:
            order = session.get_one(Order, order_id)
            session.refresh(order, with_for_update=True)
            if ledger.jobs_of(session, order_id) or order.state != OrderState.RECEIVED:
                return True
            if self.swap(session, old, laid, anchor=order_id, wait=True) is None:
                return False
            if order.company and not self._more_to_come(session, order):
                self._release_company(session, order)
            return True

    def _to_prepare(self, session: Session, order_id: str) -> list[str]:
        mine = sa.select(Job.id).where(Job.order_id == order_id, Job.state != JobState.REPLACED)
        return list(session.scalars(mine.order_by(Job.plate, Job.id)))

    def _lots(self, session: Session, order: Order) -> list[Lot]:
        parts = session.get_one(Design, order.digest).parts
        colours = sorted({colour_of(order, part) for part in parts})
        return [Lot(order.machine, order.material, colour, order.quality) for colour in colours]

    def _waiting(self, session: Session, order: Order, lot: Lot) -> list[Job]:
        """The plates that wait for such parts; a list's parts wait only for each other where nothing else waits."""
        rows = session.scalars(
            sa.select(Job).where(
                Job.state == JobState.GATHERING,
                Job.machine == lot.machine,
                Job.material == lot.material,
                Job.colour == lot.colour,
                Job.quality == lot.quality,
            )
        ).all()
        if goes_alone(order):
            return []
        if self._batching.minutes:
            return list(rows)
        return [row for row in rows if row.company is not None and row.company == order.company]

    def _wanted(self, order_id: str, lot: Lot) -> list[str]:
        with self._database.read() as session:
            order = session.get_one(Order, order_id)
            parts = session.get_one(Design, order.digest).parts
            return [
                name
                for part, names in bridge.names(order_id, parts, order.quantity)
                if colour_of(order, part) == lot.colour
                for name in names
            ]

    def _items(self, names: Iterable[str]) -> list[plates.Item]:
        """The pieces of these names, out of the stored designs of their orders."""
        wanted = set(names)
        found = []
        with self._database.read() as session:
            orders = [session.get_one(Order, one) for one in sorted({bridge.piece(name)[0] for name in wanted})]
            designs = [(one.id, one.quantity, session.get_one(Design, one.digest).parts) for one in orders]
        for order, copies, parts in designs:
            needed = [
                part for part, called in bridge.names(order, parts, copies) if any(name in wanted for name in called)
            ]
            stls = {part["stl"]: self._artefacts.get(part["stl"]) for part in needed}
            for _part, pieces in bridge.items(order, parts, [stls.get(part["stl"]) for part in parts], copies):
                found += [piece for piece in pieces if piece.name in wanted]
        return found

    def _until(self, session: Session, laid: Laid) -> float | None:
        """How long this plate waits for more parts, seconds since 1970; None when it goes on at once."""
        if "spiral" in laid.objects:
            return None
        orders = [session.get_one(Order, one) for one in laid.orders]
        if any(goes_alone(order) for order in orders):
            return None
        if any(order.company and self._more_to_come(session, order) for order in orders):
            return now(session) + LIST_SECONDS
        until = min(order.created_at for order in orders) + 60 * self._batching.minutes
        return until if until > now(session) and laid.filled * 100 < self._batching.full else None

    def _more_to_come(self, session: Session, order: Order) -> bool:
        """Whether others of the same list are not laid out yet."""
        left = sa.select(Order.id).where(
            Order.company == order.company,
            Order.state == OrderState.RECEIVED,
            Order.id != order.id,
            Order.id.not_in(sa.select(JobItem.order_id)),
        )
        return session.execute(left.limit(1)).first() is not None

    def _release_company(self, session: Session, order: Order) -> None:
        """The last of a list is laid out: its plates go on, prepared by this order, unless they wait for others."""
        for job in session.scalars(sa.select(Job).where(Job.company == order.company, Job.state == JobState.GATHERING)):
            until = (
                min(session.get_one(Order, one).created_at for one in ledger.orders_of(session, job.id))
                + 60 * self._batching.minutes
            )
            if until > now(session) and job.filled * 100 < self._batching.full:
                job.gather_until = until
                continue
            job.order_id = order.id
            ledger.move_job(session, job, JobState.PLANNED, gather_until=None)


def colour_of(order: Order, part: Mapping[str, Any]) -> str:
    """The colour in which a part of an order is printed."""
    return str(order.colours.get(part["colour"], order.colour))


def items_of(job: str, names: Iterable[str]) -> list[JobItem]:
    """What lies on a plate, by order and part, out of the names of its pieces."""
    count = Counter(bridge.piece(name)[:2] for name in names)
    return [JobItem(job_id=job, order_id=order, part=part, copies=n) for (order, part), n in sorted(count.items())]


def _company(session: Session, laid: Laid) -> str | None:
    """The list that all of a plate's orders came with."""
    found = {session.get_one(Order, one).company for one in laid.orders}
    return found.pop() if len(found) == 1 else None


def _names(job: Job) -> list[str]:
    return list(job.objects["names"])


def _next_id(session: Session, order: str) -> str:
    used = session.scalars(sa.select(Job.id).where(Job.id.startswith(f"{order}-", autoescape=True)))
    return f"{order}-{1 + max((int(one.rsplit('-', 1)[1]) for one in used), default=0)}"


def _objects(plate: plates.Plate, profile: Profile) -> dict[str, Any]:
    """What slicer and guard have to know of a plate besides its model; volume in mm³, widths in mm."""
    line = spiral_of(plate, profile)
    if line is None:
        return {"names": list(plate.names), "volume": plate.volume}
    return {"names": list(plate.names), "volume": line.volume, "spiral": {"width": line.width, "floor": line.floor}}


def _title(session: Session, laid: Laid, plate: int, count: int) -> str:
    orders = [session.get_one(Order, one) for one in laid.orders]
    titles = dict.fromkeys(session.get_one(Design, order.digest).title for order in orders)
    if len(orders) > 1:
        return f"{', '.join(titles)} ({len(orders)} orders)"[:200]
    copies = f" × {orders[0].quantity}" if orders[0].quantity > 1 else ""
    return f"{next(iter(titles))}{copies}" + (f" (plate {plate} of {count})" if count > 1 else "")
