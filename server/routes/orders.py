"""Orders: taking them, and following each through the link that only its customer has."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from server import drawings, ledger, views
from server.doors import STREAM_HEADERS, LastSeen, TheHouse, TheOperator, bounded_body
from server.errors import InvalidInput, NotFound, Refused, ServerError, field_error
from server.house import House
from server.lists import Common, Row, Take
from server.live import order_topic
from server.models import Design
from server.ordering import Placed, Wish, find
from server.problems import ERRORS
from server.queueing import Place
from server.waivers import Waivers

router = APIRouter(prefix="/api/orders", tags=["orders"], responses=ERRORS)
#: How long an order waits for its template, to say what its values are called, seconds.
_PATIENCE = 10.0
Token = Annotated[str, Query(max_length=200, description="the secret part of the order's link")]
Key = Annotated[
    str | None, Header(min_length=22, max_length=200, pattern=r"^[\x21-\x7e]+$", description="a secret of your own")
]


#: No list of ours is larger, bytes.
LARGEST_LIST = 256 << 10
Common80 = Annotated[str, Query(max_length=80, description="for rows that do not say it")]


class OrderRequest(BaseModel):
    """What a customer orders. `digest` is that of the design that was seen."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    template: str = Field(max_length=80)
    values: dict[str, str | int | float | bool] = Field(default_factory=dict, max_length=64)
    digest: str = Field(max_length=80)
    quantity: int = 1
    material: str = Field(max_length=40)
    colour: str | None = Field(default=None, max_length=40)
    colours: dict[str, str] = Field(default_factory=dict, max_length=16)
    name: str = Field(max_length=1000)
    email: str = Field(max_length=1000)
    quote: str | None = Field(default=None, max_length=40, description="name of the quote that was seen")
    price: str | None = Field(
        default=None, pattern=r"^\d{1,9}(\.\d{1,2})?$", description="the price that was seen; another is refused"
    )
    ready_by: str | None = Field(
        default=None, pattern=r"^\d{4}-\d\d-\d\d$", description="the day that was promised; a later one is refused"
    )


class PlacedOrder(BaseModel):
    """An accepted order. The token is shown once and opens the order's page."""

    id: str
    token: str
    state: str
    digest: str
    model_sha256: str
    url: str


class AgainRequest(BaseModel):
    """How many this time; as many as before where nothing is said."""

    model_config = ConfigDict(extra="forbid", strict=True)
    quantity: int | None = None


class CancelRequest(BaseModel):
    """Why; kept in the order's history."""

    model_config = ConfigDict(extra="forbid", strict=True)
    why: str = Field(default="", max_length=300)


class PlaceRequest(BaseModel):
    """An order's place in the queue and what it asks of its printer; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)
    priority: str | None = Field(default=None, max_length=20, description="`low`, `normal` or `high`")
    due: str | None = Field(
        default=None, max_length=40, description="`2026-12-01`, or a moment in ISO 8601; empty takes it away"
    )
    tags: list[str] | None = Field(default=None, max_length=20, description="what the printer has to be")
    plate: str | None = Field(default=None, max_length=40, description="the kind of plate; empty for any")
    why: str = Field(default="", max_length=300)


class WaiverRequest(BaseModel):
    """Which warning, of which part, and why it may pass."""

    model_config = ConfigDict(extra="forbid", strict=True)
    code: str = Field(max_length=40)
    part: str = Field(max_length=200)
    reason: str = Field(max_length=1000)


_order = TypeAdapter(OrderRequest)
_again = TypeAdapter(AgainRequest)
Json = Annotated[dict[str, Any], Depends(bounded_body)]


def _documented(model: type[BaseModel], *, required: bool = True) -> dict[str, Any]:
    schema = model.model_json_schema()
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


@router.post("", status_code=201, openapi_extra=_documented(OrderRequest))
async def place(body: Json, house: TheHouse, response: Response, idempotency_key: Key = None) -> PlacedOrder:
    """
    Order the very design that was seen.

    With an `Idempotency-Key` (a new secret for each order), sending the same order again after a lost answer gives
    the same order, never a second one.
    """
    asked = _read(_order, body)
    price = None if asked.price is None else Decimal(asked.price)
    wish = Wish(**{**asked.model_dump(), "price": price}, key=idempotency_key)
    return _placed(await house.ordering.place(wish), response)


@router.post(
    "/batch",
    response_class=StreamingResponse,
    openapi_extra={"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def batch(
    request: Request,
    house: TheHouse,
    take: Annotated[Take, Query(description="`none` judges only, `good` leaves out rows that do not work")] = "all",
    template: Common80 = "",
    material: Common80 = "",
    colour: Common80 = "",
    name: Annotated[str, Query(max_length=1000)] = "",
    email: Annotated[str, Query(max_length=1000)] = "",
    idempotency_key: Key = None,
) -> StreamingResponse:
    """
    Order a list: CSV whose first line names the columns, one order a row.

    Columns are `template`, `quantity`, `name`, `email`, `material`, `colour`, and the template's own values; what the
    query says holds for rows that leave it out. The answer is one JSON object a line: how far it is, and at last
    `result`, with an order for each row, or with each wrong row's line, field, limit and nearest good value, and then
    nothing was ordered. A `problem` instead of a result says why the list as a whole was not taken.
    """
    text = await _text(request)
    common = Common(template, name, email, material, colour or None)
    rows = house.lists.read(text, common, idempotency_key)
    return StreamingResponse(
        _lines(house, rows, take, idempotency_key),
        media_type="application/x-ndjson",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _text(request: Request) -> str:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_LIST:
            raise Refused(
                f"This list is larger than {LARGEST_LIST >> 10} KiB, which is the most.",
                code="body_too_large",
                limit=LARGEST_LIST,
            )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as exc:
        # Old spreadsheets write what their country used to write.
        line = data.count(b"\n", 0, exc.start) + 1
        words = f"Line {line} is not UTF-8. Save the list as CSV in UTF-8 and send it again."
        raise InvalidInput([field_error("list", "not_utf8", words, given=line)]) from exc


async def _lines(house: House, rows: list[Row], take: Take, key: str | None) -> AsyncIterator[str]:
    try:
        async for told in house.lists.take(rows, take, key):
            yield json.dumps(told) + "\n"
    except ServerError as exc:
        problem = {"code": str(exc.facts.get("code", exc.code)), "title": exc.title, "detail": exc.detail}
        yield json.dumps({"problem": problem | {"status": exc.status}}) + "\n"


@router.post("/{order}/again", status_code=201, openapi_extra=_documented(AgainRequest, required=False))
async def again(
    order: str, token: Token, house: TheHouse, request: Request, response: Response, idempotency_key: Key = None
) -> PlacedOrder:
    """Order the same design once more: the same digest, and the same bytes, proven."""
    body = await bounded_body(request) if request.headers.get("content-length", "0") != "0" else {}
    asked = _read(_again, body)
    return _placed(
        await asyncio.to_thread(house.ordering.again, order, token, asked.quantity, idempotency_key), response
    )


@router.post("/{order}/cancel")
async def cancel(order: str, house: TheHouse, who: TheOperator, asked: CancelRequest | None = None) -> dict[str, str]:
    """
    Cancel an order: its own plates, and its parts on plates of others that are not sliced yet.

    Refused, with nothing changed, when its parts are printing or printed, or on a sliced plate with others'.
    """
    await asyncio.to_thread(house.grouping.cancel_order, order, who.who, asked.why if asked else "")
    return {"id": order, "state": "cancelled"}


@router.post("/{order}/place")
async def place_in_queue(order: str, asked: PlaceRequest, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """
    Say how pressing an order is, and what it asks of its printer. Gives its place as it is now.

    Higher priority is printed first, then what is due first, then what came first. An order that is due or of high
    priority waits for no company on its plate.
    """
    return await asyncio.to_thread(house.queueing.place, order, Place(**asked.model_dump()), who)


@router.get("/{order}/place")
async def place_seen(order: str, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """An order's place in the queue, and what of its printer may be asked for: `choices` of tags and of plates."""
    return await asyncio.to_thread(house.queueing.look, order)


@router.post("/{order}/waivers", status_code=201)
async def waive(order: str, asked: WaiverRequest, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """Let one warning of an order pass, with a reason; errors never. What was waived of it so far comes back."""
    done = await asyncio.to_thread(
        Waivers(house.database, house.engine).waive, order, asked.code, asked.part, asked.reason, who
    )
    return {"waivers": done}


@router.get("/{order}")
async def show(order: str, token: Token, house: TheHouse) -> dict[str, Any]:
    """The order as it stands now."""
    return await asyncio.to_thread(_view, house, order, token, await _schema(house, order, token))


@router.get("/{order}/events", response_class=StreamingResponse)
async def events(order: str, token: Token, house: TheHouse, seen: LastSeen = None) -> StreamingResponse:
    """The order as it stands, and again at each change (server-sent events)."""
    schema = await _schema(house, order, token)
    stream = house.bell.stream(order_topic(order), "order", lambda: _view(house, order, token, schema), seen)
    return StreamingResponse(stream, media_type="text/event-stream", headers=STREAM_HEADERS)


@router.get("/{order}/plates/{plate}/layers", response_class=Response)
async def layers(order: str, plate: int, token: Token, request: Request, house: TheHouse) -> Response:
    """How the order's parts on one plate will be printed, layer by layer; see `printers/drawing.py` for the form."""

    def read() -> Response:
        with house.database.read() as session:
            found = find(session, order, token)
            jobs = ledger.jobs_of(session, found.id)
            if not 1 <= plate <= len(jobs):
                raise NotFound(f"This order has no plate {plate}.", field="plate", limit=len(jobs))
            return drawings.answer(request, house.artefacts, jobs[plate - 1], found.id)

    return await asyncio.to_thread(read)


@router.get("/{order}/picture.png", response_class=Response)
async def picture(order: str, token: Token, house: TheHouse) -> Response:
    """The picture of what was ordered, as it was made then."""
    return await asyncio.to_thread(_file, house, order, token, "picture", "image/png")


@router.get("/{order}/model.glb", response_class=Response)
async def model(order: str, token: Token, house: TheHouse) -> Response:
    """The model that was ordered, byte for byte."""
    return await asyncio.to_thread(_file, house, order, token, "glb", "model/gltf-binary")


def _read(adapter: TypeAdapter[Any], body: dict[str, Any]) -> Any:
    try:
        return adapter.validate_python(body)
    except ValidationError as exc:
        raise InvalidInput(
            [
                field_error(
                    ".".join(str(word) for word in error["loc"][:2]) or "body",
                    error["type"],
                    f"{'.'.join(str(word) for word in error['loc'][:2])}: {error['msg']}",
                    limit=error.get("ctx", {}).get("max_length"),
                    nearest=None,
                )
                for error in exc.errors(include_url=False)
            ]
        ) from exc


def _placed(placed: Placed, response: Response) -> PlacedOrder:
    url = f"/orders/{placed.id}?token={placed.token}"
    response.headers["Location"] = f"/api/orders/{placed.id}?token={placed.token}"
    response.headers["Cache-Control"] = "no-store"
    return PlacedOrder(**placed.__dict__, url=url)


async def _schema(house: House, order: str, token: str) -> dict[str, Any] | None:
    """The template's form, for the titles of the values; none when it is gone, or the geometry takes long to load."""

    def slug() -> str:
        with house.database.read() as session:
            return str(session.get_one(Design, find(session, order, token).digest).slug)

    template = house.workshop.template(await asyncio.to_thread(slug))
    try:
        found: dict[str, Any] = (await asyncio.wait_for(asyncio.shield(template), _PATIENCE))["schema"]
    except TimeoutError:
        return None
    except ServerError as exc:
        if exc.facts.get("field") == "order":
            raise
        return None
    return found


def _view(house: House, order: str, token: str, schema: dict[str, Any] | None) -> dict[str, Any]:
    with house.database.read() as session:
        return views.order_view(session, find(session, order, token), token, schema, house.farm)


def _file(house: House, order: str, token: str, what: str, media_type: str) -> Response:
    with house.database.read() as session:
        found = find(session, order, token)
        design = session.get_one(Design, found.digest)
        name = found.picture if what == "picture" else design.glb
    headers = {"ETag": f'"{name}"', "Cache-Control": "private, max-age=31536000, immutable"}
    if what == "glb":
        headers["Design-Digest"] = design.digest
    return Response(house.artefacts.get(name), media_type=media_type, headers=headers)
