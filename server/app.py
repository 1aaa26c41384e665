"""The application: everything is built here once and handed on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import mimetypes
import os
import signal
import threading
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import PathLike
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import VERSION, pages, people, problems
from server.bodiless import Bodiless
from server.database import folder_of
from server.errors import BuildError
from server.house import House, build
from server.inventory import check
from server.presence import Presence
from server.routes import (
    artwork,
    corrections,
    failures,
    history,
    jobs,
    orders,
    printers,
    shop,
    spools,
    templates,
    uploads,
    watching,
)
from server.settings import Settings
from server.unread import Unread

log = logging.getLogger("printwright")
#: How long after the start the shop window is built by itself, seconds.
_WINDOW = 60.0
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self' blob:; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(settings: Settings | None = None) -> FastAPI:
    """The server on these settings, with the background work of its roles."""
    chosen = settings or Settings()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(chosen) as house:
            app.state.house = house
            _end_streams_at_the_end(house)
            link = await asyncio.to_thread(people.new_link, house.database)
            print(
                f"\n  Shop      {chosen.address}/\n  Operator  {chosen.address}/operator/open/{link}",
                flush=True,
            )
            print("            (this link works once)\n", flush=True)
            yield

    app = FastAPI(
        title="Printwright",
        version=VERSION,
        description="From slider to plastic: parametric products, ordered in a browser, printed exactly once.",
        lifespan=lifespan,
        docs_url="/api/docs",
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    problems.install(app)
    # Before `jobs`, whose addresses end with any action.
    first = (templates, artwork, uploads, history, orders, printers, failures)
    for routes in (*first, jobs, spools, corrections, watching, shop):
        app.include_router(routes.router)
    assets = pages.STATIC / "assets"
    if assets.is_dir():
        app.mount("/assets", _Assets(directory=assets))

    app.add_middleware(_Headers)
    app.add_middleware(Bodiless)
    app.add_middleware(Unread)
    # Event streams are left alone by it: they must arrive at once.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    return app


def _end_streams_at_the_end(house: House) -> None:
    """A stream never ends by itself, and the server waits for its answers to end before it stops."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # The loop's own handling goes through its wake-up descriptor and is not replaced by this.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(house.bell.close))


class _Headers:
    """What every answer carries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers that the answer does not carry itself."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class _Assets(StaticFiles):
    """The page's files; their names change with their content. Compressed copies lie beside them."""

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        accepted = Headers(scope=scope).get("accept-encoding", "")
        for coding, ending in (("br", ".br"), ("gzip", ".gz")):
            squeezed = Path(f"{os.fspath(full_path)}{ending}")
            if coding in accepted and squeezed.exists():
                response = super().file_response(squeezed, squeezed.stat(), scope, status_code)
                response.headers["Content-Encoding"] = coding
                response.headers["Content-Type"] = _media_type(full_path)
                break
        else:
            response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = templates.IMMUTABLE
        response.headers["Vary"] = "Accept-Encoding"
        return response


def _media_type(path: PathLike) -> str:
    return f"{mimetypes.guess_type(path)[0]}; charset=utf-8"


@contextlib.asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[House]:
    """A house at work: engine launched, builds warm, printers watched, for as long as the block lasts."""
    check(settings)
    presence = Presence(folder_of(settings.database))
    with presence.entered():
        house = await asyncio.to_thread(build, settings, presence)
        # In threads of their own: the engine must not take the page's event loop for its work.
        await asyncio.to_thread(house.farm.register)
        await asyncio.to_thread(house.engine.launch, house.queues)
        await asyncio.to_thread(house.engine.beat)
        tasks = [asyncio.create_task(_logged(work), name=name) for name, work in _background(house)]
        try:
            yield house
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            house.exact.close()
            await house.workshop.stop()
            await asyncio.to_thread(house.engine.close)
            house.database.close()


def _background(house: House) -> list[tuple[str, Coroutine[Any, Any, None]]]:
    roles = house.settings.roles
    found: list[tuple[str, Coroutine[Any, Any, None]]] = [
        ("sweeper", house.sweeper.run()),
        ("fleet", house.fleet.follow()),
    ]
    if "api" in roles:
        found += [
            ("bell", house.bell.run()),
            ("workshop", _warm(house)),
            ("ahead", house.ahead.run()),
            ("exact", house.exact.run()),
            ("outbox", house.outbox.run()),
        ]
        if house.settings.watch:
            found.append(("templates", house.catalogue.watch()))
    if "gateway" in roles:
        found += [("watch", house.farm.watch()), ("stops", house.stops.run()), ("match", house.matching.run())]
    return found


async def _warm(house: House) -> None:
    with contextlib.suppress(BuildError):
        await house.workshop.start()
        # The shop window is built when nobody waits for anything else, and before most visitors look at it.
        await asyncio.sleep(_WINDOW)
        await house.catalogue.cards(drafts=False)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("background work ended")
        raise
