"""What customers bring along, and the typefaces the shop has."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from server import bridge
from server.doors import TheHouse
from server.errors import InvalidInput, NotFound, field_error
from server.problems import ERRORS
from server.routes.templates import IMMUTABLE

router = APIRouter(prefix="/api", tags=["artwork"], responses=ERRORS)
#: The largest file of a picture that is read, bytes.
LARGEST_FILE = 8 << 20
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"format": "binary"}}}}}


@router.post("/artwork", status_code=201, openapi_extra=_BODY)
async def bring(
    request: Request,
    house: TheHouse,
    kind: Annotated[Literal["image", "drawing"], Query(description="a photo (PNG, JPEG, WebP) or a drawing (SVG)")],
) -> dict[str, Any]:
    """
    Read a customer's file, make it plain and safe, and keep it under its fingerprint.

    `artwork` is the value for the parameter; `notes` say what was changed on the way.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_FILE:
            words = f"This file is larger than {LARGEST_FILE >> 20} MB, which is the most. Please make it smaller."
            raise InvalidInput([field_error("artwork", "too_big", words, limit=LARGEST_FILE)])
    facts, (plain,) = await house.workshop.artwork(bytes(data), kind)
    name = await asyncio.to_thread(house.artefacts.put, plain)
    return {"artwork": name, **facts}


@router.get("/artwork/{name}", response_class=Response)
async def show(name: str, house: TheHouse) -> Response:
    """A bundled sample, or a file that was brought, as a picture."""
    stored = await asyncio.to_thread(house.artefacts.get, name) if _FINGERPRINT.fullmatch(name) else name
    picture, kind = await asyncio.to_thread(bridge.artwork_picture, stored)
    return Response(picture, media_type=kind, headers={"Cache-Control": IMMUTABLE})


@router.get("/typefaces/{name}")
async def typeface(name: str, response: Response) -> dict[str, Any]:
    """How far the letters of a typeface reach and how thin its strokes are, in heights of a capital letter."""
    found = await asyncio.to_thread(bridge.typeface, name)
    if found is None:
        raise NotFound(f"There is no typeface called {name[:40]!r}.", field="typeface")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return found
