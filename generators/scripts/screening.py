"""What keeps a script from being a template, seen before it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec

from generators.scripts.refusal import ScriptRefused
from generators.scripts.source import Source
from generators.scripts.viewers import is_viewer

GATEWAY = "__cqgi__"
_SHOWS = {"show_object", "show", "show_all"}
_SAVES = {"save", "savefig", "saveas", "toSvg"}
_READS = {
    "importStep", "importDXF", "importShape", "importBrep", "importBin", "importStl", "importSVG",
    "read_text", "read_bytes", "loadtxt", "genfromtxt", "read_csv", "readfile",
}  # fmt: skip


def is_script(tree: ast.Module) -> bool:
    """Whether a file without any of our words is a CadQuery script: it draws with it, shows something, or says so."""
    heads = {name.split(".")[0] for node in ast.walk(tree) for name, _ in _imported(node)}
    if "generators" in heads:
        return False
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return "cadquery" in heads or bool(names & {"cq", "cadquery", "show_object"})


def name_to_run_under(source: Source) -> str:
    """
    Give the `__name__` that a script expects: that of CadQuery's gateway, unless it shows things only under another
    one, such as when it is the main program.

    Raises `ScriptRefused` when it shows nothing at all.
    """
    own = own_functions(source.tree)
    outside = [node for node in source.tree.body if not _guards(node)]
    called = [node for node in outside if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    guarded = [node for node in source.tree.body if _guards(node)]
    if _shows(called, own) or (_shows(outside, own) and not guarded):
        return GATEWAY
    if _shows(source.tree.body, own) and guarded:
        return _guards(guarded[0])[0]
    for node in ast.walk(source.tree):
        word = (_word(node.func) or "") if isinstance(node, ast.Call) else ""
        if word.startswith("show") and word not in own:
            reason = f"it shows something with '{word}' only, which is not known here; show_object is."
            raise ScriptRefused(source.path, reason, node.lineno)  # type: ignore[attr-defined]  # a call has one
    reason = "it shows nothing: it neither calls show_object, nor leaves a `result`, nor exports a solid."
    raise ScriptRefused(source.path, reason)


def own_functions(tree: ast.Module) -> set[str]:
    """Give the names of the functions that a script defines."""
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def is_saving(call: ast.Call, own: set[str]) -> bool:
    """Whether a call writes a drawing to a file, and is none of the script's own functions."""
    word = _word(call.func) or ""
    return word not in own and (word in _SAVES or word.startswith("export"))


def idle_imports(source: Source) -> set[int]:
    """Give the lines of the imports that are not here, and whose names the script never reads."""
    read = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    lines = set()
    for node in source.tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
            if not names & (read | {"*"}) and not all(_is_here(module) for module, _line in _imported(node)):
                lines.add(node.lineno)
    return lines


def is_coloured(source: Source) -> bool:
    """Whether a script gives colours to what it shows; only running it would tell which."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg in ("color", "colour", "rgba", "material"):
            return True
        if isinstance(node, ast.Constant) and node.value in ("color", "rgba"):
            return True
    return False


def screen(source: Source, name: str) -> None:
    """Refuse a script that needs what is not here, or more than its own file."""
    body = [node for node in source.tree.body if not _guards(node) or name in _guards(node)]
    idle = idle_imports(source)
    for statement in straight(body, name):
        if statement.lineno in idle:
            continue
        for module, line in _imported(statement):
            if not is_viewer(module) and not _is_here(module):
                beside = source.path.parent / f"{module.split('.')[0]}.py"
                own = module.startswith(".") or beside.exists()
                why = "a file beside it; it must stand alone" if own else "which is not installed here"
                raise ScriptRefused(source.path, f"it imports '{module}', {why}.", line)
    for node in (inner for one in body for inner in ast.walk(one)):
        if isinstance(node, ast.Call):
            word = _word(node.func)
            if word in _READS or (word == "open" and isinstance(node.func, ast.Name) and not _writes(node)):
                reason = "it reads another file, and the name of a design covers the script alone."
                raise ScriptRefused(source.path, reason, node.lineno)


def _shows(body: list[ast.stmt], own: set[str]) -> bool:
    for top in body:
        calls = (node for node in ast.walk(top) if isinstance(node, ast.Call))
        if any(_word(call.func) in _SHOWS or is_saving(call, own) for call in calls):
            return True
        if not isinstance(top, ast.FunctionDef | ast.ClassDef) and "result" in _stored(top):
            return True
    return False


def _stored(node: ast.AST) -> set[str]:
    names = (one for one in ast.walk(node) if isinstance(one, ast.Name))
    return {one.id for one in names if isinstance(one.ctx, ast.Store)}


def _word(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else None


def _guards(node: ast.stmt) -> list[str]:
    """Give the names of `if __name__ == "__main__":` and its kind; none for any other statement."""
    if not (isinstance(node, ast.If) and isinstance(node.test, ast.Compare)):
        return []
    words = [one for one in ast.walk(node.test) if isinstance(one, ast.Name | ast.Constant)]
    if not any(isinstance(one, ast.Name) and one.id == "__name__" for one in words):
        return []
    return [one.value for one in words if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def straight(body: list[ast.stmt], name: str) -> Iterator[ast.stmt]:
    """Give the statements that certainly run: not those that are tried, nor those inside functions."""
    for node in body:
        yield node
        if isinstance(node, ast.If) and name in _guards(node):
            yield from straight(node.body, name)


def _imported(node: ast.AST) -> list[tuple[str, int]]:
    if isinstance(node, ast.Import):
        return [(alias.name, node.lineno) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [("." * node.level + (node.module or ""), node.lineno)]
    return []


def _is_here(module: str) -> bool:
    head = module.split(".")[0]
    if not head:
        return False
    try:
        return find_spec(head) is not None
    except (ImportError, ValueError):
        return False


def _writes(call: ast.Call) -> bool:
    modes = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "mode")]
    return any(isinstance(one, ast.Constant) and set(str(one.value)) & set("wax") for one in modes)
