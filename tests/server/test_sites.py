"""Printers of several sites: each is watched, and its prints carried, by the gateways of its own site alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from server.database import Database, now
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


def test_a_print_is_carried_by_the_gateways_of_its_printer(database: Database, tmp_path: Path) -> None:
    """Whoever matches it, the work goes to the queue of the printer's site."""
    fill(database, "sending")
    queues: list[str] = []

    class Engine:
        """Takes down what it is given."""

        def submit_in(self, session: Any, workflow: str, run: str, queue: str, *args: Any, **options: Any) -> None:
            """As the real one."""
            queues.append(queue)

    given = Settings(data=tmp_path, printers=(HERE, THERE))
    matching = Matching(given, database, Engine())  # type: ignore[arg-type]
    with database.begin() as session:
        session.add(PrinterRow(id="elm", bed="clear", bed_at=0.0, snapshot={"phase": "idle"}))
        session.flush()
        for printer in ("ash", "elm"):
            job = session.get_one(Job, "order-1")
            job.printer_id = printer
            matching.submit(session, job)
    assert queues == ["gateway-main", "gateway-north"]
