"""What is said of a page to those who do not run it."""

from __future__ import annotations

import asyncio
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from server import pages
from server.bodiless import Bodiless
from tests.shop import ROOT

HOME = "https://shop.example"
SHARED = f"{HOME}/products/sign?text=A%22%3CB&width=80"


class _Head(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.told: dict[str, str | None] = {}
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "meta" and (name := given.get("name") or given.get("property")):
            assert name not in self.told
            self.told[name] = given.get("content")


def _titled(**product: str) -> str:
    html = (ROOT / "web" / "product.html").read_text()
    picture = f"{HOME}/api/templates/sign/picture.png?text=A%22%3CB&width=80"
    return pages.titled(html, product, address=SHARED, picture=picture)


def test_a_shared_link_shows_the_design() -> None:
    """Title, summary, address and picture of that very design, each once."""
    head = _Head(_titled(title="Sign", summary="Letters on a board."))
    assert head.told["description"] == head.told["og:description"] == "Letters on a board."
    assert (head.told["og:title"], head.told["og:url"]) == ("Sign", SHARED)
    assert (head.told["og:image"] or "").endswith("?text=A%22%3CB&width=80")


def test_a_makers_words_are_words() -> None:
    """What looks like HTML or a reference in a title is shown as it was written."""
    title = r'<script>alert(1)</script> & "\1" \g<0>'
    head = _Head(html := _titled(title=title, summary=title))
    assert head.told["og:title"] == head.told["description"] == title
    assert head.tags.count("script") == 1, "the page's own"
    assert html.count("<title>") == 1


@pytest.mark.parametrize(("path", "allowed"), [("/", True), ("/products/box", True), ("/orders/x", False)])
def test_orders_are_not_crawled(path: str, allowed: bool) -> None:
    """An order's address is its key; crawlers are sent to products alone."""
    rules = RobotFileParser()
    rules.parse(pages.robots(HOME).splitlines())
    assert rules.can_fetch("any", urljoin(HOME, path)) is allowed
    assert rules.site_maps() == [f"{HOME}/sitemap.xml"]


def test_the_sitemap_names_every_product() -> None:
    """The gallery and each product, as an XML reader finds them."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = ElementTree.fromstring(pages.sitemap(HOME, ["box", "a&b"])).iter(f"{space}loc")
    assert [one.text for one in found] == [f"{HOME}/", f"{HOME}/products/box", f"{HOME}/products/a&b"]


async def _whole(request: Request) -> Response:
    return PlainTextResponse(request.method, headers={"ETag": '"1"'})


async def _endless(request: Request) -> Response:
    async def beats() -> Any:
        while True:
            yield b"beat"
            await asyncio.sleep(0)

    return StreamingResponse(beats(), media_type="text/event-stream")


def _app() -> Bodiless:
    return Bodiless(Starlette(routes=[Route("/whole", _whole), Route("/endless", _endless)]))


async def test_a_head_is_the_answers_without_its_body() -> None:
    """Status and headers are those of GET, and nothing else comes."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(_app()), base_url=HOME) as client:
        head, whole = await client.head("/whole"), await client.get("/whole")
        assert (head.status_code, head.content, whole.content) == (200, b"", b"GET")
        assert head.headers == whole.headers
        assert (await client.head("/nothing")).status_code == 404


@pytest.mark.parametrize("version", ["2.3", "2.4"])
async def test_a_stream_learns_that_nobody_reads_it(version: str) -> None:
    """Under both ways in which a server may tell that the reader has gone."""
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "method": "HEAD", "path": "/endless", "headers": [], "query_string": b""}
    scope["asgi"] = {"spec_version": version}
    await asyncio.wait_for(_app()(scope, receive, send), 60)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[-1]["body"] == b""
