"""A keychain carries its text, in one piece, in whichever shape and script."""

import math
from typing import Any

import cadquery as cq
import pytest
from numpy.testing import assert_allclose

from generators.catalog.keychain import build, template
from generators.errors import InvalidValues
from generators.limits import Limits
from generators.make import make
from generators.shapes import lettering, text_bounds

SOFT = 0.6


def volume(**values: Any) -> float:
    (part,) = build(template.parameters.read(values))
    assert part.solid.isValid()
    total: float = part.solid.Volume()
    return total


@pytest.mark.parametrize(
    "values",
    [
        {"text": "", "size": 12, "ring": 5, "thickness": 3},
        {"text": "I", "size": 20, "ring": 3, "thickness": 6, "relief": 2},
        {"text": "I", "size": 8, "ring": 12, "thickness": 2, "relief": 0.6},
    ],
)
def test_the_volume_is_that_of_plate_and_letters(values: dict[str, Any]) -> None:
    """Plate less bevels and hole, plus a plain I times its relief, worked out by hand: within 0.1 %."""
    size, ring, thick = (float(values[name]) for name in ("size", "ring", "thickness"))
    faces = lettering(values["text"], size)
    left, bottom, right, top = text_bounds(faces) if faces else (0.0, 0.0, 24.0, size)
    tall = max(top - bottom + 8, ring + 6)
    wide = max(ring + 11 + right - left, 1.6 * tall)
    radius = tall / 3
    area = wide * tall - (4 - math.pi) * radius**2 - math.pi * ring**2 / 4
    around = 2 * (wide + tall) - (8 - 2 * math.pi) * radius
    bevels = 2 * ((around + math.pi * ring) * SOFT**2 / 2)
    letter = (right - left) * (top - bottom) * float(values.get("relief", 1)) if faces else 0
    assert_allclose(volume(**values), area * thick - bevels + letter, rtol=1e-3)


def test_a_plate_that_follows_the_letters_keeps_its_margin_and_its_hole() -> None:
    """Around a single I it reaches 2.6 mm on three sides, and the ring passes."""
    (part,) = build(template.parameters.read({"text": "I", "size": 15, "shape": "outline", "ring": 6}))
    left, bottom, right, top = text_bounds(lettering("I", 15))
    assert isinstance(part.solid, cq.Solid)
    box = part.solid.BoundingBox()
    assert_allclose([box.ymin, box.xmax, box.ymax], [bottom - 2.6, right + 2.6, top + 2.6], atol=0.06)
    middle = (left - 1.6 - 3, (bottom + top) / 2)
    for turn in range(0, 360, 30):
        x, y = (middle[0] + 2.99 * math.cos(math.radians(turn)), middle[1] + 2.99 * math.sin(math.radians(turn)))
        assert not part.solid.isInside((x, y, 1.5))
    assert part.solid.isInside((middle[0] - 3.1, middle[1], 1.5))


@pytest.mark.parametrize("text", ["i i", ". .", "Ada  B", '"x"'])
def test_words_with_gaps_stay_one_piece(text: str) -> None:
    """However far letters stand apart, their plate is one."""
    made = make(template, template.parameters.read({"text": text, "shape": "outline", "size": 12}), Limits.generic())
    assert len(made.parts[0].solid.Solids()) == 1
    assert made.printable


@pytest.mark.parametrize("text", ["Ada", "Zoë Ř", "Ключ", "Ωμέγα"])
@pytest.mark.parametrize("shape", ["plate", "outline"])
def test_scripts_with_shapes_print(text: str, shape: str) -> None:
    """Latin, accented, Cyrillic and Greek words become tags without a blocking finding."""
    made = make(template, template.parameters.read({"text": text, "shape": shape, "size": 14}), Limits.generic())
    assert made.printable
    letters = [face for face in made.parts[0].solid.Faces() if abs(face.Center().z - 4) < 1e-6]
    assert_allclose(sum(face.Area() for face in letters), sum(face.Area() for face in lettering(text, 14)), rtol=1e-3)


@pytest.mark.parametrize(("text", "sign"), [("東京", "東"), ("سلام", "س"), ("Ada😀", "😀")])
def test_scripts_without_shapes_are_refused_by_name(text: str, sign: str) -> None:
    """CJK, Arabic and emoji are refused, and the message shows the character."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"text": text})
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("text", "character_not_available")
    assert sign in error.message


def test_thin_strokes_are_refused_with_the_size_that_prints() -> None:
    """A brush's hand at 6 mm is refused, and the size it names is accepted."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"face": "script", "size": 6})
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("size", "too_small")
    assert template.parameters.read({"face": "script", "size": error.nearest})


def test_letters_cannot_be_followed_where_there_are_none() -> None:
    """An empty tag is a plain plate."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"text": "", "shape": "outline"})
    assert [(error.field, error.nearest) for error in refused.value.errors] == [("shape", "plate")]
