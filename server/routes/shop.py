"""The shop itself: what it prints in, and the pages."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, RedirectResponse

from server import health, people, views
from server.doors import TheHouse, Visitor
from server.errors import NotFound
from server.problems import ERRORS

router = APIRouter(responses=ERRORS)
STATIC = Path(__file__).parent.parent / "static"
_PAGE_HEADERS = {"Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}


@router.get("/api/shop", tags=["shop"])
async def shop(house: TheHouse, who: Visitor) -> dict[str, Any]:
    """The shop's name, materials and colours, and whether it can slice."""
    slicer = await asyncio.to_thread(health.slicer_of, house)
    return views.shop_view(house.settings, operator=who is not None, slicer=slicer)


@router.get("/operator/open/{link}", include_in_schema=True, tags=["operators"], response_class=RedirectResponse)
async def open_room(link: str, house: TheHouse) -> RedirectResponse:
    """Open the operator's room with a one-time link."""
    session = await asyncio.to_thread(people.open_room, house.database, link)
    answer = RedirectResponse("/operator", 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    answer.set_cookie(
        people.COOKIE,
        session,
        max_age=people.SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=house.settings.address.startswith("https://"),
    )
    return answer


@router.get("/", include_in_schema=False)
async def gallery() -> Response:
    """The gallery."""
    return _page("index.html")


@router.get("/products/{slug}", include_in_schema=False)
async def product(slug: str) -> Response:  # noqa: ARG001  # the page reads it from its own address
    """A product's page."""
    return _page("product.html")


@router.get("/orders/{order}", include_in_schema=False)
async def order(order: str) -> Response:  # noqa: ARG001  # the page reads it from its own address
    """An order's page."""
    return _page("order.html")


@router.get("/list", include_in_schema=False)
async def order_list() -> Response:
    """The page on which a list is ordered."""
    return _page("list.html")


@router.get("/operator", include_in_schema=False)
async def operator() -> Response:
    """The operator's page."""
    return _page("operator.html")


def _page(name: str) -> Response:
    if not (STATIC / name).is_file():
        raise NotFound("The page is not built yet; `make run` builds it.", code="page_missing")
    return FileResponse(STATIC / name, headers=_PAGE_HEADERS)
