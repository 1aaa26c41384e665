"""The queue: what comes first, who takes what and why not, what is held back, and who moved it."""

from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from server import ledger, records
from server.database import Database, now
from server.decisions import Decisions
from server.equipment import PrinterSettings
from server.errors import IllegalMove, InvalidInput, NotFound
from server.farm import Farm
from server.jobs import JobState
from server.lineup import _lines
from server.matching import Matching
from server.models import Job, JobItem, Order, PrinterRow
from server.people import Operator
from server.queueing import Place, Queueing, moment
from server.ranking import Rank, goes_alone, in_order, rank_of
from server.refusing import lasting, unsuited
from server.settings import Settings
from tests.server.conftest import Heard, fill

ADA = Operator("Ada")
ASH = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220", tags=("enclosed",), plate="smooth")


class Shop:
    """One printer, one waiting job, and those who decide about it."""

    def __init__(self, folder: Path, database: Database, state: str = "queued") -> None:
        self.database = database
        settings = Settings(data=folder, printers=(ASH,))
        self.engine = Heard()
        self.matching = Matching(settings, database, self.engine)
        self.queueing = Queueing(settings, database, self.engine)
        self.farm = Farm(settings, database, self.matching.submit)
        self.decisions = Decisions(database, self.engine, self.farm)
        fill(database, state)
        with database.begin() as session:
            session.get_one(PrinterRow, "ash").seen_at = now(session)

    def second(self, **changes: Any) -> str:
        """One more order with one more job, that came later."""
        with self.database.begin() as session:
            for table, old, new in ((Order, "order", "other"), (Job, "order-1", "other-1")):
                columns = {
                    column.name: getattr(session.get_one(table, old), column.name) for column in table.__table__.columns
                }
                own = {"id": new, "created_at": 5.0} | ({"order_id": "other"} if table is Job else changes)
                session.add(table(**{**columns, **own}))
                session.flush()
            session.add(JobItem(job_id="other-1", order_id="other", part="tag", copies=1))
        return "other-1"

    def job(self, job: str = "order-1") -> Job:
        """A job as it stands."""
        with self.database.read() as session:
            return ledger.get_job(session, job)

    def history(self) -> list[tuple[str, str, str]]:
        """What became of the first job, first things first: words, who and why."""
        with self.database.read() as session:
            lines = records.of_job(session, "order-1", self.farm)
        return [(line["words"], line["who"], line["why"]) for line in reversed(lines)]


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    """A shop with one job that waits for a printer."""
    return Shop(tmp_path, database)


RANKS = st.builds(Rank, st.integers(-1, 1), st.none() | st.floats(0, 1e10))


@given(st.lists(st.tuples(RANKS, st.floats(0, 1e10)), max_size=8))
def test_whatever_waits_has_its_turn_by_priority_due_and_age(several: list[tuple[Rank, float]]) -> None:
    """Nobody stands before somebody who is more pressing, or as pressing and due earlier, or equal and older."""
    jobs = [Job(id=f"j-{number}", created_at=age) for number, (_, age) in enumerate(several)]
    ranked = {job.id: rank for job, (rank, _) in zip(jobs, several, strict=True)}
    for first, later in itertools.pairwise(in_order(jobs, ranked)):
        one, other = ranked[first.id], ranked[later.id]
        assert one.priority >= other.priority
        if one.priority == other.priority and one.due != other.due:
            assert one.due is not None
            assert other.due is None or one.due < other.due
        if (one.priority, one.due) == (other.priority, other.due):
            assert first.created_at <= later.created_at


def test_a_shared_plate_is_as_pressing_as_its_most_pressing_order() -> None:
    """The highest priority, the earliest due date, and all that any of the orders asks for."""
    wants = {"tags": ["enclosed"], "plate": "smooth"}
    rank = rank_of([(0, 9.0, {}), (1, None, wants), (-1, 4.0, {"tags": ["dry"], "plate": ""})])
    assert rank == Rank(1, 4.0, frozenset({"enclosed", "dry"}), frozenset({"smooth"}))


@pytest.mark.parametrize(
    ("rank", "words"),
    [
        (Rank(), None),
        (Rank(tags=frozenset({"enclosed"}), plates=frozenset({"smooth"})), None),
        (Rank(tags=frozenset({"enclosed", "dry"})), "is not dry, as this has to be printed"),
        (Rank(plates=frozenset({"textured"})), "has a smooth plate; this needs a textured one"),
        (Rank(plates=frozenset({"smooth", "textured"})), "has one plate, and these orders ask for different ones"),
    ],
)
def test_what_is_asked_of_a_printer_is_there_or_said(rank: Rank, words: str | None) -> None:
    """Tags and the kind of plate, as design and order ask for them."""
    found = unsuited(rank, ASH)
    assert found == words or (words is not None and found is not None and found.startswith(words))


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"machine": "generic-200"}, "was not asked yet"),
        ({"machine": "generic-200", "fits": {"virtual-220": "needs 2 plates for it"}}, "needs 2 plates for it"),
        ({"machine": "generic-200", "fits": {"virtual-220": ""}, "material": "tpu"}, "has no tpu loaded"),
    ],
)
def test_a_printer_that_never_takes_it_says_why(job: dict[str, Any], words: str) -> None:
    """What does not pass by itself comes before what does."""
    asked = Job(**{"machine": "virtual-220", "material": "pla", "fits": {}, **job})
    assert words in (lasting(asked, Rank(), ASH) or "")


def test_it_goes_to_who_is_busy_and_not_to_who_cannot(shop: Shop) -> None:
    """A full plate passes: the job still goes there. A plate of another kind does not."""
    with shop.database.begin() as session:
        ledger.set_bed(session, "ash", "occupied", "", "something lies on it")

    def told() -> tuple[bool, list[dict[str, Any]]]:
        with shop.database.read() as session:
            job, standing = ledger.get_job(session, "order-1"), shop.matching.standing(session)
            takes = shop.matching.takes(job, session.get_one(PrinterRow, "ash"), standing)
            return takes, shop.matching.refusals(job, standing)

    words = "waits for somebody to clear its plate"
    assert told() == (True, [{"printer": "Ash", "words": words, "passing": True}])
    with shop.database.begin() as session:
        session.get_one(Order, "order").wants = {"tags": [], "plate": "textured"}
    words = "has a smooth plate; this needs a textured one"
    assert told() == (False, [{"printer": "Ash", "words": words, "passing": False}])


@pytest.mark.parametrize(
    ("changes", "first"), [({}, "order-1"), ({"priority": 1}, "other-1"), ({"due_at": 9e9}, "other-1")]
)
def test_the_free_printer_takes_what_comes_first(shop: Shop, changes: dict[str, Any], first: str) -> None:
    """The older one, unless the younger is more pressing or due."""
    shop.second(**changes)
    with shop.database.begin() as session:
        # As if it were sliced for this printer.
        session.execute(sa.update(Job).values(profile_digest="of before"))
    assert shop.matching.once() == 1
    assert shop.job(first).state == JobState.MATCHED
    assert shop.job(first).printer_id == "ash"


def test_held_back_and_released_by_name_and_with_a_reason(shop: Shop) -> None:
    """Nothing is printed of what a person holds; whoever reads its history learns who, why and what went before."""
    shop.decisions.act("order-1", "hold", ADA, "the customer  rings back")
    assert shop.matching.once() == 0
    job = shop.job()
    assert (job.state, job.trouble) == (
        JobState.HELD,
        {"code": "held_back", "words": "Ada holds it back: the customer rings back"},
    )
    with pytest.raises(IllegalMove, match="release, cancel"):
        shop.decisions.act("order-1", "retry", ADA)
    shop.decisions.act("order-1", "release", ADA)
    assert (shop.job().state, shop.job().trouble) == (JobState.PLANNED, None)
    assert [workflow for workflow, _ in shop.engine.runs] == ["prepare_order"]
    assert shop.history() == [
        ("Waiting for a printer", "", ""),
        ("Waiting for a person", "Ada", "the customer rings back"),
        ("Laid out on the plate", "Ada", ""),
    ]


@pytest.mark.parametrize("state", ["gathering", "planned", "slicing", "queued", "matched"])
def test_whatever_is_not_on_its_way_can_be_held(database: Database, tmp_path: Path, state: str) -> None:
    """Also what a printer is reserved for; that printer is free again."""
    shop = Shop(tmp_path, database, state)
    with database.begin() as session:
        ledger.get_job(session, "order-1").printer_id = "ash" if state == "matched" else None
    shop.decisions.act("order-1", "hold", ADA)
    with database.read() as session:
        assert shop.matching.standing(session).taken == set()
    assert shop.job().state == JobState.HELD


def test_the_shops_own_moves_say_why_and_carry_no_name(shop: Shop) -> None:
    """A person's name never stays under what the shop did afterwards."""
    shop.second()
    shop.decisions.act("order-1", "cancel", ADA, "paid twice")
    assert shop.matching.once() == 1
    with shop.database.read() as session:
        told = records.of_order(session, "other")
    assert [(line["words"], line["who"], line["why"]) for line in told if "job" in line] == [
        ("Keychain: Being prepared for this very printer", "", "It goes to Ash."),
        ("Keychain: Waiting for a printer", "", ""),
    ]
    assert shop.history()[-1] == ("Cancelled", "Ada", "paid twice")


def test_a_place_is_changed_with_name_and_reason(shop: Shop) -> None:
    """What changed is told in words; what is left out stays."""
    placed = shop.queueing.place("order", Place(priority="high", tags=["Enclosed"], why="a fair"), ADA)
    assert placed == {"priority": "high", "due": None, "tags": ["enclosed"], "plate": ""}
    placed = shop.queueing.place("order", Place(due="2999-01-31", plate="smooth"), ADA)
    assert (placed["priority"], placed["plate"]) == ("high", "smooth")
    assert datetime.fromtimestamp(placed["due"]).isoformat()[:16] == "2999-01-31T23:59"
    assert shop.queueing.place("order", Place(due="", plate="", priority="normal", tags=[]), ADA)["due"] is None
    with shop.database.read() as session:
        remarks = [line["words"] for line in reversed(records.of_order(session, "order")) if line["who"] == "Ada"]
    assert remarks == [
        "priority high, tags enclosed. a fair",
        "due 2999-01-31 23:59, plate smooth.",
        "priority normal, due none, tags none, plate none.",
    ]
    assert "due 2999-01-31 23:59" in _lines("place", {**placed})[0]


@pytest.mark.parametrize(
    ("place", "field", "nearest"),
    [
        (Place(priority="hihg"), "priority", "high"),
        (Place(due="tomorrow"), "due", "today"),
        (Place(due="2001-01-01"), "due", "today"),
        (Place(tags=["dry"]), "tags", "enclosed"),
        (Place(tags=["an oven"]), "tags", None),
        (Place(plate="glass"), "plate", "smooth"),
    ],
)
def test_a_place_that_cannot_be_is_refused(shop: Shop, place: Place, field: str, nearest: str | None) -> None:
    """Each names the field and the nearest that works, and changes nothing."""
    with pytest.raises(InvalidInput) as refused:
        shop.queueing.place("order", place, ADA)
    (error,) = refused.value.facts["errors"]
    today = datetime.now().astimezone().date().isoformat()
    assert (error["field"], error["nearest"]) == (field, today if nearest == "today" else nearest)
    with shop.database.read() as session:
        order = session.get_one(Order, "order")
        assert (order.priority, order.due_at, order.wants) == (0, None, {})


def test_only_what_is_on_its_way_has_a_place(shop: Shop) -> None:
    """An order that nobody knows, and one at its end."""
    with pytest.raises(NotFound):
        shop.queueing.place("none", Place(), ADA)
    shop.decisions.act("order-1", "cancel", ADA)
    with pytest.raises(IllegalMove, match="in no queue"):
        shop.queueing.place("order", Place(), ADA)


def test_what_becomes_pressing_waits_for_no_company(database: Database, tmp_path: Path) -> None:
    """Its plate stops gathering in the same moment; that of an order without haste goes on gathering."""
    shop = Shop(tmp_path, database, "gathering")
    shop.queueing.place("order", Place(priority="low"), ADA)
    assert shop.job().state == JobState.GATHERING
    shop.queueing.place("order", Place(due="2999-01-31"), ADA)
    assert shop.job().state == JobState.PLANNED
    with database.read() as session:
        assert goes_alone(session.get_one(Order, "order"))


def test_what_may_be_asked_for_is_told(shop: Shop) -> None:
    """What the printers with the order's material have, beside what it asks for; of no order it is refused."""
    shop.queueing.place("order", Place(tags=["enclosed"], due="2999-01-31T12:00:00.000Z"), ADA)
    assert shop.queueing.look("order") == {
        "priority": "normal",
        "due": datetime.fromisoformat("2999-01-31T12:00+00:00").timestamp(),
        "tags": ["enclosed"],
        "plate": "",
        "choices": {"tags": ["enclosed"], "plates": ["smooth"]},
    }
    with pytest.raises(NotFound, match="no order 'none'"):
        shop.queueing.look("none")


def test_a_moment_keeps_its_own_zone() -> None:
    """A date ends at midnight of the shop, a moment is where it says."""
    assert moment("2999-01-31T12:00+05:00", 0.0) == datetime.fromisoformat("2999-01-31T07:00+00:00").timestamp()
