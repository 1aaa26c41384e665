"""A product's failures are put down to one of its settings only where chance hardly does as much."""

from __future__ import annotations

import random

import pytest

from server.regions import CHANCE, Print, Region, split


def prints(*groups: tuple[int, int, dict[str, object]]) -> list[Print]:
    """So many failed of so many, with these values."""
    return [Print(values, number < failed) for failed, count, values in groups for number in range(count)]


def words(*groups: tuple[int, int, dict[str, object]]) -> str:
    """What is said of a product called Hook."""
    return Region("Hook", prints(*groups)).words()


def test_a_thin_wall_that_fails_is_named() -> None:
    """With the roundest number between the two sides, and both sides counted."""
    said = words((3, 9, {"wall": 1.6, "size": 20}), (0, 31, {"wall": 2.0, "size": 20}))
    assert said == "Hook with wall < 2: 3 of 9 failed, of the others 0 of 31"


@pytest.mark.parametrize(
    ("low", "high", "at"), [(1.6, 2.4, "2"), (1.91, 1.94, "1.94"), (19, 21, "20"), (120, 480, "400"), (0.0, 0.4, "0.4")]
)
def test_the_bound_is_a_round_number_between(low: float, high: float, at: str) -> None:
    """Above the lower side, and not above the higher one."""
    assert words((8, 10, {"wall": low}), (0, 10, {"wall": high})).startswith(f"Hook with wall < {at}: 8 of 10")


def test_kinds_and_switches_are_sides_too() -> None:
    """A printer, a material, an option that is on."""
    said = words((7, 9, {"printer": "ash", "lid": True}), (1, 20, {"printer": "birch", "lid": True}))
    assert said == "Hook with printer “ash”: 7 of 9 failed, of the others 1 of 20"
    assert "lid on: 8 of 10" in words((8, 10, {"lid": True}), (1, 20, {"lid": False}))


@pytest.mark.parametrize(
    "groups",
    [
        [(2, 4, {"wall": 1.0}), (0, 40, {"wall": 2.0})],  # too few on one side
        [(3, 12, {"wall": 1.0}), (2, 12, {"wall": 2.0})],  # chance does as much
        [(2, 9, {"wall": 1.0}), (0, 31, {"wall": 2.0})],  # too few failures
        [(10, 10, {"wall": 1.0})],  # there is no other side
    ],
)
def test_what_is_not_told_apart_is_not_named(groups: list[tuple[int, int, dict[str, object]]]) -> None:
    """Then only the count is said."""
    said = words(*groups)
    assert " with " not in said
    failed = sum(group[0] for group in groups)
    assert said.startswith(f"Hook: {failed} of {sum(group[1] for group in groups)} failed")
    assert said.endswith("no setting tells them apart") == (failed >= 3)


def test_texts_of_customers_are_no_regions() -> None:
    """Every print has a name of its own; none of them is blamed."""
    many = [Print({"text": f"name {number}"}, number < 12) for number in range(40)]
    assert split(many) is None


def test_chance_alone_hardly_ever_names_a_setting() -> None:
    """In 400 products of 40 prints with four settings and failures at random, fewer than one in twenty is named."""
    source = random.Random(7)
    named = 0
    for _ in range(400):
        made = [
            Print(
                {name: source.choice((1.0, 2.0, 3.0, 4.0)) for name in ("wall", "size", "depth")}
                | {"printer": source.choice("ab")},
                source.random() < 0.2,
            )
            for _ in range(40)
        ]
        named += split(made) is not None
    assert named / 400 < CHANCE
