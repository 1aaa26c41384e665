"""The shelf hands a template the bundled samples and what customers brought."""

import subprocess
import sys

import pytest

from generators.artwork import outline, picture, shelf, thinnest
from generators.errors import UnknownArtwork
from generators.words import DRAWINGS, PICTURES
from tests.generators.conftest import ROOT


def test_every_bundled_sample_is_known_to_the_words() -> None:
    """What a form offers stands on the shelf, and the other way round."""
    assert set(shelf.samples("image")) == set(PICTURES)
    assert set(shelf.samples("drawing")) == set(DRAWINGS)


@pytest.mark.parametrize("name", DRAWINGS)
def test_sample_drawings_print_well(name: str) -> None:
    """Valid, of one piece, and no stroke thinner than 0.9 mm at 20 mm; nothing had to be repaired."""
    area = outline(shelf.get(name))
    assert area.is_valid
    assert len(area.geoms) == 1
    assert thinnest(area) * 20 > 0.9
    assert shelf.sample(name, "drawing").notes == () or name == "cat"


@pytest.mark.parametrize("name", PICTURES)
def test_sample_pictures_have_all_tones(name: str) -> None:
    """From nearly black to white, as a photograph has."""
    grey = picture(shelf.get(name))
    assert grey.min() < 0.15
    assert grey.max() == 1


def test_what_is_put_is_got_by_its_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest unused make room when the shelf is full; asking keeps an artwork on it."""
    monkeypatch.setattr(shelf, "_ROOM", 300)
    first, second = shelf.put(b"a" * 100), shelf.put(b"b" * 100)
    assert len(first) == 64
    assert shelf.get(first) == b"a" * 100
    third = shelf.put(b"c" * 150)
    assert shelf.get(first) == b"a" * 100
    assert shelf.get(third) == b"c" * 150
    with pytest.raises(UnknownArtwork):
        shelf.get(second)


@pytest.mark.parametrize("name", ["", "../samples/star", "star.svg", "0" * 64])
def test_an_unknown_name_opens_no_file(name: str) -> None:
    """Only names of the list, and fingerprints of what was put."""
    with pytest.raises(UnknownArtwork):
        shelf.get(name)


@pytest.mark.parametrize("name", ["", ".shelf"])
def test_the_package_is_light(name: str) -> None:
    """A web process may import it: neither the kernel nor an array or picture library comes in."""
    heavy = "{'cadquery', 'OCP', 'numpy', 'shapely', 'PIL', 'manifold3d', 'tinycss2', 'defusedxml'}"
    program = f"import sys, generators.artwork{name}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
