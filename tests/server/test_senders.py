"""A message reaches its receiver as the receiver expects it, or it is said why not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from server.channels import CUSTOMERS, OPERATORS, Mail, Notices, Push, Webhook
from server.errors import NotSent
from server.senders import send, signature
from tests.server.receivers import Box, certificate, listening, mailbox, read

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
LETTER = {"to": ["Zoë <zoe@example.org>"], "subject": "Werkstätte:\n fertig", "text": "Grüße\n"}


def webhook(url: str) -> Notices:
    """A shop that tells one program."""
    return Notices(webhooks=(Webhook(url=url, secret=SECRET),))


def by_mail(box: Box, **more: object) -> Notices:
    """A shop that writes through this mail server."""
    words = {"host": "127.0.0.1", "port": box.port, "security": "none", "sender": "Shop <print@example.org>"} | more
    return Notices(mail=Mail.model_validate(words))


def test_a_webhook_is_signed_so_that_its_receiver_can_prove_it() -> None:
    """Id, time and bytes are under the signature of the shared secret; the time is now."""
    with listening() as ear:
        send(
            webhook(f"{ear.url}/hook?key=1"),
            f"webhook {ear.url}/hook",
            "message-1",
            {"type": "order.done", "data": {"é": 1}},
        )
        (heard,) = ear.heard
    assert heard.path == "/hook?key=1"
    assert json.loads(heard.body) == {"type": "order.done", "data": {"é": 1}}
    at = heard.headers["webhook-timestamp"]
    assert abs(int(at) - time.time()) < 60
    expected = hmac.new(KEY, f"{heard.headers['webhook-id']}.{at}.".encode() + heard.body, hashlib.sha256).digest()
    assert heard.headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert heard.headers["webhook-id"] == "message-1"


def test_the_signature_is_the_specification_s_own_example() -> None:
    """The example that the specification's libraries are tried with."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("answer", "again", "words"),
    [(503, True, "503"), (404, True, "404"), (410, False, "wants no more"), (302, True, "302")],
)
def test_a_refusal_is_told_apart_from_goodbye(answer: int, again: bool, words: str) -> None:
    """What is not a yes is tried again, unless the receiver is gone for good; nothing is followed elsewhere."""
    with listening(answer) as ear, pytest.raises(NotSent, match=words) as refused:
        send(webhook(ear.url), f"webhook {ear.url}", "m", {})
    assert refused.value.again is again
    assert len(ear.heard) == 1


def test_nobody_there_is_worth_another_try() -> None:
    """A server that is down, and a channel that the settings no longer name."""
    with listening() as ear:
        gone = ear.url
    with pytest.raises(NotSent, match="does not answer") as refused:
        send(webhook(gone), f"webhook {gone}", "m", {})
    assert refused.value.again
    with pytest.raises(NotSent, match="no longer name") as refused:
        send(webhook(gone), "webhook http://elsewhere", "m", {})
    assert not refused.value.again


def test_a_push_carries_title_words_and_link() -> None:
    """As ntfy takes it: the words are the body, the rest stands in the query, the token in its header."""
    with listening() as ear:
        push = Push(url=f"{ear.url}/topic?priority=high", token="tk_1")
        send(
            Notices(pushes=(push,)),
            push.name,
            "m",
            {"title": "Ash – du", "message": "Prüfen", "click": "http://x/operator"},
        )
        (heard,) = ear.heard
    assert heard.body.decode() == "Prüfen"
    assert heard.headers["authorization"] == "Bearer tk_1"
    query = parse_qs(urlsplit(heard.path).query)
    assert query == {"priority": ["high"], "title": ["Ash – du"], "click": ["http://x/operator"]}


def test_a_letter_arrives_whole() -> None:
    """Umlauts survive, a line break in a subject does not become a header, and nobody answers it by machine."""
    with mailbox() as box:
        send(by_mail(box), CUSTOMERS, "m1", LETTER)
        (envelope,) = box.letters
        letter = read(envelope)
    assert letter["Subject"] == "Werkstätte: fertig"
    assert letter["To"] == "Zoë <zoe@example.org>"
    assert letter["Message-ID"] == "<m1@example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().split() == ["Grüße"]
    assert envelope.rcpt_tos == ["zoe@example.org"]


def test_a_secured_line_is_proved_and_signed_in(tmp_path: Path) -> None:
    """STARTTLS with a known authority and the right password sends; without either nothing leaves."""
    pem, key = certificate(tmp_path)
    with mailbox((pem, key)) as box:
        right = {"security": "starttls", "authority": pem, "user": "print", "password": "secret"}
        send(by_mail(box, **right), OPERATORS, "m", LETTER)
        for wrong, words in (
            ({"authority": None}, "certificate"),
            ({"password": "guess"}, "535"),
            ({"security": "none", "authority": None}, "530|not supported"),
        ):
            with pytest.raises(NotSent, match=words):
                send(by_mail(box, **right | wrong), OPERATORS, "m", LETTER)
        assert len(box.letters) == 1


def test_a_receiver_who_is_refused_for_good_is_not_tried_again() -> None:
    """550 is an end, 451 is not; of several receivers those who were taken are not written to twice."""
    with mailbox() as box:
        box.refuse.add("zoe@example.org")
        with pytest.raises(NotSent, match="550 no such mailbox") as refused:
            send(by_mail(box), CUSTOMERS, "m", LETTER)
        assert not refused.value.again
        with pytest.raises(NotSent, match="the others have it") as refused:
            send(by_mail(box), CUSTOMERS, "m", LETTER | {"to": ["zoe@example.org", "ada@example.org"]})
        assert not refused.value.again
        box.busy = True
        with pytest.raises(NotSent, match="451 come back later") as refused:
            send(by_mail(box), CUSTOMERS, "m", LETTER)
        assert refused.value.again


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"webhooks": [{"url": "shop.example", "secret": SECRET}]}, "no address"),
        ({"webhooks": [{"url": "https://a.example", "secret": "c2hvcnQ="}]}, "24 to 64 bytes, this one 5"),
        ({"webhooks": [{"url": "https://a.example", "secret": "no base64!"}]}, "is base64"),
        ({"webhooks": [{"url": "https://a.example", "secret": SECRET, "events": ["finished"]}]}, "'accepted'"),
        ({"pushes": [{"url": "https://n.example/t"}, {"url": "https://n.example/t"}]}, "named twice"),
        ({"mail": {"host": "m.example", "sender": "nobody"}}, "name@example.org"),
        ({"mail": {"host": "m.example", "sender": "a@b.example", "security": "none", "user": "u"}}, "in the clear"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_words(wrong: object, words: str) -> None:
    """Each wrong setting is named with what would do."""
    with pytest.raises(ValidationError, match=words):
        Notices.model_validate(wrong)
