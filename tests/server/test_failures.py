"""A failed print is put down with a reason and a picture, tried again in one press, and counted against its design."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from server import ledger
from server.artefacts import Artefacts
from server.database import Database
from server.decisions import Decisions
from server.errors import IllegalMove, InvalidInput, NotFound
from server.failures import LARGEST, LONGEST, NOT_THE_DESIGN, WORDS, Failures, Reason
from server.jobs import AttemptState, JobState
from server.models import Design, Job
from server.outcomes import Outcomes
from server.people import Operator
from tests.server.conftest import fill

ADA = Operator("Ada")


@pytest.fixture
def failures(database: Database, tmp_path: Path) -> Failures:
    """A job of one design waits."""
    fill(database)
    with database.begin() as session:
        session.get_one(Design, "d" * 64).values = {"wall": 1.6}
    decisions = Decisions(database, None, None)  # type: ignore[arg-type]  # a job that failed is tried again without them
    return Failures(database, Artefacts(str(tmp_path / "artefacts")), decisions)


def printed(database: Database, outcome: str) -> None:
    """The job's next attempt, with that end."""
    with database.begin() as session:
        job = ledger.get_job(session, "order-1")
        ledger.move_job(session, job, JobState.SENDING, printer_id="ash", epoch=job.epoch + 1)
        name = ledger.open_attempt(session, job).name
        for state in (AttemptState.STAGED, AttemptState.STARTING, AttemptState.PRINTING):
            ledger.move_attempt(session, name, state)
        for step in (JobState.STARTING, JobState.PRINTING):
            ledger.move_job(session, job, step)
        ledger.move_attempt(session, name, AttemptState.ENDED, outcome=outcome)
        ledger.move_job(session, job, JobState.DONE if outcome == "done" else JobState.FAILED)


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


def test_why_it_failed_is_kept_and_it_is_tried_again(database: Database, failures: Failures) -> None:
    """One report for each attempt, the last word counts; with one press the job is queued anew."""
    with pytest.raises(NotFound):
        failures.report("nowhere", Reason.LOOSE, "", ADA, again=False)
    with pytest.raises(IllegalMove, match="was not printed yet"):
        failures.report("order-1", Reason.LOOSE, "", ADA, again=False)
    printed(database, "failed")
    failures.report("order-1", Reason.OTHER, "?", ADA, again=False)
    told = failures.report("order-1", Reason.LOOSE, " The corner  lifted. ", ADA, again=True)
    assert (told["reason_words"], told["words"], told["who"]) == ("It came off the plate", "The corner  lifted.", "Ada")
    assert [one["reason"] for one in failures.latest()] == ["loose"]
    with database.read() as session:
        assert session.get_one(Job, "order-1").state == JobState.QUEUED
    with pytest.raises(InvalidInput, match=f"in {LONGEST} letters"):
        failures.report("order-1", Reason.LOOSE, "x" * (LONGEST + 1), ADA, again=False)


def test_a_finished_print_has_no_report(database: Database, failures: Failures) -> None:
    """What failed on it is marked on its sheet."""
    printed(database, "done")
    with pytest.raises(IllegalMove, match="printed to its end; parts that failed are marked on its unpack sheet"):
        failures.report("order-1", Reason.LOOSE, "", ADA, again=False)


@pytest.mark.parametrize(("kind", "media"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_picture_is_kept_byte_for_byte(database: Database, failures: Failures, kind: str, media: str) -> None:
    """After a report, and only what is a picture."""
    printed(database, "failed")
    with pytest.raises(IllegalMove, match="Say first why"):
        failures.picture("order-1", picture(kind))
    failures.report("order-1", Reason.WARPED, "", ADA, again=False)
    told = failures.picture("order-1", picture(kind))
    assert failures.shown(told["attempt"]) == (picture(kind), media)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<svg/>", "not_a_picture"),
        (b"", "not_a_picture"),
        (picture("PNG")[:60], "not_a_picture"),
        (picture("GIF"), "not_a_picture"),
        (picture("PNG", (9000, 8000)), "too_many_points"),
        (b"\0" * (LARGEST + 1), "too_big"),
    ],
    ids=["svg", "nothing", "cut off", "gif", "points", "bytes"],
)
def test_what_is_no_picture_is_refused(failures: Failures, data: bytes, code: str) -> None:
    """By what is in it, whatever it is called; nothing of it is kept."""
    with pytest.raises(InvalidInput) as caught:
        failures.picture("order-1", data)
    assert caught.value.facts["errors"][0]["code"] == code


def test_only_what_says_something_of_the_design_is_counted(database: Database, failures: Failures) -> None:
    """A failure without a reason counts, one for which the machine is to blame does not, and what was printed does."""
    outcomes = Outcomes(database)
    assert outcomes.regions() == []
    for reason in (None, Reason.WARPED, Reason.FILAMENT, Reason.PERSON):
        printed(database, "failed")
        if reason is None:
            Decisions(database, None, None).act("order-1", "retry", ADA)  # type: ignore[arg-type]
        else:
            failures.report("order-1", reason, "", ADA, again=True)
    printed(database, "done")
    (region,) = outcomes.regions()
    assert region.words() == "Keychain: 2 of 3 failed"
    assert region.reasons == {"No reason given": 1, "It curled up": 1}
    assert {one.values["printer"] for one in region.prints} == {"ash"}
    assert set(Reason) == set(WORDS) > NOT_THE_DESIGN
    with database.begin() as session:
        session.get_one(Job, "order-1").objects = {"names": ["order_tag_1"], "again": ["order_tag_1"]}
    assert outcomes.regions()[0].words().startswith("Keychain: 3 of 3 failed")
