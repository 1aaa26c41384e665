"""No answer that a real host was ever heard to give surprises its driver, whatever it is the answer to."""

import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from printers.errors import DriverError
from printers.printer import Driver
from tests.printers.replay import SAMPLES, Answer, host

KINDS = ("octoprint", "moonraker", "prusalink")


def captured(kind: str) -> Iterator[dict[str, Any]]:
    """Every single request with its answer; long conversations over a websocket are no such thing."""
    for path in sorted((SAMPLES / kind).glob("*.json")):
        case = json.loads(path.read_text())
        assert (case["host"], case["case"], case["captured"]) == (kind, path.stem, True)
        if case.get("status") is not None:
            yield case


def test_there_are_as_many_as_were_captured() -> None:
    """None was lost on the way here."""
    assert {kind: len(list((SAMPLES / kind).glob("*.json"))) for kind in KINDS} == {
        "octoprint": 101,
        "moonraker": 123,
        "prusalink": 98,
    }


QUESTIONS: dict[str, Callable[[Driver], Awaitable[object]]] = {
    "read": lambda driver: driver.read(),
    "identify": lambda driver: driver.identify(),
    "find": lambda driver: driver.find("job1.gcode", 1.0),
    "start": lambda driver: driver.start("a.gcode"),
    "cancel": lambda driver: driver.cancel("job1.gcode"),
}
LONG = [pytest.param(name, marks=pytest.mark.long) for name in QUESTIONS if name != "read"]


@pytest.mark.parametrize("question", ["read", *LONG])
@pytest.mark.parametrize("kind", KINDS)
async def test_every_answer_is_understood_or_refused_in_our_words(kind: str, question: str) -> None:
    """
    Each answer is given to whatever a driver asks.

    What comes of it is a value of the contract or an error of its tree: never a KeyError, never an invented state.
    """
    current: Answer = (200, "")
    seen = 0
    async with host(kind, lambda method, path: current) as driver:
        for case in captured(kind):
            current = case["status"], case["response"]
            with contextlib.suppress(DriverError):
                await QUESTIONS[question](driver)
            seen += 1
    assert seen > 80
