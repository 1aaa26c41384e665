"""Covering settings: few of them, in which every pair of answers to two questions comes up together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from math import prod

from allpairspy import AllPairs

from generators.errors import Value

Levels = Mapping[str, Sequence[Value]]
Pair = tuple[str, Value, str, Value]


def every(levels: Levels, most: int) -> list[dict[str, Value]] | None:
    """Give every combination of the levels, or None where there are more than `most`."""
    if prod(len(values) for values in levels.values()) > most:
        return None
    return [dict(zip(levels, one, strict=True)) for one in product(*levels.values())]


def alone(levels: Levels) -> list[dict[str, Value]]:
    """Give each level alone; the other questions are left unanswered."""
    return [{name: value} for name, values in levels.items() for value in values]


def pairwise(levels: Levels) -> list[dict[str, Value]]:
    """Give settings in which every pair of levels of two questions comes up at least once."""
    open_ones = {name: list(values) for name, values in levels.items() if len(values) > 1}
    fixed = {name: values[0] for name, values in levels.items() if len(values) == 1}
    if len(open_ones) < 2:
        return [{**fixed, **one} for one in alone(open_ones)]
    return [{**fixed, **dict(zip(open_ones, one, strict=True))} for one in AllPairs(list(open_ones.values()))]


def pairs(levels: Levels) -> Iterator[Pair]:
    """Give every pair of levels of two questions."""
    for (one, these), (other, those) in combinations(levels.items(), 2):
        for left, right in product(these, those):
            yield one, left, other, right


def missed(levels: Levels, settings: Sequence[Mapping[str, Value]]) -> list[Pair]:
    """Give the pairs that come up in none of the settings."""
    met: set[Pair] = set()
    for setting in settings:
        for one, other in combinations(levels, 2):
            met.add((one, setting[one], other, setting[other]))
    return [pair for pair in pairs(levels) if pair not in met]
