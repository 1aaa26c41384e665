"""A template's file as text: where things stand in it, and which values it ever looks at."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Methods that take a parameter's name, and what makes it impossible to say from the text which values are read.
_NAMED = {"clearance", "entries", "table", "picture", "outline"}
_ALL = {"canonical", "model_dump", "model_fields", "__dict__"}
_ANY = {"getattr", "vars", "dict"}


@dataclass(frozen=True)
class Reading:
    """
    What the text of a file says.

    `lines` are those of calls by the word and the name that is their first argument, such as ("Preset", "small");
    `declared` those of parameters. `seen` are the names that code asks values for; None where that cannot be told.
    """

    declared: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    calls: Mapping[str, list[int]] = field(default_factory=dict)
    seen: Collection[str] | None = None

    def call(self, word: str, number: int, of: int) -> int | None:
        """Give the line of a call by its place among equal ones, where the file has as many as there are."""
        lines = self.calls.get(word, [])
        return lines[number] if len(lines) == of else None


def read(path: Path) -> Reading:
    """Read a template's file; it has been loaded before, so it is Python."""
    tree = ast.parse(path.read_bytes())
    declared: dict[str, int] = {}
    lines: dict[tuple[str, str], int] = {}
    calls: dict[str, list[int]] = defaultdict(list)
    seen: set[str] = set()
    open_ended = False
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for one in node.body:
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                    declared[one.target.id] = one.lineno
        elif isinstance(node, ast.Attribute):
            seen.add(node.attr)
            open_ended = open_ended or node.attr in _ALL
        elif isinstance(node, ast.Call):
            word = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0] if node.args else None
            text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
            calls[word].append(node.lineno)
            if text is not None:
                lines.setdefault((word, text), node.lineno)
            if isinstance(node.func, ast.Attribute) and word in _NAMED:
                open_ended = open_ended or text is None
                seen.add(text or "")
            elif word in _ANY:
                open_ended = True
    ordered = {word: sorted(found) for word, found in calls.items()}
    return Reading(declared, lines, ordered, None if open_ended else frozenset(seen))
