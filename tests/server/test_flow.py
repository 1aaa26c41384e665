"""What ended a workflow, told to people and to the sweeper."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from server.errors import StorageFull
from server.flow import PASSING, why_it_failed


class _Wrapped(Exception):
    """As the engine wraps what a step raised at each of its tries."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__("tried often enough")
        self.errors = list(errors)


@pytest.mark.parametrize("wrap", [lambda exc: exc, lambda exc: _Wrapped(ValueError("the first try"), exc)])
@pytest.mark.parametrize(
    ("cause", "code", "passes"),
    [
        (StorageFull("no room"), "storage_full", True),
        (sa.exc.OperationalError("SELECT 1", {}, Exception("server closed the connection")), "database_lost", True),
        (ValueError("cannot be laid out"), "preparation_failed", False),
    ],
)
def test_what_passes_by_itself_is_told_apart(wrap: object, cause: Exception, code: str, passes: bool) -> None:
    """A full disk and a lost database are tried again by themselves, and no statement of SQL is shown to people."""
    assert callable(wrap)
    found, words = why_it_failed(wrap(cause))
    assert found == code
    assert (found in PASSING) is passes
    assert "SELECT" not in words
