"""The witness of the chaos sees every way in which the promise can be broken."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from server.models import Attempt, Job
from tests.reliability.machines import Print, VirtualMachine
from tests.reliability.witness import Said, broken, onto_something

ONE, TWO = "abc-1-e1.gcode", "abc-1-e2.gcode"


class Machine(VirtualMachine):
    """A printer of which only what it printed is known."""

    def __init__(self, prints: Sequence[Print], cleared: set[int] | None = None) -> None:
        self.name = "ash"
        self.cleared_after = {0} if cleared is None else cleared
        self._prints = list(prints)

    def prints(self) -> list[Print]:
        """As it was told."""
        return self._prints


def said(state: str = "done", **attempts: tuple[str, str | None, Sequence[str]]) -> Said:
    """One order with one job; by attempt (e1, e2) its state, its outcome and the states that it went through."""
    names = {f"abc-1-{short}.gcode": what for short, what in attempts.items()}
    lines = [(name, move) for name, (_, _, moves) in names.items() for move in moves]
    return Said(
        orders={"abc": state},
        jobs={"abc": [Job(id="abc-1", order_id="abc", state=state, trouble=None)]},
        attempts={
            "abc": [
                Attempt(name=name, job_id="abc-1", state=there, outcome=outcome, why="")
                for name, (there, outcome, _) in names.items()
            ]
        },
        moves={name: [(number, move) for number, (of, move) in enumerate(lines) if of == name] for name in names},
    )


DONE = ("ended", "done", ("starting", "printing", "ended"))
FAILED = ("ended", "failed", ("starting", "printing", "ended"))
NEVER = ("abandoned", None, ("starting", "abandoned"))
ASKED = ("abandoned", None, ("starting", "printing", "unsure", "abandoned"))


@pytest.mark.parametrize(
    ("what", "prints"),
    [
        (said(e1=DONE), [Print(1, ONE, "done")]),
        (said(e1=NEVER, e2=DONE), [Print(1, TWO, "done")]),
        (said(e1=FAILED, e2=DONE), [Print(1, ONE, "failed"), Print(2, TWO, "done")]),
        (said(e1=ASKED, e2=DONE), [Print(1, ONE, "forgotten"), Print(2, TWO, "done")]),
    ],
)
def test_a_promise_that_was_kept_is_left_alone(what: Said, prints: list[Print]) -> None:
    """Printed once; once after an attempt that never started; again after a failure; again after a person decided."""
    assert list(broken(what, "abc", [Machine(prints)])) == []


@pytest.mark.parametrize(
    ("words", "what", "prints"),
    [
        ("is lost", Said({}, {}, {}, {}), []),
        ("came to no end", said("printing", e1=DONE), [Print(1, ONE, "done")]),
        ("twice under one name", said(e1=DONE), [Print(1, ONE, "failed"), Print(2, ONE, "done")]),
        ("printed whole 2 times", said(e1=DONE, e2=DONE), [Print(1, ONE, "done"), Print(2, TWO, "done")]),
        ("printed whole 0 times", said(e1=DONE), []),
        ("knows of no such attempt", said(e2=DONE), [Print(1, ONE, "failed"), Print(2, TWO, "done")]),
        ("the shop says done", said(e1=DONE), [Print(1, ONE, "failed")]),
        ("nobody was asked", said(e1=NEVER, e2=DONE), [Print(1, ONE, "forgotten"), Print(2, TWO, "done")]),
        ("never to have started", said(e1=NEVER, e2=DONE), [Print(1, ONE, "failed"), Print(2, TWO, "done")]),
        (
            "before the end of",
            said(e1=("ended", "failed", ("starting",)), e2=DONE),
            [Print(1, ONE, "failed"), Print(2, TWO, "done")],
        ),
    ],
)
def test_a_broken_promise_is_seen(words: str, what: Said, prints: list[Print]) -> None:
    """Every way in which an order can be lost, printed twice, or told of falsely."""
    assert any(words in found for found in broken(what, "abc", [Machine(prints)]))


def test_a_start_onto_a_full_plate_is_seen() -> None:
    """Every start of ours needs a plate that was cleared after the print before it, whoever that was from."""
    prints = [Print(1, ONE, "done"), Print(2, "ash-own-1.gcode", "done"), Print(3, TWO, "done")]
    assert list(onto_something(Machine(prints, {0, 1, 2}))) == []
    assert [one[: len(TWO)] for one in onto_something(Machine(prints, {0, 1}))] == [TWO]
    assert [one[: len(ONE)] for one in onto_something(Machine(prints[:1], set()))] == [ONE]
