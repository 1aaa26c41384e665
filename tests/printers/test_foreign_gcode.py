"""What a real slicer makes of vendors' printers passes the guard, and what was done to it afterwards does not."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from printers.errors import GcodeRefused
from printers.guard import inspect
from printers.margins import margins
from printers.plate import Plate, arrange, write_3mf
from printers.profile import Profile
from printers.slicers import Slicer, find_slicer
from printers.vendors import foreign_profile
from tests.printers.parts import box, item, rod

pytestmark = pytest.mark.slicer
#: A second slicer to hold the same promises, as PrusaSlicer 2.9 beside 2.5.
OTHER = "PRINTWRIGHT_OTHER_SLICER"

FEW = ["prusa/MK3S 0.4", "Creality/ENDER3 0.4", "Voron/Voron_v2_300 0.4"]
MANY = [
    "prusa/MINI 0.4",
    "prusa/MINI 0.6",
    "prusa/MK2.5 0.4",
    "prusa/MK3SMMU2S 0.4",
    "RatRig/RatRig V-Core-3-300",
    "Voron/Voron_v0_120 0.4",
    "Anycubic/i3MEGAS 0.4",
    "Artillery/GENIUS 0.4",
    "Elegoo/NEPTUNE2 0.4",
    "Infinity3D/Infinity3D DEV-200",
    "gCreate/gMax 2 - 0.4mm nozzle",
    "Creality/CR10 0.4",
    "Creality/ENDER3BLTOUCH 0.4",
]
NEWER = ["prusa/MK4 0.4", "prusa/MK4S HF0.4", "prusa/COREONE HF0.4", "prusa/XL 0.4", "prusa/MK3S 0.4", "prusa/MINI 0.4"]


@dataclass(frozen=True)
class Print:
    """A plate as it was sliced for one printer."""

    profile: Profile
    plate: Plate
    path: Path

    def judged(self, text: str) -> None:
        """Let the guard read the file with another text."""
        path = self.path.with_suffix(".other")
        path.write_text(text)
        inspect(path, self.profile, height=self.plate.height, objects=self.plate.names, volume=self.plate.volume)


def sliced(slicer: Slicer, folder: Path, machine: str, material: str, quality: str = "standard") -> Print:
    """Two parts, sliced for this printer."""
    chosen = foreign_profile(machine, material, quality, slicer)
    (plate,) = arrange([item("o1_box", box(14, 14, 4)), item("o2_rod", rod(5, 6))], chosen.machine, margins(chosen))
    write_3mf(plate, folder / "plate.3mf")
    made = slicer.slice(folder / "plate.3mf", chosen, folder / f"{material}-{quality}.gcode")
    assert not made.messages
    return Print(chosen, plate, made.path)


@pytest.mark.long
@pytest.mark.parametrize("machine", [*FEW, *MANY])
def test_vendors_printer_passes(slicer: Slicer, tmp_path: Path, machine: str) -> None:
    """Start and end code as the vendor wrote it, sliced as drawn, with the parts' names, and let pass as it is."""
    for material in ("pla", "petg"):
        found = sliced(slicer, tmp_path, machine, material)
        found.judged(found.path.read_text())
        assert "; printing object o1_box" in found.path.read_text()


@pytest.mark.long
@pytest.mark.parametrize("machine", NEWER)
def test_newer_slicers_printers_pass(tmp_path: Path, machine: str) -> None:
    """The same of the other slicer, with its own bundles."""
    if not os.environ.get(OTHER):
        pytest.skip(f"{OTHER} names no slicer")
    other = find_slicer(os.environ[OTHER])
    for quality in ("draft", "standard", "fine"):
        found = sliced(other, tmp_path, machine, "petg", quality)
        found.judged(found.path.read_text())


@pytest.fixture(scope="module")
def prints(slicer: Slicer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Print]:
    """One print of each of a few kinds of printer: with vendor's words, with temperatures for homing, with macros."""
    return {name: sliced(slicer, tmp_path_factory.mktemp("foreign"), name, "pla") for name in FEW}


@pytest.mark.parametrize("machine", FEW)
def test_few_of_them_pass(prints: dict[str, Print], machine: str) -> None:
    """The files that are tampered with below are good as they are, and say which part is printed when."""
    text = prints[machine].path.read_text()
    prints[machine].judged(text)
    assert "; printing object o1_box" in text


@pytest.mark.parametrize(
    ("machine", "old", "new", "reason"),
    [
        (0, 'M862.3 P "MK3S"', 'M862.3 P "MK4"', "not one plain"),
        (0, "M221 S95", "M221 S300", "M221 is not on the list"),
        (0, "M907 E430", "M907 E1300", "M907 is not on the list"),
        (0, "M900 K0.05", "M900 K3", "M900 is not on the list"),
        (0, "M104 S215", "M104 S255", "nozzle is set to 255"),
        (0, "M109 S215", "M109 S180", "nozzle is set to 180"),
        (0, "G1 X60 E9 F1000", "G1 X60 E60 F1000", "mm³/s|on the spot|is too"),
        (0, "G1 Y-3 F1000", "G1 Y-9 F1000", "outside of where"),
        (0, "G28 W", "M17", "M17 is not on the list"),
        (1, "M104 S150", "M104 S300", "nozzle is set to 300"),
        (1, "M109 S210", "M109 S151", "nozzle is set to 151"),
        (1, "M104 S0", "M104 S150", "nozzle is set to 150|left on"),
        (2, "print_start EXTRUDER=215", "print_start EXTRUDER=315", "not one plain"),
        (2, "BED=55", "BED=110", "not one plain"),
        (2, "print_start EXTRUDER=215 BED=55", "RUN_SHELL_COMMAND CMD=x", "not one plain"),
        (2, "print_end", "print_end_really", "not one plain"),
        (2, "print_end", "; nothing", "left on"),
    ],
)
def test_own_code_is_allowed_as_it_stands_only(
    prints: dict[str, Print], machine: int, old: str, new: str, reason: str
) -> None:
    """A vendor's line with another number, another name or another macro is refused, and so is one left out."""
    found = prints[FEW[machine]]
    text = found.path.read_text()
    assert f"\n{old}" in text or f" {old}" in text
    with pytest.raises(GcodeRefused) as caught:
        found.judged(text.replace(old, new, 1))
    assert re.search(reason, caught.value.reason), caught.value


@pytest.mark.parametrize(("machine", "line"), [(0, "M221 S95"), (0, "G80"), (1, "M104 S150"), (2, "print_end")])
def test_own_code_is_allowed_where_it_stands_only(prints: dict[str, Print], machine: int, line: str) -> None:
    """A line of start or end code in the middle of printing is refused."""
    found = prints[FEW[machine]]
    text = found.path.read_text()
    layer = text.index(";LAYER_CHANGE", len(text) // 4)
    end = text.index("\nG1 X", layer) + 1
    with pytest.raises(GcodeRefused, match=r"not on the list|not one plain|is set to 150"):
        found.judged(f"{text[:end]}{line}\n{text[end:]}")
