"""A person's exported config.ini is a printer profile, and what is unknown or dangerous in it is refused by name."""

import subprocess
from pathlib import Path

import pytest

from printers.errors import BrokenProfile, UnknownProfile
from printers.profile import profile
from printers.slicers import Slicer
from printers.vendors import foreign_profile, machine_title

pytestmark = pytest.mark.slicer


@pytest.fixture(scope="module")
def text(slicer: Slicer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the slicer itself exports of one of our profiles: every setting that it knows."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "in.ini").write_text(profile("generic-200", "pla", "standard").ini())
    words = [slicer.program, "--load", folder / "in.ini", "--save", folder / "config.ini"]
    subprocess.run(words, check=True, capture_output=True)
    return (folder / "config.ini").read_text()


def test_export_is_a_profile(slicer: Slicer, tmp_path: Path, text: str) -> None:
    """Machine, material and quality are read out of it, as they were put in."""
    path = tmp_path / "my printer.ini"
    path.write_text(text)
    made, ours = foreign_profile(f"file:{path}", "pla", "standard", slicer), profile("generic-200", "pla", "standard")
    assert machine_title(f"file:{path}") == "my printer"
    assert made.machine.id == f"file:{path}"
    assert (made.machine.bed, made.machine.height, made.machine.travel) == (
        ours.machine.bed,
        ours.machine.height,
        ours.machine.travel,
    )
    assert made.machine.start_gcode.split("\n") == ours.machine.start_gcode.strip().split("\n")
    assert made.material.temperature == ours.material.temperature
    assert made.material.flow_maximum == ours.material.flow_maximum
    assert (made.quality.layer_height, made.quality.line_width) == (0.2, 0.45)
    assert made.settings["fill_pattern"] == "gyroid"


@pytest.mark.parametrize(
    ("old", "new", "setting", "words"),
    [
        ("layer_height = ", "layer_hieght = ", "layer_hieght", '"layer_height"'),
        ("post_process = ", "post_process = /bin/sh -c evil ", "post_process", "programs of its own"),
        ("output_filename_format = ", "output_filename_format = /etc/", "output_filename_format", "another folder"),
        ("output_filename_format = ", "output_filename_format = ../", "output_filename_format", "another folder"),
        ("gcode_substitutions = ", 'gcode_substitutions = "M104";"M302 P1";""', "gcode_substitutions", "after slicing"),
        ("gcode_flavor = marlin2", "gcode_flavor = makerware", "gcode_flavor", "marlin2"),
        ("nozzle_diameter = 0.4", "nozzle_diameter = 0.4,0.4", "nozzle_diameter", "2 extruders"),
        ("bed_shape = 0x0,200x0,200x200,0x200", "bed_shape = 0x0,200x0,100x200", "bed_shape", "rectangle"),
        ("start_gcode = G90", "start_gcode = M502\\nG90", "M502", "memory"),
        ("filament_density = 1.24", "filament_density = 0", "filament_density", "weighs"),
        ("filament_diameter = 1.75", "filament_diameter = nan", "filament_diameter", "no number"),
        ("layer_height = 0.2", "layer_height = 0.9", "layer_height", "nozzle"),
        ("z_offset = 0", "z_offset = 0.1", "z_offset", "every layer"),
        ("layer_height = 0.2\n", "", "layer_height", "missing"),
        ("layer_height = 0.2\n", "layer_height\n", None, "no setting"),
        ("layer_height = 0.2\n", "[print:x]\nlayer_height = 0.2\n", None, "several presets"),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    slicer: Slicer, tmp_path: Path, text: str, old: str, new: str, setting: str | None, words: str
) -> None:
    """Each with the setting, the reason, and the nearest where a name was misspelt."""
    assert f"\n{old}" in text
    path = tmp_path / "config.ini"
    path.write_text(text.replace(f"\n{old}", f"\n{new}", 1))
    with pytest.raises(BrokenProfile) as caught:
        foreign_profile(f"file:{path}", "pla", "standard", slicer)
    assert caught.value.setting == setting
    assert words in str(caught.value)
    assert caught.value.file == "config.ini"


def test_folder_holds_one_file_for_each_material_and_quality(slicer: Slicer, tmp_path: Path, text: str) -> None:
    """The file whose name is the quality, else the nearest layers, of those for the material."""
    (tmp_path / "a.ini").write_text(text)
    (tmp_path / "b.ini").write_text(text.replace("\nlayer_height = 0.2", "\nlayer_height = 0.12"))
    (tmp_path / "tough.ini").write_text(text.replace("\nfilament_type = PLA", "\nfilament_type = PETG"))
    heights = {
        quality: foreign_profile(f"file:{tmp_path}", "pla", quality, slicer).quality.layer_height
        for quality in ("standard", "fine", "draft", "b")
    }
    assert heights == {"standard": 0.2, "fine": 0.12, "draft": 0.2, "b": 0.12}
    assert foreign_profile(f"file:{tmp_path}", "petg", "tough", slicer).settings["filament_type"] == "PETG"
    with pytest.raises(UnknownProfile) as caught:
        foreign_profile(f"file:{tmp_path}", "asa", "standard", slicer)
    assert caught.value.known == ("petg", "pla")
    with pytest.raises(UnknownProfile) as caught:
        foreign_profile(f"file:{tmp_path}", "pla", "standrd", slicer)
    assert caught.value.nearest == "standard"


def test_missing_file_is_named_with_the_nearest(slicer: Slicer, tmp_path: Path, text: str) -> None:
    """A misspelt path is answered with the file that lies there; an empty folder is said to be one."""
    (tmp_path / "config.ini").write_text(text)
    with pytest.raises(BrokenProfile, match=r"nearest is config\.ini"):
        foreign_profile(f"file:{tmp_path}/confg.ini", "pla", "standard", slicer)
    (tmp_path / "empty").mkdir()
    with pytest.raises(BrokenProfile, match=r"no \.ini file"):
        foreign_profile(f"file:{tmp_path}/empty", "pla", "standard", slicer)
