"""The shop itself: what it prints in, and the pages."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse

from server import health, pages, people, views
from server.doors import TheHouse, Visitor
from server.errors import NotFound
from server.problems import ERRORS

router = APIRouter(responses=ERRORS)
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
async def product(slug: str, request: Request, house: TheHouse, who: Visitor) -> Response:
    """A product's page, which names the product and shows the design where a link to it is previewed."""
    html = await asyncio.to_thread(pages.page, "product.html")
    status = 200
    # Nobody waits for the geometry to load before the page comes; it only says less of itself then.
    if house.workshop.ready:
        try:
            found = await house.workshop.template(slug, drafts=who is not None)
        except NotFound:
            status = 404
        else:
            own, query = house.settings.address, request.url.query
            html = pages.titled(
                html,
                found,
                address=f"{own}/products/{slug}{'?' if query else ''}{query}",
                picture=f"{own}/api/templates/{slug}/picture.png?{query}{'&' if query else ''}_width=1200&_height=630",
            )
    return HTMLResponse(html, status, headers=_PAGE_HEADERS)


@router.get("/robots.txt", include_in_schema=False)
async def robots(house: TheHouse) -> PlainTextResponse:
    """What search engines may read."""
    return PlainTextResponse(pages.robots(house.settings.address))


@router.get("/sitemap.xml", include_in_schema=False)
async def sitemap(house: TheHouse) -> Response:
    """What there is to be found; drafts and own files are not."""
    templates = (await house.workshop.catalogue())["templates"]
    offered = [slug for slug, one in templates.items() if not one["own_file"] and house.workshop.offered(one)]
    return Response(pages.sitemap(house.settings.address, offered), media_type="application/xml")


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
    if not (pages.STATIC / name).is_file():
        raise pages.missing()
    return FileResponse(pages.STATIC / name, headers=_PAGE_HEADERS)
