"""Processes that work on one data folder know who of them lives, and bury nobody else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from server import engine as engines
from server import presence
from server.database import Database
from server.engine import MEMBER_SECONDS, Engine
from server.errors import AlreadyRunning
from server.models import Member
from server.presence import Presence, network_of

MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:25 / /srv rw shared:2 - nfs4 host:/export rw,vers=4.2
31 30 8:17 / /srv/local\040disk rw shared:3 - xfs /dev/sdb1 rw
32 22 0:26 / /mnt/share rw - fuse.sshfs host: rw
33 22 0:27 / /var/lib/shop rw master:9 - overlay overlay rw,lowerdir=/a
"""
HOLD = """
import pathlib, sys, time
from server.presence import Presence
one = Presence(pathlib.Path(sys.argv[1]))
with one.entered():
    print(one.name, flush=True)
    time.sleep(600)
"""


class Watching(Engine):
    """The engine, not launched: whose work it would take over."""

    def __init__(self, database: Database, presence: Presence | None = None) -> None:
        super().__init__(database, presence)
        self.taken: list[str] = []

    def take_over(self, dead: list[str]) -> None:
        """Write it down."""
        self.taken += dead

    def adopt(self) -> list[str]:
        """Nothing was ever carried here."""
        return []


def members(database: Database) -> set[str]:
    """Who is written down as alive."""
    with database.read() as session:
        return set(session.scalars(sa.select(Member.id)))


def write_down(database: Database, name: str, beat: float) -> None:
    """A process that said so then that it lives."""
    with database.begin() as session:
        session.merge(Member(id=name, beat=beat))


def test_several_processes_share_a_folder(tmp_path: Path) -> None:
    """Each is seen by the others for as long as it is there, and by no name that was never given."""
    one, two = Presence(tmp_path), Presence(tmp_path)
    with one.entered():
        with two.entered():
            assert (one.gone(two.name), two.gone(one.name)) == (False, False)
            two.forget(one.name)
            assert not two.gone(one.name), "who lives cannot be cleared away"
        assert one.gone(two.name)
        assert one.gone("nobody")
    assert list((tmp_path / "processes").iterdir()) == []


def test_a_process_that_is_killed_is_gone_at_once(tmp_path: Path) -> None:
    """`kill -9` gives no farewell, but the kernel lets go of its file."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        looking = Presence(tmp_path)
        assert not looking.gone(name)
        process.kill()
        process.wait()
        assert looking.gone(name)
        looking.forget(name)
        assert list((tmp_path / "processes").iterdir()) == []


def test_on_a_network_file_system_one_process_is_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite cannot be shared by several machines; the second process reads why, who is there, and what to do."""
    monkeypatch.setattr(presence, "network_of", lambda _: "nfs4")
    with Presence(tmp_path).entered():
        with pytest.raises(AlreadyRunning) as refused, Presence(tmp_path).entered():
            raise AssertionError("it came in")
        assert "nfs4" in refused.value.detail
        assert "postgresql://" in refused.value.detail
    with Presence(tmp_path).entered():
        pass


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/ada", ""),
        ("/srv/shop/data", "nfs4"),
        ("/srv/local disk/data", ""),
        ("/srv/local disks", "nfs4"),
        ("/mnt/share", "fuse.sshfs"),
        ("/var/lib/shop/data", ""),
    ],
)
def test_network_file_systems_are_known_by_their_mount(folder: str, kind: str) -> None:
    """The nearest mount above a folder counts."""
    assert network_of(Path(folder), MOUNTS) == kind


def test_the_dead_are_buried_at_the_next_beat(database: Database, tmp_path: Path) -> None:
    """On one machine nobody waits for a silence: whose file is free is dead, and who holds it is not."""
    other = Presence(tmp_path)
    with other.entered():
        engine = Watching(database, Presence(tmp_path))
        write_down(database, other.name, 1.0)  # its beat is long ago
        write_down(database, "killed", 1e12)
        assert engine.beat() == ["killed"] == engine.taken
        assert members(database) == {engine.id, other.name}
    assert engine.beat() == [other.name]


def test_who_is_silent_for_long_is_buried_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anywhere else, and where a process hangs: after six seconds in which the others beat and it does not."""
    clock = [100.0]
    monkeypatch.setattr(engines.time, "monotonic", lambda: clock[0])
    one, two = Watching(database), Watching(database)
    for engine in (one, two):
        engine.beat()
    write_down(database, "hung", 1e12)  # by its word it lives for a long time
    told = []
    for _ in range(6):
        for engine in (one, two):
            told.append((clock[0], engine.beat()))
        clock[0] += 1.4
    assert [name for _, names in told for name in names] == ["hung"]
    assert [at for at, names in told if names] == [pytest.approx(100 + 5 * 1.4)]
    assert 4 * 1.4 < MEMBER_SECONDS < 5 * 1.4
    assert members(database) == {one.id, two.id}


def test_nobody_is_buried_by_a_clock_that_jumps_or_after_a_sleep(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's clock jumps by an hour, then all sleep for an hour: everybody lives."""
    clock, wall = [100.0], [1000.0]
    monkeypatch.setattr(engines.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(engines, "now", lambda _: wall[0])
    one, two = Watching(database), Watching(database)
    for _ in range(2):
        assert (one.beat(), two.beat()) == ([], [])
    wall[0] += 3600
    assert (one.beat(), two.beat()) == ([], [])
    clock[0] += 3600
    assert (one.beat(), two.beat()) == ([], [])
    wall[0] -= 7200
    assert (one.beat(), two.beat()) == ([], [])


def test_who_says_farewell_is_buried_without_waiting(database: Database) -> None:
    """A process that was told to end leaves its work to the others at once."""
    one = Watching(database)
    one.beat()
    write_down(database, "left", 0.0)
    assert one.beat() == ["left"]
