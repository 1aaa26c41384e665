"""The pages, and what they say of themselves to those who do not run them: search engines and link previews."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from server.errors import NotFound

STATIC = Path(__file__).parent / "static"
#: Pages that are somebody's own, or the operators'.
_PRIVATE = ("/orders/", "/operator")
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description"[^>]*>')


def page(name: str) -> str:
    """The HTML of a page. Raises NotFound while the pages are not built."""
    try:
        return (STATIC / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise missing() from None


def missing() -> NotFound:
    """What is said while the pages are not built."""
    return NotFound("The page is not built yet; `make run` builds it.", code="page_missing")


def titled(html: str, product: Mapping[str, Any], *, address: str, picture: str) -> str:
    """
    A product's page that tells its title, summary and picture in its head, so that a shared link shows the design.

    `address` is where this design is seen, `picture` where it is drawn; both whole, with the shop's own address.
    """
    title, summary = escape(product["title"]), escape(product["summary"])
    head = (
        f'<meta name="description" content="{summary}" />\n'
        f'    <meta property="og:type" content="product" />\n'
        f'    <meta property="og:title" content="{title}" />\n'
        f'    <meta property="og:description" content="{summary}" />\n'
        f'    <meta property="og:url" content="{escape(address)}" />\n'
        f'    <meta property="og:image" content="{escape(picture)}" />\n'
        f'    <meta name="twitter:card" content="summary_large_image" />'
    )
    html = _TITLE.sub(lambda _: f"<title>{title}</title>", html, count=1)
    return _DESCRIPTION.sub(lambda _: head, html, count=1)


def robots(address: str) -> str:
    """What may be crawled: everything but orders and the operators' room. `address` is the shop's own."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE), "", f"Sitemap: {address}/sitemap.xml"]
    return "\n".join(lines) + "\n"


def sitemap(address: str, products: list[str]) -> str:
    """The gallery and every product that is offered to all, by slug; sitemaps.org, protocol 0.9."""
    places = [f"{address}/", *(f"{address}/products/{slug}" for slug in products)]
    inner = "".join(f"<url><loc>{escape(place)}</loc></url>" for place in places)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>\n'
    )
