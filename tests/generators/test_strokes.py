"""Stroke widths are measured on the outlines, and the widths that typefaces state are true."""

from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from generators.limits import Limits
from generators.strokes import islands, narrowest_bridge, strokes, thinnest, verdict
from generators.typefaces import TYPEFACES, Typeface

EACH = pytest.mark.parametrize("typeface", TYPEFACES.values(), ids=list(TYPEFACES))
LIMITS = Limits.generic()


def box(character: str, typeface: Typeface) -> tuple[float, float]:
    """Width and height of a glyph by its coordinates in the file, as shares of the height of the H."""
    file = TTFont(typeface.file)
    glyphs, names = file["glyf"], file.getBestCmap()
    one, capital = glyphs[names[ord(character)]], glyphs[names[ord("H")]].yMax
    return (one.xMax - one.xMin) / capital, (one.yMax - one.yMin) / capital


@pytest.mark.parametrize("character", ["l", "I", "|", "-", "_", "–"])
def test_a_plain_bar_measures_what_its_coordinates_say(character: str) -> None:
    """A letter that is one rectangle in the font file has that rectangle's width, all along."""
    found = strokes(character, 1)
    assert found is not None
    bar = min(box(character, TYPEFACES["sans"]))
    assert found.minimum == pytest.approx(bar, rel=2e-3)
    assert found.median == pytest.approx(bar, rel=2e-3)


@EACH
def test_a_stated_stroke_is_the_thinnest_measured(typeface: Typeface) -> None:
    """No plain letter or digit has thinner strokes than the typeface says, and one has just that."""
    assert typeface.stroke <= thinnest(typeface.id) < typeface.stroke + 0.0012


@EACH
def test_a_stated_bridge_is_the_narrowest_measured(typeface: Typeface) -> None:
    """The strips of the stencil are as wide as it says, and only a stencil says so."""
    if typeface.bridge is not None:
        found = narrowest_bridge(typeface.id, "ABDOPQRabdegopq04689TZf7")
        assert found is not None
        assert typeface.bridge <= found < typeface.bridge + 0.0012
    assert (islands("O", typeface.id) == 0) == (typeface.bridge is not None)


def test_a_letter_of_one_piece_has_no_bridge() -> None:
    """Nothing is measured where nothing is."""
    assert narrowest_bridge("sans", "L I") is None
    assert strokes("  ", 10) is None
    assert islands(" ", "sans") == 0
    assert [islands(character, "sans") for character in "OB@"] == [1, 2, 1]


def test_a_stroke_grows_with_the_letter() -> None:
    """Twice the size, twice the stroke; and the thin twentieth is never wider than the middle."""
    small, large = strokes("Hamburg", 5), strokes("Hamburg", 10)
    assert small is not None
    assert large is not None
    assert large.minimum == pytest.approx(2 * small.minimum)
    assert large.median == pytest.approx(2 * small.median)
    assert small.minimum < small.median


@EACH
def test_a_verdict_is_on_the_stroke(typeface: Typeface) -> None:
    """Below three quarters of a line it is an error, below two lines a warning, above them it is well."""
    found = strokes("Hamburg", 1, typeface.id)
    assert found is not None
    error, warning = LIMITS.stroke_error.value / found.minimum, LIMITS.stroke_warning.value / found.minimum
    sizes = (error * 0.99, error * 1.01, warning * 0.99, warning * 1.01)
    assert [verdict("Hamburg", size, LIMITS, typeface.id) for size in sizes] == ["error", "warning", "warning", None]
    assert verdict("   ", 0.1, LIMITS, typeface.id) is None


def test_a_finer_nozzle_writes_finer() -> None:
    """The limits are the printer's: a line of 0.3 mm prints what one of 0.6 mm cannot."""
    size = 0.4 / thinnest("script")
    fine, coarse = Limits.generic(line_width=0.2), Limits.generic(line_width=0.6)
    assert verdict("m", size, fine, "script") is None
    assert verdict("m", size, coarse, "script") == "error"
    worse = replace(fine, stroke_warning=coarse.stroke_warning)
    assert verdict("m", size, worse, "script") == "warning"


def test_the_size_that_a_stroke_asks_for_prints() -> None:
    """A template that sizes its text by a typeface's stroke gets no verdict on any plain letter."""
    for typeface in TYPEFACES.values():
        size = LIMITS.stroke_warning.value / typeface.stroke
        assert [one for one in "aemw4xR8" if verdict(one, size, LIMITS, typeface.id)] == []
