"""What a Bambu's reports mean, and the package it takes: without a printer."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from printers.drivers import open_driver
from printers.drivers.bambu.camera import HEADER, login
from printers.drivers.bambu.status import merged, phase, slots, snapshot, troubles
from printers.drivers.bambu.wrapping import PLATE, wrap
from printers.errors import WrongHost
from printers.printer import Phase, Printer
from tests.printers.replay import SAMPLES


def reported(case: str) -> dict[str, Any]:
    """The `print` part of a report as public documents show it; no machine was asked."""
    written = json.loads((SAMPLES / "bambu" / f"{case}.json").read_text())
    assert not written["captured"]
    report: dict[str, Any] = written["reports"][-1]["print"]
    return report


@pytest.mark.parametrize(
    ("case", "means"),
    [
        ("status_idle", Phase.IDLE),
        ("status_finished", Phase.IDLE),
        ("status_cancelled_on_screen", Phase.IDLE),
        ("status_preparing", Phase.PREPARING),
        ("status_printing", Phase.PRINTING),
        ("status_paused", Phase.PAUSED),
        ("status_paused_by_fault", Phase.ATTENTION),
        ("status_failed", Phase.ERROR),
        ("start_rejected_not_developer_mode", Phase.UNAVAILABLE),
        ("start_rejected_busy", Phase.PRINTING),
    ],
)
def test_each_documented_report_has_one_meaning(case: str, means: Phase) -> None:
    """Idle is only what would take a start."""
    assert phase(reported(case)) is means


def test_figures_are_in_our_units() -> None:
    """Minutes become seconds and percent a share; the name is the attempt's."""
    seen = snapshot(5.0, reported("status_printing"))
    assert (seen.at, seen.remote, seen.remote_job, seen.moving) == (5.0, "job-0001", "1795292787", True)
    assert (seen.progress, seen.seconds_left, seen.layer, seen.layers) == (0.42, 17 * 60, 5, 12)
    assert seen.temperatures == {"nozzle": 219.8, "nozzle_target": 220.0, "bed": 59.9, "bed_target": 60.0}


def test_report_without_a_state_is_no_idle_printer() -> None:
    """What is not known is not made up, whatever stands in a report."""
    for status in ({}, {"gcode_state": "NEW WORD"}, {"gcode_state": None, "hms": "?", "ams": 3, "mc_percent": "x"}):
        seen = snapshot(1.0, status)
        assert (seen.phase, seen.remote, seen.progress) == (Phase.UNAVAILABLE, None, None)
        assert slots(status) == []


def test_partial_reports_are_laid_over_each_other() -> None:
    """What is not named stays; trays of an AMS are merged by their number, lists of complaints replaced."""
    tray = [{"id": "0", "tray_type": "PLA", "tray_color": "112233FF"}, {"id": "1", "tray_type": "PETG"}]
    whole = {
        "gcode_state": "RUNNING",
        "mc_percent": 3,
        "hms": [{"attr": 1, "code": 2}],
        "ams": {"ams": [{"id": "1", "tray": tray}]},
    }
    news = {"mc_percent": 4, "hms": [], "ams": {"ams": [{"id": "1", "tray": [{"id": "1", "tray_type": "ABS"}]}]}}
    now = merged(whole, news)
    assert (now["gcode_state"], now["mc_percent"], now["hms"]) == ("RUNNING", 4, [])
    assert [str(slot) for slot in slots(now)] == ["AMS 2 slot 1: PLA #112233", "AMS 2 slot 2: ABS"]
    assert [slot.number for slot in slots(now)] == [4, 5]
    assert whole["mc_percent"] == 3


def test_complaints_are_in_words_with_the_makers_code_and_page() -> None:
    """Known ones are said; others name module, weight and where the maker explains them."""
    assert troubles(reported("status_cancelled_on_screen")) == ["the print was cancelled (0500-400E)"]
    (locked,) = troubles(reported("start_rejected_not_developer_mode"))
    assert locked.startswith("it takes no orders: switch on Developer Mode")
    unknown = troubles({"hms": [{"attr": 0x0C000100, "code": 0x00030009}], "print_error": 0x03001234})
    page = "https://wiki.bambulab.com/en/x1/troubleshooting/hmscode/0C00_0100_0003_0009"
    assert unknown == ["print error (0300-1234)", f"camera, common (0C00-0100-0003-0009, {page})"]


def test_package_holds_the_gcode_and_names_it(tmp_path: Path) -> None:
    """Byte for byte, with its MD5, found by the relationships; the same G-code makes the same package."""
    gcode = tmp_path / "a.gcode"
    gcode.write_bytes(b"G28\n" * 100_000)
    first, second = wrap(gcode, tmp_path / "1.3mf"), wrap(gcode, tmp_path / "2.3mf")
    assert first == second == hashlib.sha256((tmp_path / "1.3mf").read_bytes()).hexdigest()
    with zipfile.ZipFile(tmp_path / "1.3mf") as package:
        assert package.testzip() is None
        assert package.read(PLATE) == gcode.read_bytes()
        assert package.read(f"{PLATE}.md5").decode() == hashlib.md5(gcode.read_bytes()).hexdigest().upper()
        for name in package.namelist():
            if name.endswith((".rels", ".config", ".model", ".xml")):
                ElementTree.fromstring(package.read(name))
        for links in ("_rels/.rels", "Metadata/_rels/model_settings.config.rels"):
            for link in ElementTree.fromstring(package.read(links)):
                assert link.attrib["Target"].lstrip("/") in package.namelist()
        settings = ElementTree.fromstring(package.read("Metadata/model_settings.config"))
        assert [node.attrib["value"] for node in settings.iter() if node.get("key") == "gcode_file"] == [PLATE]


@pytest.mark.parametrize(
    ("address", "options", "why"),
    [
        ("192.168.1.40", {}, "serial number"),
        ("192.168.1.40", {"serial": "../../#"}, "serial number"),
        ("", {"serial": "01P00A000000001"}, "as in 192.168.1.40"),
        ("http://[", {"serial": "01P00A000000001"}, "as in 192.168.1.40"),
        ("192.168.1.40", {"serial": "01P00A000000001", "ams_slot": "left"}, "ams_slot is a number"),
    ],
)
def test_settings_that_cannot_be_one_say_what_is_missing(address: str, options: dict[str, object], why: str) -> None:
    """Told when the driver is opened, before anything goes out."""
    with pytest.raises(WrongHost, match=why):
        open_driver(Printer("one", "One", "bambu", "generic-200", address, "12345678", options=options))


def test_the_camera_is_spoken_to_as_it_was_written_down() -> None:
    """Eighty bytes that say who comes; sixteen that say how long the picture is."""
    written = json.loads((SAMPLES / "bambu" / "camera.json").read_text())
    assert login("12345678").hex() == written["login_hex"]
    assert len(login("12345678")) == 80
    length, *_rest = HEADER.unpack(bytes.fromhex(written["header_hex"]))
    assert (length, HEADER.size) == (153600, 16)
