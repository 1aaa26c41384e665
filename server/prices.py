"""What a print costs. Quoted in whole cents, each line rounded so that the lines add up to the price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from server.equipment import Material
from server.settings import Prices

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One line of a price: a word for programs, one for people, and its amount, below nothing for a discount."""

    code: str
    title: str
    amount: Decimal


@dataclass(frozen=True)
class Price:
    """An amount with the lines that make it."""

    currency: str
    lines: tuple[Line, ...]

    @property
    def amount(self) -> Decimal:
        """What is to be paid, in whole cents."""
        return sum((line.amount for line in self.lines), Decimal(0))

    def to_json(self) -> dict[str, Any]:
        """As the pages read it; amounts are text, for money is no floating number."""
        return {
            "amount": f"{self.amount:.2f}",
            "currency": self.currency,
            "lines": [{"code": line.code, "title": line.title, "amount": f"{line.amount:.2f}"} for line in self.lines],
        }


@dataclass(frozen=True)
class Work:
    """What has to be done for one copy of a design, and how many copies one plate holds."""

    grams: float
    seconds: float
    pieces: int = 1
    plates: int = 1  # that one copy takes
    copies_per_plate: int = 1  # where one copy takes one

    def plates_of(self, quantity: int) -> int:
        """How many plates so many copies take."""
        return -(-quantity // self.copies_per_plate) if self.plates == 1 else self.plates * quantity


def price(prices: Prices, material: Material, work: Work, *, quantity: int, machine: str) -> Price:
    """
    The price of so many copies, printed on that kind of machine.

    Where a quantity break would make more copies cheaper than fewer, the discount is as large as it may be without
    that, unless the shop's rules allow it.
    """
    found = _priced(prices, material, work, quantity, machine)
    if prices.more_may_cost_less:
        return found
    fewer = [step.copies - 1 for step in prices.breaks if 1 < step.copies <= quantity]
    least = max((_priced(prices, material, work, count, machine).amount for count in fewer), default=Decimal(0))
    if found.amount >= least:
        return found
    short = least - found.amount
    lines = (
        Line(line.code, line.title, line.amount + short) if line.code == "discount" else line for line in found.lines
    )
    return Price(found.currency, tuple(line for line in lines if line.amount or line.code != "discount"))


def _priced(prices: Prices, material: Material, work: Work, quantity: int, machine: str) -> Price:
    def cents(amount: Decimal) -> Decimal:
        return amount.quantize(CENT, ROUND_HALF_UP)

    plastic = cents(Decimal(str(round(work.grams, 3))) * material.price_per_gram * quantity)
    hours = Decimal(str(round(work.seconds, 1))) / 3600
    printing = cents(hours * prices.machines.get(machine, prices.hour) * quantity)
    failures = cents((plastic + printing) * prices.failures)
    lines = [
        Line("order", "Setting up", cents(prices.order)),
        Line("plastic", f"Plastic ({material.title})", plastic),
        Line("machine", "Printing time", printing),
        Line("failures", "Prints that fail", failures),
        Line("pieces", "Finishing each piece", cents(prices.piece * work.pieces * quantity)),
        Line("plates", "Preparing plates", cents(prices.plate * work.plates_of(quantity)) if prices.plate else _NONE),
    ]
    lines.append(Line("margin", "The shop’s share", cents(_sum(lines) * prices.margin)))
    step = max((one for one in prices.breaks if one.copies <= quantity), key=lambda one: one.copies, default=None)
    if step is not None:
        title = f"For {step.copies} copies or more"
        lines.append(Line("discount", title, -cents(_sum(lines) * step.less)))
    lines.append(Line("packaging", "Packaging", cents(prices.packaging)))
    lines.append(Line("minimum", "Smallest order", max(_NONE, cents(prices.minimum) - _sum(lines))))
    return Price(prices.currency, tuple(line for line in lines if line.amount or line.code in _ALWAYS))


_NONE = Decimal(0)
_ALWAYS = ("order", "plastic", "machine")  # shown even where they cost nothing


def _sum(lines: list[Line]) -> Decimal:
    return sum((line.amount for line in lines), _NONE)
