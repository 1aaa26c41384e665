"""What would make a design cheaper: which changes are worth a try, and which of those tried are worth saying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from server.choice import Choice
from server.equipment import Material
from server.prices import Price
from server.settings import Break

LEAST = Decimal("0.10")  # of the price of one copy; less is not worth a customer's attention
MOST = 3

_NOTABLE = 0.2  # of a number's present value: 2 mm of wall become 1.6 mm
_TURNED = ("length", "count", "ratio", "angle")  # kinds of numbers that are a matter of taste
_FACTS = ("measure", "weight", "device")  # what was measured is a fact, and no way to save
_BROUGHT = ("text", "image", "drawing", "model", "rows")  # what is the customer's own


@dataclass(frozen=True)
class Wish:
    """A design as its customer has it: canonical values, what it is printed with, and how many."""

    values: Mapping[str, Any]
    choice: Choice
    material: Material
    quantity: int


@dataclass(frozen=True)
class Candidate:
    """
    One change of a wish.

    `changes` are values that differ. Of each `group` only the best is offered. `words` follow "12 % cheaper".
    """

    kind: str  # "setting", "preset", "material" or "quantity"
    group: str
    words: str
    wish: Wish
    changes: Mapping[str, Any]

    @property
    def same_model(self) -> bool:
        """Whether only the number of copies differs, so that nothing has to be built."""
        return self.kind == "quantity"


@dataclass(frozen=True)
class Hint:
    """A candidate that was tried: its price, and the share of the price of one copy that it saves."""

    candidate: Candidate
    saving: Decimal
    price: Price

    def to_json(self) -> dict[str, Any]:
        """As the page reads it; whole per cents, rounded down."""
        candidate, percent = self.candidate, int(self.saving * 100)
        each = " each" if candidate.kind == "quantity" else ""
        amount = self.price.to_json()
        total = f", {amount['amount']} {amount['currency']} in all" if candidate.kind == "quantity" else ""
        return {
            "kind": candidate.kind,
            "percent": percent,
            "words": f"{percent} % cheaper{each} {candidate.words}{total}",
            "changes": dict(candidate.changes),
            "material": candidate.wish.material.id,
            "quantity": candidate.wish.quantity,
            "price": amount,
        }


def in_more(wish: Wish, breaks: Sequence[Break], limit: int) -> Iterator[Candidate]:
    """Give the next quantity break, where it is not more than twice as many as are wanted."""
    following = min((one.copies for one in breaks if one.copies > wish.quantity), default=None)
    if following is not None and following <= min(limit, 2 * wish.quantity):
        more = Wish(wish.values, wish.choice, wish.material, following)
        yield Candidate("quantity", "quantity", f"with {following} copies (now {wish.quantity})", more, {})


def in_others(wish: Wish, others: Sequence[tuple[Material, Choice]]) -> Iterator[Candidate]:
    """Give the wish in other materials."""
    for material, choice in others:
        if material.id != wish.material.id:
            other = Wish(wish.values, choice, material, wish.quantity)
            yield Candidate("material", "material", f"in {material.title} (now {wish.material.title})", other, {})


def as_presets(wish: Wish, template: Mapping[str, Any]) -> Iterator[Candidate]:
    """
    Give other presets with the customer's own text, artwork and lists in them.

    None where the customer has set anything else, or where a preset would change what was measured.
    """
    properties: Mapping[str, Mapping[str, Any]] = template["schema"]["properties"]
    turned = [name for name in properties if properties[name].get("x-kind") not in _BROUGHT]
    defaults = {name: properties[name]["default"] for name in turned}
    presets = [
        (one, {**defaults, **{n: v for n, v in one["values"].items() if n in defaults}}) for one in template["presets"]
    ]
    if not any(
        all(wish.values[name] == full[name] for name in turned) for full in [defaults, *(f for _, f in presets)]
    ):
        return
    for preset, full in presets:
        changes = {name: full[name] for name in turned if full[name] != wish.values[name]}
        if changes and not any(properties[name].get("x-kind") in _FACTS for name in changes):
            yield Candidate("preset", "preset", f"as “{preset['title']}”", _with(wish, changes), changes)


def turned_down(wish: Wish, template: Mapping[str, Any]) -> Iterator[tuple[Candidate, ...]]:
    """For each number one notable step down, then one up: the second is for where the first needs more plastic."""
    for name, field in template["schema"]["properties"].items():
        if field.get("x-kind") not in _TURNED or field["type"] not in ("number", "integer"):
            continue
        steps = [_stepped(field, wish.values[name], way) for way in (-1, 1)]
        found = [_set(wish, name, field, value) for value in steps if value is not None]
        if found:
            yield tuple(found)


def _stepped(field: Mapping[str, Any], value: float, way: int) -> float | None:
    step = field.get("x-step") or (1 if field["type"] == "integer" else 0.1)
    moved = value + way * step * max(1, round(abs(value) * _NOTABLE / step))
    moved = round(min(max(moved, field["minimum"]), field["maximum"]), 6)
    if field["type"] == "integer":
        moved = int(moved)
    return moved if moved != value else None


def _set(wish: Wish, name: str, field: Mapping[str, Any], value: float) -> Candidate:
    unit = f" {field['x-unit']}" if field.get("x-unit") else ""
    title = field["title"]
    if title[1:2].islower():
        title = title[0].lower() + title[1:]
    words = f"with {title} {value:g}{unit} (now {wish.values[name]:g}{unit})"
    # Several ways to make the whole thing smaller are one idea.
    group = "size" if field.get("x-axis") else f"setting {name}"
    return Candidate("setting", group, words, _with(wish, {name: value}), {name: value})


def _with(wish: Wish, changes: Mapping[str, Any]) -> Wish:
    return Wish({**wish.values, **changes}, wish.choice, wish.material, wish.quantity)


def as_said(candidate: Candidate, report: Mapping[str, Any]) -> bool:
    """Whether rules left everything else as it was, so that the words are the whole truth."""
    return bool(report["values"] == candidate.wish.values)


def worse(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a report has a warning or an error that another has not."""
    for severities in (("error",), ("error", "warning")):
        old, new = (
            Counter((one["code"], one["part"]) for one in report["findings"] if one["severity"] in severities)
            for report in (before, after)
        )
        if new - old:
            return True
    return not after["printable"]


def saving(before: Price, copies: int, after: Price, more: int) -> Decimal:
    """Of the price of one copy, the share that is saved; below nothing where it is dearer."""
    each = before.amount / copies
    return 1 - after.amount / more / each if each else Decimal(0)


def chosen(hints: Sequence[Hint]) -> list[Hint]:
    """Give those worth saying: the best of each group, the best saving first, few."""
    best: dict[str, Hint] = {}
    for hint in hints:
        group = hint.candidate.group
        if hint.saving >= LEAST and (group not in best or hint.saving > best[group].saving):
            best[group] = hint
    return sorted(best.values(), key=lambda hint: -hint.saving)[:MOST]
