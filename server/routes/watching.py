"""For programs that watch the shop: whether it is well, and its numbers."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from server import health, metrics
from server.doors import TheHouse, TheOperator, Visitor
from server.problems import ERRORS

router = APIRouter(responses=ERRORS, tags=["shop"])


@router.get("/healthz")
async def healthz(house: TheHouse, who: Visitor, response: Response) -> dict[str, Any]:
    """
    Whether the shop is well: `ok`, or `degraded` with what is missing, part by part.

    503 where its database does not answer; with anything else missing the shop still serves.
    """
    found = await asyncio.to_thread(health.look, house, operator=who is not None)
    if any(part["name"] == "database" and not part["well"] for part in found["parts"]):
        response.status_code = 503
    return found


@router.get("/metrics", response_class=PlainTextResponse)
async def numbers(house: TheHouse, _who: TheOperator) -> PlainTextResponse:
    """Builds, queue, jobs, printers, attempts and messages in numbers, as Prometheus reads them."""
    return PlainTextResponse(await asyncio.to_thread(metrics.text, house), media_type=metrics.MEDIA_TYPE)
