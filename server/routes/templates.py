"""Templates: what can be made, and any design of it as a model, a report and a picture."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from server import bridge
from server.catalogue import TEMPLATES
from server.choice import Choice
from server.doors import STREAM_HEADERS, TheHouse, Values, Visitor
from server.errors import InvalidInput, NotFound, NotPrintable, ServerError, field_error
from server.house import House
from server.problems import ERRORS
from server.promising import Wanted
from server.quoting import SLICE
from server.routes.leaving import unless_left
from server.workshop import Look

router = APIRouter(prefix="/api", tags=["templates"], responses=ERRORS)
#: An address that names the template's very source never changes its answer.
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
_LARGEST_PICTURE = 2000
#: How a picture may be written; the first unless something else is asked for.
_PICTURES = ("png", "webp")
_SLOT = "_colour."  # a query names the colour of a slot besides the body's as `_colour.<slot>`


@router.get("/templates")
async def templates(house: TheHouse, who: Visitor) -> dict[str, Any]:
    """All templates that can be ordered; for the operator also the drafts, and files that do not load."""
    drafts = who is not None
    broken = (await house.workshop.catalogue())["broken"] if drafts or house.settings.watch else []
    return {"templates": await house.catalogue.cards(drafts=drafts), "broken": broken}


@router.get("/templates/{slug}")
async def template(slug: str, house: TheHouse, who: Visitor) -> dict[str, Any]:
    """One template: the JSON Schema that is the form, its rules, groups, presets, questions and colour slots."""
    return await house.catalogue.product(slug, drafts=who is not None)


@router.get("/templates/{slug}/events", response_class=StreamingResponse)
async def events(slug: str, house: TheHouse, who: Visitor) -> StreamingResponse:
    """Tell whenever the template's file was saved (server-sent events); only where the shop watches its files."""
    await house.workshop.template(slug, drafts=who is not None)
    if not house.settings.watch:
        raise NotFound("This shop does not watch its templates' files.", code="not_watched")
    stream = house.bell.stream(TEMPLATES, "template", lambda: house.catalogue.news(slug))
    return StreamingResponse(stream, media_type="text/event-stream", headers=STREAM_HEADERS)


@router.get("/templates/{slug}/open")
async def opened(
    slug: str,
    request: Request,
    house: TheHouse,
    who: Visitor,
    values: Values,
    version: Annotated[str, Query(alias="_from", max_length=40, description="the version that made the design")],
) -> dict[str, Any]:
    """The values of a design made with an older version, as they are valid now, and a list of what changed."""
    await house.workshop.template(slug, drafts=who is not None)
    return await house.workshop.open(slug, values, version, _choice(house, request))


@router.get("/templates/{slug}/model.glb", response_class=Response)
async def model(slug: str, request: Request, house: TheHouse, who: Visitor, values: Values) -> Response:
    """
    The design of these values as GLB, in metres, Y up, as soon as it is meshed.

    What speaks against printing it is in the report; where nobody asks for that, nothing is judged.
    """
    found = await house.workshop.template(slug, drafts=who is not None)
    made = await unless_left(request, house.workshop.look(slug, values, _choice(house, request)))
    headers = _headers(request, made, found)
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(made.squeezed, media_type="model/gltf-binary", headers=headers)
    return Response(made.glb, media_type="model/gltf-binary", headers=headers)


@router.post("/templates/{slug}/ahead", status_code=202, response_class=Response)
async def ahead(slug: str, request: Request, house: TheHouse, who: Visitor, values: Values) -> Response:
    """
    Say which design will probably be asked for next: the neighbour of a slider under the hand.

    It is built where a worker would do nothing otherwise, and forgotten where none is idle soon.
    """
    await house.workshop.template(slug, drafts=who is not None)
    house.ahead.wish(slug, values, _choice(house, request))
    return Response(status_code=202)


@router.get("/templates/{slug}/report")
async def report(
    slug: str, request: Request, response: Response, house: TheHouse, who: Visitor, values: Values
) -> dict[str, Any]:
    """Sizes, findings, estimate and price of the design of these values."""
    await house.workshop.template(slug, drafts=who is not None)
    choice = _choice(house, request)
    made = await unless_left(request, house.workshop.model(slug, values, choice))
    material = house.offer.material(choice.material)
    quantity = _whole(request, "_quantity", 1, house.settings.quantity_limit, 1)
    choice = choice.on(made.machine)
    # What has no inside has no weight, and no price.
    weighed = made.report["estimate"] is not None
    quote = await house.quoting.of(made, choice, material, quantity) if weighed else None
    profile = bridge.find_profile(choice.machine, choice.material, choice.quality)
    response.headers.update(
        {name: value for name, value in _headers(request, made, {}).items() if name != "Cache-Control"}
    )
    response.headers["Cache-Control"] = REVALIDATE
    return {
        **made.report,
        "estimate": None if quote is None else quote.figures,
        "quote": None if quote is None else quote.name,
        "price": None if quote is None else quote.price.to_json(),
        "machine": {
            "id": made.machine,
            "title": bridge.machine_title(made.machine),
            "volume": list(bridge.printable_volume(profile)),
        },
        "material": choice.material,
        "quantity": quantity,
    }


@router.post("/templates/{slug}/mend")
async def mend(slug: str, request: Request, house: TheHouse, who: Visitor, values: Values) -> Any:
    """
    The nearest values that print: the changes line by line, each with the findings it ends, made and checked.

    Asked with `Accept: application/x-ndjson` it tells `{"tried": n}` in lines of JSON while it looks, and at the end
    `{"mend": ...}`, or `{"problem": ...}`. It ends when whoever asked goes away.
    """
    await house.workshop.template(slug, drafts=who is not None)
    choice = _choice(house, request)
    if "application/x-ndjson" not in request.headers.get("accept", ""):
        return await unless_left(request, house.mender.mend(slug, values, choice))
    lines = _lines(house.mender.steps(slug, values, choice))
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=STREAM_HEADERS)


@router.post("/templates/{slug}/hints")
async def hints(slug: str, request: Request, house: TheHouse, who: Visitor, values: Values) -> dict[str, Any]:
    """
    Changes that would make this design at least 10 % cheaper: at most three, the best first.

    Each was built, checked and quoted, and adds no warning. They are looked for while no build process has anything
    else to do, for 20 s at most: where `complete` is false, asking again goes on from there.
    """
    await house.workshop.template(slug, drafts=who is not None)
    choice = _choice(house, request)
    quantity = _whole(request, "_quantity", 1, house.settings.quantity_limit, 1)
    return await unless_left(request, house.hints.of(slug, values, choice, quantity))


@router.post("/templates/{slug}/quote")
async def quote(slug: str, request: Request, house: TheHouse, who: Visitor, values: Values) -> dict[str, Any]:
    """
    Estimate and price of the design of these values, and the exact ones as soon as it has been sliced.

    The shop slices it in a quiet moment: while `state` is `waiting`, asking again in a second or two makes sense; it
    becomes `exact`, or `estimate` where the design cannot be sliced ahead.
    """
    await house.workshop.template(slug, drafts=who is not None)
    choice = _choice(house, request)
    made = await unless_left(request, house.workshop.model(slug, values, choice))
    material = house.offer.material(choice.material)
    quantity = _whole(request, "_quantity", 1, house.settings.quantity_limit, 1)
    if made.report["estimate"] is None:
        raise NotPrintable(
            "Its skin is not closed, so nobody can say what it weighs.", findings=made.report["findings"]
        )
    choice = choice.on(made.machine)
    found = await house.quoting.of(made, choice, material, quantity)
    state = "exact" if found.by == SLICE else "estimate"
    if state != "exact" and made.report["printable"] and house.settings.slice_ahead:
        state = "waiting" if house.exact.wish(made, choice) == "waiting" else "estimate"
    return {
        "digest": made.digest,
        "state": state,
        "quote": found.name,
        "estimate": found.figures,
        "price": found.price.to_json(),
    }


@router.post("/templates/{slug}/ready")
async def ready(slug: str, request: Request, house: TheHouse, who: Visitor, values: Values) -> dict[str, Any]:
    """
    The day by which an order of these values would be ready, if it were placed now: `ready_by`, as `2026-11-26`.

    The queue is played many times over; nearly all plays end by that day. None where nobody can say.
    """
    await house.workshop.template(slug, drafts=who is not None)
    choice = _choice(house, request)
    made = await unless_left(request, house.workshop.model(slug, values, choice))
    if made.report["estimate"] is None:
        return {"digest": made.digest, "ready_by": None}
    choice = choice.on(made.machine)
    quantity = _whole(request, "_quantity", 1, house.settings.quantity_limit, 1)
    found = await house.quoting.of(made, choice, house.offer.material(choice.material), quantity)
    wanted = Wanted(found.figures, made.report, quantity, choice.machine, choice.material, choice.quality)
    promise = await asyncio.to_thread(house.promises.of, wanted)
    return {"digest": made.digest, "ready_by": None if promise is None else promise["day"]}


@router.get("/templates/{slug}/picture.png", response_class=Response)
async def picture(slug: str, request: Request, house: TheHouse, who: Visitor, values: Values) -> Response:
    """A rendered picture of the design of these values: PNG, or with `_format=webp` WebP, which is smaller."""
    kind = _picture_kind(request)
    found = await house.workshop.template(slug, drafts=who is not None)
    choice = _choice(house, request)
    material = house.offer.material(choice.material)
    colour = house.offer.colour(material, request.query_params.get("_colour"), "_colour")
    slots = {slot["name"] for slot in found["slots"]}
    colours = {
        name.removeprefix(_SLOT): house.offer.colour(material, value, name).hex
        for name, value in request.query_params.items()
        if name.startswith(_SLOT) and name.removeprefix(_SLOT) in slots
    }
    data = await house.workshop.picture(
        slug,
        values,
        choice,
        width=_whole(request, "_width", 1, _LARGEST_PICTURE, 640),
        height=_whole(request, "_height", 1, _LARGEST_PICTURE, 480),
        colour=colour.hex,
        colours=colours,
        kind=kind,
    )
    cache = IMMUTABLE if request.query_params.get("_version") == found["source_digest"] else REVALIDATE
    return Response(data, media_type=f"image/{kind}", headers={"Cache-Control": cache})


async def _lines(steps: AsyncGenerator[dict[str, Any]]) -> AsyncIterator[str]:
    """Write steps as lines of JSON; what goes wrong after the first line can only be told in the last."""
    async with contextlib.aclosing(steps) as told:
        try:
            async for step in told:
                yield json.dumps(step, ensure_ascii=False) + "\n"
        except ServerError as error:
            problem = {"status": error.status, "code": error.code, "title": error.title, "detail": error.detail}
            yield json.dumps({"problem": problem}, ensure_ascii=False) + "\n"


def _picture_kind(request: Request) -> str:
    given = request.query_params.get("_format", _PICTURES[0])
    if given in _PICTURES:
        return given
    message = f"A picture can be {' or '.join(_PICTURES)}, not {given[:40]!r}."
    raise InvalidInput(
        [field_error("_format", "not_on_the_list", message, limit=list(_PICTURES), nearest="png", given=given[:80])]
    )


def _choice(house: House, request: Request) -> Choice:
    machine = request.query_params.get("_machine")
    known = sorted({printer.machine for printer in house.fleet.values()})
    if machine and machine not in known:
        raise InvalidInput(
            [
                field_error(
                    "_machine",
                    "not_on_the_list",
                    f"The shop has no {machine[:40]!r}. It has: {', '.join(known)}.",
                    limit=known,
                    nearest=known[0] if known else None,
                    given=machine[:80],
                )
            ]
        )
    return house.catalogue.choice(request.query_params.get("_material"), machine)


def _headers(request: Request, made: Look, template: dict[str, Any]) -> dict[str, str]:
    exact = request.query_params.get("_version") == template.get("source_digest")
    return {
        "ETag": f'"{made.digest}"',
        "Design-Digest": made.digest,
        "Cache-Control": IMMUTABLE if exact else REVALIDATE,
        "Server-Timing": f"build;dur={made.milliseconds}",
    }


def _whole(request: Request, name: str, least: int, most: int, default: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return default
    try:
        number = int(given) if len(given) < 10 else most + 1
    except ValueError:
        number = least - 1
    if least <= number <= most:
        return number
    raise InvalidInput(
        [
            field_error(
                name,
                "out_of_range",
                f"{name} is a whole number from {least} to {most}.",
                limit=most if number > most else least,
                nearest=most if number > most else least,
                given=given[:80],
            )
        ]
    )
