"""
The PrusaLink driver understands answers captured from PrusaLink 0.8.1 beside a MK3S, and what Buddy's documents say.

The answers of Buddy (MK4, MINI, XL, CORE One) were written after the sources of its firmware, not heard from a machine.
"""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from printers.errors import Busy, Denied, DriverError, InUse, NoSpace, Refused, Rejected, Unreachable, Unsure, WrongHost
from printers.printer import Outcome, Phase
from tests.printers import replay
from tests.printers.replay import Answer, Script

host = partial(replay.host, "prusalink")
sample = partial(replay.sample, "prusalink")
buddy = partial(replay.sample, "prusalink_buddy")
NOTHING: Answer = (204, "")


def shows(status: str, job: Answer = NOTHING, said: Any = sample, **others: Answer) -> Script:
    """A host in one state; `others` by the last word of the path."""

    def script(method: str, path: str) -> Answer:
        word = path.rsplit("/", 1)[-1].partition(".")[0]
        known = {
            "status": said(status),
            "version": said("identify_version"),
            "storage": said("capabilities_storage"),
            "job": job if "v1" in path else sample("legacy_job_finished"),
        }
        return {**known, **others}.get(word, (404, ""))

    return script


@pytest.mark.parametrize(
    ("case", "job", "phase", "remote"),
    [
        ("status_idle", None, Phase.IDLE, None),
        ("status_printing_early", "status_printing_job", Phase.PRINTING, "job1.gcode"),
        ("status_printing", "status_printing_job", Phase.PRINTING, "job1.gcode"),
        ("status_paused", "status_paused_job", Phase.PAUSED, "job1.gcode"),
        ("status_paused_on_lcd", "status_paused_job", Phase.PAUSED, "job1.gcode"),
        ("status_attention", "status_attention_job", Phase.ATTENTION, "job2.gcode"),
        ("status_finished", None, Phase.STOPPING, None),
        ("status_stopped", None, Phase.STOPPING, None),
        ("status_error", None, Phase.ERROR, None),
        ("status_serial_unplugged", None, Phase.UNAVAILABLE, None),
        ("status_starting_503", None, Phase.UNAVAILABLE, None),
        ("status_after_host_crash", None, Phase.IDLE, None),
    ],
)
async def test_states_are_understood(case: str, job: str | None, phase: Phase, remote: str | None) -> None:
    """Each captured state is the phase a person would call it; what was just finished takes no start yet."""
    async with host(shows(case, sample(job) if job else NOTHING)) as driver:
        snapshot = await driver.read()
    assert (snapshot.phase, snapshot.remote) == (phase, remote)
    assert snapshot.text


async def test_error_is_told_in_the_hosts_own_words() -> None:
    """What the firmware said reaches the operator."""
    async with host(shows("status_error")) as driver:
        assert (await driver.read()).text == "Firmware detected a hardware issue"


@pytest.mark.parametrize(
    ("case", "outcome"), [("status_finished", Outcome.DONE), ("status_stopped", Outcome.CANCELLED)]
)
async def test_the_end_is_remembered_by_whoever_saw_it(case: str, outcome: Outcome) -> None:
    """While the host shows it the file is named; afterwards only who saw it knows."""
    now = case
    there = sample("file_info")

    def script(method: str, path: str) -> Answer:
        return shows(now, job1=there)(method, path)

    async with host(script) as driver:
        await driver.read()
        now = "status_idle"
        assert (await driver.find("job1.gcode", since=1.0)).outcome is outcome
    async with host(script) as late:
        assert (await late.find("job1.gcode", since=1.0)).kind == "cannot_know"
        assert (await late.find("job1.gcode")).kind == "staged"
        assert (await late.find("other.gcode", since=1.0)).kind == "not_there"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (sample("start_while_printing"), Refused),
        (sample("start_while_finished"), Refused),
        (sample("start_twice_at_once"), Refused),
        (sample("start_missing"), Refused),
        (sample("auth_bad_key"), Refused),
        (sample("upload_octet_stream_500"), Unsure),
        ((302, ""), Unsure),
        (None, Unsure),
    ],
)
async def test_start_is_refused_only_when_that_is_sure(answer: Answer | None, error: type[DriverError]) -> None:
    """A clear no is a refusal; whatever else may have started; one start goes out in each case."""
    asked: list[str] = []

    def script(method: str, path: str) -> Answer | None:
        asked.append(f"{method} {path}")
        return shows("status_idle")(method, path) if method == "GET" else answer

    async with host(script) as driver:
        with pytest.raises(error):
            await driver.start("a.gcode")
    assert asked == ["GET /api/v1/storage", "POST /api/v1/files/local/a.gcode"]


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ("upload_collision", Rejected),
        ("upload_empty", Rejected),
        ("upload_no_content_type", Rejected),
        ("upload_octet_stream_500", Busy),
        ("auth_bad_key", Denied),
        ("auth_missing", Denied),
    ],
)
async def test_refused_uploads(tmp_path: Path, case: str, error: type[DriverError]) -> None:
    """Each captured refusal of an upload is its own error."""
    await _staged(when_put(sample(case), shows("status_idle")), tmp_path, error)


async def test_nothing_is_sent_for_which_there_is_no_room(tmp_path: Path) -> None:
    """A disk that ran full would keep the host from every other upload."""
    code, body = sample("status_idle")
    body["storage"][0]["free_space"] = 2
    asked: list[str] = []

    def script(method: str, path: str) -> Answer:
        asked.append(method)
        return (code, body) if path == "/api/v1/status" else shows("status_idle")(method, path)

    await _staged(script, tmp_path, NoSpace)
    assert "PUT" not in asked


def when_put(answer: Answer, otherwise: Script) -> Script:
    """A host that says this to an upload."""
    return lambda method, path: answer if method == "PUT" else otherwise(method, path)


async def _staged(script: Script, folder: Path, error: type[DriverError]) -> None:
    file = folder / "a.gcode"
    file.write_text("G28\n")
    async with host(script) as driver:
        with pytest.raises(error):
            await driver.stage("a.gcode", file, hashlib.sha256(file.read_bytes()).hexdigest())


async def test_running_file_is_kept() -> None:
    """It is in use, and says so."""
    printing = shows("status_printing")
    kept = sample("delete_in_use")
    async with host(lambda method, path: kept if method == "DELETE" else printing(method, path)) as driver:
        with pytest.raises(InUse):
            await driver.discard("job1.gcode")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((200, "<html>hello</html>"), WrongHost),
        ((404, ""), WrongHost),
        ((200, {"api": "0.1", "server": "1.5.0", "text": "OctoPrint (Moonraker 0.11.0)"}), WrongHost),
        (sample("auth_missing"), Denied),
        (None, Unreachable),
    ],
)
async def test_whatever_answers_is_told_apart(answer: Answer | None, error: type[DriverError]) -> None:
    """A router's page, another host, a dead one: each has its name."""
    async with host(lambda method, path: answer) as driver:
        with pytest.raises(error):
            await driver.identify()


async def test_identity_names_the_machine() -> None:
    """Which PrusaLink, and beside which printer."""
    script = shows("status_idle", info=sample("identify_info"))
    async with host(script) as driver:
        identity = await driver.identify()
    assert (identity.software, identity.version, identity.user) == (
        "PrusaLink",
        "0.8.1",
        "PrusaLink I3MK3S CZPX0123X004XC12345",
    )


async def test_buddy_is_known_by_its_long_names() -> None:
    """Its own name for the file is a short one of FAT; the shown name is ours."""
    async with host(shows("status_printing", buddy("job_printing"), buddy)) as driver:
        snapshot = await driver.read()
        assert snapshot.runs("bracket-0a1b2c3d.gcode")
        assert (snapshot.progress, snapshot.seconds_left, snapshot.remote_job) == (0.42, 1260, "137")
        assert snapshot.temperatures["nozzle_target"] == 215
        assert (await driver.find("bracket-0a1b2c3d.gcode", since=1.0)).kind == "running"


async def test_buddy_takes_the_next_start_while_it_shows_the_end() -> None:
    """Finished is idle there; the file is no longer named, so it is the one this driver saw last."""
    now, job = "status_printing", buddy("job_printing")

    def script(method: str, path: str) -> Answer:
        return shows(now, job, buddy, **{"bracket-0a1b2c3d": (200, {})})(method, path)

    async with host(script) as driver:
        assert (await driver.read()).phase is Phase.PRINTING
        now, job = "status_finished", NOTHING
        assert (await driver.read()).phase is Phase.IDLE
        assert (await driver.find("bracket-0a1b2c3d.gcode", since=1.0)).outcome is Outcome.DONE
    async with host(script) as late:
        assert (await late.find("bracket-0a1b2c3d.gcode", since=1.0)).kind == "cannot_know"


@pytest.mark.parametrize(("case", "error"), [("upload_while_transferring", Busy), ("upload_drive_full", NoSpace)])
async def test_buddy_refuses_uploads(tmp_path: Path, case: str, error: type[DriverError]) -> None:
    """One transfer at a time, and a drive may be full or missing."""
    await _staged(when_put(buddy(case), shows("status_idle", NOTHING, buddy)), tmp_path, error)


async def test_buddy_keeps_its_files_on_its_drive() -> None:
    """The storage is found, not guessed: another one than beside a MK3."""
    asked: list[str] = []

    def script(method: str, path: str) -> Answer:
        asked.append(path)
        return shows("status_idle", NOTHING, buddy)(method, path)

    async with host(script) as driver:
        with pytest.raises(Refused):
            await driver.start("a.gcode")
    assert asked[-1] == "/api/v1/files/usb/a.gcode"


async def test_a_host_that_is_still_starting_is_asked_again(tmp_path: Path) -> None:
    """It says 503 to everything: that is no other kind of host, and what was meant for it is not given up."""

    async with host(lambda _method, _path: (503, "")) as driver:
        assert (await driver.read()).phase is Phase.UNAVAILABLE
        for asked in (driver.find("a.gcode", 1.0), driver.discard("a.gcode"), driver.identify()):
            with pytest.raises(Unreachable):
                await asked
        with pytest.raises(Refused, match="still starting"):
            await driver.start("a.gcode")
