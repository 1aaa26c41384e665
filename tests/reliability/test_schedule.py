"""Schedules come from their seeds, survive being written down, and become as small as what breaks."""

from __future__ import annotations

from tests.reliability.schedule import AT_PRINTER, AT_SHOP, Mishap, Schedule, draw, shrink


def test_a_seed_is_a_schedule() -> None:
    """The same seed gives the same schedule, another one another; written down and read it is the same."""
    drawn = [draw(seed, 10, [AT_PRINTER] * 10, AT_SHOP) for seed in ("1:0", "1:0", "1:1")]
    assert drawn[0] == drawn[1] != drawn[2]
    assert Schedule.from_json(drawn[0].to_json()) == drawn[0]


def test_every_kind_is_drawn_within_its_bounds() -> None:
    """In a hundred schedules every kind of mishap comes, and none is larger or smaller than its table says."""
    kinds = AT_PRINTER | AT_SHOP
    drawn = [one for n in range(100) for one in draw(f"all:{n}", 4, [AT_PRINTER] * 4, AT_SHOP).mishaps]
    assert {one.kind for one in drawn} == set(kinds)
    assert all(kinds[one.kind][0] <= one.size <= kinds[one.kind][1] for one in drawn)
    assert {one.where for one in drawn if one.kind in AT_SHOP} == {None}
    assert {one.where for one in drawn if one.kind in AT_PRINTER} == {0, 1, 2, 3}


def test_what_breaks_is_found_among_much() -> None:
    """Two mishaps that break something only together are what is left of forty."""
    guilty = {Mishap("kill", 0, "placed", 7.0), Mishap("offline", 1, "staged", 1.0, 3)}
    schedule = draw("small", 10, [AT_PRINTER] * 10, AT_SHOP)
    schedule = Schedule(
        "small", schedule.orders, (*schedule.mishaps, *guilty, *draw("x", 9, [{"slow": (1, 2)}] * 9, {}).mishaps)
    )
    assert len(schedule.mishaps) > 30
    asked: list[Schedule] = []

    def breaks(one: Schedule) -> bool:
        asked.append(one)
        return guilty <= set(one.mishaps)

    assert set(shrink(schedule, breaks, tries=200).mishaps) == guilty
    assert len(asked) < 200
    assert breaks(shrink(schedule, breaks, tries=3)), "with too few tries it is larger, and breaks all the same"
