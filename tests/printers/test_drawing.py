"""The picture of a G-code file holds every line it lays, small, and nothing else."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from printers.drawing import MAGIC, Drawing, drawn, read
from tests.printers.conftest import Sample
from tests.printers.tampering import with_arcs

WRITTEN = """\
G90
M83
;TYPE:Custom
G1 Z.3 F600
G1 X50 Y5 E9 F1200
;LAYER_CHANGE
;Z:0.2
;HEIGHT:0.2
G1 Z.2
G1 X10 Y10 F9000
; printing object o1-a id:0 copy 0
;TYPE:External perimeter
;WIDTH:0.45
G1 X20 Y10 E.3 F1200
G1 X20 Y20 E.3
G1 E-1
G1 X10 Y20 F9000
G1 E1
;TYPE:Bridge infill
;WIDTH:0.4
;HEIGHT:0.4
G3 X30 Y20 I10 J0 E.9
; stop printing object o1-a id:0 copy 0
;LAYER_CHANGE
;Z:0.45
;HEIGHT:0.25
; printing object o2-b id:1 copy 0
;TYPE:External perimeter
G1 X30 Y30 E.3
; stop printing object o2-b id:1 copy 0
;TYPE:Custom
G1 X0 Y200 F6000
"""


def of_text(folder: Path, text: str) -> Drawing:
    """The layers of a file with this text."""
    path = folder / "written.gcode"
    path.write_text(text)
    return drawn(path)


def length(found: Drawing) -> float:
    """Of all lines together, mm."""
    steps = np.hypot(*np.diff(found.points, axis=0).T)
    steps[found.start[1:-1] - 1] = 0.0
    return float(steps.sum())


def test_every_line_has_its_kind_width_part_and_place(tmp_path: Path) -> None:
    """Lines begin and end where the file says; purge, travel and retraction are none."""
    found = of_text(tmp_path, WRITTEN)
    assert found.kinds == ("External perimeter", "Bridge infill")
    assert found.objects == ("o1-a", "o2-b")
    assert found.z.tolist() == [0.2, 0.45]
    assert found.height.tolist() == [0.2, 0.25]
    assert found.first.tolist() == [0, 2, 3]
    assert found.kind.tolist() == [0, 1, 0]
    assert found.part.tolist() == [1, 1, 2]
    assert found.width.tolist() == [0.45, 0.4, 0.4]
    first, arc, last = (found.points[a:b] for a, b in zip(found.start[:-1], found.start[1:], strict=True))
    assert first.tolist() == [[10, 10], [20, 10], [20, 20]]
    assert np.hypot(*(arc - [20, 20]).T) == pytest.approx(10, abs=1e-6)
    assert arc[:, 1].min() == pytest.approx(10)  # counter-clockwise from the left it goes through the bottom
    assert last.tolist() == [[30, 20], [30, 30]]


def test_absolute_filament_and_relative_moves_lay_the_same_lines(tmp_path: Path) -> None:
    """However a file counts, the same lines lie on the bed."""
    was = of_text(tmp_path, WRITTEN)
    absolute = (
        WRITTEN.replace("M83", "M82")
        .replace("E9 ", "E9 ")
        .replace("X20 Y10 E.3", "X20 Y10 E9.3")
        .replace("X20 Y20 E.3", "X20 Y20 E9.6")
        .replace("G1 E-1\n", "G1 E8.6\n")
        .replace("G1 E1\n", "G1 E9.6\n")
        .replace("J0 E.9", "J0 E10.5\nG92 E0")
    )
    relative = WRITTEN.replace("G1 X20 Y20 E.3", "G91\nG1 Y10 E.3\nG90\nM83")
    for text in (absolute, relative):
        assert of_text(tmp_path, text).to_bytes() == was.to_bytes()


def test_file_reads_back_as_it_was_to_a_hundredth(tmp_path: Path) -> None:
    """Nothing is lost in the file but digits nobody sees; another's file is refused."""
    found = of_text(tmp_path, WRITTEN)
    back = read(found.to_bytes())
    assert back.points == pytest.approx(found.points, abs=0.0051)
    assert back.to_bytes() == found.to_bytes()
    assert found.to_bytes()[:4] == MAGIC
    with pytest.raises(ValueError, match="no drawing of ours"):
        read(b"PK\x03\x04")


def test_a_customer_s_picture_holds_no_other_parts(tmp_path: Path) -> None:
    """Of a plate that is shared, the names and lines of the others are left out."""
    mine = read(of_text(tmp_path, WRITTEN).only(["o2-b"]).to_bytes())
    assert mine.objects == ("o2-b",)
    assert len(mine) == 2
    assert mine.first.tolist() == [0, 0, 1]
    assert mine.part.tolist() == [1]
    assert mine.points.tolist() == [[30, 20], [30, 30]]


@pytest.mark.slicer
def test_a_real_file_becomes_a_small_one(sample: Sample, tmp_path: Path) -> None:
    """A megabyte of G-code is less than 60 kB of picture on the wire, with the very layers of the plate."""
    path = sample.sliced.path
    found = drawn(path)
    assert len(found) == 30
    assert found.z[-1] == pytest.approx(6.0)
    assert sorted(found.objects) == ["o1-cube", "o2-rod"]
    assert {"External perimeter", "Internal infill", "Top solid infill"} <= set(found.kinds)
    packed = gzip.compress(found.to_bytes(), 5)
    assert len(packed) / path.stat().st_size < 0.06
    curved = of_text(tmp_path, with_arcs(path.read_text()))
    assert length(curved) == pytest.approx(length(found), rel=0.002)
