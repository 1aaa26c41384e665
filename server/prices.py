"""What a print costs. Quoted in whole cents, each line rounded so that the lines add up to the price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from server.settings import Material, Prices

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Price:
    """An amount with the lines that make it."""

    currency: str
    lines: tuple[tuple[str, Decimal], ...]

    @property
    def amount(self) -> Decimal:
        """What is to be paid, in whole cents."""
        return sum((amount for _, amount in self.lines), Decimal(0))

    def to_json(self) -> dict[str, Any]:
        """As the pages read it; amounts are text, for money is no floating number."""
        return {
            "amount": f"{self.amount:.2f}",
            "currency": self.currency,
            "lines": [{"title": title, "amount": f"{amount:.2f}"} for title, amount in self.lines],
        }


def price(prices: Prices, material: Material, *, grams: float, seconds: float, quantity: int) -> Price:
    """The price of so many copies; grams and seconds are those of one copy."""

    def cents(amount: Decimal) -> Decimal:
        return amount.quantize(CENT, ROUND_HALF_UP)

    plastic = cents(Decimal(str(round(grams, 3))) * material.price_per_gram * quantity)
    hours = Decimal(str(round(seconds, 1))) / 3600
    machine = cents(hours * prices.hour * quantity)
    return Price(
        prices.currency,
        (
            ("Setting up", cents(prices.order)),
            (f"Plastic ({material.title})", plastic),
            ("Printing time", machine),
        ),
    )
