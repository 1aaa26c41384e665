"""A mend is verified, obeys the form, and moves nothing that need not be moved."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generators.errors import Dropped, InvalidValues, Value
from generators.library import load_file
from generators.limits import Limits
from generators.mending import Allowance, Flaw, Form, Mend, Trial, mend, mending, tried
from generators.sweep.offer import key
from tests.generators.conftest import ROOT
from tests.generators.mending import comb

COMB = comb.template
CABLE_BOX = load_file(ROOT / "samples" / "templates" / "cable_box.py")
ORDINARY = Limits.generic()
_NUMBERS = {"base": (1, 40), "tooth": (1, 40), "nose": (1, 20)}  # in steps


def traced(template: Any, raw: dict[str, object], limits: Limits = ORDINARY) -> tuple[Mend, list[dict[str, Value]]]:
    """A mend, and what was tried for it, as far as it differs from the defaults."""
    usual = template.parameters.read({}).canonical()
    seen: list[dict[str, Value]] = []

    def trial(values: dict[str, Value]) -> Trial:
        seen.append({name: value for name, value in values.items() if value != usual[name]})
        return tried(template, values, limits)

    return mend(template, raw, limits, trial=trial), seen


def lines(found: Mend) -> dict[str, tuple[Value | None, Value, tuple[int, ...], bool]]:
    """The lines by parameter."""
    return {one.parameter: (one.old, one.new, one.removes, one.alone) for one in found.changes}


def test_the_trace_on_a_box() -> None:
    """A thin divider: one secant step to the limit, one step back to see that it is the nearest, and no third."""
    found, seen = traced(CABLE_BOX, {"divider": 0.5})
    assert seen == [{"divider": 0.5}, {"divider": 0.9}, {"divider": 0.8}]
    assert lines(found) == {"divider": (0.5, 0.9, (0,), True)}
    assert found.clean
    assert found.causes == ("divider",), "the template declares no cause"
    assert found.changes[0].words == "Divider 0.5 → 0.9 mm"


def test_each_line_stands_alone_where_it_can() -> None:
    """Three faults with three causes are three lines; each ends its own finding, and needs no other."""
    found, _seen = traced(CABLE_BOX, {"divider": 0.5, "lip": 6.0, "base": 0.3})
    assert {name: line[:2] + line[3:] for name, line in lines(found).items()} == {
        "divider": (0.5, 0.9, True),
        "lip": (6.0, 1.0, True),
        "base": (0.3, 0.6, True),
    }
    ended = {one.parameter: [found.before[place].code for place in one.removes] for one in found.changes}
    assert ended == {"divider": ["WALL_THIN"], "lip": ["OVERHANG_UNSUPPORTED"], "base": ["FLOOR_THIN"]}


def test_what_is_no_number_is_mended_too() -> None:
    """A feature is left out where no number helps; a choice is another one."""

    def trial(values: dict[str, Value]) -> Trial:
        wrong = [Flaw("ISLAND", "error", "box", "Island", 4.0, None, "mm²", "")] * (values["feet"] is True)
        wrong += [Flaw("WALL_THIN", "warning", "box", "Thin wall", 0.3, 0.9, "mm", "")] * (values["bar"] == "thin")
        return Trial(values, tuple(wrong))

    found = mend(CABLE_BOX, {"feet": True, "bar": "thin"}, ORDINARY, trial=trial)
    assert lines(found) == {"feet": (True, False, (0,), True), "bar": ("thin", "none", (1,), True)}


def test_a_design_that_prints_is_left_alone() -> None:
    """One trial, no line."""
    found, seen = traced(COMB, {})
    assert (found.changes, found.clean, len(seen)) == ((), True, 1)


def test_a_broken_rule_is_a_line_with_its_reason() -> None:
    """The form's own nearest value, in the rule's words."""
    found = mend(COMB, {"rise": 30, "tooth": 2}, ORDINARY)
    (line,) = found.changes
    assert (line.parameter, line.new) == ("rise", 24.0)
    assert "would break" in (line.because or "")


def test_what_cannot_be_built_is_mended() -> None:
    """The code of a template stops: the nearest setting where it does not."""
    found = mend(COMB, {"base": 3.3}, ORDINARY)
    assert found.clean
    assert set(lines(found)) == {"base"}
    assert abs(float(found.values["base"]) - 3.3) == pytest.approx(0.1)


def test_where_nothing_prints_it_says_so() -> None:
    """No bed is that small: the answer is honest, and what is nearest is still verified."""
    found = mend(COMB, {}, Limits.generic(volume=(9.0, 9.0, 9.0)))
    assert not found.prints
    assert found.finished
    assert any(flaw.code == "DOES_NOT_FIT" for flaw in found.left)


def test_it_ends_when_it_may_try_no_more() -> None:
    """With the best that was tried, which it does not call finished."""
    wish = {"base": 0.2, "tooth": 0.3, "head": "nose", "nose": 8.0}
    for most in (1, 3, 6):
        seen: dict[str, Trial] = {}

        def trial(values: dict[str, Value], seen: dict[str, Trial] = seen) -> Trial:
            return seen.setdefault(key(values), tried(COMB, values, ORDINARY))

        found = mend(COMB, wish, ORDINARY, Allowance(evaluations=most), trial=trial)
        assert len(seen) <= most
        assert not found.finished
        assert seen[key(found.values)].flaws == found.left
    late = mend(COMB, wish, ORDINARY, Allowance(seconds=0))
    assert (late.evaluations, late.finished) == (1, False)


def test_it_is_dropped_when_nobody_asks() -> None:
    """What `before` raises ends it at once."""
    calls = []

    def before() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise Dropped

    with pytest.raises(Dropped):
        mend(COMB, {"tooth": 0.3}, ORDINARY, before=before)
    assert len(calls) == 3


def test_a_name_is_shortened_only_where_it_would_not_print() -> None:
    """For a warning nobody loses letters; for an error they may."""

    def judged(severity: str) -> Any:
        def trial(values: dict[str, Value]) -> Trial:
            letters = len(str(values["name"]))
            flaw = Flaw("WALL_THIN", severity, "box", "Thin wall", 0.4, 0.9, "mm", "")
            return Trial(values, (flaw,) if letters > 2 else ())

        return trial

    kept = mend(CABLE_BOX, {"name": "Kabel"}, ORDINARY, trial=judged("warning"))
    assert (kept.changes, kept.prints, kept.clean) == ((), True, False)
    cut = mend(CABLE_BOX, {"name": "Kabel"}, ORDINARY, trial=judged("error"))
    assert lines(cut)["name"][:2] == ("Kabel", "Ka")


def test_it_may_be_taken_up_anywhere() -> None:
    """The same trials, told as JSON, lead the same way to the same mend."""
    wish = {"tooth": 0.4, "base": 0.2}
    first, _seen = traced(COMB, dict(wish))
    known: dict[str, Trial] = {}
    for _ in range(60):
        walk = mending(Form(COMB, ORDINARY), wish)
        wanted = next(walk)
        with contextlib.suppress(StopIteration):
            while all(key(one) in known for one in wanted):
                told = [json.dumps(known[key(one)].to_json()) for one in wanted]
                wanted = walk.send([Trial.from_json(json.loads(one)) for one in told])
        known.update({key(one): tried(COMB, one, ORDINARY) for one in wanted if key(one) not in known})
        if key(first.values) in known and len(known) == first.evaluations:
            break
    again = mend(COMB, wish, ORDINARY, trial=lambda values: known[key(values)])
    assert again == first


wishes = st.fixed_dictionaries(
    {name: st.integers(*ends).map(lambda steps: steps / 10) for name, ends in _NUMBERS.items() if name != "nose"},
    optional={
        "nose": st.integers(*_NUMBERS["nose"]).map(lambda steps: steps / 2),
        "head": st.sampled_from(["none", "nose"]),
        "teeth": st.integers(1, 5),
        "rise": st.integers(2, 30).map(float),
    },
)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(wishes)
def test_every_mend_keeps_its_promises(wish: dict[str, Any]) -> None:
    """
    It prints; the form takes it as it stands; every number is on its grid; and each line ends something.

    Without any one of its lines more would be wrong, or a rule forbids to leave that line out.
    """
    known: dict[str, Trial] = {}

    def trial(values: dict[str, Value]) -> Trial:
        return known.setdefault(key(values), tried(COMB, values, ORDINARY))

    found = mend(COMB, wish, ORDINARY, trial=trial)
    assert found.prints
    assert COMB.parameters.read(found.values).canonical() == found.values
    assert tried(COMB, found.values, ORDINARY).flaws == found.left
    form, result = Form(COMB, ORDINARY), known[key(found.values)]
    for line in found.changes:
        assert line.new == found.values[line.parameter]
        if line.old == found.asked[line.parameter]:
            assert line.new != line.old
            left_out = form.kept(found.values, {line.parameter: line.old})
            assert left_out is None or trial(left_out).counts > result.counts


def test_a_setting_that_does_not_exist_is_refused() -> None:
    """A name that was mistyped is no wish that could be mended."""
    with pytest.raises(InvalidValues, match="tooht"):
        mend(COMB, {"tooht": 1}, ORDINARY)
