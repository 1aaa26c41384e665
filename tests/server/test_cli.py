"""The shop's command line: help worth reading, settings refused in words, one-time links."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shop import ROOT


def server(*words: str, data: Path, settings: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m server` to its end."""
    data.mkdir(exist_ok=True)
    if settings:
        (data / "settings.toml").write_text(settings)
    return subprocess.run(
        [sys.executable, "-m", "server", *words, "--data", str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("prot = 8000", "prot"),
        ("port = 99999", "65535"),
        ("port = ", "cannot be read"),
        ('quality = "standrd"', "Did you mean 'standard'?"),
        ('[[printers]]\nid = "a"\nname = "A"\ndriver = "octopront"\nmachine = "generic-200"', "'octoprint'"),
        ('[[printers]]\nid = "a"\nname = "A"\ndriver = "octoprint"\nmachine = "generic-20"', "'generic-200'"),
        (
            '[[printers]]\nid = "a"\nname = "A"\ndriver = "virtual"\nmachine = "virtual-220"\nmaterials = ["wood"]',
            "no material of the shop",
        ),
        (
            '[[printers]]\nid = "a"\nname = "A"\ndriver = "virtual"\nmachine = "virtual-220"\n' * 2,
            "two printers are called 'a'",
        ),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, settings: str, words: str) -> None:
    """A shop with wrong settings does not start, and says which one and what would do."""
    run = server("serve", data=tmp_path / "data", settings=settings)
    assert run.returncode in (2, 3), run.stderr
    assert words in run.stderr
    assert "Traceback" not in run.stderr


def test_help_is_worth_reading(tmp_path: Path) -> None:
    """Every command is explained with examples; a wrong one is answered with what there is."""
    text = subprocess.run([sys.executable, "-m", "server", "--help"], cwd=ROOT, capture_output=True, text=True).stdout
    for word in ("serve", "work", "admin", "examples:", "Exit codes"):
        assert word in text
    assert server("srve", data=tmp_path).returncode == 2


def test_links_and_tokens_are_new_each_time(tmp_path: Path) -> None:
    """The administrator on the machine can always make a link or a token; nothing of them is kept in the clear."""
    first = server("admin", "link", data=tmp_path / "data")
    second = server("admin", "link", data=tmp_path / "data")
    assert first.stdout.startswith("http://127.0.0.1:8000/operator/open/")
    assert first.stdout != second.stdout
    token = server("admin", "token", "--who", "till", data=tmp_path / "data").stdout.strip()
    stored = (tmp_path / "data" / "printwright.db").read_bytes() + b"".join(
        path.read_bytes() for path in (tmp_path / "data").glob("printwright.db-*")
    )
    assert token.encode() not in stored
    assert second.stdout.strip().rsplit("/", 1)[1].encode() not in stored


def test_keys_of_printers_are_never_shown(tmp_path: Path) -> None:
    """The settings can be shown to anybody who helps: keys are hidden in them."""
    settings = (
        '[[printers]]\nid = "a"\nname = "A"\ndriver = "octoprint"\nmachine = "generic-200"\nkey = "very-secret-key"\n'
    )
    run = server("admin", "settings", data=tmp_path / "data", settings=settings)
    assert json.loads(run.stdout)["printers"][0]["id"] == "a"
    assert "very-secret-key" not in run.stdout


def test_openapi_document_is_complete(tmp_path: Path) -> None:
    """The interface can be written down without starting the shop."""
    document = json.loads(server("admin", "openapi", data=tmp_path / "data").stdout)
    assert document["info"]["title"] == "Printwright"
    assert "/api/orders" in document["paths"]
