"""Prices: rule by rule, to the cent, and never a surprise when something is added."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from server.equipment import PLA
from server.offer import Offer
from server.packing import copies_per_plate, plates_of_one
from server.prices import CENT, Price, Work, price
from server.settings import Break, Prices, Settings, describe

amounts = st.decimals(0, 20, places=4)
shares = st.decimals(0, 1, places=3)
breaks = st.dictionaries(st.integers(2, 40), st.decimals("0.01", "0.95", places=2), max_size=3).map(
    lambda found: tuple(
        Break(copies=copies, less=less) for copies, less in zip(sorted(found), sorted(found.values()), strict=True)
    )
)
rules = st.builds(
    Prices,
    order=amounts,
    piece=amounts,
    plate=amounts,
    hour=amounts,
    machines=st.dictionaries(st.just("virtual-220"), amounts),
    failures=shares,
    margin=shares,
    breaks=breaks,
    packaging=amounts,
    minimum=amounts,
)
works = st.builds(
    Work,
    grams=st.floats(0, 2000),
    seconds=st.floats(0, 400_000),
    pieces=st.integers(1, 9),
    plates=st.integers(1, 3),
    copies_per_plate=st.integers(1, 12),
)
counts = st.integers(1, 50)
#: A machine with other things to do is slow to draw examples; that says nothing of prices.
calm = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def asked(prices: Prices, work: Work, quantity: int) -> Price:
    """A price in PLA on the first kind of printer."""
    return price(prices, PLA, work, quantity=quantity, machine="virtual-220")


@calm
@given(rules, works, counts)
def test_lines_add_up_to_the_cent(prices: Prices, work: Work, quantity: int) -> None:
    """The amount is the sum of its lines as they are written, each in whole cents, and only a discount takes away."""
    found = asked(prices, work, quantity)
    told = found.to_json()
    assert sum(Decimal(line["amount"]) for line in told["lines"]) == Decimal(told["amount"]) == found.amount
    for line in found.lines:
        assert line.amount == line.amount.quantize(CENT)
        assert line.amount >= 0 or line.code == "discount"
    assert found.amount >= prices.minimum.quantize(CENT)


@calm
@given(rules, works, counts, counts)
def test_more_copies_never_cost_less(prices: Prices, work: Work, one: int, other: int) -> None:
    """In total, across every break."""
    fewer, more = sorted((one, other))
    assert asked(prices, work, fewer).amount <= asked(prices, work, more).amount


@calm
@given(rules, works, counts, st.floats(0, 500), st.floats(0, 50_000))
def test_more_work_never_costs_less(prices: Prices, work: Work, quantity: int, grams: float, seconds: float) -> None:
    """Neither more plastic nor more time makes anything cheaper."""
    more = Work(work.grams + grams, work.seconds + seconds, work.pieces, work.plates, work.copies_per_plate)
    assert asked(prices, work, quantity).amount <= asked(prices, more, quantity).amount


def test_a_break_may_be_allowed_to_make_more_cheaper() -> None:
    """Nine cost as much as ten at half the price by default; where the shop says so, ten cost less."""
    work = Work(grams=10, seconds=3600)
    steps = (Break(copies=10, less=Decimal("0.5")),)
    kept, allowed = Prices(breaks=steps), Prices(breaks=steps, more_may_cost_less=True)
    assert asked(kept, work, 10).amount == asked(kept, work, 9).amount
    assert asked(allowed, work, 10).amount < asked(allowed, work, 9).amount
    assert asked(kept, work, 40).amount == asked(allowed, work, 40).amount


def test_every_rule_is_a_line() -> None:
    """A price with every rule in force, reckoned by hand."""
    prices = Prices(
        order=Decimal(2),
        piece=Decimal("0.5"),
        plate=Decimal(1),
        machines={"virtual-220": Decimal(3)},
        failures=Decimal("0.1"),
        margin=Decimal("0.25"),
        breaks=(Break(copies=5, less=Decimal("0.1")),),
        packaging=Decimal("1.5"),
        minimum=Decimal(40),
    )
    found = asked(prices, Work(grams=10, seconds=1800, pieces=2, copies_per_plate=4), 5)
    assert {line.code: str(line.amount) for line in found.lines} == {
        "order": "2.00",
        "plastic": "3.00",  # 50 g at 0.06
        "machine": "7.50",  # 2.5 h at 3
        "failures": "1.05",
        "pieces": "5.00",
        "plates": "2.00",
        "margin": "5.14",  # a quarter of 20.55
        "discount": "-2.57",
        "packaging": "1.50",
        "minimum": "15.38",
    }
    assert found.amount == Decimal(40)


def test_old_settings_price_as_before() -> None:
    """A shop that sets what there always was has the three lines that there always were."""
    found = asked(Prices(order=Decimal("2.50"), hour=Decimal("1.80")), Work(grams=24, seconds=4200), 1)
    assert [(line.code, str(line.amount)) for line in found.lines] == [
        ("order", "2.50"),
        ("plastic", "1.44"),
        ("machine", "2.10"),
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"failures": 5}, "less than or equal to 1"),
        ({"breaks": [{"copies": 1, "less": 0.1}]}, "greater than or equal to 2"),
        ({"breaks": [{"copies": 5, "less": 0.1}, {"copies": 5, "less": 0.2}]}, "two breaks for 5 copies"),
        ({"breaks": [{"copies": 5, "less": 0.3}, {"copies": 9, "less": 0.2}]}, "the nearest is 0.3 for both"),
        ({"machines": {"virtual-220": -1}}, "the least is 0"),
        ({"houre": 1}, "Extra inputs"),
    ],
)
def test_rules_without_sense_are_refused(given: dict[str, object], words: str) -> None:
    """Each with what is wrong and what would do."""
    with pytest.raises(ValidationError, match=words):
        Prices.model_validate(given)


def test_every_rule_is_described() -> None:
    """On the page of the settings, with its meaning."""
    told = describe()
    for model in (Prices, Break):
        for name, field in model.model_fields.items():
            assert f"| `{name}` |" in told
            assert field.description


def test_plates_are_counted_by_laying_out(tmp_path: Path) -> None:
    """So many copies as really lie on one plate of that machine; further ones begin another."""
    box = ((100.0, 100.0, 10.0, 1),)
    profile = ("virtual-220", "pla", "standard")
    assert plates_of_one(box, profile) == 1
    assert copies_per_plate(box, profile, 50) == 4
    assert plates_of_one(((100.0, 100.0, 10.0, 5),), profile) == 2
    offer = Offer(Settings(data=tmp_path, prices=Prices(plate=Decimal(1))))
    report = {"parts": [{"sizes": {"x": 100.0, "y": 100.0, "z": 10.0}, "quantity": 1}]}
    lines = offer.price(PLA, "virtual-220", report, {"grams": 1, "seconds": 1}, 9).lines
    assert next(line.amount for line in lines if line.code == "plates") == 3
