"""Builds for the pages and for orders: descriptions, models and pictures, cached and shared."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generators.kept import kept_as
from server import bridge
from server.choice import Choice
from server.errors import BuildRefused, InvalidInput, NotFound, field_error
from server.frames import Frame
from server.kept import Kept
from server.results import Results
from server.settings import Settings
from server.slots import Early, Slots


@dataclass(frozen=True)
class Look:
    """One design as it looks: its digest and the GLB, also compressed by gzip. Nothing of it was judged yet."""

    digest: str
    glb: bytes
    squeezed: bytes
    milliseconds: float

    @property
    def size(self) -> int:
        """Bytes of its GLB in both forms."""
        return len(self.glb) + len(self.squeezed)


@dataclass(frozen=True)
class Model(Look):
    """One design, built and judged for a `machine`: also the report of it, and one STL per part."""

    machine: str
    report: Mapping[str, Any]
    parts: tuple[Mapping[str, Any], ...]
    stls: tuple[bytes, ...]


#: What a build is of: the template, its values as they came, and what it is to be printed on.
_Design = tuple[str, tuple[tuple[str, str], ...], Choice]


class _Build:
    """A build that runs: `waiting` counts who waits for anything of it, `asked` who does for more than the look."""

    def __init__(self) -> None:
        self.look: asyncio.Future[Look] = asyncio.get_running_loop().create_future()
        self.waiting = 0
        self.asked = 0


class Workshop:
    """
    The door to the build processes. Equal requests share one build; recent results are kept in memory.

    With `kept` judged models are also read from there and written there, for the next process or another one.
    """

    def __init__(self, settings: Settings, artefact: Callable[[str], bytes], kept: Kept | None = None) -> None:
        self._artefact = artefact
        self._kept = kept if not settings.watch else None  # a template that is being written changes under its name
        self._writing: set[asyncio.Task[None]] = set()
        self._drafts = settings.drafts or settings.watch
        self._uploads = settings.uploads
        self._seconds = settings.build_seconds
        self._results = Results(settings.cache_mb << 20)
        self.slots = Slots(
            settings.workers,
            memory_mb=settings.build_memory_mb,
            queue=settings.build_queue,
            templates=settings.templates,
            watch=settings.watch,
            profiles=settings.profiles,
        )
        self._builds: dict[object, _Build] = {}
        self._catalogue: dict[str, Any] | None = None
        self._last: dict[str, dict[str, Any]] = {}

    async def start(self) -> None:
        """Warm up; returns when the first build can be taken."""
        await self.slots.start()

    async def stop(self) -> None:
        """End all build processes; what is being kept is written to its end."""
        await self.slots.stop()
        await asyncio.gather(*self._writing, return_exceptions=True)

    @property
    def ready(self) -> bool:
        """Whether a build would start at once."""
        return self.slots.ready.is_set() and not self.slots.failure

    async def catalogue(self) -> dict[str, Any]:
        """All templates as JSON: `templates` by slug, and `broken` files with their errors."""
        if self._catalogue is None:
            answer, _ = await self.slots.run({"do": "catalogue"}, seconds=self._seconds)
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
        self._results.clear()

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
        if template["own_file"]:
            return self._uploads.enabled
        return bool(not template["draft"] or drafts or self._drafts)

    async def model(self, slug: str, values: Mapping[str, Any], choice: Choice) -> Model:
        """The design that these values make. Raises NotFound, InvalidInput or a BuildError."""
        while True:
            build, made = await self._build(slug, values, choice)
            build.asked += 1
            try:
                with self._waiting(build, (slug, _frozen(values), choice)):
                    model: Model | None = await asyncio.shield(made)
            finally:
                build.asked -= 1
            if model is not None:  # otherwise it was dropped in the very moment before
                return model

    async def look(self, slug: str, values: Mapping[str, Any], choice: Choice) -> Look:
        """
        The design as it looks, as soon as it is meshed.

        Where nobody waits for the judgement, there is none. Raises as `model` does.
        """
        design = (slug, _frozen(values), choice)
        if ("look", *design) in self._results:
            known: Look = self._results.known(("look", *design))
            return known
        build, made = await self._build(slug, values, choice)
        with self._waiting(build, design):
            await asyncio.wait([build.look, made], return_when=asyncio.FIRST_COMPLETED)
            if build.look.done():
                return build.look.result()
            model: Model = await asyncio.shield(made)
            return model

    def seen(self, slug: str, values: Mapping[str, Any], choice: Choice) -> bool:
        """Whether the look of a design is known, so that it need not be built."""
        design = (slug, _frozen(values), choice)
        return any((kind, *design) in self._results for kind in ("look", "model"))

    @property
    def idle(self) -> bool:
        """Whether no build runs and none waits, and more than one could run at once."""
        return self.slots.idle

    @property
    def free(self) -> int:
        """How many workers have nothing to do."""
        return self.slots.free

    async def _build(self, slug: str, values: Mapping[str, Any], choice: Choice) -> tuple[_Build, asyncio.Future[Any]]:
        """The build of these values that runs already, or a new one; what is known needs none."""
        template = await self.template(slug, drafts=True)
        design = (slug, _frozen(values), choice)
        build = self._builds.get(design)
        running = self._results.running(("model", *design))
        if build is not None and running is not None:
            return build, running
        build = _Build()

        async def run() -> tuple[int, Model] | None:
            return await self._made(build, design, dict(values), await self._artworks(template, values))

        made = self._results.begun(("model", *design), run)
        if not made.done():
            self._builds[design] = build
            made.add_done_callback(lambda _: self._over(design, build))
        return build, made

    def _over(self, design: _Design, build: _Build) -> None:
        if self._builds.get(design) is build:
            del self._builds[design]

    @contextlib.contextmanager
    def _waiting(self, build: _Build, design: _Design) -> Iterator[None]:
        """Wait for a build. Where the last who did goes away before anything is to be seen, the build ends."""
        build.waiting += 1
        try:
            yield
        except asyncio.CancelledError:
            if build.waiting == 1 and self._builds.get(design) is build and not build.look.done():
                del self._builds[design]
                self._results.end(("model", *design))
            raise
        finally:
            build.waiting -= 1

    async def _made(
        self, build: _Build, design: _Design, values: dict[str, Any], artworks: Sequence[bytes]
    ) -> tuple[int, Model] | None:
        slug, _, choice = design
        name = await self._name(design)
        if name and self._kept and (kept := await asyncio.to_thread(self._kept.read, name)):
            model = _model(*kept)
            if not build.look.done():
                build.look.set_result(model)
            return model.size + sum(map(len, model.stls)), model

        def early(told: Mapping[str, Any], bodies: list[bytes]) -> bool:
            look = Look(told["digest"], bodies[0], bodies[1], told["milliseconds"])
            self._results.keep(("look", *design), look.size, look)
            if not build.look.done():
                build.look.set_result(look)
            return build.asked > 0

        head = {"do": "model", "slug": slug, "values": values, "choice": choice.to_json()}
        answer, stls = await self._ask(head, artworks, early)
        if answer.get("error") == "dropped":
            return None
        look = build.look.result()
        head_out, bodies = dict(answer), [look.glb, look.squeezed, *stls]
        model = _model(head_out, bodies)
        self._results.forget(("look", *design))  # the model holds it
        if name and self._kept:
            task = asyncio.create_task(asyncio.to_thread(self._kept.write, name, head_out, bodies))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)
        return model.size + sum(map(len, stls)), model

    async def _name(self, design: _Design) -> str | None:
        """Under which name a design is kept: everything that it depends on counts."""
        if self._kept is None:
            return None
        slug, values, choice = design
        template = await self.template(slug, drafts=True)
        machines = (choice.machine, *choice.others)
        profiles = [bridge.find_profile(one, choice.material, choice.quality).digest for one in machines]
        return self._kept.name(slug, template["source_digest"], values, choice.to_json(), profiles)

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
        kind: str = "png",
    ) -> bytes:
        """A rendered picture of the design; `colours` are those of slots besides the body, as `#rrggbb`."""
        template = await self.template(slug, drafts=True)
        others = dict(colours or {})
        key = ("picture", slug, _frozen(values), choice, width, height, colour, _frozen(others), kind)

        async def build() -> tuple[int, bytes]:
            _, bodies = await self._ask(
                {
                    "do": "picture",
                    "slug": slug,
                    "values": dict(values),
                    "choice": choice.to_json(),
                    "width": width,
                    "height": height,
                    "colour": colour,
                    "colours": others,
                    "kind": kind,
                },
                await self._artworks(template, values),
            )
            return len(bodies[0]), bodies[0]

        # One impatient visitor must not cancel the build that others wait for.
        picture: bytes = await asyncio.shield(self._results.begun(key, build))
        return picture

    async def asked(
        self, do: str, slug: str, values: Mapping[str, Any], choice: Choice, **facts: Any
    ) -> dict[str, Any]:
        """What a worker answers to one question about a design; nothing of it is kept. Raises as `model` does."""
        template = await self.template(slug, drafts=True)
        head = {"do": do, "slug": slug, "values": dict(values), "choice": choice.to_json(), **facts}
        answer, _ = await self._ask(head, await self._artworks(template, values))
        return answer

    async def open(self, slug: str, values: Mapping[str, Any], version: str, choice: Choice) -> dict[str, Any]:
        """The values of an older version's design as they are valid now, and what changed."""
        head = {"do": "open", "slug": slug, "values": dict(values), "version": version, "choice": choice.to_json()}
        answer, _ = await self._ask(head)
        return answer

    async def artwork(self, data: bytes, kind: str) -> Frame:
        """A customer's file, read, made plain and safe. Raises InvalidInput when it cannot be used."""
        return await self._ask({"do": "artwork", "kind": kind}, [data])

    async def upload(self, head: Mapping[str, Any], data: bytes, *, last: bool) -> Frame:
        """
        What a build process says of a model file: what it is and the form to keep it in, or `error`.

        With `last` that process reads nothing else. Raises a BuildError where it does not survive the file.
        """
        return await self.slots.run({"do": "upload", **head}, [data], seconds=self._seconds, last=last)

    async def _artworks(self, template: Mapping[str, Any], values: Mapping[str, Any]) -> list[bytes]:
        """The files behind the values that name what a customer brought."""
        found = []
        for name, field in template["schema"]["properties"].items():
            given = values.get(name)
            if (
                field.get("x-kind") not in ("image", "drawing", "model")
                or not isinstance(given, str)
                or len(given) != 64
            ):
                continue
            try:
                data = await asyncio.to_thread(self._artefact, given)
            except NotFound as exc:
                words = f"{field['title']}: this file is not in the shop any more. Please choose it again."
                raise InvalidInput(
                    [field_error(name, "artwork_missing", words, nearest=field["default"], given=given)]
                ) from exc
            if kept_as(data) != field["x-kind"]:
                words = f"{field['title']}: this file is of another kind than is asked for here. Please choose one."
                raise InvalidInput([field_error(name, "wrong_kind", words, nearest=field["default"], given=given)])
            found.append(data)
        return found

    async def _ask(self, head: dict[str, Any], sent: Sequence[bytes] = (), early: Early | None = None) -> Frame:
        answer, bodies = await self.slots.run(head, sent, seconds=self._seconds, early=early)
        match answer.get("error"):
            case None | "dropped":
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


def _model(answer: Mapping[str, Any], bodies: Sequence[bytes]) -> Model:
    """A model from what a build process, or what is kept, says of it: GLB, the same compressed, one STL per part."""
    return Model(
        digest=answer["digest"],
        glb=bodies[0],
        squeezed=bodies[1],
        milliseconds=answer["milliseconds"],
        machine=answer["machine"],
        report=answer["report"],
        parts=tuple(answer["parts"]),
        stls=tuple(bodies[2:]),
    )


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
