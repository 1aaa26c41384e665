"""What happened to an order, a job or a printer: line by line, newest first, with when, by whom, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session

from server import records
from server.doors import TheHouse, TheOperator
from server.house import House
from server.problems import ERRORS

router = APIRouter(prefix="/api", responses=ERRORS)


@router.get("/orders/{order}/history", tags=["orders"])
async def of_order(order: str, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """Every move of an order and of its plates, newest first: when, by whom, and why."""
    return await _lines(house, lambda session: records.of_order(session, order))


@router.get("/jobs/{job}/history", tags=["jobs"])
async def of_job(job: str, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """Every move of a job and of its attempts, newest first: when, by whom, why."""
    return await _lines(house, lambda session: records.of_job(session, job, house.farm))


@router.get("/printers/{printer}/history", tags=["printers"])
async def of_printer(printer: str, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """What became of its plate and of everything that was printed on it, newest first."""
    return await _lines(house, lambda session: records.of_printer(session, printer))


async def _lines(house: House, look: Callable[[Session], list[dict[str, Any]]]) -> dict[str, Any]:
    def read() -> dict[str, Any]:
        with house.database.read() as session:
            return {"lines": look(session)}

    return await asyncio.to_thread(read)
