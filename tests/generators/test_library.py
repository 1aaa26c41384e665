"""A file put in a folder is a product; a file that fails is named and left out."""

import hashlib
from pathlib import Path

import pytest

from generators.errors import DuplicateSlug, UnknownTemplate
from generators.library import CATALOG, Library, load, load_file
from generators.limits import Limits
from generators.make import make
from tests.generators.conftest import ROOT

GOOD = """
import cadquery as cq
from generators import Parameters, Part, Template, length

class Size(Parameters):
    size: float = length(10, 5, 20, step=1, label="Size", help="")

def build(values):
    yield Part("cube", cq.Workplane().box(10, 10, values.size, centered=(True, True, False)).val())

template = Template(
    slug="{slug}", title="T", version="1", summary="", need="", when_not="", licence="", author="",
    parameters=Size, build=build,
)
"""


def test_every_file_of_the_catalogue_is_a_template(library: Library) -> None:
    """Nothing in the catalogue is broken, and each slug is its file's name."""
    assert library.broken == ()
    assert set(library.templates) == {path.stem for path in CATALOG.glob("*.py") if path.stem != "__init__"}


def test_a_new_file_is_found_and_its_digest_is_of_its_bytes(tmp_path: Path, limits: Limits) -> None:
    """Dropping one file in a folder is all it takes."""
    path = tmp_path / "cube.py"
    path.write_text(GOOD.replace("{slug}", "cube"))
    template = load([tmp_path]).template("cube")
    assert template.source_digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert make(template, template.parameters.read({"size": 12}), limits).sizes == (10.0, 10.0, 12.0)


def test_a_changed_file_is_another_design(tmp_path: Path) -> None:
    """The digest of a design follows the template's file to the last byte."""
    path = tmp_path / "cube.py"
    path.write_text(GOOD.replace("{slug}", "cube"))
    before = load_file(path)
    path.write_text(GOOD.replace("{slug}", "cube") + "# a remark\n")
    after = load_file(path)
    assert before.digest(before.parameters.read({})) != after.digest(after.parameters.read({}))


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("x = 1\ny = (\n", "SyntaxError", 2),
        ("x = 1\n\nraise OSError('gone')\n", "gone", 3),
        ("x = 1\n", "defines 0 templates", None),
        (
            GOOD.replace("{slug}", "one") + "second = template.__class__(**vars(template))\n",
            "defines 2 templates",
            None,
        ),
        (GOOD.replace("{slug}", "Bad Slug"), "slug", 11),
        (GOOD.replace("{slug}", "box"), "offered by both", None),
        ("import nothing_of_this_name\n", "nothing_of_this_name", 1),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_the_rest_is_served(
    tmp_path: Path, text: str, words: str, line: int | None
) -> None:
    """One maker's mistake costs nobody else their product."""
    (tmp_path / "mine.py").write_text(text)
    library = load([tmp_path])
    assert set(library.templates) >= {"box", "hook", "keychain"}
    (broken,) = library.broken
    assert broken.path.name == "mine.py"
    assert words in broken.error
    assert broken.line == line


def test_two_files_of_one_name_are_refused_in_words() -> None:
    """The error names both files."""
    assert str(DuplicateSlug("box", Path("a/box.py"), Path("b/mine.py"))) == (
        "'box' is offered by both box.py and mine.py"
    )


def test_an_unknown_name_is_answered_by_the_nearest(library: Library) -> None:
    """A typing mistake is met with what was probably meant."""
    with pytest.raises(UnknownTemplate) as caught:
        library.template("keychian")
    assert caught.value.nearest == "keychain"


def test_the_example_for_makers_works_as_printed(tmp_path: Path, limits: Limits) -> None:
    """The template on the makers' page is at most 40 lines, loads, and prints at every setting it names."""
    page = (ROOT / "docs" / "makers.md").read_text(encoding="utf-8")
    code = page.split("```python\n", 1)[1].split("```", 1)[0]
    assert len(code.splitlines()) <= 40
    (tmp_path / "coaster.py").write_text(code)
    library = load([tmp_path])
    assert library.broken == ()
    template = library.template("coaster")
    fields = template.parameters.fields()
    for values in ({}, *({name: end} for name, one in fields.items() for end in (one.minimum, one.maximum))):
        assert make(template, template.parameters.read(values), limits).printable


def test_a_description_is_all_the_page_needs(library: Library) -> None:
    """Schema, groups in order, presets; each property says kind, unit, group, level and its place in the form."""
    for template in library.templates.values():
        described = template.describe()
        properties = described["schema"]["properties"]
        assert [one["x-order"] for one in properties.values()] == list(range(len(properties)))
        for one in properties.values():
            assert {"title", "description", "default", "x-kind", "x-unit", "x-group", "x-level"} <= one.keys()
            assert one["description"].endswith(".")
            assert one["x-group"] in described["groups"]
        for preset in described["presets"]:
            template.parameters.read(preset["values"])


def test_the_form_of_the_keychain_is_the_one_that_links_use(library: Library) -> None:
    """Links name these parameters; changing them would break what customers shared."""
    assert {"text", "ring", "thickness"} <= set(library.template("keychain").parameters.model_fields)
    assert {"width", "depth", "height", "wall", "fit", "corner"} <= set(library.template("box").parameters.model_fields)
    assert {"load", "arm", "screws"} <= set(library.template("hook").parameters.model_fields)
