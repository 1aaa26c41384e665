"""A driver is one new file, or one package, in one folder: found by its name, with nothing else to edit."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from printers import drivers
from printers.drivers import open_driver
from printers.finding import find
from printers.printer import Phase, Printer
from tests.printers.replay import serving

WORKS = '''
"""A host that says nothing but what it does."""

from printers.printer import DriverLimits, Identity, Phase, Snapshot
from printers.web import WebHost, fields


def connect(printer, clock):
    return Plain(WebHost(printer), clock)


async def recognised(host):
    return "plain" in fields(await host.ask("GET", "/what"))


class Plain:
    def __init__(self, host, clock):
        self._host, self._clock = host, clock

    def limits(self):
        return DriverLimits()

    async def identify(self):
        return Identity("Plain", str(fields(await self._host.ask("GET", "/what"))["plain"]))

    async def read(self):
        return Snapshot(self._clock(), Phase.IDLE, "idle")

    async def close(self):
        await self._host.close()
'''
FILES = {
    "one file": {"plain.py": WORKS},
    "a package": {
        "plain/__init__.py": "from printers.drivers.plain.driver import connect, recognised",
        "plain/driver.py": WORKS,
    },
}


@pytest.fixture(params=FILES.values(), ids=FILES)
def plain(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of one more driver."""
    for name, words in request.param.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(words)
    monkeypatch.setattr(drivers, "__path__", [*drivers.__path__, str(tmp_path)])
    yield
    for name in [name for name in sys.modules if name.startswith("printers.drivers.plain")]:
        del sys.modules[name]


@pytest.mark.usefixtures("plain")
async def test_another_driver_is_one_file_or_one_package() -> None:
    """Opened by its name, and found at its address."""
    assert "plain" in drivers.drivers()
    async with serving(lambda method, path: (200, {"plain": 7}) if path == "/what" else (404, "")) as port:
        driver = open_driver(Printer("one", "One", "plain", "generic-200", f"http://127.0.0.1:{port}"))
        assert (await driver.identify()).version == "7"
        await driver.close()
        found = await find(f"127.0.0.1:{port}")
        assert (found.driver, found.phase) == ("plain", Phase.IDLE)


@pytest.mark.usefixtures("plain")
async def test_a_driver_that_cannot_be_loaded_hurts_only_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is named, and whatever else answers at an address is still found."""
    (tmp_path / "broken.py").write_text("import nothing_of_this_name")
    async with serving(lambda method, path: (200, {"plain": 7}) if path == "/what" else (404, "")) as port:
        assert (await find(f"127.0.0.1:{port}")).driver == "plain"
    assert "broken" in caplog.text
