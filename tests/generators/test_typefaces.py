"""Every bundled typeface may be passed on, draws what it says it can, and becomes closed solids."""

import json
import unicodedata
from itertools import combinations

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from numpy.testing import assert_allclose
from PIL import Image, ImageDraw, ImageFont

from generators.checks import check_part
from generators.contours import filled, flattened
from generators.lettering import advance, available, is_available, letters, metrics
from generators.limits import Limits
from generators.mesh import tessellate
from generators.shapes import extruded, lettering, moved, raised, rounded, text_bounds, text_width
from generators.strokes import islands
from generators.subject import Subject
from generators.typefaces import TYPEFACES, Typeface
from tests.generators.test_mesh import assert_closed

EACH = pytest.mark.parametrize("typeface", TYPEFACES.values(), ids=list(TYPEFACES))
PANGRAM = "Sphinx of black quartz, judge my vow 0123456789"
SCRIPTS = {
    "Latin": "AaBbQqRrGg019&@?",
    "accented": "ÀéîõüçñßøåŁřşğőŻžÆœĐ",
    "Cyrillic": "АБЖЙЩЫЭЯабжйщыэяЇєҐ",
    "Greek": "ΑΒΓΔΘΛΞΣΦΨΩαβγδθλξσφψωάΎ",
    "CJK": "漢字かな한글",
    "Arabic": "ابتثسلم",
    "Hebrew": "אבגד",
    "Thai": "กขค",
    "Devanagari": "अआक",
    "emoji": "😀❤🎂★♥",
    "invisible": "\u00a0\u00ad\u200b\u200d\u202e\ufeff\n\t\0",
    "combining": "\u0301\u0308\u0327",
}
NEVER = ("CJK", "Arabic", "Hebrew", "Thai", "Devanagari", "invisible", "combining")


def named(typeface: Typeface, name: int) -> str:
    """A line of the font's own table of names."""
    return TTFont(typeface.file)["name"].getDebugName(name) or ""


def covered(character: str, font: str) -> float:
    """What the outlines cover, in squares of the capital height."""
    rings = [flattened(contour, 1e-4) for letter in letters(character, 1, font) for contour in letter.contours]
    return float(filled(rings).area)


def drawn(character: str, typeface: Typeface) -> float:
    """The same, measured by FreeType's drawing of the same file, one pixel for each unit of the font."""
    file = TTFont(typeface.file)
    capital = int(file["glyf"][file.getBestCmap()[ord("H")]].yMax)
    metal = ImageFont.truetype(str(typeface.file), file["head"].unitsPerEm, layout_engine=ImageFont.Layout.BASIC)
    left, top, right, bottom = metal.getbbox(character, anchor="ls")
    picture = Image.new("L", (int(right - left) + 4, int(bottom - top) + 4))
    ImageDraw.Draw(picture).text((2 - left, 2 - top), character, 255, metal, anchor="ls")
    return float(np.asarray(picture, dtype=np.float64).sum()) / 255 / capital**2


@EACH
def test_a_typeface_comes_with_its_licence(typeface: Typeface) -> None:
    """The licence text stands beside the file and is the one that the file itself names."""
    licence = typeface.licence.read_text(encoding="utf-8")
    if typeface.id == "sans":
        assert "Bitstream Vera" in licence
        return
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Open Font License" in named(typeface, 13)
    assert TTFont(typeface.file)["OS/2"].fsType == 0  # may be embedded anywhere
    assert typeface.file.stat().st_size < 400_000


@EACH
def test_the_table_of_fonts_tells_of_a_typeface(typeface: Typeface) -> None:
    """The page beside the files names the file, its licence and its version."""
    table = (typeface.file.parent / "README.md").read_text(encoding="utf-8")
    row = next(line for line in table.splitlines() if line.startswith(f"| {typeface.id} |"))
    version = named(typeface, 5).removeprefix("Version ").split(";")[0]
    assert f"| {typeface.file.name} | {version} |" in row
    assert typeface.licence.name in row


@EACH
def test_outlines_are_of_the_kind_that_lettering_keeps_exact(typeface: Typeface) -> None:
    """Only TrueType's quadratic curves."""
    assert "glyf" in TTFont(typeface.file)


@EACH
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_character_is_drawn_right_or_refused(typeface: Typeface, script: str) -> None:
    """What is available has the very ink that another program draws from the file; never a box or nothing."""
    offered = [character for character in SCRIPTS[script] if is_available(character, typeface.id)]
    for character in offered:
        assert_allclose(covered(character, typeface.id), drawn(character, typeface), rtol=0.006, err_msg=character)
        assert TTFont(typeface.file).getBestCmap()[ord(character)] != ".notdef"
    if script in ("Latin", "accented"):
        assert offered == list(SCRIPTS[script])
    if script in NEVER:
        assert offered == []


@EACH
def test_every_character_on_offer_has_ink(typeface: Typeface) -> None:
    """Only the blank is blank, and every character is one that a customer's text can hold (NFC)."""
    for character in available(typeface.id):
        assert character == " " or covered(character, typeface.id) > 0, character
        assert not unicodedata.combining(character)


@EACH
def test_a_pangram_is_raised_closed(typeface: Typeface) -> None:
    """One closed mesh wound outward, of the plate's volume and the letters' area times their height."""
    faces = lettering(PANGRAM, 8, z=3, font=typeface.id)
    left, bottom, right, top = text_bounds(faces)
    plate = extruded(rounded(right - left + 10, top - bottom + 10, 3), 3)
    solid = raised(plate, moved(faces, -(left + right) / 2, -(bottom + top) / 2), 1)
    area = sum(face.Area() for face in faces)
    assert solid.isValid()
    assert_allclose(solid.Volume() - plate.Volume(), area, rtol=1e-3)
    mesh = tessellate(solid)
    assert_closed(mesh)
    assert mesh.areas.min() > 0
    assert_allclose(mesh.volume, plate.Volume() + area, rtol=1e-3)


@EACH
def test_a_capital_has_the_size_asked_for(typeface: Typeface) -> None:
    """Size is the height of a capital letter in every typeface."""
    _left, bottom, _right, top = text_bounds(lettering("H", 10, font=typeface.id))
    assert top == pytest.approx(10, abs=0.03)
    assert bottom == pytest.approx(0, abs=0.35)


@pytest.mark.parametrize("font", [one.id for one in TYPEFACES.values() if one.bridge is None])
def test_letters_stand_apart_or_join(font: str) -> None:
    """Two faces never come closer than about a line: letters are parted by that or have become one."""
    for one, other in combinations(lettering("rt,fLTAVy,,Py.rfa", 6, font=font), 2):
        assert one.distance(other) > 0.37


@EACH
def test_the_size_that_a_stroke_asks_for_passes_the_checks(typeface: Typeface) -> None:
    """Raised as small as its stroke allows, a typeface's thinnest strokes and sharpest notches are no error."""
    limits = Limits.generic()
    faces = lettering("MNWaemw469", limits.stroke_warning.value / typeface.stroke, z=3, font=typeface.id)
    left, bottom, right, top = text_bounds(faces)
    plate = extruded(rounded(right - left + 10, top - bottom + 10, 3), 3)
    solid = raised(plate, moved(faces, -(left + right) / 2, -(bottom + top) / 2), 1)
    found = list(check_part(Subject("sign", tessellate(solid)), limits))
    assert [one for one in found if one.severity == "error"] == []


def test_a_joined_word_is_one_piece() -> None:
    """In the script a word of small letters holds together by itself; in the others each letter stands alone."""
    for typeface in TYPEFACES.values():
        faces = lettering("moon", 10, font=typeface.id)
        assert (len(faces) == 1) == typeface.joined
        assert typeface.joined or len(faces) >= 4


def test_nothing_falls_out_of_a_stencil() -> None:
    """No character of the stencil has an island; the plain letters of all others do."""
    for typeface in TYPEFACES.values():
        found = [character for character in available(typeface.id) if islands(character, typeface.id)]
        assert (found == []) == (typeface.bridge is not None)


@EACH
def test_a_page_reckons_the_width_that_the_server_does(typeface: Typeface) -> None:
    """From the numbers sent to it, after JSON, a page gets the same width to the last bit."""
    sent = json.dumps(metrics(typeface.id), ensure_ascii=False)
    assert len(sent.encode()) < 12_000
    read = json.loads(sent)
    for text in (PANGRAM, "Zoë & Łukasz", "", "   "):
        total: float = 0
        for character in text:
            total += read["advances"][character]
        assert total * 7.3 == advance(text, 7.3, typeface.id) == text_width(text, 7.3, typeface.id)
    assert set(read["advances"]) == set(available(typeface.id))
    assert read["stroke"] == typeface.stroke
    assert 0.5 < read["capital"] < 1


def test_a_monospaced_typeface_is_one() -> None:
    """Every character of the typewriter takes the same room."""
    assert {advance(character, 10, "mono") for character in available("mono")} == {advance("H", 10, "mono")}


def test_an_unknown_typeface_is_named() -> None:
    """A maker who mistypes hears which word is wrong."""
    with pytest.raises(KeyError, match="comic"):
        is_available("A", "comic")
