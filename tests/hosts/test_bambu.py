"""The Bambu driver keeps the contract before a real broker and a real FTP server, and a model of the machine."""

import asyncio
import contextlib
import hashlib
import random
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from printers.drivers import open_driver
from printers.drivers.bambu import storage
from printers.drivers.bambu.driver import Bambu
from printers.errors import Refused, Unreachable, WrongHost
from printers.naming import fresh
from printers.printer import Driver, Outcome, Phase, Printer
from tests.hosts.bambu import CODE, SERIAL, BambuHost
from tests.hosts.bench import LINE, ROOM, at
from tests.hosts.process import small_disk
from tests.hosts.proxy import Wire
from tests.printers.bench import Bench, phase, staged, until
from tests.printers.contract import DriverContract

pytestmark = [pytest.mark.host, pytest.mark.long]


class BambuBench(Bench):
    """A modelled printer."""

    kind = "bambu"

    def __init__(self, host: BambuHost, folder: Path) -> None:
        self.host = host
        self._folder = folder
        self.driver: Driver = open_driver(self.printer())

    def printer(self, key: str = CODE, **options: object) -> Printer:
        """Its settings."""
        ports = {
            "mqtt_port": self.host.mqtt_port,
            "ftps_port": self.host.ftps_port,
            "camera_port": self.host.camera_port,
        }
        whole = {"serial": SERIAL, "timeout": 2, "upload_timeout": 4, **ports, **options}
        return Printer("bench", "Bench", self.kind, "generic-200", "127.0.0.1", key, options=whole)

    def gcode(self, seconds: float) -> Path:
        path = self._folder / f"{seconds:g}.gcode"
        moves = random.Random(seconds)
        lines = (f"G4 P100\n{LINE.decode()} F{moves.randrange(1000, 9999)}\n" for _ in range(round(seconds * 10)))
        path.write_text("G28\nM83\n" + "".join(lines))
        return path

    def big(self) -> Path:
        path = self._folder / "big.gcode"
        path.write_text("G28\n" + "".join(f"; {random.randbytes(60).hex()}\n" for _ in range(2 * ROOM // 60)))
        return path

    def starts(self, name: str) -> int:
        return self.host.starts(name)

    def with_wrong_key(self) -> Driver:
        return open_driver(self.printer("87654321"))

    def without_host(self) -> Driver:
        return open_driver(self.printer(mqtt_port=9, ftps_port=9))

    @contextlib.asynccontextmanager
    async def before_another_kind(self) -> AsyncIterator[Driver]:
        def greets(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-another-kind\r\n")

        server = await asyncio.start_server(greets, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        driver = open_driver(self.printer(mqtt_port=port, ftps_port=port))
        try:
            yield driver
        finally:
            await driver.close()
            server.close()

    @contextlib.asynccontextmanager
    async def losing_answers(self) -> AsyncIterator[Driver]:
        self.host.at_machine("slow")  # the machine has begun, its answer is on its way, and the line is cut
        ledger = self.host.folder / "starts.jsonl"
        size = ledger.stat().st_size if ledger.exists() else 0
        async with Wire("127.0.0.1", self.host.mqtt_port) as wire:

            async def cut() -> None:
                while not ledger.exists() or ledger.stat().st_size == size:  # noqa: ASYNC110 - another process writes it
                    await asyncio.sleep(0.02)
                wire.cut()

            cutting = asyncio.create_task(cut())
            driver = open_driver(self.printer(mqtt_port=wire.port))
            yield driver
            await cutting
            await driver.close()
            assert wire.faults

    @contextlib.contextmanager
    def printer_gone(self) -> Iterator[None]:
        self.host.at_machine("silent")
        yield
        self.host.at_machine("settle")

    def full_disk(self) -> contextlib.AbstractContextManager[None]:
        return small_disk(self.host.card, ROOM)

    def switched_off_in_mid_print(self) -> None:
        self.host.kill()
        self.host.start()

    def stopped_by_a_person(self) -> None:
        self.host.at_machine("stop")

    def fails(self) -> None:
        self.host.at_machine("fail")

    def cutting_off(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        return self._with("cut")

    def shortening(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        return self._with("short")

    def mixing_up(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        return self._with("mix")

    @contextlib.asynccontextmanager
    async def _with(self, fault: str) -> AsyncIterator[Driver]:
        before = self.host.at_machine("happened")
        self.host.at_machine(fault)
        yield self.driver
        assert self.host.at_machine("happened") != before


@pytest.fixture
async def bench(bambu: BambuHost, tmp_path: Path) -> AsyncIterator[BambuBench]:
    async with at(BambuBench(bambu, tmp_path), bambu.settle) as bench:
        yield bench


class TestBambu(DriverContract):
    """The whole contract."""


async def test_another_printers_certificate_is_not_believed(bench: BambuBench, bambu: BambuHost) -> None:
    """Another serial, another fingerprint, another authority: no code is sent to such a machine."""
    other = bambu.folder / "other.pem"
    bambu.certify_oneself(other)
    for options in ({"serial": "01P00A000000002"}, {"fingerprint": "0" * 64}, {"ca": str(other)}):
        driver = open_driver(bench.printer(**options))
        with pytest.raises(WrongHost):
            await driver.identify()
        with pytest.raises(Refused):
            await driver.start("a.gcode")
        await driver.close()


async def test_named_certificate_or_authority_is_believed(bench: BambuBench, bambu: BambuHost) -> None:
    """By fingerprint and by the maker's authority, both lines: orders and files."""
    shown = ssl.PEM_cert_to_DER_cert((bambu.folder / "printer.crt").read_text())
    for options in ({"fingerprint": hashlib.sha256(shown).hexdigest()}, {"ca": str(bambu.folder / "authority.pem")}):
        driver = open_driver(bench.printer(**options))
        assert SERIAL in (await driver.identify()).software
        name = await staged(bench, 1, driver)
        assert (await driver.find(name)).kind == "staged"
        await driver.close()


async def test_without_developer_mode_it_is_unavailable_and_says_what_to_do(
    bench: BambuBench, bambu: BambuHost
) -> None:
    """The first refused start tells it, in words; from then on the printer counts as unavailable."""
    name = await staged(bench, 1)
    bambu.at_machine("locked")
    for _ in range(2):
        with pytest.raises(Refused, match="Developer Mode"):
            await bench.driver.start(name)
    seen = await bench.driver.read()
    assert seen.phase is Phase.UNAVAILABLE
    assert "Developer Mode" in seen.text
    assert "0500-0500-0001-0007" in seen.text
    assert bench.starts(name) == 0


async def test_end_of_the_last_print_is_not_taken_for_ours(bench: BambuBench, bambu: BambuHost) -> None:
    """A machine that took ours and still shows FINISH has not printed it, and takes no second one meanwhile."""
    first, second, third = await staged(bench, 0.5), await staged(bench, 1), await staged(bench, 1)
    await bench.driver.start(first)
    assert (await until(bench.driver, first, "ended")).outcome is Outcome.DONE
    bambu.at_machine("late")
    await bench.driver.start(second)
    await asyncio.sleep(0.3)
    stranger = open_driver(bench.printer())
    assert (await stranger.find(second, time.time())).kind != "ended"
    await stranger.close()
    assert (await bench.driver.find(second, 1.0)).kind == "running"
    with pytest.raises(Refused):
        await bench.driver.start(third)
    await phase(bench.driver, Phase.PRINTING)
    assert (await until(bench.driver, second, "ended")).outcome is Outcome.DONE
    assert (bench.starts(second), bench.starts(third)) == (1, 0)


async def test_filament_that_ran_out_calls_a_person(bench: BambuBench, bambu: BambuHost) -> None:
    """A pause that the machine made itself says why, with the maker's codes."""
    name = await staged(bench, 30)
    await bench.driver.start(name)
    await phase(bench.driver, Phase.PRINTING)
    bambu.at_machine("run_out")
    await phase(bench.driver, Phase.ATTENTION)
    words = (await bench.driver.read()).text
    assert "the filament in the AMS has run out (0700-8011)" in words
    assert "AMS, serious (0700-2000-0002-0001" in words
    await bench.driver.cancel(name)


async def test_prints_from_the_slot_only_what_the_settings_name(bench: BambuBench) -> None:
    """PLA lies in slot 0, PETG in 1, nothing known in 2; what does not fit is refused, with what there is."""
    name = await staged(bench, 0.5)
    for slot, why in ((1, "holds PETG, and the settings name pla"), (2, "nothing the printer knows of"), (9, "slot 9")):
        driver = open_driver(replace(bench.printer(ams_slot=slot), materials=("pla",)))
        with pytest.raises(Refused, match=why):
            await driver.start(name)
        await driver.close()
    driver = open_driver(replace(bench.printer(ams_slot=0), materials=("pla",)))
    assert isinstance(driver, Bambu)
    assert [str(slot) for slot in await driver.slots()][:2] == [
        "AMS 1 slot 1: PLA #FF6A13",
        "AMS 1 slot 2: PETG #000000",
    ]
    await driver.start(name)
    assert (await until(driver, name, "ended")).outcome is Outcome.DONE
    await driver.close()
    assert bench.starts(name) == 1


async def test_another_process_finds_the_print_and_its_end(bench: BambuBench) -> None:
    """After our own crash it is found running; of an end that may be another's nobody says done."""
    name = await staged(bench, 1)
    await bench.driver.start(name)
    await until(bench.driver, name, "running")
    other = open_driver(bench.printer())
    assert (await other.find(name, 1.0)).kind == "running"
    assert (await until(other, name, "ended")).outcome is Outcome.DONE
    await other.close()
    late = open_driver(bench.printer())
    assert (await late.find(name, 1.0)).outcome is Outcome.DONE
    await late.close()
    assert (await bench.driver.find(fresh("never"))).kind == "not_there"


async def test_a_card_that_says_nothing_more_is_not_waited_for_in_vain(
    bench: BambuBench, bambu: BambuHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its line for data broke and it says no word of it: the upload is over long before its own patience is."""
    monkeypatch.setattr(storage, "LAST_WORD", 1.0)
    name, file = fresh("silent"), bench.gcode(1)
    patient = open_driver(bench.printer(upload_timeout=3600))
    bambu.at_machine("cut")
    with pytest.raises(Unreachable):
        await asyncio.wait_for(patient.stage(name, file, hashlib.sha256(file.read_bytes()).hexdigest()), 600)
    assert (await patient.find(name)).kind == "not_there"
    await patient.close()


async def test_its_camera_is_seen(bench: BambuBench, bambu: BambuHost) -> None:
    """A whole picture, byte for byte; who has a wrong code, or another certificate, sees nothing."""
    wanted = (bambu.folder / "picture.jpg").read_bytes()
    assert len(wanted) > 100_000
    assert await bench.driver.picture() == wanted
    stranger = bench.with_wrong_key()
    with pytest.raises(Unreachable, match="access code"):
        await stranger.picture()
    await stranger.close()
    other = open_driver(bench.printer(fingerprint="0" * 64))
    with pytest.raises(WrongHost, match="fingerprint"):
        await other.picture()
    await other.close()


@pytest.mark.parametrize(
    ("fault", "error", "why"),
    [
        ("camera_off", Unreachable, "switched off"),
        ("camera_cut", Unreachable, "hung up"),
        ("camera_page", WrongHost, "neither a JPEG nor a PNG"),
        ("camera_endless", WrongHost, "a picture of 2147483647 bytes"),
    ],
)
async def test_what_its_camera_does_not_show_is_said(
    bench: BambuBench, bambu: BambuHost, fault: str, error: type[Exception], why: str
) -> None:
    """Nothing that is no whole picture is taken for one."""
    bambu.at_machine(fault)
    with pytest.raises(error, match=why):
        await bench.driver.picture()


async def test_a_printer_that_shows_video_has_no_picture(bench: BambuBench) -> None:
    """An X1, by its serial: nobody is asked."""
    options = {**bench.printer().options, "serial": "00M00A000000001"}
    del options["camera_port"]
    driver = open_driver(replace(bench.printer(), options=options))
    assert await driver.picture() is None
    await driver.close()
