"""Ratios are taken pair by pair, and a wrong mesh has no time."""

from __future__ import annotations

import pytest

from benchmarks.pairs import Quartiles, Sample, Trace, fault, geometric_mean, spread
from benchmarks.soundness import Bodies


def trace(**arms: dict[int, Sample]) -> Trace:
    """Samples by arm and place."""
    return Trace(arms)


def test_a_ratio_is_the_median_of_pairs_and_not_the_ratio_of_medians() -> None:
    """Noise that falls on both sides of a pair drops out of it."""
    seconds = [1.0, 100.0, 2.0]
    ours = {place: Sample(second) for place, second in enumerate(seconds)}
    theirs = {place: Sample(3 * second) for place, second in enumerate(seconds)}
    assert trace(ours=ours, theirs=theirs).ratio("theirs", "ours") == Quartiles(3, 3, 3, 3)


def test_quartiles_lie_between_the_values() -> None:
    """Of 1 to 5 the quartiles are 2 and 4; they are drawn linearly between two values."""
    assert Quartiles.of([5, 1, 4, 2, 3]) == Quartiles(2, 3, 4, 5)
    assert Quartiles.of([1, 2]) == Quartiles(1.25, 1.5, 1.75, 2)
    assert Quartiles.of([7]) == Quartiles(7, 7, 7, 1)


def test_only_places_that_both_have_make_pairs() -> None:
    """A slow program that was asked at fewer places is compared at those alone."""
    ours = {0: Sample(1), 1: Sample(10), 2: Sample(100)}
    ratio = trace(ours=ours, theirs={1: Sample(20), 9: Sample(1)}).ratio("theirs", "ours")
    assert ratio == Quartiles(2, 2, 2, 1)


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_pair_with_a_void_side_is_no_pair(side: str) -> None:
    """Whichever of the two is wrong: the pair counts nowhere, and the reason is kept."""
    arms = {"ours": {0: Sample(1), 1: Sample(1)}, "theirs": {0: Sample(2), 1: Sample(5)}}
    arms[side][1] = Sample(arms[side][1].seconds, "not watertight")
    found = Trace(arms)
    assert found.ratio("theirs", "ours") == Quartiles(2, 2, 2, 1)
    assert found.void(side) == ["not watertight"]


def test_an_arm_that_is_void_throughout_has_no_figure() -> None:
    """Neither seconds nor a ratio."""
    found = trace(ours={0: Sample(1)}, theirs={0: Sample(1, "volume +7.00% off")})
    assert found.seconds("theirs") is None
    assert found.ratio("theirs", "ours") is None


def test_what_was_not_waited_for_is_a_lower_bound_and_says_so() -> None:
    """An answer that was broken off after 60 s took at least that."""
    found = trace(ours={0: Sample(2)}, theirs={0: Sample(60, at_least=True)})
    ratio = found.ratio("theirs", "ours")
    assert ratio is not None
    assert (ratio.bound, str(ratio)) == (True, "> 30.0")
    assert str(ratio.times(1000)) == "> 30000"


@pytest.mark.parametrize(
    ("volume", "watertight", "closed", "told"),
    [
        (1004.9, True, True, None),
        (995.1, True, True, None),
        (1005.1, True, True, "volume +0.51% off"),
        (994.9, True, True, "volume -0.51% off"),
        (1000.0, False, True, "not watertight"),
        (1000.0, False, False, None),
        (0.0, False, False, "volume -100.00% off"),
        (-1000.0, True, True, "volume -200.00% off"),
    ],
)
def test_a_mesh_is_void_beyond_half_a_per_cent_or_open(
    volume: float, watertight: bool, closed: bool, told: str | None
) -> None:
    """Both ways; only our own must be watertight, and one turned inside out is wrong as well."""
    assert fault(Bodies(12, volume, watertight), 1000.0, closed=closed) == told


def test_the_mean_of_ratios_is_geometric() -> None:
    """Twice as long and half as long make as long."""
    assert geometric_mean([2, 0.5]) == pytest.approx(1)
    assert geometric_mean([1, 10, 100]) == pytest.approx(10)


@pytest.mark.parametrize(("count", "places"), [(1, [10]), (2, [5, 15]), (4, [2, 7, 12, 17]), (20, list(range(20)))])
def test_fewer_places_are_spread_evenly(count: int, places: list[int]) -> None:
    """Neither end of a slider is favoured."""
    assert spread(count, 20) == places
