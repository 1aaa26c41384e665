"""Every error as a problem document (RFC 9457): what is wrong, where, the limit and the nearest valid value."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from server.errors import ServerError, field_error

log = logging.getLogger("printwright.http")
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """A problem document."""

    model_config = ConfigDict(extra="allow")
    type: str = Field(description="a name of the kind of problem")
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    limit: Any = None
    nearest: Any = None
    errors: list[dict[str, Any]] | None = None


#: For the routes' documentation.
ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "content": {MEDIA_TYPE: {}}},
    "5XX": {"model": Problem, "content": {MEDIA_TYPE: {}}},
}


def document(
    status: int,
    code: str,
    title: str,
    detail: str,
    facts: Mapping[str, Any] | None = None,
    retry: int | None = None,
) -> JSONResponse:
    """A problem document as an answer."""
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        **(facts or {}),
    }
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(retry)} if retry else {})
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Translate every error that reaches the door."""

    @app.exception_handler(ServerError)
    async def _ours(_request: Request, exc: ServerError) -> JSONResponse:
        facts = {name: value for name, value in exc.facts.items() if name != "code" and value is not None}
        code = str(exc.facts.get("code", exc.code))
        if exc.status >= 500 and not exc.retryable:
            log.error("%s: %s", code, exc.detail)
        return document(exc.status, code, exc.title, exc.detail, facts, 5 if exc.retryable else None)

    @app.exception_handler(RequestValidationError)
    async def _shape(_request: Request, exc: RequestValidationError) -> JSONResponse:
        errors = []
        for error in exc.errors():
            place = [str(word) for word in error["loc"] if word not in ("body", "query", "path")]
            context = error.get("ctx", {})
            limit = next(
                (context[name] for name in ("le", "lt", "ge", "gt", "max_length", "min_length") if name in context),
                None,
            )
            errors.append(
                field_error(
                    ".".join(place) or "body",
                    error["type"],
                    error["msg"],
                    limit=limit,
                    nearest=limit if isinstance(limit, int | float) and "length" not in error["type"] else None,
                )
            )
        facts = {"errors": errors, "field": errors[0]["field"]}
        detail = f"{errors[0]['field']}: {errors[0]['message']}"
        return document(422, "invalid_request", "The request cannot be read", detail, facts)

    @app.exception_handler(HTTPException)
    async def _plain(_request: Request, exc: HTTPException) -> JSONResponse:
        words = HTTPStatus(exc.status_code).phrase
        return document(exc.status_code, words.lower().replace(" ", "_"), words, str(exc.detail))

    @app.exception_handler(Exception)
    async def _unforeseen(_request: Request, exc: Exception) -> JSONResponse:
        log.error("unforeseen", exc_info=exc)
        return document(
            500,
            "server_error",
            "Something went wrong",
            "Something went wrong in the shop. Nothing was ordered.",
        )
