"""Printers of several sites: each is watched, and its prints carried, by the gateways of its own site alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from server import sites
from server.database import Database, now
from server.engine import Engine
from server.equipment import PrinterSettings
from server.farm import Farm
from server.matching import Matching
from server.models import Job, PrinterRow
from server.settings import Settings
from tests.server.conftest import fill

HERE = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")
THERE = PrinterSettings(id="elm", name="Elm", driver="virtual", machine="virtual-220", site="north")


def _seen(database: Database) -> dict[str, bool]:
    with database.read() as session:
        return {row.id: row.seen_at > 0 for row in session.query(PrinterRow)}


async def test_a_gateway_watches_the_printers_of_its_site(database: Database, tmp_path: Path) -> None:
    """The one here is seen, the one elsewhere is left to others, and both have their rows."""
    farm = Farm(Settings(data=tmp_path, printers=(THERE, HERE)), database, lambda _session, _job: None)
    farm.register()
    watching = asyncio.create_task(farm.watch())
    async with asyncio.timeout(60):
        while not _seen(database)["ash"]:  # noqa: ASYNC110  # what is awaited is a row in the database
            await asyncio.sleep(0.05)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert _seen(database) == {"ash": True, "elm": False}
    assert not (tmp_path / "virtual" / "elm").exists(), "it was not even asked"


def test_what_one_gateway_read_another_need_not_ask_for(database: Database, tmp_path: Path) -> None:
    """A reading serves every process while it is fresh; one from the future, by a clock set back, serves none."""
    farm = Farm(Settings(data=tmp_path, printers=(HERE,)), database, lambda _session, _job: None)
    farm.register()
    for age, fresh in ((0.5, True), (30.0, False), (-30.0, False)):
        with database.begin() as session:
            row = session.get_one(PrinterRow, "ash")
            row.seen_at, row.snapshot = now(session) - age, {"phase": "printing"}
        assert farm._shown("ash", 10.0) == ({"phase": "printing"} if fresh else None), age


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "No gateway for site north has ever been heard."),
        (42.4, "No gateway for site north has been heard for 40 s."),
        (61.0, "No gateway for site north has been heard for 1 min."),
        (7500.0, "No gateway for site north has been heard for 2 h."),
    ],
)
def test_a_site_that_nobody_speaks_for_is_named(seconds: float | None, said: str) -> None:
    """With how long, so rounded that pages are not told anew every second."""
    assert sites.words("north", seconds) == said


def test_a_gateway_speaks_for_its_site_alone(database: Database, tmp_path: Path) -> None:
    """Each beat of a gateway is heard; the other site is silent, and its printer says why it takes nothing."""
    fill(database)
    given = Settings(data=tmp_path, printers=(HERE, THERE))
    Farm(given, database, lambda _session, _job: None).register()
    matching = Matching(given, database, Engine(database))
    gateway = Gateway(database, site="main")
    gateway.beat()
    with database.begin() as session:
        assert set(sites.lost(session, ("main", "north"))) == {"north"}
        sites.say(session, "north", now(session) - 20)
        sites.say(session, "main", now(session) - 10)
        job = session.get_one(Job, "order-1")
        said = {one["printer"]: one for one in matching.refusals(job, matching.standing(session))}
    assert said["Elm"]["words"] == "is out of reach: No gateway for site north has been heard for 20 s."
    assert said["Elm"]["passing"]
    assert "gateway" not in said["Ash"]["words"]


class Gateway(Engine):
    """A gateway's engine, not launched."""

    def adopt(self) -> list[str]:
        """Nothing was ever carried here."""
        return []


def test_a_print_is_carried_by_the_gateways_of_its_printer(database: Database, tmp_path: Path) -> None:
    """Whoever matches it, the work goes to the queue of the printer's site."""
    fill(database, "sending")
    queues: list[str] = []

    class Notes:
        """Takes down what it is given."""

        def submit_in(self, session: Any, workflow: str, run: str, queue: str, *args: Any, **options: Any) -> None:
            """As the real one."""
            queues.append(queue)

    given = Settings(data=tmp_path, printers=(HERE, THERE))
    matching = Matching(given, database, Notes())  # type: ignore[arg-type]
    with database.begin() as session:
        session.add(PrinterRow(id="elm", bed="clear", bed_at=0.0, snapshot={"phase": "idle"}))
        session.flush()
        for printer in ("ash", "elm"):
            job = session.get_one(Job, "order-1")
            job.printer_id = printer
            matching.submit(session, job)
    assert queues == ["gateway-main", "gateway-north"]
