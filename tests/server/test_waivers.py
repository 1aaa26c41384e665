"""What may be waived, and what never."""

from __future__ import annotations

from typing import Any

import pytest

from server.database import Database
from server.engine import Engine
from server.errors import IllegalMove, InvalidInput, NotFound
from server.models import Order
from server.people import Operator
from server.waivers import Waivers, room_view
from tests.server.conftest import fill

NOBODY: Engine = None  # type: ignore[assignment]  # an order that does not wait for it is not prepared anew


def finding(code: str, severity: str) -> dict[str, Any]:
    """One finding of the part."""
    return {"code": code, "severity": severity, "part": "part", "title": "Thin wall", "message": "It is thin."}


@pytest.fixture
def order(database: Database) -> str:
    """An order on its way with one finding of each severity."""
    fill(database)
    with database.begin() as session:
        session.get_one(Order, "order").findings = [
            finding("ISLAND", "error"),
            finding("WALL_THIN", "warning"),
            finding("WARP_RISK", "info"),
        ]
    return "order"


def test_a_warning_is_waived_once_with_name_and_reason(database: Database, order: str) -> None:
    """The print room reads who and why; a second time is refused with the first one's words."""
    waivers = Waivers(database, NOBODY)
    (line,) = waivers.waive(order, "WALL_THIN", "part", " It  holds. ", Operator("Ada"))
    assert (line["who"], line["reason"]) == ("Ada", "It holds.")
    with database.read() as session:
        (shown,) = room_view(session)
    assert [one["code"] for one in shown["warnings"]] == ["WALL_THIN"]
    assert shown["warnings"][0]["waiver"] == line
    with pytest.raises(IllegalMove, match="Ada waived it already: It holds"):
        waivers.waive(order, "WALL_THIN", "part", "Once more.", Operator("Bo"))


@pytest.mark.parametrize("code", ["ISLAND", "WARP_RISK"])
def test_nothing_but_a_warning_is_waived(database: Database, order: str, code: str) -> None:
    """An error never; what is only good to know needs none."""
    with pytest.raises(IllegalMove):
        Waivers(database, NOBODY).waive(order, code, "part", "Let it pass.", Operator("Ada"))


def test_a_waiver_needs_an_order_a_warning_and_a_reason(database: Database, order: str) -> None:
    """Each is named when it is missing."""
    waivers = Waivers(database, NOBODY)
    with pytest.raises(NotFound):
        waivers.waive("nowhere", "WALL_THIN", "part", "Let it pass.", Operator("Ada"))
    with pytest.raises(NotFound, match="WALL_THIN of part"):
        waivers.waive(order, "WALL_THIN", "lid", "Let it pass.", Operator("Ada"))
    with pytest.raises(InvalidInput):
        waivers.waive(order, "WALL_THIN", "part", "  . ", Operator("Ada"))
