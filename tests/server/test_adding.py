"""Printers added on the page: found, judged, kept in the database, known to every process, taken away again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.adding import Adding, plain
from server.database import Database
from server.errors import IllegalMove, InvalidInput, NotFound, Refused
from server.farm import Farm
from server.fleet import Fleet
from server.models import Job, PrinterRow
from server.offer import Offer
from server.reach import check
from server.settings import Settings
from tests.hosts.duet import DuetHost
from tests.printers.replay import serving
from tests.printers.test_finding import keeps_out, lets_in
from tests.printers.test_neighbours import announced, answering
from tests.server.conftest import fill

WISH = {
    "name": "Old Faithful",
    "driver": "octoprint",
    "address": "http://127.0.0.1:9",
    "key": "secret-key",
    "machine": "generic-200",
    "materials": ["pla"],
    "serial": "",
}


class Bench:
    """What adds printers, on settings with one of its own."""

    def __init__(self, database: Database) -> None:
        self.settings = Settings(data=Path("unused"))
        self.fleet = Fleet(self.settings, database)
        self.adding = Adding(self.settings, database, self.fleet)

    def add(self, **changes: Any) -> str:
        return self.adding.add({**WISH, **changes})


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


async def test_what_answers_is_found_and_its_profile_proposed(bench: Bench) -> None:
    """The kind of host, that the key is good, what the machine says of itself, and the profile that fits it."""
    async with serving(lets_in("octoprint")) as port:
        found = await bench.adding.look(f"127.0.0.1:{port}", "key")
    assert (found["driver"], found["key"], found["phase_words"]) == ("octoprint", "good", "Idle")
    assert found["address"] == f"http://127.0.0.1:{port}"
    assert "bed 200 x 200 mm" in found["says"]
    assert {"id": "generic-200", "why": "its bed of 200 x 200 mm fits"} in found["machines"]


async def test_a_key_that_is_missing_or_wrong_is_said(bench: Bench) -> None:
    """The host is known all the same; the key is not repeated."""
    async with serving(keeps_out("octoprint")) as port:
        without = await bench.adding.look(f"127.0.0.1:{port}", "")
        wrong = await bench.adding.look(f"127.0.0.1:{port}", "not-this-one")
    assert (without["key"], wrong["key"]) == ("missing", "refused")
    assert (without["driver"], without["software"]) == ("octoprint", None)
    assert "not-this-one" not in str(wrong)


async def test_nobody_and_somebody_else_are_told_apart(bench: Bench) -> None:
    """Each is an error of the field, in words."""
    with pytest.raises(InvalidInput, match="nothing answers at"):
        await bench.adding.look("127.0.0.1:9", "")
    async with serving(lambda method, path: (200, "<html>router</html>")) as port:
        with pytest.raises(InvalidInput, match="none of duet, moonraker"):
            await bench.adding.look(f"127.0.0.1:{port}", "")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("169.254.169.254", "outside"),
        ("8.8.8.8:80", "outside"),
        ("http://[2001:db8::1]/", "outside"),
        ("[::ffff:8.8.8.8]", "outside"),
        ("http://0.0.0.0", "outside"),
        ("http://2130706433.example.invalid", "unknown_name"),
        ("file:///etc/passwd", "not_an_address"),
        ("ftp://127.0.0.1", "not_an_address"),
        ("http://user:word@127.0.0.1", "not_an_address"),
        ("two words", "not_an_address"),
        ("", "not_an_address"),
    ],
)
async def test_addresses_elsewhere_are_not_asked(typed: str, code: str) -> None:
    """Only the workshop's own networks, whatever way the number is written; the limit is named."""
    with pytest.raises(InvalidInput) as caught:
        await check(typed, Settings(data=Path("unused")).printer_networks)
    (error,) = caught.value.facts["errors"]
    assert (error["field"], error["code"]) == ("address", code)
    assert code != "outside" or "192.168.0.0/16" in error["limit"]


@pytest.mark.parametrize(
    "typed",
    ["127.0.0.1", "localhost:5000", "http://10.1.2.3/mk3", "192.168.0.7:7125", "[fd00::7]", "[::ffff:10.0.0.1]"],
)
async def test_addresses_of_the_workshop_are_asked(typed: str) -> None:
    """As a person types them."""
    await check(typed, Settings(data=Path("unused")).printer_networks)


async def test_whoever_announces_himself_is_proposed(bench: Bench, tmp_path: Path) -> None:
    """By name, kind and address: not what is no printer, what lies outside of the networks, or what is here already."""
    host = DuetHost(tmp_path, sbc=False)
    here = announced("_http._tcp.local", "My Duet", "duet.local", "127.0.0.1", host.port)
    other = announced("_http._tcp.local", "television", "tv.local", "127.0.0.1", 9)
    outside = announced("_octoprint._tcp.local", "far", "far.local", "203.0.113.9", 80)
    address = f"http://127.0.0.1:{host.port}"
    try:
        async with answering(lambda _question: [here, other, outside]) as group:
            assert await bench.adding.near(group) == [{"name": "My Duet", "driver": "duet", "address": address}]
            bench.add(driver="duet", address=address)
            assert await bench.adding.near(group) == []
    finally:
        host.close()


async def test_the_networks_are_a_setting() -> None:
    """Another one may be allowed, and then only that one is."""
    allowed = Settings(data=Path("unused"), printer_networks=("203.0.113.0/24",)).printer_networks
    await check("203.0.113.9", allowed)
    with pytest.raises(InvalidInput):
        await check("127.0.0.1", allowed)
    with pytest.raises(ValueError, match=r"printer_networks"):
        Settings(data=Path("unused"), printer_networks=("a network",))


def test_an_added_printer_is_there_for_every_process_and_after_a_restart(bench: Bench, database: Database) -> None:
    """It is watched and offered as if it stood in the settings; its plate is unknown, its key is kept."""
    assert bench.add() == "old-faithful"
    farm = Farm(bench.settings, database, lambda _session, _job: None, bench.fleet)
    farm.register()
    other = Fleet(bench.settings, database)
    other.refresh()
    assert list(other) == ["virtual", "old-faithful"]
    assert other["old-faithful"] == bench.fleet["old-faithful"]
    assert other["old-faithful"].key.get_secret_value() == "secret-key"
    offer = Offer(bench.settings, other)
    assert offer.machines(offer.material("pla")) == ["virtual-220", "generic-200"]
    with database.read() as session:
        row = session.get(PrinterRow, "old-faithful")
        assert (row.bed, row.bed_why, row.enabled) == ("unknown", "the printer is new here", True)


def test_an_id_is_never_given_twice(bench: Bench) -> None:
    """Not to a printer of the settings, nor to one that was taken away; the nearest free one is named."""
    bench.add()
    bench.adding.remove("old-faithful")
    assert list(bench.fleet) == ["virtual"]
    for name in ("Old Faithful", "Virtual"):
        with pytest.raises(InvalidInput) as caught:
            bench.add(name=name)
        assert caught.value.facts["nearest"] == f"{plain(name)}-2"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"driver": "octoprnt"}, "driver"),
        ({"driver": "virtual", "address": "/etc"}, "driver"),
        ({"machine": "generic-20"}, "machine"),
        ({"machine": "file:/etc/passwd"}, "machine"),
        ({"materials": ["wood"]}, "materials"),
    ],
)
def test_what_would_not_print_is_not_kept(bench: Bench, changes: dict[str, Any], field: str) -> None:
    """A driver, a machine or a material that is not there, and folders and files of the shop's own computer."""
    with pytest.raises(InvalidInput) as caught:
        bench.add(**changes)
    assert caught.value.facts["field"] == field
    assert list(bench.fleet) == ["virtual"]


def test_taking_away_waits_for_what_is_on_it(bench: Bench, database: Database) -> None:
    """A printer with a job stays; one of the settings is taken out there; nobody knows a third."""
    bench.add()
    fill(database)
    with database.begin() as session:
        job = session.get_one(Job, "order-1")
        job.printer_id, job.state = "old-faithful", "sending"
    with pytest.raises(IllegalMove, match="is on this printer"):
        bench.adding.remove("old-faithful")
    with pytest.raises(Refused, match="settings file"):
        bench.adding.remove("virtual")
    with pytest.raises(NotFound, match="There are: old-faithful, virtual"):
        bench.adding.remove("nobody")


def test_machines_are_found_by_words(bench: Bench) -> None:
    """Our own by any word of theirs; never a virtual one, which is no machine."""
    assert [one["id"] for one in bench.adding.machines("generic")][:1] == ["generic-200"]
    assert all("virtual" not in one["id"] for one in bench.adding.machines(""))


def test_a_row_that_cannot_be_read_leaves_the_others(bench: Bench, database: Database) -> None:
    """One broken entry hurts one printer."""
    bench.add()
    bench.add(name="Second")
    with database.begin() as session:
        session.get_one(PrinterRow, "second").given = {"id": "second"}
    bench.fleet.refresh()
    assert list(bench.fleet) == ["virtual", "old-faithful"]
