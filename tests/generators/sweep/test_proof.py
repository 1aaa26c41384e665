"""A proof is worth as long as nothing changed, and lies where the shop looks for it."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from generators.library import CATALOG, Library
from generators.sweep.proof import ENOUGH, SHELF, Proof, place, proof_of
from generators.template import MeshSettings
from tests.generators.conftest import ROOT


@pytest.fixture
def proof(library: Library) -> Proof:
    """A proof of the hook that holds."""
    hook = library.template("hook")
    return Proof("hook", hook.version, hook.source_digest, MeshSettings().edition, ENOUGH, ENOUGH, 0, True, 1)


def test_a_proof_holds_for_the_very_file_it_was_made_of(proof: Proof, library: Library) -> None:
    """Another file, other triangles, a failure, or too few settings: it holds no longer."""
    hook = library.template("hook")
    assert proof.holds_for(hook)
    assert not proof.holds_for(replace(hook, source_digest="0" * 64))
    assert not replace(proof, edition=proof.edition + 1).holds_for(hook)
    assert not replace(proof, clean=False).holds_for(hook)
    assert not replace(proof, settings=ENOUGH - 1).holds_for(hook)
    assert replace(proof, settings=ENOUGH - 1, exhausted=True).holds_for(hook)
    assert not replace(proof, source_digest="").holds_for(replace(hook, source_digest=""))


def test_what_is_written_is_read_again(proof: Proof, library: Library, tmp_path: Path) -> None:
    """Beside the template's file, named by its folder or by itself."""
    hook = library.template("hook")
    assert proof_of(hook, tmp_path) is None
    file = tmp_path / "my_hook.py"
    assert proof.write(file) == tmp_path / "proofs" / "hook.json"
    assert proof_of(hook, tmp_path) == proof_of(hook, file) == proof


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"slug": 7}', '{"slug": "hook", "version": "1"}', "\udcff"])
def test_a_proof_that_cannot_be_read_is_none(text: str, library: Library, tmp_path: Path) -> None:
    """Half a file, or another's, proves nothing."""
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "hook.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert proof_of(library.template("hook"), tmp_path) is None


def test_a_proof_whose_facts_are_of_another_kind_is_none(proof: Proof, library: Library, tmp_path: Path) -> None:
    """`"clean": "no"` must not count as true."""
    path = proof.write(tmp_path)
    path.write_text(json.dumps({**proof.to_json(), "clean": "no"}))
    assert proof_of(library.template("hook"), tmp_path) is None


def test_the_catalogue_keeps_its_proofs_among_the_samples() -> None:
    """One shelf for all that come with the house."""
    assert place("hook", CATALOG) == place("hook", CATALOG / "hook.py") == SHELF / "hook.json"
    assert SHELF == ROOT / "samples" / "sweeps"


@pytest.mark.parametrize("name", ["proof", "command"])
def test_reading_a_proof_loads_no_kernel(name: str) -> None:
    """The web process looks at proofs."""
    heavy = "{'cadquery', 'OCP', 'trimesh', 'embreex', 'scipy', 'numpy', 'manifold3d', 'shapely', 'allpairspy'}"
    program = f"import sys, generators.sweep.{name}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
