"""Yes or no."""

from __future__ import annotations

import random
from dataclasses import dataclass

from generators.errors import Value
from generators.fields.base import Field, Wrong


@dataclass(frozen=True)
class Toggle(Field):
    """Yes or no."""

    def read(self, given: object) -> Value:
        """Accept true and false, and the same words as text."""
        if isinstance(given, bool):
            return given
        if isinstance(given, str) and given in ("true", "false"):
            return given == "true"
        raise Wrong("wrong_type", f"{self.label} is either true or false.")

    def corners(self) -> tuple[Value, ...]:
        """Give both answers."""
        return (False, True)

    def sample(self, random: random.Random) -> Value:
        """Give either."""
        return random.random() < 0.5
