"""Why prints failed, as somebody saw it: a reason from a list, words, a picture; and the next try in the same press."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from PIL import Image, UnidentifiedImageError
from sqlalchemy.orm import Session

from server import ledger
from server.artefacts import Artefacts
from server.database import Database, now
from server.decisions import Decisions
from server.errors import IllegalMove, InvalidInput, NotFound, field_error
from server.jobs import AttemptState, JobState
from server.live import FARM, tell
from server.models import Attempt, Failure, Job
from server.people import Operator

#: Letters of the free words.
LONGEST = 1000
#: A picture from a telephone is smaller, bytes; and of no more points.
LARGEST, POINTS = 12 << 20, 64_000_000
#: What pictures are taken, by the name that Pillow gives them.
KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
#: How many reports the print room is shown.
SHOWN = 50


class Reason(StrEnum):
    """What was seen. Its value is stored and never changes."""

    LOOSE = "loose"
    WARPED = "warped"
    STRANDS = "strands"
    SHIFTED = "shifted"
    GAPS = "gaps"
    BROKE = "broke"
    LOOKS = "looks"
    CLOGGED = "clogged"
    FILAMENT = "filament"
    MACHINE = "machine"
    PERSON = "person"
    OTHER = "other"


WORDS: dict[Reason, str] = {
    Reason.LOOSE: "It came off the plate",
    Reason.WARPED: "It curled up",
    Reason.STRANDS: "Strands in the air",
    Reason.SHIFTED: "Layers are shifted",
    Reason.GAPS: "Walls or layers are missing",
    Reason.BROKE: "It broke or split",
    Reason.LOOKS: "It does not look right",
    Reason.CLOGGED: "The nozzle was clogged",
    Reason.FILAMENT: "The filament ran out or got caught",
    Reason.MACHINE: "The machine, its power or its network",
    Reason.PERSON: "Somebody stopped it",
    Reason.OTHER: "Something else",
}
#: These say nothing against the design: such a print counts neither as failed nor as printed.
NOT_THE_DESIGN = frozenset({Reason.CLOGGED, Reason.FILAMENT, Reason.MACHINE, Reason.PERSON})


class Failures:
    """The reports; each names who wrote it."""

    def __init__(self, database: Database, artefacts: Artefacts, decisions: Decisions) -> None:
        self._database = database
        self._artefacts = artefacts
        self._decisions = decisions

    def report(self, job_id: str, reason: Reason, words: str, operator: Operator, *, again: bool) -> dict[str, Any]:
        """
        Write down why the last print of a job failed, in place of what was written before; `again` tries it anew.

        Raises NotFound, InvalidInput, and IllegalMove when no print of it ended early, or it cannot be tried again.
        """
        said = words.strip()
        if len(said) > LONGEST:
            told = f"Please say it in {LONGEST} letters; these are {len(said)}."
            raise InvalidInput([field_error("words", "too_long", told, limit=LONGEST, nearest=said[:LONGEST])])
        with self._database.begin() as session:
            attempt = self._attempt(session, job_id)
            row = session.get(Failure, attempt.name)
            at = now(session)
            if row is None:
                row = Failure(attempt=attempt.name, picture=None, picture_kind="")
            row.reason, row.words, row.who, row.at = reason, said, operator.who, at
            session.add(row)
            session.flush()
            ledger.remark(session, "job", job_id, JobState.FAILED, operator.who, f"{WORDS[reason]}. {said}".strip())
            tell(session, FARM)
            found = _view(session, row)
        if again:
            self._decisions.act(job_id, "retry", operator)
        return found

    def picture(self, job_id: str, data: bytes) -> dict[str, Any]:
        """Add a picture to the report of a job's last print. Raises NotFound, IllegalMove, InvalidInput."""
        kind = _kind(data)
        name = self._artefacts.put(data)
        with self._database.begin() as session:
            row = session.get(Failure, self._attempt(session, job_id).name)
            if row is None:
                raise IllegalMove("Say first why it failed; then a picture can be added.", code="no_report")
            row.picture, row.picture_kind = name, kind
            session.flush()
            tell(session, FARM)
            return _view(session, row)

    def shown(self, attempt: str) -> tuple[bytes, str]:
        """The picture of a report and its media type. Raises NotFound, ArtefactDamaged."""
        with self._database.read() as session:
            row = session.get(Failure, attempt)
            if row is None or row.picture is None:
                raise NotFound("There is no such picture.", field="attempt")
            name, kind = row.picture, row.picture_kind
        return self._artefacts.get(name), kind

    def latest(self) -> list[dict[str, Any]]:
        """The newest reports first."""
        with self._database.read() as session:
            rows = session.scalars(sa.select(Failure).order_by(Failure.at.desc(), Failure.attempt).limit(SHOWN)).all()
            return [_view(session, row) for row in rows]

    def _attempt(self, session: Session, job_id: str) -> Attempt:
        """The last print of a job, if it ended early."""
        ledger.get_job(session, job_id)
        last = session.scalars(
            sa.select(Attempt)
            .where(Attempt.job_id == job_id, Attempt.state == AttemptState.ENDED)
            .order_by(Attempt.epoch.desc())
            .limit(1)
        ).first()
        if last is None or last.outcome == "done":
            words = "was printed to its end" if last else "was not printed yet"
            hint = "; parts that failed are marked on its unpack sheet" if last else ""
            raise IllegalMove(f"Job {job_id} {words}{hint}.", code="not_failed")
        return last


def _view(session: Session, row: Failure) -> dict[str, Any]:
    attempt = session.get_one(Attempt, row.attempt)
    return {
        "attempt": row.attempt,
        "job": attempt.job_id,
        "title": session.get_one(Job, attempt.job_id).title,
        "printer": attempt.printer_id,
        "reason": row.reason,
        "reason_words": WORDS[Reason(row.reason)],
        "words": row.words,
        "picture": f"/api/failures/{row.attempt}/picture" if row.picture else None,
        "who": row.who,
        "at": row.at,
    }


def _kind(data: bytes) -> str:
    """The media type of a picture that is one. Raises InvalidInput."""
    if len(data) > LARGEST:
        words = f"This picture has {len(data) / (1 << 20):.1f} MB; the most is {LARGEST >> 20} MB."
        raise InvalidInput([field_error("picture", "too_big", words, limit=LARGEST)])
    try:
        with Image.open(io.BytesIO(data), formats=list(KINDS)) as picture:
            width, height = picture.size
            if width * height > POINTS:
                words = f"This picture has {width} x {height} points; the most is {POINTS // 1_000_000} million."
                raise InvalidInput([field_error("picture", "too_many_points", words, limit=POINTS)])
            kind = KINDS[str(picture.format)]
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as wrong:
        words = "This is no picture that can be shown; it may be a JPEG, a PNG or a WebP."
        raise InvalidInput([field_error("picture", "not_a_picture", words)]) from wrong
    return kind
