"""What the slicer leaves out or adds is found, where it is, and sound plates are told to be sound."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from printers.drawing import drawn
from printers.gcode import config
from printers.models import read_3mf
from printers.plate import arrange, write_3mf
from printers.profile import Profile, profile
from printers.proof import Proof, prove, words_of
from printers.slicers import Slicer
from tests.printers.parts import SHAPES, Mesh, box, cut, item, join, rod

pytestmark = pytest.mark.slicer


def proved(slicer: Slicer, folder: Path, chosen: Profile, *bodies: Mesh) -> Proof:
    """Bodies on a plate, sliced and held against themselves."""
    items = [item(f"o{number}", body) for number, body in enumerate(bodies, 1)]
    (plate,) = arrange(items, chosen.machine)
    model, path = folder / "plate.3mf", folder / "plate.gcode"
    write_3mf(plate, model)
    slicer.slice(model, chosen, path)
    return prove(drawn(path), read_3mf(model.read_bytes()), config(path))


def fin(thickness: float) -> Mesh:
    """A block with an upright fin on it."""
    return join(box(14, 14, 2), box(thickness, 10, 4))


def classic(chosen: Profile) -> Profile:
    """Lines of one width only, as slicers laid them for long."""
    return replace(chosen, settings={**chosen.settings, "perimeter_generator": "classic"})


def test_a_fin_that_vanishes_is_found_where_it_was(slicer: Slicer, standard: Profile, tmp_path: Path) -> None:
    """0.3 mm is too thin for classic perimeters: layers of nothing but the fin, whose very area is named."""
    found = proved(slicer, tmp_path, classic(standard), fin(0.3), box(8, 8, 4))
    (warning,) = found.warnings
    assert (warning["part"], warning["kind"], warning["layers"]) == ("o1", "lost", [11, 20])
    assert warning["area"] == pytest.approx(3.0, abs=0.05)
    assert "o1" in words_of(warning)
    assert "layers 11 to 20" in words_of(warning)
    places = [place for place in found.places if place.layer == 15]
    assert [place.kind for place in places] == ["lost"]
    outline = places[0].outlines[0]
    assert np.ptp(outline, axis=0).tolist() == pytest.approx([0.3, 10.0], abs=0.02)
    assert found.parts["o2"].lost / found.parts["o2"].area < 0.001


@pytest.mark.parametrize("kind", ["classic, 1.2 mm", "arachne, 0.5 mm"])
def test_its_good_neighbours_are_clean(slicer: Slicer, standard: Profile, tmp_path: Path, kind: str) -> None:
    """A fin thick enough, or lines that may be narrow: nothing is lost and nothing is fat."""
    name, thickness = kind.removesuffix(" mm").split(", ")
    chosen = classic(standard) if name == "classic" else standard
    found = proved(slicer, tmp_path, chosen, fin(float(thickness)))
    assert found.to_json()["lost"] < 0.01
    assert found.to_json()["fat"] < 0.001
    assert found.warnings == []


def test_a_line_wider_than_the_wall_is_fat(slicer: Slicer, standard: Profile, tmp_path: Path) -> None:
    """A wall of 0.15 mm is laid with a line that is wider; what was added is named."""
    found = proved(slicer, tmp_path, standard, fin(0.15))
    assert [(warning["kind"], warning["layers"]) for warning in found.warnings] == [("fat", [11, 20])]


def sound(slicer: Slicer, folder: Path, chosen: Profile, *bodies: Mesh) -> None:
    """Less than 1 % is lost, nothing is added, and nobody is warned."""
    told = proved(slicer, folder, chosen, *bodies).to_json()
    assert told["compared"] == told["layers"]
    assert told["lost"] < 0.01
    assert told["fat"] < 0.001
    assert told["warnings"] == []


def test_sound_parts_are_told_to_be_sound(slicer: Slicer, tmp_path: Path) -> None:
    """A hole, a room, a step, a thin rim and a raised mark."""
    tray = cut(box(16, 12, 4), box(14, 10, 4, (0, 0, 1)))
    ring = cut(rod(7, 3), rod(3, 5, (0, 0, -1)))
    mark = join(box(14, 10, 1.2), box(8, 1.2, 2))
    sound(slicer, tmp_path, profile("virtual-220", "pla", "draft"), tray, ring, mark)


@pytest.mark.long
@pytest.mark.parametrize("quality", ["draft", "standard", "fine"])
@pytest.mark.parametrize("name", sorted(SHAPES))
def test_every_plain_shape_is_told_to_be_sound(slicer: Slicer, tmp_path: Path, name: str, quality: str) -> None:
    """All shapes that the estimate is measured with, in all qualities."""
    sound(slicer, tmp_path, profile("virtual-220", "pla", quality), SHAPES[name]())


def test_the_first_layer_is_judged_by_what_it_is_meant_to_be(slicer: Slicer, standard: Profile, tmp_path: Path) -> None:
    """It is drawn in by 0.2 mm against the elephant's foot, which is told, and no more may be missing."""
    ring = cut(rod(7, 1), rod(5, 2, (0, 0, -0.5)))
    found = proved(slicer, tmp_path, standard, ring)
    assert found.first_layer_inset == 0.2
    assert found.warnings == []
    path, model = tmp_path / "plate.gcode", tmp_path / "plate.3mf"
    blunt = prove(drawn(path), read_3mf(model.read_bytes()), {})  # as if nothing had been said of it
    assert blunt.parts["o1"].worst_layer == 1
    assert blunt.parts["o1"].worst > 0.15


def test_a_proof_that_is_cut_short_says_so(slicer: Slicer, standard: Profile, tmp_path: Path) -> None:
    """Without time nothing is compared, and nothing is claimed of what was not."""
    proved(slicer, tmp_path, standard, box(6, 6, 2))
    path, model = tmp_path / "plate.gcode", tmp_path / "plate.3mf"
    told = prove(drawn(path), read_3mf(model.read_bytes()), config(path), seconds=0.0).to_json()
    assert (told["compared"], told["layers"], told["parts"]) == (0, 10, {})
