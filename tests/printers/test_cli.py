"""The command line walks from a model to a finished print, and says what is wrong in words and codes."""

from pathlib import Path

import numpy as np
import pytest

from printers.__main__ import main
from printers.faults import Faults
from printers.models import Solid, write_solids
from printers.simulator import Simulator
from tests.printers.conftest import Sample
from tests.printers.parts import box, item, rod


def no_time() -> float:
    """A clock nobody asks."""
    return 0.0


def test_slicer_is_named_or_what_to_install(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The command that set-up asks says which slicer there is, and what to install where there is none."""
    assert main(["slicer"]) == 0
    assert capsys.readouterr().out.startswith("PrusaSlicer 2.")
    assert main(["slicer", "--slicer", str(tmp_path / "none")]) == 3
    assert "apt install prusa-slicer" in capsys.readouterr().err


@pytest.mark.slicer
def test_relative_paths_are_of_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of the README work as they stand there: names without a folder mean this one."""
    cube = item("cube", box(10, 10, 5))
    write_solids(tmp_path / "cube.3mf", [Solid(cube.name, cube.vertices, cube.faces, np.eye(4))])
    monkeypatch.chdir(tmp_path)
    assert main(["slice", "cube.3mf", "--machine", "virtual-220", "-o", "cube.gcode"]) == 0
    assert main(["check", "cube.gcode", "--machine", "virtual-220"]) == 0


def test_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is wrong input, and it is named."""
    assert main(["slice", "nowhere.stl", "--machine", "virtual-220", "-o", "x.gcode"]) == 2
    assert "nowhere.stl: there is no such file" in capsys.readouterr().err


def test_machines_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Every machine with what it can print."""
    assert main(["machines"]) == 0
    told = capsys.readouterr().out
    assert "virtual-220" in told
    assert "192 x 192 x 200 mm" in told


@pytest.mark.slicer
def test_from_stl_to_a_finished_virtual_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Slice, check, print: the print ends as done and began once."""
    model, file, folder = tmp_path / "My part.stl", tmp_path / "part.gcode", tmp_path / "printer"
    model.write_bytes(box(8, 8, 2).export(file_type="stl"))
    assert main(["slice", str(model), "--machine", "virtual-220", "-o", str(file)]) == 0
    assert main(["check", str(file)]) == 0
    assert "parts     1-My-part" in capsys.readouterr().out
    words = ["print", str(file), "--printer", f"virtual:{folder}", "--option", "speed=600"]
    assert main([*words, "--bed-clear"]) == 0
    told = capsys.readouterr().out
    assert "uploaded and verified as part-" in told
    assert "layer" in told
    assert ": done (print 1 ended as done)" in told
    assert len(Simulator(folder, no_time).starts()) == 1


@pytest.mark.slicer
def test_3mf_with_two_parts_is_placed_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All parts of a 3MF are printed, in copies, wherever they lay."""
    parts = [item("a", box(8, 8, 2)), item("b", rod(4, 2))]
    write_solids(tmp_path / "m.3mf", [Solid(part.name, part.vertices, part.faces, np.eye(4)) for part in parts])
    words = ["slice", str(tmp_path / "m.3mf"), "--machine", "generic-200", "--copies", "2"]
    assert main([*words, "-o", str(tmp_path / "m.gcode")]) == 0
    assert "parts     1-a-1, 1-a-2, 2-b-1, 2-b-2" in capsys.readouterr().out


@pytest.mark.slicer
def test_print_needs_a_clear_bed_and_an_idle_printer(
    sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the word that the bed is clear, or while the printer is busy, nothing starts."""
    folder = tmp_path / "printer"
    words = ["print", str(sample.sliced.path), "--printer", f"virtual:{folder}"]
    assert main(words) == 2
    assert "look at the bed" in capsys.readouterr().err
    machine = Simulator(folder, no_time)
    machine.set_faults(Faults(unavailable=True))
    assert main([*words, "--bed-clear"]) == 3
    assert "not started: the printer is unavailable" in capsys.readouterr().err
    machine.set_faults(Faults(refuse_key=True))
    assert main([*words, "--bed-clear"]) == 3
    machine.set_faults(Faults(fail_at=0.0))
    assert main([*words, "--bed-clear", "--option", "speed=600"]) == 1
    assert len(machine.starts()) == 1


@pytest.mark.slicer
def test_lost_answer_is_followed_to_the_truth(
    sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer to the start is lost: the print is found and watched, and was started once."""
    folder = tmp_path / "printer"
    Simulator(folder, no_time).set_faults(Faults(lose_answer=1))
    words = ["print", str(sample.sliced.path), "--printer", f"virtual:{folder}", "--bed-clear"]
    assert main([*words, "--option", "speed=2000"]) == 0
    assert "may have started, or may not" in capsys.readouterr().out
    assert len(Simulator(folder, no_time).starts()) == 1


@pytest.mark.slicer
def test_refused_gcode_is_never_printed(sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The guard stands before the printer also here."""
    bad = tmp_path / "bad.gcode"
    bad.write_text(sample.sliced.path.read_text().replace("G28 ;", "M500 ;", 1))
    for words in (["check", str(bad)], ["print", str(bad), "--printer", f"virtual:{tmp_path}/p", "--bed-clear"]):
        assert main(words) == 1
        assert "M500 is never allowed" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["slice", "no.stl", "--machine", "generic-200", "-o", "x.gcode"], "there is no such file"),
        (["slice", __file__, "--machine", "generic-200", "-o", "x.gcode"], "only STL and 3MF are read"),
        (["slice", __file__, "--machine", "generic-20", "-o", "x.gcode"], "Did you mean 'generic-200'?"),
        (["watch", "--printer", "virtual"], "is not DRIVER:ADDRESS"),
        (["watch", "--printer", "octoprnt:http://x"], "Did you mean 'octoprint'?"),
        (["watch", "--printer", "virtual:x", "--option", "speed"], "is not NAME=VALUE"),
    ],
)
def test_wrong_input_is_named(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Exit code 2, and what was meant where that can be guessed."""
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_watching_shows_what_the_printer_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each reading."""
    assert main(["watch", "--printer", f"virtual:{tmp_path}", "--seconds", "0"]) == 0
    assert "idle         Operational" in capsys.readouterr().out
