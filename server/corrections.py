"""
What the shop has learned of its own slices: by how much estimates are off, profile by profile.

Each slice gives the ratio of the slicer's figure to the estimate. The correction is the median of the latest ratios, so
that no odd one moves it. Every change of it is a version: a price that was shown names the version it was reckoned with
and can be reckoned again.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.database import Database, now
from server.errors import NotFound
from server.models import Correction, ExactFigures

LATEST = 31  # slices that count
FEWEST = 5  # slices before anything is believed
BOUNDS = (0.5, 2.0)  # no correction goes beyond: further off, something else is wrong
WORTH = 0.005  # a smaller change is not worth a new version
_FRESH = 2.0  # seconds for which a correction is not asked for again


@dataclass(frozen=True)
class Factors:
    """What estimates of a profile are multiplied by. Version 0 is that of a profile of which nothing was learned."""

    version: int = 0
    grams: float = 1.0
    seconds: float = 1.0
    samples: int = 0


class Corrections:
    """The corrections of all profiles, by the profile's digest. Methods block on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[float, Factors]] = {}

    def latest(self, profile: str) -> Factors:
        """The correction in force."""
        at, known = self._known.get(profile, (0.0, Factors()))
        if time.monotonic() - at < _FRESH and at:
            return known
        with self._database.read() as session:
            found = _factors(_newest(session, profile))
        self._known[profile] = (time.monotonic(), found)
        return found

    def kept(self, profile: str, version: int, hours: float) -> Factors | None:
        """The correction of that version, if it is in force, or was within so many hours; else None."""
        with self._database.read() as session:
            newest = _newest(session, profile)
            if version == (newest.version if newest else 0):
                return _factors(newest)
            row = session.get(Correction, (profile, version))
            after = session.get(Correction, (profile, version + 1))
            if after is None or after.created_at < now(session) - hours * 3600 or (row is None and version != 0):
                return None
            return _factors(row)

    def learn(self, session: Session, profile: str) -> None:
        """Take the slices of a profile into account, as they stand in this transaction."""
        newest = _newest(session, profile)
        since = session.scalar(
            sa.select(sa.func.max(Correction.created_at)).where(
                Correction.profile == profile, Correction.reset_by != ""
            )
        )
        recent = session.execute(
            sa.select(ExactFigures.grams / ExactFigures.raw_grams, ExactFigures.seconds / ExactFigures.raw_seconds)
            .where(
                ExactFigures.profile == profile,
                ExactFigures.created_at > (since or 0.0),
                ExactFigures.raw_grams > 0,
                ExactFigures.raw_seconds > 0,
            )
            .order_by(ExactFigures.created_at.desc())
            .limit(LATEST)
        ).all()
        if len(recent) < FEWEST:
            return
        old = _factors(newest)
        grams, seconds = (_bounded(statistics.median(row[place] for row in recent)) for place in (0, 1))
        if abs(grams - old.grams) < WORTH and abs(seconds - old.seconds) < WORTH:
            return
        session.add(
            Correction(
                profile=profile,
                version=old.version + 1,
                grams=grams,
                seconds=seconds,
                samples=len(recent),
                reset_by="",
                created_at=now(session),
            )
        )
        self._known.pop(profile, None)

    def reset(self, profile: str, who: str) -> None:
        """Forget what was learned of a profile; only slices from now on count. Raises NotFound."""
        with self._database.begin() as session:
            newest = _newest(session, profile)
            if newest is None:
                raise NotFound("Nothing was learned of a profile of this name.", field="profile")
            session.add(
                Correction(
                    profile=profile,
                    version=newest.version + 1,
                    grams=1.0,
                    seconds=1.0,
                    samples=0,
                    reset_by=who[:200] or "operator",
                    created_at=now(session),
                )
            )
        self._known.pop(profile, None)

    def all(self) -> list[dict[str, Any]]:
        """The correction in force of each profile that was ever sliced for, for the operator."""
        with self._database.read() as session:
            counts = session.execute(
                sa.select(
                    ExactFigures.profile,
                    ExactFigures.machine,
                    ExactFigures.material,
                    ExactFigures.quality,
                    sa.func.count(),
                )
                .group_by(ExactFigures.profile, ExactFigures.machine, ExactFigures.material, ExactFigures.quality)
                .order_by(ExactFigures.machine, ExactFigures.material, ExactFigures.quality)
            ).all()
            found = []
            for profile, machine, material, quality, count in counts:
                newest = _newest(session, profile)
                found.append(
                    {
                        "profile": profile,
                        "machine": machine,
                        "material": material,
                        "quality": quality,
                        "slices": count,
                        **_factors(newest).__dict__,
                        "reset_by": newest.reset_by if newest else "",
                        "since": newest.created_at if newest else None,
                    }
                )
            return found


def _newest(session: Session, profile: str) -> Correction | None:
    wanted = sa.select(Correction).where(Correction.profile == profile).order_by(Correction.version.desc()).limit(1)
    return session.scalars(wanted).first()


def _factors(row: Correction | None) -> Factors:
    return Factors() if row is None else Factors(row.version, row.grams, row.seconds, row.samples)


def _bounded(ratio: float) -> float:
    return round(min(max(ratio, BOUNDS[0]), BOUNDS[1]), 4)
