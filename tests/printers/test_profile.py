"""Profiles are resolved from facts, and what is unknown or dangerous is refused."""

import shutil
from pathlib import Path

import pytest

from printers.errors import BrokenProfile, UnknownProfile
from printers.keys import GIVEN, MADE
from printers.limits import limits
from printers.profile import PROFILES, machines, materials, profile, qualities


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the profiles to spoil."""
    return Path(shutil.copytree(PROFILES, tmp_path / "profiles"))


def test_all_profiles_resolve_to_known_settings() -> None:
    """Each of our machines, materials and qualities goes with each other, and digests tell them apart."""
    digests = set()
    for machine in machines():
        for material in materials():
            for quality in qualities():
                made = profile(machine.id, material.id, quality.id)
                assert made.settings.keys() <= GIVEN | MADE
                assert made.settings.keys() >= MADE
                digests.add(made.digest)
    assert len(digests) == len(machines()) * len(materials()) * len(qualities())


def test_digest_follows_every_fact() -> None:
    """The same names give the same digest, made anew."""
    assert profile("virtual-220", "pla", "fine").digest == profile("virtual-220", "pla", "fine").digest


def test_ini_keeps_one_setting_per_line() -> None:
    """Code of many lines is escaped, so nobody can smuggle in a setting."""
    made = profile("virtual-220", "pla", "standard")
    lines = made.ini().splitlines()
    assert len(lines) == len(made.settings)
    assert all(" = " in line for line in lines)


def test_unknown_name_tells_the_nearest() -> None:
    """A misspelt name is answered with the one that was meant."""
    with pytest.raises(UnknownProfile) as caught:
        profile("virtual-220", "pla", "standart")
    assert (caught.value.kind, caught.value.nearest) == ("quality", "standard")


@pytest.mark.parametrize(
    ("file", "old", "new", "setting"),
    [
        ("common.toml", "[settings]", "[settings]\nfil_density = 3", "fil_density"),
        ("common.toml", "[settings]", '[settings]\npost_process = "/bin/sh"', "post_process"),
        ("common.toml", "[settings]", '[settings]\nlayer_gcode = "M500"', "layer_gcode"),
        ("qualities/standard.toml", "[settings]", '[settings]\nstart_gcode = "M500"', "start_gcode"),
        ("qualities/standard.toml", "[settings]", '[settings]\nfill_pattern = """a\nb"""', "fill_pattern"),
        ("qualities/standard.toml", "layer_height = 0.2\n", "", "layer_height"),
        ("qualities/standard.toml", "layer_height = 0.2\n", "layer_height = nan\n", "layer_height"),
        ("qualities/standard.toml", 'title = "', 'colour = "red"\ntitle = "', "colour"),
        ("machines/generic-200.toml", "G28 ; home", "M500\nG28 ; home", "M500"),
        ("materials/pla.toml", "\ntemperature = 210", "\ntemperature = 300", "nozzle"),
        ("materials/pla.toml", "density", "density density", None),
    ],
)
def test_broken_profile_is_refused_by_name(folder: Path, file: str, old: str, new: str, setting: str | None) -> None:
    """Unknown, missing and dangerous settings are refused, and the file is named."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(BrokenProfile) as caught:
        profile("generic-200", "pla", "standard", folder)
    assert caught.value.file == path.name
    assert caught.value.setting == setting


def test_limits_follow_line_and_layer_and_say_whence() -> None:
    """Each limit is a number with unit and source; walls follow the line, floors the layer."""
    found = limits(profile("generic-200", "pla", "fine")).to_json()
    assert found["volume"] == {
        "value": [192.0, 192.0, 200.0],
        "unit": "mm",
        "source": "Generic 200: bed 200 x 200 mm, 4 mm kept free at each edge",
    }
    assert found["wall_error"]["value"] == 0.45
    assert found["wall_warning"]["value"] == 0.9
    assert found["floor_warning"]["value"] == 0.36
    assert all(number["source"] and set(number) == {"value", "unit", "source"} for number in found.values())
