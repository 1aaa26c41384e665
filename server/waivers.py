"""Warnings that an operator lets pass, by name and with a reason; an error never is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.database import Database, now
from server.engine import Engine
from server.errors import IllegalMove, InvalidInput, NotFound, field_error
from server.flow import again
from server.live import FARM, order_topic, tell
from server.models import Order, Waiver
from server.orders import FINAL, OrderState
from server.people import Operator

#: Letters of a reason: a word says nothing, and a page is not read.
SHORTEST, LONGEST = 3, 500
#: The trouble of an order that waits for its warnings to be waived.
HELD = "warnings"
WORDS = "The checks warn of something; it is printed when every warning is waived."


def warnings(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The findings that may be waived."""
    return [finding for finding in findings if finding["severity"] == "warning"]


def of(session: Session, order: Order) -> list[Waiver]:
    """What was waived of an order, the oldest first."""
    return list(session.scalars(sa.select(Waiver).where(Waiver.order_id == order.id).order_by(Waiver.id)))


def unanswered(session: Session, order: Order) -> list[Mapping[str, Any]]:
    """The warnings that nobody waived yet."""
    done = {(waiver.code, waiver.part) for waiver in of(session, order)}
    return [one for one in warnings(order.findings) if (one["code"], one["part"]) not in done]


def room_view(session: Session) -> list[dict[str, Any]]:
    """Orders on their way whose design has warnings, with what was said of each, for the print room."""
    rows = session.scalars(
        sa.select(Order)
        .where(
            Order.state.notin_([str(state) for state in FINAL]),
            sa.cast(Order.findings, sa.Text).like('%"warning"%'),
        )
        .order_by(Order.created_at, Order.id)
    )
    found = []
    for order in rows:
        said = {(waiver.code, waiver.part): view(waiver) for waiver in of(session, order)}
        lines = {
            (one["code"], one["part"]): {
                **{name: one[name] for name in ("code", "part", "title", "message")},
                "waiver": said.get((one["code"], one["part"])),
            }
            for one in warnings(order.findings)
        }
        if lines:
            waits = order.state == OrderState.HELD and (order.trouble or {}).get("code") == HELD
            found.append({"id": order.id, "customer": order.name, "waits": waits, "warnings": list(lines.values())})
    return found


def customer_view(session: Session, order: Order) -> list[dict[str, Any]]:
    """What was waived of an order as its customer reads it: why and when, not by whom."""
    return [{name: value for name, value in view(one).items() if name != "who"} for one in of(session, order)]


def view(waiver: Waiver) -> dict[str, Any]:
    """One waiver as the print room reads it."""
    return {"code": waiver.code, "part": waiver.part, "who": waiver.who, "reason": waiver.reason, "at": waiver.at}


class Waivers:
    """Each is one transaction with the name of who waived."""

    def __init__(self, database: Database, engine: Engine) -> None:
        self._database = database
        self._engine = engine

    def waive(self, order_id: str, code: str, part: str, reason: str, operator: Operator) -> list[dict[str, Any]]:
        """
        Let one warning of an order pass; an order that waited for the last one goes on.

        Raises NotFound, InvalidInput for a reason that says nothing, and IllegalMove for an error, for what is only
        good to know, and for a warning that is waived already.
        """
        said = " ".join(reason.split())
        if not SHORTEST <= len(said) <= LONGEST:
            words = f"Please say in {SHORTEST} to {LONGEST} letters why it may pass."
            raise InvalidInput([field_error("reason", "reason_length", words, limit=LONGEST, nearest=said[:LONGEST])])
        with self._database.begin() as session:
            order = session.get(Order, order_id)
            if order is None:
                raise NotFound("There is no such order.", field="order")
            finding = next((one for one in order.findings if (one["code"], one["part"]) == (code, part)), None)
            if finding is None:
                known = ", ".join(f"{one['code']} of {one['part']}" for one in warnings(order.findings)) or "none"
                raise NotFound(f"This order has no such warning. There are: {known}.", field="code")
            if finding["severity"] != "warning":
                words = "An error is never waived." if finding["severity"] == "error" else "It needs no waiving."
                raise IllegalMove(words, code="not_a_warning", severity=finding["severity"])
            if before := next((one for one in of(session, order) if (one.code, one.part) == (code, part)), None):
                raise IllegalMove(f"{before.who} waived it already: {before.reason}", code="waived_already")
            session.add(Waiver(order_id=order.id, code=code, part=part, who=operator.who, reason=said, at=now(session)))
            session.flush()
            waits = order.state == OrderState.HELD and (order.trouble or {}).get("code") == HELD
            if waits and not unanswered(session, order):
                again(self._engine, session, order, lambda _job: False, by=operator.who, why=said)
            tell(session, FARM, order_topic(order.id))
            return [view(waiver) for waiver in of(session, order)]
