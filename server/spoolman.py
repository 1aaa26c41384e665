"""
What a Spoolman server says of its spools: the answer of `GET /api/v1/spool`, or the file that it exports.

The answer is JSON with the filament inside each spool. An export is JSON or CSV with one flat row for each spool
(`filament.material`), and says what was used, but not what is left. Fields that are not named here are ignored.
Maker's document: https://donkie.github.io/Spoolman/
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from server.errors import InvalidInput, field_error

#: No list is longer; an export of this many spools has some MB.
MOST = 5_000


@dataclass(frozen=True)
class Record:
    """One spool of theirs that can be read."""

    source: str
    name: str
    material: str
    title: str
    hex: str | None  # rrggbb in small letters
    grams: float
    full: float | None
    reel: float | None
    lot: str
    cost: Decimal | None


@dataclass(frozen=True)
class Read:
    """What was in the file: spools, how many were put away over there, and what could not be read, by name."""

    records: list[Record]
    archived: int
    bad: list[dict[str, str]]


class _Bad(Exception):
    """One spool that cannot be read; the words say which field and why."""


def read(data: bytes) -> Read:
    """The spools in an answer or an export. Raises InvalidInput for what is neither."""
    rows = _rows(data)
    if len(rows) > MOST:
        words = f"There are {len(rows)} spools in this file; the most is {MOST}."
        raise InvalidInput([field_error("file", "too_many", words, limit=MOST)])
    records, archived, bad = [], 0, []
    for number, row in enumerate(rows, 1):
        name = f"spool {number} of the file"
        try:
            if not isinstance(row, Mapping):
                raise _Bad("it is not an object with fields")
            flat = _flat(row)
            if flat.get("id") not in (None, ""):
                name = f"spool {flat['id']}"
            if str(flat.get("archived", "")).lower() == "true":
                archived += 1
                continue
            records.append(_record(flat, name))
        except _Bad as wrong:
            bad.append({"spool": name, "words": str(wrong)})
    return Read(records, archived, bad)


def _rows(data: bytes) -> list[Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = "This is neither the JSON nor the CSV of a Spoolman server: it is not text."
        raise InvalidInput([field_error("file", "not_text", words)]) from None
    if text.lstrip()[:1] in ("[", "{"):
        try:
            found = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as wrong:
            words = f"This begins like JSON and cannot be read: {wrong}."
            raise InvalidInput([field_error("file", "not_json", words)]) from None
        if isinstance(found, list):
            return found
        words = "A Spoolman server answers with a list of spools; this is a single object."
        raise InvalidInput([field_error("file", "not_a_list", words)])
    rows = csv.DictReader(io.StringIO(text))
    if not {"id", "filament.material"} <= set(rows.fieldnames or ()):
        words = "This is neither the JSON nor the CSV of a Spoolman server: no columns id and filament.material."
        raise InvalidInput([field_error("file", "not_spoolman", words)])
    return list(rows)


def _flat(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The fields of a spool, its filament's and their vendor's as `filament.vendor.name`."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            found |= {f"{key}.{inner}": one for inner, one in _flat(value).items()}
        else:
            # The CSV puts a quote before what a spreadsheet would take for a formula.
            found[str(key)] = value[1:] if isinstance(value, str) and re.match(r"'[=+\-@\t\r]", value) else value
    return found


def _record(flat: Mapping[str, Any], name: str) -> Record:
    number = flat.get("id")
    if not re.fullmatch(r"\d{1,12}", str(number)):
        raise _Bad(f"id is {number!r}, not a number")
    material = flat.get("filament.material")
    if not isinstance(material, str) or not material.strip():
        raise _Bad("filament.material is missing")
    full = _grams(flat, "initial_weight")
    full = _grams(flat, "filament.weight") if full is None else full
    grams = _grams(flat, "remaining_weight")
    if grams is None:
        used = _grams(flat, "used_weight")
        if full is None or used is None:
            raise _Bad("what is left is not said: neither remaining_weight, nor used_weight with a full weight")
        grams = max(0.0, full - used)
    reel = _grams(flat, "spool_weight")
    title = " ".join(str(flat[key]) for key in ("filament.vendor.name", "filament.name") if flat.get(key))
    return Record(
        source=f"spoolman {number}",
        name=f"{name} ({title})" if title else name,
        material=material.strip(),
        title=title,
        hex=_hex(flat.get("filament.color_hex")),
        grams=grams,
        full=full,
        reel=_grams(flat, "filament.spool_weight") if reel is None else reel,
        lot=str(flat.get("lot_nr") or ""),
        cost=_cost(flat),
    )


def _grams(flat: Mapping[str, Any], field: str) -> float | None:
    value = flat.get(field)
    if value is None or value == "":
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        raise _Bad(f"{field} is {str(value)[:40]!r}, not a number of grams") from None
    if isinstance(value, bool) or not math.isfinite(found) or found < 0:
        raise _Bad(f"{field} is {str(value)[:40]!r}; the least is 0")
    return found


def _hex(value: Any) -> str | None:
    if value in (None, ""):
        return None
    found = re.fullmatch(r"#?([0-9a-fA-F]{6})(?:[0-9a-fA-F]{2})?", str(value))
    if found is None:
        raise _Bad(f"filament.color_hex is {str(value)[:40]!r}, not six digits of colour")
    return found[1].lower()


def _cost(flat: Mapping[str, Any]) -> Decimal | None:
    for field in ("price", "filament.price"):
        value = flat.get(field)
        if value in (None, ""):
            continue
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            raise _Bad(f"{field} is {str(value)[:40]!r}, not an amount") from None
        if not found.is_finite() or found < 0:
            raise _Bad(f"{field} is {str(value)[:40]!r}; the least is 0")
        return found
    return None
