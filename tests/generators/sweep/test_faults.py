"""Each known fault is found, called by its name, and shown by the smallest setting that has it."""

from collections.abc import Callable
from typing import Any

from generators.limits import Limits
from generators.sweep.bench import Table
from generators.sweep.page import page
from generators.sweep.settings import plan
from generators.sweep.slicing import SliceFailed
from generators.sweep.sweeping import sweep
from generators.sweep.terminal import lines
from generators.sweep.verdict import Outcome
from generators.template import Template
from tests.generators.sweep.conftest import HEAD, Swept

Loaded = Callable[[str], Template[Any]]

CLEAN = """
class P(Parameters):
    width: float = length(30, 20, 60, step=10, label="Width", help="How wide.")
    tall: bool = toggle(False, label="Tall", help="Twice as tall.")

def build(values: P) -> Iterator[Part]:
    yield Part("block", block(values.width, 30, 20 if values.tall else 10))
"""


def test_a_good_template_is_clean_in_every_design_it_has(swept: Swept) -> None:
    """Nothing is found where nothing is wrong, and a form that was walked from end to end proves itself."""
    report = swept(CLEAN)
    assert report.clean
    assert len(report.trials) == 5 * 2
    assert report.counts == {"printable": 10}
    assert (report.failures, report.dead, report.bounds) == ([], [], None)
    assert report.plan.exhausted
    assert report.proof("2026-03-01").holds_for(report.template)


SLAB = """
class P(Parameters):
    height: float = length(40, 10, 400, step=1, label="Height", help="How tall.")
    width: float = length(60, 50, 90, step=1, label="Width", help="How wide.")
    depth: float = length(60, 50, 90, step=1, label="Depth", help="How deep.")

def build(values: P) -> Iterator[Part]:
    yield Part("block", block(values.width, values.depth, values.height))
"""


def test_a_size_beyond_the_printer_comes_back_as_the_very_bound(swept: Swept) -> None:
    """The ordinary printer reaches 250 mm: 251 is the smallest failing height, and 250 the bound to write."""
    report = swept(SLAB)
    assert not report.clean
    assert [(one.fault, one.smallest) for one in report.failures] == [("unprintable DOES_NOT_FIT", {"height": 251.0})]
    assert report.bounds is not None
    assert report.bounds.words == ["height: at most 250"]
    assert report.bounds.verified
    picture = report.failures[0].picture
    assert picture is not None
    assert picture.startswith(b"\x89PNG")


def test_failures_gather_where_the_map_says(swept: Swept) -> None:
    """Every failure lies in the stretches above 250 mm, and every setting tried above 283 mm fails."""
    stretches = swept(SLAB).map["height"]
    assert [one.label for one in stretches[5:7]] == ["205 to 244", "244 to 283"]
    assert all(one.failed == 0 for one in stretches[:6])
    assert sum(one.tried for one in stretches[7:]) > 0
    assert all(one.failed == one.tried for one in stretches[7:])


PAIR = """
class P(Parameters):
    a: str = letters("A", "pqrs")
    b: str = letters("B", "pqrs")
    c: str = letters("C", "pqrs")
    d: str = letters("D", "pqrs")
    e: str = letters("E", "pqrs")
    size: float = length(30, 20, 60, step=1, label="Size", help="How wide.")

def build(values: P) -> Iterator[Part]:
    sides = [20 + ord(one) - ord("p") for one in (values.a, values.b, values.c)]
    if values.b == "r" and values.d == "s":
        raise ValueError("these two do not go together")
    yield Part("block", block(values.size + sides[0], 20 + sides[1], sides[2]), quantity=1 + "pqrs".index(values.d))
    yield Hardware(f"screw {values.e}")
"""


def test_a_pair_of_answers_that_breaks_is_found_and_named_alone(template: Loaded, limits: Limits) -> None:
    """Pairs of answers are tried without chance; of six answers, exactly the two that break are left."""
    loaded = template(PAIR)
    met = [one for one in plan(loaded, limits, 1, 1).settings if (one.values["b"], one.values["d"]) == ("r", "s")]
    assert {one.source for one in met} >= {"pairs"}
    report = sweep(loaded, Table(loaded, limits), limits, settings=20, seed=5)
    line = HEAD.count("\n") + PAIR.split("raise ValueError")[0].count("\n") + 1
    assert [(one.fault, one.smallest) for one in report.failures] == [(f"broken line {line}", {"b": "r", "d": "s"})]
    assert report.failures[0].words == "ValueError: these two do not go together"
    assert report.bounds is not None
    assert report.bounds.verified
    assert report.bounds.words in (["b: without r"], ["d: without s"])
    assert report.dead == []


def test_a_control_that_does_nothing_is_told_and_one_that_hides_is_not(swept: Swept) -> None:
    """A control counts only where it is asked: one behind a switch is alive when it works there, dead when not."""
    report = swept("""
class P(Parameters):
    size: float = length(30, 20, 60, step=1, label="Size", help="How wide.")
    gloss: float = length(3, 1, 9, step=1, label="Gloss", help="Does nothing.")
    feet: bool = toggle(False, label="Feet", help="Stand on feet.")
    foot: float = length(5, 2, 9, step=1, label="Foot", help="How tall feet are.")
    polish: float = length(5, 2, 9, step=1, label="Polish", help="Does nothing.")
    never: bool = toggle(False, label="Never", help="Is never asked.")
    screws: int = count(2, 1, 4, label="Screws", help="Only in the bag.")
    rules = (Shown(["foot", "polish"], value("feet") == True), Shown(["never"], value("size") > 900))

def build(values: P) -> Iterator[Part]:
    yield Part("block", block(values.size, 30, 10 + values.feet * values.foot))
    yield Hardware("screw", values.screws)
""")
    assert report.clean
    assert [(one.name, one.bases > 0) for one in report.dead] == [("gloss", True), ("polish", True), ("never", False)]
    assert report.plan.idle == ["never shown"]


def test_a_control_whose_ends_are_barred_is_alive_between_them(swept: Swept) -> None:
    """Asked for either end, the form moves the other size instead: only steps in between turn this one alone."""
    report = swept("""
class P(Parameters):
    size: float = length(40, 20, 60, step=1, label="Size", help="How wide.")
    room: float = length(40, 20, 60, step=1, label="Room", help="How deep.")
    rules = (
        AtMost("room", 82 - value("size"), "too deep."),
        AtLeast("room", 78 - value("size"), "not deep enough."),
    )

def build(values: P) -> Iterator[Part]:
    yield Part("block", block(values.size, values.room, 10))
""")
    assert report.clean
    assert report.dead == []


def test_a_rule_without_a_way_out_is_a_dead_end(swept: Swept) -> None:
    """Below a room of 40 no size is small enough: the form refuses and has nothing to offer."""
    report = swept("""
class P(Parameters):
    room: float = length(80, 20, 100, step=1, label="Room", help="How much room.")
    size: float = length(30, 10, 60, step=1, label="Size", help="How wide.")
    rules = (AtMost("size", value("room") - 30, "there is no room."),)

def build(values: P) -> Iterator[Part]:
    yield Part("block", block(values.size, values.room, 10))
""")
    assert not report.clean
    assert all(trial.prints for trial in report.trials)
    failure = report.failures[-1]
    assert (failure.outcome, failure.smallest) == (Outcome.NO_NEAREST, {"room": 39.0})
    assert failure.count == report.counts["no_nearest"] == len(report.plan.dead_ends) > 0
    assert "at most 9 mm here: there is no room." in failure.words


def test_what_the_slicer_refuses_is_not_clean(swept: Swept) -> None:
    """The largest is among the settings that are sliced; a refusal is told in the slicer's words."""
    cut: list[int] = []

    def cutter(pieces: Any) -> str | None:
        cut.append(len(pieces))
        return "no layers" if len(cut) == 2 else None

    report = swept(CLEAN, cutter=cutter, sliced=3)
    assert cut == [1, 1, 1]
    refused = [trial for trial in report.trials if trial.outcome is Outcome.NOT_SLICED]
    assert [trial.values for trial in refused] == [{"tall": True, "width": 60.0}]
    assert [(one.fault, one.words) for one in report.failures] == [("not_sliced", "no layers")]


def test_a_slicer_that_gives_no_answer_is_told_and_loses_nothing(swept: Swept) -> None:
    """It says nothing about the part: what was tried stays, and what could not be is named."""
    cut: list[int] = []

    def cutter(pieces: Any) -> str | None:
        cut.append(len(pieces))
        if len(cut) == 2:
            raise SliceFailed("the slicer gave no answer in 300 seconds")
        return None

    report = swept(CLEAN, cutter=cutter, sliced=3)
    assert report.clean
    assert (report.sliced, report.not_sliced) == (2, ["the slicer gave no answer in 300 seconds"])
    assert "  could not be sliced: the slicer gave no answer in 300 seconds" in lines(report)
    assert "could not be sliced" in page(report)


def test_a_template_whose_defaults_cannot_be_had_is_told_so(swept: Swept) -> None:
    """Nothing can be tried, and that is not clean."""
    report = swept("""
class P(Parameters):
    size: float = length(30, 10, 60, step=1, label="Size", help="How wide.")
    rules = (AtMost("size", 5, "it is never small enough."),)

def build(values: P) -> Iterator[Part]:
    yield Part("block", block(values.size, 10, 10))
""")
    assert report.trials == []
    assert not report.clean
    assert report.counts == {"no_nearest": 1}
