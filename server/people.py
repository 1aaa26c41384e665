"""Who is an operator: one-time links, sessions and tokens. Secrets are kept as their SHA-256 only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.database import Database, now
from server.errors import Forbidden
from server.models import Key

LINK_SECONDS = 60 * 60
SESSION_SECONDS = 12 * 60 * 60
TOKEN_SECONDS = 365 * 24 * 60 * 60
COOKIE = "printwright_session"


@dataclass(frozen=True)
class Operator:
    """Somebody who may confirm plates and decide about jobs."""

    who: str


def fingerprint(secret: str) -> str:
    """SHA-256 of a secret, in hex. Enough for secrets of 256 random bits; passwords would need more."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, expected: str) -> bool:
    """Whether this is the secret with that fingerprint, in constant time."""
    return hmac.compare_digest(fingerprint(secret), expected)


def issue(session: Session, kind: str, who: str, seconds: float) -> str:
    """A new secret of 256 random bits; only its fingerprint is stored."""
    secret = secrets.token_urlsafe(32)
    session.add(Key(sha256=fingerprint(secret), kind=kind, who=who, expires_at=now(session) + seconds))
    return secret


def new_link(database: Database, who: str = "operator") -> str:
    """A one-time secret for the operator's room; older unused links die with it."""
    with database.begin() as session:
        session.execute(sa.delete(Key).where(Key.kind == "link"))
        return issue(session, "link", who, LINK_SECONDS)


def new_token(database: Database, who: str) -> str:
    """A token for programs, sent as `Authorization: Bearer <token>`."""
    with database.begin() as session:
        return issue(session, "token", who, TOKEN_SECONDS)


def open_room(database: Database, link: str) -> str:
    """The session that a one-time link opens. Raises Forbidden when it was used, is too old or unknown."""
    with database.begin() as session:
        at = now(session)
        used = session.execute(
            sa.update(Key)
            .where(
                Key.sha256 == fingerprint(link),
                Key.kind == "link",
                Key.used_at.is_(None),
                Key.expires_at > at,
            )
            .values(used_at=at)
            .returning(Key.who)
        ).scalar()
        if used is None:
            raise Forbidden(
                "This link was used already or is too old. Ask for a new one on the shop's machine: "
                "python -m server admin link"
            )
        return issue(session, "session", used, SESSION_SECONDS)


def who_is(database: Database, secret: str | None) -> Operator | None:
    """The operator that a session or token belongs to, if any."""
    if not secret or len(secret) > 200:
        return None
    with database.read() as connection:
        row = connection.execute(
            sa.select(Key.who, Key.expires_at).where(
                Key.sha256 == fingerprint(secret), Key.kind.in_(("session", "token"))
            )
        ).first()
        if row is None or row.expires_at < now(connection):
            return None
        return Operator(row.who)
