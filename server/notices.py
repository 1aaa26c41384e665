"""What happened, in words for each who is told: a program, a telephone, an operator, a customer."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import people
from server.channels import CUSTOMER, CUSTOMERS, OPERATORS
from server.equipment import PrinterSettings
from server.letters import Notice, OrderKey
from server.models import Design, Job, Order
from server.settings import Settings

#: An order that is held anew for the same reason is no news for so long, seconds.
QUIET = 6 * 3600.0
_TYPES = {
    "accepted": "order.accepted",
    "done": "order.done",
    "held": "order.held",
    "cancelled": "order.cancelled",
    "person": "printer.needs_person",
    "unsure": "job.unsure",
}


@dataclass(frozen=True)
class News:
    """One thing that happened."""

    event: str
    at: float
    #: In a line, and in a sentence or two; neither names a customer.
    title: str
    words: str
    #: For programs.
    data: Mapping[str, Any]
    order: Order | None = None


def news_of(session: Session, notice: Notice, printers: Mapping[str, PrinterSettings]) -> News | None:
    """What a notice tells, or None where it is no news."""
    data: dict[str, Any]
    if notice.event == "person":
        name = _name(printers, notice.subject)
        data = {"printer": notice.subject, "name": name, "words": notice.words}
        return News("person", notice.at, f"{name} needs you", notice.words, data)
    if notice.event == "unsure":
        job = session.get_one(Job, notice.subject)
        name = _name(printers, job.printer_id or "a printer")
        words = str((job.trouble or {}).get("words") or "Look at the plate, then say whether it printed.")
        data = {"job": job.id, "title": job.title, "printer": job.printer_id, "words": words}
        return News("unsure", notice.at, f"{name}: nobody knows whether {job.title} printed", words, data)
    order = session.get_one(Order, notice.subject)
    title = session.get_one(Design, order.digest).title
    thing = f"{order.quantity} × {title}" if order.quantity > 1 else title
    data = {
        "order": order.id,
        "state": {"accepted": "received"}.get(notice.event, notice.event),
        "title": title,
        "quantity": order.quantity,
        "digest": order.digest,
        "material": order.material,
        "colour": order.colour,
        "price": order.price,
        "name": order.name,
        "email": order.email,
    }
    if notice.event == "held":
        if not _is_news(session, notice, order):
            return None
        data["words"] = notice.words
        return News("held", notice.at, f"Order {order.id} waits for you", f"{thing}. {notice.words}", data, order)
    words = {"accepted": "is accepted", "done": "is printed", "cancelled": "was cancelled"}[notice.event]
    return News(notice.event, notice.at, f"Order {order.id} {words}", f"{thing}.", data, order)


def _name(printers: Mapping[str, PrinterSettings], printer: str) -> str:
    return printers[printer].name if printer in printers else printer


def _is_news(session: Session, notice: Notice, order: Order) -> bool:
    trouble = order.trouble or {}
    if trouble.get("code") == "unsure":
        return False  # the job tells it, with its printer
    notice.words = str(trouble.get("words", ""))
    same = sa.select(Notice.id).where(
        Notice.event == "held",
        Notice.subject == notice.subject,
        Notice.words == notice.words,
        Notice.id < notice.id,
        Notice.at > notice.at - QUIET,
    )
    return session.execute(same.limit(1)).first() is None


def bodies(session: Session, news: News, settings: Settings) -> dict[str, dict[str, Any]]:
    """What each channel of the settings is sent of this, by its name; those who are not told are left out."""
    told = settings.notices
    room = f"{settings.address}/operator"
    found: dict[str, dict[str, Any]] = {}
    for hook in told.webhooks:
        if news.event in hook.events:
            at = datetime.datetime.fromtimestamp(news.at, datetime.UTC).isoformat(timespec="milliseconds")
            found[hook.name] = {"type": _TYPES[news.event], "timestamp": at, "data": dict(news.data)}
    for push in told.pushes:
        if news.event in push.events:
            found[push.name] = {"title": news.title, "message": news.words, "click": room}
    if told.mail is None:
        return found
    if told.mail.operators and news.event in told.mail.events:
        text = f"{news.words}\n\n{room}\n"
        found[OPERATORS] = {"to": list(told.mail.operators), "subject": f"{settings.shop}: {news.title}", "text": text}
    if told.mail.customers and news.order is not None and news.event in CUSTOMER:
        found[CUSTOMERS] = _to_customer(session, news, news.order, settings)
    return found


def _to_customer(session: Session, news: News, order: Order, settings: Settings) -> dict[str, Any]:
    """A letter with a link of its own to the order's page; only the link's fingerprint outlives the sending."""
    token = secrets.token_urlsafe(24)
    session.add(OrderKey(sha256=people.fingerprint(token), order_id=order.id))
    thing = news.words.rstrip(".")
    said = {
        "accepted": f"thank you for your order: {thing}. You can follow it here:",
        "done": f"your order is printed: {thing}. Its page, where you can also order it again:",
        "cancelled": f"your order was cancelled: {thing}. Its page:",
    }[news.event]
    subject = {
        "accepted": "We have your order",
        "done": "Your order is printed",
        "cancelled": "Your order was cancelled",
    }
    link = f"{settings.address}/orders/{order.id}?token={token}"
    return {
        "to": [order.email],
        "subject": f"{settings.shop}: {subject[news.event]} ({order.id})",
        "text": f"Hello {order.name},\n\n{said}\n\n{link}\n\n{settings.shop}\n",
    }
