"""The Moonraker driver understands answers captured from Moonraker 0.11.0 and Klipper, without either."""

import hashlib
from functools import partial
from pathlib import Path

import pytest

from printers.errors import (
    Busy,
    Denied,
    DriverError,
    Mismatch,
    NoSpace,
    Refused,
    Rejected,
    Unreachable,
    Unsure,
    WrongHost,
)
from printers.printer import Outcome, Phase
from tests.printers import replay
from tests.printers.replay import Answer, Script

host = partial(replay.host, "moonraker")
sample = partial(replay.sample, "moonraker")
IDLE = sample("status_idle")


def shows(status: str, **others: Answer) -> Script:
    """A host in one state; `others` by the last word of the path."""

    def script(method: str, path: str) -> Answer:
        word = path.rsplit("/", 1)[-1].partition(".")[0]
        known = {"query": sample(status), "info": sample("identify_server_info"), "list": sample("history_list")}
        return {**known, **others}.get(word, (404, ""))

    return script


def when_sent(answer: Answer, otherwise: Script) -> Script:
    """A host that says this to what is posted."""
    return lambda method, path: answer if method == "POST" else otherwise(method, path)


@pytest.mark.parametrize(
    ("case", "phase", "remote"),
    [
        ("status_idle", Phase.IDLE, None),
        ("status_just_started", Phase.PREPARING, "job1.gcode"),
        ("status_printing", Phase.PRINTING, "job1.gcode"),
        ("status_paused", Phase.PAUSED, "job1.gcode"),
        ("status_finished", Phase.STOPPING, None),  # its last moves are still made
        ("status_cancelled", Phase.IDLE, "demo2.gcode"),
        ("status_error_gcode", Phase.STOPPING, None),
        ("status_error_homing", Phase.STOPPING, None),
        ("status_after_second_cancel", Phase.IDLE, "demo2.gcode"),
        ("status_klippy_shutdown", Phase.ERROR, "demo2.gcode"),
        ("status_after_estop", Phase.ERROR, "cold.gcode"),
        ("status_shutdown_adc", Phase.ERROR, "cold.gcode"),
        ("status_klippy_gone", Phase.UNAVAILABLE, None),
        ("objects_query_without_klippy", Phase.UNAVAILABLE, None),
        ("status_after_restart", Phase.IDLE, None),
    ],
)
async def test_states_are_understood(case: str, phase: Phase, remote: str | None) -> None:
    """Each captured state is the phase a person would call it."""
    async with host(shows(case)) as driver:
        snapshot = await driver.read()
    assert (snapshot.phase, snapshot.remote) == (phase, remote)
    assert snapshot.text
    assert snapshot.progress is None or 0 <= snapshot.progress <= 1


async def test_what_stopped_klipper_is_told_in_its_own_words() -> None:
    """One line of it, for a card."""
    async with host(shows("status_shutdown_adc")) as driver:
        assert (await driver.read()).text == "MCU 'mcu' shutdown: ADC out of range"


@pytest.mark.parametrize(
    ("case", "name", "kind", "outcome"),
    [
        ("status_printing", "job1.gcode", "running", None),
        ("status_paused", "job1.gcode", "running", None),
        ("status_finished", "job1.gcode", "ended", Outcome.DONE),
        ("status_cancelled", "demo2.gcode", "ended", Outcome.CANCELLED),
        ("status_error_gcode", "bad.gcode", "ended", Outcome.FAILED),
        ("status_shutdown_adc", "cold.gcode", "ended", Outcome.FAILED),
        ("status_after_moonraker_crash", "cold.gcode", "running", None),
        ("status_finished_while_moonraker_down", "short.gcode", "ended", Outcome.DONE),
    ],
)
async def test_the_print_in_hand_is_the_first_witness(case: str, name: str, kind: str, outcome: Outcome | None) -> None:
    """Also where the history calls the same print interrupted."""
    history = sample("history_finished_while_moonraker_down")
    async with host(shows(case, list=history)) as driver:
        seen = await driver.find(name, since=1.0)
    assert (seen.kind, seen.outcome) == (kind, outcome)


@pytest.mark.parametrize(
    ("case", "name", "kind", "outcome"),
    [
        ("history_finished", "job1.gcode", "ended", Outcome.DONE),
        ("history_after_cancel", "demo2.gcode", "ended", Outcome.CANCELLED),
        ("history_error_homing", "cold.gcode", "ended", Outcome.FAILED),
        ("history_klippy_gone", "cold.gcode", "ended", Outcome.FAILED),
        ("history_after_estop", "cold.gcode", "ended", Outcome.FAILED),
        ("history_after_moonraker_crash", "cold.gcode", "cannot_know", None),
        ("history_start_right_after_ready_is_missing", "ours.gcode", "cannot_know", None),
    ],
)
async def test_the_history_is_the_second_witness(case: str, name: str, kind: str, outcome: Outcome | None) -> None:
    """When Klipper was restarted; what it calls interrupted nobody can know, nor what it never wrote down."""
    script = shows("status_after_klippy_restart", list=sample(case), ours=(200, ""))
    async with host(script) as driver:
        seen = await driver.find(name, since=1.0)
    assert (seen.kind, seen.outcome) == (kind, outcome)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (sample("start_while_printing"), Refused),
        (sample("start_missing_file"), Refused),
        (sample("start_klippy_gone"), Refused),
        (sample("start_while_shutdown"), Unsure),
        (sample("auth_bad_key"), Refused),
        ((500, ""), Unsure),
        ((502, "proxy"), Unsure),
        (None, Unsure),
    ],
)
async def test_start_is_refused_only_when_that_is_sure(answer: Answer | None, error: type[DriverError]) -> None:
    """A clear no is a refusal; whatever else may have started; one request goes out in each case."""
    asked: list[str] = []

    def script(method: str, path: str) -> Answer | None:
        asked.append(f"{method} {path}")
        return IDLE if method == "GET" else answer

    async with host(script) as driver:
        with pytest.raises(error):
            await driver.start("a.gcode")
    assert asked == ["GET /printer/objects/query", "POST /printer/print/start"]


@pytest.mark.parametrize("case", ["status_paused", "status_printing", "status_shutdown_adc", "status_klippy_gone"])
async def test_nothing_is_started_over_something_else(case: str) -> None:
    """The host would drop a paused print for a new one: no start goes out at all."""
    asked: list[str] = []

    def script(method: str, path: str) -> Answer | None:
        asked.append(method)
        return shows(case)(method, path)

    async with host(script) as driver:
        with pytest.raises(Refused):
            await driver.start("a.gcode")
    assert "POST" not in asked


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ("upload_bad_checksum", Mismatch),
        ("upload_too_large", Rejected),
        ("upload_overwrite_file_in_use", Rejected),
        ("upload_no_file", Busy),
        ("auth_missing", Denied),
    ],
)
async def test_refused_uploads(tmp_path: Path, case: str, error: type[DriverError]) -> None:
    """Each captured refusal of an upload is its own error."""
    await _staged(when_sent(sample(case), shows("status_idle")), tmp_path, error)


async def test_an_upload_for_which_there_is_no_room(tmp_path: Path) -> None:
    """The host says 500 for that, too: its free space tells why."""
    usage = (200, {"result": {"disk_usage": {"total": 9, "used": 9, "free": 0}}})
    await _staged(when_sent((500, ""), shows("status_idle", directory=usage)), tmp_path, NoSpace)


async def test_an_upload_that_became_anothers_is_a_mismatch(tmp_path: Path) -> None:
    """The host says 201 and holds other bytes: only downloading shows it. What it holds is deleted."""
    deleted: list[str] = []

    def script(method: str, path: str) -> Answer | None:
        if method == "POST":
            return sample("upload_concurrent_content_mixed")
        if method == "DELETE":
            deleted.append(path)
        if path.endswith("/a.gcode") and method == "GET":
            return 200, "the bytes of another upload"
        return shows("status_idle")(method, path)

    await _staged(script, tmp_path, Mismatch)
    assert deleted == ["/server/files/gcodes/a.gcode"]


async def _staged(script: Script, folder: Path, error: type[DriverError]) -> None:
    file = folder / "a.gcode"
    file.write_text("G28\n")
    async with host(script) as driver:
        with pytest.raises(error):
            await driver.stage("a.gcode", file, hashlib.sha256(file.read_bytes()).hexdigest())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((200, "<html>hello</html>"), WrongHost),
        ((404, ""), WrongHost),
        ((302, ""), WrongHost),
        (sample("auth_missing"), Denied),
        (None, Unreachable),
    ],
)
async def test_whatever_answers_is_told_apart(answer: Answer | None, error: type[DriverError]) -> None:
    """A router's page, another host, a dead one: each has its name."""
    async with host(lambda method, path: answer) as driver:
        with pytest.raises(error):
            await driver.identify()
        if error is not Unreachable:
            with pytest.raises(error):
                await driver.read()


async def test_identity_names_both_programs() -> None:
    """Moonraker and the Klipper behind it, each with its version."""
    infos = {"/server/info": sample("identify_server_info"), "/printer/info": sample("identify_printer_info")}
    async with host(lambda method, path: infos[path]) as driver:
        identity = await driver.identify()
    assert (identity.software, identity.version) == ("Moonraker", "0.11.0, Klipper v2026.07.00-30-gf2532ee34-dirty")
