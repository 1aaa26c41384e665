"""The guard lets a good file pass and refuses every file somebody has tampered with."""

import re
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from printers.errors import GcodeRefused
from printers.gcode import Gcode, timetable
from printers.guard import inspect
from printers.plate import arrange, write_3mf
from printers.profile import Profile, profile
from printers.slicers import Slicer
from printers.spiral import spiral_of, spiralled
from tests.printers.conftest import Sample
from tests.printers.parts import box, cut, item, rod
from tests.printers.tampering import TAMPERED, Tampering, insert, with_arcs

pytestmark = pytest.mark.slicer


@dataclass(frozen=True)
class Good:
    """A file the slicer made for one profile, and what is known of its plate."""

    profile: Profile
    text: str
    height: float
    names: tuple[str, ...]
    volume: float

    def inspect(self, path: Path) -> Gcode:
        """A file held against everything that is known of the plate."""
        return inspect(path, self.profile, height=self.height, objects=self.names, volume=self.volume)


def by_layers(slicer: Slicer, folder: Path, chosen: Profile) -> Good:
    """Two small parts, laid layer by layer."""
    (plate,) = arrange([item("o1-cube", box(9, 9, 3)), item("o2-rod", rod(4, 2.6))], chosen.machine)
    write_3mf(plate, folder / "plate.3mf")
    path = slicer.slice(folder / "plate.3mf", chosen, folder / "plate.gcode").path
    return Good(chosen, path.read_text(), plate.height, plate.names, plate.volume)


def as_one_line(slicer: Slicer, folder: Path, chosen: Profile) -> Good:
    """A cup, laid as one line that climbs."""
    plain = item("o1-cup", cut(rod(12, 5), rod(11.2, 5, (0, 0, 1.2))))
    (plate,) = arrange([replace(plain, spiral=0.8)], chosen.machine)
    line = spiral_of(plate, chosen)
    assert line is not None
    used = spiralled(chosen, line.width, line.floor)
    write_3mf(plate, folder / "plate.3mf")
    path = slicer.slice(folder / "plate.3mf", used, folder / "plate.gcode").path
    return Good(used, path.read_text(), plate.height, plate.names, line.volume)


@pytest.fixture(scope="session")
def files(slicer: Slicer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Good]:
    """Files of two machines, two materials and three qualities, and one that is laid as one line."""
    found = {
        " ".join(names): by_layers(slicer, tmp_path_factory.mktemp("plate"), profile(*names))
        for names in (
            ("generic-200", "pla", "standard"),
            ("virtual-220", "petg", "draft"),
            ("virtual-220", "pla", "fine"),
        )
    }
    spiral = as_one_line(slicer, tmp_path_factory.mktemp("spiral"), profile("generic-200", "pla", "standard"))
    return found | {"spiral": spiral}


def guarded(sample: Sample, path: Path) -> Gcode:
    """The file held against everything that is known about its plate."""
    plate = sample.plate
    return inspect(path, sample.profile, height=plate.height, objects=plate.names, volume=plate.volume)


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


def refused(good: Good, title: str, tampering: Tampering, folder: Path) -> None:
    """The changed file is refused, for the reason that it was changed for."""
    changed = tampering.change(good.text)
    assert changed != good.text, title
    path = folder / "changed.gcode"
    path.write_bytes(changed.encode())
    with pytest.raises(GcodeRefused) as caught:
        good.inspect(path)
    assert re.search(tampering.reason, caught.value.reason), f"{title}: {caught.value}"


@pytest.mark.parametrize("name", TAMPERED)
def test_tampered_file_is_refused(files: dict[str, Good], tmp_path: Path, name: str) -> None:
    """A changed file is refused for the reason it was changed for; each change meets another one of the profiles."""
    by_layers = [title for title in files if title != "spiral"]
    title = by_layers[list(TAMPERED).index(name) % len(by_layers)]
    refused(files[title], title, TAMPERED[name], tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", TAMPERED)
def test_tampered_file_of_any_profile_is_refused(files: dict[str, Good], tmp_path: Path, name: str) -> None:
    """Every change is refused for its reason in the files of all profiles, and in what is laid as one line."""
    for title, good in files.items():
        if not TAMPERED[name].parts or len(good.names) > 1:
            refused(good, title, TAMPERED[name], tmp_path)


def test_the_same_files_pass_as_they_were(files: dict[str, Good], tmp_path: Path) -> None:
    """What every change above began with passes."""
    for good in files.values():
        path = tmp_path / "good.gcode"
        path.write_text(good.text)
        assert good.inspect(path).layers > 10


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


def test_words_of_the_profile_s_own_code_are_allowed_where_they_stand(
    slicer: Slicer, standard: Profile, tmp_path: Path
) -> None:
    """A machine may say in its own code what no file may say: these very lines, there and nowhere else."""
    code = (
        'M862.3 P "[printer_model]"\nM115 U3.11.0\nG29 P1\nM907 E430\nM221 S{if layer_height<0.075}100{else}95{endif}\n'
    )
    machine = replace(standard.machine, start_gcode=standard.machine.start_gcode + code)
    settings = standard.settings | {"start_gcode": machine.start_gcode.strip()}
    own = replace(standard, machine=machine, settings=settings)
    good = by_layers(slicer, tmp_path, own)
    path = tmp_path / "own.gcode"
    path.write_text(good.text)
    counted = good.inspect(path).commands
    assert [counted[word] for word in ("M862.3", "M115", "G29", "M907", "M221")] == [1] * 5
    for old, new, reason in (
        ("G29 P1", "G29 P1 Q9", "G29 is not on the list"),
        ("M907 E430", "M907 E999", "M907 is not on the list"),
        ("M221 S95", "M221 S250", "M221 is not on the list"),
        ("M115 U3.11.0", "M115 U3.11.0 ", ""),
        ("M115 U3.11.0", "M115 U3.11.0 M500", "not one plain"),
    ):
        path.write_text(good.text.replace(old, new, 1))
        if not reason:
            good.inspect(path)
            continue
        with pytest.raises(GcodeRefused, match=reason):
            good.inspect(path)
    path.write_text(insert("G29 P1")(good.text))
    with pytest.raises(GcodeRefused, match="G29 is not on the list"):
        good.inspect(path)


def test_limits_of_the_machine_may_be_written_but_not_raised(slicer: Slicer, standard: Profile, tmp_path: Path) -> None:
    """A slicer that tells the machine its limits tells it those of the profile."""
    told = replace(standard, settings=standard.settings | {"machine_limits_usage": "emit_to_gcode"})
    good = by_layers(slicer, tmp_path, told)
    path = tmp_path / "told.gcode"
    path.write_text(good.text)
    assert good.inspect(path).commands["M203"] == 1
    path.write_text(re.sub(r"M203 X\d+", "M203 X900", good.text))
    with pytest.raises(GcodeRefused, match="M203 is not on the list"):
        good.inspect(path)


def test_absolute_filament_passes_with_the_same_facts(slicer: Slicer, standard: Profile, tmp_path: Path) -> None:
    """Whether filament is counted from the last move or from the beginning is the slicer's business."""
    relative = by_layers(slicer, tmp_path, standard)
    settings = {**standard.settings, "use_relative_e_distances": "0", "before_layer_gcode": ""}
    machine = replace(standard.machine, start_gcode=standard.machine.start_gcode.replace("M83", "M82"))
    absolute = by_layers(
        slicer, tmp_path, replace(standard, machine=machine, settings=settings | {"start_gcode": machine.start_gcode})
    )
    facts = []
    for good in (relative, absolute):
        path = tmp_path / "plate.gcode"
        path.write_text(good.text)
        facts.append(good.inspect(path))
    assert "M82" in absolute.text
    assert facts[1].filament_mm == pytest.approx(facts[0].filament_mm, rel=0.001)
    assert facts[1].seconds == pytest.approx(facts[0].seconds, rel=0.03)


def test_arcs_pass_with_the_same_facts(files: dict[str, Good], tmp_path: Path) -> None:
    """A round part whose lines are written as arcs is the same part, with the same filament and bounds."""
    good = files["generic-200 pla standard"]
    straight, curved = tmp_path / "straight.gcode", tmp_path / "arcs.gcode"
    straight.write_text(good.text)
    text = with_arcs(good.text)
    curved.write_text(text)
    assert len(re.findall(r"(?m)^G[23] ", text)) > 20
    assert len(text) < len(good.text)
    was, is_ = good.inspect(straight), good.inspect(curved)
    assert is_.commands["G3"] + is_.commands.get("G2", 0) > 20
    assert is_.filament_mm == pytest.approx(was.filament_mm, abs=0.01)
    assert is_.bounds[0] == pytest.approx(was.bounds[0], abs=0.02)
    assert timetable(curved).layers == pytest.approx(timetable(straight).layers, rel=0.01, abs=1)


def test_guard_is_quick(sample: Sample) -> None:
    """At least 100,000 lines a second on a busy computer; a quiet one reads four times as many."""
    begin = time.process_time()
    lines = sum(guarded(sample, sample.sliced.path).lines for _ in range(5))
    assert lines / (time.process_time() - begin) > 100_000
