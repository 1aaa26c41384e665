"""The application: everything is built here once and handed on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from server import people, problems
from server.engine import sole_owner
from server.errors import BuildError
from server.house import House, build
from server.routes import jobs, orders, printers, shop, templates
from server.settings import Settings

log = logging.getLogger("printwright")
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
            link = await asyncio.to_thread(people.new_link, house.database)
            print(
                f"\n  Shop      {chosen.address}/\n  Operator  {chosen.address}/operator/open/{link}",
                flush=True,
            )
            print("            (this link works once)\n", flush=True)
            yield

    app = FastAPI(
        title="Printwright",
        version="0.1.0",
        description="From slider to plastic: parametric products, ordered in a browser, printed exactly once.",
        lifespan=lifespan,
        docs_url="/api/docs",
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    problems.install(app)
    for routes in (templates, orders, printers, jobs, shop):
        app.include_router(routes.router)
    assets = shop.STATIC / "assets"
    if assets.is_dir():
        app.mount("/assets", _Assets(directory=assets))

    @app.middleware("http")
    async def headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app


class _Assets(StaticFiles):
    """The page's files; their names change with their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = templates.IMMUTABLE
        return response


@contextlib.asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[House]:
    """A house at work: engine launched, builds warm, printers watched, for as long as the block lasts."""
    alone = settings.database.startswith("sqlite")
    with contextlib.ExitStack() as stack:
        if alone:
            stack.enter_context(sole_owner(settings.data))
        house = await asyncio.to_thread(build, settings)
        # In threads of their own: the engine must not take the page's event loop for its work.
        await asyncio.to_thread(house.farm.register)
        await asyncio.to_thread(house.engine.launch, house.queues)
        if alone:
            await asyncio.to_thread(house.engine.bury_all_others)
        tasks = [asyncio.create_task(_logged(work), name=name) for name, work in _background(house)]
        try:
            yield house
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await house.workshop.stop()
            await asyncio.to_thread(house.engine.close)
            house.database.close()


def _background(house: House) -> list[tuple[str, Coroutine[Any, Any, None]]]:
    roles = house.settings.roles
    found: list[tuple[str, Coroutine[Any, Any, None]]] = [("sweeper", house.sweeper.run())]
    if "api" in roles:
        found += [("bell", house.bell.run()), ("workshop", _warm(house))]
    if "gateway" in roles:
        found += [("watch", house.farm.watch()), ("match", house.farm.match())]
    return found


async def _warm(house: House) -> None:
    with contextlib.suppress(BuildError):
        await house.workshop.start()


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("background work ended")
        raise
