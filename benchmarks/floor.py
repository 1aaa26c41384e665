"""
The floor of HTTP: the same framework and server program with routes that do nothing.

`python -m benchmarks.floor PORT`; GET /nothing, GET /bytes/{count}.
"""

from __future__ import annotations

import sys

from fastapi import FastAPI, Response
from granian import Granian
from granian.constants import Interfaces, Loops


def application() -> FastAPI:
    """Two routes without any work."""
    app = FastAPI(openapi_url=None)

    @app.get("/nothing")
    async def nothing() -> Response:
        return Response(b"{}")

    @app.get("/bytes/{count}")
    async def some(count: int) -> Response:
        return Response(bytes(count))

    return app


def main() -> None:
    """Serve as the shop does."""
    Granian(
        "benchmarks.floor:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        factory=True,
        workers=1,
        log_level="error",  # type: ignore[arg-type]  # granian takes the word
    ).serve()


if __name__ == "__main__":
    main()
