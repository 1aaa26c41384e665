"""From a script's file to a template: the form is read from its text; nothing runs before a build."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pydantic

from generators.parameters import Parameters
from generators.scripts.constants import constants
from generators.scripts.questions import Left, Question, questions
from generators.scripts.refusal import ScriptRefused
from generators.scripts.screening import is_coloured, name_to_run_under, screen
from generators.scripts.screening import is_script as _is_script
from generators.scripts.source import Source
from generators.template import Part, Slot, Template

ACCENT = "accent"  # all that the script shows in another colour than its first piece


def is_script(path: Path, data: bytes) -> bool:
    """Whether these bytes are a script that knows nothing of templates; a file that Python cannot read is none."""
    try:
        return _is_script(Source.read(path, data).tree)
    except (SyntaxError, ScriptRefused):
        return False


def load(path: Path, data: bytes) -> Template[Any]:
    """
    Give the template that a script amounts to; the script itself is not run.

    Raises `ScriptRefused` with one sentence and the line, or `SyntaxError`.
    """
    source = Source.read(path, data)
    name = name_to_run_under(source)
    screen(source, name)
    asked, left = questions(source, constants(source, name))
    digest = hashlib.sha256(data).hexdigest()
    summary = source.summary
    return Template(
        slug=source.slug,
        title=source.title,
        version=f"0+{digest[:8]}",
        summary=summary or f"Made from the script {path.name}.",
        need=summary or f"Made from the script {path.name}.",
        when_not=_stays(left),
        licence=source.licence,
        author=source.author,
        parameters=_form(source, asked),
        build=_builder(source, name, asked),
        tags=("script", "draft"),
        slots=(Slot(ACCENT, "Second colour"),) if is_coloured(source) else (),
        source_digest=digest,
    )


def left_alone(path: Path) -> list[Left]:
    """Tell a maker which constants of a script stay as they are, and why."""
    source = Source.read(path, path.read_bytes())
    return questions(source, constants(source, name_to_run_under(source)))[1]


def _stays(left: list[Left]) -> str:
    words = "A script as it was found: not every setting has been tried."
    names = ", ".join(one.name for one in left[:8])
    return f"{words} These stay as they are: {names}." if names else words


def _form(source: Source, asked: list[Question]) -> type[Parameters]:
    fields: dict[str, Any] = {one.name: (one.type, one.field) for one in asked}
    name = re.sub(r"\W", "", source.title.title()) + "Parameters"
    words = f"What a customer can set in {source.path.name}."
    return pydantic.create_model(name, __base__=Parameters, __module__=__name__, __doc__=words, **fields)


def _builder(source: Source, name: str, asked: list[Question]) -> Callable[[Any], list[Part]]:
    """
    Give the function that runs the script with a customer's values.

    It is compiled under the script's own file name, at the line of its last `result`: errors are traced to the
    file of a template's `build`, and so they carry this file and a line of it.
    """

    def run(values: Parameters) -> list[Part]:
        # The kernel belongs to build processes: whoever only reads a script's form must not load it.
        running = import_module("generators.scripts.running")
        literals = {one.constant.spot: one.literal(getattr(values, one.name)) for one in asked}
        parts: list[Part] = running.run_script(source, name, literals, is_coloured(source))
        return parts

    lines = [
        node.lineno
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name) and node.id == "result" and isinstance(node.ctx, ast.Store)
    ]
    function = ast.parse("def build(values): return run(values)")
    for node in ast.walk(function):
        if hasattr(node, "lineno"):
            node.lineno = node.end_lineno = lines[-1] if lines else 1  # type: ignore[attr-defined]  # all that have one
    words: dict[str, Any] = {"run": run}
    exec(compile(function, str(source.path), "exec"), words)  # noqa: S102  # our own line under another file's name
    return words["build"]  # type: ignore[no-any-return]  # it is the function above
