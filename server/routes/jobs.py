"""Jobs: the queue, and what an operator decides about one of them."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from server import drawings, ledger, refusals, views
from server.decisions import Decisions
from server.doors import TheHouse, TheOperator
from server.errors import NotFound
from server.problems import ERRORS

router = APIRouter(prefix="/api/jobs", tags=["jobs"], responses=ERRORS)
Action = Literal["cancel", "retry", "printed", "not_printed"]


@router.get("")
async def jobs(house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """All jobs that are not at their end, with why no printer takes those that wait."""

    def read() -> dict[str, Any]:
        with house.database.read() as session:
            return {"jobs": views.farm_view(session, house.farm, house.matching)["queue"]}

    return await asyncio.to_thread(read)


@router.post("/{job}/{action}")
async def act(job: str, action: Action, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """Decide about a job; only what its state allows."""

    def decide() -> dict[str, Any]:
        Decisions(house.database, house.engine, house.farm).act(job, action)
        with house.database.read() as session:
            found = ledger.get_job(session, job)
            return views.job_view(session, found, house.farm, house.matching, house.matching.standing(session))

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
