"""Numbers: lengths, angles, shares, weights, counts, and sizes that the customer has to take."""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from generators.errors import Value
from generators.fields.base import Field, Wrong, plain

# Numbers as people write them. No hexadecimal, no underscores, no "inf": those only reach us by mistake
# or malice, and 32 characters hold every number a form can mean.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST_NUMBER = 32


@dataclass(frozen=True)
class Number(Field):
    """A number between two bounds, on a grid of steps counted from the smaller one."""

    minimum: float
    maximum: float
    step: float
    unit: str
    whole: bool = False

    def __post_init__(self) -> None:
        """Refuse bounds that no slider could reach: the maker hears of it when the file is loaded."""
        if not self.minimum < self.maximum:
            raise ValueError(f"{self.label}: the minimum must be below the maximum")
        if self.snap(self.maximum) != self.maximum:
            raise ValueError(f"{self.label}: the maximum must be whole steps above the minimum")

    def snap(self, value: float) -> float:
        """Give the grid value nearest to this one, within the bounds, without binary dust."""
        step, least = Decimal(repr(self.step)), Decimal(repr(self.minimum))
        last = int((Decimal(repr(self.maximum)) - least) / step)
        steps = ((Decimal(repr(value)) - least) / step).to_integral_value(ROUND_HALF_UP)
        count = min(max(int(steps), 0), last)
        return float(least + count * step)

    def snap_down(self, value: float) -> float:
        """Give the largest grid value that is not above this one."""
        near = self.snap(value)
        return near if near <= value else self.snap(near - self.step)

    def snap_up(self, value: float) -> float:
        """Give the smallest grid value that is not below this one."""
        near = self.snap(value)
        return near if near >= value else self.snap(near + self.step)

    def typed(self, value: float) -> float | int:
        """Give a count as a whole number and all else as a float."""
        return int(value) if self.whole else float(value)

    def words(self, value: float) -> str:
        """Write a value with its unit, for people."""
        return f"{plain(value)} {self.unit}".strip()

    def read(self, given: object) -> Value:
        """Read a number or its text; a value between two steps goes to the nearest."""
        value = self._number(given)
        if value < self.minimum:
            least = self.typed(self.minimum)
            words = f"{self.label} must be at least {self.words(self.minimum)}."
            raise Wrong("too_small", words, limit=least, nearest=least)
        if value > self.maximum:
            most = self.typed(self.maximum)
            words = f"{self.label} can be at most {self.words(self.maximum)}."
            raise Wrong("too_big", words, limit=most, nearest=most)
        return self.typed(self.snap(value))

    def _number(self, given: object) -> float:
        message = f"{self.label} must be a number, such as {plain(self.minimum)}."
        if isinstance(given, bool) or not isinstance(given, int | float | str):
            raise Wrong("wrong_type", message)
        if isinstance(given, str):
            given = given.strip() if len(given) <= _LONGEST_NUMBER else ""
            if not _NUMBER.fullmatch(given):
                raise Wrong("not_a_number", message)
        try:
            value = float(given)
        except OverflowError:
            value = math.inf if given > 0 else -math.inf  # type: ignore[operator]  # only an int overflows
        if math.isnan(value) or (math.isinf(value) and not isinstance(given, int)):
            raise Wrong("not_a_number", message)
        return value

    def corners(self) -> tuple[Value, ...]:
        """Give both ends."""
        return (self.typed(self.minimum), self.typed(self.maximum))

    def sample(self, random: random.Random) -> Value:
        """Give a value on the grid."""
        return self.typed(self.snap(random.uniform(self.minimum, self.maximum)))

    def schema(self) -> dict[str, object]:
        """Add unit and step."""
        return {**super().schema(), "x-unit": self.unit, "x-step": self.step}


@dataclass(frozen=True)
class Measure(Number):
    """A size the customer takes: how to take it, and how far off it may be (mm)."""

    how: str = ""
    tolerance: float = 0.0

    def schema(self) -> dict[str, object]:
        """Add how to measure."""
        return {**super().schema(), "x-how": self.how, "x-tolerance": self.tolerance}
