"""The command line prints on a real OctoPrint."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import trimesh

from tests.hosts.environment import ROOT
from tests.hosts.octoprint import KEY, OctoPrintHost

pytestmark = [pytest.mark.host, pytest.mark.slicer]


def run(words: list[str], key: str = KEY) -> subprocess.CompletedProcess[str]:
    """`python -m printers` as a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "printers", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PRINTWRIGHT_PRINTER_KEY": key},
        timeout=100,
    )


@pytest.mark.long
def test_real_part_is_printed_on_a_real_host(octoprint: OctoPrintHost, tmp_path: Path) -> None:
    """From STL to a finished print on OctoPrint, begun exactly once; a wrong key and a wrong host are named."""
    model, file = tmp_path / "tile.stl", tmp_path / "tile.gcode"
    model.write_bytes(trimesh.creation.box((8, 8, 0.6)).export(file_type="stl"))
    sliced = run(["slice", str(model), "--machine", "generic-200", "--quality", "draft", "-o", str(file)])
    assert sliced.returncode == 0, sliced.stderr
    words = ["print", str(file), "--bed-clear", "--printer"]
    denied = run([*words, f"octoprint:{octoprint.url}"], key="F" * 32)
    assert (denied.returncode, denied.stderr) == (3, f"{octoprint.url} refused the key.\n")
    printed = run([*words, f"octoprint:{octoprint.url}"])
    assert printed.returncode == 0, printed.stdout + printed.stderr
    (name,) = {line.split()[-1] for line in printed.stdout.splitlines() if line.startswith("uploaded and")}
    assert f"{name}: done" in printed.stdout
    assert "nozzle 215/215 °C" in printed.stdout
    assert octoprint.starts(name) == 1
    nowhere = run([*words, "octoprint:http://127.0.0.1:9"])
    assert nowhere.returncode == 3
    assert "Trying again may help" in nowhere.stderr
