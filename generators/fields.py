"""
The kinds of question a form can ask, and how an answer is read.

A field says all there is to say about one parameter: unit, bounds, step, words. The form, the JSON Schema
and the reading of values all come from here; there is no second description.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches

from generators.errors import FieldError, Value
from generators.lettering import is_available

# Numbers as people write them. No hexadecimal, no underscores, no "inf": those only reach us by mistake
# or malice, and 32 characters hold every number a form can mean.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST_NUMBER = 32


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

    def read(self, given: object) -> Value:
        """Give the value meant, or raise `Wrong`."""
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

    def schema(self) -> dict[str, object]:
        """Add unit and step."""
        return {**super().schema(), "x-unit": self.unit, "x-step": self.step}


@dataclass(frozen=True)
class Option:
    """One answer of a choice: the value that travels, and the words a customer reads."""

    value: str
    title: str
    help: str = ""


@dataclass(frozen=True)
class Choice(Field):
    """One of a few named answers."""

    options: tuple[Option, ...]

    def read(self, given: object) -> Value:
        """Accept exactly the value of one option."""
        values = [option.value for option in self.options]
        if isinstance(given, str) and given in values:
            return given
        near = get_close_matches(given[:40], values, 1) if isinstance(given, str) else []
        titles = ", ".join(option.title for option in self.options)
        raise Wrong("not_on_the_list", f"{self.label} is one of: {titles}.", nearest=near[0] if near else None)

    def schema(self) -> dict[str, object]:
        """Add the options with their words."""
        options = [{"value": one.value, "title": one.title, "help": one.help} for one in self.options]
        return {**super().schema(), "enum": [one.value for one in self.options], "x-options": options}


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


@dataclass(frozen=True)
class Text(Field):
    """A line of lettering in the bundled typeface."""

    longest: int
    shortest: int

    def read(self, given: object) -> Value:
        """
        Give the text in composed form (NFC) without outer blanks.

        Every character must have a shape in the typeface: a kernel draws an empty box for one that has
        none, without a word.
        """
        if not isinstance(given, str):
            raise Wrong("wrong_type", f"{self.label} must be text.")
        # A text far too long is not worth reading to its end.
        text = unicodedata.normalize("NFC", given[: 8 * self.longest + 64]).strip()
        allowed = "".join(character for character in text if is_available(character)).strip()
        if len(text) > self.longest or len(given) > 8 * self.longest + 64:
            words = f"{self.label} can have at most {self.longest} characters."
            raise Wrong("too_long", words, limit=self.longest, nearest=allowed[: self.longest].strip())
        missing = sorted({character for character in text if not is_available(character)})
        if missing:
            names = ", ".join(_named(character) for character in missing[:5])
            words = f"{self.label} cannot show {names}: our lettering has no shape for it."
            raise Wrong("character_not_available", words, nearest=allowed)
        if len(text) < self.shortest:
            words = f"{self.label} needs at least {self.shortest} characters."
            raise Wrong("too_short", words, limit=self.shortest)
        return text


def _named(character: str) -> str:
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    visible = unicodedata.category(character)[0] in "LNPS"
    return f"“{character}” ({name})" if visible else name.replace("u+", "U+")
