"""A template: what a maker offers, the form a customer fills in, and the parts that come of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from generators.errors import Value
from generators.parameters import Parameters

if TYPE_CHECKING:
    import cadquery as cq

Colour = Literal["body", "accent"]
P = TypeVar("P", bound=Parameters)
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True)
class Part:
    """
    One piece to print.

    `solid` is in mm, Z up, lying on Z = 0 as it is printed. `place` says where the piece sits in the
    assembled view: a shift (x, y, z) in mm, or a `cadquery.Location`; without it the piece stays as printed.
    """

    name: str
    solid: cq.Shape
    quantity: int = 1
    colour: Colour = "body"
    place: tuple[float, float, float] | cq.Location | None = None


@dataclass(frozen=True)
class Preset:
    """A good starting point: some values under a name that says what they are for."""

    name: str
    title: str
    help: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class MeshSettings:
    """
    How finely solids become triangles.

    A chord may leave the true surface by `deflection` mm and turn by `turn` radians. 0.05 mm and 0.25 rad
    keep the error of curves below 0.05 mm, a quarter of a layer. `edition` grows whenever the
    walk from values to triangles changes, so that an old digest never names new triangles.
    """

    deflection: float = 0.05
    turn: float = 0.25
    edition: int = 1


@dataclass(frozen=True)
class Template(Generic[P]):
    """
    A product with parameters. `build` makes the parts from values that are already checked.

    `causes` names the parameter behind a finding, by the finding's code, where the maker knows it.
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
    build: Callable[[P], Iterable[Part]]
    tags: tuple[str, ...] = ()
    presets: tuple[Preset, ...] = ()
    causes: Mapping[str, str] = field(default_factory=dict)
    source_digest: str = ""  # SHA-256 of the template's file, set when the file is loaded

    def __post_init__(self) -> None:
        """Refuse what would only fail in front of a customer."""
        if not _SLUG.fullmatch(self.slug):
            raise ValueError(f"slug '{self.slug}' must be 2 to 40 small letters, digits and hyphens")
        self.parameters.fields()
        for preset in self.presets:
            self.parameters.read(preset.values)
        unknown = set(self.causes.values()) - self.parameters.fields().keys()
        if unknown:
            raise ValueError(f"causes name unknown parameters: {', '.join(sorted(unknown))}")

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
            {"name": one.name, "title": one.title, "help": one.help, "values": dict(one.values)} for one in self.presets
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
        }

    def digest(self, values: P, mesh_settings: MeshSettings | None = None) -> str:
        """Give the design's name from slider to plastic: 64 hexadecimal digits, equal for equal designs."""
        design = {
            "slug": self.slug,
            "version": self.version,
            "source_digest": self.source_digest,
            "values": values.canonical(),
            "mesh": asdict(mesh_settings or MeshSettings()),
        }
        text = json.dumps(design, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
