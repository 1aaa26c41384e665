"""What prints take of spools: never more than there was, by evidence, and told in words when it is short."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from printers.printer import Phase, Snapshot
from printers.spending import Spending
from server import filament, ledger
from server.database import Database, migrate
from server.equipment import PLA, PrinterSettings
from server.errors import IllegalMove, InvalidInput, NotFound
from server.jobs import AttemptState as A
from server.models import Attempt, Job, Spool, SpoolUse
from server.settings import Settings
from server.spools import Spools
from tests.server.conftest import fill

TOTAL = 50.0
ASH = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One printer, one job of 50 g of moss PLA, in a file to be copied."""
    path = tmp_path_factory.mktemp("filled") / "test.db"
    made = Database(f"sqlite:///{path}")
    migrate(made.engine)
    fill(made)
    with made.begin() as session:
        job = session.get_one(Job, "order-1")
        job.grams, job.colour, job.printer_id = TOTAL, "moss", "ash"
    made.close()
    return path


@pytest.fixture
def database(filled: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of its own."""
    shutil.copyfile(filled, tmp_path / "test.db")
    made = Database(f"sqlite:///{tmp_path / 'test.db'}")
    yield made
    made.close()


@pytest.fixture
def spools(database: Database, tmp_path: Path) -> Spools:
    """The spools of a shop with that printer."""
    return Spools(Settings(data=tmp_path, printers=(ASH,)), database)


def attempt(database: Database, epoch: int = 1) -> str:
    """A new attempt whose file lies on the printer; returns its name."""
    with database.begin() as session:
        job = session.get_one(Job, "order-1")
        job.epoch, job.progress = epoch, 0.0
        name = ledger.open_attempt(session, job).name
        ledger.move_attempt(session, name, A.STAGED)
    return name


def move(database: Database, name: str, state: A, progress: float | None = None, outcome: str | None = None) -> None:
    """One move, as who carries the job makes it."""
    with database.begin() as session:
        if progress is not None:
            session.get_one(Job, "order-1").progress = progress
        ledger.move_attempt(session, name, state, **({"outcome": outcome} if outcome else {}))


def on(spools: Spools, spool: int) -> float:
    """The grams left on a spool."""
    return float(next(one["grams"] for one in spools.all() if one["id"] == spool))


def moss(spools: Spools, grams: float, printer: str | None = "ash") -> int:
    """A spool of moss PLA."""
    return int(spools.add("Ada", "pla", "moss", grams, printer=printer)["id"])


@pytest.mark.parametrize(
    ("outcome", "progress", "taken"), [("done", 0.97, TOTAL), ("failed", 0.4, 20.0), ("cancelled", 0.0, 0.0)]
)
def test_a_print_takes_what_its_end_says(
    database: Database, spools: Spools, outcome: str, progress: float, taken: float
) -> None:
    """Nothing before it is seen running, all of the slice while it runs, and then the share that was printed."""
    spool, name = moss(spools, 800), attempt(database)
    move(database, name, A.STARTING)
    assert on(spools, spool) == 800
    move(database, name, A.PRINTING)
    assert on(spools, spool) == 750
    move(database, name, A.ENDED, progress, outcome)
    assert on(spools, spool) == 800 - taken


@pytest.mark.parametrize(("progress", "taken"), [(0.45, 5.0), (0.9, 10.0), (None, 0.0)])
def test_a_print_takes_what_its_file_takes_until_there(
    database: Database, spools: Spools, progress: float | None, taken: float
) -> None:
    """Where the slice's own figures are known they count, and a reading without a progress takes nothing back."""
    spool, name = moss(spools, 800), attempt(database)
    with database.begin() as session:
        flat = [0.2 * step / 90 for step in range(91)] + [0.2 + 0.08 * step for step in range(1, 11)]
        session.get_one(Job, "order-1").spending = {"bytes": flat}
    with database.read() as session:
        spending = Spending(session.get_one(Job, "order-1").spending)
    move(database, name, A.STARTING)
    move(database, name, A.PRINTING)
    with database.begin() as session:
        job = session.get_one(Job, "order-1")
        for shown in (progress, None):
            filament.note(job, spending, Snapshot(0.0, Phase.PRINTING, "", progress=shown), "bytes")
    move(database, name, A.ENDED, progress or 0.0, "failed")
    assert on(spools, spool) == pytest.approx(800 - taken, abs=0.1)


@pytest.mark.parametrize(
    ("settled", "outcome", "taken"), [(A.ENDED, "done", TOTAL), (A.ABANDONED, None, 15.0), (A.PRINTING, None, TOTAL)]
)
def test_while_nobody_knows_nothing_is_taken(
    database: Database, spools: Spools, settled: A, outcome: str | None, taken: float
) -> None:
    """
    Then what a person says, or the printer shows, counts: printed is all of it; not printed is what was seen of it;
    and it comes off the spool that was on the printer at the start, wherever that is by now.
    """
    spool, name = moss(spools, 800), attempt(database)
    move(database, name, A.STARTING)
    move(database, name, A.PRINTING, 0.3)
    move(database, name, A.UNSURE)
    assert on(spools, spool) == 800
    other = moss(spools, 500)
    move(database, name, settled, outcome=outcome)
    assert (on(spools, spool), on(spools, other)) == (800 - taken, 500)


def test_a_spool_changed_in_mid_print_shares_it(database: Database, spools: Spools) -> None:
    """What was printed until then came from the first, the rest from the second; weighing one counts from there."""
    first, name = moss(spools, 30), attempt(database)
    second = moss(spools, 800, None)
    move(database, name, A.STARTING)
    move(database, name, A.PRINTING, 0.5)
    assert on(spools, first) == 0, "never below nothing"
    spools.load(second, "ash")
    assert (on(spools, first), on(spools, second)) == (5, 775)
    move(database, name, A.PRINTING, 0.6)
    spools.weigh(second, "Ada", grams=790)
    assert on(spools, second) == 770
    move(database, name, A.ENDED, 0.8, "failed")
    assert (on(spools, first), on(spools, second)) == (5, 780)


def test_what_came_from_no_known_spool_is_booked_on_none(database: Database, spools: Spools) -> None:
    """Taken off in mid-print and none named: the rest is unknown."""
    spool, name = moss(spools, 800), attempt(database)
    move(database, name, A.STARTING)
    move(database, name, A.PRINTING, 0.2)
    spools.unload(spool)
    move(database, name, A.ENDED, 1.0, "done")
    assert on(spools, spool) == 790


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("start")),
        st.tuples(st.just("run"), st.floats(0, 1)),
        st.tuples(st.just("unsure")),
        st.tuples(st.just("end"), st.sampled_from(["done", "failed", "cancelled"])),
        st.tuples(st.just("abandon")),
        st.tuples(st.just("load"), st.integers(0, 2)),
        st.tuples(st.just("unload"), st.integers(0, 2)),
        st.tuples(st.just("weigh"), st.integers(0, 2), st.floats(0, 900)),
    ),
    max_size=14,
)


@pytest.mark.long
@given(steps=STEPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_books_hold(database: Database, spools: Spools, steps: list[tuple[Any, ...]]) -> None:
    """
    No spool is below nothing, an attempt is never booked for more than its slice, nothing is booked while nobody
    knows, and of one attempt one use at most is open.
    """
    with database.begin() as session:
        for table in (SpoolUse, Attempt, Spool):
            session.execute(sa.delete(table))
        session.get_one(Job, "order-1").progress = 0.0
    numbers = [moss(spools, grams, None) for grams in (800.0, 30.0, 0.0)]
    name, epoch = attempt(database), 1
    for what, *facts in steps:
        with database.read() as session:
            state = A(session.get_one(Attempt, name).state)
        if what == "start" and state is A.STAGED:
            move(database, name, A.STARTING)
        elif what == "run" and state in (A.STARTING, A.PRINTING, A.UNSURE):
            move(database, name, A.PRINTING, facts[0])
        elif what == "unsure" and state in (A.STARTING, A.PRINTING):
            move(database, name, A.UNSURE)
        elif what == "end" and state in (A.STARTING, A.PRINTING, A.UNSURE) and facts[0] != "done":
            move(database, name, A.ENDED, outcome=facts[0])
        elif what == "abandon" and state in (A.STARTING, A.UNSURE):
            move(database, name, A.ABANDONED)
        elif what == "load":
            spools.load(numbers[facts[0]], "ash")
        elif what == "unload" and any(one["id"] == numbers[facts[0]] and one["printer"] for one in spools.all()):
            spools.unload(numbers[facts[0]])
        elif what == "weigh":
            spools.weigh(numbers[facts[0]], "Ada", grams=facts[1])
        with database.read() as session:
            _hold(session, numbers)
            if A(session.get_one(Attempt, name).state) in (A.ENDED, A.ABANDONED):
                epoch += 1
        if epoch > int(name.split("-e")[1].split(".")[0]):
            name = attempt(database, epoch)


def _hold(session: Session, numbers: list[int]) -> None:
    for number in numbers:
        assert filament.left(session, session.get_one(Spool, number)) >= 0
    for one in session.scalars(sa.select(Attempt)):
        uses = session.scalars(sa.select(SpoolUse).where(SpoolUse.attempt == one.name).order_by(SpoolUse.id)).all()
        assert all(use.grams >= 0 for use in uses)
        assert sum(use.grams for use in uses) <= TOTAL + 1e-6
        still = [use for use in uses if use.until is None]
        assert len(still) <= 1
        if one.state == A.UNSURE:
            assert sum(use.grams for use in still) == 0
        if one.state in (A.ENDED, A.ABANDONED):
            assert not still


def test_a_printer_is_refused_in_words(spools: Spools, database: Database) -> None:
    """Short, another colour, another material; and nothing is refused where nothing is known."""
    plastics = {material.id: material for material in Settings().materials}
    have = filament.Loaded(3, "pla", "moss", 38.4)
    assert filament.why_not(None, "pla", "moss", 52, plastics) is None
    assert filament.why_not(have, "pla", "moss", 38, plastics) is None
    assert filament.why_not(have, "pla", "moss", None, plastics) is None
    assert filament.why_not(have, "pla", "", 38, plastics) is None
    assert filament.why_not(dataclasses.replace(have, colour=""), "pla", "chalk", 38, plastics) is None
    short = filament.why_not(have, "pla", "moss", 52, plastics)
    assert short == "has 38 g of Moss PLA left on spool 3; this needs 52 g"
    assert filament.why_not(have, "pla", "chalk", 1, plastics) == "has Moss PLA on it; this needs Chalk PLA"
    assert filament.why_not(have, "petg", "chalk", 1, plastics) == "has Moss PLA on it; this needs Chalk PETG"
    moss(spools, 12)
    with database.read() as session:
        assert filament.loaded(session)["ash"].left == 12


def test_wrong_words_are_named(spools: Spools) -> None:
    """Each with what there is, or the nearest that works."""
    for wrong, said in (
        (("plaa", "moss", 1.0), "Did you mean 'pla'"),
        (("pla", "mos", 1.0), "Did you mean 'moss'"),
        (("pla", "moss", -1.0), "from 0 to 12000"),
        (("pla", "moss", float("nan")), "from 0 to 12000"),
    ):
        with pytest.raises(InvalidInput, match=said):
            spools.add("Ada", *wrong)
    with pytest.raises(NotFound, match="There are: ash"):
        moss(spools, 1, "oak")
    spool = moss(spools, 100, None)
    for weight, said in (({}, "how many grams"), ({"gross": 300.0}, "empty reel of spool .* is not known")):
        with pytest.raises(InvalidInput, match=said):
            spools.weigh(spool, "Ada", **weight)
    with pytest.raises(IllegalMove, match="on no printer"):
        spools.unload(spool)
    spools.retire(spool)
    with pytest.raises(IllegalMove, match="put away"):
        spools.load(spool, "ash")


def test_a_spool_is_weighed_with_its_reel(spools: Spools) -> None:
    """The reel's own weight is taken off, and a scale that shows less than the reel is refused."""
    spool = spools.add("Ada", "pla", "chalk", 1000, reel=250, cost=Decimal("19.90"), lot="L7")
    assert (spool["cost"], spool["lot"], spool["words"]) == ("19.90", "L7", "Chalk PLA")
    assert spools.weigh(spool["id"], "Bo", gross=662)["grams"] == 412
    with pytest.raises(InvalidInput, match="250 g already"):
        spools.weigh(spool["id"], "Bo", gross=200)
    assert PLA.colours[4].id == "chalk"
