"""The terminal's `mend`: its lines, and an exit code as `check` has it."""

import json

import pytest

from generators.__main__ import BLOCKED, OK, WRONG_INPUT, main
from tests.generators.mending import comb

COMB = comb.__file__
Output = pytest.CaptureFixture[str]


def test_lines_that_can_be_typed(capsys: Output) -> None:
    """Each change with what it ends, and the words that ask for the mended design."""
    assert main(["mend", COMB, "--set", "tooth=0.5"]) == OK
    out = capsys.readouterr().out
    assert "Tooth 0.5 → 0.9 mm  Thin wall (comb: 0.5, limit 0.9 mm)" in out
    assert "with: --set tooth=0.9" in out
    assert main(["check", COMB, "--set", "tooth=0.9"]) == OK


def test_nothing_to_mend_and_nothing_that_helps(capsys: Output) -> None:
    """0 where it prints already, 1 where no values print, 2 where what was typed cannot be meant."""
    assert main(["mend", COMB]) == OK
    assert "nothing to mend" in capsys.readouterr().out
    assert main(["mend", COMB, "--volume", "9x9x9", "--json"]) == BLOCKED
    told = json.loads(capsys.readouterr().out)
    assert (told["prints"], told["left"][0]["code"]) == (False, "DOES_NOT_FIT")
    assert main(["mend", COMB, "--seconds", "0"]) == WRONG_INPUT
    assert main(["mend", COMB, "--set", "tooht=1"]) == WRONG_INPUT
