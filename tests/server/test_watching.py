"""The shop's numbers and its health are true, and said in a form that programs read."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server import health, ledger, metrics
from server.channels import Notices, Push
from server.database import Database, now
from server.errors import BuildTimedOut, NotFound
from server.farm import Farm, unseen
from server.house import House
from server.jobs import JobState
from server.letters import Message, Notice
from server.models import Job, PrinterRow
from server.readfiles import ReadFiles
from server.settings import PrinterSettings, Settings
from server.workshop import Workshop
from tests.server.conftest import fill

ASH = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")


def nothing(name: str) -> bytes:
    """There are no artefacts."""
    raise NotFound(name)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """The parts of a house that are looked at, each of them real; no build process is started."""
    fill(database)
    with database.begin() as session:
        session.get_one(PrinterRow, "ash").snapshot = unseen() | {"phase": "idle"}
    told = Notices(pushes=(Push(url="http://127.0.0.1:9/t"),))
    settings = Settings(data=tmp_path, printers=(ASH,), notices=told)
    farm = Farm(settings, database, lambda session, job: None, {"ash": ASH})
    read = ReadFiles(settings)
    parts = {
        "settings": settings,
        "read_files": read,
        "database": database,
        "farm": farm,
        "workshop": Workshop(settings, nothing),
    }
    return cast(House, SimpleNamespace(**parts))


def read(house: House) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Every family by name, its samples by label, as Prometheus' own reader understands it."""
    return {
        family.name: {tuple(sorted(sample.labels.items())): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(metrics.text(house))
    }


def test_numbers_follow_what_happens(house: House) -> None:
    """A job that waits, then is unsure; a printer that was never heard of, then idles; each state has its number."""
    with house.database.begin() as session:
        session.get_one(Job, "order-1").created_at = now(session) - 90
    seen = read(house)
    assert seen["printwright_jobs"][(("state", "queued"),)] == 1
    assert seen["printwright_jobs"].keys() == {(("state", state),) for state in JobState}
    assert 90 <= seen["printwright_queue_oldest_seconds"][()] < 150
    assert seen["printwright_printers"][(("state", "unreachable"),)] == 1
    assert seen["printwright_printer_seen_seconds"] == {}
    with house.database.begin() as session:
        for state in (JobState.MATCHED, JobState.SENDING, JobState.STARTING):
            ledger.move_job(session, ledger.get_job(session, "order-1"), state, printer_id="ash")
        job = ledger.get_job(session, "order-1")
        ledger.open_attempt(session, job)
        ledger.move_job(session, job, JobState.UNSURE, trouble=ledger.trouble("unsure", "Who knows?"))
        session.get_one(PrinterRow, "ash").seen_at = now(session)
    seen = read(house)
    assert seen["printwright_jobs_unsure"][()] == seen["printwright_printers_needing_a_person"][()] == 1
    assert seen["printwright_queue_oldest_seconds"][()] == 0
    assert seen["printwright_attempts"] == {(("outcome", ""), ("state", "staging")): 1}
    assert seen["printwright_printers"][(("state", "idle"),)] == 1
    assert seen["printwright_printers"][(("state", "unreachable"),)] == 0
    assert seen["printwright_orders"][(("state", "held"),)] == 1


def test_a_name_with_quotes_does_not_break_the_form(house: House) -> None:
    """Whatever stands in a label comes out as it went in."""
    odd = 'a "b" \\ c\nd'
    family = metrics.Family("printwright_odd", "gauge", "Odd.", [({"name": odd}, 1.5)])
    (found,) = text_string_to_metric_families(str(family))
    assert (found.samples[0].labels, found.samples[0].value) == ({"name": odd}, 1.5)
    assert read(house)


def words(house: House, *, operator: bool = True) -> dict[str, tuple[bool, str]]:
    """Each part's health."""
    return {part["name"]: (part["well"], part["words"]) for part in health.look(house, operator=operator)["parts"]}


def test_health_says_what_is_missing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silent printers, a full disk, messages that do not leave, in words; only operators read where messages go."""
    assert words(house)["printers"] == (False, "1 of 1 printers do not answer")
    assert words(house)["workers"] == (False, "geometry is still loading")
    with house.database.begin() as session:
        session.get_one(PrinterRow, "ash").seen_at = now(session)
        session.add(notice := Notice(event="held", subject="order", at=0.0, planned=True))
        session.flush()
        lost: dict[str, Any] = {"channel": "push http://127.0.0.1:9/t", "error": "127.0.0.1 does not answer"}
        message = Message(id="m", notice_id=notice.id, body={}, state="waiting", next_at=0.0, created_at=0.0, **lost)
        session.add(message)
    assert words(house)["printers"] == (True, "all 1 answer")
    assert words(house)["messages"] == (
        False,
        "Messages do not leave: push http://127.0.0.1:9/t: 127.0.0.1 does not answer",
    )
    assert "127.0.0.1" not in words(house, operator=False)["messages"][1]
    monkeypatch.setattr(health, "ROOM", 1 << 60)
    well, said = words(house)["disk"]
    assert not well
    assert said.startswith("Only ")


def test_settings_that_changed_since_the_start_are_told(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a file that was not there before, or an export that a printer is named by; one put back is no change."""
    assert words(house)["settings"] == (True, "as they were read at the start")
    (tmp_path / "settings.toml").write_text('shop = "Ours"\n')
    told = "settings.toml has changed since the shop was started; what is new there counts after the next start."
    assert words(house)["settings"] == (False, told)
    exported = tmp_path / "mine.ini"
    exported.write_text("layer_height = 0.2\n")
    given = house.settings.model_copy(update={"printers": (ASH.model_copy(update={"machine": f"file:{exported}"}),)})
    read = ReadFiles(given)
    exported.touch()
    assert read.words() is None
    exported.write_text("layer_height = 0.3\n")
    assert read.changed() == [str(exported)]
    exported.write_text("layer_height = 0.2\n")
    assert read.words() is None
    monkeypatch.setenv("PRINTWRIGHT_SETTINGS", str(exported))
    read = ReadFiles(house.settings)
    exported.unlink()
    assert read.words() == told.replace("settings.toml", "mine.ini")


def test_health_answers_where_the_database_does_not(house: House) -> None:
    """The other parts are still told, and the database's own words stay inside."""
    house.database.close()
    path = Path(house.database.url.removeprefix("sqlite:///"))
    path.write_bytes(b"this is no database, it is a text" * 100)
    for name in ("-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)
    found = health.look(house, operator=False)
    assert found["status"] == "degraded"
    well, said = words(house)["database"]
    assert not well
    assert "does not answer" in said
    assert str(path) not in said


@pytest.mark.long
def test_builds_are_counted_by_how_they_ended(tmp_path: Path) -> None:
    """One that is made, one that takes too long and costs its worker, and nothing else."""

    async def build() -> Workshop:
        made = Workshop(Settings(data=tmp_path, workers=1), nothing)
        await made.start()
        try:
            await made.slots.run({"do": "catalogue"}, seconds=60)
            with pytest.raises(BuildTimedOut):
                await made.slots.run({"do": "catalogue"}, seconds=1e-9)
        finally:
            await made.stop()
        return made

    tally = asyncio.run(build()).slots.tally
    assert dict(tally.builds) == {"made": 1, "timed_out": 1}
    assert tally.kills == 1
