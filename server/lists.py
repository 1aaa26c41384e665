"""
A list of orders as CSV: every row is judged like an order of its own, and all are taken, or none.

The first line names the columns. `template`, `quantity`, `name`, `email`, `material` and `colour` mean what they mean
in an order; every other column is a value of the template, and an empty cell leaves what the template or the request
says. Cells are parted by commas, semicolons or tabs.
"""

from __future__ import annotations

import asyncio
import csv
import difflib
import io
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from server.errors import InvalidInput, NotPrintable, ServerError, field_error
from server.ordering import Ordering, Placed, Wish
from server.settings import Settings

Take = Literal["all", "good", "none"]
#: Columns that are not values of a template.
COLUMNS = ("template", "quantity", "name", "email", "material", "colour")
#: Errors that a row itself is to blame for; others end the whole list.
_OF_A_ROW = (InvalidInput, NotPrintable)


@dataclass(frozen=True)
class Common:
    """What holds for every row that does not say otherwise."""

    template: str = ""
    name: str = ""
    email: str = ""
    material: str = ""
    colour: str | None = None


@dataclass(frozen=True)
class Row:
    """One line of the list, counted as editors count; what it asks for, or why that cannot be read."""

    line: int
    wish: Wish
    errors: tuple[dict[str, Any], ...] = ()


@dataclass
class _Result:
    good: list[tuple[Row, dict[str, Any]]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


class Lists:
    """The taking of lists."""

    def __init__(self, settings: Settings, ordering: Ordering) -> None:
        self._settings = settings
        self._ordering = ordering

    def read(self, text: str, common: Common, key: str | None) -> list[Row]:
        """The rows of a list. Raises InvalidInput when it is none, empty, or longer than the shop takes."""
        table = _table(text)
        if len(table) < 2:
            raise InvalidInput(
                [field_error("list", "empty", "The list needs a line of column names and at least one row.")]
            )
        most = self._settings.list_limit
        if len(table) - 1 > most:
            words = f"The list has {len(table) - 1} rows; at most {most} can be ordered at once."
            raise InvalidInput([field_error("list", "too_many", words, limit=most, nearest=most, given=len(table) - 1)])
        (_, names), *rows = table
        columns = [name.strip() for name in names]
        double = {name for name in columns if columns.count(name) > 1}
        if double or "" in columns:
            named = sorted(double - {""})
            words = f"Two columns are called {named[0]!r}." if named else "A column has no name."
            raise InvalidInput([field_error(named[0] if named else "list", "columns", words, given=columns)])
        return [_row(line, dict(zip(columns, cells, strict=False)), len(cells) - len(columns), common, key)
                for line, cells in rows]  # fmt: skip

    async def take(self, rows: list[Row], take: Take, key: str | None) -> AsyncIterator[dict[str, Any]]:
        """
        Judge every row, then order them as `take` says; tells how far it is, and at last what came of it.

        `all` orders nothing unless every row is good, `good` leaves the others out, `none` only judges. Orders are
        written in one transaction. Raises what `Ordering.place` raises for a reason that is no row's own.
        """
        if key and (before := await asyncio.to_thread(self._before, rows)):
            yield {"result": {"orders": before, "refused": [], "price": None}}
            return
        found = _Result()
        done = 0
        width = self._settings.workers
        for start in range(0, len(rows), width):
            several = rows[start : start + width]
            for row, judged in zip(several, await asyncio.gather(*map(self._judged, several)), strict=True):
                if isinstance(judged, list):
                    found.refused.append({"line": row.line, "errors": judged})
                else:
                    found.good.append(
                        (
                            replace(row, wish=replace(row.wish, digest=judged["digest"], quote=judged["quote"])),
                            judged["price"],
                        )
                    )
            done += len(several)
            yield {"judged": done, "of": len(rows), "refused": len(found.refused)}
        total = _total([price for _, price in found.good])
        if take == "none" or not found.good or (take == "all" and found.refused):
            yield {"result": {"orders": [], "good": len(found.good), "refused": found.refused, "price": total}}
            return
        entries = []
        for number, (row, _) in enumerate(found.good, 1):
            # Built a moment ago: the cache has it, and its digest proves that it is the same.
            judged_again = await self._ordering.judge(row.wish)
            stored = await self._ordering.store(judged_again)
            slim = replace(judged_again, model=replace(judged_again.model, glb=b"", stls=()))
            entries.append((slim, stored))
            yield {"stored": number, "of": len(found.good)}
        placed = await asyncio.to_thread(self._ordering.enter, entries, secrets.token_hex(12))
        orders = [_told(row, one) for (row, _), one in zip(found.good, placed, strict=True)]
        yield {"result": {"orders": orders, "good": len(orders), "refused": found.refused, "price": total}}

    async def _judged(self, row: Row) -> list[dict[str, Any]] | dict[str, Any]:
        """Digest and price, or the row's errors."""
        if row.errors:
            return list(row.errors)
        try:
            self._ordering.examine(row.wish)
            judged = await self._ordering.judge(row.wish)
        except _OF_A_ROW as exc:
            return _errors(exc)
        except ServerError as exc:
            if exc.status == 404:
                return [field_error("template", "unknown_template", exc.detail, nearest=exc.facts.get("nearest"))]
            raise
        return {"digest": judged.model.digest, "quote": judged.quote.name, "price": judged.quote.price.to_json()}

    def _before(self, rows: list[Row]) -> list[dict[str, Any]]:
        """What an earlier try of the same list ordered."""
        found = []
        for row in rows:
            if row.wish.key and (placed := self._ordering.placed_before(row.wish.key, row.wish.quantity)):
                found.append(_told(row, placed))
        return found


def _table(text: str) -> list[tuple[int, list[str]]]:
    """Lines with their numbers, empty ones left out. Raises InvalidInput for a quote that is never closed."""
    text = text.removeprefix("\ufeff")
    head = text.lstrip().split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True, skipinitialspace=True)
    found = []
    try:
        begins = 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as exc:
        raise InvalidInput(
            [field_error("list", "unreadable", f"Line {reader.line_num} cannot be read: {exc}.")]
        ) from exc
    return found


def _row(line: int, cells: Mapping[str, str], surplus: int, common: Common, key: str | None) -> Row:
    given = {name: cell.strip() for name, cell in cells.items() if cell.strip()}
    errors = []
    if surplus > 0:
        errors.append(field_error("list", "too_many_cells", f"It has {surplus} cells more than there are columns."))
    copies = given.get("quantity", "1")
    if not copies.isascii() or not copies.isdigit() or len(copies) > 6:
        errors.append(
            field_error("quantity", "not_a_number", "The quantity is a whole number.", nearest=1, given=copies[:40])
        )
        copies = "1"
    for name in ("template", "material"):
        if not given.get(name) and not getattr(common, name):
            errors.append(field_error(name, "missing", f"It says no {name}, and the request says none for all."))
    values = {name: cell for name, cell in given.items() if name not in COLUMNS}
    for name in values:
        # A column that differs from ours in letters only is meant as ours.
        if near := difflib.get_close_matches(name.lower(), COLUMNS, n=1, cutoff=0.999):
            words = f"The column {name!r} is written {near[0]!r}."
            errors.append(field_error(name, "unknown_column", words, nearest=near[0]))
    wish = Wish(
        template=given.get("template", common.template),
        values=values,
        digest=None,
        quantity=int(copies),
        material=given.get("material", common.material),
        colour=given.get("colour", common.colour),
        colours={},
        name=given.get("name", common.name),
        email=given.get("email", common.email),
        key=f"{key}.{line}" if key else None,
    )
    return Row(line, wish, tuple(errors))


def _errors(exc: ServerError) -> list[dict[str, Any]]:
    if isinstance(exc, InvalidInput):
        return list(exc.facts["errors"])
    return [
        field_error(
            str(one.get("parameter") or "design"), str(one["code"]), str(one["message"]), limit=one.get("limit")
        )
        for one in exc.facts["findings"]
        if one["severity"] == "error"
    ]


def _told(row: Row, placed: Placed) -> dict[str, Any]:
    return {
        "line": row.line,
        "id": placed.id,
        "token": placed.token,
        "digest": placed.digest,
        "url": f"/orders/{placed.id}?token={placed.token}",
    }


def _total(prices: list[dict[str, Any]]) -> dict[str, Any] | None:
    if not prices:
        return None
    amount = sum((Decimal(str(price["amount"])) for price in prices), Decimal(0))
    return {"amount": str(amount), "currency": prices[0]["currency"]}
