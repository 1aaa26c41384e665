"""What a customer sends becomes either valid values or errors that name every wrong field."""

import math
import pickle
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators import AtLeast, AtMost, Option, Parameters, choice, count, length, ratio, text, toggle, value
from generators.errors import BuildFailed, FieldError, InvalidValues
from generators.fields import Number
from generators.terms import Facts


class Sample(Parameters):
    """One field of each kind."""

    word: str = text("ADA", longest=8, label="Word", help="")
    size: float = length(5, 3, 12, step=0.2, label="Size", help="")
    share: float = ratio(50, 0, 100, label="Share", help="")
    number: int = count(2, 1, 5, label="Number", help="")
    fit: str = choice("loose", [Option("loose", "Loose"), Option("tight", "Tight")], label="Fit", help="")
    lid: bool = toggle(True, label="Lid", help="")

    rules = (AtMost("size", 3.0 + 2 * value("number"), "a reason."),)


def wrong(**raw: object) -> FieldError:
    """Read values of which exactly one is wrong, and give its error."""
    with pytest.raises(InvalidValues) as caught:
        Sample.read(raw)
    (error,) = caught.value.errors
    return error


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
ANYTHING = JSON | st.binary() | st.text("0123456789.eE+-_x infnaN", max_size=40)


@given(st.dictionaries(st.sampled_from(list(Sample.model_fields)) | st.text(max_size=12), ANYTHING, max_size=8))
def test_anything_sent_is_read_or_refused_in_words(raw: dict[str, object]) -> None:
    """No value makes reading fail in any other way, and what is accepted reads back as itself."""
    try:
        values = Sample.read(raw)
    except InvalidValues as error:
        refused = error.errors
    else:
        assert Sample.read(values.canonical()).canonical() == values.canonical()
        assert list(values.canonical()) == sorted(Sample.model_fields)
        return
    assert refused
    for one in refused:
        assert one.message.endswith(".")
        one.message.encode("utf-8")
        (one.given or "").encode("utf-8")
        if one.nearest is not None and one.code in ("too_small", "too_big", "too_long", "character_not_available"):
            Sample.fields()[one.field].read(one.nearest)


@given(st.floats(3, 12))
def test_a_number_goes_to_the_nearest_step(size: float) -> None:
    """The value read is on the grid from the minimum, at most half a step away, and free of binary dust."""
    value = Sample.read({"size": size, "number": 5}).size
    assert abs(value - size) <= 0.1 + 1e-9
    assert value == round(value, 1)
    assert math.isclose((value - 3) / 0.2, round((value - 3) / 0.2), abs_tol=1e-9)


@given(st.text(max_size=12))
def test_an_accepted_text_is_composed_and_has_a_shape_for_every_character(word: str) -> None:
    """Text that is read is NFC, stripped and short; text that is not names a nearest one that is read."""
    try:
        read = Sample.read({"word": word}).word
    except InvalidValues as error:
        nearest = error.errors[0].nearest
        assert isinstance(nearest, str)
        read = Sample.read({"word": nearest}).word
        assert read == nearest
    assert read == unicodedata.normalize("NFC", read).strip()
    assert len(read) <= 8


@pytest.mark.parametrize("value", ["30", 30, 30.0, " 30 ", "3e1", "30.000"])
def test_one_number_has_one_canonical_form(value: Any) -> None:
    """30, 30.0 and "30" are one design."""
    assert Sample.read({"share": value}).canonical()["share"] == 30.0


@pytest.mark.parametrize(
    ("raw", "code", "limit", "nearest"),
    [
        ({"size": 2}, "too_small", 3.0, 3.0),
        ({"size": "99"}, "too_big", 12.0, 12.0),
        ({"size": 9.0}, "too_big", 7.0, 7.0),
        ({"number": 10**400}, "too_big", 5, 5),
        ({"size": "NaN"}, "not_a_number", None, None),
        ({"size": math.nan}, "not_a_number", None, None),
        ({"size": math.inf}, "not_a_number", None, None),
        ({"size": "1e999"}, "not_a_number", None, None),
        ({"size": "0x8"}, "not_a_number", None, None),
        ({"size": "1_0"}, "not_a_number", None, None),
        ({"size": "٥"}, "not_a_number", None, None),
        ({"size": "5" + "0" * 40}, "not_a_number", None, None),
        ({"size": True}, "wrong_type", None, None),
        ({"size": None}, "wrong_type", None, None),
        ({"fit": "tigt"}, "not_on_the_list", None, "tight"),
        ({"fit": 3}, "not_on_the_list", None, None),
        ({"lid": "yes"}, "wrong_type", None, None),
        ({"word": 5}, "wrong_type", None, None),
        ({"word": "A" * 10_000}, "too_long", 8, "A" * 8),
        ({"word": "I ♥ \U0001f600"}, "character_not_available", None, "I ♥"),
        ({"word": "A\x00B"}, "character_not_available", None, "AB"),
        ({"word": "A\u202eB"}, "character_not_available", None, "AB"),
        ({"word": "שלום"}, "character_not_available", None, ""),
        ({"word": "\ud800"}, "character_not_available", None, ""),
        ({"sise": 5}, "unknown_parameter", None, "size"),
        ({"": 5}, "unknown_parameter", None, None),
    ],
)
def test_each_mistake_has_its_code_limit_and_nearest_value(
    raw: dict[str, object], code: str, limit: object, nearest: object
) -> None:
    """A wrong value is answered by what is wrong, the limit, and the nearest value that is right."""
    error = wrong(**raw)
    assert (error.code, error.limit, error.nearest) == (code, limit, nearest)


def test_a_missing_character_is_named() -> None:
    """The customer reads which character cannot be made."""
    assert "grinning face" in wrong(word="\U0001f600").message


def test_all_wrong_fields_are_told_at_once() -> None:
    """Three mistakes are three errors, each under its field's name."""
    with pytest.raises(InvalidValues) as caught:
        Sample.read({"size": 99, "fit": "x", "nonsense": 1})
    assert {error.field for error in caught.value.errors} == {"size", "fit", "nonsense"}


def test_errors_survive_the_way_between_processes() -> None:
    """A worker's refusal arrives with every field, and a failed build with its line."""
    refusal = InvalidValues([wrong(size=99)])
    again = pickle.loads(pickle.dumps(refusal))
    assert (type(again), again.errors, str(again)) == (InvalidValues, refusal.errors, str(refusal))
    failure = pickle.loads(pickle.dumps(BuildFailed("box", "no room", 7)))
    assert (failure.template, failure.line, str(failure)) == ("box", 7, "box could not be built (line 7): no room")


def test_composed_and_decomposed_text_are_one_design() -> None:
    """é typed as one character or as two is the same text."""
    assert Sample.read({"word": "é"}) == Sample.read({"word": "e\u0301"})


def test_values_are_frozen_and_checked_by_their_own_constructor() -> None:
    """There is no second door: values built in Python obey the same fields."""
    values = Sample(size=5.1)
    assert values.size == 5.2
    with pytest.raises(InvalidValues):
        Sample(size=99)
    with pytest.raises(ValueError, match="frozen"):
        values.size = 6


def test_a_rule_from_below_gives_the_next_step_up() -> None:
    """A limit between two steps is rounded to the side that is allowed."""
    field = Sample.fields()["size"]
    assert isinstance(field, Number)
    rule = AtLeast("size", 5.05, "a reason.")
    error = rule.broken_by(Facts({"size": 4.0}), field)
    assert error is not None
    assert (error.code, error.nearest) == ("too_small", 5.2)


@pytest.mark.parametrize(
    ("declare", "words"),
    [
        (lambda: length(5, 3, 12.05, step=0.5, label="Size", help=""), "whole steps"),
        (lambda: length(5.1, 3, 12, step=0.5, label="Size", help=""), "not on its grid"),
        (lambda: length(50, 3, 12, step=0.5, label="Size", help=""), "not allowed"),
        (lambda: length(5, 12, 3, step=0.5, label="Size", help=""), "below the maximum"),
        (lambda: choice("a", [Option("b", "B")], label="Fit", help=""), "not allowed"),
        (lambda: text("\U0001f600", longest=5, label="Word", help=""), "not allowed"),
    ],
)
def test_a_makers_mistake_is_told_when_the_file_is_loaded(declare: Any, words: str) -> None:
    """Bounds off the grid and defaults out of bounds never reach a customer."""
    with pytest.raises(ValueError, match=words):
        declare()


@pytest.mark.parametrize("name", ["hidden", "table", "clearance", "copy"])
def test_a_parameter_cannot_take_the_place_of_a_word_of_the_form(name: str) -> None:
    """Such a file would load and then fail where the word is used; it is refused with the name in question."""
    with pytest.warns(UserWarning, match=name):
        form: Any = type(
            "Form", (Parameters,), {"__annotations__": {name: bool}, name: toggle(True, label="Name", help="It.")}
        )
    with pytest.raises(TypeError, match=f"'{name}' is a word of Parameters itself"):
        form.fields()
