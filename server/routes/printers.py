"""Printers: what each does, and the plate that a person cleared."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from server import records, roomview, temperatures
from server.database import now
from server.decisions import Decisions
from server.doors import STREAM_HEADERS, TheHouse, TheOperator, Visitor
from server.house import House
from server.live import FARM
from server.problems import ERRORS

router = APIRouter(prefix="/api/printers", tags=["printers"], responses=ERRORS)


@router.get("")
async def printers(house: TheHouse, who: Visitor) -> dict[str, Any]:
    """All printers; what they print and where they stand is for operators."""

    def read() -> dict[str, Any]:
        with house.database.read() as session:
            return {"printers": roomview.public_printers(session, house.farm, operator=who is not None)}

    return await asyncio.to_thread(read)


@router.get("/events", response_class=StreamingResponse)
async def events(house: TheHouse, _who: TheOperator) -> StreamingResponse:
    """The farm as it stands, and again at each change (server-sent events)."""
    stream = house.bell.stream(FARM, "farm", lambda: _farm(house))
    return StreamingResponse(stream, media_type="text/event-stream", headers=STREAM_HEADERS)


@router.post("/{printer}/bed-clear")
async def bed_clear(printer: str, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """A person looked at the plate: it is empty. Good for one start."""

    def decide() -> dict[str, Any]:
        Decisions(house.database, house.engine, house.farm).bed_clear(printer, who)
        with house.database.read() as session:
            found = roomview.public_printers(session, house.farm, operator=True)
        return next(view for view in found if view["id"] == printer)

    return await asyncio.to_thread(decide)


@router.get("/{printer}/temperatures")
async def warmth(printer: str, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """How warm a printer was in the last hours, °C: a list for nozzle, bed and their targets, beside the times."""

    def read() -> dict[str, Any]:
        with house.database.read() as session:
            return temperatures.curve(session, printer, now(session))

    return await asyncio.to_thread(read)


@router.get("/{printer}/history")
async def history(printer: str, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """What became of its plate and of everything that was printed on it, newest first."""

    def read() -> dict[str, Any]:
        with house.database.read() as session:
            return {"lines": records.of_printer(session, printer)}

    return await asyncio.to_thread(read)


def _farm(house: House) -> dict[str, Any]:
    with house.database.read() as session:
        return roomview.farm_view(session, house.farm, house.matching, house.spools)
