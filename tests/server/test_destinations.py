"""Where a waiting plate goes: where it can begin first, and never to a person's door while another is open."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.destinations import NOWHERE, Berth, Destination, Waiting, destinations

IDLE = Berth("elm", "Elm", 0.0)
BUSY = Berth("oak", "Oak", 600.0, after="Organiser")
DIRTY = Berth("ash", "Ash", 0.0, wants_a_person=True)


def plate(name: str, *fits: str, seconds: float = 60.0) -> Waiting:
    """A plate that these printers take."""
    return Waiting(name, name.title(), frozenset(fits), seconds)


def test_each_goes_where_it_can_begin_first() -> None:
    """A free printer, then behind what it got; behind a running print; to one that wants a person last; or nowhere."""
    found = destinations(
        [
            plate("tag", "elm", "oak", "ash"),
            plate("clip", "elm", "oak", "ash", seconds=900),
            plate("box", "elm", "oak"),
            plate("hook", "ash"),
            plate("pin", "ash"),
            plate("vase"),
        ],
        [IDLE, BUSY, DIRTY],
    )
    assert found == {
        "tag": Destination("Elm", "elm", now=True),
        "clip": Destination("Elm after Tag", "elm"),
        "box": Destination("Oak after Organiser", "oak"),
        "hook": Destination("waits for Ash", "ash"),
        "pin": Destination("Ash after Hook", "ash"),
        "vase": NOWHERE,
    }


@given(
    plates=st.lists(st.tuples(st.frozensets(st.sampled_from("abcd")), st.floats(0, 1e5)), max_size=8),
    printers=st.lists(st.tuples(st.floats(0, 1e5), st.booleans(), st.booleans()), max_size=4),
)
def test_every_plate_is_told_one_place_that_takes_it(
    plates: list[tuple[frozenset[str], float]], printers: list[tuple[float, bool, bool]]
) -> None:
    """Whatever the farm looks like: a place among those that fit, free only once, and none only where none fits."""
    berths = [
        Berth(name, name, free if busy else 0.0, "Job" if busy else None, person)
        for name, (free, busy, person) in zip("abcd", printers, strict=False)
    ]
    waiting = [Waiting(str(number), "W", fits, seconds) for number, (fits, seconds) in enumerate(plates)]
    found = destinations(waiting, berths)
    assert list(found) == [one.id for one in waiting]
    there = {berth.id for berth in berths}
    for one in waiting:
        where = found[one.id]
        assert (where.printer is None) == (not one.fits & there)
        assert where.printer is None or where.printer in one.fits
    begun = [where.printer for where in found.values() if where.now]
    assert len(begun) == len(set(begun))
    assert all(not berth.wants_a_person and berth.after is None for berth in berths if berth.id in begun)
