"""Templates: what can be made, and any design of it as a model, a report and a picture."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from server import bridge
from server.doors import TheHouse, Values, Visitor
from server.errors import InvalidInput, ServerError, field_error
from server.house import House
from server.problems import ERRORS
from server.workshop import Choice, Model

router = APIRouter(prefix="/api", tags=["templates"], responses=ERRORS)
#: An address that names the template's very source never changes its answer.
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
_LARGEST_PICTURE = 2000


@router.get("/templates")
async def templates(house: TheHouse, who: Visitor) -> dict[str, Any]:
    """All templates that can be ordered."""
    catalogue = await house.workshop.catalogue()
    found = []
    for template in catalogue["templates"].values():
        found.append(
            {
                **{name: template[name] for name in ("slug", "title", "summary", "version", "tags")},
                "picture": f"/api/templates/{template['slug']}/picture.png?_version={template['source_digest']}",
                "price_from": await _price_from(house, template["slug"]),
            }
        )
    return {"templates": found, "broken": catalogue["broken"] if who else []}


async def _price_from(house: House, slug: str) -> dict[str, Any] | None:
    """The price of the default design; none while it cannot be built."""
    material = house.settings.materials[0]
    try:
        model = await house.workshop.model(slug, {}, house.offer.choice(material))
        price = house.offer.price(material, model.report["estimate"], 1)
    except ServerError:
        return None
    return {"amount": f"{price.amount:.2f}", "currency": price.currency}


@router.get("/templates/{slug}")
async def template(slug: str, house: TheHouse) -> dict[str, Any]:
    """One template: the JSON Schema that is the form, its groups and presets."""
    found = await house.workshop.template(slug)
    return {**found, "picture": f"/api/templates/{slug}/picture.png?_version={found['source_digest']}"}


@router.get("/templates/{slug}/model.glb", response_class=Response)
async def model(slug: str, request: Request, house: TheHouse, values: Values) -> Response:
    """The design of these values as GLB, in metres, Y up."""
    made = await _model(house, slug, values, request)
    headers = _headers(request, made, await house.workshop.template(slug))
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(made.glb, media_type="model/gltf-binary", headers=headers)


@router.get("/templates/{slug}/report")
async def report(slug: str, request: Request, response: Response, house: TheHouse, values: Values) -> dict[str, Any]:
    """Sizes, findings, estimate and price of the design of these values."""
    made = await _model(house, slug, values, request)
    choice = _choice(house, request)
    material = house.offer.material(choice.material)
    quantity = _whole(request, "_quantity", 1, house.settings.quantity_limit, 1)
    profile = bridge.find_profile(choice.machine, choice.material, choice.quality)
    response.headers.update(
        {name: value for name, value in _headers(request, made, {}).items() if name != "Cache-Control"}
    )
    response.headers["Cache-Control"] = REVALIDATE
    return {
        **made.report,
        "price": house.offer.price(material, made.report["estimate"], quantity).to_json(),
        "machine": {
            "id": choice.machine,
            "title": bridge.machine_title(choice.machine),
            "volume": list(bridge.printable_volume(profile)),
        },
        "material": choice.material,
        "quantity": quantity,
    }


@router.get("/templates/{slug}/picture.png", response_class=Response)
async def picture(slug: str, request: Request, house: TheHouse, values: Values) -> Response:
    """A rendered picture of the design of these values."""
    material = house.offer.material(
        request.query_params.get("_material") or house.settings.materials[0].id, "_material"
    )
    colour = house.offer.colour(material, request.query_params.get("_colour"), "_colour")
    data = await house.workshop.picture(
        slug,
        values,
        width=_whole(request, "_width", 1, _LARGEST_PICTURE, 640),
        height=_whole(request, "_height", 1, _LARGEST_PICTURE, 480),
        colour=colour.hex,
    )
    found = await house.workshop.template(slug)
    cache = IMMUTABLE if request.query_params.get("_version") == found["source_digest"] else REVALIDATE
    return Response(data, media_type="image/png", headers={"Cache-Control": cache})


def _choice(house: House, request: Request) -> Choice:
    named = request.query_params.get("_material") or house.settings.materials[0].id
    machine = request.query_params.get("_machine")
    known = sorted({printer.machine for printer in house.settings.printers})
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
    return house.offer.choice(house.offer.material(named, "_material"), machine)


async def _model(house: House, slug: str, values: Values, request: Request) -> Model:
    return await house.workshop.model(slug, values, _choice(house, request))


def _headers(request: Request, made: Model, template: dict[str, Any]) -> dict[str, str]:
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
