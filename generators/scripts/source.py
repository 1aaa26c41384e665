"""The text of a script: its tree, its comments, and what it says of itself."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generators.scripts.refusal import ScriptRefused

_FOR_TOOLS = re.compile(r"#?\s*(?:noqa|type:|pylint:|fmt:|pragma:|mypy:).*$")
_SAYS_LICENCE = re.compile(r"(?:SPDX-License-Identifier|licen[cs]e)\s*:\s*(.{2,60}?)\s*$", re.IGNORECASE)
_KNOWN_LICENCE = re.compile(
    r"((?:MIT|BSD|Apache|[AL]?GPL|CC0|CC[- ]BY|Unlicense)\b[\w .-]{0,30}?)(?: licen[cs]e\b.*)?$", re.I
)
_SAYS_AUTHOR = re.compile(
    r"(?:author|copyright(?:\s*\(c\)|\s*©)?)\s*:?\s*(?:\d{4}(?:-\d{4})?,?)?\s*(.{2,60}?)\s*$", re.I
)


@dataclass(frozen=True, eq=False)
class Source:
    """One script as it stands in its file."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path, data: bytes) -> Source:
        """Take a file's bytes in the encoding it declares; raises `SyntaxError` where Python would."""
        try:
            text = io.IncrementalNewlineDecoder(None, translate=True).decode(
                data.decode(tokenize.detect_encoding(io.BytesIO(data).readline)[0])
            )
        except UnicodeDecodeError as error:
            raise ScriptRefused(path, "it is not written in the encoding that it declares.") from error
        return cls(path, text)

    def parsed(self) -> ast.Module:
        """Give a tree of its own, for the caller to change."""
        return ast.parse(self.text, str(self.path))

    @cached_property
    def tree(self) -> ast.Module:
        """Give the tree, to be read only."""
        return self.parsed()

    @cached_property
    def lines(self) -> list[str]:
        """Give the lines; the first is line 1 of the file."""
        return self.text.splitlines()

    @cached_property
    def comments(self) -> dict[int, tuple[str, bool]]:
        """Give the comment of each line that has one, without its mark, and whether it has the line to itself."""
        found: dict[int, tuple[str, bool]] = {}
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT:
                alone = not token.line[: token.start[1]].strip()
                said = _FOR_TOOLS.sub("", token.string.strip("#")).strip()
                if said or alone:
                    found[token.start[0]] = (said, alone)
        return found

    @property
    def title(self) -> str:
        """Give the file's name as words."""
        words = re.sub(r"[\W_]+", " ", self.path.stem).strip() or "Script"
        return words[0].upper() + words[1:]

    @property
    def slug(self) -> str:
        """Give the file's name as a short name for links."""
        slug = re.sub(r"[^a-z0-9]+", "-", self.path.stem.lower()).strip("-")
        if not re.match(r"[a-z].", slug):
            slug = f"script-{slug}"
        return slug[:40].strip("-")

    @property
    def summary(self) -> str:
        """Give the first sentence that the script says of itself."""
        said = ast.get_docstring(self.tree) or ""
        first = re.split(r"\n\s*\n", said.strip())[0]
        sentence = re.split(r"(?<=[.!?])\s", " ".join(first.split()))[0][:200]
        return sentence if not sentence or sentence[-1] in ".!?" else f"{sentence}."

    @property
    def licence(self) -> str:
        """Give the licence that the script names, or "unknown"."""
        return self._named(("__license__", "__licence__"), _SAYS_LICENCE, _KNOWN_LICENCE)

    @property
    def author(self) -> str:
        """Give the author whom the script names, or "unknown"."""
        return self._named(("__author__",), _SAYS_AUTHOR)

    def _named(self, names: tuple[str, ...], *patterns: re.Pattern[str]) -> str:
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                for target in node.targets:
                    if isinstance(target, ast.Name) and target.id in names and isinstance(node.value.value, str):
                        return node.value.value
        said = [text for text, _alone in self.comments.values()]
        for line in [*said, *(ast.get_docstring(self.tree) or "").splitlines()]:
            for pattern in patterns:
                if match := pattern.match(line.strip()):
                    return re.sub(r"\s*[<(][^>)]*@[^>)]*[>)]", "", match[1])  # an address is nobody's business
        return "unknown"
