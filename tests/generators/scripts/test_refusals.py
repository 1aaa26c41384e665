"""What cannot be a template says so in one sentence, with the file and the line."""

from pathlib import Path

import pytest

from generators.errors import BuildFailed
from generators.library import load, load_file
from generators.limits import Limits
from generators.make import Made, make

CUBE = "import cadquery as cq\nbox = cq.Workplane().box(10, 10, 10)\n"


def built(folder: Path, text: str) -> Made:
    """Make the default design of a script."""
    path = folder / "mine.py"
    path.write_text(text)
    template = load_file(path)
    return make(template, template.parameters.read({}), Limits.generic())


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        (CUBE, "it shows nothing", None),
        (CUBE + "from cadquery.vis import show_forever\nshow_forever(box)\n", "with 'show_forever' only", 4),
        (CUBE + "def show_it(thing):\n    return thing\n\nshow_it(box)\n", "it shows nothing", None),
        (CUBE + "import nothing_here\nshow_object(nothing_here.round(box))\n", "imports 'nothing_here'", 3),
        (CUBE + "from . import parts\nshow_object(parts.lid)\n", "imports '.', a file beside it", 3),
        (CUBE + "step = cq.importers.importStep('a.step')\nshow_object(step)\n", "reads another file", 3),
        (CUBE + "names = open('names.txt').read()\nshow_object(box)\n", "reads another file", 3),
        (CUBE + "show_object(\n", "was never closed", 3),
    ],
)
def test_what_is_seen_before_it_runs(tmp_path: Path, text: str, words: str, line: int | None) -> None:
    """The shelf names the file, the reason and the line, and serves the rest."""
    (tmp_path / "mine.py").write_text(text)
    library = load([tmp_path])
    (broken,) = (one for one in library.broken if one.path.is_relative_to(tmp_path))
    assert words in broken.error
    assert broken.line == line
    assert library.templates


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        (CUBE + "show_object(cq.Sketch().rect(5, 5))\n", "flat sketch", 1),
        (CUBE + "result = box.faces('>Z')\n", "shows no solid, only: face", 3),
        (CUBE + "show_object(cq.Workplane().circle(4))\n", "shows no solid, only: wire", 1),
        (CUBE + "result = 42\n", "shows a builtins.int", 3),
        (CUBE + "raise SystemExit\nshow_object(box)\n", "ends itself", 1),
        (CUBE + "size = input('how big? ')\nshow_object(box)\n", "asks a question", 3),
        (CUBE + "show_object(\n    box.fillet(50)\n)\n", "could not be built", 4),
        (CUBE + "if box is None:\n    show_object(box)\n", "showed nothing", 1),
    ],
)
def test_what_is_seen_when_it_runs(tmp_path: Path, text: str, words: str, line: int) -> None:
    """A build fails in words, never with a foreign error, and points into the script."""
    with pytest.raises(BuildFailed) as caught:
        built(tmp_path, text)
    assert words in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (CUBE + "print('hello')\nshow_object(box)\n", ["box"]),
        (CUBE + "show_object(box, name='A part')\nshow_object(box.translate((20, 0, 0)), 'a-part')\n", None),
        (CUBE + "if __name__ == '__main__':\n    show_object(box)\n", ["box"]),
        (CUBE + "def main():\n    show_object(box)\n\nif __name__ == '__cq_main__':\n    main()\n", ["box"]),
        (CUBE + "if 'show_object' in globals():\n    show_object(box)\n", ["box"]),
        (CUBE + "from cadquery.vis import show\nshow(box, title='a box')\n", ["box"]),
        (CUBE + "from nowhere import plot\nshow_object(box)\n", ["box"]),
        (CUBE + "box.val().exportStl('box.stl')\nshow_object(box)\nraise SystemExit(0)\n", ["box"]),
        (CUBE + "cq.exporters.export(box, 'box.stl')\n", ["box"]),
        (CUBE + "result = {'low': box, 'high': box.translate((0, 0, 30))}\n", ["low", "high"]),
        (CUBE + "result = box.union(cq.Workplane().box(3, 3, 3).translate((20, 0, 0)))\n", ["mine-1", "mine-2"]),
        (CUBE + "result = [box, box.translate((10, 0, 0))]\n", ["mine"]),
        (CUBE + "from ocp_vscode import *\nset_port(3939)\nshow(box, reset_camera=Camera.KEEP)\n", ["box"]),
        (CUBE + "show(box, 'A peg', {'color': (0.2, 1, 0.7)})\n", ["a-peg"]),
        ("result = cq.Workplane().box(1, 1, 1)\n", ["mine"]),
    ],
)
def test_what_is_put_up_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, names: list[str] | None
) -> None:
    """Printing, exporting, viewers, guards and equal names do no harm, and nothing is written to the disk."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    made = built(tmp_path, text)
    found = [part.name for part in made.parts]
    assert len(set(found)) == len(found)
    assert found == (names or found)
    assert all(part.mesh.bounds[0, 2] == pytest.approx(0, abs=1e-6) for part in made.parts)
    assert list(elsewhere.iterdir()) == []


def test_names_that_the_form_keeps_for_itself(tmp_path: Path) -> None:
    """A constant called like a word of every form still is a question, and the script gets its answer."""
    path = tmp_path / "mine.py"
    path.write_text(CUBE + "clearance = 2.0\ntable = 3\nshow_object(cq.Workplane().box(clearance, table, 5))\n")
    template = load_file(path)
    assert list(template.parameters.fields()) == ["clearance_value", "table_value"]
    (part,) = template.build(template.parameters.read({"clearance_value": 4, "table_value": 6}))
    assert part.solid.Volume() == pytest.approx(4 * 6 * 5)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "if __name__ == '__main__':\n    wide = 20.0  # mm\n    show_object(cq.Workplane().box(wide, 4, 5))\n",
            "wide",
        ),
        ("wide = globals().get('wide', 20.0)\nresult = cq.Workplane().box(wide, 4, 5)\n", "wide"),
        ("wide = params.get('wide', 20.0)\nresult = cq.Workplane().box(wide, 4, 5)\n", "wide"),
        ("loud = globals().get('debug', False)\nresult = cq.Workplane().box(20, 4, 5)\n", None),
        ("if __name__ == '__main__':\n    deep = 4.0\n    print(deep)\nresult = cq.Workplane().box(20, 4, 5)\n", None),
    ],
)
def test_settings_stand_where_scripts_put_them(tmp_path: Path, text: str, asked: str | None) -> None:
    """Constants of the main program and those left to whoever runs it are asked for, and what never runs is not."""
    path = tmp_path / "mine.py"
    path.write_text("import cadquery as cq\n" + text)
    template = load_file(path)
    assert list(template.parameters.fields()) == ([asked] if asked else [])
    values = template.parameters.read({asked: 30} if asked else {})
    (part,) = template.build(values)
    assert part.solid.Volume() == pytest.approx((30 if asked else 20) * 4 * 5)
