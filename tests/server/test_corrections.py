"""What the shop learns of its own slices: it comes near the truth, and no odd slice leads it astray."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from server.corrections import BOUNDS, FEWEST, LATEST, Corrections, Factors
from server.database import Database
from server.errors import NotFound
from server.models import Correction, ExactFigures


def slices(database: Database, ratios: list[float], at: float, profile: str = "p" * 64) -> None:
    """Slices with so many times the estimate's seconds, one second apart, each taken into account as it comes."""
    corrections = Corrections(database)
    for place, ratio in enumerate(ratios):
        with database.begin() as session:
            session.add(
                ExactFigures(
                    design=f"{at + place:064.0f}",
                    profile=profile,
                    machine="virtual-220",
                    material="pla",
                    quality="standard",
                    grams=10.0,
                    seconds=1000.0 * ratio,
                    plates=1,
                    raw_grams=10.0,
                    raw_seconds=1000.0,
                    created_at=at + place,
                )
            )
            session.flush()
            corrections.learn(session, profile)


def test_slices_that_take_a_fifth_longer_are_learned(database: Database) -> None:
    """The next estimates are a fifth longer, and no gram heavier; a few slices are believed by nobody."""
    dice = random.Random(1)
    slices(database, [1.2 + dice.uniform(-0.03, 0.03) for _ in range(FEWEST - 1)], at=1000)
    assert Corrections(database).latest("p" * 64) == Factors()
    slices(database, [1.2 + dice.uniform(-0.03, 0.03) for _ in range(LATEST)], at=2000)
    found = Corrections(database).latest("p" * 64)
    assert found.seconds == pytest.approx(1.2, abs=0.01)
    assert found.grams == 1.0
    assert found.samples >= FEWEST


def test_odd_slices_do_not_lead_astray(database: Database) -> None:
    """A third of the slices a hundred times off, either way, change nothing; nor does anything go beyond the bounds."""
    slices(database, [1.1, 1.1, 120.0] * 10, at=1000)
    assert Corrections(database).latest("p" * 64).seconds == pytest.approx(1.1)
    slices(database, [0.001, 1.1, 1.1] * 10, at=2000)
    assert Corrections(database).latest("p" * 64).seconds == pytest.approx(1.1)
    slices(database, [50.0] * LATEST, at=3000)
    assert Corrections(database).latest("p" * 64).seconds == BOUNDS[1]


def test_it_follows_a_machine_that_changes(database: Database) -> None:
    """After as many slices as count, what was before is forgotten."""
    slices(database, [1.2] * LATEST, at=1000)
    slices(database, [0.9] * LATEST, at=2000)
    assert Corrections(database).latest("p" * 64).seconds == pytest.approx(0.9)


def test_profiles_learn_alone(database: Database) -> None:
    """What one profile's slices say is nothing to another."""
    slices(database, [1.2] * 9, at=1000)
    assert Corrections(database).latest("q" * 64) == Factors()


def test_steady_slices_make_no_new_versions(database: Database) -> None:
    """A version is written when something changed that matters, so that their number stays small."""
    slices(database, [1.2 + 0.0001 * (place % 3) for place in range(40)], at=1000)
    with database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Correction)) == 1


def test_a_version_is_kept_for_those_who_saw_it(database: Database) -> None:
    """The version before is there for the hours that a price is promised, and not for ever."""
    corrections = Corrections(database)
    slices(database, [1.2] * 9, at=1000)
    first = corrections.latest("p" * 64)
    slices(database, [1.5] * LATEST, at=2000)
    assert corrections.kept("p" * 64, first.version, 24) == first
    assert corrections.kept("p" * 64, 0, 24) == Factors()
    assert corrections.kept("p" * 64, 99, 24) is None
    with database.begin() as session:
        session.execute(sa.update(Correction).values(created_at=Correction.created_at - 25 * 3600))
    assert corrections.kept("p" * 64, first.version, 24) is None
    newest = Corrections(database).latest("p" * 64)
    assert corrections.kept("p" * 64, newest.version, 24) == newest


def test_an_operator_may_reset_it(database: Database) -> None:
    """Estimates are as if nothing had been learned, slices from before count no more, and it says who did it."""
    corrections = Corrections(database)
    slices(database, [1.2] * 9, at=1000)
    corrections.reset("p" * 64, "Ada")
    assert corrections.latest("p" * 64).seconds == 1.0
    with database.begin() as session:
        corrections.learn(session, "p" * 64)
    (told,) = corrections.all()
    assert (told["version"], told["seconds"], told["reset_by"], told["slices"]) == (2, 1.0, "Ada", 9)
    with pytest.raises(NotFound):
        corrections.reset("unknown", "Ada")
