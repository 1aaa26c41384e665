"""A piece of advice on a template, and the marks of good words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

_SHOUTED = re.compile(r"!|\b[A-ZÄÖÜ]{6,}\b")


@dataclass(frozen=True)
class Advice:
    """One thing that would make a template better: where, what, and the line of the file where it is known."""

    where: str
    words: str
    line: int | None = None

    def __str__(self) -> str:
        """Write it in one line."""
        place = f" (line {self.line})" if self.line else ""
        return f"{self.where}{place}: {self.words}"

    def to_json(self) -> dict[str, object]:
        """Give the advice as a JSON object."""
        return asdict(self)


def title(what: str, text: str, longest: int) -> Iterator[str]:
    """Look over a few words that stand alone, such as a label."""
    yield from _common(what, text, longest)
    if text.rstrip().endswith((".", ":")):
        yield f"{what} “{text}” stands alone: leave out the full stop or colon at its end"


def sentence(what: str, text: str, longest: int) -> Iterator[str]:
    """Look over one or more sentences, such as a help."""
    yield from _common(what, text, longest)
    if text.strip() and not text.rstrip().endswith((".", "?")):
        yield f"{what} should end with a full stop: “{text.rstrip()[-32:]}.”"


def _common(what: str, text: str, longest: int) -> Iterator[str]:
    if not text.strip():
        yield f"{what} is missing"
    if len(text) > longest:
        yield f"{what} has {len(text)} characters; {longest} can be read at a glance"
    if shouted := _SHOUTED.search(text):
        yield f"{what} shouts at “{shouted.group()}”: customers like it said quietly"
