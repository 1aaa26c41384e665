"""What became of every design that was printed, for the counting of failures."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import bridge
from server.database import Database
from server.failures import NOT_THE_DESIGN, WORDS, Reason
from server.jobs import AttemptState, JobState
from server.models import Attempt, Design, Failure, Job, JobItem, Order
from server.regions import Print, Region, split

#: So many attempts are looked back over, the latest.
LATEST = 5000


class Outcomes:
    """The counting, read from what is written down already."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def regions(self) -> list[Region]:
        """What is counted of each product that failed at least once, the most failures first."""
        with self._database.read() as session:
            found = _counted(session)
        failing = [region for region in found.values() if region.failed]
        return sorted(failing, key=lambda one: (-one.failed, one.title))

    def view(self) -> list[dict[str, Any]]:
        """The same for the print room."""
        return [
            {
                "title": region.title,
                "prints": len(region.prints),
                "failed": region.failed,
                "words": region.words(),
                "told_apart": split(region.prints) is not None,
                "reasons": [{"words": words, "count": count} for words, count in region.reasons.most_common()],
            }
            for region in self.regions()
        ]


def _counted(session: Session) -> dict[str, Region]:
    rows = session.execute(
        sa.select(Attempt, Job, Failure.reason, Order.id, Design)
        .join(Job, Job.id == Attempt.job_id)
        .join(JobItem, JobItem.job_id == Job.id)
        .join(Order, Order.id == JobItem.order_id)
        .join(Design, Design.digest == Order.digest)
        .outerjoin(Failure, Failure.attempt == Attempt.name)
        .where(Attempt.state == AttemptState.ENDED)
        .order_by(Attempt.created_at.desc(), Attempt.name, Design.digest)
        .limit(LATEST)
    )
    found: dict[str, Region] = {}
    seen: set[tuple[str, str]] = set()
    for attempt, job, reason, order, design in rows:
        failed = _failed(attempt, job, None if reason is None else Reason(reason), order)
        if failed is None or (attempt.name, design.digest) in seen:
            continue
        seen.add((attempt.name, design.digest))
        region = found.setdefault(design.slug, Region(design.title))
        values = {**design.values, "material": job.material, "printer": attempt.printer_id}
        region.prints.append(Print(values, failed))
        if failed:
            region.reasons[WORDS[Reason(reason)] if reason else "No reason given"] += 1
    return found


def _failed(attempt: Attempt, job: Job, reason: Reason | None, order: str) -> bool | None:
    """Whether an order's design failed in an attempt; None where its end says nothing of the design."""
    if reason is not None:
        return None if reason in NOT_THE_DESIGN else True
    if attempt.outcome == "done":
        return any(bridge.piece(name)[0] == order for name in job.objects.get("again", ()))
    # Ended early and nobody said why: a print that was cancelled here or at the machine is no failure of the design.
    return None if attempt.outcome == "cancelled" or job.cancel or job.state == JobState.CANCELLED else True
