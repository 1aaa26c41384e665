"""News leaves the shop once for each who is told, whatever fails on the way, and nothing waits for it."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import ledger
from server.channels import Mail, Notices, Push, Webhook
from server.database import Database, now
from server.errors import NotFound
from server.jobs import JobState
from server.letters import Message, Notice, OrderKey
from server.models import Order
from server.ordering import find
from server.orders import OrderState
from server.outbox import AGAIN, Outbox, standing
from server.settings import Settings
from tests.server.conftest import fill
from tests.server.receivers import Ear, listening, mailbox, read

SECRET = base64.b64encode(bytes(32)).decode()
NOWHERE = "http://127.0.0.1:9"


def outbox(database: Database, needs: Mapping[str, str] | None = None, **notices: Any) -> Outbox:
    """The outbox of a shop with these notices."""
    told = Notices(**({"patience_seconds": 0} | notices))
    settings = Settings(shop="Fennel", public_url="https://fennel.example", notices=told)
    return Outbox(settings, database, {}, lambda session: needs or {})


def hook(ear: Ear, *events: str) -> Webhook:
    """A program that is told of these events, or of all."""
    return Webhook.model_validate({"url": ear.url, "secret": SECRET} | ({"events": events} if events else {}))


def move(database: Database, *states: JobState, **changes: Any) -> None:
    """Let the job go there, step by step."""
    with database.begin() as session:
        for state in states:
            ledger.move_job(session, ledger.get_job(session, "order-1"), state, **changes)


def send_all(box: Outbox) -> int:
    """Plan and try everything that is due now, once; returns how many were tried."""
    box.plan()
    tried = 0
    for channel in box.due():
        while (claimed := box.claim(channel)) is not None:
            tried += 1
            if not box.deliver(claimed):
                break
    return tried


def types(ear: Ear) -> list[str]:
    """The types of the webhooks that arrived."""
    return [str(json.loads(heard.body)["type"]) for heard in ear.heard]


def later(database: Database, seconds: float) -> None:
    """Let so much time pass for what waits to be tried again."""
    with database.begin() as session:
        session.execute(sa.update(Message).values(next_at=Message.next_at - seconds))


def test_every_end_of_an_order_is_told_once(database: Database) -> None:
    """Accepted and done; a move in between is no news; a rolled-back move was never one."""
    fill(database)
    with listening() as ear:
        box = outbox(database, webhooks=(hook(ear),))
        move(database, JobState.SENDING, JobState.STARTING, JobState.PRINTING)
        session = Session(database.engine)
        ledger.move_job(session, ledger.get_job(session, "order-1"), JobState.FAILED)
        session.close()  # without a commit
        send_all(box)
        move(database, JobState.DONE)
        assert send_all(box) == 1
        assert send_all(box) == 0
    assert types(ear) == ["order.accepted", "order.done"]


def test_an_order_held_anew_for_the_same_reason_is_no_news(database: Database) -> None:
    """A full disk that is tried each half minute calls one person once; another reason calls again."""
    fill(database)
    with listening() as ear:
        box = outbox(database, webhooks=(hook(ear, "held"),))
        for words in ("The disk is full.", "The disk is full.", "No slicer."):
            move(database, JobState.HELD, trouble=ledger.trouble("x", words))
            send_all(box)
            move(database, JobState.PLANNED, JobState.SLICING, JobState.QUEUED, trouble=None)
    assert types(ear) == ["order.held", "order.held"]
    assert [b"No slicer." in heard.body for heard in ear.heard] == [False, True]


def test_an_unsure_print_is_told_by_its_job_alone(database: Database) -> None:
    """The order that is held by it is the same news; a remark about it is none."""
    fill(database)
    with listening() as ear:
        box = outbox(database, webhooks=(hook(ear, "held", "unsure"),))
        move(database, JobState.SENDING, JobState.STARTING, printer_id="ash")
        move(database, JobState.UNSURE, trouble=ledger.trouble("unsure", "The answer was lost."))
        with database.begin() as session:
            ledger.remark(session, "job", "order-1", "unsure", "Ada", "looks at it")
        send_all(box)
    assert types(ear) == ["job.unsure"]
    assert b"The answer was lost." in ear.heard[0].body


def test_a_printer_that_needs_somebody_is_told_once_and_after_patience(database: Database) -> None:
    """Not while somebody may be on the way, once when nobody came, anew for another need, never when it is over."""
    fill(database)
    needs: dict[str, str] = {"ash": "Take the parts off."}
    box = outbox(database, needs, pushes=(Push(url=f"{NOWHERE}/t"),), patience_seconds=60)

    def news() -> list[str]:
        box.notice_needs()
        with database.read() as session:
            return list(session.scalars(sa.select(Notice.words).where(Notice.event == "person").order_by(Notice.id)))

    def pass_a_minute() -> None:
        with database.begin() as session:
            session.execute(sa.text("UPDATE needs SET since = since - 61"))

    assert news() == []
    pass_a_minute()
    assert news() == news() == ["Take the parts off."]
    needs["ash"] = "Filament ran out."
    assert news() == ["Take the parts off."]
    needs.clear()
    assert news() == ["Take the parts off."]
    needs["ash"] = "Take the parts off."
    pass_a_minute()
    assert news() == ["Take the parts off."], "it is a new need, and somebody may be on the way"
    pass_a_minute()
    assert news() == ["Take the parts off."] * 2


def test_what_fails_is_tried_again_later_and_in_the_end_given_up(database: Database) -> None:
    """The same message, with the same id, until it is taken; a receiver that never answers is left, and it is said."""
    fill(database)
    with listening(503, 500) as ear:
        box = outbox(database, webhooks=(hook(ear, "accepted"),))
        assert send_all(box) == 1
        assert send_all(box) == 0, "not before its time"
        later(database, AGAIN[0])
        assert send_all(box) == 1
        with database.read() as session:
            assert "500" in standing(session)["failing"][f"webhook {ear.url}"]
        later(database, AGAIN[1])
        assert send_all(box) == 1
        assert len({heard.headers["webhook-id"] for heard in ear.heard}) == 1
        with database.read() as session:
            assert standing(session) == {"messages": {"sent": 1}, "failing": {}}
    with database.begin() as session:
        session.add(Notice(event="accepted", subject="order", at=now(session), planned=False))
    for pause in (*AGAIN, 0):
        assert send_all(box) == 1
        later(database, pause)
    assert send_all(box) == 0
    with database.read() as session:
        assert standing(session)["messages"] == {"sent": 1, "given_up": 1}


def test_a_message_is_in_one_hand_at_a_time_and_not_lost_with_it(database: Database) -> None:
    """Many who claim at once get it once; when that one dies, it is due again after a while."""
    fill(database)
    box = outbox(database, pushes=(Push(url=f"{NOWHERE}/t", events=("accepted",)),))
    box.plan()
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(box.claim(f"push {NOWHERE}/t"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(claimed is not None for claimed in found) == 1
    later(database, 3600)
    assert box.claim(f"push {NOWHERE}/t") is not None


def test_a_customer_gets_a_link_that_opens_the_order_and_nothing_else_keeps_it(database: Database) -> None:
    """The letter's own token opens this order alone; after sending, neither text nor token is in the database."""
    fill(database)
    with mailbox() as post:
        mail = Mail.model_validate(
            {"host": "127.0.0.1", "port": post.port, "security": "none", "sender": "s@fennel.example"}
            | {"operators": ["op@fennel.example"], "events": ["accepted"]}
        )
        box = outbox(database, mail=mail)
        assert box.plan() == 2
        assert send_all(box) == 2
        by_receiver = {letter.rcpt_tos[0]: read(letter) for letter in post.letters}
    letter = by_receiver["a@b.org"]
    assert letter["Subject"] == "Fennel: We have your order (order)"
    text = letter.get_content()
    link = re.search(r"https://fennel\.example/orders/order\?token=(\S+)", text)
    assert link, text
    with database.read() as session:
        assert find(session, "order", link[1]).id == "order"
        with pytest.raises(NotFound):
            find(session, "order", link[1][:-1] + ("A" if link[1][-1] != "A" else "B"))
        tables = (Message.__table__, Notice.__table__, OrderKey.__table__)
        kept = [str(row) for table in tables for row in session.execute(sa.select(table))]
    assert not any(link[1] in row or "Hello" in row for row in kept)
    to_operator = by_receiver["op@fennel.example"].get_content()
    assert "https://fennel.example/operator" in to_operator
    assert "token" not in to_operator


def test_nobody_is_told_where_nobody_is_named(database: Database) -> None:
    """Without channels the news is put aside and no message is made; a later channel does not get old news."""
    fill(database)
    assert outbox(database).plan() == 0
    with listening() as ear:
        assert outbox(database, webhooks=(hook(ear),)).plan() == 0
        with database.begin() as session:
            session.get_one(Order, "order").state = OrderState.CANCELLED
        assert send_all(outbox(database, webhooks=(hook(ear),))) == 1
    assert types(ear) == ["order.cancelled"]
    with database.begin() as session:
        session.execute(sa.update(Notice).values(at=0.0))
        session.execute(sa.update(Message).values(created_at=0.0))
    outbox(database).sweep()
    with database.read() as session:
        assert _count(session, Notice) == _count(session, Message) == 0


def _count(session: Session, table: type[Notice] | type[Message]) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
