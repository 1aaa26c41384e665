"""`kill -9` while an order is printed: it is finished after a restart, and was started once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.killing import PRINTING, each, killed_there_it_is_printed_once

pytestmark = pytest.mark.slicer


@pytest.mark.parametrize("point", each(PRINTING))
def test_killed_there_it_is_printed_once(tmp_path: Path, point: str) -> None:
    """Whatever was under way when the power went, the order ends printed, by one physical start."""
    killed_there_it_is_printed_once(tmp_path, point)
