"""A list of orders: all of it or nothing, every wrong row named, on as few plates as it takes, and never twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.shop import ROOT, Shop, wait

pytestmark = pytest.mark.slicer
COMMON = {"template": "keychain", "material": "pla", "name": "Ada", "email": "ada@example.org"}
GOOD = "text,quantity,name\nANN,1,Ann\nBEN,2,\nCLEO,1,Cleo\n"


def send(shop: Shop, text: str, key: str | None = None, **query: str) -> list[dict[str, Any]]:
    """The lines of the shop's answer."""
    headers = {"Idempotency-Key": key} if key else {}
    answer = shop.http.post("/api/orders/batch", params={**COMMON, **query}, content=text.encode(), headers=headers)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def orders(shop: Shop) -> set[str]:
    """All orders with a job that is not at its end."""
    return {order for job in shop.operator.get("/api/jobs").json()["jobs"] for order in job["orders"]}


def test_nothing_is_ordered_unless_every_row_is_good(shop: Shop) -> None:
    """Each wrong row is named by line, field, limit and nearest; then nothing is ordered, or only what is good."""
    text = 'text,size,quantity\nANN,12,1\n\n"BEN",9000,1\nCLEO,12,many\nDAN,12,9999\n'
    *progress, last = send(shop, text)
    assert progress[-1] == {"judged": 4, "of": 4, "refused": 3}
    result = last["result"]
    assert result["orders"] == []
    told = {(row["line"], error["field"]): (error["limit"], error["nearest"])
            for row in result["refused"] for error in row["errors"]}  # fmt: skip
    assert told.keys() == {(4, "size"), (5, "quantity"), (6, "quantity")}
    limit, nearest = told[4, "size"]
    assert 9000 > limit == nearest
    assert told[6, "quantity"] == (50, 50)
    assert not orders(shop)
    assert send(shop, GOOD, take="none")[-1]["result"]["price"]["currency"] == "EUR"
    assert not orders(shop)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("text\n", "empty"),
        ("text,text\nA,B\n", "columns"),
        ('text\n"A\n', "unreadable"),
        ("text\n" + "A\n" * 201, "too_many"),
    ],
)
def test_what_is_no_list_is_refused_whole(shop: Shop, text: str, code: str) -> None:
    """A list that cannot be read, or is longer than the shop takes, is refused with the reason before any work."""
    answer = shop.http.post("/api/orders/batch", params=COMMON, content=text.encode())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == code
    wrong = shop.http.post("/api/orders/batch", params=COMMON, content="text\nA\nÄ".encode("latin-1"))
    assert "Line 3 is not UTF-8" in wrong.json()["detail"]


@pytest.mark.long
def test_a_list_is_one_plate_and_is_ordered_once(shop: Shop) -> None:
    """Three orders come together on one plate and one start; the same list under the same key gives the same orders."""
    shop.clear()
    before = len(shop.starts())
    result = send(shop, GOOD, key="k" * 22)[-1]["result"]
    assert [order["line"] for order in result["orders"]] == [2, 3, 4]
    again = send(shop, GOOD, key="k" * 22)[-1]["result"]
    assert [order["id"] for order in again["orders"]] == [order["id"] for order in result["orders"]]
    assert [order["token"] for order in again["orders"]] == [order["token"] for order in result["orders"]]
    seen = [shop.until(order, "done") for order in result["orders"]]
    assert [one["name"] for one in seen] == ["Ann", "Ada", "Cleo"]
    assert len({one["jobs"][0]["id"] for one in seen}) == 1
    assert len(shop.starts()) == before + 1


@pytest.mark.long
def test_from_the_command_line(shop: Shop, tmp_path: Path) -> None:
    """The same list by `python -m server list`: wrong rows on standard error with exit code 2, orders otherwise."""
    shop.clear()
    file = tmp_path / "orders.csv"
    words = [sys.executable, "-m", "server", "list", str(file), "--shop", shop.url]
    words += [word for name, value in COMMON.items() for word in (f"--{name}", value)]
    file.write_text("text;size\nANN;9000\nBEN;12\n")
    checked = subprocess.run([*words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 2
    assert checked.stderr.startswith("line 2, size: ")
    assert "nothing was ordered" in checked.stdout
    ordered = subprocess.run([*words, "--good"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ordered.returncode == 0, ordered.stderr
    assert "line 3: order " in ordered.stdout
    wait("the order to be printed", lambda: not orders(shop), 90)
