"""Customer artwork: a photo or a drawing, named by its fingerprint; the bytes travel beside the values."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from generators.errors import Value
from generators.fields.base import Field, Wrong

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Artwork(Field):
    """A picture ("image") or an outline ("drawing"); `samples` are the bundled ones by name."""

    samples: tuple[str, ...]

    def read(self, given: object) -> Value:
        """Accept a bundled sample's name, or the SHA-256 of an uploaded file."""
        if isinstance(given, str) and (given in self.samples or _FINGERPRINT.fullmatch(given)):
            return given
        words = f"{self.label} must be uploaded first, or be one of: {', '.join(self.samples)}."
        raise Wrong("not_artwork", words, nearest=self.samples[0])

    def corners(self) -> tuple[Value, ...]:
        """Give every bundled sample."""
        return self.samples

    def sample(self, random: random.Random) -> Value:
        """Give one of the bundled samples."""
        return random.choice(self.samples)

    def schema(self) -> dict[str, object]:
        """Add the samples."""
        return {**super().schema(), "x-samples": list(self.samples)}
