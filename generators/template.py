"""A template: what a maker offers, the form a customer fills in, and the parts that come of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar

from generators.errors import Value
from generators.findings import Finding
from generators.limits import Limits
from generators.parameters import Parameters
from generators.versions import Migration, Opened, opened

if TYPE_CHECKING:
    import cadquery as cq

P = TypeVar("P", bound=Parameters)
BODY = "body"  # the colour slot that every product has
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
_WORD = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


@dataclass(frozen=True)
class Cuts:
    """
    How a part may be cut where it is larger than the printer: straight across, joined by loose printed pins.

    `along` is the axis on which it is divided, evenly or at the places `at`, mm in the frame of the part's solid.
    `pins` are the places of the pins in the cut, (y, z) or (x, z) in mm; each is `diameter` mm thick and goes `depth`
    mm into both pieces with `air` mm round it, which comes from a `fit` (`values.clearance("joint")`).
    """

    along: Literal["x", "y"]
    pins: tuple[tuple[float, float], ...]
    air: float
    diameter: float = 5.0
    depth: float = 12.0
    at: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what could not be put together."""
        if not self.pins:
            raise ValueError("cuts need at least one pin")
        if not (self.diameter > 0 and self.depth > 1 and self.air >= 0):
            raise ValueError("pins are thicker than 0 mm, go deeper than 1 mm, and have 0 mm of air or more")


@dataclass(frozen=True)
class Part:
    """
    One piece to print.

    `solid` is in mm, Z up, lying on Z = 0 as it is printed. `colour` is one of the template's slots. `place` says
    where the piece sits in the assembled view: a shift (x, y, z) in mm, or a `cadquery.Location`; without it the
    piece stays as printed. With `spiral` the piece is laid as one line so many mm wide that climbs without an end;
    it must then be a floor and a wall exactly so wide in every layer. With `cuts` it comes in pieces where it is
    larger than the printer.
    """

    name: str
    solid: cq.Shape
    quantity: int = 1
    colour: str = BODY
    place: tuple[float, float, float] | cq.Location | None = None
    spiral: float | None = None
    cuts: Cuts | None = None


@dataclass(frozen=True)
class Hardware:
    """Something the customer needs besides what is printed: screws, magnets, a cord."""

    name: str
    quantity: int = 1
    help: str = ""


@dataclass(frozen=True)
class Ghost:
    """
    What the product meets in use, drawn pale beside it: the phone in its stand, the board in its case.

    `solid` is in mm, Z up; `place` as of a `Part`, and it need not lie on Z = 0. A ghost is a picture only: it is
    never checked, priced, sliced or printed, and counts to no outside size.
    """

    name: str
    solid: cq.Shape
    place: tuple[float, float, float] | cq.Location | None = None


@dataclass(frozen=True)
class Slot:
    """A part of the product that may have a colour of its own."""

    name: str
    title: str


@dataclass(frozen=True)
class Preset:
    """
    A good starting point: some values under a name that says what they are for.

    `edition` grows when its values change, so that a customer who comes back can be told.
    """

    name: str
    title: str
    help: str
    values: Mapping[str, Value]
    edition: int = 1


@dataclass(frozen=True)
class Answer:
    """One answer to a plain question, and the values it stands for."""

    title: str
    values: Mapping[str, Value]
    help: str = ""


@dataclass(frozen=True)
class Need:
    """A plain question about what the customer wants to do, for those who do not want to set sizes."""

    question: str
    answers: Sequence[Answer]
    help: str = ""


@dataclass(frozen=True)
class MeshSettings:
    """
    How finely solids become triangles.

    A chord may leave a drawn line, a cylinder or a cone by `deflection` mm and turn by `turn` radians: with 0.01 mm at
    both sides a wall is told to 0.02 mm. A surface that bends both ways may be left by `freeform` mm. `edition`
    grows whenever the walk from values to triangles changes, so that an old digest never names new triangles.
    """

    deflection: float = 0.01
    turn: float = 0.25
    freeform: float = 0.03
    edition: int = 3


@dataclass(frozen=True)
class Wants:
    """
    What a product asks of a printer besides room and material, in the words that shops give their printers.

    `tags` must all be among the printer's, as in `("enclosed",)`; `plate` is the kind of plate, as in `"textured"`.
    """

    tags: tuple[str, ...] = ()
    plate: str = ""

    def __post_init__(self) -> None:
        """Refuse what no shop can call a printer."""
        for word in (*self.tags, *filter(None, [self.plate])):
            if not _WORD.fullmatch(word):
                raise ValueError(f"'{word}' must be one word of small letters, digits and hyphens")


Piece = Part | Hardware | Ghost


@dataclass(frozen=True)
class Template(Generic[P]):
    """
    A product with parameters. `build` makes the parts from values that are already checked.

    `needs` are plain questions whose answers set parameters. `causes` names the parameter behind a finding, by the
    finding's code, where the maker knows it. `slots` are the colours besides the body's. `migrations` hold, by the
    version a design was made with, how its values are said today. `judged` may say findings in other words, and
    add some; `told` gives what the page is told of a design besides. `lays` gives the values that lay a part as a
    finding's rotation says, none where it lies so already. `wants` is asked of the printer, whoever orders.
    """

    slug: str
    title: str
    version: str
    summary: str
    need: str
    when_not: str
    licence: str
    author: str
    parameters: type[P]
    build: Callable[[P], Iterable[Piece]]
    tags: tuple[str, ...] = ()
    presets: tuple[Preset, ...] = ()
    needs: tuple[Need, ...] = ()
    causes: Mapping[str, str] = field(default_factory=dict)
    slots: tuple[Slot, ...] = ()
    migrations: Mapping[str, Migration] = field(default_factory=dict)
    judged: Callable[[P, Sequence[Finding]], Iterable[Finding]] | None = None
    told: Callable[[P], Mapping[str, Any]] | None = None
    lays: Callable[[P, Finding], Mapping[str, Value]] | None = None
    wants: Wants = Wants()
    source_digest: str = ""  # SHA-256 of the template's file, set when the file is loaded

    def __post_init__(self) -> None:
        """Refuse what would only fail in front of a customer."""
        if not _SLUG.fullmatch(self.slug):
            raise ValueError(f"slug '{self.slug}' must be 2 to 40 small letters, digits and hyphens")
        self.parameters.fields()
        for preset in self.presets:
            self.parameters.read(preset.values)
        for values in self.answered():
            self.parameters.read(values)
        if BODY in {slot.name for slot in self.slots}:
            raise ValueError(f"every product has the slot '{BODY}'; name only the others")
        unknown = set(self.causes.values()) - self.parameters.fields().keys()
        if unknown:
            raise ValueError(f"causes name unknown parameters: {', '.join(sorted(unknown))}")

    def of_file(self, digest: str) -> Self:
        """Give the same template with the SHA-256 of its file; nothing is looked at again."""
        named = copy(self)
        object.__setattr__(named, "source_digest", digest)
        return named

    def answered(self) -> Iterator[dict[str, Value]]:
        """Give the values of every combination of answers to the plain questions."""
        for answers in product(*(need.answers for need in self.needs)) if self.needs else ():
            yield {name: value for answer in answers for name, value in answer.values.items()}

    def opened(self, raw: Mapping[str, object], version: str, limits: Limits | None = None) -> Opened:
        """Read the values of a design made with another version of this template, and list what changed."""
        return opened(self.parameters, self.migrations, raw, version, self.version, limits)

    @property
    def groups(self) -> list[str]:
        """Give the groups of the form in the order in which their first fields come."""
        return list(dict.fromkeys(one.group for one in self.parameters.fields().values()))

    def schema(self) -> dict[str, Any]:
        """Give the JSON Schema of the values, from which the form is drawn."""
        schema = self.parameters.model_json_schema()
        for order, name in enumerate(self.parameters.fields()):
            schema["properties"][name]["x-order"] = order
        return schema

    def describe(self) -> dict[str, Any]:
        """Give all that a page shows of this template, as JSON."""
        presets = [
            {
                "name": one.name,
                "title": one.title,
                "help": one.help,
                "values": dict(one.values),
                "edition": one.edition,
            }
            for one in self.presets
        ]
        needs = [
            {
                "question": need.question,
                "help": need.help,
                "answers": [
                    {"title": answer.title, "help": answer.help, "values": dict(answer.values)}
                    for answer in need.answers
                ],
            }
            for need in self.needs
        ]
        return {
            "slug": self.slug,
            "title": self.title,
            "version": self.version,
            "source_digest": self.source_digest,
            "summary": self.summary,
            "need": self.need,
            "when_not": self.when_not,
            "licence": self.licence,
            "author": self.author,
            "tags": list(self.tags),
            "schema": self.schema(),
            "groups": self.groups,
            "presets": presets,
            "needs": needs,
            "rules": [rule.to_json() for rule in self.parameters.rules],
            "slots": [{"name": slot.name, "title": slot.title} for slot in (Slot(BODY, "Body"), *self.slots)],
        }

    def digest(
        self, values: P, mesh_settings: MeshSettings | None = None, cuts: Mapping[str, Sequence[object]] | None = None
    ) -> str:
        """
        Give the design's name from slider to plastic: 64 hexadecimal digits, equal for equal designs.

        `cuts` say of each part that came in pieces where it was cut, and how each piece lies.
        """
        design = {
            "slug": self.slug,
            "version": self.version,
            "source_digest": self.source_digest,
            "values": values.canonical(),
            "mesh": asdict(mesh_settings or MeshSettings()),
        }
        if values.clearances:
            # The air between mating parts comes from the material: another one is another solid.
            design["clearances"] = values.clearances
        if cuts:
            # How far the printer reaches decides it: cut for another one it is another thing to print.
            design["cuts"] = dict(cuts)
        text = json.dumps(design, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
