"""A part laid as one line: alone on its plate, sliced without a stop, and judged turn by turn."""

import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from printers.cuts import cuts, layer_heights
from printers.errors import BrokenModel, BrokenPlate, GcodeRefused
from printers.estimate import Body, estimate
from printers.gcode import figures, printing_seconds
from printers.guard import inspect
from printers.models import read_3mf
from printers.plate import Item, Placement, Plate, _verify, arrange, free_bed, write_3mf
from printers.profile import Profile, profile
from printers.slicers import Slicer
from printers.spiral import Spiral, spiral_of, spiralled
from tests.printers.conftest import Sample
from tests.printers.parts import Mesh, box, cut, item, join, rod

WIDTH = 0.8  # mm


def cup(radius: float = 20, height: float = 12, wall: float = WIDTH, floor: float = 1.2) -> Mesh:
    """A round cup whose wall is one line."""
    return cut(rod(radius, height), rod(radius - wall, height, (0, 0, floor)))


def square() -> Mesh:
    """A cup with four corners that widens upward to one side."""
    return cut(box(40, 30, 25), box(40 - 2 * WIDTH, 30 - 2 * WIDTH, 25, (0, 0, 1.2)))


def lined(name: str, mesh: Mesh, width: float = WIDTH) -> Item:
    """A part that is laid as one line."""
    plain = item(name, mesh)
    return Item(plain.name, plain.vertices, plain.faces, width)


def followed(plate: Plate, chosen: Profile) -> Spiral:
    """The line of a plate that has one."""
    found = spiral_of(plate, chosen)
    assert found is not None
    return found


def sliced(slicer: Slicer, folder: Path, part: Item, chosen: Profile) -> tuple[Plate, Spiral, Profile, Path]:
    """A part on its plate, its line, the profile that was used, and the G-code."""
    (plate,) = arrange([part], chosen.machine)
    found = followed(plate, chosen)
    used = spiralled(chosen, found.width, found.floor)
    write_3mf(plate, folder / "plate.3mf")
    return plate, found, used, slicer.slice(folder / "plate.3mf", used, folder / "plate.gcode").path


@pytest.fixture(scope="module")
def made(
    slicer: Slicer, standard: Profile, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Plate, Spiral, Profile, Path]:
    """One cup, sliced as one line."""
    return sliced(slicer, tmp_path_factory.mktemp("spiral"), lined("o1-cup", cup()), standard)


def guarded(made: tuple[Plate, Spiral, Profile, Path], path: Path) -> None:
    """A file held against everything that is known of the cup's plate."""
    plate, found, used, _path = made
    inspect(path, used, height=plate.height, objects=plate.names, volume=found.volume)


def turns(text: str) -> list[list[str]]:
    """The lines of every layer."""
    return [part.splitlines() for part in text.split(";LAYER_CHANGE\n")[1:]]


@pytest.mark.slicer
def test_above_the_floor_the_line_never_stops(made: tuple[Plate, Spiral, Profile, Path]) -> None:
    """Every move of the part above the floor and the first turn lays plastic, and no move goes down."""
    _plate, found, _used, path = made
    assert found.floor == 6  # 1.2 mm in layers of 0.2
    layers = turns(path.read_text())
    # PrusaSlicer 2.8 and newer lay one more turn, level with the last, which fades out.
    assert len(layers) == 60 or (len(layers) == 61 and layers[60][0] == layers[59][0])
    z, at = 0.0, ("", "")
    for number, layer in enumerate(layers[found.floor + 1 : 60], found.floor + 2):
        stops = (index for index, line in enumerate(layer) if line.startswith("; stop printing"))
        part = layer[: next(stops, len(layer))]
        moves = [line for line in part if re.match(r"G1 .*[XY]", line)]
        assert len(moves) >= 60
        for move in moves:
            words = dict(re.findall(r"([XYZE])(-?[\d.]+)", move))
            if (words["X"], words["Y"]) == at:
                continue
            at = words["X"], words["Y"]
            assert float(words["E"]) > 0
            assert float(words["Z"]) >= z
            z = float(words["Z"])
        assert z == pytest.approx(0.2 * number, abs=0.002)


@pytest.mark.slicer
def test_the_guard_lets_the_line_pass_and_knows_its_volume(made: tuple[Plate, Spiral, Profile, Path]) -> None:
    """What is laid is what floor and line hold, within 2 %, and within 8 % what the solid holds."""
    plate, found, used, path = made
    gcode = inspect(path, used, height=plate.height, objects=plate.names, volume=found.volume)
    laid = gcode.filament_mm * math.pi * used.material.diameter**2 / 4
    assert laid == pytest.approx(found.volume, rel=0.02)
    assert laid == pytest.approx(plate.volume, rel=0.08)
    assert gcode.layers == 60


def change(number: int, tamper: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    """One layer's lines made others."""

    def changed(text: str) -> str:
        parts = text.split(";LAYER_CHANGE\n")
        parts[number] = "\n".join(tamper(parts[number].splitlines())) + "\n"
        return ";LAYER_CHANGE\n".join(parts)

    return changed


def moves_of(layer: list[str]) -> list[int]:
    return [index for index, line in enumerate(layer) if line.startswith("G1 Z") and " X" in line]


def _without_some(layer: list[str]) -> list[str]:
    begin = moves_of(layer)[20]
    return layer[:begin] + layer[begin + 4 :]


def _travels(layer: list[str]) -> list[str]:
    at = moves_of(layer)[20]
    return [*layer[:at], re.sub(r" E[\d.]+", "", layer[at]), *layer[at + 1 :]]


def _thinner(layer: list[str]) -> list[str]:
    return [re.sub(r" E([\d.]+)", lambda m: f" E{float(m[1]) * 0.7:.5f}", line) for line in layer]


def _thicker(layer: list[str]) -> list[str]:
    return [re.sub(r" E([\d.]+)", lambda m: f" E{float(m[1]) * 1.5:.5f}", line) for line in layer]


def _sinks(layer: list[str]) -> list[str]:
    at = moves_of(layer)
    layer[at[30]] = re.sub(r"Z[\d.]+", layer[at[10]].split()[1], layer[at[30]])
    return layer


def _flat(layer: list[str]) -> list[str]:
    first = layer[moves_of(layer)[0]].split()[1]
    return [re.sub(r"^G1 Z[\d.]+ X", f"G1 {first} X", line) for line in layer]


def _cut_off(layer: list[str]) -> list[str]:
    at = moves_of(layer)
    return layer[: at[-20]] + layer[at[-1] + 1 :]


def closing(share: Callable[[float], float], turns: int = 1) -> Callable[[str], str]:
    """The last turn once more, level, with a share of its filament that follows from how far along it is."""

    def changed(text: str) -> str:
        head, *rest = text.split(";LAYER_CHANGE\n")
        last = rest[59].partition("; stop printing")[0].splitlines()
        moves = [re.findall(r"X\S+ Y\S+|E\S+", last[index]) for index in moves_of(last)]
        level = [f"G1 {where} E{float(e[1:]) * share(n / len(moves)):.5f}" for n, (where, e) in enumerate(moves)]
        begin = next(line for line in last if line.startswith("; printing"))
        more = "\n".join([";Z:12", ";HEIGHT:0.2", "G92 E0", begin, *level, ""])
        added = turns * sum(float(line.rsplit("E", 1)[1]) for line in level)
        body, stop, tail = rest[59].partition("; stop printing")
        whole = ";LAYER_CHANGE\n".join([head, *rest[:59], body, *[more] * turns]) + stop + tail
        return re.sub(r"(?<=; filament used .mm. = )[\d.]+", lambda told: f"{float(told[0]) + added:.2f}", whole)

    return changed


@pytest.mark.slicer
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (closing(lambda along: 1 - along), None),
        (closing(lambda _along: 1.0), "the closing turn holds"),
        (closing(lambda along: 2 - 2 * along), "too thick"),
        (closing(lambda along: 1 - along, 2), "follows the turn that closes"),
    ],
    ids=["fades", "does not fade", "begins too thick", "two of them"],
)
def test_one_level_turn_may_close_the_line(
    made: tuple[Plate, Spiral, Profile, Path], tmp_path: Path, changed: Callable[[str], str], reason: str | None
) -> None:
    """PrusaSlicer 2.8 and newer end with a level turn that fades out: it may, once, and only if it fades."""
    text = made[3].read_text()
    if len(turns(text)) == 61:
        pytest.skip("this slicer lays such a turn by itself")
    path = tmp_path / "closed.gcode"
    path.write_text(changed(text))
    if reason is None:
        guarded(made, path)
    else:
        with pytest.raises(GcodeRefused, match=reason):
            guarded(made, path)


TAMPERED = {
    "a stretch of one turn missing": change(40, _without_some),
    "an interruption": change(40, _travels),
    "one turn too thin": change(40, _thinner),
    "one turn too thick": change(40, _thicker),
    "a dip": change(40, _sinks),
    "a turn that does not rise": change(40, _flat),
    "the last turn cut off": change(60, _cut_off),
    "a turn missing": lambda text: ";LAYER_CHANGE\n".join(
        part for number, part in enumerate(text.split(";LAYER_CHANGE\n")) if number != 40
    ),
    "cut in half": lambda text: text[: len(text) // 2],
    "says it was laid by layers": lambda text: text.replace("; spiral_vase = 1", "; spiral_vase = 0"),
    "says it has another floor": lambda text: text.replace("; bottom_solid_layers = 6", "; bottom_solid_layers = 60"),
}


@pytest.mark.slicer
@pytest.mark.parametrize("name", TAMPERED)
def test_a_line_with_a_fault_is_refused(made: tuple[Plate, Spiral, Profile, Path], tmp_path: Path, name: str) -> None:
    """Whatever is missing from the line, or too much, the file does not pass."""
    text = made[3].read_text()
    path = tmp_path / "changed.gcode"
    path.write_text(TAMPERED[name](text))
    assert path.read_text() != text
    with pytest.raises(GcodeRefused) as caught:
        guarded(made, path)
    assert caught.value.reason


@pytest.mark.slicer
def test_line_and_layers_are_not_taken_for_each_other(
    made: tuple[Plate, Spiral, Profile, Path], sample: Sample, slicer: Slicer, standard: Profile, tmp_path: Path
) -> None:
    """A file laid as one line does not pass for layers, nor the other way round."""
    _plate, found, _used, path = made
    with pytest.raises(GcodeRefused, match="layer by layer"):
        inspect(path, standard)
    with pytest.raises(GcodeRefused, match="spiral_vase"):
        inspect(sample.sliced.path, spiralled(standard, found.width, found.floor))


@pytest.mark.slicer
@pytest.mark.parametrize("shape", [lambda: cup(30, 40), square, lambda: cup(15, 60, floor=0.6)])
@pytest.mark.parametrize(("material", "quality"), [("pla", "standard"), ("petg", "draft"), ("pla", "fine")])
def test_estimate_comes_near_the_slicer(
    slicer: Slicer, tmp_path: Path, shape: Callable[[], Mesh], material: str, quality: str
) -> None:
    """Filament within 3 %, time within 12 % of what the real slicer says; and the guard lets each pass."""
    chosen = profile("virtual-220", material, quality)
    part = lined("cup", shape())
    plate, line, used, path = sliced(slicer, tmp_path, part, chosen)
    found = estimate([Body(part.vertices, part.faces, line=WIDTH)], chosen)
    assert found.grams == pytest.approx(float(figures(path)["filament used [g]"]), rel=0.03)
    assert found.seconds == pytest.approx(printing_seconds(path), rel=0.12)
    inspect(path, used, height=plate.height, objects=plate.names, volume=line.volume)


@pytest.mark.parametrize(
    ("mesh", "words"),
    [
        (rod(20, 10), "no room inside"),
        (cup(wall=1.6), "wall is 1.6"),
        (join(cup(), rod(3, 10)), "more than one outline"),
        (cut(cup(), box(60, 6, 4, (0, 0, 5))), "more than one outline"),
        (cut(cup(), rod(3, 5, (0, 0, -1))), "wall is 16.9"),
    ],
    ids=["solid", "two lines", "a post inside", "a slit", "a hole in the floor"],
)
def test_what_one_line_cannot_lay_is_refused(standard: Profile, mesh: Mesh, words: str) -> None:
    """The slicer would leave out what lies beside the line without a word; we do not."""
    (plate,) = arrange([lined("part", mesh)], standard.machine)
    with pytest.raises(BrokenModel, match=words):
        spiral_of(plate, standard)


def test_each_line_has_a_plate_to_itself(standard: Profile, tmp_path: Path) -> None:
    """Three cups and two cubes, in whatever order, lie on four plates; each plate holds what it says."""
    items = [lined(f"cup-{number}", cup()) for number in (1, 2, 3)] + [item(f"cube-{n}", box(9, 9, 9)) for n in (1, 2)]
    plates = arrange(items, standard.machine)
    assert [plate.names for plate in plates] == [("cube-1", "cube-2"), ("cup-1",), ("cup-2",), ("cup-3",)]
    assert [plate.names for plate in arrange(items[::-1], standard.machine)] == [plate.names for plate in plates]
    assert [spiral_of(plate, standard) is not None for plate in plates] == [False, True, True, True]
    write_3mf(plates[1], tmp_path / "plate.3mf")
    (solid,) = read_3mf((tmp_path / "plate.3mf").read_bytes())
    assert solid.name == "cup-1"


def test_a_plate_that_a_line_shares_is_refused(standard: Profile) -> None:
    """The slicer takes one part in this mode, so two on a plate never leave the house."""
    items = [lined("cup", cup()), item("cube", box(9, 9, 9))]
    shared = Plate((Placement(items[0], 20, 20, 0), Placement(items[1], 100, 100, 0)), standard.machine)
    with pytest.raises(BrokenPlate, match="not alone"):
        _verify([shared], items, free_bed(standard.machine), 6)


def test_a_rim_at_the_middle_of_a_layer_ends_the_line_below(standard: Profile) -> None:
    """A last layer that would be cut exactly at the rim holds nothing, and is not counted."""
    part = lined("cup", cup(height=12.1))
    heights = layer_heights(12.1, standard)
    (plate,) = arrange([part], standard.machine)
    whole = [one for one in cuts("cup", part.vertices, part.faces, heights) if not one.is_empty()]
    assert len(followed(plate, standard).heights) == len(whole)
