"""What a comment says of a constant: unit, bounds, step, answers, and the words that remain."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_UNITS = {
    "mm": "mm", "millimeter": "mm", "millimeters": "mm", "millimetre": "mm", "millimetres": "mm",
    "cm": "cm", "centimeter": "cm", "centimeters": "cm", "centimetre": "cm", "centimetres": "cm",
    "in": "in", "inch": "in", "inches": "in",
    "deg": "deg", "degs": "deg", "degree": "deg", "degrees": "deg", "°": "deg",
    "rad": "rad", "radian": "rad", "radians": "rad",
    "%": "%", "percent": "%", "kg": "kg", "g": "g",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_SURE_UNIT = "|".join(sorted((re.escape(one) for one in _UNITS if one not in ("in", "g")), key=len, reverse=True))
_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
_LEAST = re.compile(rf"\bmin(?:imum)?\b\s*[:=]?\s*({NUMBER})\s*(?:{_SURE_UNIT})?[,;]?", re.IGNORECASE)
_MOST = re.compile(rf"\bmax(?:imum)?\b\s*[:=]?\s*({NUMBER})\s*(?:{_SURE_UNIT})?[,;]?", re.IGNORECASE)
_STEP = re.compile(rf"\bstep\b\s*[:=]?\s*({NUMBER})\s*(?:{_SURE_UNIT})?[,;]?", re.IGNORECASE)
_RANGES = (
    re.compile(rf"\(?\s*({NUMBER})\s*(?:\.\.\.?|…)\s*({NUMBER})\s*({_UNIT})?(?:\s*\)|(?=[\s,;.]|$))"),
    re.compile(rf"\(\s*({NUMBER})\s*[-–]\s*({NUMBER})\s*({_UNIT})?\s*\)"),
    re.compile(rf"^\s*({NUMBER})\s*[-–]\s*({NUMBER})\s*({_UNIT})?\s*$"),
    re.compile(rf"\(?\b(?:between|from)\s+({NUMBER})\s+(?:and|to)\s+({NUMBER})\s*({_UNIT})?\b\)?", re.IGNORECASE),
    re.compile(rf"\(?({NUMBER})\s+to\s+({NUMBER})\s*({_UNIT})?\b\)?", re.IGNORECASE),
)
_SAID_UNITS = (
    re.compile(rf"^\s*({_UNIT})\s*(?:[:;,.–-]\s*|$)", re.IGNORECASE),
    re.compile(rf"[\[(]\s*(?:in\s+)?({_UNIT})\s*[\])]", re.IGNORECASE),
    re.compile(rf"[,;]?\s*\bin\s+({_SURE_UNIT})(?=[\s,;.]|$)", re.IGNORECASE),
    re.compile(rf"[,;]\s*({_UNIT})\s*$", re.IGNORECASE),
    re.compile(rf"^\s*({_SURE_UNIT})(?=[\s,;.])", re.IGNORECASE),
)


@dataclass(frozen=True)
class Remark:
    """What is said about one constant, in the unit of the script."""

    help: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    options: tuple[tuple[str, str], ...] = ()  # value as it is written, title

    @classmethod
    def read(cls, text: str) -> Remark:
        """Read a comment."""
        said = cls()
        text, said = _in_brackets(text, said)
        for word, pattern in (("minimum", _LEAST), ("maximum", _MOST), ("step", _STEP)):
            if match := pattern.search(text):
                said = replace(said, **{word: float(match[1])})  # type: ignore[arg-type]  # the names are fields
                text = _without(text, match)
        if said.minimum is None and said.maximum is None:
            for pattern in _RANGES:
                if match := pattern.search(text):
                    unit = _UNITS.get(match[3] or "", said.unit)
                    said = replace(said, minimum=float(match[1]), maximum=float(match[2]), unit=unit)
                    text = _without(text, match)
                    break
        for pattern in _SAID_UNITS:
            if match := pattern.search(text):
                said = replace(said, unit=said.unit or _UNITS[match[1].lower()])
                text = _without(text, match)
                break
        return replace(said, help=sentence(text))

    def beside(self, facts: dict[str, object]) -> Remark:
        """Add what a dictionary says of its entry; it knows better than a comment."""
        said = self
        for word, names in (("minimum", ("min", "minimum")), ("maximum", ("max", "maximum")), ("step", ("step",))):
            for name in names:
                number = facts.get(name)
                if isinstance(number, int | float) and not isinstance(number, bool):
                    said = replace(said, **{word: float(number)})  # type: ignore[arg-type]  # the names are fields
        for name in ("unit", "units"):
            said = replace(said, unit=_UNITS.get(str(facts.get(name, "")).lower(), said.unit))
        for name in ("help", "description", "desc"):
            if isinstance(told := facts.get(name), str):
                said = replace(said, help=sentence(told))
        for name in ("options", "choices"):
            if isinstance(answers := facts.get(name), list | tuple):
                said = replace(said, options=tuple((str(one), titled(str(one))) for one in answers))
        return said


def sentence(text: str) -> str:
    """Give words as one sentence, or nothing."""
    words = " ".join(text.replace("\\n", " ").split()).strip(" ,;:-–=")
    words = re.sub(r"\(\s*\)", "", words).strip()
    if not re.search(r"\w", words):
        return ""
    return words[0].upper() + words[1:] + ("" if words[-1] in ".!?" else ".")


def titled(text: str) -> str:
    """Give a name of a program as words: wall_thickness and wallThickness become "Wall thickness"."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|_+", " ", text).strip() or text
    words = words.lower() if words.isupper() and len(words) > 1 else words
    return words[0].upper() + re.sub(r"(?<= )[A-Z](?=[a-z])", lambda match: match[0].lower(), words[1:])


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _in_brackets(text: str, said: Remark) -> tuple[str, Remark]:
    """Read [10:200], [10:0.5:200], [10..200], [small, large] and [1:One, 2:Two] as other programs' forms do."""
    for match in _BRACKETS.finditer(text):
        inner = match[1].strip()
        numbers = re.split(r"\s*(?::|\.\.\.?|…|–)\s*", inner)
        if len(numbers) in (2, 3) and all(re.fullmatch(NUMBER, one) for one in numbers):
            least, most = float(numbers[0]), float(numbers[-1])
            step = float(numbers[1]) if len(numbers) == 3 else None
            return _without(text, match), replace(said, minimum=least, maximum=most, step=step)
        answers = [one.strip() for one in inner.split(",")]
        if len(answers) == 2 and all(re.fullmatch(NUMBER, one) for one in answers):
            return _without(text, match), replace(said, minimum=float(answers[0]), maximum=float(answers[1]))
        if len(answers) > 1 and all(answers):
            pairs = [one.partition(":") for one in answers]
            options = tuple((value.strip(" \"'"), titled((name or value).strip(" \"'"))) for value, _, name in pairs)
            return _without(text, match), replace(said, options=options)
    return text, said
