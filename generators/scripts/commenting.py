"""Which comment belongs to which constant: the one behind it, the one above it, or a heading over several."""

from __future__ import annotations

import re

from generators.scripts.remarks import Remark, sentence
from generators.scripts.source import Source

_LONGEST_HEADING = 40
_SAYS_NOTHING = re.compile(
    r"(?:the\s+)?(?:user\s+|model\s+|main\s+|script\s+|input\s+)?"
    r"(?:parameters?|params?|inputs?|settings?|variables?|constants?|config(?:uration)?|options?|definitions?|dimensions?)"
    r"(?:\s+definitions?)?",
    re.IGNORECASE,
)


class Comments:
    """The comments of one script, by the constants that they stand at."""

    def __init__(self, source: Source) -> None:
        self._lines = source.lines
        self._comments = source.comments

    def of(self, line: int, all_lines: set[int]) -> tuple[str | None, Remark]:
        """
        Give the heading over a constant, where there is one, and the remark on it.

        A comment on a line of its own is about the constant below it; over several constants in a row it is
        their heading, if it is short and says something.
        """
        behind = self._comments.get(line)
        first = last = line
        while first - 1 in all_lines:
            first -= 1
        while last + 1 in all_lines:
            last += 1
        above = self._above(first)
        heading = self._heading(above) if last > first else None
        if behind is not None:
            return heading, Remark.read(behind[0])
        if last == first and above:
            return None, Remark.read(" ".join(above))
        return heading, Remark()

    def _above(self, line: int) -> list[str]:
        block: list[str] = []
        while (comment := self._comments.get(line - 1)) is not None and comment[1]:
            block.insert(0, comment[0])
            line -= 1
        return [one for one in block if re.search(r"\w", one)]

    @staticmethod
    def _heading(block: list[str]) -> str | None:
        if len(block) != 1 or len(block[0]) > _LONGEST_HEADING:
            return None
        words = sentence(block[0].strip(" -=*~_:[]/")).rstrip(".")
        return None if not words or _SAYS_NOTHING.fullmatch(words) else words
