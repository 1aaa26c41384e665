"""The price that was seen is the price that is paid: by the slice or by the estimate, and kept."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from generators.catalog.spacer import template
from generators.files import stl
from generators.make import make
from server import bridge
from server.bench import report
from server.choice import Choice
from server.corrections import Corrections
from server.database import Database
from server.equipment import PLA
from server.errors import Refused
from server.exact import Exact
from server.models import Correction, ExactFigures, Job, JobItem, Order
from server.offer import Offer
from server.quoting import Quoting
from server.settings import Prices, Settings
from server.workshop import Model
from tests.server.conftest import fill

CHOICE = Choice("virtual-220", "pla", "standard")
PROFILE = bridge.find_profile(CHOICE.machine, CHOICE.material, CHOICE.quality)


@pytest.fixture(scope="module")
def model() -> Model:
    """A small product, built and judged as a worker does it."""
    made = make(template, template.parameters.read({}), bridge.limits(PROFILE))
    parts = tuple(
        {"name": part.name, "quantity": part.quantity, "colour": part.colour, "spiral": part.spiral}
        for part in made.parts
    )
    told = {**report(made), "estimate": bridge.estimate(made, PROFILE)}
    return Model(made.digest, b"", b"", 0.0, CHOICE.machine, told, parts, tuple(stl(part.mesh) for part in made.parts))


class Shop:
    """What quotes are made of, on one database."""

    def __init__(self, database: Database, folder: Path, prices: Prices | None = None) -> None:
        self.database = database
        settings = Settings(data=folder, prices=prices or Prices())
        self.corrections = Corrections(database)
        self.exact = Exact(settings, database, self.corrections, lambda: True)
        self.quoting = Quoting(settings, Offer(settings), self.corrections, self.exact)

    def sliced(self, design: str, grams: float, seconds: float) -> None:
        """A design is sliced in the background."""
        with self.database.begin() as session:
            session.add(
                ExactFigures(
                    design=design,
                    profile=PROFILE.digest,
                    machine=CHOICE.machine,
                    material=CHOICE.material,
                    quality=CHOICE.quality,
                    grams=grams,
                    seconds=seconds,
                    plates=1,
                    raw_grams=grams,
                    raw_seconds=seconds,
                    created_at=0.0,
                )
            )

    def learned(self, version: int, seconds: float, at: float) -> None:
        """The shop learned something."""
        with self.database.begin() as session:
            session.add(
                Correction(
                    profile=PROFILE.digest,
                    version=version,
                    grams=1.0,
                    seconds=seconds,
                    samples=9,
                    reset_by="",
                    created_at=at,
                )
            )
        self.corrections = Corrections(self.database)
        self.quoting = Quoting(
            Settings(data=Path("unused"), prices=Prices()),
            Offer(Settings(data=Path("unused"))),
            self.corrections,
            self.exact,
        )


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    """A shop that has sliced nothing yet."""
    return Shop(database, tmp_path)


def best(shop: Shop, model: Model) -> Any:
    """The best that is known of one copy."""
    return shop.quoting.best(model.digest, model.report, model.report["estimate"], CHOICE, PLA, 1)


def promised(shop: Shop, model: Model, named: str | None, seen: Decimal | None) -> Any:
    """What an order of one copy is taken at."""
    return shop.quoting.promised(named, seen, model.digest, model.report, CHOICE, PLA, 1)


def test_the_slice_replaces_the_estimate(shop: Shop, model: Model) -> None:
    """Its very figures, without a range; the quote says which of the two it is."""
    first = best(shop, model)
    assert (first.by, first.name) == ("estimate", "estimate-0")
    assert first.figures["seconds_tolerance"] > 0
    shop.sliced(model.digest, 77.5, 8000)
    then = best(shop, model)
    assert (then.by, then.figures["grams"], then.figures["seconds"]) == ("slice", 77.5, 8000)
    assert then.figures["grams_tolerance"] == then.figures["seconds_tolerance"] == 0
    assert then.to_json()["promise"] == "kept"


def test_the_price_that_was_seen_is_kept(shop: Shop, model: Model) -> None:
    """An order that names the estimate is taken at its price, although a dearer slice has come since."""
    seen = best(shop, model)
    shop.sliced(model.digest, 500.0, 90_000)
    kept = promised(shop, model, seen.name, seen.price.amount)
    assert kept.price == seen.price
    assert promised(shop, model, None, None).by == "slice"


def test_what_was_learned_since_changes_no_promise(shop: Shop, model: Model) -> None:
    """The correction of the quote's own version is used, for as long as prices are promised."""
    seen = best(shop, model)
    with shop.database.read() as session:
        from server.database import now

        at = now(session)
    shop.learned(1, 1.5, at)
    assert best(shop, model).figures["seconds"] == pytest.approx(1.5 * seen.figures["seconds"], abs=1)
    assert promised(shop, model, seen.name, seen.price.amount).price == seen.price


@pytest.mark.parametrize("named", ["estimate-9", "slice", "estimate-x", "nonsense"])
def test_a_quote_that_nobody_gave_is_refused(shop: Shop, model: Model, named: str) -> None:
    """With the price as it is now; nothing is ordered."""
    with pytest.raises(Refused) as told:
        promised(shop, model, named, None)
    assert told.value.facts["nearest"] == f"{best(shop, model).price.amount:.2f}"


def test_another_price_than_the_one_seen_is_refused(shop: Shop, model: Model) -> None:
    """A shop whose rules have changed takes no order at a price that its customer has not seen."""
    seen = best(shop, model)
    with pytest.raises(Refused, match="has changed"):
        promised(shop, model, seen.name, seen.price.amount - Decimal("0.01"))


@pytest.mark.slicer
def test_a_design_is_sliced_in_the_background(shop: Shop, model: Model) -> None:
    """Wished for twice it is sliced once, by the real slicer, near the estimate; then its figures are known."""

    async def wished() -> list[str]:
        states = [shop.exact.wish(model, CHOICE), shop.exact.wish(model, CHOICE)]
        running = asyncio.create_task(shop.exact.run())
        for _ in range(600):
            if shop.exact.known(model.digest, PROFILE.digest):
                break
            await asyncio.sleep(0.1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        shop.exact.close()
        return states

    assert asyncio.run(wished()) == ["waiting", "waiting"]
    found = shop.exact.known(model.digest, PROFILE.digest)
    assert found is not None
    assert found.grams == pytest.approx(model.report["estimate"]["grams"], rel=0.12)
    assert found.seconds == pytest.approx(model.report["estimate"]["seconds"], rel=0.3)


def test_orders_teach_what_their_plates_gave(shop: Shop) -> None:
    """An order of one copy on plates of its own counts as a slice; one that shares a plate says nothing."""
    fill(shop.database)
    raw = {"grams": 10.0, "seconds": 1000.0}
    with shop.database.begin() as session:
        order, job = session.get_one(Order, "order"), session.get_one(Job, "order-1")
        order.quote = {"by": "estimate", "version": 0, "raw": raw, "promise": "kept"}
        job.grams, job.seconds = 11.0, 1200.0
        session.execute(sa.delete(JobItem))
        session.add(JobItem(job_id=job.id, order_id=order.id, part="tag", copies=1))
        facts = {column.name: getattr(order, column.name) for column in Order.__table__.columns}
        session.add(Order(**{**facts, "id": "other", "token_sha256": "u" * 64, "request_sha256": None}))
        session.flush()
        session.add(JobItem(job_id=job.id, order_id="other", part="tag", copies=1))
    shop.exact.learn_from_orders()
    assert shop.exact.known("d" * 64, PROFILE.digest) is None
    with shop.database.begin() as session:
        session.execute(sa.delete(JobItem).where(JobItem.order_id == "other"))
    shop.exact.learn_from_orders()
    found = shop.exact.known("d" * 64, PROFILE.digest)
    assert found is not None
    assert (found.grams, found.seconds, found.raw_seconds) == (11.0, 1200.0, 1000.0)
