"""The day by which an order will be ready: the queue and the farm as they stand, handed to `promise`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.printer import Outcome, Phase
from server.care import out_of_service, too_long
from server.database import Database, now
from server.equipment import PrinterSettings
from server.errors import Refused
from server.flow import PASSING
from server.jobs import FINAL, ON_A_PRINTER, AttemptState, JobState
from server.models import Attempt, Job, JobItem, Order, PrinterRow
from server.opening import opening
from server.orders import OrderState
from server.packing import copies_per_plate, plates_of_one
from server.promise import Print, Rules, Standing, promise
from server.ranking import Rank, rank_of, ranks, turn
from server.refusing import unsuited
from server.settings import Settings

#: A printer in one of these prints nothing until somebody has looked after it.
_OUT = (Phase.UNREACHABLE, Phase.UNAVAILABLE, Phase.ERROR)
#: What is assumed of failures before anything is known, as so many prints seen; and how many of the last are counted.
_FAILED, _SEEN, _LAST = 1.0, 20.0, 500
#: By how much the seconds of a slice may be off beyond what every print is; an estimate says it itself.
_SLICED = 0.0


@dataclass(frozen=True)
class Wanted:
    """So many copies of a design: one copy's figures, its report, and what it is to be printed on and in."""

    figures: Mapping[str, Any]
    report: Mapping[str, Any]
    quantity: int
    machine: str
    material: str
    quality: str


class Promises:
    """Looks at the farm and the queue, and says by when. Blocks on the database; reckons for up to half a second."""

    def __init__(self, settings: Settings, database: Database, printers: Mapping[str, PrinterSettings]) -> None:
        self._settings = settings
        self._database = database
        self._printers = printers

    def of(self, *wanted: Wanted) -> dict[str, Any] | None:
        """When all of it is ready: `by`, seconds since 1970, `day` in the shop's zone; None where nobody can say."""
        rules = self._settings.promise
        if not rules.hours:
            return None
        with self._database.read() as session:
            at = now(session)
            printers = self._standing(session)
            before, behind = self._queue(session, at)
            failures = self._failures(session)
        there = opening(rules.hours, rules.time_zone, at)
        by = promise(
            at,
            printers,
            before,
            [plate for one in wanted for plate in self._plates(one)],
            there,
            Rules(failures, rules.clearing_minutes * 60, rules.people),
            behind=behind,
        )
        if by is not None and (wait := 60 * self._settings.batching.minutes):
            by = there.end_of_day(there.next(by + wait))
        return None if by in (None, float("inf")) else {"by": by, "day": there.day(by).isoformat()}

    def kept(self, wanted: Wanted, seen: str | None) -> dict[str, Any] | None:
        """The same for an order. Raises Refused where the day that the customer saw can be promised no longer."""
        found = self.of(wanted)
        if seen is not None and (found is None or found["day"] > seen):
            day = None if found is None else found["day"]
            words = f"it would be ready by {day} now" if day else "no day can be promised now"
            raise Refused(
                f"The queue has grown since you looked: {words}. Please look at it again before you order.",
                code="promise_changed",
                field="ready_by",
                nearest=day,
            )
        return found

    def _plates(self, wanted: Wanted) -> list[Print]:
        boxes = tuple(
            (part["sizes"]["x"], part["sizes"]["y"], part["sizes"]["z"], part["quantity"])
            for part in wanted.report["parts"]
        )
        profile = (wanted.machine, wanted.material, wanted.quality)
        plates = plates_of_one(boxes, profile) * wanted.quantity
        if plates == wanted.quantity > 1:
            plates = math.ceil(plates / copies_per_plate(boxes, profile, self._settings.quantity_limit))
        seconds = wanted.figures["seconds"] * wanted.quantity / plates
        spread = wanted.figures.get("seconds_tolerance", _SLICED)
        rank = rank_of([(0, None, wanted.report.get("wants", {}))])
        takers = self._takers(rank, seconds, wanted.machine, wanted.material)
        return [Print(seconds, spread, takers)] * plates

    def _takers(
        self, rank: Rank, seconds: float, machine: str, material: str, job: Job | None = None
    ) -> frozenset[str]:
        """The printers of that kind, and those of the others that were asked and take it; with all that is asked."""
        fits: Mapping[str, str] = {} if job is None else job.fits
        lasts: Mapping[str, float] = {} if job is None else job.seconds_on
        kinds = {machine, *(kind for kind, why_not in fits.items() if not why_not)}
        return frozenset(
            name
            for name, printer in self._printers.items()
            if printer.machine in kinds
            and material in printer.materials
            and unsuited(rank, printer) is None
            and too_long(lasts.get(printer.machine, seconds), printer.longest_hours) is None
        )

    def _standing(self, session: Session) -> list[Standing]:
        left = {
            job.printer_id: max(0.0, job.seconds_left if job.seconds_left is not None else job.seconds or 0.0)
            for job in session.scalars(sa.select(Job).where(Job.state.in_(ON_A_PRINTER - {JobState.UNSURE})))
        }
        found = []
        for row in session.scalars(sa.select(PrinterRow).where(PrinterRow.enabled).order_by(PrinterRow.id)):
            phase = Phase(row.snapshot["phase"])
            if row.id not in self._printers or row.trouble or (phase in _OUT and row.id not in left):
                continue
            if out_of_service(row):
                continue
            busy = left.get(row.id)
            if busy is None and phase is not Phase.IDLE:
                # Somebody prints something of their own.
                busy = row.snapshot["seconds_left"] or 0.0
            found.append(Standing(row.id, busy, row.bed == "clear"))
        return found

    def _queue(self, session: Session, at: float) -> tuple[list[Print], list[Print]]:
        """
        All plates that wait, as their turn comes: those before an order that is placed now, and those behind it.

        Of orders that are not laid out yet it is what was estimated of them. What a person holds back is nobody's turn.
        """
        ranked = ranks(session)
        rows: list[tuple[tuple[float, float, float, str], Print]] = []
        for job in session.scalars(sa.select(Job).where(Job.state.in_(set(JobState) - FINAL - ON_A_PRINTER))):
            if job.state == JobState.HELD and not _passes(job.trouble):
                continue
            rank = ranked.get(job.id, Rank())
            seconds, spread = (job.seconds, _SLICED) if job.seconds else self._estimated(session, job)
            takers = self._takers(rank, seconds, job.machine, job.material, job)
            rows.append((turn(rank, job.created_at, job.id), Print(seconds, spread, takers)))
        new = sa.select(Order).where(
            Order.state.in_((OrderState.RECEIVED, OrderState.HELD)), Order.id.not_in(sa.select(JobItem.order_id))
        )
        for order in session.scalars(new):
            if order.state == OrderState.HELD and not _passes(order.trouble):
                continue
            rank = rank_of([(order.priority, order.due_at, order.wants)])
            seconds = order.estimate.get("seconds", 0.0) * order.quantity
            takers = self._takers(rank, seconds, order.machine, order.material)
            spread = order.estimate.get("seconds_tolerance", _SLICED)
            rows.append((turn(rank, order.created_at, order.id), Print(seconds, spread, takers)))
        rows.sort(key=lambda row: row[0])
        mine = turn(Rank(), at, "")
        return [one for when, one in rows if when < mine], [one for when, one in rows if when >= mine]

    def _estimated(self, session: Session, job: Job) -> tuple[float, float]:
        order = session.get_one(Order, job.order_id)
        seconds = order.estimate.get("seconds", 0.0) * order.quantity / max(1, job.plates)
        return seconds, order.estimate.get("seconds_tolerance", _SLICED)

    def _failures(self, session: Session) -> float:
        """The share of prints that fail here, by the last that ended; a cautious guess while there are few."""
        last = session.scalars(
            sa.select(Attempt.outcome)
            .where(Attempt.state == AttemptState.ENDED, Attempt.outcome.isnot(None))
            .order_by(Attempt.created_at.desc())
            .limit(_LAST)
        ).all()
        failed = sum(outcome != Outcome.DONE for outcome in last)
        return (failed + _FAILED) / (len(last) + _SEEN)


def _passes(trouble: Mapping[str, Any] | None) -> bool:
    """Whether what is held is tried again without anybody."""
    return (trouble or {}).get("code") in PASSING
