"""A photo becomes thickness: lights thin, darks thick, in one closed body whatever the photo."""

import io
import math
from typing import Any

import cadquery as cq
import numpy as np
import numpy.typing as npt
import pytest
from numpy.testing import assert_allclose
from PIL import Image

from generators.artwork import read, shelf
from generators.catalog.lithophane import template
from generators.errors import InvalidValues
from generators.files import step
from generators.limits import Limits
from generators.make import Made, make
from generators.shapes.relief import relief
from tests.generators.test_mesh import assert_closed

FORMS = ("stand", "third", "half", "flat")


def uploaded(pixels: npt.NDArray[np.uint8]) -> str:
    """Put a picture where the shop puts what customers send, and give its name."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return shelf.put(read(out.getvalue(), "image").data)


def halves() -> str:
    """Black at the left, white at the right."""
    pixels = np.zeros((300, 400), dtype=np.uint8)
    pixels[:, 200:] = 255
    return uploaded(pixels)


def made(**values: object) -> Made:
    return make(template, template.parameters.read(values), Limits.generic())


def thickness(design: Made, x: float, z: float) -> float:
    """How thick a standing plate is at a place of the photo, measured along a line through its solid triangles."""
    (part,) = design.parts
    corners = part.mesh.triangles
    a, b, c = (corners[:, index][:, [0, 2]] for index in range(3))
    spot = np.array([x, z])

    def side(one: Any, other: Any) -> Any:
        along, to = other - one, spot - one
        return along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]

    sides = np.stack([side(a, b), side(b, c), side(c, a)])
    met = np.flatnonzero(np.all(sides > 0, axis=0) | np.all(sides < 0, axis=0))
    normal = part.mesh.face_normals[met]
    known = corners[met, 0]
    depth = known[:, 1] - ((x - known[:, 0]) * normal[:, 0] + (z - known[:, 2]) * normal[:, 2]) / normal[:, 1]
    assert len(met) == 2
    return float(np.ptp(depth))


def test_lights_are_thin_and_darks_are_thick() -> None:
    """Left black, right white: 3 mm and 1 mm, the frame as thick as the darks; a negative has it the other way."""
    photo = halves()
    design = made(photo=photo)
    for x, z, mm in ((-20.0, 45.0, 3.0), (20.0, 45.0, 1.0), (48.7, 45.0, 3.0), (-20.3, 9.0, 3.0)):
        assert_allclose(thickness(design, x + 0.013, z + 0.017), mm, atol=0.02)
    turned = made(photo=photo, negative=True)
    assert_allclose(thickness(turned, -20.013, 45.017), 1.0, atol=0.02)
    assert_allclose(thickness(turned, 20.013, 45.017), 3.0, atol=0.02)


@pytest.mark.parametrize(
    ("width", "height", "frame", "thin", "thick"), [(100, 75, 3, 1, 3), (60, 60, 5, 1.5, 2.5), (150, 90, 4, 1, 3.4)]
)
def test_the_volume_is_that_of_tones_and_frame(
    width: float, height: float, frame: float, thin: float, thick: float
) -> None:
    """A plate as thick as the darks, less the light half, whose three framed sides slope by 45°: within 0.5 %."""
    design = made(photo=halves(), form="flat", width=width, height=height, frame=frame, thinnest=thin, thickest=thick)
    depth = thick - thin
    wide, high = width / 2 - frame, height - 2 * frame
    slopes = (2 * wide + high) * depth**2 / 2 - 2 * depth**3 / 3
    assert_allclose(design.parts[0].volume, width * height * thick - wide * high * depth + slopes, rtol=0.005)
    assert_allclose(design.parts[0].mesh.sizes, (width, height, thick), atol=1e-3)


def test_sizes_of_every_form() -> None:
    """On the bed: with its foot, as an arc of the asked length, and lying."""
    assert_allclose(made(form="stand").parts[0].mesh.sizes, (100, 20, 75 + 8), atol=1e-3)
    assert_allclose(made(form="flat").parts[0].mesh.sizes, (100, 75, 3), atol=1e-3)
    radius = 100 / math.pi
    assert_allclose(made(form="half").parts[0].mesh.sizes, (2 * (radius + 3), radius + 3, 75), atol=0.02)


def odd_pictures() -> dict[str, npt.NDArray[np.uint8]]:
    """Pictures that are hard to print: noise, a chessboard, a portrait, the smallest, stripes."""
    dice = np.random.default_rng(4)
    board = (np.indices((200, 200)).sum(axis=0) // 4 % 2 * 255).astype(np.uint8)
    return {
        "noise": dice.integers(0, 256, (300, 300), dtype=np.uint8),
        "board": board,
        "stripes": np.repeat((np.arange(300) // 6 % 2 * 255).astype(np.uint8)[:, None], 400, axis=1),
        "portrait": np.tile(np.linspace(0, 255, 100).astype(np.uint8), (390, 1)),
        "smallest": dice.integers(0, 256, (16, 16), dtype=np.uint8),
    }


@pytest.mark.parametrize("name", ["noise", "board", "stripes", "portrait", "smallest"])
@pytest.mark.parametrize("form", FORMS)
def test_any_photo_prints(name: str, form: str) -> None:
    """The body is closed, of one piece, and no check has anything against printing it."""
    design = made(photo=uploaded(odd_pictures()[name]), form=form, thickest=3.4)
    (part,) = design.parts
    assert_closed(part.mesh)
    assert [finding for finding in design.findings if finding.severity == "error"] == []


@pytest.mark.parametrize("form", FORMS)
def test_the_true_surfaces_agree_with_the_triangles(form: str) -> None:
    """The solid is valid, of six faces or so, says the same volume, and can be handed on as STEP."""
    design = made(form=form)
    (part,) = design.parts
    assert part.solid.isValid()
    assert len(part.solid.Solids()) == 1
    assert_allclose(part.solid.Volume(), part.volume, rtol=1e-5)
    assert step(design).startswith(b"ISO-10303-21")


def test_the_kernel_finds_the_same_volume_over_a_small_net() -> None:
    """With a tolerance the kernel sums over every mesh of a small net: 0.1 % at most between it and the triangles."""
    x, z = np.meshgrid(np.linspace(0, 10, 6), np.linspace(0, 8, 5))
    depth = 2 + np.outer([0, 1, 0, 1, 0], [0, 1, 2, 1, 1, 0]) * 0.4
    solid = relief(np.stack([x, -depth, z], axis=2), np.stack([x, 0 * x, z], axis=2)[[0, -1]])
    assert solid.isValid()
    assert_allclose(cq.Solid(solid.wrapped).Volume(1e-5), solid.Volume(), rtol=1e-3)
    with pytest.raises(ValueError, match="not two nets"):
        relief(np.zeros((3, 4, 3)), np.zeros((3, 5, 3)))


def test_a_bent_plate_too_high_to_stand_is_refused_with_the_height_that_stands() -> None:
    """A third of a cylinder 100 mm long stands up to a height of 80 mm."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"form": "third", "width": 100, "height": 90})
    (error,) = refused.value.errors
    assert (error.field, error.code, error.nearest) == ("height", "too_big", 80.0)
