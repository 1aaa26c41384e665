"""Constants become questions of a form: kind, bounds, unit and words are made from what the script says."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from generators import Option, Parameters, angle, choice, count, length, ratio, text, toggle, weight
from generators.errors import Value
from generators.scripts.bounds import bounds
from generators.scripts.commenting import Comments
from generators.scripts.constants import Constant
from generators.scripts.remarks import Remark, sentence, titled
from generators.scripts.source import Source

_AT_FIRST_SIGHT = 5  # questions that a form shows before it is asked for more
_TINY = 0.01  # what is smaller is a tolerance of computing, not a measure of a thing
_PER_MM = {"mm": Decimal(1), "cm": Decimal(10), "in": Decimal("25.4")}
_DEGREES_PER_RADIAN = Decimal("57.29577951308232")
_ANGLES = {"angle", "angles", "deg", "degree", "degrees", "rotation", "tilt", "slope", "twist", "inclination", "draft"}
_RATIOS = {"ratio", "factor", "scale", "fraction", "share", "percent", "percentage", "proportion"}
_COUNTS = {"n", "num", "number", "count", "qty", "quantity", "nr", "nb", "amount", "nx", "ny", "nz"}
_NOT_PLURAL = ("ss", "us", "is", "os", "as")
_NOT_LETTERING = re.compile(r"[<>|#+%].*|[-+]?[XYZ]{1,2}|front|back|left|right|top|bottom|.*[/\\].*|.*\.\w{2,4}", re.I)
_NOT_LETTERING_NAMES = re.compile(
    r"font|typeface|plane|selector|colou?r|path|file|folder|directory|dir|export|format|version", re.I
)


@dataclass(frozen=True)
class Question:
    """One field of the form, and how its answer is written into the script."""

    name: str
    constant: Constant
    type: type
    field: Any  # what length(), count() and the others give
    default: Value
    factor: Decimal = Decimal(1)  # the form's number is this many times the script's
    answers: Mapping[str, Value] = field(default_factory=dict)

    def literal(self, given: Value) -> Value:
        """Give the script's literal for an answer; the default's is the one that stands in the file."""
        own = self.constant.value
        if given == self.default:
            return own
        if isinstance(given, str):
            return self.answers.get(given, given)
        if isinstance(given, bool):
            return given
        number = Decimal(repr(given)) / self.factor
        return int(number) if isinstance(own, int) and number == number.to_integral_value() else float(number)


@dataclass(frozen=True)
class Left:
    """A constant that stays as it stands in the script, and why."""

    name: str
    line: int
    reason: str


def questions(source: Source, found: list[Constant]) -> tuple[list[Question], list[Left]]:
    """Make the questions of a form, in the order of the file."""
    comments = Comments(source)
    lines = {one.line for one in found}
    described = _described(source.tree)
    asked: list[Question] = []
    left: list[Left] = []
    taken: set[str] = set()
    for one in found:
        group, remark = comments.of(one.line, lines)
        remark = remark.beside(one.facts)
        if one.variable in described:
            remark = replace(remark, help=sentence(described[one.variable]))
        name = _free(one.name, taken)
        level = "basic" if len(asked) < _AT_FIRST_SIGHT else "more"
        made = _made(source, one, remark, name, group, level)
        if isinstance(made, Question):
            asked.append(made)
            taken.add(name)
        else:
            left.append(Left(one.name, one.line, made))
    return asked, left


def _free(name: str, taken: set[str]) -> str:
    """Give a name that the form's own words do not use."""
    if name in taken or keyword.iskeyword(name) or hasattr(Parameters, name) or name.startswith("model_"):
        return _free(f"{name}_value", taken)
    return name


def _made(source: Source, one: Constant, said: Remark, name: str, group: str | None, level: str) -> Question | str:
    label = titled(re.sub(r"^p_", "", one.name))
    words: dict[str, Any] = {"label": label, "help": said.help or f"{label}, as the script calls it.", "level": level}
    if group:
        words["group"] = group
    try:
        if isinstance(one.value, bool):
            return Question(name, one, bool, toggle(one.value, **words), one.value)
        answers = (
            said.options
            or _listed(said.help, one.value)
            or (_compared(source.tree, one.name, one.value) if isinstance(one.value, str) else ())
        )
        if answers:
            return _chosen(one, answers, name, words)
        if isinstance(one.value, str):
            return _lettered(one, name, words)
        return _numbered(source, one, one.value, said, name, words)
    except ValueError as error:
        return f"{error}"


def _chosen(one: Constant, options: tuple[tuple[str, str], ...], name: str, words: dict[str, Any]) -> Question | str:
    like: type = type(one.value)
    try:
        answers = {value: value if like is str else like(value) for value, _title in options}
    except ValueError:
        return "its answers are not of its kind"
    default = next((value for value, meant in answers.items() if meant == one.value), None)
    if default is None:
        return "its value is not among its answers"
    if len(answers) < 2:
        return "there is one answer only"
    titles = [Option(value, title) for value, title in options if value in answers]
    return Question(name, one, str, choice(default, titles, **words), default, answers=answers)


def _lettered(one: Constant, name: str, words: dict[str, Any]) -> Question | str:
    value = str(one.value)
    if _NOT_LETTERING_NAMES.search(one.name) or _NOT_LETTERING.fullmatch(value) or "\n" in value:
        return "it is a word of the program, not lettering"
    return Question(name, one, str, text(value, longest=max(16, 2 * len(value)), **words), value)


def _numbered(
    source: Source, one: Constant, value: float, said: Remark, name: str, words: dict[str, Any]
) -> Question | str:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", one.name)
    tokens = [part.lower() for part in parts]
    unit = said.unit or {"deg": "deg", "rad": "rad", "mm": "mm", "cm": "cm"}.get(tokens[-1] if tokens else "", "")
    bounded = said.minimum is not None and said.maximum is not None
    if not bounded and 0 < abs(value) < _TINY:
        return f"so small a number ({value}) is a tolerance of computing"
    factor, most, whole = Decimal(1), None, False
    word: Callable[..., Any] = length
    if unit in ("deg", "rad") or (not unit and _ANGLES & set(tokens)):
        factor, word = (_DEGREES_PER_RADIAN if unit == "rad" else factor), angle
        shown = abs(Decimal(repr(value)) * factor)
        most = next((Decimal(end) for end in (90, 180, 360) if shown <= end), None)
    elif unit in ("kg", "g"):
        factor, word = (Decimal("0.001") if unit == "g" else factor), weight
    elif not unit and isinstance(value, int) and value >= 0 and _counts(source.tree, one.name, tokens, said.help):
        word, whole = count, True
    elif unit == "%" or (not unit and _RATIOS & set(tokens)):
        hundredths = unit != "%" and not {"percent", "percentage"} & set(tokens)
        factor, word = (Decimal(100) if hundredths else factor), ratio
        most = Decimal(100)
    else:
        factor = _PER_MM.get(unit, factor)
    default, least, top, step = (
        None if number is None else _rounded(Decimal(repr(number)) * factor, unit)
        for number in (value, said.minimum, said.maximum, said.step)
    )
    assert default is not None
    found = bounds(default, least, top, step, whole=whole, most=most)
    if found is None:
        return "no bounds can be derived from it; say them in a comment, such as [0:20]"
    if whole:
        field = count(int(default), int(found.minimum), int(found.maximum), **words)
        return Question(name, one, int, field, int(default))
    field = word(float(default), found.minimum, found.maximum, step=found.step, **words)
    return Question(name, one, float, field, float(default), factor)


def _rounded(number: Decimal, unit: str) -> Decimal:
    places = Decimal("0.01") if unit == "rad" else Decimal("0.000001")
    return number.quantize(places, ROUND_HALF_UP).normalize() + 0


def _counts(tree: ast.Module, name: str, tokens: list[str], help: str) -> bool:
    """Whether a whole number says how many: by its name, its comment, or because the script counts up to it."""
    last = tokens[-1] if tokens else ""
    if tokens and (tokens[0] in _COUNTS or last in _COUNTS):
        return True
    if len(last) > 3 and last.endswith("s") and not last.endswith(_NOT_PLURAL):
        return True
    if re.match(r"(?:the )?(?:number of|how many|count of)\b", help, re.I):
        return True
    ranges = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
    )
    return any(isinstance(inner, ast.Name) and inner.id == name for one in ranges for inner in ast.walk(one))


def _listed(help: str, value: Value) -> tuple[tuple[str, str], ...]:
    """Give the answers that a comment is a list of, such as "round, square or cut"; the value is one of them."""
    words = re.split(r"\s*(?:,|/|\||\bor\b)\s*", help.rstrip(".").lower())
    listed = [word for word in words if word]
    if value not in listed or len(listed) < 2 or any(" " in word for word in listed):
        return ()
    return tuple((word, titled(word)) for word in dict.fromkeys(listed))


def _compared(tree: ast.Module, name: str, value: str) -> tuple[tuple[str, str], ...]:
    """Give the words that a script compares a constant with: they are the answers it understands."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id == name:
            for other in node.comparators:
                for inner in [other] if isinstance(other, ast.Constant) else getattr(other, "elts", []):
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                        found.setdefault(inner.value, titled(inner.value))
        elif isinstance(node, ast.Match) and isinstance(node.subject, ast.Name) and node.subject.id == name:
            for case in ast.walk(node):
                if isinstance(case, ast.MatchValue) and isinstance(case.value, ast.Constant):
                    found.setdefault(str(case.value.value), titled(str(case.value.value)))
    if found:
        found.setdefault(value, titled(value))  # the answer that is left over for an "else"
    return tuple(found.items())


def _described(tree: ast.Module) -> dict[str | None, str]:
    """Give what `describe_parameter(width, "how wide")` says, as CadQuery's gateway reads it, and by text too."""
    found: dict[str | None, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "describe_parameter":
            match node.args:
                case [ast.Name(id=name) | ast.Constant(value=str(name)), ast.Constant(value=str(told)), *_]:
                    found[name] = told
    return found
