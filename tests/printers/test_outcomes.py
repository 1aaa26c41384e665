"""The table of outcomes has a column for each driver and a row for each case of the contract."""

import importlib
import re
from pathlib import Path

from printers.drivers import drivers
from tests.printers.outcomes import outcomes, rows


def test_every_driver_has_said_what_becomes_of_every_case() -> None:
    """Nobody can add a driver, or a case, and leave the outcome to guesses."""
    contract = (Path(__file__).parent / "contract.py").read_text()
    tried = set(re.findall(r'comes_to\(\s*"([^"]+)"', contract))
    assert set(outcomes()) == tried
    for case, cells in outcomes().items():
        assert set(cells) == set(drivers()), case
        assert all(cells.values()), case


def test_every_driver_has_said_what_it_can_do() -> None:
    """Each is a column, each cell is done, todo or exempt, and what can be seen from outside is as it says."""
    (head, _rule, *body) = rows("## Drivers")
    assert set(head[1:]) == set(drivers())
    able = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in body}
    for what, cells in able.items():
        for driver, words in cells.items():
            assert words.startswith(("done", "todo", "exempt", "as OctoPrint")), f"{what}: {driver}"
    for driver in drivers():
        module = importlib.import_module(f"printers.drivers.{driver}")
        asked = able["found by its address, asked without a key"][driver]
        assert asked.startswith("done") == hasattr(module, "recognised"), driver
