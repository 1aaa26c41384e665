"""Hints for less money: only what saves, adds no warning and is the whole truth; few, and nobody waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from server import cheaper
from server.cheaper import Candidate, Hint, Wish
from server.choice import Choice
from server.corrections import Corrections
from server.database import Database, migrate
from server.equipment import PLA
from server.errors import NotFound
from server.exact import Exact
from server.hints import Hints
from server.offer import Offer
from server.prices import Line, Price
from server.quoting import Quoting
from server.settings import Break, Prices, Settings
from server.workshop import Workshop

CHOICE = Choice("virtual-220", "pla", "standard")
VALUES = {"text": "ADA", "wall": 2.0, "slots": 3, "phone": 71.0}
WISH = Wish(VALUES, CHOICE, PLA, 4)


def field(kind: str, sort: str, default: Any, **facts: Any) -> dict[str, Any]:
    """One question, as a template describes it."""
    return {"title": f"The {kind}", "x-kind": kind, "type": sort, "default": default, **facts}


TEMPLATE = {
    "schema": {
        "properties": {
            "text": field("text", "string", "NAME"),
            "wall": field("length", "number", 2.0, minimum=1.2, maximum=4.0, **{"x-step": 0.2, "x-unit": "mm"}),
            "slots": field("count", "integer", 3, minimum=3, maximum=8),
            "phone": field("measure", "number", 71.0, minimum=50.0, maximum=90.0),
        }
    },
    "presets": [
        {"title": "Light", "values": {"text": "HOME", "wall": 1.2}},
        {"title": "Big phone", "values": {"phone": 80.0}},
    ],
}


def price(amount: str) -> Price:
    """A price of one line."""
    return Price("EUR", (Line("order", "All", Decimal(amount)),))


def hint(group: str, saving: str) -> Hint:
    """A hint that saves so much."""
    return Hint(Candidate("setting", group, f"with {group}", WISH, {}), Decimal(saving), price("1"))


def finding(code: str, severity: str, part: str = "box") -> dict[str, str]:
    """What a report says of one finding, as far as hints read it."""
    return {"code": code, "severity": severity, "part": part}


def report(*findings: dict[str, str]) -> dict[str, Any]:
    """What a report says of a design, as far as hints read it."""
    return {"findings": findings, "printable": all(one["severity"] != "error" for one in findings)}


def test_the_best_are_said_first_and_never_more_than_three() -> None:
    """Of one idea only the best; what saves less than a tenth is not said at all."""
    savings = {"a": "0.2", "b": "0.0999", "c": "0.1", "d": "0.3", "e": "0.11"}
    found = [hint(group, saving) for group, saving in savings.items()]
    said = cheaper.chosen([*found, hint("a", "0.4"), hint("d", "0.15")])
    assert [(one.candidate.group, one.saving) for one in said] == [
        ("a", Decimal("0.4")),
        ("d", Decimal("0.3")),
        ("e", Decimal("0.11")),
    ]
    assert [one.candidate.group for one in cheaper.chosen([hint("b", "0.0999"), hint("c", "0.1")])] == ["c"]
    assert cheaper.chosen([hint("x", "-0.5")]) == []


@pytest.mark.parametrize(
    ("before", "after", "is_worse"),
    [
        ([], [], False),
        ([], [finding("thin_wall", "info")], False),
        ([], [finding("thin_wall", "warning")], True),
        ([finding("thin_wall", "warning")], [finding("thin_wall", "warning")], False),
        ([finding("thin_wall", "warning")], [finding("overhang", "warning")], True),
        ([finding("thin_wall", "warning")], [finding("thin_wall", "warning")] * 2, True),
        ([finding("thin_wall", "warning")], [finding("thin_wall", "error")], True),
        ([finding("thin_wall", "warning")], [finding("thin_wall", "warning", "lid")], True),
        ([finding("thin_wall", "warning")], [], False),
    ],
)
def test_nothing_is_said_that_adds_a_warning(before: Any, after: Any, is_worse: bool) -> None:
    """Nor that makes one worse, or doubles it; what is only good to know does not count."""
    assert cheaper.worse(report(*before), report(*after)) is is_worse


def test_numbers_go_one_notable_step_and_facts_stay() -> None:
    """A fifth of the value on the steps of the form, down before up, within the bounds."""
    steps = [[(one.words, one.changes) for one in ways] for ways in cheaper.turned_down(WISH, TEMPLATE)]
    assert steps == [
        [("with the length 1.6 mm (now 2 mm)", {"wall": 1.6}), ("with the length 2.4 mm (now 2 mm)", {"wall": 2.4})],
        [("with the count 4 (now 3)", {"slots": 4})],
    ]


def test_presets_keep_what_is_the_customers_own() -> None:
    """Their text stays, their phone stays; and where they have set something themselves, no preset takes it away."""
    (only,) = cheaper.as_presets(WISH, TEMPLATE)
    assert only.words == "as “Light”"
    assert only.changes == {"wall": 1.2}
    assert only.wish.values == VALUES | {"wall": 1.2}
    own = Wish(VALUES | {"slots": 5}, CHOICE, PLA, 1)
    assert list(cheaper.as_presets(own, TEMPLATE)) == []


def test_more_copies_are_the_next_break_and_at_most_twice_as_many() -> None:
    """And what is saved is reckoned for each copy, with the whole amount said."""
    breaks = (Break(copies=20, less=Decimal("0.3")), Break(copies=6, less=Decimal("0.2")))
    (more,) = cheaper.in_more(WISH, breaks, 100)
    saved = cheaper.saving(price("40"), 4, price("48"), 6)
    assert saved == Decimal("0.2")
    told = Hint(more, saved, price("48")).to_json()
    assert told["words"] == "20 % cheaper each with 6 copies (now 4), 48.00 EUR in all"
    assert told["quantity"] == 6
    assert list(cheaper.in_more(Wish(VALUES, CHOICE, PLA, 9), breaks, 100)) == []
    assert list(cheaper.in_more(WISH, breaks, 5)) == []


def test_a_hint_says_no_more_than_it_saves() -> None:
    """Whole per cents, rounded down."""
    assert hint("wall", "0.1299").to_json()["words"] == "12 % cheaper with wall"


class Witness(Workshop):
    """A workshop that knows what is weighed, and what of it was given up."""

    weighed = 0
    given_up = 0
    begun: asyncio.Event

    async def asked(self, do: str, *words: Any, **facts: Any) -> dict[str, Any]:
        """Ask, and count."""
        self.weighed += 1
        self.begun.set()
        try:
            return await super().asked(do, *words, **facts)
        except asyncio.CancelledError:
            self.given_up += 1
            raise


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Witness, Hints]]:
    """Two warm workers, and hints that remember nothing."""

    def no_artefacts(name: str) -> bytes:
        raise NotFound(name)

    folder: Path = tmp_path_factory.mktemp("shop")
    # Where plastic is most of the price, a thinner plate says so.
    settings = Settings(data=folder, workers=2, prices=Prices(order=Decimal("0.20")), drafts=True)
    database = Database(f"sqlite:///{folder / 'hints.db'}")
    migrate(database.engine)
    corrections, offer = Corrections(database), Offer(settings)
    quoting = Quoting(settings, offer, corrections, Exact(settings, database, corrections, lambda: False))
    workshop = Witness(settings, no_artefacts)
    workshop.begun = asyncio.Event()
    await workshop.start()
    yield workshop, Hints(settings, workshop, offer, quoting)
    await workshop.stop()
    database.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_hints_are_what_the_shop_would_quote(shop: tuple[Witness, Hints]) -> None:
    """
    Each is the price of the very design that it leads to, and saves what it says. A trial that is in the way is given
    up; a visitor who leaves ends the search; what was tried is not tried again.
    """
    workshop, hints = shop
    values = {"text": "GRETA", "thickness": "4"}
    left = asyncio.create_task(hints.of("keychain", values, CHOICE, 1))
    await workshop.begun.wait()
    left.cancel()
    await asyncio.gather(left, return_exceptions=True)
    assert workshop.given_up == 1
    assert workshop.weighed == 1

    workshop.begun.clear()
    search = asyncio.create_task(hints.of("keychain", values, CHOICE, 1))
    await workshop.begun.wait()
    crowd = [workshop.model("keychain", {"text": word}, CHOICE) for word in ("ONE", "TWO")]
    await asyncio.gather(*crowd)
    assert workshop.given_up == 2
    told = await search
    if not told["complete"]:  # a machine with much else to do
        told = await hints.of("keychain", values, CHOICE, 1)
    assert told["hints"]
    assert len(told["hints"]) <= cheaper.MOST
    before = hints._quoting.best(*await _quoted(workshop, values, PLA), 1).price.amount
    for one in told["hints"]:
        material = hints._offer.material(one["material"])
        after = hints._quoting.best(*await _quoted(workshop, {**values, **one["changes"]}, material), 1).price
        assert one["price"] == after.to_json()
        assert one["percent"] == int(100 * (1 - after.amount / before)) >= 10
    assert {"size": 9.5} in [one["changes"] for one in told["hints"]], "12 mm letters, a fifth smaller"
    tried = workshop.weighed
    assert (await hints.of("keychain", values, CHOICE, 1))["hints"] == told["hints"]
    assert workshop.weighed == tried


async def _quoted(workshop: Workshop, values: dict[str, Any], material: Any) -> tuple[Any, ...]:
    choice = Choice(CHOICE.machine, material.id, CHOICE.quality, material.clearance)
    made = await workshop.model("keychain", values, choice)
    assert all(one["severity"] == "info" for one in made.report["findings"])
    return made.digest, made.report, made.report["estimate"], choice, material
