"""What must be true after a run: what the shop says, held against what the printers did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from server.database import Database
from server.models import Attempt, History, Job, Order
from tests.reliability.machines import Machine, Print


@dataclass(frozen=True)
class Said:
    """What the shop says of its orders: states, attempts, and every move that it wrote down."""

    orders: dict[str, str]
    jobs: dict[str, list[Job]]
    attempts: dict[str, list[Attempt]]
    #: By attempt: (number of the line in the history, the state it came to).
    moves: dict[str, list[tuple[int, str]]]


def read(database: Database, orders: Sequence[str]) -> Said:
    """Read it, as it stands now."""
    with database.read() as session:
        rows = session.scalars(sa.select(Order).where(Order.id.in_(orders))).all()
        jobs = session.scalars(sa.select(Job).where(Job.order_id.in_(orders))).all()
        attempts = session.scalars(sa.select(Attempt).where(Attempt.job_id.in_([job.id for job in jobs]))).all()
        history = session.scalars(sa.select(History).where(History.kind == "attempt").order_by(History.id)).all()
    moves: dict[str, list[tuple[int, str]]] = {attempt.name: [] for attempt in attempts}
    for line in history:
        if line.subject in moves:
            moves[line.subject].append((line.id, line.new))
    return Said(
        orders={row.id: row.state for row in rows},
        jobs={order: [job for job in jobs if job.order_id == order] for order in orders},
        attempts={order: [one for one in attempts if one.job_id.startswith(f"{order}-")] for order in orders},
        moves=moves,
    )


def broken(said: Said, order: str, machines: Sequence[Machine]) -> Iterator[str]:
    """Every promise that was not kept to this order, in words."""
    if order not in said.orders:
        yield f"order {order} is lost: the shop took it and does not know it"
        return
    if said.orders[order] != "done":
        states = [(job.state, job.trouble) for job in said.jobs[order]]
        yield f"order {order} came to no end: {said.orders[order]}, {states}"
    began = {one.name: one for machine in machines for one in _ours(machine.prints(), order)}
    count = sum(len(_ours(machine.prints(), order)) for machine in machines)
    if count != len(began):
        yield f"order {order}: a file was started twice under one name: {sorted(began)}"
    if said.orders[order] == "done":
        whole = [name for name, one in began.items() if one.outcome == "done"]
        if len(whole) != len(said.jobs[order]):
            yield f"order {order} has {len(said.jobs[order])} plates, and was printed whole {len(whole)} times: {whole}"
    known = {attempt.name: attempt for attempt in said.attempts[order]}
    for name, one in began.items():
        if name not in known:
            yield f"order {order}: {name} was started, and the shop knows of no such attempt"
            continue
        yield from _told(known[name], one, [state for _, state in said.moves[name]])
    yield from _after_each_other(said, order, began)


def _told(attempt: Attempt, one: Print, states: list[str]) -> Iterator[str]:
    """The end of a physical print, as the shop tells it."""
    if attempt.state == "ended" and attempt.outcome != (one.outcome or "running") and "unsure" not in states:
        yield f"{one.name} ended {one.outcome}, the shop says {attempt.outcome} ({attempt.printer_id}: {attempt.why})"
    if one.outcome == "forgotten" and "unsure" not in states:
        yield f"{one.name}: nobody can know how it ended, and nobody was asked ({attempt.state}, {attempt.why})"
    if attempt.state == "abandoned" and "unsure" not in states:
        yield f"{one.name} was said never to have started, and was printed ({one.outcome}; {attempt.why})"


def _after_each_other(said: Said, order: str, began: dict[str, Print]) -> Iterator[str]:
    """No attempt was meant to start before the end of every earlier one was told."""
    lines = {name: said.moves.get(name, []) for name in began}
    starts = {name: next((n for n, state in moves if state == "starting"), None) for name, moves in lines.items()}
    told = ("ended", "unsure", "abandoned")
    ends = {name: next((n for n, state in moves if state in told), None) for name, moves in lines.items()}
    for first in began:
        for second in began:
            begun, over, meant = starts[first], ends[first], starts[second]
            if begun is not None and meant is not None and begun < meant and (over is None or over > meant):
                yield f"order {order}: {second} was meant to start before the end of {first} was told"


def onto_something(machine: Machine) -> Iterator[str]:
    """Starts of ours onto a plate on which something lay."""
    for number, one in enumerate(machine.prints()):
        if "-own-" not in one.name and number not in machine.cleared_after:
            yield f"{one.name} was started on {machine.name} onto a plate that nobody had cleared"


def _ours(prints: Sequence[Print], order: str) -> list[Print]:
    return [one for one in prints if one.name.startswith(f"{order}-")]
