"""The picture shows the product, framed whole, on a quiet ground."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from generators.make import Made
from generators.picture import picture

Make = Callable[..., Made]


def pixels(data: bytes) -> np.ndarray[Any, Any]:
    """The channels of a PNG, (height, width, 3 or 4) uint8."""
    return np.asarray(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize("slug", ["keychain", "box", "hook"])
def test_the_whole_object_stands_in_the_frame(slug: str, made: Make) -> None:
    """The object covers a good part of the middle, keeps off the border, and the corners are background."""
    seen = pixels(picture(made(slug), 320, 240, background=None))
    assert seen.shape == (240, 320, 4)
    solid = seen[..., 3] == 255
    assert 0.08 < solid.mean() < 0.7
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    tall, wide = np.ptp(rows) / 240, np.ptp(columns) / 320
    assert max(tall, wide) == pytest.approx(0.8, abs=0.03)
    assert rows.min() > 5
    assert rows.max() < 235
    assert columns.min() > 5
    assert columns.max() < 315


def test_the_colour_is_the_one_ordered(made: Make) -> None:
    """Most of the object shows the plastic's own hue; the ground is the page's."""
    seen = pixels(picture(made("box"), 320, 240, colour="#2060c0")).astype(int)
    assert seen[2, 2] == pytest.approx([0xE9, 0xEB, 0xE6], abs=2)
    blue = (seen[..., 2] > seen[..., 0] + 40) & (seen[..., 2] > seen[..., 1] + 20)
    assert blue.mean() > 0.15


def test_a_shadow_lies_under_the_object(made: Make) -> None:
    """Without a background the shadow is partly transparent, darkest beside the object."""
    seen = pixels(picture(made("box"), 320, 240, background=None))
    shadow = (seen[..., 3] > 10) & (seen[..., 3] < 250)
    assert shadow.mean() > 0.03
    assert (seen[shadow][:, :3].max(axis=1) < 200).mean() > 0.8


def test_the_same_design_gives_the_same_picture(made: Make) -> None:
    """No lot is drawn: light is asked for in fixed directions."""
    assert picture(made("hook"), 160, 120) == picture(made("hook"), 160, 120)


@pytest.mark.parametrize(("width", "height"), [(64, 64), (641, 479), (120, 480)])
def test_any_size_is_drawn_at_that_size(width: int, height: int, made: Make) -> None:
    """Odd, square and tall pictures too."""
    assert pixels(picture(made("keychain"), width, height)).shape == (height, width, 3)
