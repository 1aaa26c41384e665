"""The start protocol, explored whole: no order of crashes, takeovers, lost and late requests breaks the promise."""

from __future__ import annotations

import itertools

import pytest

from tests.reliability.explore import Explored, explore
from tests.reliability.world import Rules, Trouble

#: For each rule the least trouble that shows what it is there for, and what breaks without it.
NEEDED: dict[str, tuple[Trouble, str]] = {
    "epochs": (Trouble(takeovers=2), "said never to have started, and printed"),
    "fence": (Trouble(crashes=1), "stuck"),
    "delete": (Trouble(crashes=1), "said never to have started, and printed"),
    "look_again": (Trouble(crashes=1), "said never to have started, and printed"),
    "own_names": (Trouble(crashes=1), "said never to have started, and printed"),
    "plate": (Trouble(strangers=1), "started onto a full plate"),
    "start_once": (Trouble(losses=1), "printed twice"),
    "void": (Trouble(losses=1, strangers=1), "started onto a full plate"),
    "unsure": (Trouble(restarts=1), "said never to have started, and printed"),
}
PAIRS = [
    Trouble(*(pair.count(kind) for kind in Trouble._fields))
    for pair in itertools.combinations_with_replacement(Trouble._fields, 2)
]


def _holds(found: Explored) -> None:
    assert found.broken is None, " → ".join(found.story)
    assert found.stuck is None, f"no way on from {found.stuck}"
    assert found.worlds > 20, "a model in which nothing happens proves nothing"


@pytest.mark.parametrize("trouble", PAIRS, ids=lambda trouble: "-".join(str(count) for count in trouble))
def test_no_two_troubles_break_the_promise(trouble: Trouble) -> None:
    """Whatever two things go wrong, whenever: printed once, onto a clear plate, and every end is told."""
    _holds(explore(Rules(), trouble))


@pytest.mark.long
@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(crashes=1, takeovers=1, losses=1, restarts=1, strangers=1),
        Trouble(crashes=2, takeovers=2, losses=1),
        Trouble(takeovers=3, losses=1, strangers=1),
        Trouble(losses=3, restarts=2, strangers=1),
    ],
    ids=lambda trouble: "-".join(str(count) for count in trouble),
)
def test_no_heap_of_troubles_breaks_the_promise(trouble: Trouble) -> None:
    """The same with four and five things going wrong on the way."""
    _holds(explore(Rules(), trouble))


@pytest.mark.parametrize(
    ("name", "rules"), Rules().without(), ids=lambda given: given if isinstance(given, str) else ""
)
def test_each_rule_is_needed(name: str, rules: Rules) -> None:
    """Without any single rule the model finds the very failure that the rule is there for."""
    trouble, expected = NEEDED[name]
    _holds(explore(Rules(), trouble))
    found = explore(rules, trouble)
    assert (found.broken or ("stuck" if found.stuck else None)) == expected
