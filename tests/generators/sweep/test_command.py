"""The terminal's verb: says what fails in words, as JSON and as a page, and tells it by its exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from generators.__main__ import BLOCKED, FAILED, OK, WRONG_INPUT, main
from generators.library import load_file
from generators.limits import Limits
from generators.sweep.bench import Table
from generators.sweep.proof import proof_of
from generators.sweep.report import Stretch
from generators.sweep.sweeping import sweep
from generators.sweep.terminal import strip
from tests.generators.sweep.conftest import Written
from tests.generators.sweep.test_faults import CLEAN, SLAB

Output = pytest.CaptureFixture[str]


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    """A report but for its clock."""
    return {name: value for name, value in report.items() if name != "seconds"}


def test_a_full_sweep_of_a_clean_file_leaves_a_proof_that_holds(written: Written, capsys: Output) -> None:
    """Exit 0, and the proof beside the file says how many designs there are, and that there are no more."""
    path = written(CLEAN)
    assert main(["sweep", str(path), "--settings", "20", "--slice", "0", "--workers", "1", "--proof"]) == OK
    assert "10 of 10 settings print, all there are" in capsys.readouterr().out
    template = load_file(path)
    proof = proof_of(template, path)
    assert proof is not None
    assert (proof.settings, proof.printable, proof.clean, proof.exhausted) == (10, 10, True, True)
    assert len(proof.date) == len("2026-03-01")
    assert proof.holds_for(template)
    path.write_text(path.read_text() + "# another file\n")
    assert not proof.holds_for(load_file(path))


def test_failures_are_told_in_words_as_json_and_as_a_page(written: Written, tmp_path: Path, capsys: Output) -> None:
    """Exit 1; the smallest failing setting stands in all three, its picture in the page."""
    file, folder = tmp_path / "report.json", tmp_path / "pages"
    words = ["sweep", str(written(SLAB)), "--fast", "--json", str(file), "--html", str(folder)]
    assert main(words) == BLOCKED
    printed = capsys.readouterr().out
    assert "known 1.0.0: NOT CLEAN" in printed
    assert "smallest: height=251" in printed
    (told,) = json.loads(file.read_text())
    assert [one["smallest"] for one in told["failures"]] == [{"height": 251.0}]
    assert told["source_digest"] == load_file(tmp_path / "known.py").source_digest
    assert Limits.from_json(told["limits"]) == Limits.generic()
    page = (folder / "known.html").read_text()
    assert "height=251" in page
    assert page.count('src="data:image/png;base64,') == 1


def test_two_runs_tell_the_same_but_for_the_times(written: Written, limits: Limits) -> None:
    """The same seed, the same report, to the last word."""
    template = load_file(written(SLAB))
    one, two = (
        json.dumps(without_times(sweep(template, Table(template, limits), limits, settings=20, seed=3).to_json()))
        for _ in range(2)
    )
    assert one == two


def test_another_printer_is_taken_from_a_file(written: Written, tmp_path: Path, capsys: Output) -> None:
    """On one that reaches 100 mm, 101 is the smallest that fails."""
    limits = tmp_path / "small.json"
    limits.write_text(json.dumps(Limits.generic(volume=(212, 212, 100)).to_json()))
    assert main(["sweep", str(written(SLAB)), "--fast", "--limits", str(limits)]) == BLOCKED
    assert "smallest: height=101" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--proof", "--fast"], "--proof: a proof needs a full sweep"),
        (["--limits", "nowhere.json"], "--limits nowhere.json: cannot be read"),
        (["nowhere.py"], "nowhere.py: there is no such file"),
        (["keychian"], "did you mean 'keychain'?"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(words: list[str], said: str, capsys: Output) -> None:
    """Exit 2, and one sentence."""
    assert main(["sweep", *words]) == WRONG_INPUT
    assert said in capsys.readouterr().err


def test_a_file_that_fails_is_named_with_its_line(tmp_path: Path, capsys: Output) -> None:
    """Exit 3, without a traceback."""
    path = tmp_path / "mine.py"
    path.write_text("from generators import Parameters\nraise RuntimeError('gone')\n")
    assert main(["sweep", str(path), "--fast"]) == FAILED
    assert capsys.readouterr().err == f"{path}:2: RuntimeError: gone\n"


@pytest.mark.slicer
def test_a_sample_is_sliced_by_the_real_slicer(written: Written, capsys: Output) -> None:
    """The command asks the other workshop, by its own command."""
    path = written(CLEAN)
    assert main(["sweep", str(path), "--settings", "20", "--slice", "1", "--workers", "1"]) == OK
    assert "sliced: 1" in capsys.readouterr().out


@pytest.mark.slicer
def test_a_machine_that_nobody_knows_is_no_refusal_of_the_part(written: Written, capsys: Output) -> None:
    """What is wrong is the question; the template is not blamed."""
    words = ["sweep", str(written(CLEAN)), "--settings", "20", "--slice", "1", "--workers", "1", "--machine", "none"]
    assert main(words) == WRONG_INPUT
    assert "none" in capsys.readouterr().err


def test_the_strip_shows_where_failures_gather() -> None:
    """A blank where nothing failed, a full block where all did, a dot where nothing was tried."""
    assert strip([Stretch("a", 4, 0), Stretch("b", 4, 1), Stretch("c", 4, 4), Stretch("d", 0, 0)]) == "[ ▒█·]"
