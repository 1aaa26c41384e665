"""Printers of the slicer's own bundles, by name, with material and quality; proved on the installed slicer."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from printers.bundle import bundles
from printers.errors import BrokenProfile, UnknownProfile
from printers.flat import flat, plain
from printers.limits import limits
from printers.profile import Profile
from printers.slicers import Slicer, find_slicer
from printers.vendors import brought, find_printer, foreign_profile, is_foreign, listed
from printers.wishes import QUALITIES

#: A second slicer to hold our reading against: PrusaSlicer 2.9.
OTHER = "PRINTWRIGHT_OTHER_SLICER"

BUNDLE = """\
[vendor]
name = Makers
[printer:*base*]
printer_technology = FFF
nozzle_diameter = 0.4
retract_length = 1
[printer:*fast*]
retract_length = 2
travel_speed = 300
[printer:One]
inherits = *base*; *fast*
printer_model = ONE
printer_variant = 0.4
[print:*p*]
layer_height = 0.2
compatible_printers_condition = printer_model=="ONE"
[print:0.20mm]
inherits = *p*
[print:other]
inherits = *p*
compatible_printers_condition = printer_model=="TWO"
[filament:For one]
compatible_printers = "One"; "Else"
[filament:For else]
compatible_printers = "Else"
[filament:Strange]
compatible_printers_condition = nonsense(
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one bundle."""
    (tmp_path / "Makers.ini").write_text(BUNDLE)
    return tmp_path


def test_presets_inherit_and_the_right_one_wins(folder: Path) -> None:
    """Of several parents the later one wins, abstract ones cannot be chosen, conditions and lists are kept."""
    (bundle,) = bundles(folder)
    assert (bundle.id, bundle.vendor, bundle.printers) == ("Makers", "Makers", ("One",))
    own = bundle.preset("printer", "One")
    assert (own["retract_length"], own["travel_speed"], own["nozzle_diameter"]) == ("2", "300", "0.4")
    assert bundle.compatible("print", "One", own) == ("0.20mm",)
    assert bundle.compatible("filament", "One", own) == ("For one",)


@pytest.mark.parametrize(
    ("section", "words"),
    [("[printer:Bad]\ninherits = *gone*", r"\*gone\*.*Bad"), ("[printer:Bad]\ninherits = Bad", "inherits itself")],
)
def test_broken_inheritance_is_named(folder: Path, section: str, words: str) -> None:
    """A parent that is not there, and a preset that is its own parent."""
    (folder / "Makers.ini").write_text(BUNDLE + section)
    with pytest.raises(BrokenProfile, match=words):
        bundles(folder)[0].preset("printer", "Bad")


def test_filament_retracts_as_it_says_itself() -> None:
    """A filament's own retraction goes before the printer's; nil and what the slicer merely defaults to do not."""
    defaults = {"retract_length": "2", "retract_speed": "40", "wipe": "0", "filament_wipe": "0", "filament_type": "PLA"}
    filament = {"filament_retract_length": "0.8", "filament_retract_speed": "nil", "filament_type": "PET"}
    made = flat(defaults, {}, filament, {"retract_length": "3", "retract_speed": "50", "wipe": "1"})
    assert made == {"retract_length": "0.8", "retract_speed": "50", "wipe": "1", "filament_type": "PET"}


@pytest.mark.slicer
@pytest.mark.parametrize(
    "machine", ["PrusaResearch/Original Prusa i3 MK3S & MK3S+", "prusa/MK3S 0.4", "PRUSA/mk3s 0.4"]
)
def test_printer_is_found_by_its_name_or_a_shorter_one(slicer: Slicer, machine: str) -> None:
    """The full name of the preset, and vendor, model and nozzle."""
    assert is_foreign(machine)
    found = foreign_profile(machine, "pla", "standard", slicer)
    assert found.machine.id == "PrusaResearch/Original Prusa i3 MK3S & MK3S+"
    assert found.quality.layer_height == 0.2
    assert found.machine.bed == (250, 210)
    assert found.machine.travel[1] == (-3, 210)  # its purge line lies in front of the bed
    assert found.settings["post_process"] == ""
    assert found.settings["gcode_label_objects"] == "1"


@pytest.mark.slicer
@pytest.mark.parametrize(
    ("words", "kind", "nearest"),
    [
        (("prussa/MK3S 0.4", "pla", "standard"), "vendor", "PrusaResearch"),
        (("prusa/MK3SS 0.4", "pla", "standard"), "machine", "prusa/MK3S 0.4"),
        (("prusa/MK3S 0.4", "plaa", "standard"), "material", "pla"),
        (("prusa/MK3S 0.4", "Prusamnt PLA", "standard"), "material", "Prusament PLA"),
        (("prusa/MK3S 0.4", "pla", "standrd"), "quality", "standard"),
        (("prusa/MK3S 0.4", "pla", "0.20mm QUALTY @MK3"), "quality", "0.20mm QUALITY @MK3"),
    ],
)
def test_misspelt_name_is_answered_with_the_nearest(
    slicer: Slicer, words: tuple[str, str, str], kind: str, nearest: str
) -> None:
    """Vendor, printer, material and quality, each with the name that was meant, and no list without an end."""
    with pytest.raises(UnknownProfile) as caught:
        foreign_profile(*words, slicer)
    assert caught.value.kind == kind
    assert caught.value.nearest in (nearest, f"PrusaResearch/{nearest.partition('/')[2]}")
    assert len(str(caught.value)) < 1500


#: Why some printers of the bundles cannot be printed with by us.
REASONS = re.compile(
    r"rectangle|extruders|bed begins|filament_density|which |max_print_height|of the kind|its lines are"
)


@pytest.mark.slicer
@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.long)])
def test_printers_of_all_bundles_resolve_or_say_why_not(slicer: Slicer, step: int) -> None:
    """Four of five that have PLA can be printed with; each other is refused for one of the reasons that we know of."""
    names = [f"{bundle.id}/{printer}" for bundle in brought(slicer) for printer in bundle.printers][::step]
    refused = []
    for name in names:
        try:
            _is_sound(foreign_profile(name, "pla", "standard", slicer))
        except (BrokenProfile, UnknownProfile) as why:
            refused.append(why)
    without = [why for why in refused if isinstance(why, UnknownProfile)]
    # Newer bundles bring many printers of several extruders, and some whose lines are too narrow for their nozzles.
    most = 0.2 if slicer.version().startswith(("2.5", "2.6", "2.7")) else 0.4
    assert len(refused) - len(without) < most * (len(names) - len(without))
    assert all(isinstance(why, UnknownProfile) or REASONS.search(why.reason) for why in refused)


def _is_sound(made: Profile) -> None:
    machine, material, quality = made.machine, made.material, made.quality
    for (least, most), side in zip(machine.travel, (*machine.bed, machine.height), strict=True):
        assert least <= 0 < side <= most
    assert all(size > 0 for size in machine.printable)
    assert machine.nozzle_maximum >= material.temperature > 150
    assert 0.3 * machine.nozzle < quality.layer_height < 0.8 * machine.nozzle or machine.nozzle > 0.6
    assert 0.1 + 0.4 * machine.nozzle <= quality.line_width <= 2 * machine.nozzle
    assert 0 < material.flow_maximum < 1000  # where nothing is said, what the motor pushes of 2.85 mm
    assert limits(made).wall_error.value == quality.line_width
    assert not {"compatible_printers", "print_host", "printhost_apikey"} & made.settings.keys()
    assert all("\n" not in value for value in made.settings.values())


@pytest.mark.slicer
def test_qualities_are_in_order(slicer: Slicer) -> None:
    """Draft lays higher layers than standard, standard higher ones than fine."""
    for machine in ("prusa/MK3S 0.4", "prusa/MINI 0.6", "Creality/ENDER3 0.4", "Voron/Voron_v2_300 0.4"):
        heights = [foreign_profile(machine, "petg", name, slicer).quality.layer_height for name in QUALITIES]
        assert heights == sorted(heights, reverse=True)
        assert len(set(heights)) == 3


@pytest.mark.slicer
def test_list_is_searched_by_words(slicer: Slicer) -> None:
    """Every word must occur somewhere; the shorter name is shown where it names the same printer."""
    found = listed(slicer, "mini 0.25 prusa")
    assert (found[0].machine, found[0].short) == (
        "PrusaResearch/Original Prusa MINI & MINI+ 0.25 nozzle",
        "PrusaResearch/MINI 0.25",
    )
    for one in found:  # newer bundles know that printer with input shaping, too
        assert all(word in one.machine.lower() for word in ("mini", "0.25", "prusa"))
    assert "Generic PLA" in found[0].materials
    bundle, printer = find_printer(found[0].machine, slicer)
    assert found[0].qualities == bundle.compatible(
        "print", printer, {**slicer.defaults(), **bundle.preset("printer", printer)}
    )


@pytest.mark.long
@pytest.mark.slicer
@pytest.mark.parametrize(
    ("printer", "print_", "filament"),
    [
        ("Original Prusa i3 MK3S & MK3S+", "0.20mm QUALITY @MK3", "Generic PLA"),
        ("Original Prusa MINI & MINI+", "0.10mm DETAIL @MINI", "Generic PETG @MINI"),
    ],
)
def test_presets_are_put_together_as_the_slicer_does(tmp_path: Path, printer: str, print_: str, filament: str) -> None:
    """PrusaSlicer 2.9 resolves three presets itself; ours differ only where it spells a value anew."""
    if not os.environ.get(OTHER):
        pytest.skip(f"{OTHER} names no slicer")
    slicer = find_slicer(os.environ[OTHER])
    bundle = next(bundle for bundle in brought(slicer) if bundle.id == "PrusaResearch")
    own = bundle.preset("printer", printer)
    (tmp_path / "vendor").mkdir()
    shutil.copyfile(bundle.path, tmp_path / "vendor" / bundle.path.name)
    (tmp_path / "PrusaSlicer.ini").write_text(f"[vendor:PrusaResearch]\nmodel:{own['printer_model']} = 0.4\n")
    words = ["--datadir", tmp_path, "--printer-profile", printer, "--print-profile", print_]
    words += ["--material-profile", filament, "--save", tmp_path / "out.ini"]
    subprocess.run([slicer.program, *words], check=True, capture_output=True)
    lines = (tmp_path / "out.ini").read_text().splitlines()
    told = {line.partition(" =")[0]: line.partition(" =")[2].strip() for line in lines if line[:1] != "#"}
    # What a filament says in the printer's place the slicer puts there only while it slices.
    told |= {
        key: value
        for key in told
        if key[:4] in ("retr", "dere") and (value := told.get(f"filament_{key}", "nil")) != "nil"
    }
    ours = flat(slicer.defaults(), bundle.preset("print", print_), bundle.preset("filament", filament), own)
    both = ours.keys() & told.keys()
    differing = {key for key in both if plain(ours[key]) != plain(told[key])}
    assert len(both) > 300
    assert differing <= {
        *("printer_settings_id", "print_settings_id", "filament_settings_id"),  # named by us
        *("ensure_vertical_shell_thickness", "gcode_label_objects"),  # 1, now "enabled" and "octoprint"
        "wiping_volumes_matrix",  # of printers with several materials
        "thumbnails",  # with the format behind each size
    }
