"""What every question has in common: its words, and how an answer is read."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from generators.errors import FieldError, Value


class Wrong(Exception):
    """An answer that a field cannot accept; the door adds the field's name."""

    def __init__(self, code: str, message: str, *, limit: Value | None = None, nearest: Value | None = None) -> None:
        self.code = code
        self.message = message
        self.limit = limit
        self.nearest = nearest
        super().__init__(message)

    def to_error(self, field: str, given: object) -> FieldError:
        """Name the field and what was given for it."""
        return FieldError(field, self.code, self.message, self.limit, self.nearest, shown(given))


def shown(given: object) -> str:
    """Give what was sent in at most 40 characters that any page and log can carry."""
    text = given if isinstance(given, str) else repr(given)
    return text[:40].encode("utf-8", "replace").decode("utf-8")


def plain(number: float) -> str:
    """Write a number as people do: 30, not 30.0."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Field:
    """What every field has: words, the group it stands in, and whether a first look shows it."""

    kind: str
    label: str
    help: str
    group: str
    level: str
    axis: str | None

    @property
    def leans_on(self) -> str | None:
        """Name the field that must be read before this one."""
        return None

    def read(self, given: object) -> Value:
        """Give the value meant, or raise `Wrong`."""
        raise NotImplementedError

    def read_beside(self, given: object, others: Mapping[str, Value]) -> Value:  # noqa: ARG002  # most lean on nothing
        """Read an answer that leans on another; `others` are the values read so far."""
        return self.read(given)

    def corners(self) -> tuple[Value, ...]:
        """Give the settings at which a design is most likely to fail: both ends, every answer, odd texts."""
        raise NotImplementedError

    def sample(self, random: random.Random) -> Value:
        """Give any setting."""
        raise NotImplementedError

    def schema(self) -> dict[str, object]:
        """Give the keywords of the form that JSON Schema itself has no word for."""
        words: dict[str, object] = {
            "x-kind": self.kind,
            "x-unit": "",
            "x-group": self.group,
            "x-level": self.level,
        }
        if self.axis is not None:
            words["x-axis"] = self.axis
        return words
