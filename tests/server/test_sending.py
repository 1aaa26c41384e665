"""Whose turn it is to send a file to a host."""

from __future__ import annotations

import pytest

from server import ledger, sending
from server.database import Database, now
from server.equipment import PrinterSettings
from server.jobs import AttemptState
from server.models import Job, PrinterRow
from tests.server.conftest import fill

ADDRESSES = {
    "ash": "http://pi.local:5000",
    "elm": "http://pi.local:5001/octo",
    "oak": "https://pi.local",
    "fir": "http://other.local",
    "yew": "/srv/virtual",
    "bay": "",
    "sal": "",
}
FARM = {
    name: PrinterSettings(id=name, name=name.title(), driver="octoprint", machine="virtual-220", address=address)
    for name, address in ADDRESSES.items()
}


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://pi.local:5000/a", "pi.local"),
        ("PI.local:80", "pi.local"),
        ("192.168.1.7", "192.168.1.7"),
        ("[fe80::1]:7125", "fe80::1"),
        ("/srv/virtual", "/srv/virtual"),
        ("http://[broken", "http://[broken"),
        ("", ""),
    ],
)
def test_a_host_is_the_machine_behind_ports_and_paths(address: str, host: str) -> None:
    """Names, numbers and folders, however they are written; nothing raises."""
    assert sending.host_of(address) == host


def test_printers_of_one_host_are_told_apart_from_all_others() -> None:
    """By the machine of the address; without an address there is no host to share."""
    assert sending.beside(FARM, "ash") == ["elm", "oak"]
    assert [sending.beside(FARM, name) for name in ("fir", "yew", "bay")] == [[], [], []]


def test_one_file_at_a_time_goes_to_a_host(database: Database) -> None:
    """While one printer is being sent a file those beside it wait, and nobody else; the turn ends with the sending."""
    fill(database)
    with database.begin() as session:
        session.add_all(PrinterRow(id=name, bed="clear", bed_at=0.0, snapshot={}, enabled=True) for name in ("elm",))
        job = session.get_one(Job, "order-1")
        job.printer_id, job.epoch, job.lease_until = "elm", 1, now(session) + 60
        session.flush()
        attempt = ledger.open_attempt(session, job)
    with database.begin() as session:
        assert [sending.before(session, FARM, name) for name in FARM] == ["elm", None, "elm", None, None, None, None]
        ledger.move_attempt(session, attempt.name, AttemptState.STAGED)
        assert sending.before(session, FARM, "ash") is None


def test_whoever_died_while_sending_keeps_nobody(database: Database) -> None:
    """The turn of a job that nobody holds any more is over."""
    fill(database)
    with database.begin() as session:
        job = session.get_one(Job, "order-1")
        job.printer_id, job.epoch, job.lease_until = "ash", 1, now(session) + 60
        session.flush()
        ledger.open_attempt(session, job)
        assert sending.before(session, FARM, "elm") == "ash"
        job.lease_until = now(session) - 1
        session.flush()
        assert sending.before(session, FARM, "elm") is None
