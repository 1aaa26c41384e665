"""A proof: what a full sweep of one template found, kept beside the template and worth as long as nothing changes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import generators
from generators.template import MeshSettings

if TYPE_CHECKING:
    from generators.template import Template

CATALOG = Path(generators.__file__).parent / "catalog"
SHELF = Path(generators.__file__).parent.parent / "samples" / "sweeps"  # the proofs of the catalogue

# Designs a sweep must have tried before its silence says something; fewer will do where the form has no more.
ENOUGH = 500


@dataclass(frozen=True)
class Proof:
    """
    The outcome of a sweep.

    `settings` counts designs that were tried, `printable` those that print, `warnings` those that print, but not as
    drawn. `exhausted` says that the form has no design that was not tried. `seconds` is the slowest build.
    """

    slug: str
    version: str
    source_digest: str
    edition: int
    settings: int
    printable: int
    warnings: int
    clean: bool
    seed: int
    exhausted: bool = False
    seconds: float = 0.0
    date: str = ""  # 2026-03-01

    def holds_for(self, template: Template[Any]) -> bool:
        """Whether it still says something: the same file and the same way to triangles, clean, and enough was tried."""
        same = self.source_digest == template.source_digest and self.edition == MeshSettings().edition
        return bool(template.source_digest) and same and self.clean and (self.exhausted or self.settings >= ENOUGH)

    def to_json(self) -> dict[str, object]:
        """Give the proof as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Proof:
        """Read what `to_json` wrote; raises `ValueError` when something is missing or of another kind."""
        named: dict[str, Any] = {}
        for name, field in cls.__dataclass_fields__.items():
            value = data.get(name, field.default)
            if not isinstance(value, _KINDS[str(field.type)]):
                raise ValueError(f"a proof's '{name}' cannot be {value!r}")
            named[name] = value
        return cls(**named)

    def write(self, beside: Path) -> Path:
        """Put the proof where `proof_of` looks for it; `beside` is the template's file, or its folder."""
        path = place(self.slug, beside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.to_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return path


_KINDS: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "bool": (bool,), "float": (float, int)}


def place(slug: str, beside: Path) -> Path:
    """
    Say where the proof of a template lies; `beside` is the template's file, or its folder.

    The catalogue's lie in `samples/sweeps`, others in `proofs` beside the file.
    """
    folder = beside if beside.is_dir() else beside.parent
    shelf = SHELF if folder.resolve() == CATALOG.resolve() else folder / "proofs"
    return shelf / f"{slug}.json"


def proof_of(template: Template[Any], beside: Path) -> Proof | None:
    """
    Give the proof that lies beside a template's file or in its folder, whether it still holds or not.

    None where there is none to read.
    """
    try:
        data = json.loads(place(template.slug, beside).read_text(encoding="utf-8"))
        return Proof.from_json(data)
    except (OSError, ValueError, AttributeError):
        return None
