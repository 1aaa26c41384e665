"""By when an order is ready: by the queue, the printers that may print it, and the hours of whoever clears plates."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from server.opening import Promising, opening
from server.promise import FASTER, Print, Rules, Standing, promise

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = ("mon-fri 09:00-17:00",)
#: Nothing fails, and clearing takes no time: only the queue decides.
PLAIN = Rules(failures=0.0, clearing=0.0, grace=0)
HOUR = 3600.0
ONE, BOTH = frozenset({"a"}), frozenset({"a", "b"})


def at(text: str) -> float:
    """Local time in Berlin, seconds since 1970."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()


def day(
    begins: str, queue: list[Print], mine: list[Print], *, hours: tuple[str, ...] = WEEK, rules: Rules = PLAIN,
    printers: tuple[Standing, ...] = (Standing("a", None, True), Standing("b", None, True)),
) -> str | None:  # fmt: skip
    """The day that is promised."""
    there = opening(hours, "Europe/Berlin", at(begins))
    found = promise(at(begins), printers, queue, mine, there, rules)
    return None if found is None else f"{datetime.fromtimestamp(found, BERLIN):%a %d %H:%M}"


def test_what_is_printed_in_the_day_is_ready_that_day() -> None:
    """Two hours of printing at ten o'clock on a Monday are ready when the workshop closes."""
    assert day("2026-11-23T10:00", [], [Print(2 * HOUR, 0.05, BOTH)]) == "Mon 23 17:00"


def test_what_ends_at_night_is_taken_off_in_the_morning() -> None:
    """Nobody is there at night, nor at the weekend."""
    assert day("2026-11-23T16:00", [], [Print(2 * HOUR, 0.05, BOTH)]) == "Tue 24 17:00"
    assert day("2026-11-27T16:00", [], [Print(2 * HOUR, 0.05, BOTH)]) == "Mon 30 17:00"
    assert day("2026-11-27T16:00", [], [Print(2 * HOUR, 0.05, BOTH)], hours=("sat 10:00-12:00",)) == "Sat 28 12:00"


def test_the_queue_goes_first() -> None:
    """Three prints of a night each on one printer, then ours: the fourth morning; on two printers the first."""
    nights = [Print(14 * HOUR, 0, ONE)] * 3
    ours = [Print(1 * HOUR, 0, ONE)]
    assert day("2026-11-23T16:30", nights, ours) == "Thu 26 17:00"
    assert day("2026-11-23T16:30", [Print(14 * HOUR, 0, BOTH)] * 3, [Print(1 * HOUR, 0, BOTH)]) == "Tue 24 17:00"


def test_a_plate_that_is_not_clear_waits_for_a_person() -> None:
    """With the plate clear it prints over night; with a full plate it begins in the morning."""
    ours = [Print(10 * HOUR, 0, ONE)]
    assert day("2026-11-23T18:00", [], ours, printers=(Standing("a", None, True),)) == "Tue 24 17:00"
    assert day("2026-11-23T18:00", [], ours, printers=(Standing("a", None, False),)) == "Wed 25 17:00"
    assert day("2026-11-23T18:00", [], ours, printers=(Standing("a", 600.0, False),)) == "Wed 25 17:00"


def test_a_working_day_of_grace_beyond_today() -> None:
    """What is ready today stays so; of what comes later nobody knows everything, and the next working day is said."""
    grace = Rules(failures=0.0, clearing=0.0)
    assert day("2026-11-23T10:00", [], [Print(2 * HOUR, 0.05, BOTH)], rules=grace) == "Mon 23 17:00"
    assert day("2026-11-23T16:00", [], [Print(2 * HOUR, 0.05, BOTH)], rules=grace) == "Wed 25 17:00"
    assert day("2026-11-26T16:00", [], [Print(2 * HOUR, 0.05, BOTH)], rules=grace) == "Mon 30 17:00"


def test_failures_make_it_later() -> None:
    """Where every third print fails, the day that nearly always holds is a later one."""
    ours = [Print(10 * HOUR, 0, BOTH)]
    never = day("2026-11-23T16:00", [], ours)
    often = day("2026-11-23T16:00", [], ours, rules=Rules(failures=0.33, clearing=300.0, grace=0))
    assert never == "Tue 24 17:00"
    assert often in ("Thu 26 17:00", "Fri 27 17:00")


def test_one_person_clears_one_plate_at_a_time() -> None:
    """Thirty plates of a night, 15 minutes each: the last of them is not cleared on the first day."""
    many = tuple(Standing(str(n), 600.0, False) for n in range(32))
    last = [Print(60.0, 0, frozenset({"31"}))]
    slow, quick = Rules(0.0, 15 * 60.0, grace=0), Rules(0.0, 15 * 60.0, people=4, grace=0)
    assert day("2026-11-23T18:00", [], last, printers=many, rules=slow) == "Wed 25 17:00"
    assert day("2026-11-23T18:00", [], last, printers=many, rules=quick) == "Tue 24 17:00"


def test_what_nobody_can_print_is_not_promised() -> None:
    """No printer, none that takes it, no hours ahead: then no day is said."""
    ours = [Print(HOUR, 0, frozenset({"c"}))]
    assert day("2026-11-23T10:00", [], ours) is None
    assert day("2026-11-23T10:00", [], [Print(HOUR, 0, BOTH)], printers=()) is None
    assert day("2026-11-23T10:00", [], [Print(300 * 24 * HOUR, 0, BOTH)]) is None


@settings(max_examples=30, deadline=None)
@given(queue=st.lists(st.floats(60, 30 * HOUR), max_size=8), mine=st.floats(60, 30 * HOUR))
def test_no_promise_is_sooner_than_the_printing(queue: list[float], mine: float) -> None:
    """On one printer everything ahead has to be printed first, and a day ends when the last person leaves."""
    there = opening(WEEK, "Europe/Berlin", at("2026-11-23T10:00"))
    prints = [Print(seconds, 0, ONE) for seconds in queue]
    begins = at("2026-11-23T10:00")
    found = promise(begins, (Standing("a", None, True),), prints, [Print(mine, 0, ONE)], there, PLAIN)
    assert found is not None
    assert found >= begins + (sum(queue) + mine) * (1 - FASTER)
    assert found in {end for _, end in there.spans}
    assert found == promise(begins, (Standing("a", None, True),), prints, [Print(mine, 0, ONE)], there, PLAIN)


def test_clocks_that_are_set_do_not_shift_the_hours() -> None:
    """Nine o'clock is nine o'clock before and after the last Sunday of October."""
    there = opening(("mon-sun 09:00-17:00",), "Europe/Berlin", at("2026-10-24T08:00"))
    assert [f"{datetime.fromtimestamp(begin, BERLIN):%H:%M}" for begin, _ in there.spans[:3]] == ["09:00"] * 3
    assert there.spans[1][0] - there.spans[0][0] == 25 * HOUR
    assert there.next(at("2026-10-24T12:00")) == at("2026-10-24T12:00")
    assert there.next(at("2026-10-24T17:00")) == at("2026-10-25T09:00")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"hours": ["9 to 5"]}, "write them like 'mon-fri 09:00-17:00'"),
        ({"hours": ["foo 09:00-17:00"]}, "the days are mon, tue"),
        ({"hours": ["mon 17:00-09:00"]}, "split a night into two lines"),
        ({"time_zone": "Mars/Olympus"}, "one is written like 'Europe/Berlin'"),
    ],
)
def test_wrong_hours_are_named(wrong: dict[str, object], words: str) -> None:
    """A line that cannot be read is shown with what it should look like."""
    with pytest.raises(ValidationError, match=words):
        Promising.model_validate(wrong)


def test_a_day_ends_at_midnight_where_somebody_is_always_there() -> None:
    """Round the clock is day after day, and lines of one day that touch are one span."""
    there = opening(("mon-sun 00:00-24:00",), "UTC", 0.0)
    assert there.end_of_day(3600.0) == 86400.0
    assert there.next(86399.0) == 86399.0
    assert opening(("thu 09:00-12:00", "thu 11:00-17:00"), "UTC", 0.0).spans[0] == (9 * HOUR, 17 * HOUR)
