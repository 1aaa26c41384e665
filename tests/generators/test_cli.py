"""The terminal: names the thing, the limit and the nearest good value, and says it by its exit code."""

import json
import re
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
    """A printable design exits 0, a mesh that does not fit exits 1; a value beyond the printer names the nearest."""
    assert main(["check", "keychain"]) == OK
    assert "nothing was found" in capsys.readouterr().out
    cube = ROOT / "samples" / "meshes" / "bridge_long.stl"
    assert main(["check", str(cube), "--volume", "5x5x5"]) == BLOCKED
    assert "DOES_NOT_FIT" in capsys.readouterr().out
    assert main(["check", "box", "--set", "width=230"]) == WRONG_INPUT
    assert "Nearest: width=208" in capsys.readouterr().err
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
        (["check", "box", "--preset", "card"], "did you mean 'cards'?"),
        (["check", "missing.py"], "no such file"),
        (["check", "part.3mf"], "part.stl"),
        (["check", str(CATALOG / "bocks.py")], "box.py?"),
        (["--templates", "nowhere", "list"], "no such folder"),
        (["new", "Pen Cup"], "Nearest: pen-cup"),
        (["new", "box", "--folder", "nowhere"], "Nearest: box-2"),
        (["new", "pen-cup", "--folder", str(CATALOG / "box.py")], "is a file"),
        (["thumbs", "--out", str(CATALOG / "box.py")], "is a file"),
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


def test_check_looks_a_file_over_and_tries_every_preset(fresh: Path, capsys: Output) -> None:
    """A maker's own file needs no folder and no slug; good words bring no advice."""
    assert main(["check", str(fresh)]) == OK
    assert capsys.readouterr().out == "Printable: the defaults and 3 presets: nothing was found.\n"


def test_advice_is_no_error(fresh: Path, capsys: Output) -> None:
    """It is told with where and line, in words and as JSON, and the exit code only tells whether it prints."""
    fresh.write_text(fresh.read_text().replace('label="Wall"', 'label="Wall (mm)"'))
    assert main(["check", str(fresh)]) == OK
    line = next(number for number, one in enumerate(fresh.read_text().splitlines(), 1) if "Wall (mm)" in one)
    assert f"advice: wall (line {line}): its label says" in capsys.readouterr().out
    assert main(["check", str(fresh), "--json"]) == OK
    report = json.loads(capsys.readouterr().out)
    assert [(one["where"], one["line"]) for one in report["advice"]] == [("wall", line)]
    assert [one["name"] for one in report["presets"]] == ["pens", "brush", "cards"]
    assert report["printable"] is True
    assert main(["check", str(fresh), "--set", "wall=3"]) == OK
    assert "advice" not in capsys.readouterr().out


def test_a_preset_that_does_not_print_blocks_by_name(fresh: Path, capsys: Output) -> None:
    """The defaults may be well: what is wrong is found in the preset that has it."""
    thin = fresh.read_text().replace("+ 2 * values.wall,", "+ (0.4 if values.height == 30 else 2 * values.wall),")
    fresh.write_text(thin)
    assert main(["check", str(fresh)]) == BLOCKED
    rows = capsys.readouterr().out.splitlines()[1:]
    assert rows
    assert {row.split()[0] for row in rows} == {"cards"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("yield Part(", "yield Prat(", "NameError"),
        ("length(60, 20, 120, step=1,", "length(60, 20, 120.5, step=1,", "the maximum must be whole steps"),
        (
            "from generators.shapes import",
            "from generators.shapes import nothing_of_this_name,",
            "nothing_of_this_name",
        ),
        ('value("width")', 'value("widht")', "'widht'"),
        ("    build=build,", "    build=build", "SyntaxError"),
    ],
)
def test_a_file_that_does_not_work_is_told_with_its_line(
    fresh: Path, old: str, new: str, words: str, capsys: Output
) -> None:
    """Loading or building: exit 3, what went wrong, and where in the maker's own file."""
    fresh.write_text(fresh.read_text().replace(old, new))
    assert main(["check", str(fresh)]) == FAILED
    told = capsys.readouterr().err
    assert words in told
    assert re.search(rf"{fresh.name}:\d+: |\(line \d+\): ", told), told
    assert "Traceback" not in told


def test_a_broken_file_in_a_folder_is_told_when_it_is_asked_for(fresh: Path, capsys: Output) -> None:
    """Asked for by its slug, a file that was left out says why, instead of being unknown."""
    fresh.write_text("x = 1\nraise OSError('gone')\n")
    assert main(["--templates", str(fresh.parent), "describe", "pen-cup"]) == FAILED
    assert "pen_cup.py:2: OSError: gone" in capsys.readouterr().err


def test_new_writes_two_files_and_says_what_to_do_next(tmp_path: Path, capsys: Output) -> None:
    """What it tells can be typed as it stands; a second time it refuses and offers another name."""
    folder = tmp_path / "mine"
    assert main(["new", "pen-cup", "--folder", str(folder)]) == OK
    output = capsys.readouterr().out
    for command in (
        f"python -m server serve --watch {folder}",
        f"python -m generators check {folder / 'pen_cup.py'}",
        f"python -m generators sweep {folder / 'pen_cup.py'} --proof",
    ):
        assert command in output
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(before) == ["pen_cup.py", "test_pen_cup.py"]
    assert main(["new", "pen-cup", "--folder", str(folder)]) == WRONG_INPUT
    assert "Nearest: pen-cup-2" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("verb", ["list", "describe", "build", "check", "new", "thumbs", "docs", "sweep"])
def test_every_verb_shows_examples_of_itself(verb: str, capsys: Output) -> None:
    """`--help` says what to type and what the exit codes mean."""
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    output = capsys.readouterr().out
    assert re.search(rf"python -m generators (--templates \S+ )?{verb}\b", output)
    assert "exit codes: 0" in output
