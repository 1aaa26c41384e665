"""Builds for the pages and for orders: descriptions, models and pictures, cached and shared."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from server.errors import BuildRefused, InvalidInput, NotFound
from server.frames import Frame
from server.settings import Settings
from server.slots import Slots


@dataclass(frozen=True)
class Choice:
    """What a model is judged for: the machine, the material and the quality it would be printed with."""

    machine: str
    material: str
    quality: str


@dataclass(frozen=True)
class Model:
    """One design, built: its digest, the report of it, the GLB and one STL per part."""

    digest: str
    report: Mapping[str, Any]
    parts: tuple[Mapping[str, Any], ...]
    glb: bytes
    stls: tuple[bytes, ...]
    milliseconds: float


class Workshop:
    """The door to the build processes. Equal requests share one build; recent results are kept in memory."""

    def __init__(self, settings: Settings) -> None:
        self._seconds = settings.build_seconds
        self._limit = settings.cache_mb << 20
        self._slots = Slots(
            settings.workers,
            memory_mb=settings.build_memory_mb,
            queue=settings.build_queue,
            templates=settings.templates,
        )
        self._cache: OrderedDict[object, tuple[int, Any]] = OrderedDict()
        self._bytes = 0
        self._running: dict[object, asyncio.Future[Any]] = {}
        self._catalogue: dict[str, Any] | None = None

    async def start(self) -> None:
        """Warm up; returns when the first build can be taken."""
        await self._slots.start()

    async def stop(self) -> None:
        """End all build processes."""
        await self._slots.stop()

    @property
    def ready(self) -> bool:
        """Whether a build would start at once."""
        return self._slots.ready.is_set() and not self._slots.failure

    async def catalogue(self) -> dict[str, Any]:
        """All templates as JSON: `templates` by slug, and `broken` files with their errors."""
        if self._catalogue is None:
            answer, _ = await self._slots.run({"do": "catalogue"}, seconds=self._seconds)
            self._catalogue = {
                "templates": {template["slug"]: template for template in answer["templates"]},
                "broken": answer["broken"],
            }
        return self._catalogue

    async def template(self, slug: str) -> dict[str, Any]:
        """One template's description. Raises NotFound with the nearest slug."""
        templates = (await self.catalogue())["templates"]
        if slug not in templates:
            raise unknown_template(slug, templates)
        found: dict[str, Any] = templates[slug]
        return found

    async def model(self, slug: str, values: Mapping[str, Any], choice: Choice) -> Model:
        """The design that these values make. Raises NotFound, InvalidInput or a BuildError."""
        await self.template(slug)
        key = ("model", slug, _frozen(values), choice)

        async def build() -> tuple[int, Model]:
            answer, bodies = await self._ask(
                {"do": "model", "slug": slug, "values": dict(values), "choice": choice.__dict__}
            )
            model = Model(
                digest=answer["digest"],
                report=answer["report"],
                parts=tuple(answer["parts"]),
                glb=bodies[0],
                stls=tuple(bodies[1:]),
                milliseconds=answer["milliseconds"],
            )
            return sum(map(len, bodies)), model

        model: Model = await self._shared(key, build)
        return model

    async def picture(self, slug: str, values: Mapping[str, Any], *, width: int, height: int, colour: str) -> bytes:
        """A rendered picture of the design, PNG."""
        await self.template(slug)
        key = ("picture", slug, _frozen(values), width, height, colour)

        async def build() -> tuple[int, bytes]:
            _, bodies = await self._ask(
                {
                    "do": "picture",
                    "slug": slug,
                    "values": dict(values),
                    "width": width,
                    "height": height,
                    "colour": colour,
                }
            )
            return len(bodies[0]), bodies[0]

        picture: bytes = await self._shared(key, build)
        return picture

    async def _ask(self, head: dict[str, Any]) -> Frame:
        answer, bodies = await self._slots.run(head, seconds=self._seconds)
        match answer.get("error"):
            case None:
                return answer, bodies
            case "invalid_values":
                raise InvalidInput(answer["errors"])
            case "unknown_template":
                raise unknown_template(head["slug"], (await self.catalogue())["templates"])
            case _:
                raise BuildRefused(answer["message"], template=head["slug"], line=answer.get("line"))

    async def _shared(self, key: object, build: Callable[[], Awaitable[tuple[int, Any]]]) -> Any:
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key][1]
        if key not in self._running:
            task = asyncio.ensure_future(self._kept(key, build))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        # One impatient visitor must not cancel the build that others wait for.
        return await asyncio.shield(self._running[key])

    async def _kept(self, key: object, build: Callable[[], Awaitable[tuple[int, Any]]]) -> Any:
        size, result = await build()
        self._cache[key] = (size, result)
        self._bytes += size
        while self._bytes > self._limit and len(self._cache) > 1:
            _, (freed, _) = self._cache.popitem(last=False)
            self._bytes -= freed
        return result


def _frozen(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The values as a key; type and text both count, for 1 and true are different inputs."""
    return tuple(sorted((name, f"{type(value).__name__}:{value!r}") for name, value in values.items()))


def unknown_template(slug: str, known: Mapping[str, Any]) -> NotFound:
    """The error that names the slug that was probably meant."""
    import difflib

    near = difflib.get_close_matches(slug, known, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return NotFound(
        f"There is no template called {slug[:80]!r}.{hint}",
        code="unknown_template",
        field="template",
        nearest=near[0] if near else None,
    )
