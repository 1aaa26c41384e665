"""Rules between parameters: one definition, judged the same by the server and by the page."""

import json
from pathlib import Path
from typing import Any

import pytest

from generators import AtMost, Locked, Option, Parameters, Shown, Without, choice, length, value
from generators.errors import InvalidValues
from generators.limits import Limits
from samples.rules import draw

VECTORS: dict[str, Any] = json.loads(draw.FILE.read_text(encoding="utf-8"))


def test_the_vectors_are_those_of_the_form_and_its_rules() -> None:
    """The file that the page is held to says what the server says today."""
    assert json.loads(json.dumps(draw.drawn())) == VECTORS


def test_the_vectors_try_every_kind_of_rule_and_every_verb() -> None:
    """A rule that is never broken and a verb that is never used would prove nothing."""
    from generators.terms import _VERBS

    codes = {(one["field"], one["code"]) for vector in VECTORS["vectors"] for one in vector.get("errors", [])}
    bound = {(rule["field"], rule["kind"]) for rule in VECTORS["rules"] if rule["kind"] in ("at_most", "at_least")}
    word = {"at_most": "too_big", "at_least": "too_small"}
    assert {(field, word[kind]) for field, kind in bound} <= codes
    assert ("mount", "not_possible_here") in codes
    valid = [vector for vector in VECTORS["vectors"] if "values" in vector]
    assert any(vector["hidden"] for vector in valid)
    assert any(not vector["hidden"] for vector in valid)
    assert any(vector["values"]["mount"] == "snap" and vector["given"].get("lid") is not False for vector in valid)
    used = set(_verbs([rule.get("limit", rule.get("when")) for rule in VECTORS["rules"]]))
    assert used >= _VERBS.keys() - {">=", "<=", "!="}


def _verbs(tree: Any) -> list[str]:
    if not isinstance(tree, list):
        return []
    own = [tree[0]] if tree and isinstance(tree[0], str) else []
    return own + [verb for part in tree for verb in _verbs(part)]


class Mounted(Parameters):
    """A setting that only some designs have, and one that some designs settle."""

    mount: str = choice("tape", [Option("tape", "Tape"), Option("screw", "Screw")], label="Mount", help="")
    hole: float = length(4, 2, 8, label="Hole", help="")
    width: float = length(20, 10, 60, label="Width", help="")
    edge: float = length(2, 0, 10, label="Edge", help="")

    rules = (
        Shown(["hole"], value("mount") == "screw"),
        Locked("edge", 3.0, value("width") > 40, "wide ones need it."),
        AtMost("hole", value("width") / 5, "the hole would cut the plate."),
    )


def test_what_a_design_does_not_have_is_not_part_of_it() -> None:
    """A hidden setting keeps its default, so that two equal things are one design, and it breaks no rule."""
    assert Mounted.read({"hole": 8, "width": 10}).canonical() == Mounted.read({"width": 10}).canonical()
    assert Mounted.hidden(Mounted.read({}).canonical()) == {"hole"}
    with pytest.raises(InvalidValues, match="Hole can be at most 2 mm here: the hole would cut the plate"):
        Mounted.read({"hole": 8, "width": 10, "mount": "screw"})


def test_a_locked_setting_has_its_value_whatever_is_given() -> None:
    """Under its condition it is settled; else it is the customer's."""
    assert Mounted.read({"width": 50, "edge": 7}).edge == 3.0
    assert Mounted.read({"width": 40, "edge": 7}).edge == 7.0


def test_a_rule_follows_the_printer() -> None:
    """The same form is bounded by the volume of the machine it is for."""
    small = Limits.generic(volume=(100, 100, 100))
    with pytest.raises(InvalidValues, match="Width can be at most 96 mm here"):
        draw.Form.read({"width": 150}, small)
    assert draw.Form.read({"width": 150}).width == 150


def test_repaired_values_are_valid_and_every_change_is_told() -> None:
    """What does not work is replaced by the nearest that does, also where mending one breaks another."""
    values, errors = draw.Form.repaired({"width": 999, "corner": 60, "wall": 0.4, "nonsense": 1})
    assert draw.Form.read(values.canonical()).canonical() == values.canonical()
    assert {error.field for error in errors} >= {"width", "corner", "wall", "nonsense"}


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ((AtMost("nothing", 3, ""),), "'nothing', which is not a parameter"),
        ((AtMost("width", value("nothing"), ""),), "'nothing', which is not a parameter"),
        ((AtMost("mount", 3, ""),), "'mount', which is not a number"),
        ((Without("mount", ["glue"], value("width") > 3, ""),), "answers that 'mount' does not have"),
    ],
)
def test_a_rule_about_nothing_is_told_when_the_file_is_loaded(rules: Any, words: str) -> None:
    """A misspelt name never reaches a customer as a rule that does not work."""
    form: Any = type("Form", (Mounted,), {"rules": rules})
    with pytest.raises(TypeError, match=words):
        form.fields()


def test_python_words_that_would_settle_a_condition_early_are_refused() -> None:
    """`and` between two conditions would silently drop one of them."""
    with pytest.raises(TypeError, match="joined by &"):
        bool((value("width") > 3) and (value("edge") > 3))


def test_every_vector_file_is_drawn_by_a_script_beside_it() -> None:
    """Nobody edits expected answers by hand."""
    assert Path(draw.__file__).parent == draw.FILE.parent
