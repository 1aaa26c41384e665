"""A slicer is found where installers put it, by its kind's file alone, and proves itself on a small cube."""

import os
import stat
from pathlib import Path

import pytest

from printers import installed, slicers
from printers.slicers import Slicer, all_slicers, find_slicer, kinds, prusaslicer
from printers.slicers.prusaslicer import FLATPAK, PrusaSlicer

OTHER = '''
"""Another slicer, to see that its file is all it takes."""
from printers.slicers.prusaslicer import PrusaSlicer

PROGRAMS = ("other-slicer",)
PLACES = ()


def at(program):
    return PrusaSlicer(program)
'''


def program(path: Path) -> Path:
    """A file that may be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\necho PrusaSlicer-2.7.1+test\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("name", ["prusa-slicer", "PrusaSlicer", "prusa-slicer-console.exe", FLATPAK])
def test_every_name_on_the_path_is_known(tmp_path: Path, name: str) -> None:
    """Of Linux, macOS, Windows (the program that answers on a console) and Flatpak; its version is read."""
    put = program(tmp_path / name)
    assert find_slicer(None, {"PATH": str(tmp_path)}).program == put


def test_places_of_installers_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is not on the PATH is found where an installer puts it, also in the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(prusaslicer, "PLACES", [place for place in prusaslicer.PLACES if place[0] == "~"])
    put = program(tmp_path / "Applications/PrusaSlicer.app/Contents/MacOS/PrusaSlicer")
    profiles = tmp_path / "Applications/PrusaSlicer.app/Contents/Resources/profiles"
    profiles.mkdir(parents=True)
    found = find_slicer(None, {"PATH": os.devnull})
    assert found.program == put
    assert found.bundles() == profiles
    assert found.version() == "2.7.1+test"


@pytest.mark.parametrize(
    ("of_program", "of_bundles"),
    [
        ("usr/bin/prusa-slicer", "usr/share/PrusaSlicer/profiles"),
        ("PrusaSlicer/prusa-slicer-console.exe", "PrusaSlicer/resources/profiles"),
        (
            f"flatpak/exports/bin/{FLATPAK}",
            f"flatpak/app/{FLATPAK}/current/active/files/share/PrusaSlicer/profiles",
        ),
    ],
)
def test_bundles_are_found_beside_the_program(tmp_path: Path, of_program: str, of_bundles: str) -> None:
    """Linux, Windows and Flatpak; without any there is none."""
    put = program(tmp_path / of_program)
    assert PrusaSlicer(put).bundles() is None
    (tmp_path / of_bundles).mkdir(parents=True)
    assert PrusaSlicer(put).bundles() == tmp_path / of_bundles


def test_another_slicer_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the folder is found by its name, and nothing else is edited."""
    (tmp_path / "otherslicer.py").write_text(OTHER)
    monkeypatch.setattr(slicers, "__path__", [*slicers.__path__, str(tmp_path)])
    put = program(tmp_path / "bin" / "other-slicer")
    assert kinds() == ("otherslicer", "prusaslicer")
    monkeypatch.setattr(prusaslicer, "PLACES", ())
    assert [found.program for found in all_slicers(None, {"PATH": str(tmp_path / "bin")})] == [put]


@pytest.mark.slicer
def test_self_test_slices_a_cube_and_tells_what_there_is(slicer: Slicer) -> None:
    """Version, place, the cube's result and whose printers came with it."""
    ((words, works),) = [found for found in installed.slicers(str(slicer.program)) if "(used)" in found[0]]
    assert works
    assert f"PrusaSlicer {slicer.version()} at {slicer.program} (used)" in words
    assert "the guard let it pass" in words
    assert "PrusaResearch" in words


def test_self_test_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that answers and does not slice is told apart from one that works."""
    monkeypatch.setattr(prusaslicer, "PLACES", ())
    monkeypatch.setenv("PATH", os.devnull)
    ((words, works),) = installed.slicers(str(program(tmp_path / "prusa-slicer")))
    assert not works
    assert "wrote no file" in words
    assert "no vendor's bundles" in words
