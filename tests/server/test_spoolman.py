"""Spools of a Spoolman server: read as it tells them, and what cannot be taken is named."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from server.database import Database
from server.errors import InvalidInput
from server.settings import Settings
from server.spoolman import read
from server.spools import Spools


def spool(number: int, **fields: Any) -> dict[str, Any]:
    """A spool as the server tells it, in the fields of its document (version 0.22), and one of tomorrow's."""
    filament = {
        "id": 4,
        "name": "Moss Green",
        "vendor": {"id": 1, "name": "Polymaker", "extra": {}},
        "material": "PLA",
        "price": 20.0,
        "density": 1.24,
        "diameter": 1.75,
        "weight": 1000,
        "spool_weight": 140,
        "color_hex": "5B7F3B",
        "extra": {},
    } | fields.pop("filament", {})
    return {
        "id": number,
        "registered": "2025-03-01T10:00:00Z",
        "filament": filament,
        "remaining_weight": 612.5,
        "used_weight": 387.5,
        "lot_nr": "52342",
        "archived": False,
        "extra": {},
        "tomorrow": [1, {"two": 3}],
    } | fields


def answer(*spools: dict[str, Any]) -> bytes:
    """The body of `GET /api/v1/spool`."""
    return json.dumps(spools).encode()


def flat(row: dict[str, Any], before: str = "") -> dict[str, Any]:
    """A row of its export: what is left is not in it."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            found |= flat(value, f"{before}{key}.")
        elif key != "remaining_weight":
            found[f"{before}{key}"] = value
    return found


def test_a_servers_answer_is_read_field_by_field() -> None:
    """Grams, reel, lot and price come from the spool, or else from its filament."""
    (one, two), archived, bad = read(
        answer(spool(7), spool(8, price=17.5, spool_weight=200, initial_weight=750), spool(9, archived=True))
    ).__dict__.values()
    assert (one.source, one.material, one.title, one.hex) == ("spoolman 7", "PLA", "Polymaker Moss Green", "5b7f3b")
    assert (one.grams, one.full, one.reel, one.lot, one.cost) == (612.5, 1000, 140, "52342", Decimal("20.0"))
    assert (two.full, two.reel, two.cost) == (750, 200, Decimal("17.5"))
    assert (archived, bad) == (1, [])


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_export_says_what_was_used(form: str) -> None:
    """What is left is the full weight less what was used; CSV's quote before a formula is no part of a name."""
    rows = [flat(spool(7)), flat(spool(8, archived=True)), flat(spool(9, lot_nr="-12", used_weight=2000))]
    data = json.dumps(rows).encode()
    if form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, sorted(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "lot_nr": row["lot_nr"].replace("-", "'-")} for row in rows)
        data = out.getvalue().encode()
    found = read(data)
    assert [(one.source, one.grams, one.lot) for one in found.records] == [
        ("spoolman 7", 612.5, "52342"),
        ("spoolman 9", 0, "-12"),
    ]
    assert (found.archived, found.bad) == (1, [])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"filament": {"material": None}}, "filament.material is missing"),
        ({"remaining_weight": "much"}, "remaining_weight is 'much', not a number of grams"),
        ({"remaining_weight": -3}, "the least is 0"),
        ({"remaining_weight": None, "used_weight": None}, "what is left is not said"),
        ({"remaining_weight": None, "filament": {"weight": None}}, "what is left is not said"),
        ({"filament": {"color_hex": "green"}}, "not six digits of colour"),
        ({"id": "x"}, "id is 'x', not a number"),
        ({"price": "dear"}, "price is 'dear', not an amount"),
        ({"price": "NaN"}, "the least is 0"),
    ],
)
def test_a_spool_that_cannot_be_read_is_named(fields: dict[str, Any], words: str) -> None:
    """And keeps no other out."""
    found = read(answer(spool(7), spool(8) | {**fields, "filament": spool(8, **fields)["filament"]}))
    assert [one.source for one in found.records] == ["spoolman 7"]
    assert len(found.bad) == 1
    assert words in found.bad[0]["words"]
    assert found.bad[0]["spool"].startswith("spool ")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe\x00", "not_text"),
        (b"[1, ", "not_json"),
        (b'{"spools": []}', "not_a_list"),
        (b"a,b\n1,2\n", "not_spoolman"),
        (b"", "not_spoolman"),
        (b"[" * 100_000, "not_json"),
    ],
)
def test_what_is_no_list_of_spools_is_refused(data: bytes, code: str) -> None:
    """With the reason."""
    with pytest.raises(InvalidInput) as caught:
        read(data)
    assert caught.value.facts["errors"][0]["code"] == code


def test_an_import_adds_each_spool_once(database: Database, tmp_path: Path) -> None:
    """
    Colours are matched by their hex alone; one that the shop has not is named with the nearest, and taken when
    somebody says which it is. What is here already stays as it is.
    """
    spools = Spools(Settings(data=tmp_path), database)
    data = answer(
        spool(1),
        spool(2, filament={"color_hex": "303030FF"}),
        spool(3, filament={"material": "PEEK"}),
        spool(4, filament={"color_hex": None}),
        spool(5, remaining_weight=50_000),
    )
    came = spools.take_in("Ada", data, {})
    assert [(one["words"], one["grams"]) for one in came["added"]] == [("Moss PLA", 612.5), ("PLA", 612.5)]
    said = {one["spool"].split(" (")[0]: one["words"] for one in came["bad"]}
    assert list(said) == ["spool 2", "spool 3", "spool 5"]
    assert "nearest is graphite (#35383b). Say which it is, as in 303030=graphite." in said["spool 2"]
    assert "'PEEK'; known are PLA, PETG" in said["spool 3"]
    again = spools.take_in("Ada", data, {"#303030": "graphite"})
    assert [one["words"] for one in again["added"]] == ["Graphite PLA"]
    assert (again["known"], len(again["bad"])) == (2, 2)
    assert len(spools.all()) == 3
