"""
Everything that can go wrong between a customer's values and a printable part.

    GeneratorsError
    ├── TemplateError            the maker's file needs work
    │   ├── NotATemplate         a file in the folder that holds no template
    │   ├── DuplicateSlug        two files claim one name
    │   └── BuildFailed          the template's own code stopped, or gave no usable part
    ├── UnknownTemplate          nobody offers that product
    ├── InvalidValues            the customer's values, all wrong fields at once
    ├── BadArtwork               an uploaded picture or drawing that cannot be used
    ├── UnknownArtwork           no artwork has this name
    ├── BadUpload                a customer's own model file that cannot be used
    ├── UnknownUpload            no model file has this name
    ├── UnreadableFile           a file that is not what its name says
    └── Dropped                  nobody waits any more for what was being made
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Value = str | int | float | bool


class GeneratorsError(Exception):
    """Something on the way from values to parts went wrong. Its facts survive the way between processes."""

    def __reduce__(self) -> tuple[Callable[..., GeneratorsError], tuple[Any, ...]]:
        """Rebuild from facts: an exception's own way would call `__init__` with the message alone."""
        return _rebuilt, (type(self), self.args, dict(self.__dict__))


def _rebuilt(kind: type[GeneratorsError], words: tuple[Any, ...], facts: dict[str, Any]) -> GeneratorsError:
    error = kind.__new__(kind)
    error.args = words
    error.__dict__.update(facts)
    return error


class TemplateError(GeneratorsError):
    """A template does not keep what a template promises."""


class NotATemplate(TemplateError):
    """A file in a template folder does not define exactly one template."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path.name}: {reason}")


class DuplicateSlug(TemplateError):
    """Two files offer a template of the same name."""

    def __init__(self, slug: str, first: Path, second: Path) -> None:
        self.slug = slug
        self.first = first
        self.second = second
        super().__init__(f"'{slug}' is offered by both {first.name} and {second.name}")


class BuildFailed(TemplateError):
    """The code of a template stopped for values that its form allows; `line` is in the template's file."""

    def __init__(self, template: str, message: str, line: int | None = None) -> None:
        self.template = template
        self.message = message
        self.line = line
        where = f" (line {line})" if line else ""
        super().__init__(f"{template} could not be built{where}: {message}")


class UnknownTemplate(GeneratorsError):
    """No template has this name; `nearest` is the closest known one."""

    def __init__(self, slug: str, nearest: str | None) -> None:
        self.slug = slug
        self.nearest = nearest
        hint = f"; did you mean '{nearest}'?" if nearest else ""
        super().__init__(f"there is no template '{slug}'{hint}")


class BadArtwork(GeneratorsError):
    """An uploaded picture or drawing cannot be used; `message` tells the customer why, `limit` what would be right."""

    def __init__(self, code: str, message: str, limit: Value | None = None) -> None:
        self.code = code
        self.message = message
        self.limit = limit
        super().__init__(message)


class UnknownArtwork(GeneratorsError):
    """No bundled sample has this name, and nothing was put on the shelf under this fingerprint."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"there is no artwork '{name[:64]}'")


class BadUpload(GeneratorsError):
    """A customer's model file cannot be used; `message` says why, `limit` what would be right, `nearest` what to do."""

    def __init__(self, code: str, message: str, limit: Value | None = None, nearest: Value | None = None) -> None:
        self.code = code
        self.message = message
        self.limit = limit
        self.nearest = nearest
        super().__init__(message)


class UnknownUpload(GeneratorsError):
    """Nothing was put on the shelf under this fingerprint, and no sample has this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"there is no model file '{name[:64]}'")


class UnreadableFile(GeneratorsError):
    """A file cannot be read as the mesh it claims to be."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name}: {reason}")


@dataclass(frozen=True)
class FieldError:
    """One wrong value of a customer, with the nearest right one where there is one."""

    field: str
    code: str
    message: str
    limit: Value | None = None
    nearest: Value | None = None
    given: str | None = None  # what was sent, cut to 40 characters

    def to_json(self) -> dict[str, object]:
        """Give the error as the JSON object the page shows beside the field."""
        return {
            "field": self.field,
            "code": self.code,
            "message": self.message,
            "limit": self.limit,
            "nearest": self.nearest,
            "given": self.given,
        }


class InvalidValues(GeneratorsError):
    """Some values are not allowed; `errors` names every wrong field at once."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in self.errors))


class Dropped(GeneratorsError):
    """Nobody waits any more for what was being made; it was left unfinished."""
