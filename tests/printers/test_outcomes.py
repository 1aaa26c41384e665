"""The table of outcomes has a column for each driver and a row for each case of the contract."""

import re
from pathlib import Path

from printers.drivers import drivers
from tests.printers.outcomes import outcomes


def test_every_driver_has_said_what_becomes_of_every_case() -> None:
    """Nobody can add a driver, or a case, and leave the outcome to guesses."""
    contract = (Path(__file__).parent / "contract.py").read_text()
    tried = set(re.findall(r'comes_to\(\s*"([^"]+)"', contract))
    assert set(outcomes()) == tried
    for case, cells in outcomes().items():
        assert set(cells) == set(drivers()), case
        assert all(cells.values()), case
