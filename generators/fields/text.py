"""Lettering: a line of text, and the typeface it is set in."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from generators.errors import Value
from generators.fields.base import Field, Wrong
from generators.lettering import is_available


@dataclass(frozen=True)
class Text(Field):
    """
    A line of lettering.

    `typeface` is one of the bundled ones; where the customer picks it, `typeface_field` names that parameter.
    """

    longest: int
    shortest: int
    typeface: str = "sans"
    typeface_field: str | None = None

    @property
    def leans_on(self) -> str | None:
        """Name the field that picks the typeface."""
        return self.typeface_field

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
        allowed = "".join(character for character in text if is_available(character, self.typeface)).strip()
        if len(text) > self.longest or len(given) > 8 * self.longest + 64:
            words = f"{self.label} can have at most {self.longest} characters."
            raise Wrong("too_long", words, limit=self.longest, nearest=allowed[: self.longest].strip())
        missing = sorted({character for character in text if not is_available(character, self.typeface)})
        if missing:
            names = ", ".join(_named(character) for character in missing[:5])
            words = f"{self.label} cannot show {names}: our lettering has no shape for it."
            raise Wrong("character_not_available", words, nearest=allowed)
        if len(text) < self.shortest:
            words = f"{self.label} needs at least {self.shortest} characters."
            raise Wrong("too_short", words, limit=self.shortest)
        return text

    def read_beside(self, given: object, others: Mapping[str, Value]) -> Value:
        """Read the text as it is set in the typeface that was picked."""
        if self.typeface_field is None:
            return self.read(given)
        return replace(self, typeface=str(others[self.typeface_field])).read(given)

    def corners(self) -> tuple[Value, ...]:
        """Give the shortest and the longest texts, narrow, wide, with accents and with marks that stand alone."""
        texts = ("", "I", "W" * self.longest, "i" * self.longest, "Åg", "Ж" * min(3, self.longest), "a b", "%&@", ".'")
        kept = []
        for one in texts:
            try:
                kept.append(self.read(one[: self.longest]))
            except Wrong:
                continue
        return tuple(dict.fromkeys(kept))

    def sample(self, random: random.Random) -> Value:
        """Give a word of any length, now and then with accents, digits or blanks."""
        letters = random.choice(_ALPHABETS)
        length = random.randint(max(self.shortest, 1), self.longest)
        word = "".join(random.choice(letters) for _ in range(length)).strip() or "A"
        return "".join(one for one in word if is_available(one, self.typeface)).strip() or "A"

    def schema(self) -> dict[str, object]:
        """Add the typeface."""
        words: dict[str, object] = {**super().schema(), "x-typeface": self.typeface}
        if self.typeface_field:
            words["x-typeface-field"] = self.typeface_field
        return words


_ALPHABETS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz ",
    "0123456789-+./:",
    "ÀÉÎÕÜŠČŁØßñçğ",
    "АБВГДЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЭЮЯабвгдежз",
    "ΑΒΓΔΕΖΗΘΛΞΠΣΦΨΩαβγδεζηθ",
    "!?&@#%()*'\".,;",
)


def _named(character: str) -> str:
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    visible = unicodedata.category(character)[0] in "LNPS"
    return f"“{character}” ({name})" if visible else name.replace("u+", "U+")
