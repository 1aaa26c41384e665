"""Why a script cannot be a template, in one sentence."""

from __future__ import annotations

from pathlib import Path

from generators.errors import TemplateError


class ScriptRefused(TemplateError):
    """A script cannot be a template, or shows nothing that can be printed; `line` is in its file."""

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        self.path = path
        self.reason = reason
        self.line = line
        where = f", line {line}" if line else ""
        super().__init__(f"{path.name}{where}: {reason}")
