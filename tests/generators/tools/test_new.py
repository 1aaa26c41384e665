"""A new template works before anything was changed in it."""

import subprocess
import sys
from pathlib import Path

import pytest

from generators.library import Library, load, load_file
from generators.limits import Limits
from generators.make import make
from generators.tools.lint import lint
from generators.tools.new import stem, written, wrong_with
from tests.generators.conftest import ROOT


@pytest.mark.long
def test_its_own_test_passes_at_once_and_fails_when_it_should(tmp_path: Path) -> None:
    """The test beside it tries the defaults and each preset, and finds a floor that is thicker than was asked for."""
    _path, good = written("pen-cup", tmp_path)
    path, bad = written("tray", tmp_path)
    path.write_text(path.read_text().replace("top = inner + 2 * values.wall, values.wall", "top = inner + 8, 4"))
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(good), str(bad)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert "1 failed, 9 passed" in done.stdout, done.stdout
    assert "test_tray.py::test_it_is_as_high_as_its_room_and_its_floor" in done.stdout


def test_it_is_short_and_shows_what_there_is(fresh: Path) -> None:
    """Forty lines hold numbers, a choice, a fit, a rule, presets and a question; the names come from its own."""
    text = fresh.read_text()
    assert len([line for line in text.splitlines() if line.strip()]) <= 40
    assert max(map(len, text.splitlines())) <= 120
    template = load_file(fresh)
    kinds = {field.kind for field in template.parameters.fields().values()}
    assert kinds >= {"length", "choice", "fit"}
    assert template.parameters.rules
    assert template.needs
    assert len(template.presets) >= 3
    assert (template.slug, template.title) == ("pen-cup", "Pen cup")
    assert template.parameters.__name__ == "PenCupParameters"


def test_only_the_makers_name_is_left_to_say(tmp_path: Path, fresh: Path) -> None:
    """It has no other advice coming than to put one's own name."""
    assert lint(load_file(fresh), fresh) == []
    path, _test = written("tray", tmp_path)
    (advice,) = lint(load_file(path), path)
    assert "Your name" in advice.words
    assert path.read_text().splitlines()[(advice.line or 0) - 1] == "template = Template("


def test_every_corner_of_it_prints(fresh: Path, limits: Limits) -> None:
    """Both ends of each question, mended by its rule."""
    template = load_file(fresh)
    for name, field in template.parameters.fields().items():
        for end in field.corners():
            values, _told = template.parameters.repaired({name: end}, limits)
            assert make(template, values, limits).printable, (name, end)


def test_a_folder_with_its_test_holds_one_template(fresh: Path, library: Library) -> None:
    """The test beside a template is not taken for a broken one."""
    found = load([fresh.parent], known=library)
    assert found.broken == ()
    assert found.files["pen-cup"] == fresh
    assert len(found.templates) == len(library.templates) + 1


def test_nothing_is_written_over(fresh: Path) -> None:
    """Where either file stands already, both stay as they are."""
    (fresh.parent / "test_pen_cup.py").unlink()
    before = fresh.read_bytes()
    with pytest.raises(FileExistsError):
        written("pen-cup", fresh.parent)
    assert fresh.read_bytes() == before
    assert [path.name for path in fresh.parent.iterdir()] == ["pen_cup.py"]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Pen Cup", "pen-cup-2"),
        ("pen-cup", "pen-cup-2"),
        ("pen_holder", "pen-holder"),
        ("Kästchen", "kastchen"),
        ("3d", "my-3d"),
        ("x", "my-x"),
        ("", "my-product"),
        ("杯", "my-product"),
        ("../up", "up"),
        ("test-tube", "my-test-tube"),
        ("random", "my-random"),
        ("generators", "my-generators"),
        ("a" * 60, "a" * 40),
        ("cup\n", "cup"),
    ],
)
def test_a_bad_name_is_answered_by_a_good_one(name: str, nearest: str) -> None:
    """What is offered instead is itself right, and no file that is there."""
    taken = {"pen-cup", "box"}
    wrong = wrong_with(name, taken)
    assert wrong is not None
    assert wrong.nearest == nearest
    assert wrong_with(wrong.nearest, taken) is None
    assert stem(nearest) not in sys.stdlib_module_names
