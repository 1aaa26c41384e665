"""Builds for the pages and for orders: descriptions, models and pictures, cached and shared."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.choice import Choice
from server.errors import BuildRefused, InvalidInput, NotFound, field_error
from server.frames import Frame
from server.settings import Settings
from server.slots import Slots


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

    def __init__(self, settings: Settings, artefact: Callable[[str], bytes]) -> None:
        self._artefact = artefact
        self._drafts = settings.drafts or settings.watch
        self._seconds = settings.build_seconds
        self._limit = settings.cache_mb << 20
        self._slots = Slots(
            settings.workers,
            memory_mb=settings.build_memory_mb,
            queue=settings.build_queue,
            templates=settings.templates,
            watch=settings.watch,
        )
        self._cache: OrderedDict[object, tuple[int, Any]] = OrderedDict()
        self._bytes = 0
        self._running: dict[object, asyncio.Future[Any]] = {}
        self._catalogue: dict[str, Any] | None = None
        self._last: dict[str, dict[str, Any]] = {}

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
            told = {template["slug"]: {**template, "error": None} for template in answer["templates"]}
            wrong = {broken["file"]: broken for broken in answer["broken"]}
            # A file that is being worked on and does not load right now keeps the form it had, with its error.
            for slug, last in self._last.items():
                if slug not in told and last["file"] in wrong:
                    told[slug] = {**last, "error": wrong[last["file"]]}
            self._last = told
            self._catalogue = {"templates": told, "broken": answer["broken"]}
        return self._catalogue

    def forget(self) -> None:
        """Drop all that was built: template files have changed."""
        self._catalogue = None
        self._cache.clear()
        self._bytes = 0

    async def template(self, slug: str, *, drafts: bool = False) -> dict[str, Any]:
        """
        One template's description. Raises NotFound with the nearest slug.

        A template that is not proven is a draft, and there for nobody but those who may see `drafts`.
        """
        templates = (await self.catalogue())["templates"]
        found: dict[str, Any] | None = templates.get(slug)
        if found is None or not self.offered(found, drafts=drafts):
            offered = {name: one for name, one in templates.items() if self.offered(one, drafts=drafts)}
            raise unknown_template(slug, offered)
        return found

    def offered(self, template: Mapping[str, Any], *, drafts: bool = False) -> bool:
        """Whether a template is shown to a visitor who may see `drafts`, or not."""
        return bool(not template["draft"] or drafts or self._drafts)

    async def model(self, slug: str, values: Mapping[str, Any], choice: Choice) -> Model:
        """The design that these values make. Raises NotFound, InvalidInput or a BuildError."""
        template = await self.template(slug, drafts=True)
        key = ("model", slug, _frozen(values), choice)

        async def build() -> tuple[int, Model]:
            answer, bodies = await self._ask(
                {"do": "model", "slug": slug, "values": dict(values), "choice": choice.__dict__},
                await self._artworks(template, values),
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

    async def picture(
        self,
        slug: str,
        values: Mapping[str, Any],
        choice: Choice,
        *,
        width: int,
        height: int,
        colour: str,
        colours: Mapping[str, str] | None = None,
    ) -> bytes:
        """A rendered picture of the design, PNG; `colours` are those of slots besides the body, as `#rrggbb`."""
        template = await self.template(slug, drafts=True)
        others = dict(colours or {})
        key = ("picture", slug, _frozen(values), choice, width, height, colour, _frozen(others))

        async def build() -> tuple[int, bytes]:
            _, bodies = await self._ask(
                {
                    "do": "picture",
                    "slug": slug,
                    "values": dict(values),
                    "choice": choice.__dict__,
                    "width": width,
                    "height": height,
                    "colour": colour,
                    "colours": others,
                },
                await self._artworks(template, values),
            )
            return len(bodies[0]), bodies[0]

        picture: bytes = await self._shared(key, build)
        return picture

    async def open(self, slug: str, values: Mapping[str, Any], version: str, choice: Choice) -> dict[str, Any]:
        """The values of an older version's design as they are valid now, and what changed."""
        head = {"do": "open", "slug": slug, "values": dict(values), "version": version, "choice": choice.__dict__}
        answer, _ = await self._ask(head)
        return answer

    async def artwork(self, data: bytes, kind: str) -> Frame:
        """A customer's file, read, made plain and safe. Raises InvalidInput when it cannot be used."""
        return await self._ask({"do": "artwork", "kind": kind}, [data])

    async def _artworks(self, template: Mapping[str, Any], values: Mapping[str, Any]) -> list[bytes]:
        """The files behind the values that name uploaded artwork."""
        found = []
        for name, field in template["schema"]["properties"].items():
            given = values.get(name)
            if field.get("x-kind") not in ("image", "drawing") or not isinstance(given, str) or len(given) != 64:
                continue
            try:
                found.append(await asyncio.to_thread(self._artefact, given))
            except NotFound as exc:
                words = f"{field['title']}: this file is not in the shop any more. Please choose it again."
                raise InvalidInput(
                    [field_error(name, "artwork_missing", words, nearest=field["default"], given=given)]
                ) from exc
        return found

    async def _ask(self, head: dict[str, Any], sent: Sequence[bytes] = ()) -> Frame:
        answer, bodies = await self._slots.run(head, sent, seconds=self._seconds)
        match answer.get("error"):
            case None:
                return answer, bodies
            case "invalid_values":
                raise InvalidInput(answer["errors"])
            case "bad_artwork":
                raise InvalidInput(
                    [field_error("artwork", answer["code"], answer["message"], limit=answer["limit"], nearest=None)]
                )
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
            # Whoever waits is told; where nobody waits any more, nobody needs to be.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
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
