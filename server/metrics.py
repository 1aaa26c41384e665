"""Numbers for those who watch many shops: the text form that Prometheus reads, version 0.0.4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.printer import Phase
from server import roomview, sites
from server.database import now
from server.farm import STALE
from server.house import House
from server.jobs import AttemptState, JobState
from server.letters import Message
from server.models import Attempt, Job, Order, PrinterRow
from server.orders import OrderState
from server.tally import OUTCOMES

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: What waits for a printer, or for what makes it ready for one.
_WAITING = (JobState.PLANNED, JobState.SLICING, JobState.QUEUED)


@dataclass(frozen=True)
class Family:
    """One number, or one for each label."""

    name: str
    kind: str
    words: str
    samples: Iterable[tuple[Mapping[str, str], float]]

    def __str__(self) -> str:
        head = f"# HELP {self.name} {self.words}\n# TYPE {self.name} {self.kind}\n"
        return head + "".join(f"{self.name}{_labels(labels)} {value:.10g}\n" for labels, value in self.samples)


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def text(house: House) -> str:
    """Everything that is counted, read now."""
    with house.database.read() as session:
        return "".join(map(str, (*_kept(session, house), *_here(house))))


def _kept(session: Session, house: House) -> Iterable[Family]:
    """What the database knows: the same from every process of the shop."""
    at = now(session)
    yield _by("orders", "Orders by state.", _count(session, Order.state), OrderState)
    jobs = _count(session, Job.state)
    yield _by("jobs", "Jobs by state; one job is one plate.", jobs, JobState)
    yield _one("jobs_unsure", "Jobs of which nobody knows whether they printed.", jobs.get(JobState.UNSURE, 0))
    oldest = session.execute(sa.select(sa.func.min(Job.created_at)).where(Job.state.in_(_WAITING))).scalar()
    yield _one("queue_oldest_seconds", "Age of the oldest job that waits for a printer.", at - oldest if oldest else 0)
    attempts = session.execute(
        sa.select(Attempt.state, Attempt.outcome, sa.func.count()).group_by(Attempt.state, Attempt.outcome)
    ).all()
    yield Family(
        "printwright_attempts",
        "gauge",
        "Attempts to print by state and, once ended, by outcome.",
        [({"state": AttemptState(state), "outcome": outcome or ""}, count) for state, outcome, count in attempts],
    )
    rows = [row for row in session.scalars(sa.select(PrinterRow)) if row.enabled and row.id in house.farm.printers]
    phases = dict.fromkeys(Phase, 0)
    for row in rows:
        phases[Phase.UNREACHABLE if at - row.seen_at > STALE else Phase(row.snapshot["phase"])] += 1
    yield _by("printers", "Printers by what they do.", phases, Phase)
    needs = roomview.person_needs(session, house.farm)
    yield _one("printers_needing_a_person", "Printers that want somebody at the machine.", len(needs))
    yield Family(
        "printwright_printer_seen_seconds",
        "gauge",
        "How long ago each printer was last heard of; a printer that never was is left out.",
        [({"printer": row.id}, at - row.seen_at) for row in rows if row.seen_at],
    )
    heard = sites.silence(session, (printer.site for printer in house.farm.printers.values()))
    yield Family(
        "printwright_site_heard_seconds",
        "gauge",
        "How long ago a gateway of each site was last heard; a site that never had one is left out.",
        [({"site": site}, seconds) for site, seconds in heard.items() if seconds is not None],
    )
    messages = _count(session, Message.state)
    yield _by("messages", "Messages of the outbox by state.", messages, ("waiting", "sent", "given_up"))


def _here(house: House) -> Iterable[Family]:
    """What this process counts since it started."""
    slots = house.workshop.slots
    yield _by("builds_total", "Builds by how they ended.", slots.tally.builds, OUTCOMES, "counter", "outcome")
    yield _one("worker_kills_total", "Build processes that were ended for what they did.", slots.tally.kills, "counter")
    yield _one("builds_waiting", "Builds that wait for a process.", slots.waiting)
    yield _one("workers_free", "Build processes that have nothing to do.", slots.free)


def _count(session: Session, column: Any) -> dict[str, int]:
    rows = session.execute(sa.select(column, sa.func.count()).group_by(column)).all()
    return {row[0]: row[1] for row in rows}


def _by(
    name: str,
    words: str,
    counted: Mapping[Any, float],
    states: Iterable[str],
    kind: str = "gauge",
    label: str = "state",
) -> Family:
    """One sample for each state, also where nothing is in it: a number that is gone looks like one that is fine."""
    return Family(f"printwright_{name}", kind, words, [({label: str(one)}, counted.get(one, 0)) for one in states])


def _one(name: str, words: str, value: float, kind: str = "gauge") -> Family:
    return Family(f"printwright_{name}", kind, words, [({}, value)])
