"""A list: rows of numbers and words, as a table or a CSV file gives them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from generators.errors import Value
from generators.fields.base import Field, Wrong
from generators.fields.number import Number
from generators.fields.text import Text

Cell = str | float | int
_LONGEST_LIST = 20_000  # characters


@dataclass(frozen=True)
class Column:
    """One column of a list: its name in the code, and the question that reads a cell of it."""

    name: str
    field: Number | Text

    @classmethod
    def number(
        cls, name: str, label: str, minimum: float, maximum: float, step: float = 0.1, unit: str = "mm"
    ) -> Column:
        """Give a column of numbers."""
        return cls(
            name, Number("length", label, "", "", "basic", None, float(minimum), float(maximum), float(step), unit)
        )

    @classmethod
    def count(cls, name: str, label: str, minimum: int, maximum: int, unit: str = "") -> Column:
        """Give a column of whole numbers."""
        field = Number("count", label, "", "", "basic", None, float(minimum), float(maximum), 1.0, unit, whole=True)
        return cls(name, field)

    @classmethod
    def text(cls, name: str, label: str, longest: int, typeface: str = "sans") -> Column:
        """Give a column of lettering; an empty cell is refused."""
        return cls(name, Text("text", label, "", "", "basic", None, longest, 1, typeface))

    def to_json(self) -> dict[str, object]:
        """Give the column for the page."""
        out: dict[str, object] = {"name": self.name, "label": self.field.label, "kind": self.field.kind}
        if isinstance(self.field, Number):
            bounds = {"minimum": self.field.minimum, "maximum": self.field.maximum}
            return {**out, **bounds, "step": self.field.step, "unit": self.field.unit}
        return {**out, "longest": self.field.longest, "typeface": self.field.typeface}


@dataclass(frozen=True)
class Rows(Field):
    """
    A list of at most `most` rows, written one row to a line with commas between cells.

    The value is the list itself in its plainest spelling, so that equal lists are one design.
    """

    columns: tuple[Column, ...]
    most: int
    typeface_field: str | None = None

    @property
    def leans_on(self) -> str | None:
        """Name the field that picks the typeface of its lettering."""
        return self.typeface_field

    def table(self, value: str) -> list[dict[str, Cell]]:
        """Give the rows of a value that was read, each by column."""
        return [
            {
                column.name: cell if isinstance(column.field, Text) else column.field.read(cell)
                for column, cell in zip(self.columns, row, strict=True)
            }
            for row in _split(value)
        ]

    def read(self, given: object) -> Value:
        """Read every cell as its column asks; the nearest good list has the wrong cells mended or its row left out."""
        if not isinstance(given, str):
            raise Wrong("wrong_type", f"{self.label} must be a list, one row to a line.")
        if len(given) > _LONGEST_LIST:
            raise Wrong("too_long", f"{self.label} can have at most {self.most} rows.", limit=self.most)
        rows = _split(given)
        good: list[list[str]] = []
        wrong: Wrong | None = None
        for number, row in enumerate(rows, 1):
            try:
                good.append(self._row(number, row))
            except _WrongRow as error:
                wrong = wrong or error.wrong
                if error.mended is not None:
                    good.append(error.mended)
        nearest = _joined(good[: self.most]) if good else None
        if len(rows) > self.most:
            words = f"{self.label} can have at most {self.most} rows; there are {len(rows)}."
            raise Wrong("too_long", words, limit=self.most, nearest=nearest)
        if wrong is not None:
            raise Wrong(wrong.code, wrong.message, limit=wrong.limit, nearest=nearest)
        if not rows:
            raise Wrong("too_short", f"{self.label} needs at least one row.", limit=1)
        return _joined(good)

    def _row(self, number: int, row: Sequence[str]) -> list[str]:
        names = ", ".join(column.field.label for column in self.columns)
        if len(row) != len(self.columns):
            cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
            raise _WrongRow(Wrong("wrong_row", f"{self.label}, row {number}: it has {cells} and needs: {names}."), None)
        cells_read: list[str] = []
        first: Wrong | None = None
        whole = True
        for column, cell in zip(self.columns, row, strict=True):
            try:
                cells_read.append(_written(column.field.read(cell)))
            except Wrong as wrong:
                first = first or Wrong(
                    wrong.code, f"{self.label}, row {number}: {wrong.message}", limit=wrong.limit, nearest=wrong.nearest
                )
                whole = whole and wrong.nearest not in (None, "")
                cells_read.append(_written(wrong.nearest) if wrong.nearest is not None else "")
        if first is not None:
            raise _WrongRow(first, cells_read if whole else None)
        return cells_read

    def read_beside(self, given: object, others: Mapping[str, Value]) -> Value:
        """Read the list as it is set in the typeface that was picked."""
        if self.typeface_field is None:
            return self.read(given)
        face = str(others[self.typeface_field])
        columns = tuple(
            replace(one, field=replace(one.field, typeface=face)) if isinstance(one.field, Text) else one
            for one in self.columns
        )
        return replace(self, columns=columns).read(given)

    def corners(self) -> tuple[Value, ...]:
        """Give lists of one row with every column at each end, and a full one."""
        ends: list[Value] = []
        for end in (0, -1):
            row = [_written(_visible(column.field.corners())[end]) for column in self.columns]
            ends += [_joined([row]), _joined([row] * self.most)]
        return tuple(dict.fromkeys(ends))

    def sample(self, random: random.Random) -> Value:
        """Give a list of any length."""
        rows = range(random.randint(1, self.most))
        return _joined([[_written(column.field.sample(random)) for column in self.columns] for _ in rows])

    def schema(self) -> dict[str, object]:
        """Add the columns."""
        words: dict[str, object] = {**super().schema(), "x-most": self.most}
        words["x-columns"] = [column.to_json() for column in self.columns]
        if self.typeface_field:
            words["x-typeface-field"] = self.typeface_field
        return words


class _WrongRow(Exception):
    def __init__(self, wrong: Wrong, mended: list[str] | None) -> None:
        self.wrong = wrong
        self.mended = mended


def _visible(values: tuple[Value, ...]) -> list[Value]:
    return [value for value in values if value != ""]


def _split(text: str) -> list[list[str]]:
    """Read a list as people paste it: commas, or semicolons or tabs where a spreadsheet wrote those."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    mark = next((one for one in "\t;" if lines and all(one in line for line in lines)), ",")
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=mark, skipinitialspace=True)
    return [[cell.strip() for cell in row] for row in rows]


def _written(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:.6f}".rstrip("0").rstrip(".")


def _joined(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().rstrip("\n")
