"""Prints that failed: why, with a picture, tried again; and what is counted of them."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from server.doors import TheHouse, TheOperator
from server.errors import Refused
from server.failures import LARGEST, WORDS, Reason
from server.problems import ERRORS

router = APIRouter(prefix="/api", tags=["failures"], responses=ERRORS)
_BODY = {"requestBody": {"required": True, "content": {"image/*": {"schema": {"format": "binary"}}}}}


class Report(BaseModel):
    """Why a print failed."""

    model_config = ConfigDict(extra="forbid")
    reason: Reason
    words: str = Field(default="", max_length=5000)
    again: bool = Field(default=False, description="also put the job back into the queue")


@router.get("/failures")
async def failures(house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """What fails where, product by product; the latest reports; and the reasons that may be given."""

    def read() -> dict[str, Any]:
        reasons = [{"id": reason, "words": words} for reason, words in WORDS.items()]
        return {"products": house.outcomes.view(), "latest": house.failures.latest(), "reasons": reasons}

    return await asyncio.to_thread(read)


@router.post("/jobs/{job}/failure", status_code=201)
async def report(job: str, asked: Report, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """Say why the last print of a job failed; with `again` it is tried anew in the same press."""
    return await asyncio.to_thread(
        lambda: house.failures.report(job, asked.reason, asked.words, who, again=asked.again)
    )


@router.post("/jobs/{job}/failure/picture", openapi_extra=_BODY)
async def picture(job: str, request: Request, house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """Add a picture (JPEG, PNG or WebP) to that report."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST:
            raise Refused(f"A picture has {LARGEST >> 20} MB at most.", code="body_too_large", limit=LARGEST)
    return await asyncio.to_thread(house.failures.picture, job, bytes(data))


@router.get("/failures/{attempt}/picture", response_class=Response)
async def shown(attempt: str, house: TheHouse, _who: TheOperator) -> Response:
    """The picture of a report."""
    data, kind = await asyncio.to_thread(house.failures.shown, attempt)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400"}
    return Response(data, media_type=kind, headers=headers)
