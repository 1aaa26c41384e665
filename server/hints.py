"""Hints for less money: changes that were really built, checked and quoted, while no worker had anything else to do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from server import cheaper
from server.cheaper import Candidate, Hint, Wish
from server.choice import Choice
from server.equipment import Material
from server.errors import Refused, ServerError
from server.offer import Offer
from server.quoting import Quote, Quoting
from server.results import Results
from server.settings import Settings
from server.workshop import Model, Workshop

_SECONDS = 20.0  # after which a search ends with what it has found
_PAUSE = 0.02  # seconds between two looks at the workers
_KEPT = 8 << 20  # bytes of trials that are remembered


class Hints:
    """
    The door to hints. One search runs at a time and takes one worker, only where all are idle.

    A trial is given up as soon as anybody else wants a worker, and tried again when all are idle. What was tried is
    remembered; its price is reckoned anew each time, for slices and corrections come in meanwhile.
    """

    def __init__(self, settings: Settings, workshop: Workshop, offer: Offer, quoting: Quoting) -> None:
        self._settings = settings
        self._workshop = workshop
        self._offer = offer
        self._quoting = quoting
        self._trials = Results(_KEPT)
        self._turn = asyncio.Lock()

    async def of(self, slug: str, values: Mapping[str, Any], choice: Choice, quantity: int) -> dict[str, Any]:
        """
        Give the hints for a design. `complete` says whether everything worth a try was tried.

        Raises as `Workshop.model` does.
        """
        template = await self._workshop.template(slug, drafts=True)
        base = await self._workshop.model(slug, values, choice)
        told: dict[str, Any] = {"digest": base.digest, "quantity": quantity, "hints": [], "complete": True}
        if base.report["estimate"] is None or not base.report["printable"]:
            return told
        wish = Wish(base.report["values"], choice, self._offer.material(choice.material), quantity)
        found: list[Hint] = []
        try:
            async with asyncio.timeout(_SECONDS), self._turn:
                for ways in self._worth_a_try(wish, template):
                    for candidate in ways:
                        report = await self._weighed(slug, template["source_digest"], candidate, base)
                        if report is None or report["estimate"] is None:
                            continue
                        hint = await asyncio.to_thread(self._quoted, wish, base, candidate, report)
                        found += [hint] if hint is not None else []
                        if report["estimate"]["grams"] < base.report["estimate"]["grams"]:
                            break  # the other way needs more plastic
        except TimeoutError:
            told["complete"] = False
        told["hints"] = [hint.to_json() for hint in cheaper.chosen(found)]
        return told

    def _worth_a_try(self, wish: Wish, template: Mapping[str, Any]) -> list[tuple[Candidate, ...]]:
        settings = self._settings
        more = cheaper.in_more(wish, settings.prices.breaks, settings.quantity_limit)
        found: list[tuple[Candidate, ...]] = [(one,) for one in more]
        if settings.workers < 2:
            return found  # the only worker is there for customers
        found += [(one,) for one in cheaper.in_others(wish, self._others(wish))]
        found += [(one,) for one in cheaper.as_presets(wish, template)]
        return [*found, *cheaper.turned_down(wish, template)]

    def _others(self, wish: Wish) -> list[tuple[Material, Choice]]:
        """Give the materials that can be printed now, each with what a design in it would be judged for."""
        found: list[tuple[Material, Choice]] = []
        for material in self._settings.materials:
            try:
                found.append((material, self._offer.choice(material)))
            except Refused:
                continue
        # Who asked for a machine of their own is not told of what another one would do.
        return found if (wish.material, wish.choice) in found else []

    def _quoted(self, wish: Wish, base: Model, candidate: Candidate, report: Mapping[str, Any]) -> Hint | None:
        """Judge and price a trial. Blocks on the database."""
        if cheaper.worse(base.report, report) or not cheaper.as_said(candidate, report):
            return None
        before, after = (
            self._quotes(wish, {**base.report, "machine": base.machine}),
            self._quotes(candidate.wish, report),
        )
        # Estimates are held against estimates; and what the customer is told must save as much.
        savings = (
            cheaper.saving(old.price, wish.quantity, new.price, candidate.wish.quantity)
            for old, new in zip(before, after, strict=True)
        )
        return Hint(candidate, min(savings), after[1].price)

    def _quotes(self, wish: Wish, report: Mapping[str, Any]) -> tuple[Quote, Quote]:
        """By the estimate, and by the best that is known."""
        wanted = (wish.choice.on(report["machine"]), wish.material, wish.quantity)
        best = self._quoting.best(report["digest"], report, report["estimate"], *wanted)
        return self._quoting.estimated(report, *wanted), best

    async def _weighed(self, slug: str, source: str, candidate: Candidate, base: Model) -> Mapping[str, Any] | None:
        """What a worker says of a candidate; None where it cannot be made."""
        if candidate.same_model:
            return {**base.report, "machine": base.machine}
        wish = candidate.wish
        key = (slug, source, json.dumps(wish.values, sort_keys=True), wish.choice)
        if key not in self._trials:
            try:
                report: dict[str, Any] | None = await self._quietly(slug, wish)
            except ServerError:
                report = None
            self._trials.keep(key, len(json.dumps(report)), report)
        known: Mapping[str, Any] | None = self._trials.known(key)
        return known

    async def _quietly(self, slug: str, wish: Wish) -> dict[str, Any]:
        """Have a worker build, check and estimate a wish where it would do nothing else."""
        while True:
            if not self._workshop.idle:
                await asyncio.sleep(_PAUSE)
                continue
            task = asyncio.create_task(self._workshop.asked("weigh", slug, wish.values, wish.choice))
            try:
                while not task.done() and self._workshop.free >= self._settings.workers - 1:
                    await asyncio.wait([task], timeout=_PAUSE)
                if task.done():
                    report: dict[str, Any] = task.result()["report"]
                    return report
            finally:
                task.cancel()
                await asyncio.wait([task])
