"""Model files that customers bring."""

from __future__ import annotations

import asyncio
import tempfile
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from server.doors import TheHouse, address
from server.errors import InvalidInput, field_error
from server.problems import ERRORS

router = APIRouter(prefix="/api", tags=["uploads"], responses=ERRORS)
#: A sender that is silent for so many seconds has gone away.
_SILENCE = 30.0
#: Bytes of a body that are held in memory; what is more waits on the disk.
_AT_HAND = 1 << 20
_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"format": "binary"}}}}}


@router.post("/uploads", status_code=201, openapi_extra=_BODY)
async def bring(
    request: Request,
    house: TheHouse,
    name: Annotated[str, Query(max_length=300, description="what the file is called, with its ending")] = "",
) -> dict[str, Any]:
    """
    Read a model file (STL, 3MF, OBJ or STEP) and keep it.

    `file` is the value of that parameter of the template `your-file`; what the file is and which repairs it needs is in
    that design's report under `own_file`.
    """
    visitor = address(request)
    await house.bringing.welcome(visitor)  # before a byte of the file is read
    data = await _received(request, int(house.settings.uploads.megabytes * (1 << 20)))
    return await house.bringing.bring(data, name, visitor)


async def _received(request: Request, most: int) -> bytes:
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise _too_big(most)
    with tempfile.SpooledTemporaryFile(max_size=_AT_HAND) as file:
        size = 0
        pieces = request.stream().__aiter__()
        while True:
            try:
                async with asyncio.timeout(_SILENCE):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                break
            except TimeoutError:
                words = f"The file stopped coming for {_SILENCE:g} s. Please send it again."
                raise InvalidInput([field_error("file", "stopped", words, limit=_SILENCE)]) from None
            size += len(piece)
            if size > most:
                raise _too_big(most)
            file.write(piece)
        file.seek(0)
        return file.read()


def _too_big(most: int) -> InvalidInput:
    megabytes = f"{most / (1 << 20):,.4g}"
    words = (
        f"This file is larger than {megabytes} MB, which is the most that this shop takes. Please save it coarser, "
        "or as binary STL or 3MF, which are smaller."
    )
    return InvalidInput([field_error("file", "too_big", words, limit=most)])
