"""What `printers/README.md` says becomes of each case with each driver: the table the contract is held to."""

from functools import cache
from pathlib import Path

README = Path(__file__).parents[2] / "printers" / "README.md"
TITLE = "## What becomes of it"


@cache
def outcomes() -> dict[str, dict[str, str]]:
    """Case by case, driver by driver, in the words of the table."""
    lines = README.read_text().split(TITLE, 1)[1].split("\n## ", 1)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    head, _rule, *body = rows
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in body}


def stated(case: str, driver: str) -> tuple[str, ...]:
    """What is promised; more than one where the host itself does not always do the same."""
    return tuple(words.strip() for words in outcomes()[case][driver].split(" or "))
