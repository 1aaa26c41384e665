"""What a customer is told before ordering: grams, seconds and price, by the slice where there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from server import bridge
from server.choice import Choice
from server.corrections import Corrections, Factors
from server.equipment import Material
from server.errors import Refused
from server.exact import Exact
from server.models import Order
from server.offer import Offer
from server.prices import Price
from server.settings import Settings
from server.workshop import Model

SLICE = "slice"
ESTIMATE = "estimate"


@dataclass(frozen=True)
class Quote:
    """Figures of one copy, what they rest on, and the price of all copies."""

    figures: Mapping[str, Any]
    price: Price
    by: str
    version: int  # of the correction; 0 for a slice
    raw: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What an order names it by: "slice", or "estimate-3" with the version of the correction."""
        return SLICE if self.by == SLICE else f"{ESTIMATE}-{self.version}"

    def to_json(self) -> dict[str, Any]:
        """As it is kept with an order; `promise` is the rule: the price stands whatever the slice says."""
        raw = {name: self.raw[name] for name in ("grams", "seconds")}
        return {"by": self.by, "version": self.version, "raw": raw, "promise": "kept"}


class Quoting:
    """Quotes of designs. Methods that are not coroutines block on the database."""

    def __init__(self, settings: Settings, offer: Offer, corrections: Corrections, exact: Exact) -> None:
        self._hours = settings.prices.promise_hours
        self._offer = offer
        self._corrections = corrections
        self._exact = exact

    async def of(self, model: Model, choice: Choice, material: Material, quantity: int) -> Quote:
        """The best that is known of a design."""
        return await asyncio.to_thread(
            self.best, model.digest, model.report, model.report["estimate"], choice, material, quantity
        )

    def best(
        self,
        design: str,
        report: Mapping[str, Any],
        raw: Mapping[str, Any],
        choice: Choice,
        material: Material,
        quantity: int,
    ) -> Quote:
        """By the slice where there is one, else by the estimate as it is corrected now."""
        profile = bridge.find_profile(choice.machine, choice.material, choice.quality).digest
        return self._sliced(design, profile, report, raw, choice, material, quantity) or self._estimated(
            self._corrections.latest(profile), report, raw, choice, material, quantity
        )

    def estimated(self, report: Mapping[str, Any], choice: Choice, material: Material, quantity: int) -> Quote:
        """By the estimate as it is corrected now, also where there is a slice: to hold designs against each other."""
        profile = bridge.find_profile(choice.machine, choice.material, choice.quality).digest
        factors = self._corrections.latest(profile)
        return self._estimated(factors, report, report["estimate"], choice, material, quantity)

    def promised(
        self,
        named: str | None,
        seen: Decimal | None,
        design: str,
        report: Mapping[str, Any],
        choice: Choice,
        material: Material,
        quantity: int,
    ) -> Quote:
        """
        The very quote that a customer saw; the best that is known where none is named.

        Raises Refused, `price_changed`, when it is too old, or when the price is not the one that was seen.
        """
        raw = report["estimate"]
        best = self.best(design, report, raw, choice, material, quantity)
        found: Quote | None = best
        if named is not None and named != best.name:
            profile = bridge.find_profile(choice.machine, choice.material, choice.quality).digest
            kind, _, version = named.partition("-")
            found = None
            if kind == SLICE:
                found = self._sliced(design, profile, report, raw, choice, material, quantity)
            elif kind == ESTIMATE and version.isdecimal() and len(version) < 9:
                kept = self._corrections.kept(profile, int(version), self._hours)
                if kept is not None:
                    found = self._estimated(kept, report, raw, choice, material, quantity)
        if found is None or (seen is not None and found.price.amount != seen):
            now = best.price.to_json()
            raise Refused(
                f"The price has changed since you saw it: it is {now['amount']} {now['currency']} now. "
                "Please look at it again before you order.",
                code="price_changed",
                field="price",
                nearest=now["amount"],
            )
        return found

    def _sliced(
        self,
        design: str,
        profile: str,
        report: Mapping[str, Any],
        raw: Mapping[str, Any],
        choice: Choice,
        material: Material,
        quantity: int,
    ) -> Quote | None:
        row = self._exact.known(design, profile)
        if row is None:
            return None
        figures = {"grams": row.grams, "seconds": row.seconds, "grams_tolerance": 0.0, "seconds_tolerance": 0.0}
        priced = self._offer.price(material, choice.machine, report, figures, quantity)
        return Quote({**figures, "by": SLICE}, priced, SLICE, 0, raw)

    def _estimated(
        self,
        factors: Factors,
        report: Mapping[str, Any],
        raw: Mapping[str, Any],
        choice: Choice,
        material: Material,
        quantity: int,
    ) -> Quote:
        figures = {
            **raw,
            "grams": round(raw["grams"] * factors.grams, 2),
            "seconds": round(raw["seconds"] * factors.seconds),
        }
        priced = self._offer.price(material, choice.machine, report, figures, quantity)
        return Quote({**figures, "by": ESTIMATE}, priced, ESTIMATE, factors.version, raw)


def promise(order: Order) -> dict[str, Any]:
    """What the customer of an order was told of one copy, and the price that is kept, for the operator."""
    return {
        "order": order.id,
        **{name: order.estimate.get(name) for name in ("grams", "seconds")},
        "by": order.quote.get("by"),
        "price": order.price,
        "quantity": order.quantity,
    }
