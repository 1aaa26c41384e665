"""The OctoPrint driver understands answers captured from OctoPrint 1.11.8, without the host."""

import hashlib
from functools import partial
from pathlib import Path

import pytest

from printers.drivers import open_driver
from printers.errors import Busy, Denied, DriverError, NoSpace, Refused, Rejected, Unreachable, Unsure, WrongHost
from printers.printer import Phase, Printer
from tests.printers import replay
from tests.printers.replay import Answer, Script

host = partial(replay.host, "octoprint")
sample = partial(replay.sample, "octoprint")


def state(job: str, printer: str = "status_printing_printer") -> Script:
    """A host in one state."""
    return lambda method, path: sample(job if path == "/api/job" else printer)


@pytest.mark.parametrize(
    ("job", "printer", "phase", "remote"),
    [
        ("status_idle_job", "status_offline_printer", Phase.IDLE, None),
        ("status_finished_job", "status_offline_printer", Phase.IDLE, "job1.gcode"),
        ("status_printing_job", "status_printing_printer", Phase.PRINTING, "job1.gcode"),
        ("status_pausing_job", "status_printing_printer", Phase.PRINTING, "job1.gcode"),
        ("status_paused_job", "status_printing_printer", Phase.PAUSED, "job1.gcode"),
        ("status_cancelling_job", "status_printing_printer", Phase.STOPPING, "job3.gcode"),
        ("status_error_job", "status_error_printer", Phase.UNAVAILABLE, None),
        ("status_offline_job", "status_offline_printer", Phase.UNAVAILABLE, None),
    ],
)
async def test_states_are_understood(job: str, printer: str, phase: Phase, remote: str | None) -> None:
    """Each captured state is the phase a person would call it."""
    async with host(state(job, printer)) as driver:
        snapshot = await driver.read()
    assert (snapshot.phase, snapshot.remote) == (phase, remote)
    assert snapshot.text


async def test_error_is_told_in_the_hosts_own_words() -> None:
    """What the firmware said reaches the operator."""
    async with host(state("status_error_job", "status_error_printer")) as driver:
        assert "Thermal Runaway" in (await driver.read()).text


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ("upload_no_space", NoSpace),
        ("upload_too_large", Rejected),
        ("upload_bad_extension", Rejected),
        ("auth_bad_key", Denied),
    ],
)
async def test_refused_uploads(tmp_path: Path, case: str, error: type[DriverError]) -> None:
    """Each captured refusal of an upload is its own error."""
    file = tmp_path / "a.gcode"
    file.write_text("G28\n")
    script: Script = lambda method, path: sample(case if method == "POST" else "file_missing")  # noqa: E731  # one line says it
    async with host(script) as driver:
        with pytest.raises(error):
            await driver.stage("a.gcode", file, hashlib.sha256(file.read_bytes()).hexdigest())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (sample("start_while_offline"), Refused),
        ((404, ""), Refused),
        ((403, ""), Refused),
        ((500, "oops"), Unsure),
        ((502, "proxy"), Unsure),
        ((302, ""), Unsure),
        (None, Unsure),
    ],
)
async def test_start_is_refused_only_when_that_is_sure(answer: Answer | None, error: type[DriverError]) -> None:
    """A clear no is a refusal; whatever else may have started; one request goes out in each case."""
    asked: list[str] = []

    def script(method: str, path: str) -> Answer | None:
        asked.append(f"{method} {path}")
        return answer

    async with host(script) as driver:
        with pytest.raises(error):
            await driver.start("a.gcode")
    assert asked == ["POST /api/files/local/a.gcode"]


async def test_forgetful_host_cannot_know() -> None:
    """After its crash the host has the file and no memory: staged for who never started, unknown for who did."""

    def script(method: str, path: str) -> Answer:
        return sample("status_after_host_crash_job" if path == "/api/job" else "history_after_host_crash")

    async with host(script) as driver:
        assert (await driver.find("crash.gcode")).kind == "staged"
        assert (await driver.find("crash.gcode", since=1.0)).kind == "cannot_know"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((200, "<html>hello</html>"), WrongHost),
        ((200, []), WrongHost),
        ((404, ""), WrongHost),
        ((302, ""), WrongHost),
        ((500, ""), Unreachable),
        (None, Unreachable),
        ((200, {"api": "0.1", "server": "1", "text": "PrusaLink 0.8.1"}), WrongHost),
        ((200, {"api": "0.1", "server": "1.5.0", "text": "OctoPrint (Moonraker 0.11.0)"}), WrongHost),
    ],
)
async def test_whatever_answers_is_told_apart(answer: Answer | None, error: type[DriverError]) -> None:
    """A router's page, another host, a dead one: each has its name."""
    async with host(lambda method, path: answer) as driver:
        with pytest.raises(error):
            await driver.identify()


async def test_busy_host_says_so(tmp_path: Path) -> None:
    """Too many uploads at once is worth another try."""
    file = tmp_path / "a.gcode"
    file.write_text("G28\n")
    async with host(lambda method, path: (503, "")) as driver:
        with pytest.raises(Busy) as caught:
            await driver.stage("a.gcode", file, hashlib.sha256(file.read_bytes()).hexdigest())
    assert caught.value.retryable


@pytest.mark.parametrize("address", ["octopi.local", "ftp://octopi.local", "", "http://", "http://a:b"])
def test_address_must_be_one(address: str) -> None:
    """An address that is none is refused before anything is sent."""
    with pytest.raises(WrongHost):
        open_driver(Printer("o", "O", "octoprint", "generic-200", address))


def test_key_is_in_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    """A printer that is shown does not show its key."""
    assert "secret" not in repr(Printer("o", "O", "octoprint", "generic-200", "http://x", "secret"))
