"""Runs a script with a customer's values and collects what it shows. For build processes only."""

from __future__ import annotations

import ast
import builtins
import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from cadquery import cqgi

from generators.errors import Value
from generators.scripts.constants import Spot
from generators.scripts.pieces import Shown, collect, is_drawn, pieces
from generators.scripts.refusal import ScriptRefused
from generators.scripts.screening import idle_imports, is_saving, own_functions
from generators.scripts.source import Source
from generators.scripts.viewers import SETTINGS, Silent, Viewer, is_viewer
from generators.template import Part

_KEEP = "__kept__"


class _Window:
    """What a script shows goes here instead of onto a screen."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.space: dict[str, Any] = {}
        self.shown: list[Shown] = []
        self.kept: list[Shown] = []

    def show_object(self, thing: object, name: object = None, options: object = None, **words: object) -> None:
        """Take a thing with the name and colour that it is shown by; all known viewers agree on these words."""
        given = {**(options if isinstance(options, dict) else {}), **words}
        if isinstance(name, dict):  # CadQuery's gateway takes the options in second place
            given, name = {**name, **given}, None
        colour = given.get("color", given.get("rgba"))
        named = str(name or given.get("name") or self._variable(thing) or "")
        self.shown.append(Shown(thing, named, None if colour is None else str(colour)))

    def show(self, *things: object, **words: Any) -> None:
        """Take several things at once, as viewers' `show` does; one with its name and options, as some others' does."""
        if len(things) > 1 and isinstance(things[1], str):
            self.show_object(*things[:3], **words)
            return
        names = words.get("names") or []
        for index, thing in enumerate(things):
            self.show_object(thing, names[index] if index < len(names) else None)

    def keep(self, *things: object) -> None:
        """Take what the script would write to a file, once each."""
        known = [id(one.thing) for one in self.kept]
        self.kept += [Shown(one, self._variable(one) or "") for one in things if is_drawn(one) and id(one) not in known]

    def _variable(self, thing: object) -> str | None:
        own = (name for name, value in self.space.items() if value is thing and not name.startswith("_"))
        return next(own, None)


def run_script(source: Source, name: str, literals: Mapping[Spot, Value], accent: bool) -> list[Part]:
    """
    Run a script once and give what it shows as parts lying on the bed.

    `literals` are the values to write in place of those in its text; `accent` says whether it has a second colour.
    What it raises passes through; raises `ScriptRefused` when it shows nothing that can be printed.
    """
    tree = _Rewriting(literals, source).visit(source.parsed())
    idle = idle_imports(source)
    tree.body = [node for node in tree.body if node.lineno not in idle]
    code = compile(ast.fix_missing_locations(tree), str(source.path), "exec")
    window = _Window(source)
    space = _space(source, name, window)
    window.space = space
    random.seed(0)  # the same values must give the same parts, even from a script that throws dice
    np.random.seed(0)
    try:
        exec(code, space)  # noqa: S102  # a template is a program
    except SystemExit as error:
        if not window.shown:
            raise ScriptRefused(source.path, "it ends itself before it shows anything.") from error
    shown = window.shown or collect(space.get("result")) or window.kept
    if not shown:
        raise ScriptRefused(source.path, "it ran to its end and showed nothing.")
    return pieces(source, shown, accent)


def _space(source: Source, name: str, window: _Window) -> dict[str, Any]:
    silent = Silent()
    words: dict[str, Any] = {"show_object": window.show_object, "show": window.show, "show_all": window.show}
    words["style"] = lambda thing, *_given, **_words: thing
    kept: dict[str, Any] = {"debug": silent, "log": silent, "describe_parameter": silent}
    own: dict[str, Any] = {
        "print": lambda *_given, **_words: None,
        "open": _refusing(source, "it opens another file, and a template is one file."),
        "input": _refusing(source, "it asks a question at the terminal."),
        "__import__": _importing({**dict.fromkeys(SETTINGS, silent), **words, **kept}),
    }
    builder: Any = cqgi.EnvironmentBuilder()  # type: ignore[no-untyped-call]  # CadQuery's gateway carries no types
    builder.with_builtins({**vars(builtins), **own}).with_cadquery_objects()
    for word, meaning in {**words, **kept, "__name__": name}.items():
        builder.add_entry(word, meaning)
    builder.add_entry("__file__", str(source.path))
    builder.add_entry(_KEEP, window.keep)
    builder.add_entry("params", {}).add_entry("parameters", {})
    space: dict[str, Any] = builder.build()
    return space


def _importing(words: Mapping[str, Any]) -> Callable[..., Any]:
    """Give an import that opens no viewer."""

    def imported(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: tuple[str, ...] | None = (),
        level: int = 0,
    ) -> Any:
        if is_viewer(name) and (fromlist or name != "cadquery.vis"):
            return Viewer(name, words)
        return builtins.__import__(name, globals, locals, fromlist or (), level)

    return imported


def _refusing(source: Source, reason: str) -> Callable[..., Any]:
    def refuse(*_given: object, **_words: object) -> None:
        raise ScriptRefused(source.path, reason)

    return refuse


class _Rewriting(ast.NodeTransformer):
    """Writes a customer's values into the tree; what it would write to files is kept instead, as the thing it makes."""

    def __init__(self, literals: Mapping[Spot, Value], source: Source) -> None:
        self._literals = literals
        self._own = own_functions(source.tree)

    def visit(self, node: ast.AST) -> Any:
        """Replace a literal that has a value, by its place."""
        if isinstance(node, ast.Constant | ast.UnaryOp):
            place = (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
            if place in self._literals:
                return ast.copy_location(ast.Constant(self._literals[place]), node)
        return super().visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Turn `exporters.export(lid, "lid.stl")` and `lid.export("lid.stl")` into keeping the lid."""
        if isinstance(node.value, ast.Call) and is_saving(node.value, self._own):
            function = node.value.func
            things = node.value.args[:1]
            if isinstance(function, ast.Attribute):
                things.append(function.value)
            kept = ast.Call(ast.Name(_KEEP, ast.Load()), [self.visit(one) for one in things], [])
            return ast.copy_location(ast.Expr(kept), node)
        return self.generic_visit(node)
