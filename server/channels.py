"""Where news leaves the shop: webhooks, e-mail and pushes, as the settings name them."""

from __future__ import annotations

import base64
import binascii
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

Event = Literal["accepted", "done", "held", "cancelled", "person", "unsure"]
EVENTS: tuple[Event, ...] = ("accepted", "done", "held", "cancelled", "person", "unsure")
#: What a person has to know at once.
URGENT: tuple[Event, ...] = ("held", "person", "unsure")
#: What a customer is told.
CUSTOMER: tuple[Event, ...] = ("accepted", "done", "cancelled")
_HERE = ("localhost", "127.0.0.1", "::1")


def _address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+\S*", url):
        raise ValueError(f"{url!r} is no address; one begins with https:// or http:// and names a host")
    return url


def _mailbox(text: str) -> str:
    found = parseaddr(text)[1]
    if not re.fullmatch(r"[^@\s,]+@[^@\s,]+", found):
        raise ValueError(f"{text!r} is no e-mail address; name@example.org is, and so is Workshop <name@example.org>")
    return text


def key_of(secret: str) -> bytes:
    """The bytes that sign a webhook. Raises ValueError when the secret is not 24 to 64 bytes in base64."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as exc:
        raise ValueError("a webhook's secret is base64, with or without whsec_ before it") from exc
    if not 24 <= len(key) <= 64:
        raise ValueError(
            f"a webhook's secret has 24 to 64 bytes, this one {len(key)}; `openssl rand -base64 32` makes one"
        )
    return key


Address = Annotated[str, AfterValidator(_address)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]


class Webhook(BaseModel):
    """A program that is told, as the Standard Webhooks specification says (standardwebhooks.com)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    url: Address = Field(description="where it listens")
    secret: SecretStr = Field(
        description="what signs each message: 24 to 64 bytes in base64, with or without `whsec_` before it"
    )
    events: tuple[Event, ...] = Field(default=EVENTS, min_length=1, description="what it is told")

    @model_validator(mode="after")
    def _signs(self) -> Self:
        key_of(self.secret.get_secret_value())
        return self

    @property
    def name(self) -> str:
        """What it is called in the outbox; a query may hold a secret and is left out."""
        return f"webhook {self.url.split('?')[0]}"


class Push(BaseModel):
    """A topic of ntfy, or anything that takes a message as the body of a POST."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    url: Address = Field(description="the topic's address, such as `https://ntfy.sh/my-workshop-f3k9`")
    token: SecretStr = Field(default=SecretStr(""), description="sent as `Authorization: Bearer …`")
    events: tuple[Event, ...] = Field(default=URGENT, min_length=1, description="what it is told")

    @property
    def name(self) -> str:
        """What it is called in the outbox."""
        return f"push {self.url.split('?')[0]}"


class Mail(BaseModel):
    """E-mail, to customers about their orders and to operators when a person is needed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    host: str = Field(min_length=1, description="the mail server")
    port: int = Field(default=587, ge=1, le=65535, description="587 with `starttls`, 465 with `tls`")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="how the line is secured; the server's certificate must be valid"
    )
    authority: Path | None = Field(
        default=None,
        description="a PEM file of the authority that signed the server's certificate, for one of your own",
    )
    user: str = Field(default="", description="whom to sign in as, where the server asks")
    password: SecretStr = Field(default=SecretStr(""), description="the user's")
    sender: Mailbox = Field(description="who the mail is from, such as `Workshop <print@example.org>`")
    customers: bool = Field(
        default=True, description="customers are told when their order is accepted, done, cancelled"
    )
    operators: tuple[Mailbox, ...] = Field(default=(), description="who is told of `events`")
    events: tuple[Event, ...] = Field(default=URGENT, min_length=1, description="what operators are told")

    @model_validator(mode="after")
    def _sense(self) -> Self:
        if self.security == "none" and self.user and self.host not in _HERE:
            raise ValueError(
                f"with security = 'none' the password would go to {self.host} in the clear; the nearest is 'starttls'"
            )
        if self.security == "none" and self.authority:
            raise ValueError("an authority is named, but security = 'none' checks no certificate; the nearest is 'tls'")
        return self


class Notices(BaseModel):
    """Who is told when something happens. Without any of these nobody is, and the print room shows it all the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    webhooks: tuple[Webhook, ...] = Field(
        default=(), description="`[[notices.webhooks]]`: programs, told with a signature"
    )
    pushes: tuple[Push, ...] = Field(default=(), description="`[[notices.pushes]]`: telephones")
    mail: Mail | None = Field(default=None, description="`[notices.mail]`: e-mail")
    patience_seconds: float = Field(
        default=30, ge=0, le=3600, description="a printer that needs somebody for so long is news, seconds"
    )

    @model_validator(mode="after")
    def _once(self) -> Self:
        names = [one.name for one in self.listeners]
        double = {name for name in names if names.count(name) > 1}
        if double:
            raise ValueError(f"{sorted(double)[0]} is named twice; name its events in one place")
        return self

    @property
    def listeners(self) -> list[Webhook | Push]:
        """Those who are told over HTTP."""
        return [*self.webhooks, *self.pushes]

    @property
    def names(self) -> list[str]:
        """The channels there are."""
        mail = [] if self.mail is None else [*([CUSTOMERS] if self.mail.customers else []), *_operators(self.mail)]
        return [one.name for one in self.listeners] + mail


CUSTOMERS, OPERATORS = "mail to customers", "mail to operators"


def _operators(mail: Mail) -> list[str]:
    return [OPERATORS] if mail.operators else []
