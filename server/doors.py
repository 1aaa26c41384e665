"""What every route needs from the request: the house, the visitor, the values in a query, a body of bounded size."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import Depends, Header, Request

from server import people
from server.errors import Forbidden, InvalidInput, Refused, field_error
from server.house import House
from server.people import Operator

#: No form of ours is larger, bytes.
LARGEST_BODY = 64 << 10
#: Of a stream of events.
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
#: The last event that a page has heard, as its browser says when it comes back.
LastSeen = Annotated[str | None, Header(alias="Last-Event-ID", max_length=64)]
#: Words in a query that are not values of the template begin with this.
RESERVED = "_"


def house(request: Request) -> House:
    """The house that this application was built around."""
    return cast(House, request.app.state.house)


TheHouse = Annotated[House, Depends(house)]


def secret(request: Request) -> str | None:
    """The session's cookie, or a program's token."""
    words = request.headers.get("authorization", "")
    if words.lower().startswith("bearer "):
        return words[7:].strip()
    return request.cookies.get(people.COOKIE)


async def visitor(request: Request) -> Operator | None:
    """The operator who asks, if it is one."""
    return await asyncio.to_thread(people.who_is, house(request).database, secret(request))


Visitor = Annotated[Operator | None, Depends(visitor)]


async def operator(request: Request, who: Visitor) -> Operator:
    """The operator who asks. Raises Forbidden for anybody else, and for a form that came from a foreign page."""
    if who is None:
        raise Forbidden(
            "This page is for the operator. Open the link that was printed when the shop was started, "
            "or ask for a new one on the shop's machine: python -m server admin link"
        )
    origin = request.headers.get("origin")
    if request.method != "GET" and origin and origin.split("://", 1)[-1] != request.headers.get("host"):
        raise Forbidden("This request came from another site's page.", code="foreign_page")
    return who


TheOperator = Annotated[Operator, Depends(operator)]


def address(request: Request) -> str:
    """
    Where a request comes from, for quotas only: an address is nobody's name.

    A proxy of the settings is asked for whom it speaks; of an IPv6 address only the network counts, which one
    household has to itself.
    """
    proxies = house(request).settings.proxies
    found = request.client.host if request.client else ""
    for before in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        if found not in proxies or not before.strip():
            break
        found = before.strip()
    try:
        number = ipaddress.ip_address(found)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{number}/64", strict=False)) if number.version == 6 else str(number)


def values(request: Request) -> dict[str, str]:
    """The template's values in a query, as text. Raises InvalidInput when one is given twice."""
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name.startswith(RESERVED):
            continue
        if name in found:
            raise InvalidInput(
                [
                    field_error(
                        name,
                        "given_twice",
                        f"{name!r} is given twice; which one is meant?",
                        nearest=found[name],
                        given=value,
                    )
                ]
            )
        found[name] = value
    return found


Values = Annotated[Mapping[str, str], Depends(values)]


async def bounded_body(request: Request) -> dict[str, Any]:
    """The request's JSON object. Raises Refused when it is too large, and InvalidInput when it cannot be read."""
    import json

    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_BODY:
            raise Refused(
                f"This request is larger than {LARGEST_BODY // 1024} KiB, which is the most.",
                code="body_too_large",
                limit=LARGEST_BODY,
            )

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a name is given twice")
        return found

    def never(word: str) -> float:
        raise ValueError(f"{word} is no number")

    try:
        body = json.loads(bytes(data), object_pairs_hook=once, parse_constant=never)
    except (ValueError, RecursionError) as exc:
        raise InvalidInput([_unreadable(f"The request's body is no readable JSON: {exc}.")]) from exc
    if not isinstance(body, dict):
        raise InvalidInput([_unreadable("The request's body has to be a JSON object.")])
    return body


def _unreadable(message: str) -> dict[str, Any]:
    return field_error("body", "unreadable", message)
