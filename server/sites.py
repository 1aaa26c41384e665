"""The places where printers stand, and when the gateways of each were heard last."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.database import now
from server.models import Site

#: A site of which no gateway was heard for so long has none, seconds; one that lives says so every two.
LOST = 15.0


def say(session: Session, site: str, at: float) -> None:
    """A gateway of that site lives, at seconds since 1970 by the database's clock."""
    if not session.execute(sa.update(Site).where(Site.name == site).values(heard_at=at).returning(Site.name)).all():
        session.add(Site(name=site, heard_at=at))
        session.flush()


def silence(session: Session, sites: Iterable[str]) -> dict[str, float | None]:
    """For how many seconds no gateway was heard, by site; None where none ever was."""
    at = now(session)
    heard = {row.name: row.heard_at for row in session.execute(sa.select(Site.name, Site.heard_at))}
    return {site: max(0.0, at - heard[site]) if site in heard else None for site in sorted(set(sites))}


def lost(session: Session, sites: Iterable[str]) -> dict[str, str]:
    """The sites whose gateways are silent, each with what is to be said of it."""
    found = silence(session, sites)
    return {site: words(site, seconds) for site, seconds in found.items() if seconds is None or seconds > LOST}


def words(site: str, seconds: float | None) -> str:
    """That nobody speaks for a site; so rounded that it does not change with every second."""
    if seconds is None:
        return f"No gateway for site {site} has ever been heard."
    if seconds < 60:
        time = f"{seconds // 10 * 10:.0f} s"
    elif seconds < 7200:
        time = f"{seconds // 60:.0f} min"
    else:
        time = f"{seconds // 3600:.0f} h"
    return f"No gateway for site {site} has been heard for {time}."
