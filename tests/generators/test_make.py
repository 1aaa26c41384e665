"""The whole walk: repeatable, silent, and clear about whose fault it is."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cadquery as cq
import pytest

from generators import MeshSettings, Parameters, Part, Template, length
from generators.errors import BuildFailed
from generators.files import stl
from generators.gltf import glb
from generators.library import Library
from generators.limits import Limits
from generators.make import Made, make
from tests.generators.conftest import ROOT

_ALONE = """
import hashlib, json, sys
from generators.files import stl
from generators.gltf import glb
from generators.library import load
from generators.limits import Limits
from generators.make import make
out = {}
for slug, values in json.loads(sys.argv[1]).items():
    template = load().template(slug)
    made = make(template, template.parameters.read(values), Limits.generic())
    data = glb(made) + b"".join(stl(part.mesh) for part in made.parts)
    out[slug] = [made.digest, hashlib.sha256(data).hexdigest()]
sys.stderr.write(json.dumps(out))
"""

DESIGNS: dict[str, dict[str, Any]] = {
    "keychain": {"text": "Ødé & Ø", "size": 9},
    "box": {"width": 61, "corner": 12},
    "hook": {"load": 7, "screws": 3},
}


def test_two_processes_make_the_same_bytes(made: Callable[..., Made], tmp_path: Path) -> None:
    """Elsewhere, from another folder, with another hash seed: the same digest, GLB and STL, and not a word."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", _ALONE, json.dumps(DESIGNS)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    elsewhere = json.loads(done.stderr)
    for slug, values in DESIGNS.items():
        design = made(slug, **values)
        data = glb(design) + b"".join(stl(part.mesh) for part in design.parts)
        assert elsewhere[slug] == [design.digest, hashlib.sha256(data).hexdigest()]
    assert list(tmp_path.iterdir()) == []


class Size(Parameters):
    """One length."""

    size: float = length(10, 5, 20, step=1, label="Size", help="")


def template_of(build: Callable[[Any], Any], **more: Any) -> Template[Size]:
    """A template with this build function."""
    return Template("trial", "T", "1", "", "", "", "", "", parameters=Size, build=build, **more)


def block(z: float = 5) -> Any:
    """A block whose underside is at z - 5."""
    return cq.Solid.makeBox(10, 10, 10).moved(cq.Location((0, 0, z - 5)))


def broken(_values: Size) -> list[Part]:
    """Stop on the next line."""
    raise ZeroDivisionError("no room")


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (broken, "no room"),
        (lambda _values: [], "gave no parts"),
        (lambda _values: [Part("a", block(4))], "must lie on Z = 0"),
        (lambda _values: [Part("a", block()), Part("a", block())], "same name"),
        (lambda _values: [Part("a", block(), quantity=0)], "quantity"),
        (lambda _values: [Part("a", block(), spiral=0)], "a line 0 mm wide"),
        (lambda _values: [Part("a", cq.Edge.makeLine((0, 0, 0), (1, 0, 0)))], "not a solid"),
        (lambda _values: 5, "not iterable"),
    ],
)
def test_a_template_that_gives_nothing_usable_is_told_why(build: Any, words: str, limits: Limits) -> None:
    """The maker reads what is wrong with the part; the customer is not blamed."""
    with pytest.raises(BuildFailed, match=words):
        make(template_of(build), Size(), limits)


def test_the_line_that_stopped_is_named(limits: Limits) -> None:
    """The line is the one in the template's own file, however deep the fault lay."""
    with pytest.raises(BuildFailed) as caught:
        make(template_of(broken), Size(), limits)
    assert caught.value.line == broken.__code__.co_firstlineno + 2


def test_a_finding_names_the_parameter_the_maker_declared(limits: Limits) -> None:
    """`causes` turns a thin wall into "turn this"."""
    fin = cq.Solid.makeBox(20, 20, 4).fuse(cq.Solid.makeBox(20, 0.6, 12))
    template = template_of(lambda _values: [Part("fin", fin)], causes={"WALL_THIN": "size"})
    (finding,) = make(template, Size(), limits).findings
    assert (finding.code, finding.parameter, finding.part) == ("WALL_THIN", "size", "fin")


def test_errors_come_first_and_block(limits: Limits) -> None:
    """The worst is read first."""
    parts = [Part("low", block()), Part("high", cq.Solid.makeBox(6, 6, 300))]
    design = make(template_of(lambda _values: parts), Size(), limits)
    assert not design.printable
    assert [finding.severity for finding in design.findings] == ["error", "warning"]


def test_the_digest_names_the_design(library: Library) -> None:
    """Equal designs have one name; a value, the template's file, its version or the mesh changes it."""
    template = library.template("keychain")
    read = template.parameters.read
    digest = template.digest(read({"ring": 6}))
    assert len(digest) == 64
    assert digest == template.digest(read({"ring": "6.0", "text": "ADA"}))
    assert digest != template.digest(read({"ring": 6.5}))
    assert digest != template.digest(read({"ring": 6}), MeshSettings(deflection=0.1))
    assert digest != library.template("box").digest(library.template("box").parameters.read({}))


@pytest.mark.parametrize("slug", ["keychain", "box", "hook"])
def test_parameter_samples_have_their_facts(slug: str, made: Callable[..., Made]) -> None:
    """Each sample on paper is still made as it was: sizes, volumes and findings."""
    samples = sorted((ROOT / "samples" / "parameters" / slug).glob("*.json"))
    assert len(samples) >= 3
    for path in samples:
        sample = json.loads(path.read_text(encoding="utf-8"))
        design = made(slug, **sample["values"])
        facts = sample["facts"]
        assert design.sizes == pytest.approx(facts["sizes"], abs=0.02), path.name
        volumes = {part.name: part.volume for part in design.parts}
        assert volumes == pytest.approx(facts["volumes"], rel=1e-3), path.name
        assert [finding.code for finding in design.findings] == facts["findings"], path.name
        assert design.printable == facts["printable"]
