"""The makers' guide is true: its example prints without advice, its commands are taken, its reference is complete."""

import re
import shlex
from pathlib import Path

import generators
from generators import shapes
from generators.__main__ import _parser
from generators.library import load_file
from generators.limits import Limits
from generators.make import make
from generators.tools.lint import lint
from tests.generators.conftest import ROOT

GUIDE = (ROOT / "docs" / "makers.md").read_text(encoding="utf-8")


def test_the_whole_file_of_the_guide_prints_and_wants_no_advice(tmp_path: Path, limits: Limits) -> None:
    """The template as it stands on the page: defaults, presets and both ends of each question."""
    path = tmp_path / "coaster.py"
    path.write_text(GUIDE.split("```python\n", 1)[1].split("```", 1)[0], encoding="utf-8")
    template = load_file(path)
    assert lint(template, path) == []
    ends = [{name: end} for name, field in template.parameters.fields().items() for end in field.corners()]
    for raw in ({}, *(preset.values for preset in template.presets), *ends):
        values, _told = template.parameters.repaired(raw, limits)
        design = make(template, values, limits)
        assert design.findings == (), raw


def test_every_command_of_the_guide_is_taken_as_it_is_written() -> None:
    """Each line that calls the generators is one that their terminal understands, flags and all."""
    lines = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.S) for line in block.splitlines()]
    typed = [shlex.split(line)[3:] for line in lines if "-m generators" in line]
    for words in typed:
        assert callable(_parser().parse_args(words).command)
    verbs = {word for words in typed for word in words}
    assert verbs >= {"new", "check", "sweep", "thumbs", "docs", "list", "describe", "build"}


def test_the_reference_names_every_word() -> None:
    """All that a maker can import stands in the guide as code."""
    code = " ".join(re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", GUIDE, flags=re.S)))
    named = set(re.findall(r"\w+", code)) | set(
        re.findall(r"\w+", " ".join(re.findall(r"```py\n(.*?)```", GUIDE, re.S)))
    )
    assert set(generators.__all__) - named <= {"Parameters", "Template"}
    assert {"Parameters", "Template"} <= set(re.findall(r"\w+", GUIDE))
    assert sorted(set(shapes.__all__) - named) == []
