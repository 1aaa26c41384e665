"""How a message leaves: as a signed webhook, as a push, as e-mail. One try each; whoever calls tries again."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
import secrets
import smtplib
import ssl
import time
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.utils import format_datetime, localtime, parseaddr
from functools import partial
from typing import Any

import httpx

from server.channels import CUSTOMERS, OPERATORS, Mail, Notices, Push, Webhook, key_of
from server.errors import NotSent
from server.settings import Settings

#: How long a receiver may take, seconds.
PATIENCE = 15.0
_JSON = {"Content-Type": "application/json", "User-Agent": "Printwright"}


def signature(key: bytes, message: str, at: int, body: bytes) -> str:
    """The signature of a webhook, as the Standard Webhooks specification says, version 1."""
    signed = hmac.new(key, f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def send(notices: Notices, channel: str, message: str, body: Mapping[str, Any]) -> None:
    """
    Try once to send a message, known by its id, over a channel of the settings.

    Raises NotSent, which says whether another try makes sense.
    """
    ways: dict[str, Callable[[], None]] = {}
    for hook in notices.webhooks:
        ways[hook.name] = partial(_webhook, hook, message, body)
    for push in notices.pushes:
        ways[push.name] = partial(_push, push, body)
    if notices.mail is not None:
        ways[CUSTOMERS] = ways[OPERATORS] = partial(_mail, notices.mail, message, body)
    if channel not in ways:
        raise NotSent(f"The settings no longer name {channel}.", again=False)
    ways[channel]()


def trial(settings: Settings, channel: str) -> str:
    """Send a message that says it is a trial; returns where it went. Raises NotSent. No customer is ever written to."""
    words = f"This is a trial of the notices of {settings.shop}."
    message = f"trial-{secrets.token_hex(8)}"
    if channel == CUSTOMERS:
        if settings.notices.mail is None or not settings.notices.mail.operators:
            raise NotSent("Without `operators` there is nobody whom a trial could be sent to.", again=False)
        channel = OPERATORS
    to = list(settings.notices.mail.operators) if settings.notices.mail else []
    body = {
        "type": "trial",
        "timestamp": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
        "data": {"words": words},
    }
    if channel.startswith("push"):
        body = {"title": settings.shop, "message": words, "click": f"{settings.address}/operator"}
    elif channel == OPERATORS:
        body = {"to": to, "subject": f"{settings.shop}: a trial", "text": f"{words}\n"}
    send(settings.notices, channel, message, body)
    return f"sent to {', '.join(to)}" if channel == OPERATORS else "sent"


def _webhook(hook: Webhook, message: str, body: Mapping[str, Any]) -> None:
    data = json.dumps(body, separators=(",", ":")).encode()
    at = int(time.time())
    signed = signature(key_of(hook.secret.get_secret_value()), message, at, data)
    headers = {"webhook-id": message, "webhook-timestamp": str(at), "webhook-signature": signed}
    _post(hook.url, data, _JSON | headers)


def _push(push: Push, body: Mapping[str, Any]) -> None:
    token = push.token.get_secret_value()
    headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "Printwright"}
    # In the query, for a header holds no more than Latin letters.
    _post(
        push.url,
        str(body["message"]).encode(),
        headers | ({"Authorization": f"Bearer {token}"} if token else {}),
        {"title": str(body["title"]), "click": str(body["click"])},
    )


def _post(url: str, data: bytes, headers: Mapping[str, str], query: Mapping[str, str] | None = None) -> None:
    address = httpx.URL(url)
    if query:
        address = address.copy_merge_params(dict(query))
    try:
        with httpx.Client(timeout=PATIENCE) as client:
            answer = client.post(address, content=data, headers=dict(headers))
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        raise NotSent(f"{address.host} does not answer: {exc or type(exc).__name__}") from exc
    if answer.status_code == httpx.codes.GONE:
        raise NotSent(f"{address.host} says 410: it wants no more of these.", again=False)
    if not answer.is_success:
        raise NotSent(f"{address.host} says {answer.status_code} {answer.reason_phrase}.")


def _mail(mail: Mail, message: str, body: Mapping[str, Any]) -> None:
    letter = EmailMessage()
    domain = parseaddr(mail.sender)[1].rpartition("@")[2]
    try:
        letter["From"], letter["To"] = mail.sender, ", ".join(body["to"])
        letter["Subject"] = " ".join(body["subject"].split())
        letter["Date"], letter["Message-ID"] = format_datetime(localtime()), f"<{message}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(body["text"])
    except (ValueError, IndexError) as exc:
        raise NotSent(f"{body['to']} is no address that mail can go to: {exc}", again=False) from exc
    try:
        with _line(mail) as line:
            if mail.user:
                line.login(mail.user, mail.password.get_secret_value())
            refused = line.send_message(letter)
    except smtplib.SMTPRecipientsRefused as exc:
        code, said = next(iter(exc.recipients.values()))
        raise NotSent(f"{mail.host} refuses the receiver: {code} {_text(said)}", again=code < 500) from exc
    except smtplib.SMTPResponseException as exc:
        raise NotSent(f"{mail.host} says {exc.smtp_code} {_text(exc.smtp_error)}") from exc
    except (smtplib.SMTPException, OSError) as exc:
        raise NotSent(f"{mail.host} cannot be reached: {exc or type(exc).__name__}") from exc
    if refused:
        # The others have it; sending again would send it to them twice.
        raise NotSent(f"{mail.host} refuses {', '.join(sorted(refused))}; the others have it.", again=False)


def _line(mail: Mail) -> smtplib.SMTP:
    trusted = None
    if mail.security != "none":
        trusted = ssl.create_default_context(cafile=None if mail.authority is None else str(mail.authority))
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=PATIENCE, context=trusted)
    line = smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE)
    if trusted is not None:
        try:
            line.starttls(context=trusted)
        except BaseException:
            line.close()
            raise
    return line


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
