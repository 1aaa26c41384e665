"""A QR code is read back from a picture of its faces, and prints raised and sunk."""

import cadquery as cq
import numpy as np
import pytest
import shapely
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from generators.shapes.codes import QUIET, Matrix, qr, qr_faces, qr_size, wifi
from generators.shapes.plates import extruded, raised, rounded, sunk
from generators.stitching import area_of
from tests.generators.shapes.sound import assert_sound

PIXELS = 8  # for each mm


def photographed(faces: list[cq.Face], size: float) -> np.ndarray:
    """A picture from above: the faces dark on a light plate."""
    picture = Image.new("L", (round(size * PIXELS), round(size * PIXELS)), 255)
    pen = ImageDraw.Draw(picture)
    for face in faces:
        area = area_of(face)
        for ring, shade in ((area.exterior, 0), *((hole, 255) for hole in area.interiors)):
            pen.polygon([((x + size / 2) * PIXELS, (size / 2 - y) * PIXELS) for x, y in ring.coords], fill=shade)
    return np.asarray(picture)


def read_back(matrix: Matrix, module: float) -> str:
    """What a reader makes of the faces. Larger outlines are drawn first, for islands stand in their holes."""
    faces = sorted(qr_faces(matrix, module), key=lambda face: -face.BoundingBox().DiagonalLength)
    found = zxingcpp.read_barcode(photographed(faces, qr_size(matrix, module)), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found is not None
    return str(found.text)


@pytest.mark.parametrize("level", ["L", "M", "Q", "H"])
@pytest.mark.parametrize("text", ["A", "¡", "https://example.org/shelf?box=17", "Grüße, 世界"])
def test_a_code_is_read_back(text: str, level: str) -> None:
    """At every level of correction, the text that went in comes out of a picture of the faces."""
    assert read_back(qr(text, level), 1.2) == text


@settings(max_examples=10, deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_any_text_is_read_back(text: str) -> None:
    """Letters, signs and scripts of all kinds."""
    assert read_back(qr(text), 1.0) == text


@pytest.mark.parametrize("level", ["L", "H"])
def test_a_code_prints_raised_and_sunk(level: str) -> None:
    """No two walls meet in one line, nothing is too thin, and the dark modules have their volume."""
    matrix = qr("https://example.org/a", level)
    size = qr_size(matrix, 1.2)
    plate = extruded(rounded(size, size, 3), 2)
    faces = qr_faces(matrix, 1.2, 2)
    dark = int(matrix.sum()) * 1.2**2
    assert sum(face.Area() for face in faces) == pytest.approx(dark, rel=0.06)  # a hair on every outline
    for marked, way in ((raised(plate, faces, 0.8), 1), (sunk(plate, faces, 0.8), -1)):
        assert marked.Volume() - plate.Volume() == pytest.approx(way * 0.8 * sum(face.Area() for face in faces))
        assert_sound(marked)


def test_modules_that_meet_at_a_corner_are_one_piece() -> None:
    """Two squares on a diagonal would meet in one edge of four faces; a hair joins them."""
    matrix = np.array([[True, False], [False, True]])
    (face,) = qr_faces(matrix, 2)
    area = area_of(face)
    assert area.is_valid
    assert area.area == pytest.approx(8, rel=0.06)
    assert shapely.minimum_clearance(area) > 0.04


def test_rows_run_from_the_top() -> None:
    """Row 0 is at the back, column 0 at the left, so that the code reads from above."""
    (face,) = qr_faces(np.array([[True, False], [False, False]]), 2, 3)
    assert face.Center().toTuple() == pytest.approx((-1, 1, 3))
    assert qr_size(np.zeros((21, 21), dtype=bool), 1) == 21 + 2 * QUIET


def test_a_network_is_told_as_telephones_expect() -> None:
    """The convention of ZXing: five characters are escaped; an open network has no password."""
    assert wifi("home", "secret") == "WIFI:T:WPA;S:home;P:secret;;"
    assert wifi('a;b,c:d"e\\f', "p;w", hidden=True) == 'WIFI:T:WPA;S:a\\;b\\,c\\:d\\"e\\\\f;P:p\\;w;H:true;;'
    assert wifi("guests", security="nopass") == "WIFI:T:nopass;S:guests;;"


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ("level is X, but must be one of L, M, Q, H", lambda: qr("a", "X")),
        ("text is empty", lambda: qr("")),
        ("text has 3000 characters, more than", lambda: qr("x" * 3000)),
        ("module is 0.5, but must be at least 0.9", lambda: qr_faces(qr("a"), 0.5)),
        ("security is WPA9, but must be one of WPA, WEP, nopass", lambda: wifi("a", "b", "WPA9")),
        ("ssid is empty", lambda: wifi("", "b")),
        ("password is empty", lambda: wifi("a")),
    ],
)
def test_what_cannot_be_is_told_with_its_limit(words: str, call: object) -> None:
    """The argument and the limit are named."""
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]  # each is a call without arguments
