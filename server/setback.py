"""After the clock of the database was set back: what was written down lies in its future."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.database import now
from server.models import Job, Order

#: Of several processes that write the time, none is ahead of the others by so much, seconds.
AHEAD = 1.0


def of_now(session: Session, lease: float) -> None:
    """
    Take for the present what the clock has not come to yet.

    Else work would pass for alive, and its holder for one who may not be disturbed, until the clock has come there
    once more. Whoever lives renews a lease of so many seconds long before it ends, and loses nothing.
    """
    at = now(session)
    for kept in (Order, Job):
        session.execute(sa.update(kept).where(kept.beat > at + AHEAD).values(beat=at))
    session.execute(sa.update(Job).where(Job.lease_until > at + lease + AHEAD).values(lease_until=at + lease))
