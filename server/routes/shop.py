"""The shop itself: what it prints in, whether it is well, and the pages."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, RedirectResponse

from printers.errors import PrintersError
from printers.slicers import find_slicer
from server import people, views
from server.doors import TheHouse, Visitor
from server.errors import NotFound
from server.house import House
from server.problems import ERRORS

router = APIRouter(responses=ERRORS)
STATIC = Path(__file__).parent.parent / "static"
_PAGE_HEADERS = {"Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}


@router.get("/api/shop", tags=["shop"])
async def shop(house: TheHouse, who: Visitor) -> dict[str, Any]:
    """The shop's name, materials and colours, and whether it can slice."""
    slicer = await asyncio.to_thread(_slicer, house)
    return views.shop_view(house.settings, operator=who is not None, slicer=slicer)


@router.get("/healthz", tags=["shop"])
async def healthz(house: TheHouse) -> dict[str, Any]:
    """Whether the shop is well: `ok`, or `degraded` with what is missing."""

    def look() -> dict[str, Any]:
        with house.database.read() as session:
            session.execute(sa.text("SELECT 1"))
        return _slicer(house)

    slicer = await asyncio.to_thread(look)
    missing = ([] if house.workshop.ready else ["geometry is still loading"]) + (
        [] if slicer["ready"] else [slicer["words"]]
    )
    return {
        "status": "degraded" if missing else "ok",
        "missing": missing,
        "geometry": house.workshop.ready,
        "slicer": slicer,
    }


def _slicer(house: House) -> dict[str, Any]:
    try:
        found = find_slicer(house.settings.slicer or None)
        return {"ready": True, "words": f"PrusaSlicer {found.version()}"}
    except PrintersError as exc:
        return {"ready": False, "words": str(exc)}


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
