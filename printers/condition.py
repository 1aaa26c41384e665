"""
Conditions in a slicer's bundle, as `printer_model=="MINI" and nozzle_diameter[0]==0.4`, read by our own small reader.

Words: numbers, "texts", names of settings, `name[index]`, `num_extruders`; `=~` and `!~` with a /pattern/ that must fit
the whole text; `== != < > <= >=`; `! not`, `&& and`, `|| or`, brackets. Nothing in it can run anything.
Source: PrusaSlicer, doc/"Macro language", expressions.
"""

import operator
import re
from collections.abc import Callable, Mapping

from printers.errors import BrokenProfile

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*|\.\d+)|(?P<text>\"(?:[^\"\\]|\\.)*\")|(?P<pattern>/(?:[^/\\]|\\.)*/)"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<sign>=~|!~|==|!=|<>|<=|>=|&&|\|\||[-<>!()\[\]]))"
)
_LONGEST = 4000  # letters; the longest condition that ships has about 600

Value = bool | float | str

_COMPARE: Mapping[str, Callable[[Value, Value], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def holds(condition: str, settings: Mapping[str, str]) -> bool:
    """Whether the condition is true of these settings; an empty one is. Raises `BrokenProfile` for what it is not."""
    if not condition.strip():
        return True
    reader = _Reader(condition, settings)
    found = reader.either()
    if reader.token[0] != "end":
        raise reader.wrong(f'"{reader.token[1]}" stands where the condition should end')
    return bool(found)


class _Reader:
    """One pass over one condition: each method reads what its name says, and stands behind it afterwards."""

    def __init__(self, text: str, settings: Mapping[str, str]) -> None:
        self._text, self._settings, self._at = text, settings, 0
        if len(text) > _LONGEST:
            raise self.wrong(f"it has {len(text)} letters, {_LONGEST} is the limit")
        self.token: tuple[str, str] = ("end", "")
        self._next()

    def wrong(self, reason: str) -> BrokenProfile:
        return BrokenProfile("condition", f"{reason} in {self._text[:120]!r}")

    def _next(self) -> tuple[str, str]:
        was = self.token
        if not self._text[self._at :].strip():
            self.token = ("end", "")
        elif match := _TOKEN.match(self._text, self._at):
            self._at = match.end()
            self.token = str(match.lastgroup), match[str(match.lastgroup)]
        else:
            raise self.wrong(f"{self._text[self._at :].strip()[:1]!r} cannot be read")
        return was

    def _is(self, *words: str) -> bool:
        return self.token[0] in ("name", "sign") and self.token[1] in words

    def either(self) -> Value:
        found = self._both()
        while self._is("or", "||"):
            self._next()
            other = self._both()  # always read, also where the first is true already
            found = bool(found) or bool(other)
        return found

    def _both(self) -> Value:
        found = self._not()
        while self._is("and", "&&"):
            self._next()
            other = self._not()
            found = bool(found) and bool(other)
        return found

    def _not(self) -> Value:
        if self._is("!", "not"):
            self._next()
            return not self._not()
        return self._compared()

    def _compared(self) -> Value:
        left = self._value()
        if self._is("=~", "!~"):
            sign = self._next()[1]
            kind, pattern = self._next()
            if kind not in ("pattern", "text"):
                raise self.wrong(f"after {sign} must stand a /pattern/")
            try:
                fits = re.fullmatch(pattern[1:-1], str(left), re.DOTALL) is not None
            except re.error as bad:
                raise self.wrong(f"{pattern} is no pattern: {bad}") from bad
            return fits == (sign == "=~")
        if self._is(*_COMPARE):
            sign = self._next()[1]
            right = self._value()
            if isinstance(left, str) != isinstance(right, str):
                if sign not in ("==", "!=", "<>"):
                    raise self.wrong(f"{left!r} {sign} {right!r} compares a number with a text")
                # As the slicer does: beside a text a number is what it looks like written down.
                left, right = (one if isinstance(one, str) else f"{one:g}" for one in (left, right))
            return _COMPARE[sign](left, right)
        return left

    def _value(self) -> Value:
        kind, word = self._next()
        if kind == "number":
            return float(word)
        if kind == "text":
            return word[1:-1].replace('\\"', '"')
        if kind == "sign" and word == "-" and self.token[0] == "number":
            return -float(self._next()[1])
        if kind == "sign" and word == "(":
            found = self.either()
            self._expect(")")
            return found
        if kind == "name":
            return self._setting(word)
        raise self.wrong(f'"{word}" stands where a value should' if word else "it ends too early")

    def _expect(self, sign: str) -> None:
        if not self._is(sign):
            raise self.wrong(f'"{sign}" is missing')
        self._next()

    def _setting(self, name: str) -> Value:
        if name in ("true", "false"):
            return name == "true"
        if name == "num_extruders":
            return float(len(self._settings.get("nozzle_diameter", "").split(",")))
        if name not in self._settings:
            raise self.wrong(f'there is no setting "{name}"')
        raw = self._settings[name]
        if self._is("["):
            self._next()
            kind, index = self._next()
            if kind != "number":
                raise self.wrong("an index must be a number")
            self._expect("]")
            parts = raw.split(";" if ";" in raw else ",")
            # A list that is too short repeats its first value, as in the slicer.
            raw = parts[int(float(index))] if int(float(index)) < len(parts) else parts[0]
        raw = raw.strip().strip('"')
        try:
            return float(raw)
        except ValueError:
            return raw
