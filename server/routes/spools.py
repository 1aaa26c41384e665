"""Spools: what filament there is, and on which printer."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from server.doors import TheHouse, TheOperator
from server.errors import Refused
from server.problems import ERRORS

router = APIRouter(prefix="/api/spools", tags=["spools"], responses=ERRORS)
#: A list of spools is no larger, bytes.
LARGEST_LIST = 8 << 20


class NewSpool(BaseModel):
    """A spool that the shop got."""

    model_config = ConfigDict(extra="forbid", strict=True)
    material: str = Field(max_length=40)
    colour: str = Field(default="", max_length=40, description="one of the material's; empty where it is not known")
    grams: float = Field(description="of filament, without the reel")
    title: str = Field(default="", max_length=200, description="as its maker calls it")
    lot: str = Field(default="", max_length=100)
    cost: Decimal | None = Field(default=None, ge=0, max_digits=12, strict=False, description="of the whole spool")
    reel: float | None = Field(default=None, ge=0, le=2000, description="what the empty reel weighs, grams")
    printer: str | None = Field(default=None, max_length=31, description="the printer that it is put on at once")


class Load(BaseModel):
    """The printer that a spool is on now."""

    model_config = ConfigDict(extra="forbid", strict=True)
    printer: str = Field(max_length=31)


class Weight(BaseModel):
    """What was read off the scale: the filament alone, or with its reel."""

    model_config = ConfigDict(extra="forbid", strict=True)
    grams: float | None = None
    gross: float | None = None


@router.get("")
async def spools(house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """Every spool with the grams left on it, those on printers first."""
    return {"spools": await asyncio.to_thread(house.spools.all)}


@router.post("", status_code=201)
async def add(asked: NewSpool, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """A new spool."""
    return await asyncio.to_thread(lambda: house.spools.add(who.who, **asked.model_dump()))


@router.post("/import")
async def take_in(request: Request, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """
    The spools of a Spoolman server: its answer to `GET /api/v1/spool`, or its export as JSON or CSV, as the body.

    A query such as `?000000=graphite` says which of the shop's colours a `color_hex` is. Spools that are here already
    are left as they are, those put away over there are left out, and what cannot be taken is named in `bad`.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_LIST:
            raise Refused("This list is larger than any of spools.", code="body_too_large", limit=LARGEST_LIST)
    colours = dict(parse_qsl(request.url.query))
    return await asyncio.to_thread(house.spools.take_in, who.who, bytes(data), colours)


@router.post("/{spool}/load")
async def load(spool: int, asked: Load, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """It is on this printer now; what was on it is off."""
    return await asyncio.to_thread(house.spools.load, spool, asked.printer)


@router.post("/{spool}/unload")
async def unload(spool: int, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """It is on no printer any more."""
    return await asyncio.to_thread(house.spools.unload, spool)


@router.post("/{spool}/weigh")
async def weigh(spool: int, asked: Weight, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """Somebody weighed it; only what is printed from now on is taken off."""
    return await asyncio.to_thread(lambda: house.spools.weigh(spool, who.who, grams=asked.grams, gross=asked.gross))


@router.post("/{spool}/retire")
async def retire(spool: int, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """It is empty or thrown away."""
    return await asyncio.to_thread(house.spools.retire, spool)
