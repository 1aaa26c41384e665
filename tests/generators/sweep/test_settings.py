"""The settings that are tried: every kind of them, each once, the same with each run."""

from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import pytest

from generators.limits import Limits
from generators.sweep import covering
from generators.sweep.offer import offered
from generators.sweep.settings import Setting, fast_plan, plan
from generators.sweep.shrink import shrunk
from generators.template import Template

Loaded = Callable[[str], Template[Any]]

RULED = """
class P(Parameters):
    width: float = length(60, 20, 120, step=1, label="Width", help="How wide.")
    corner: float = length(5, 0, 60, step=1, label="Corner", help="How round.")
    wall: float = length(2, 1, 4, step=0.1, label="Wall", help="How thick.")
    lid: str = letters("Lid", "nsh")
    magnets: bool = toggle(False, label="Magnets", help="In the lid.")
    screw: float = length(3, 2, 6, step=1, label="Screw", help="How wide.")
    rules = (
        AtMost("corner", value("width") / 2 - 10, "no straight side would be left."),
        AtLeast("wall", value("width") / 50, "wide walls bend."),
        Without("lid", ["s", "h"], value("wall") < 1.5, "a thin wall breaks."),
        Locked("magnets", False, value("width") < 40, "no room for magnets."),
        Shown(["screw"], value("lid") == "s"),
    )

def build(values: P) -> Iterator[Part]:
    yield Part("block", block(values.width, 30, 10))
"""


def by_source(settings: list[Setting], source: str) -> list[dict[str, Any]]:
    """The values that one way of looking gave."""
    return [one.values for one in settings if one.source == source]


def test_every_setting_is_one_the_form_takes_and_none_comes_twice(template: Loaded, limits: Limits) -> None:
    """A plan of 300 holds at least 300 designs, each read as it stands."""
    loaded = template(RULED)
    found = plan(loaded, limits, 300, 1)
    assert len(found.settings) >= 300
    digests = set()
    for one in found.settings:
        values = loaded.parameters.read(one.values, limits)
        assert values.canonical() == one.values
        digests.add(loaded.digest(values))
    assert len(digests) == len(found.settings)
    assert found.settings[0].source == "defaults"
    assert found.dead_ends == []


def test_the_same_seed_gives_the_same_settings_in_the_same_order(template: Loaded, limits: Limits) -> None:
    """And another seed others, of the random ones alone."""
    loaded = template(RULED)
    first, again, other = (plan(loaded, limits, 200, seed).settings for seed in (1, 1, 2))
    assert first == again
    assert by_source(first, "random") != by_source(other, "random")
    assert by_source(first, "corners") == by_source(other, "corners")


def test_rules_are_tried_exactly_at_their_limit_and_one_step_inside(template: Loaded, limits: Limits) -> None:
    """For the default width of 60 mm: corners of 20 and 19, walls of 1.2 and 1.3."""
    edges = by_source(plan(template(RULED), limits, 100, 1).settings, "edges")
    assert {one["corner"] for one in edges if one["width"] == 60} >= {20.0, 19.0}
    assert {one["wall"] for one in edges if one["width"] == 60} >= {1.2, 1.3}
    assert any(one["corner"] == one["width"] / 2 - 10 for one in edges if one["width"] == 120)


def test_conditions_are_tried_on_both_sides_of_their_edge(template: Loaded, limits: Limits) -> None:
    """One step below 1.5 mm of wall without lids, at 1.5 with every lid; magnets from 40 mm on; all screws."""
    settings = [one.values for one in plan(template(RULED), limits, 100, 1).settings]
    assert {one["lid"] for one in settings if one["wall"] == 1.4} == {"n"}
    assert {one["lid"] for one in settings if one["wall"] == 1.5} == {"n", "s", "h"}
    assert {one["magnets"] for one in settings if one["width"] == 39} == {False}
    assert {one["magnets"] for one in settings if one["width"] == 40} == {False, True}
    assert {one["screw"] for one in settings if one["lid"] == "s"} >= {2.0, 3.0, 6.0}
    assert {one["screw"] for one in settings if one["lid"] != "s"} == {3.0}


def test_refusals_are_counted_for_each_rule(template: Loaded, limits: Limits) -> None:
    """A share of random settings is refused, and the rules that refuse are named with how often."""
    found = plan(template(RULED), limits, 400, 1)
    assert 0 < found.refused < found.asked
    assert {who.split(":")[0] for who in found.closed} == {
        "corner at most a limit",
        "wall at least a limit",
        "lid without s, h",
    }
    assert max(found.closed.values()) <= found.refused <= sum(found.closed.values())


def test_a_fast_plan_is_short_and_holds_every_kind(template: Loaded, limits: Limits) -> None:
    """Few enough for a test that runs with each change."""
    found = fast_plan(template(RULED), limits, 1)
    assert found.sources.keys() == {"defaults", "edges", "corners", "pairs"}
    assert 10 <= len(found.settings) <= 30


@pytest.mark.parametrize("shape", [(2, 2, 2, 2), (4, 3, 2, 2, 5), (3, 1, 3, 1), (9, 8), (6,)])
def test_pairwise_settings_hold_every_pair_in_fewer_settings_than_all(shape: tuple[int, ...]) -> None:
    """Counted by hand: each two answers to each two questions stand together in some setting."""
    levels = {f"q{number}": [f"{number}-{one}" for one in range(size)] for number, size in enumerate(shape)}
    found = covering.pairwise(levels)
    for (one, these), (other, those) in combinations(levels.items(), 2):
        assert {(setting[one], setting[other]) for setting in found} == set(product(these, those))
    assert covering.missed(levels, found) == []
    everything = covering.every(levels, 1000)
    assert everything is not None
    assert len(found) <= len(everything)
    assert all(setting.keys() == levels.keys() for setting in found)


def test_missed_pairs_are_told() -> None:
    """One setting of two questions with two answers each leaves three pairs out."""
    levels = {"a": [1, 2], "b": [1, 2]}
    assert covering.missed(levels, [{"a": 1, "b": 2}]) == [
        ("a", 1, "b", 1),
        ("a", 2, "b", 1),
        ("a", 2, "b", 2),
    ]
    assert covering.every(levels, 3) is None


def test_advice_that_throws_an_answer_away_is_a_dead_end(template: Loaded, limits: Limits) -> None:
    """Only what the form complains about may change on the way to the nearest setting."""
    parameters = template(RULED).parameters
    good = offered(parameters, {"width": 60, "corner": 60}, limits)
    assert good.values is not None
    assert good.values["corner"] == 20.0
    assert [error.field for error in good.errors] == ["corner"]
    assert offered(parameters, {"width": 80, "magnets": True}, limits).errors == ()
    lost = template(RULED.replace('value("width") / 2 - 10', 'value("width") - 30')).parameters
    stuck = offered(lost, {"width": 25}, limits)
    assert stuck.values is None
    assert stuck.refused


def test_shrinking_leaves_what_is_needed_and_moves_it_as_near_as_it_goes(template: Loaded) -> None:
    """From six answers to two: the first width that fails, and a text cut to its one bad letter."""
    parameters = template("""
class P(Parameters):
    width: float = length(60, 20, 120, step=1, label="Width", help="How wide.")
    depth: float = length(60, 20, 120, step=1, label="Depth", help="How deep.")
    name: str = text("ADA", longest=12, label="Name", help="A name.")
    tall: bool = toggle(False, label="Tall", help="Twice as tall.")
    size: int = count(3, 1, 9, label="Size", help="How many.")

def build(values: P) -> Iterator[Part]:
    yield Part("block", block(values.width, 30, 10))
""").parameters
    asked = 0

    def fails(values: Any) -> bool:
        nonlocal asked
        asked += 1
        return bool(values.get("width", 60) < 38 and "Q" in values.get("name", "ADA"))

    given: dict[str, Any] = {"width": 21.0, "depth": 99.0, "name": "ABCQDEFGHI", "tall": True, "size": 9}
    assert shrunk(parameters, given, fails) == {"width": 37.0, "name": "Q"}
    assert asked <= 80
    assert shrunk(parameters, given, fails, most=0) == given
