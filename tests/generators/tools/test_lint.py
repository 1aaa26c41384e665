"""Advice names what and where; what is right is passed over in silence."""

import re
from pathlib import Path

import pytest

from generators.library import CATALOG, Library, load_file
from generators.tools.lint import CODES, lint
from tests.generators.conftest import ROOT

SLUGS = sorted(path.stem for path in CATALOG.glob("[!_]*.py"))
EXTRA = '    note: float = length(5, 1, 9, label="Note", help="Sentence.", level="more")\n\n    rules'


@pytest.mark.parametrize("slug", SLUGS)
def test_the_catalogue_wants_no_advice(slug: str, library: Library) -> None:
    """Every product of the house is as a maker's should be."""
    assert [str(one) for one in lint(library.template(slug), library.files[slug])] == []


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ('label="Wall"', 'label=""', "wall", "its label is missing"),
        ('label="Wall"', 'label="WALLTHICKNESS"', "wall", "shouts at “WALLTHICKNESS”"),
        ('label="Wall"', f'label="{"Wall " * 8}"', "wall", "32 can be read at a glance"),
        ('label="Wall"', 'label="Wall (mm)"', "wall", "the form shows the unit by itself"),
        ("1.2 mm is light.", "1.2 mm is light", "wall", "end with a full stop"),
        ("1.2 mm is light.", "1.2 mm is light! Take care.", "wall", "shouts at “!”"),
        ("Of the thing that goes in.", "The lean in degrees.", "width", "use angle()"),
        ("length(60, 20, 120, step=1,", "length(60, 20, 1220, step=2,", "width", "hard to believe"),
        ("length(2, 1.2, 4, step=0.2,", "length(2, 1.2, 4, step=0.02,", "wall", "finer than any printer"),
        ("length(60, 20, 120, step=1,", "length(60, 20, 120, step=0.05,", "width", "2000 positions"),
        ('help="How firmly the thing is held."', 'help="Held well.", group="shape"', "questions", "capital: “Shape”"),
        ('help="How firmly the thing is held."', 'help="Held well.", group="Sizes"', "questions", "“Size” and “Sizes”"),
        ("\n    rules", EXTRA, "note", "nothing reads values.note"),
        ("a deeper one would tip over.", "a deeper one would tip over", "AtMost(height)", "full stop"),
        ("a deeper one would tip over.", "A deeper one would tip over.", "AtMost(height)", "small letter"),
        ('need="Keep pens, brushes or cards upright and in one place."', 'need=""', "template", "need is missing"),
        ("Not watertight, and not for hot places: it softens at 60 °C.", "", "template", "when_not is missing"),
        ('licence="CC0-1.0"', 'licence=""', "template", "licence is missing"),
        ('author="Ada Maker"', 'author=" "', "template", "author is missing"),
        ('version="1.0.0"', 'version="first"', "template", "should be numbers"),
        ('{"width": 25, "height": 60}', "{}", "preset brush", "the default again"),
        ('{"width": 25, "height": 60}', '{"width": 70, "height": 95}', "preset brush", "'pens' again"),
        ('"Just one."', '"Just one"', "preset brush", "full stop"),
        ("What goes in?", "Say what goes in.", "need “Say what goes in.”", "“Say what goes in?”"),
        ("WALL_THIN", "WALL_TIHN", "causes", "did you mean WALL_THIN?"),
    ],
)
def test_each_slip_is_named_where_it_is(fresh: Path, old: str, new: str, where: str, words: str) -> None:
    """One slip in a good template is one piece of advice, with the line that it stands in."""
    text = fresh.read_text()
    assert text.count(old) == 1
    fresh.write_text(text.replace(old, new))
    advice = lint(load_file(fresh), fresh)
    (one,) = [found for found in advice if words in found.words]
    assert one.where == where
    assert len(advice) == 1 or where == "questions"
    if one.line is not None:
        said = fresh.read_text().splitlines()[one.line - 1]
        assert where.split()[-1].split("(")[0] in said or said.startswith("template") or "need" in where


def test_too_few_presets_and_too_many_questions_are_counted(fresh: Path) -> None:
    """Three presets at least, five questions at most."""
    text = re.sub(r'        Preset\("(pens|brush)".*\n', "", fresh.read_text())
    more = "".join(
        f'    {name}: float = length(5, 1, 9, label="{name.title()}", help="Of it.")\n' for name in ("one", "two")
    )
    fresh.write_text(
        text.replace("\n    rules", f"{more}\n    rules").replace("* values.wall,", "* values.one * values.two,")
    )
    advice = [str(one) for one in lint(load_file(fresh), fresh)]
    assert any("6 on the first screen; 5 are enough" in one and one.endswith("two") for one in advice)
    assert any("1 presets; 3 or more" in one for one in advice)
    assert len(advice) == 2


def test_many_answers_are_better_a_device(fresh: Path) -> None:
    """What cannot be taken in at once is a list that can be searched."""
    options = ", ".join(f'Option("{name}", "{name.title()}")' for name in ("round", "square", *"abcdef"))
    text = fresh.read_text().replace('Option("round", "Round"), Option("square", "Square")', options)
    fresh.write_text(text)
    (advice,) = lint(load_file(fresh), fresh)
    assert advice.where == "shape"
    assert "8 answers" in advice.words
    assert "device()" in advice.words


def test_a_file_whose_values_go_elsewhere_is_not_accused(fresh: Path) -> None:
    """Where all values are handed on at once nobody can say from the text that one is not read."""
    text = fresh.read_text().replace("\n    rules", EXTRA)
    fresh.write_text(text.replace("    inner =", "    sizes = values.canonical()\n    assert sizes\n    inner ="))
    assert lint(load_file(fresh), fresh) == []


def test_of_a_script_only_the_questions_are_looked_at(tmp_path: Path) -> None:
    """A script has no presets and no rules to be advised on, but its comments are read by customers."""
    path = tmp_path / "comb.py"
    path.write_text(
        "import cadquery as cq\n\ngap = 3.0  # between two cables\nresult = cq.Workplane().box(gap, 9, 9)\n"
    )
    advice = lint(load_file(path), path)
    assert {one.where for one in advice} <= {"gap", "questions"}


def test_the_codes_are_those_of_the_checks() -> None:
    """What a cause may name is what the checks on shape can find; damage to a mesh is nobody's parameter."""
    files = [*(ROOT / "generators" / "checks").glob("*.py"), ROOT / "generators" / "joints.py"]
    written = "".join(path.read_text() for path in files)
    found = {code for code in re.findall(r'"([A-Z]{3,}(?:_[A-Z]+)*)"', written) if not code.startswith("MESH_")}
    assert found == set(CODES)
