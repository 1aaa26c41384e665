"""What comes first in the queue: higher priority, then what is due first, then what came first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.jobs import FINAL
from server.models import Job, JobItem, Order

#: What an operator may say of an order, and how it counts.
PRIORITIES: dict[str, int] = {"low": -1, "normal": 0, "high": 1}


@dataclass(frozen=True)
class Rank:
    """A plate by the most pressing of the orders on it, and by what any of them asks of the printer."""

    priority: int = 0
    #: Seconds since 1970.
    due: float | None = None
    tags: frozenset[str] = field(default_factory=frozenset)
    plates: frozenset[str] = field(default_factory=frozenset)


def rank_of(orders: Iterable[tuple[int, float | None, Mapping[str, Any]]]) -> Rank:
    """The rank of a plate with parts of these orders: priority, due and wants of each."""
    several = list(orders)
    if not several:
        return Rank()
    return Rank(
        priority=max(priority for priority, _, _ in several),
        due=min((due for _, due, _ in several if due is not None), default=None),
        tags=frozenset(tag for _, _, wants in several for tag in wants.get("tags", ())),
        plates=frozenset(wants["plate"] for _, _, wants in several if wants.get("plate")),
    )


def ranks(session: Session) -> dict[str, Rank]:
    """The rank of every job that is not at its end, by its id."""
    found: dict[str, dict[str, tuple[int, float | None, Mapping[str, Any]]]] = {}
    rows = (
        sa.select(JobItem.job_id, Order.id, Order.priority, Order.due_at, Order.wants)
        .join(Order, Order.id == JobItem.order_id)
        .join(Job, Job.id == JobItem.job_id)
        .where(Job.state.not_in(FINAL))
    )
    for job, order, priority, due, wants in session.execute(rows):
        found.setdefault(job, {})[order] = (priority, due, wants)
    return {job: rank_of(orders.values()) for job, orders in found.items()}


def in_order(jobs: Iterable[Job], ranked: Mapping[str, Rank]) -> list[Job]:
    """The jobs as their turn comes."""

    return sorted(jobs, key=lambda job: turn(ranked.get(job.id, Rank()), job.created_at, job.id))


def turn(rank: Rank, came: float, name: str) -> tuple[float, float, float, str]:
    """By which what waits is sorted; `came` is seconds since 1970."""
    return -rank.priority, math.inf if rank.due is None else rank.due, came, name


def goes_alone(order: Order) -> bool:
    """Whether an order waits for no company: it is due, it is pressing, or not every printer will do."""
    return order.due_at is not None or order.priority > 0 or any(order.wants.values())


def priority_word(priority: int) -> str:
    """What a priority is called."""
    return next(word for word, value in PRIORITIES.items() if value == priority)
