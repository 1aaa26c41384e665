"""Errors say what happened in a sentence, carry facts, and survive the way to another process."""

import pickle

import pytest

from printers import errors

SAMPLES: list[errors.PrintersError] = [
    errors.UnknownProfile("machine", "x", ("a", "b"), "a"),
    errors.BrokenProfile("x.toml", "it is empty"),
    errors.PlateFull("part", (300.0, 20.25, 5.0), (192.0, 192.0, 200.0)),
    errors.BrokenModel("part", "it has no points"),
    errors.BrokenPlate("a part lies outside the bed"),
    errors.SlicerMissing(("a", "b")),
    errors.SlicerCrashed(11),
    errors.SlicerTimedOut(1.5),
    errors.SlicerRefused(("too big",)),
    errors.GcodeRefused(7, "M500 is never allowed", "M500"),
    errors.UnknownDriver("x", ("a",)),
    errors.Unreachable("http://a", "silence"),
    errors.Denied("http://a"),
    errors.WrongHost("http://a", "it is a teapot"),
    errors.Busy("a.gcode", "later"),
    errors.NoSpace("a.gcode", True),
    errors.Rejected("a.gcode", "no"),
    errors.Mismatch("a.gcode", "0" * 64, "1" * 64),
    errors.InUse("a.gcode"),
    errors.Refused("a.gcode", "busy"),
    errors.Unsure("a.gcode", "no answer"),
]


def leaves(kind: type[errors.PrintersError]) -> set[type[errors.PrintersError]]:
    """All errors that have no kinds of their own."""
    kinds = kind.__subclasses__()
    return {kind} if not kinds else set().union(*(leaves(below) for below in kinds))


def test_every_error_has_a_sample() -> None:
    """The list above is whole, and the tree at the top of the file names them all."""
    assert {type(sample) for sample in SAMPLES} == leaves(errors.PrintersError)
    assert errors.__doc__
    assert all(type(sample).__name__ in errors.__doc__ for sample in SAMPLES)


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_error_speaks_and_travels(error: errors.PrintersError) -> None:
    """One sentence without holes; pickled and back it says the same and knows the same."""
    assert "{" not in str(error)
    assert len(str(error)) > 5
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_messages_name_thing_and_limit() -> None:
    """A person can act on what is said."""
    assert (
        str(SAMPLES[2]) == '"part" measures 300 x 20.2 x 5 mm, but this machine prints no more than 192 x 192 x 200 mm.'
    )
    assert str(SAMPLES[9]) == 'line 7: M500 is never allowed in "M500".'


def test_trying_again_helps_only_where_the_world_may_change() -> None:
    """The very list."""
    assert {type(error).__name__ for error in SAMPLES if error.retryable} == {
        "SlicerTimedOut",
        "Unreachable",
        "Busy",
        "InUse",
    }
