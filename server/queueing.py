"""What an operator says of an order's place in the queue, and of the printer it asks for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import ledger
from server.database import Database, now
from server.engine import Engine
from server.equipment import WORD, PrinterSettings
from server.errors import IllegalMove, InvalidInput, field_error
from server.flow import release
from server.jobs import JobState
from server.live import FARM, order_topic, tell
from server.models import Job, JobItem, Order
from server.orders import FINAL, OrderState
from server.people import Operator
from server.ranking import PRIORITIES, goes_alone, priority_word
from server.settings import Settings

#: So many tags one order may ask for.
MOST_TAGS = 8
#: What is due on a day is due then.
_LATEST = time(23, 59)


@dataclass(frozen=True)
class Place:
    """What is changed; None leaves it as it is. `due` is a date or a moment in ISO 8601, and nothing takes it away."""

    priority: str | None = None
    due: str | None = None
    tags: Sequence[str] | None = None
    plate: str | None = None
    why: str = ""


class Queueing:
    """Each is one transaction, written into the order's history with name and reason."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        engine: Engine,
        printers: Mapping[str, PrinterSettings] | None = None,
    ) -> None:
        self._printers: Mapping[str, PrinterSettings] = settings.by_id() if printers is None else printers
        self._database = database
        self._engine = engine

    def place(self, order_id: str, place: Place, operator: Operator) -> dict[str, Any]:
        """
        Change an order's place; plates of it that wait for company go on at once where it is pressing now.

        Raises NotFound, InvalidInput, and IllegalMove for an order that is at its end.
        """
        with self._database.begin() as session:
            order = ledger.get_order(session, order_id)
            if OrderState(order.state) in FINAL:
                raise IllegalMove(f"Order {order.id} is {order.state}; it is in no queue any more.", code="over")
            told = self._changed(session, order, place)
            if told:
                words = f"{', '.join(told)}. {' '.join(place.why.split())}".strip()
                ledger.remark(session, "order", order.id, order.state, operator.who, words)
            if goes_alone(order):
                self._release(session, order, operator)
            tell(session, FARM, order_topic(order.id))
            return view(order)

    def look(self, order_id: str) -> dict[str, Any]:
        """An order's place, and which tags and kinds of plate the shop's printers with its material have."""
        with self._database.read() as session:
            order = ledger.get_order(session, order_id)
            tags, plates = self._had(order)
            return {**view(order), "choices": {"tags": tags, "plates": plates}}

    def _changed(self, session: Session, order: Order, place: Place) -> list[str]:
        before = view(order)
        if place.priority is not None:
            if place.priority not in PRIORITIES:
                known = list(PRIORITIES)
                near = difflib.get_close_matches(place.priority.lower(), known, n=1)
                words = f"There is no priority {place.priority[:20]!r}; there is {', '.join(known)}."
                nearest = near[0] if near else "normal"
                given = place.priority[:20]
                raise InvalidInput(
                    [field_error("priority", "unknown", words, limit=known, nearest=nearest, given=given)]
                )
            order.priority = PRIORITIES[place.priority]
        if place.due is not None:
            order.due_at = moment(place.due, now(session)) if place.due else None
        if place.tags is not None:
            order.wants = {**order.wants, "tags": sorted({*_words("tags", place.tags)})}
        if place.plate is not None:
            order.wants = {**order.wants, "plate": next(iter(_words("plate", [place.plate])), "")}
        self._can_be_had(order)
        session.flush()
        after = view(order)
        return [f"{name} {_said(name, after[name])}" for name in after if after[name] != before[name]]

    def _can_be_had(self, order: Order) -> None:
        """Refuse what no printer with this material has."""
        tags, plates = self._had(order)
        for tag in order.wants.get("tags", ()):
            if tag not in tags:
                raise InvalidInput([_not_there("tags", tag, tags)])
        plate = order.wants.get("plate", "")
        if plate and plate not in plates:
            raise InvalidInput([_not_there("plate", plate, plates)])

    def _had(self, order: Order) -> tuple[list[str], list[str]]:
        """The tags and the kinds of plate of the printers that have an order's material."""
        fitting = [printer for printer in self._printers.values() if order.material in printer.materials]
        tags = sorted({tag for printer in fitting for tag in printer.tags})
        return tags, sorted({printer.plate for printer in fitting if printer.plate})

    def _release(self, session: Session, order: Order, operator: Operator) -> None:
        on = sa.select(JobItem.job_id).where(JobItem.order_id == order.id)
        for job in session.scalars(sa.select(Job).where(Job.id.in_(on), Job.state == JobState.GATHERING)).all():
            release(self._engine, session, job, by=operator.who, why=f"Order {order.id} waits for no company.")


def view(order: Order) -> dict[str, Any]:
    """An order's place as an operator reads it; `due` is seconds since 1970."""
    return {
        "priority": priority_word(order.priority),
        "due": order.due_at,
        "tags": list(order.wants.get("tags", ())),
        "plate": order.wants.get("plate", ""),
    }


def moment(said: str, at: float) -> float:
    """
    Seconds since 1970 of a date, which ends at midnight, or of a moment; without a zone they are the shop's own time.

    Raises InvalidInput for what is neither, and for what is over already.
    """
    nearest = datetime.fromtimestamp(at).astimezone().date().isoformat()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
            found = datetime.combine(date.fromisoformat(said), _LATEST).astimezone()
        else:
            found = datetime.fromisoformat(said)
    except ValueError:
        words = f"A due date is written {nearest} or {nearest}T15:00, not {said[:40]!r}."
        raise InvalidInput([field_error("due", "not_a_date", words, nearest=nearest, given=said[:40])]) from None
    seconds = found.timestamp()
    if seconds < at:
        words = f"{said} is over; the nearest that can be met is {nearest}."
        raise InvalidInput([field_error("due", "over", words, limit=nearest, nearest=nearest, given=said)])
    return seconds


def _words(field: str, given: Sequence[str]) -> list[str]:
    found = [one.strip().lower() for one in given if one.strip()]
    if len(found) > MOST_TAGS:
        words = f"An order asks for {MOST_TAGS} of these at most."
        raise InvalidInput([field_error(field, "too_many", words, limit=MOST_TAGS, nearest=found[:MOST_TAGS])])
    for one in found:
        if not re.fullmatch(WORD, one):
            words = f"{one[:40]!r} is not one word of small letters, digits and hyphens."
            raise InvalidInput([field_error(field, "not_a_word", words, given=one[:40])])
    return found


def _not_there(field: str, given: str, known: Sequence[str]) -> dict[str, Any]:
    has = f"There is: {', '.join(known)}." if known else "The settings name none."
    words = f"No printer of the shop with this material has {given!r}. {has}"
    return field_error(field, "not_there", words, limit=list(known), nearest=known[0] if known else None, given=given)


def _said(name: str, value: Any) -> str:
    if name == "due" and value is not None:
        return datetime.fromtimestamp(value).astimezone().strftime("%Y-%m-%d %H:%M")
    return ", ".join(value) or "none" if isinstance(value, list) else str(value or "none")
