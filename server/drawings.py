"""The layers of a job's G-code for a page: all of them for the operator, an order's own parts for its customer."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request, Response

from printers.drawing import read
from server.artefacts import Artefacts
from server.bridge import SEPARATOR
from server.errors import NotFound
from server.models import Job

_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}


def answer(request: Request, artefacts: Artefacts, job: Job, order: str | None = None) -> Response:
    """The layers as bytes with their name as ETag; of one order's parts only, where it is given. Raises NotFound."""
    if job.drawing is None:
        raise NotFound(f"The layers of job {job.id} are not drawn yet.", field="job", code="not_drawn")
    tag = f'"{job.drawing[:32]}{"-" + order if order else ""}"'
    headers = _HEADERS | {"ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    data = artefacts.get(job.drawing)
    if order is not None:
        # Plates may carry parts of several orders; whose they are is nobody else's business.
        whole = read(data)
        data = whole.only([name for name in whole.objects if name.startswith(f"{order}{SEPARATOR}")]).to_bytes()
    return Response(data, media_type="application/octet-stream", headers=headers)


def proof(artefacts: Artefacts, job: Job) -> dict[str, Any]:
    """What was found, with its places. Raises NotFound."""
    if not job.proof or not job.proof["done"]:
        raise NotFound(f"Job {job.id} is not proved.", field="job", code="not_proved")
    found: dict[str, Any] = json.loads(artefacts.get(job.proof["file"]))
    return found
