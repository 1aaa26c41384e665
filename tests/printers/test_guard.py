"""The guard lets a good file pass and refuses every file somebody has tampered with."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from printers.errors import GcodeRefused
from printers.gcode import Gcode
from printers.guard import inspect
from printers.profile import profile
from tests.printers.conftest import Sample

pytestmark = pytest.mark.slicer

Change = Callable[[str], str]


def guarded(sample: Sample, path: Path) -> Gcode:
    """The file held against everything that is known about its plate."""
    plate = sample.plate
    return inspect(path, sample.profile, height=plate.height, objects=plate.names, volume=plate.volume)


def insert(line: str) -> Change:
    """A line in the middle of printing."""

    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        layers = [index for index, line in enumerate(lines) if line.startswith(";LAYER_CHANGE")]
        middle = layers[len(layers) // 2] + 40
        return "".join([*lines[:middle], line + "\n", *lines[middle:]])

    return change


def shift(letter: str, by: float, pattern: str = r"-?[\d.]+") -> Change:
    """Every number after a letter made greater."""
    return lambda text: re.sub(rf"(?m)^(G1 .*?\b{letter})({pattern})", lambda m: f"{m[1]}{float(m[2]) + by:.3f}", text)


def without(pattern: str) -> Change:
    """All lines that begin like this taken out."""
    return lambda text: "".join(line for line in text.splitlines(keepends=True) if not re.match(pattern, line))


def layers_missing(text: str) -> str:
    """Five layers cut out of the middle."""
    lines = text.splitlines(keepends=True)
    begins = [index for index, line in enumerate(lines) if line.startswith(";LAYER_CHANGE")]
    return "".join(lines[: begins[10]] + lines[begins[15] :])


def twice_the_filament(text: str) -> str:
    """Every push doubled."""
    return re.sub(r"(?m)^(G1 X.* E)([\d.]+)", lambda m: f"{m[1]}{float(m[2]) * 2:.5f}", text)


TAMPERED: dict[str, Change] = {
    # The 21 of the first trial; the last three of them were missed by a guard that looked at prints only.
    "moved off the bed in X": shift("X", 200),
    "nozzle at 350": lambda text: text.replace("M104 S215", "M104 S350", 1),
    "nozzle at 260 in mid print": insert("M104 S260"),
    "nozzle left on": without("M104 S0"),
    "writes the memory": insert("M500"),
    "tunes the heater": insert("M303 E0 S200 C8"),
    "stops the firmware": insert("M112"),
    "lower case": insert("m500"),
    "line number and checksum": insert("N12 M500*55"),
    "macro call": insert("RUN_SHELL_COMMAND CMD=x"),
    "cut in half": lambda text: text[: len(text) // 2],
    "tail cut off": lambda text: "".join(text.splitlines(keepends=True)[:-5]),
    "twice the filament": twice_the_filament,
    "not homed": without("G28"),
    "too tall": shift("Z", 300, r"[\d.]+"),
    "never heated": without("M10[49] S2"),
    "layers missing": layers_missing,
    "relative moves left on": insert("G91"),
    "two commands on a line": insert("G1 X10 M500"),
    "below the bed": insert("G1 Z-3 F600"),
    "travels off the machine": insert("G1 X400 Y400 F9000"),
    # More of the same kind.
    "bed left on": without("M140 S0"),
    "bed at 120": insert("M140 S120"),
    "bed never waited for": without("M190"),
    "heats by R": insert("M109 R400"),
    "number in scientific form": insert("M104 S1e3"),
    "heats to nothing": insert("M104 S"),
    "two commands without a space": insert("G1 X1M104S999"),
    "moves the origin": insert("G92 Z100"),
    "pushes on the spot": insert("G1 E50 F300"),
    "too fast": insert("G1 X50 Y50 F99999"),
    "feed of nothing": insert("G1 F0"),
    "waits for ever": insert("G4 S99999"),
    "inches": insert("G20"),
    "cold extrusion allowed": insert("M302 S0"),
    "pin switched": insert("M42 P4 S255"),
    "motor current": insert("M906 X2000"),
    "another tool": insert("T1"),
    "leading zeros": insert("M0500"),
    "letter twice": insert("G1 X1 X2"),
    "text for the host": insert("M118 //action:shutdown"),
    "text for the display": insert("M117 // action:cancel"),
    "carriage return in a comment": insert("; good\rM500"),
    "zero byte": insert("G1 X1\0"),
    "not ASCII": insert("G1 X１"),
    "parentheses": insert("(M500)"),
    "host command": insert("@pause"),
    "expression": insert("G1 X{var.x}"),
    "fan beyond its range": insert("M106 S999"),
    "acceleration beyond the machine": insert("M204 P99999"),
    "arc": insert("G2 X50 Y50 I10 J0"),
    "steps per mm": insert("M92 X200"),
    "very long line": insert("G1 X" + "1" * 300),
    "printed above its layer": insert("G1 Z50 F600\nG1 X60 Y60 E.01"),
    "one part missing": lambda text: re.sub(
        r"(?s); printing object o2-rod.*?; stop printing object o2-rod[^\n]*\n", "", text
    ),
    "a part nobody ordered": lambda text: text.replace("object o2-rod ", "object o9-rod "),
    "for another machine": lambda text: text.replace(
        "; printer_settings_id = generic-200", "; printer_settings_id = huge-500"
    ),
    "of another material": lambda text: text.replace("; filament_settings_id = pla", "; filament_settings_id = petg"),
    "with a script after slicing": lambda text: text.replace("; post_process = ", "; post_process = /bin/x"),
    "says nothing of filament": without("; filament used"),
    "says nothing of time": without("; estimated printing time"),
    "empty": lambda text: "",
    "only settings": lambda text: text[text.index("; prusaslicer_config = begin") :],
}


def test_good_file_passes_with_its_facts(sample: Sample) -> None:
    """What the real slicer made of a plate passes; the facts are those of the plate."""
    gcode = guarded(sample, sample.sliced.path)
    assert gcode.objects == ("o1-cube", "o2-rod")
    assert gcode.layers == 30  # 6 mm in layers of 0.2
    assert gcode.grams == pytest.approx(gcode.filament_mm * 2.405 / 1000 * 1.24, rel=0.001)
    assert gcode.seconds > 60
    assert 0 < gcode.flow <= sample.profile.material.flow_maximum
    margin = sample.profile.machine.margin - 2.5  # the skirt runs in the margin
    assert all(low >= margin and high <= 200 - margin for low, high in gcode.bounds[:2])
    assert gcode.bounds[2] == (0.0, 6.0)


@pytest.mark.parametrize("name", TAMPERED)
def test_tampered_file_is_refused(sample: Sample, tmp_path: Path, name: str) -> None:
    """A changed file is refused, with a reason."""
    text = sample.sliced.path.read_text()
    changed = TAMPERED[name](text)
    assert changed != text
    path = tmp_path / "changed.gcode"
    path.write_bytes(changed.encode())
    with pytest.raises(GcodeRefused) as caught:
        guarded(sample, path)
    assert caught.value.reason


def test_refusal_names_line_and_command(sample: Sample, tmp_path: Path) -> None:
    """Whoever must find the line is told where it is."""
    path = tmp_path / "changed.gcode"
    path.write_text(insert("M500")(sample.sliced.path.read_text()))
    with pytest.raises(GcodeRefused, match="never allowed") as caught:
        guarded(sample, path)
    line = caught.value.line
    assert line is not None
    assert path.read_text().splitlines()[line - 1] == caught.value.command == "M500"


def test_plate_of_another_height_or_volume_is_refused(sample: Sample) -> None:
    """A file that is good in itself, but for another plate."""
    plate, path = sample.plate, sample.sliced.path
    for wrong in ({"height": 7.0}, {"volume": plate.volume * 20}, {"objects": ("o1-cube",)}):
        with pytest.raises(GcodeRefused):
            inspect(path, sample.profile, **wrong)


def test_profile_of_another_quality_is_refused(sample: Sample) -> None:
    """A file is held against the very profile it was made with."""
    with pytest.raises(GcodeRefused, match="quality"):
        inspect(sample.sliced.path, profile("generic-200", "pla", "fine"))


def test_words_of_the_profile_s_own_code_are_allowed_and_no_others(sample: Sample, tmp_path: Path) -> None:
    """A machine that needs a word in its start code may use it, with the letters it uses there."""
    machine = replace(sample.profile.machine, start_gcode=sample.profile.machine.start_gcode + "\nG29 P1\n")
    own = replace(sample.profile, machine=machine)
    path = tmp_path / "own.gcode"
    path.write_text(insert("G29 P1")(sample.sliced.path.read_text()))
    assert inspect(path, own).commands["G29"] == 1
    path.write_text(insert("G29 P1 Q9")(sample.sliced.path.read_text()))
    with pytest.raises(GcodeRefused, match="takes no Q"):
        inspect(path, own)


def test_guard_is_quick(sample: Sample) -> None:
    """At least 100,000 lines a second on a busy computer; a quiet one reads four times as many."""
    begin = time.process_time()
    lines = sum(guarded(sample, sample.sliced.path).lines for _ in range(5))
    assert lines / (time.process_time() - begin) > 100_000
