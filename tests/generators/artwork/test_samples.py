"""Artwork as customers do upload it is taken and put right, or refused for its true reason."""

import hashlib
import json
import runpy
from functools import cache
from typing import Any

import numpy as np
import pytest
import shapely

from generators.artwork import Artwork, outline, picture, read, thinnest
from generators.errors import BadArtwork
from tests.generators.conftest import ROOT

FOLDER = ROOT / "samples" / "artwork"
TRUTH: dict[str, dict[str, Any]] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
TAKEN = [name for name, facts in TRUTH.items() if "refused" not in facts]


@cache
def drawn() -> dict[str, Any]:
    """What the drawing script gives."""
    found: dict[str, Any] = runpy.run_path(str(FOLDER / "draw.py"))["drawn"]()
    return found


def data_of(name: str) -> bytes:
    """The file as it is kept, or drawn anew where it is too large to keep."""
    path = FOLDER / name
    found: bytes = path.read_bytes() if path.exists() else drawn()[name][0]
    return found


def uploaded(name: str) -> Artwork:
    """Read one sample as what its name claims."""
    return read(data_of(name), "drawing" if name.endswith(".svg") else "image")


def test_the_truth_is_what_the_script_says() -> None:
    """No file is left without its truth, and no truth without its file."""
    facts = {name: facts for name, (_data, facts) in drawn().items()}
    assert json.loads(json.dumps(facts)) == TRUTH
    kept = {path.name for path in FOLDER.iterdir() if path.suffix not in (".py", ".json") and path.is_file()}
    assert kept == {name for name, (data, _facts) in drawn().items() if len(data) <= 64 * 1024}


@pytest.mark.parametrize("name", [name for name, facts in TRUTH.items() if "refused" in facts])
def test_bad_artwork_is_refused_with_its_reason(name: str) -> None:
    """One code for the shop, one plain sentence for the customer."""
    with pytest.raises(BadArtwork) as refusal:
        uploaded(name)
    assert refusal.value.code == TRUTH[name]["refused"]
    assert refusal.value.message.endswith(".")
    assert "Error" not in refusal.value.message


@pytest.mark.parametrize("name", TAKEN)
def test_odd_artwork_is_put_right_and_says_how(name: str) -> None:
    """Sizes as they are known from how it was drawn, and exactly the notes of what was done."""
    facts = TRUTH[name]
    artwork = uploaded(name)
    assert (artwork.width, artwork.height) == pytest.approx((facts["width"], facts["height"]), abs=5e-4)
    assert len(artwork.notes) == len(facts["notes"]), artwork.notes
    for note, start in zip(artwork.notes, facts["notes"], strict=True):
        assert note.startswith(start)
        assert note.endswith(".")
    assert artwork.sha256 == hashlib.sha256(artwork.data).hexdigest()


@pytest.mark.parametrize("name", [name for name in TAKEN if name.endswith(".svg")])
def test_a_drawing_becomes_valid_polygons(name: str) -> None:
    """In a box of 1 around 0, no two corners in one place, of the area, parts and thinnest stroke it was drawn with."""
    facts = TRUTH[name]
    area = outline(uploaded(name).data)
    assert area.is_valid
    left, low, right, high = area.bounds
    assert max(right - left, high - low) == pytest.approx(1)
    assert (left + right, low + high) == pytest.approx((0, 0))
    corners = np.concatenate(
        [np.asarray(ring.coords)[:-1] for one in area.geoms for ring in (one.exterior, *one.interiors)]
    )
    assert len(np.unique(corners.round(9), axis=0)) == len(corners)
    assert len(corners) <= 4000
    if "area" in facts:
        assert area.area == pytest.approx(facts["area"], abs=1e-3)
    if "parts" in facts:
        assert len(area.geoms) == facts["parts"]
    if "thinnest" in facts:
        assert thinnest(area) == pytest.approx(facts["thinnest"], rel=0.05)


@pytest.mark.parametrize("name", [name for name in TAKEN if not name.endswith(".svg")])
def test_a_picture_becomes_brightness(name: str) -> None:
    """From 0 to 1 with the mean it was drawn with."""
    artwork = uploaded(name)
    grey = picture(artwork.data)
    assert grey.dtype == np.float64
    assert grey.shape == (artwork.height, artwork.width)
    assert 0 <= grey.min() < grey.max() <= 1
    assert grey.mean() == pytest.approx(TRUTH[name]["mean"], abs=0.01)


@pytest.mark.parametrize("name", TAKEN)
def test_the_same_artwork_gives_the_same_bytes(name: str) -> None:
    """The fingerprint of a design depends on what is seen, and reading twice changes nothing."""
    once = uploaded(name)
    assert uploaded(name).data == once.data
    if not name.endswith(".svg"):
        again = read(once.data, "image")
        assert (again.data, again.notes) == (once.data, ())


def test_the_way_of_drawing_leaves_no_trace() -> None:
    """A square is a square, whichever words of SVG draw it, wherever it lies and however large it is."""
    head = '<svg xmlns="http://www.w3.org/2000/svg">'
    ways = (
        '<rect width="4" height="4"/>',
        '<path d="M100 100h-5v-5h5z" fill="red"/>',
        '<polygon points="0 0 8 0 8 4 8 8 0 8" transform="rotate(90) scale(3)"/>',
        '<path d="M0 5H10" stroke="black" stroke-width="10" fill="none"/>',
    )
    assert len({read(f"{head}{way}</svg>".encode(), "drawing").sha256 for way in ways}) == 1


def test_up_is_up() -> None:
    """A drawing counts Y downwards, a part upwards: the tip of a triangle stays on top, and left stays left."""
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 10H10L0 0z"/></svg>'
    area = outline(read(drawing, "drawing").data)
    assert area.contains(shapely.Point(-0.4, 0.3))
    assert not area.contains(shapely.Point(0.4, 0.3))


def test_the_kinds_are_not_mistaken_for_each_other() -> None:
    """Where a template asks for a drawing, the bytes of a picture are refused in words."""
    with pytest.raises(BadArtwork) as refusal:
        outline(uploaded("renamed.jpg").data)
    assert refusal.value.code == "not_a_drawing"
