"""The Duet driver understands the answers that the makers' documents show, of a board by itself and with an SBC."""

from typing import Any

import pytest

from printers.drivers.duet import status
from printers.errors import Denied, DriverError, Unreachable, WrongHost
from printers.printer import Phase
from tests.printers.replay import Answer, host, sample


def model(case: str) -> dict[str, Any]:
    """What the board says of itself there."""
    result: dict[str, Any] = sample("duet", case)[1]["result"]
    # Of a job alone nothing is said of the machine, which did nothing then.
    return result if "state" in result else {"state": {"status": "idle"}, "job": result}


@pytest.mark.parametrize(
    ("case", "phase", "name", "last"),
    [
        ("status_idle", Phase.IDLE, None, None),
        ("status_printing", Phase.PRINTING, "job-0001.gcode", None),
        ("status_paused", Phase.PAUSED, "job-0001.gcode", None),
        ("status_cancelling", Phase.STOPPING, "job-0001.gcode", None),
        ("status_halted", Phase.ERROR, None, None),
        ("status_finished", Phase.IDLE, None, "job-0001.gcode"),
        ("status_cancelled", Phase.IDLE, None, "job-0001.gcode"),
    ],
)
def test_states_are_understood(case: str, phase: Phase, name: str | None, last: str | None) -> None:
    """Each is the phase a person would call it, with the file it has in hand and the one it had last."""
    said = model(case)
    seen = status.snapshot(1.0, said)
    assert (seen.phase, seen.remote, status.last(said)) == (phase, name, last)


def test_progress_is_told() -> None:
    """By the bytes of the file, the layer, and the slicer's own time before the estimates of the board."""
    seen = status.snapshot(1.0, model("status_printing"))
    assert seen.progress == pytest.approx(44100 / 126822)
    assert (seen.layer, seen.layers, seen.seconds_left) == (31, 100, 588)


@pytest.mark.parametrize("word", ["off", "disconnected", "starting", "updating", "something new"])
def test_a_machine_that_cannot_move_is_no_idle_one(word: str) -> None:
    """Also a word that nobody has heard yet keeps a start away."""
    assert status.snapshot(1.0, {"state": {"status": word}}).phase is Phase.UNAVAILABLE


def test_heaters_are_found_where_the_machine_is_configured_to_have_them() -> None:
    """The first tool's and the bed's, by number; what is off has no target, what is not there no temperature."""
    heaters = [
        None,
        {"current": 60.4, "active": 60, "standby": 40, "state": "standby"},
        {"current": 21, "state": "off"},
    ]
    said = {"state": {"status": "idle"}, "heat": {"heaters": heaters, "bedHeaters": [1]}, "tools": [{"heaters": [2]}]}
    found = {"nozzle": 21.0, "nozzle_target": 0.0, "bed": 60.4, "bed_target": 40.0}
    assert status.snapshot(1.0, said).temperatures == found
    assert status.snapshot(1.0, {**said, "tools": [], "heat": {"bedHeaters": [7]}}).temperatures == {}


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"/rr_connect": sample("duet", "auth_bad_password")}, Denied),
        ({"/rr_connect": sample("duet", "auth_no_free_session")}, Unreachable),
        (
            {"/rr_connect": sample("duet", "identify_rr_connect"), "/rr_model": sample("duet", "auth_no_session")},
            Denied,
        ),
        ({"/rr_connect": (200, {"err": 1, "isEmulated": True}), "/machine/connect": (403, "")}, Denied),
        ({"/machine/connect": (403, "")}, WrongHost),
        ({"/machine/connect": sample("duet_sbc", "dcs_down")}, Unreachable),
        ({"/rr_connect": (200, "<html>router</html>"), "/machine/connect": (200, "<html>router</html>")}, WrongHost),
    ],
)
async def test_who_does_not_let_us_in_is_told_apart(answers: dict[str, Answer], error: type[DriverError]) -> None:
    """A wrong password is said with 200 by one and with 403 by the other; many another host says 403, too."""
    async with host("duet", lambda _method, path: answers.get(path, (404, ""))) as driver:
        with pytest.raises(error):
            await driver.identify()
