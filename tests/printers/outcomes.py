"""What `printers/README.md` says becomes of each case with each driver: the table the contract is held to."""

from functools import cache
from itertools import dropwhile, takewhile
from pathlib import Path

README = Path(__file__).parents[2] / "printers" / "README.md"
TITLE = "## What becomes of it"


def rows(title: str) -> list[list[str]]:
    """The cells of the first table of a chapter."""
    lines = README.read_text().split(f"{title}\n", 1)[1].splitlines()
    table = takewhile(lambda line: line.startswith("|"), dropwhile(lambda line: not line.startswith("|"), lines))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@cache
def outcomes() -> dict[str, dict[str, str]]:
    """Case by case, driver by driver, in the words of the table."""
    head, _rule, *body = rows(TITLE)
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in body}


def stated(case: str, driver: str) -> tuple[str, ...]:
    """What is promised; more than one where the host itself does not always do the same."""
    return tuple(words.strip() for words in outcomes()[case][driver].split(" or "))
