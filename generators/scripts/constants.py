"""The constants of a script that a customer could set: where they stand, and what they are."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from generators.errors import Value
from generators.scripts.screening import straight
from generators.scripts.source import Source

Spot = tuple[int, int, int, int]  # first line and column, last line and column of the literal

_DICTIONARIES = {"params", "parameters", "param", "config", "settings", "dimensions", "dims"}
_MOST_IN_TUPLE = 4
_GIVEN = {
    "show_object",
    "show",
    "show_all",
    "style",
    "debug",
    "log",
    "describe_parameter",
    "cq",
    "cadquery",
    "params",
    "parameters",
}
_FACTS = {
    "min", "max", "minimum", "maximum", "step",
    "unit", "units", "help", "description", "desc", "options", "choices",
}  # fmt: skip


@dataclass(frozen=True)
class Constant:
    """
    One literal that stands at the top level of a script, or in its dictionary of parameters.

    `facts` are what a dictionary says beside the value, such as {"value": 3, "min": 1, "max": 9}.
    """

    name: str
    value: Value
    line: int
    spot: Spot
    variable: str | None = None  # the name that the script reads it by; None inside a dictionary or a tuple
    facts: dict[str, object] = field(default_factory=dict)


def constants(source: Source, name: str) -> list[Constant]:
    """Give the constants that can be set when a script runs under a `__name__`, in the order of the file; each once."""
    found = [*_assigned(source.tree, name), *_asked_for(source.tree)]
    times = Counter(one.name for one in found)
    moved = _moved(source.tree)
    read = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    kept = []
    for one in found:
        if one.name.startswith("_") or times[one.name] > 1:
            continue
        if one.variable is not None and (one.variable in moved or one.variable not in read):
            continue
        kept.append(one)
    return kept


def literal(node: ast.expr) -> Value | None:
    """Give the number, text or truth that a node writes down, with its sign; None for all else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = literal(node.operand)
        if isinstance(inner, bool) or not isinstance(inner, int | float):
            return None
        return -inner if isinstance(node.op, ast.USub) else inner
    if not isinstance(node, ast.Constant) or not isinstance(node.value, bool | int | float | str):
        return None
    return None if isinstance(node.value, float) and not math.isfinite(node.value) else node.value


def spot(node: ast.expr) -> Spot:
    """Give the place of a node in the text, which is the same in every tree of that text."""
    return (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)


def _assigned(tree: ast.Module, name: str) -> Iterator[Constant]:
    namespaces = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "types"
        for alias in node.names
        if alias.name == "SimpleNamespace"
    }
    for node in straight(tree.body, name):
        if isinstance(node, ast.Assign):
            yield from _bound(node.targets[0], node.value, namespaces)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _bound(node.target, node.value, namespaces)


def _bound(target: ast.expr, value: ast.expr, namespaces: set[str]) -> Iterator[Constant]:
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        if len(target.elts) == len(value.elts):
            for one, its in zip(target.elts, value.elts, strict=True):
                yield from _bound(one, its, namespaces)
        return
    if not isinstance(target, ast.Name):
        return
    name = target.id
    if (given := literal(value)) is not None:
        yield Constant(name, given, value.lineno, spot(value), name)
    elif isinstance(value, ast.Tuple) and 2 <= len(value.elts) <= _MOST_IN_TUPLE:
        for number, one in enumerate(value.elts, 1):
            given = literal(one)
            if isinstance(given, int | float) and not isinstance(given, bool):
                yield Constant(f"{name}_{number}", given, one.lineno, spot(one), name)
    elif name.lower() in _DICTIONARIES or _is_namespace(value, namespaces):
        yield from _entries("", value)


def _entries(prefix: str, value: ast.expr) -> Iterator[Constant]:
    for key, one in _pairs(value):
        name = prefix + (re.sub(r"\W+", "_", key).strip("_") or "value")
        name = f"value_{name}" if name[0].isdigit() else name
        inner = dict(_pairs(one))
        main = next((inner[word] for word in ("value", "default") if word in inner), None)
        if (given := literal(one)) is not None:
            yield Constant(name, given, one.lineno, spot(one))
        elif main is not None and (given := literal(main)) is not None:
            facts = {word: _plain(inner[word]) for word in inner.keys() & _FACTS}
            yield Constant(name, given, main.lineno, spot(main), None, facts)
        elif inner:
            yield from _entries(f"{name}_", one)


def _is_namespace(value: ast.expr, namespaces: set[str]) -> bool:
    if not isinstance(value, ast.Call):
        return False
    called = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return called in namespaces | {"SimpleNamespace"}


def _pairs(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(value, ast.Dict):
        for key, one in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, one
    elif isinstance(value, ast.Call) and not value.args:
        for word in value.keywords:
            if word.arg is not None:
                yield word.arg, word.value


def _plain(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _asked_for(tree: ast.Module) -> Iterator[Constant]:
    """
    Give the defaults of `params.get("width", 60)`, where the script leaves `params` to whoever runs it, and of
    `globals().get("width", 60)`.
    """
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get"):
            continue
        match node.func.value, node.args:
            case ast.Name(id="params" | "parameters" as owner), [ast.Constant(value=str(key)), default]:
                asked = owner not in own
            case ast.Call(func=ast.Name(id="globals" | "locals"), args=[]), [ast.Constant(value=str(key)), default]:
                asked = key not in _GIVEN  # what every script finds there is no setting
            case _:
                continue
        if asked and key.isidentifier() and (given := literal(default)) is not None:
            yield Constant(key, given, default.lineno, spot(default))


def _moved(tree: ast.Module) -> set[str]:
    """Give the names that count or run through a loop: their first value is no setting."""
    names = set()
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.AugAssign | ast.For):
            targets = [node.target]
        elif isinstance(node, ast.Global):
            names.update(node.names)
        for target in targets:
            names.update(one.id for one in ast.walk(target) if isinstance(one, ast.Name))
    return names
