"""A customer's own model file, named by its fingerprint; the bytes travel beside the values."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from generators.errors import Value
from generators.fields.base import Field, Wrong

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Upload(Field):
    """A model file; `samples` stand in for it."""

    samples: tuple[str, ...]

    def read(self, given: object) -> Value:
        """Accept a sample's name, or the fingerprint of a file that was brought."""
        if isinstance(given, str) and (given in self.samples or _FINGERPRINT.fullmatch(given)):
            return given
        raise Wrong("not_a_file", f"{self.label} must be brought first.", nearest=self.samples[0])

    def corners(self) -> tuple[Value, ...]:
        """Give every sample."""
        return self.samples

    def sample(self, random: random.Random) -> Value:
        """Give one of the samples."""
        return random.choice(self.samples)

    def schema(self) -> dict[str, object]:
        """Add the samples."""
        return {**super().schema(), "x-samples": list(self.samples)}
