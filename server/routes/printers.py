"""Printers: what each does, and the plate that a person cleared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from server import halt, reach, roomview, temperatures
from server.database import now
from server.decisions import Decisions
from server.doors import STREAM_HEADERS, LastSeen, TheHouse, TheOperator, Visitor
from server.house import House
from server.live import FARM
from server.problems import ERRORS
from server.service import Service

Wish = Literal["pause", "resume"]
router = APIRouter(prefix="/api/printers", tags=["printers"], responses=ERRORS)


class Whereabouts(BaseModel):
    """Where a printer may be."""

    model_config = ConfigDict(extra="forbid")
    address: str = Field(min_length=1, max_length=200, description="as octopi.local, or 192.168.1.40:7125")
    key: str = Field(default="", max_length=400, description="its host's key or password")
    serial: str = Field(default="", max_length=40, description="of a Bambu Lab printer: its serial number")


class NewPrinter(Whereabouts):
    """A printer to be added, as it was found."""

    id: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9-]{0,30})?$", description="by default made of the name")
    name: str = Field(min_length=1, max_length=60, description="what people call it")
    driver: str = Field(max_length=40)
    machine: str = Field(min_length=1, max_length=120, description="the profile it is sliced for")
    materials: list[str] = Field(min_length=1, max_length=40, description="what is loaded, or can be at once")


@router.get("")
async def printers(house: TheHouse, who: Visitor) -> dict[str, Any]:
    """All printers; what they print and where they stand is for operators."""

    def read() -> dict[str, Any]:
        with house.database.read() as session:
            return {"printers": roomview.public_printers(session, house.farm, operator=who is not None)}

    return await asyncio.to_thread(read)


@router.get("/events", response_class=StreamingResponse)
async def events(house: TheHouse, _who: TheOperator, seen: LastSeen = None) -> StreamingResponse:
    """The farm as it stands, and again at each change (server-sent events)."""
    stream = house.bell.stream(FARM, "farm", lambda: _farm(house), seen)
    return StreamingResponse(stream, media_type="text/event-stream", headers=STREAM_HEADERS)


@router.post("/find")
async def find(asked: Whereabouts, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """What answers at an address, whether the key is good, and which machines it may be. Changes nothing."""
    return await house.adding.look(asked.address, asked.key, asked.serial)


@router.get("/neighbours")
async def neighbours(house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """Printers that announce themselves on the shop's network (mDNS) and are not the shop's yet; takes two seconds."""
    return {"printers": await house.adding.near()}


@router.get("/machines")
async def machines(house: TheHouse, _who: TheOperator, q: str = "") -> dict[str, Any]:
    """Machines there are profiles for, by the words in their names: our own, and those that the slicer brings."""
    return {"machines": await asyncio.to_thread(house.adding.machines, q[:80])}


@router.post("", status_code=201)
async def add(wish: NewPrinter, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """Add a printer for good; it is watched from now on, and prints once somebody has looked at its plate."""
    await reach.check(wish.address, house.settings.printer_networks)

    def kept() -> dict[str, Any]:
        name = house.adding.add(wish.model_dump())
        with house.database.read() as session:
            found = roomview.public_printers(session, house.farm, operator=True)
        return next(view for view in found if view["id"] == name)

    return await asyncio.to_thread(kept)


@router.post("/stop")
async def stop_all(house: TheHouse, who: TheOperator) -> dict[str, list[str]]:
    """
    Stop the whole farm: every printer that prints or heats is told to stop at once, and again until it stands.

    What they print has failed. The others (`resting`) start nothing until they are brought back.
    """

    def press() -> halt.Halted:
        with house.database.begin() as session:
            return halt.halt(session, house.farm.printers, who.who)

    done = await asyncio.to_thread(press)
    house.stops.ring()
    return {"told": list(done.told), "resting": list(done.resting)}


@router.post("/in-service")
async def bring_all_back(house: TheHouse, who: TheOperator) -> dict[str, list[str]]:
    """Bring back the printers that stood still when the whole farm was stopped. Those that were stopped want a look."""

    def inside() -> tuple[str, ...]:
        with house.database.begin() as session:
            return halt.go_on(session, house.farm.printers, who.who)

    return {"back": list(await asyncio.to_thread(inside))}


@router.delete("/{printer}", status_code=204)
async def remove(printer: str, house: TheHouse, _who: TheOperator) -> None:
    """Take away a printer that was added here; its history stays."""
    await asyncio.to_thread(house.adding.remove, printer)


@router.post("/{printer}/bed-clear")
async def bed_clear(printer: str, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """A person looked at the plate: it is empty. Good for one start."""

    def decide() -> dict[str, Any]:
        Decisions(house.database, house.engine, house.farm).bed_clear(printer, who)
        return _one(house, printer)

    return await asyncio.to_thread(decide)


class Reason(BaseModel):
    """Why a printer takes nothing for a while."""

    model_config = ConfigDict(extra="forbid", strict=True)
    why: str = Field(max_length=1000)


@router.post("/{printer}/stop")
async def stop(printer: str, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """The emergency stop: sent at once, and again until the machine stands. Its print has failed."""
    await asyncio.to_thread(house.stops.press, printer, who.who)
    return await asyncio.to_thread(_one, house, printer)


@router.post("/{printer}/out-of-service")
async def take_out(printer: str, asked: Reason, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """Start nothing on it any more; what prints is printed to its end."""
    return await _served(house, printer, lambda service: service.take_out(printer, asked.why, who.who))


@router.post("/{printer}/in-service")
async def bring_back(printer: str, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """It takes jobs again."""
    return await _served(house, printer, lambda service: service.bring_back(printer, who.who))


@router.post("/{printer}/looked")
async def looked(printer: str, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """Somebody came when it called."""
    return await _served(house, printer, lambda service: service.looked(printer, who.who))


@router.post("/{printer}/{wish}")
async def wish(printer: str, wish: Wish, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """Have the print on it paused, or go on."""
    return await _served(house, printer, lambda service: service.wish(printer, wish, who.who))


async def _served(house: House, printer: str, do: Callable[[Service], None]) -> dict[str, Any]:
    """Do something with a printer, and tell how it stands then."""

    def inside() -> dict[str, Any]:
        do(Service(house.database, house.farm.printers))
        return _one(house, printer)

    return await asyncio.to_thread(inside)


def _one(house: House, printer: str) -> dict[str, Any]:
    with house.database.read() as session:
        found = roomview.public_printers(session, house.farm, operator=True)
    return next(view for view in found if view["id"] == printer)


@router.get(
    "/{printer}/picture",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}, "image/png": {}}, "description": "A JPEG or a PNG."}},
)
async def picture(printer: str, house: TheHouse, _who: TheOperator) -> Response:
    """What its camera sees, two seconds old at most; 404 where there is no camera, or it shows nothing."""
    found = await house.pictures.of(printer)
    return Response(found.data, media_type=found.kind, headers={"Cache-Control": "no-store"})


@router.get("/{printer}/temperatures")
async def warmth(printer: str, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """How warm a printer was in the last hours, °C: a list for nozzle, bed and their targets, beside the times."""

    def read() -> dict[str, Any]:
        with house.database.read() as session:
            return temperatures.curve(session, printer, now(session))

    return await asyncio.to_thread(read)


def _farm(house: House) -> dict[str, Any]:
    with house.database.read() as session:
        return roomview.farm_view(session, house.farm, house.matching, house.spools)
