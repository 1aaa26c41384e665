"""A product sheet leaves nothing out of what a template says, and its pictures stand beside it."""

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from generators.__main__ import OK, WRONG_INPUT, main
from generators.fields import Field
from generators.library import Library
from generators.limits import Limits
from generators.parameters import Parameters
from generators.rules import AtLeast, AtMost, Locked, Rule, Shown, Without
from generators.sweep.proof import Proof
from generators.template import MeshSettings
from generators.terms import entry, largest, limit, smallest, value, volume, when
from generators.tools.pages import sheet
from generators.tools.spoken import spoken
from generators.tools.thumbs import designs, thumbs

Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def fields(library: Library) -> dict[str, Field]:
    """The questions of the hook and of the box."""
    found: dict[str, Field] = {}
    for slug in ("hook", "box"):
        parameters: type[Parameters] = library.template(slug).parameters
        found |= parameters.fields()
    return found


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            AtMost("tip", smallest(value("arm"), value("width")) / 2 - 5, "so."),
            "**Tip**: at most the smallest of (Arm, Inner width) / 2 − 5; so.",
        ),
        (AtLeast("tip", 2 * (value("arm") - value("width")), "so."), "**Tip**: at least 2 × (Arm − Inner width); so."),
        (AtMost("tip", value("arm") - (value("width") - 1), "so."), "**Tip**: at most Arm − (Inner width − 1); so."),
        (
            AtMost("tip", volume("x") - limit("line_width"), "so."),
            "**Tip**: at most the printer's volume x − the printer's line width; so.",
        ),
        (AtMost("tip", 12, "so."), "**Tip**: at most 12; so."),
        (
            AtMost("tip", when(value("screw") == "4", 3, largest(4, value("load"))), "so."),
            "**Tip**: at most (3 if Screw size is “4 mm”, else the largest of (4, Load)); so.",
        ),
        (AtMost("tip", entry("screw", "long"), "so."), "**Tip**: at most “long” of the chosen Screw size; so."),
        (
            Shown(["tip", "arm"], (value("screws") > 1) & ~(value("fit") != "tight")),
            "**Tip** and **Arm**: only when Screws is above 1 and not (Fit of the lid is not “Tight”).",
        ),
        (
            Shown(["tip"], ((value("arm") < 5) | (value("tip") < 6)) & (value("load") >= 2)),
            "**Tip**: only when (Arm is below 5 or Tip is below 6) and Load is at least 2.",
        ),
        (Locked("screw", "5", value("load") > 5, "so."), "**Screw size**: always “5 mm” when Load is above 5; so."),
        (
            Without("screw", ["4", "5"], value("arm") <= 20, "so."),
            "**Screw size**: not “4 mm” or “5 mm” when Arm is at most 20; so.",
        ),
    ],
)
def test_a_rule_is_said_in_words(rule: Rule, words: str, fields: dict[str, Field]) -> None:
    """Labels instead of names, titles instead of values, brackets only where they change the sense."""
    assert spoken(rule, fields) == words


def test_every_rule_of_the_house_can_be_said(library: Library) -> None:
    """No term is without words."""
    for template in library.templates.values():
        questions = template.parameters.fields()
        for rule in template.parameters.rules:
            said = spoken(rule, questions)
            assert said.endswith((".", "?")), said
            assert said.count("(") == said.count(")")


def test_docs_tells_everything_and_every_picture_stands_beside_it(tmp_path: Path, capsys: Output) -> None:
    """Settings with bounds, rules, presets, questions, hardware: and no link leads nowhere."""
    assert main(["docs", "hook", "--out", str(tmp_path), "--size", "64x64"]) == OK
    page = (tmp_path / "hook.md").read_text()
    assert "| Load | `load` | 3 kg | 1 to 10 kg | 0.5 kg | The heaviest thing it will carry." in page
    assert "plasterboard holds 2.5 kg for each screw" in page
    assert "**What for.** Hang a coat" in page
    assert "**When not.** Not for people" in page
    assert "| Plasterboard | Wall Plasterboard, Screws 3 |" in page
    assert "Heavy tools | 3 | 5 x 60 mm countersunk screw |" in page
    for name in ("README.md", "hook.md"):
        linked = re.findall(r"\]\(([^)]+)\)", (tmp_path / name).read_text())
        assert linked
        assert all((tmp_path / target).is_file() for target in linked)
    for line in page.splitlines():
        assert not line.startswith("|") or line.count(" | ") >= 2 or set(line) <= set("|-"), line
    assert "hook: 5 pictures" in capsys.readouterr().out


def test_a_sheet_names_the_source_of_each_device_and_what_the_proof_is_worth(library: Library, limits: Limits) -> None:
    """A figure stands beside who says so; a proof of another file is told as one that no longer holds."""
    template = library.template("stand")
    shown = list(thumbs(template, limits, (64, 64)))
    none = sheet(template, shown, None)
    assert "Apple: specifications |" in none
    assert none.rstrip().endswith("it is a draft.")
    edition = MeshSettings().edition
    proof = Proof(
        "stand", template.version, template.source_digest, edition, 1100, 1100, 3, True, 7, False, 0.61, "2026-03-01"
    )
    assert "1100 of 1100 settings print; 3 with a warning. The slowest build took 0.6 s." in sheet(
        template, shown, proof
    )
    assert "no longer holds" not in sheet(template, shown, proof)
    other = Proof("stand", "0.9.0", "0" * 64, 1, 1100, 1100, 0, True, 7)
    assert "It no longer holds: the template has changed" in sheet(template, shown, other)


class Images(HTMLParser):
    """Gathers the pictures of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where an image lies."""
        if tag == "img":
            self.found.append(dict(attrs)["src"] or "")


def test_thumbs_draws_each_preset_in_the_size_asked_for(fresh: Path, tmp_path: Path) -> None:
    """The contact sheet shows every picture that was drawn, and no other; each shows another design."""
    out = tmp_path / "pictures"
    assert main(["thumbs", str(fresh), "--out", str(out), "--size", "96x64"]) == OK
    page = Images()
    page.feed((out / "index.html").read_text())
    assert sorted(page.found) == sorted(path.name for path in out.glob("*.png"))
    assert page.found == ["pen-cup.png", "pen-cup.pens.png", "pen-cup.brush.png", "pen-cup.cards.png"]
    data = [(out / name).read_bytes() for name in page.found]
    assert {Image.open(io.BytesIO(one)).size for one in data} == {(96, 64)}
    assert len(set(data)) == len(data)


def test_no_two_pictures_share_a_name(library: Library) -> None:
    """Slugs hold no dot, so a preset of one product is never another product."""
    assert all("." not in slug for slug in library.templates)
    for template in library.templates.values():
        names = [name for name, *_rest in designs(template)]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("size", "words"), [("big", "such as 640x480"), ("10x480", "Nearest: 64x480"), ("9999x10", "Nearest: 2048x64")]
)
def test_a_wrong_size_is_answered_by_the_nearest(size: str, words: str, tmp_path: Path, capsys: Output) -> None:
    """Exit 2, the way out in the message, and nothing written."""
    out = tmp_path / "out"
    assert main(["thumbs", "box", "--out", str(out), "--size", size]) == WRONG_INPUT
    assert words in capsys.readouterr().err
    assert not out.exists()
