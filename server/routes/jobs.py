"""Jobs: the queue, and what an operator decides about one of them."""

from __future__ import annotations

import asyncio
from typing import Any, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from server import drawings, ledger, refusals, roomview, sheet
from server.decisions import Decisions
from server.doors import TheHouse, TheOperator
from server.errors import NotFound, Refused
from server.problems import ERRORS

router = APIRouter(prefix="/api/jobs", tags=["jobs"], responses=ERRORS)
Action = Literal["now", "hold", "release", "cancel", "retry", "printed", "not_printed"]
#: A filled-in sheet is no larger, bytes.
LARGEST_FORM = 64 << 10


class MergeRequest(BaseModel):
    """The plates to lay out together."""

    model_config = ConfigDict(extra="forbid", strict=True)
    jobs: list[str] = Field(min_length=2, max_length=20)


class Failed(BaseModel):
    """So many copies of one part of one order."""

    model_config = ConfigDict(extra="forbid", strict=True)
    order: str = Field(max_length=24)
    part: str = Field(max_length=96)
    copies: int = Field(ge=1, le=10_000)


class RequeueRequest(BaseModel):
    """What of a finished plate is printed again, and why."""

    model_config = ConfigDict(extra="forbid", strict=True)
    failed: list[Failed] = Field(min_length=1, max_length=1000)
    why: str = Field(default="", max_length=300)


class ActRequest(BaseModel):
    """Why it is decided so; kept in the job's history."""

    model_config = ConfigDict(extra="forbid", strict=True)
    why: str = Field(default="", max_length=300)


@router.get("")
async def jobs(house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """All jobs that are not at their end, with why no printer takes those that wait."""

    def read() -> dict[str, Any]:
        with house.database.read() as session:
            return {"jobs": roomview.farm_view(session, house.farm, house.matching, house.spools)["queue"]}

    return await asyncio.to_thread(read)


@router.post("/merge")
async def merge(asked: MergeRequest, house: TheHouse, who: TheOperator) -> dict[str, list[str]]:
    """Lay waiting plates of the same plastic out together; refused unless that saves a plate. Gives the new jobs."""
    return {"jobs": await asyncio.to_thread(house.grouping.merge, asked.jobs, who.who)}


@router.post("/{job}/split")
async def split(job: str, house: TheHouse, who: TheOperator) -> dict[str, list[str]]:
    """Give each order on a waiting plate a plate of its own. Gives the new jobs."""
    return {"jobs": await asyncio.to_thread(house.grouping.split, job, who.who)}


@router.post("/{job}/again")
async def again(job: str, asked: RequeueRequest, house: TheHouse, who: TheOperator) -> dict[str, list[str]]:
    """Print parts of a finished plate again, on a new plate for the same orders. Gives the new jobs."""
    failed = [(one.order, one.part, one.copies) for one in asked.failed]
    return {"jobs": await asyncio.to_thread(house.grouping.requeue, job, failed, asked.why, who.who)}


@router.get("/{job}/sheet", response_class=HTMLResponse)
async def unpack(job: str, house: TheHouse, _who: TheOperator, printed: str = "") -> HTMLResponse:
    """The unpack sheet: which part on the plate is whose, to print and to tick off."""

    def read() -> str:
        note = f"Laid out again as job {printed[:100]}." if printed else ""
        with house.database.read() as session:
            return sheet.page(session, job, house.artefacts, note)

    headers = {"Content-Security-Policy": sheet.POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(await asyncio.to_thread(read), headers=headers)


@router.post("/{job}/sheet", response_class=RedirectResponse, include_in_schema=False)
async def unpacked(job: str, request: Request, house: TheHouse, who: TheOperator) -> RedirectResponse:
    """The sheet as it was filled in: what failed is printed again."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_FORM:
            raise Refused("This form is larger than any sheet.", code="body_too_large", limit=LARGEST_FORM)
    form = dict(parse_qsl(data.decode("utf-8", "replace")))
    why = form.pop("why", "")
    failed = []
    for name, count in form.items():
        order, _, part = name.partition("_")
        if part and count.isdigit() and int(count):
            failed.append((order, part, int(count)))
    made = await asyncio.to_thread(house.grouping.requeue, job, failed, why, who.who)
    return RedirectResponse(f"/api/jobs/{job}/sheet?printed={','.join(made)}", status_code=303)


@router.post("/{job}/{action}")
async def act(
    job: str, action: Action, house: TheHouse, who: TheOperator, asked: ActRequest | None = None
) -> dict[str, Any]:
    """Decide about a job; only what its state allows."""

    def decide() -> dict[str, Any]:
        Decisions(house.database, house.engine, house.farm).act(job, action, who, asked.why if asked else "")
        with house.database.read() as session:
            found = ledger.get_job(session, job)
            return roomview.job_view(session, found, house.farm, house.matching, house.matching.standing(session))

    return await asyncio.to_thread(decide)


@router.get("/{job}/gcode", response_class=Response)
async def gcode(job: str, house: TheHouse, _who: TheOperator) -> Response:
    """The very G-code that is printed."""

    def read() -> bytes:
        with house.database.read() as session:
            name = ledger.get_job(session, job).gcode
        if name is None:
            raise NotFound(f"Job {job} is not sliced yet.", field="job")
        return house.artefacts.get(name)

    headers = {
        "Content-Disposition": f'attachment; filename="{job}.gcode"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(await asyncio.to_thread(read), media_type="text/plain", headers=headers)


@router.get("/{job}/layers", response_class=Response)
async def layers(job: str, request: Request, house: TheHouse, _who: TheOperator) -> Response:
    """Every line that the job lays, layer by layer; the form is described in `printers/drawing.py`."""

    def read() -> Response:
        with house.database.read() as session:
            found = ledger.get_job(session, job)
            return drawings.answer(request, house.artefacts, found)

    return await asyncio.to_thread(read)


@router.get("/{job}/proof")
async def proof(job: str, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """What the job's lines leave out of its models, or add to them, with the places (in hundredths of a mm)."""

    def read() -> dict[str, Any]:
        with house.database.read() as session:
            return drawings.proof(house.artefacts, ledger.get_job(session, job))

    return await asyncio.to_thread(read)


@router.get("/{job}/refusal")
async def refusal(job: str, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """Why the guard refused a job's G-code: the reason, the line, and the lines around it."""

    def read() -> dict[str, Any]:
        with house.database.read() as session:
            trouble = ledger.get_job(session, job).trouble or {}
        if "reason" not in trouble:
            raise NotFound(f"The guard has not refused the G-code of job {job}.", field="job")
        return refusals.shown(trouble, house.artefacts.get(trouble["gcode"]))

    return await asyncio.to_thread(read)
