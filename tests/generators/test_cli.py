"""The terminal: names the thing, the limit and the nearest good value, and says it by its exit code."""

import json
from pathlib import Path

import pytest

from generators.__main__ import BLOCKED, FAILED, OK, WRONG_INPUT, main
from generators.library import CATALOG
from tests.generators.conftest import ROOT

Output = pytest.CaptureFixture[str]


def test_list_names_every_product(capsys: Output) -> None:
    """One line each."""
    assert main(["list"]) == OK
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == sorted(
        path.stem for path in CATALOG.glob("[!_]*.py")
    )


def test_list_names_a_broken_file_and_fails(capsys: Output, tmp_path: Path) -> None:
    """The maker sees file and line; the products are still listed."""
    (tmp_path / "mine.py").write_text("x = 1\nraise OSError('gone')\n")
    assert main(["--templates", str(tmp_path), "list"]) == FAILED
    output = capsys.readouterr()
    assert "mine.py:2: left out" in output.err
    assert "keychain" in output.out


def test_describe_shows_each_parameter_with_its_limits(capsys: Output) -> None:
    """What may be set, in which unit, between what and what."""
    assert main(["describe", "keychain"]) == OK
    output = capsys.readouterr().out
    assert "3 to 12 mm, step 0.5" in output
    assert "up to 16 characters" in output
    assert main(["describe", "box", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["slug"] == "box"


@pytest.mark.parametrize(
    ("kind", "start"), [("3mf", b"PK"), ("step", b"ISO-10303-21"), ("glb", b"glTF"), ("png", b"\x89PNG")]
)
def test_build_writes_each_kind_of_file(kind: str, start: bytes, tmp_path: Path) -> None:
    """The ending names the kind."""
    path = tmp_path / f"tag.{kind}"
    assert main(["build", "keychain", "--set", "text=EVA", "--preset", "small", "-o", str(path)]) == OK
    assert path.read_bytes().startswith(start)


def test_an_stl_of_several_parts_is_one_file_each(tmp_path: Path) -> None:
    """Each part gets its own file, named after it."""
    assert main(["build", "box", "-o", str(tmp_path / "mine.stl")]) == OK
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine-box.stl", "mine-lid.stl"]


def test_check_passes_in_silence_and_blocks_with_a_table(capsys: Output) -> None:
    """A printable design exits 0; one that does not fit exits 1 and says by how much."""
    assert main(["check", "keychain"]) == OK
    assert "nothing was found" in capsys.readouterr().out
    assert main(["check", "box", "--set", "width=230"]) == BLOCKED
    output = capsys.readouterr().out
    assert "DOES_NOT_FIT" in output
    assert "22.0 mm smaller" in output
    assert main(["check", "box", "--set", "width=230", "--volume", "400x400x400", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["printable"] is True


def test_check_reads_an_stl_file(capsys: Output) -> None:
    """A mesh from elsewhere is judged by the same checks."""
    samples = ROOT / "samples" / "meshes"
    assert main(["check", str(samples / "bridge_long.stl"), "--json"]) == BLOCKED
    assert json.loads(capsys.readouterr().out)["findings"][0]["code"] == "BRIDGE_LONG"
    assert main(["check", str(samples / "bridge_long.good.stl")]) == OK


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "boxx"], "did you mean 'box'?"),
        (["check", "box", "--set", "corner=99"], "Nearest: corner=40"),
        (["check", "box", "--set", "widht=30"], "Did you mean 'width'?"),
        (["check", "box", "--set", "width"], "NAME=VALUE"),
        (["check", "box", "--preset", "none"], "cards"),
        (["check", "box", "--volume", "big"], "200x200x180"),
        (["check", "missing.stl"], "no such file"),
        (["build", "box", "-o", "box.obj"], ".3mf"),
        (["build", "box", "-o", "box.png", "--colour", "red"], "#rrggbb"),
        (["--templates", "nowhere", "list"], "no such folder"),
    ],
)
def test_wrong_input_is_answered_by_what_is_right(arguments: list[str], words: str, capsys: Output) -> None:
    """Exit 2, nothing on standard output, and the way out in the message."""
    assert main(arguments) == WRONG_INPUT
    output = capsys.readouterr()
    assert words in output.err
    assert output.out == ""


def test_a_file_that_cannot_be_written_fails(tmp_path: Path) -> None:
    """A full or missing folder is a failure, not wrong input."""
    assert main(["build", "keychain", "-o", str(tmp_path / "no" / "tag.stl")]) == FAILED
