"""Corrections: what the shop learned of its own slices, for the operator to see and to forget."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter

from server.doors import TheHouse, TheOperator
from server.problems import ERRORS

router = APIRouter(prefix="/api/corrections", tags=["corrections"], responses=ERRORS)


@router.get("")
async def corrections(house: TheHouse, _who: TheOperator) -> dict[str, Any]:
    """By what estimates are multiplied, for each profile that was ever sliced for."""
    return {"corrections": await asyncio.to_thread(house.corrections.all)}


@router.post("/{profile}/reset")
async def reset(profile: str, house: TheHouse, who: TheOperator) -> dict[str, Any]:
    """Forget what was learned of a profile; prices that were shown are kept as promised."""
    await asyncio.to_thread(house.corrections.reset, profile, who.who)
    return {"corrections": await asyncio.to_thread(house.corrections.all)}
