"""The shop's shelf as its pages see it: templates with everything the form needs, drafts only for those who may."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from server import bridge
from server.choice import Choice
from server.database import Database
from server.errors import Refused, ServerError
from server.live import tell
from server.offer import Offer
from server.quoting import Quoting
from server.settings import Settings
from server.workshop import Workshop

log = logging.getLogger("printwright.catalogue")
TEMPLATES = "templates"  # the topic that is rung when template files have changed


class Catalogue:
    """What the templates' pages are given."""

    def __init__(
        self, settings: Settings, database: Database, workshop: Workshop, offer: Offer, quoting: Quoting
    ) -> None:
        self._settings = settings
        self._database = database
        self._workshop = workshop
        self._offer = offer
        self._quoting = quoting
        self._news: dict[str, dict[str, Any]] = {}

    async def cards(self, *, drafts: bool) -> list[dict[str, Any]]:
        """Every template in a few words, with its picture and the price of its default design."""
        catalogue = await self._workshop.catalogue()
        shown = [
            one
            for one in catalogue["templates"].values()
            if self._workshop.offered(one, drafts=drafts) and not one["own_file"]
        ]
        prices = await asyncio.gather(*(self._price_from(template["slug"]) for template in shown))
        return [
            {
                **{name: template[name] for name in ("slug", "title", "summary", "version", "tags", "draft")},
                "picture": picture(template),
                "price_from": price,
            }
            for template, price in zip(shown, prices, strict=True)
        ]

    async def product(self, slug: str, *, drafts: bool) -> dict[str, Any]:
        """One template: the JSON Schema that is the form, its rules, and the numbers these ask for by material."""
        template = await self._workshop.template(slug, drafts=drafts)
        return {
            **{name: value for name, value in template.items() if name != "file"},
            "picture": picture(template),
            "presets": [{**preset, "picture": picture(template, preset["values"])} for preset in template["presets"]],
            "limits": await asyncio.to_thread(self._limits),
            "watch": self._settings.watch,
        }

    def news(self, slug: str) -> dict[str, Any]:
        """What was last read of a template's file: its digest, and its error where it does not load."""
        return self._news.get(slug, {"source_digest": None, "error": None})

    async def watch(self) -> None:
        """Read template files again whenever they are saved, and tell the pages that show them."""
        from watchfiles import awatch

        await self._look()
        async for _changes in awatch(*bridge.template_folders(self._settings.templates), step=20, debounce=100):
            self._workshop.forget()
            await self._look()

    async def _look(self) -> None:
        try:
            catalogue = await self._workshop.catalogue()
        except ServerError:
            log.exception("reading the templates again")
            return
        self._news = {
            slug: {"source_digest": template["source_digest"], "error": template["error"]}
            for slug, template in catalogue["templates"].items()
        }
        await asyncio.to_thread(self._ring)

    def _ring(self) -> None:
        with self._database.begin() as session:
            tell(session, TEMPLATES)

    async def _price_from(self, slug: str) -> dict[str, Any] | None:
        """The price of the default design; none while it cannot be built."""
        material = self._settings.materials[0]
        try:
            choice = self._offer.choice(material)
            model = await self._workshop.model(slug, {}, choice)
            price = (await self._quoting.of(model, choice.on(model.machine), material, 1)).price
        except ServerError:
            return None
        return {"amount": f"{price.amount:.2f}", "currency": price.currency}

    def _limits(self) -> dict[str, dict[str, float]]:
        found = {}
        for material in self._settings.materials:
            try:
                choice = self._offer.choice(material)
            except Refused:
                # No printer is loaded with it: there is nothing to be limited by, and nothing to order.
                continue
            found[material.id] = bridge.numbers(choice) | bridge.reaches(choice)
        return found

    def choice(self, material: str | None = None, machine: str | None = None) -> Choice:
        """What a design is judged for where nobody has chosen: the shop's first material."""
        named = material or self._settings.materials[0].id
        return self._offer.choice(self._offer.material(named, "_material"), machine)


def picture(template: Mapping[str, Any], values: Mapping[str, Any] | None = None) -> str:
    """The address of the picture of a design; it never changes what it shows."""
    query = {name: str(value).lower() if isinstance(value, bool) else value for name, value in (values or {}).items()}
    words = urlencode({**query, "_version": template["source_digest"]}, quote_via=quote)
    return f"/api/templates/{template['slug']}/picture.png?{words}"
