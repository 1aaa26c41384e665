"""Pictures of the plate stand in its G-code, in the sizes the profile asks for, and the guard lets them pass."""

import base64
import io
import re
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from PIL import Image

from printers.guard import inspect
from printers.models import Solid
from printers.profile import Profile
from printers.thumbnail import USUAL, picture, sizes, thumbnails
from tests.printers.conftest import Sample
from tests.printers.parts import box

CUBE = Solid("cube", box(20, 20, 20).vertices + 50.0, box(20, 20, 20).faces, np.eye(4))


def pixels(png: bytes) -> np.ndarray:
    """The picture as (height, width, 4) uint8."""
    return np.asarray(Image.open(io.BytesIO(png)))


def test_part_fills_the_picture_and_shows_three_sides() -> None:
    """A cube reaches two edges of the picture, has three shades, and nothing stands around it."""
    seen = pixels(picture([CUBE], 220, 124, (200, 100, 50)))
    assert seen.shape == (124, 220, 4)
    rows = np.flatnonzero(seen[:, :, 3].max(axis=1))
    assert len(rows) == pytest.approx(124 / 1.08, abs=2)
    assert seen[0, 0, 3] == 0
    solid = seen[seen[:, :, 3] == 255][:, :3]
    shades, counts = np.unique(solid, axis=0, return_counts=True)
    assert (counts > 0.1 * len(solid)).sum() == 3
    top = shades[np.argmax(shades.sum(axis=1))]
    assert top[0] > top[1] > top[2]


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("", USUAL),
        ("160x120,300x300", ((160, 120), (300, 300))),
        ("16x16/PNG, 313x173/PNG, 480x240/QOI", ((16, 16), (313, 173))),
        ("9000x9000", USUAL),
        ("480x240/QOI", USUAL),
    ],
)
def test_sizes_are_the_profile_s(standard: Profile, asked: str, due: tuple[tuple[int, int], ...]) -> None:
    """As PrusaSlicer writes them, new and old; what is no PNG or far too large is left out."""
    settings = MappingProxyType({**standard.settings, "thumbnails": asked})
    assert sizes(replace(standard, settings=settings)) == due


@pytest.mark.slicer
def test_blocks_are_read_back_and_pass_the_guard(sample: Sample) -> None:
    """What was written in is a PNG of the size that the block says, and the file is as good as before."""
    path = sample.sliced.path.with_name("pictures.gcode")
    path.write_text(thumbnails([CUBE], sample.profile) + sample.sliced.path.read_text())
    plate = sample.plate
    inspect(path, sample.profile, height=plate.height, objects=plate.names, volume=plate.volume)
    blocks = re.findall(r"; thumbnail begin (\d+)x(\d+) (\d+)\n(.*?); thumbnail end", path.read_text(), re.DOTALL)
    assert [(int(width), int(height)) for width, height, _, _ in blocks] == list(USUAL)
    for width, height, letters, body in blocks:
        text = body.replace("; ", "").replace("\n", "")
        assert len(text) == int(letters)
        assert pixels(base64.b64decode(text)).shape == (int(height), int(width), 4)
