"""The code on a made sign is read back as telephones read it, and says what was asked."""

from typing import Any

import numpy as np
import pytest
import zxingcpp
from numpy.testing import assert_allclose
from PIL import Image, ImageDraw

from generators.catalog.qr import CAPACITY, template
from generators.errors import InvalidValues
from generators.limits import Limits
from generators.make import Made, MadePart, make
from generators.shapes import qr, wifi

PIXELS = 6  # for each mm


def made(**values: object) -> Made:
    return make(template, template.parameters.read(values), Limits.generic())


def seen(sign: MadePart) -> np.ndarray:
    """What a camera above the printed sign sees: dark where it is highest, light elsewhere."""
    mesh = sign.mesh
    left, front = mesh.bounds[0, :2]
    size = [round(float(side) * PIXELS) for side in mesh.sizes[:2]]
    picture = Image.new("L", (size[0], size[1]), 255)
    pen = ImageDraw.Draw(picture)
    top = mesh.triangles[np.all(mesh.triangles[:, :, 2] > mesh.bounds[1, 2] - 0.01, axis=1)]
    for corners in top[:, :, :2].tolist():
        pen.polygon([((x - left) * PIXELS, size[1] - (y - front) * PIXELS) for x, y in corners], fill=0)
    return np.asarray(picture)


def read_back(design: Made) -> str:
    found = zxingcpp.read_barcode(seen(design.parts[0]), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found is not None
    return str(found.text)


@pytest.mark.parametrize(
    "note",
    ["https://example.org/menu?table=7", "Grüße aus Žilina", "Ключ под ковриком; код 12\\34", "1234567890", "x" * 90],
)
def test_a_note_is_read_back(note: str) -> None:
    """Links, accents, Cyrillic, digits and the longest text come out of a picture of the printed sign."""
    assert read_back(made(kind="note", note=note, mount="tape", module=1)) == note


@pytest.mark.parametrize(
    ("ssid", "password", "told"),
    [
        ("Guests", "welcome in", "WIFI:T:WPA;S:Guests;P:welcome in;;"),
        ("Café; Öl", 'a;b\\c,d:"e"', 'WIFI:T:WPA;S:Café\\; Öl;P:a\\;b\\\\c\\,d\\:\\"e\\";;'),
        ("W" * 32, "m" * 63, f"WIFI:T:WPA;S:{'W' * 32};P:{'m' * 63};;"),
    ],
)
def test_a_network_is_read_back_as_telephones_expect(ssid: str, password: str, told: str) -> None:
    """Semicolons, backslashes, colons, commas and quotes are escaped as ZXing's wiki, Barcode Contents, says."""
    assert read_back(made(ssid=ssid, password=password, mount="tape", module=1.2)) == told


def test_an_open_network_tells_no_password_and_a_hidden_one_says_so() -> None:
    """The password field of an open network is not asked for, whatever is sent."""
    assert read_back(made(security="nopass", password="left over", mount="tape")) == "WIFI:T:nopass;S:Guests;;"
    assert read_back(made(unlisted=True, mount="cord")).endswith(";H:true;;")


@pytest.mark.parametrize(
    ("values", "wide", "high"),
    [
        # 21 + 8 modules for 4 letters, 3 mm of rim each side.
        ({"note": "Ada1", "module": 2}, 29 * 2 + 6, 29 * 2 + 6),
        # 29 + 8 modules: 27 to 42 bytes are version 3.
        ({"note": "a" * 40, "module": 1}, 37 + 6, 37 + 6),
        ({"note": "a" * 40, "module": 1, "mount": "cord", "thickness": 4}, 37 + 6, 37 + 6 + 12),
    ],
)  # fmt: skip
def test_sizes_and_volume_are_those_of_plate_and_squares(values: dict[str, Any], wide: float, high: float) -> None:
    """Plate less its bevels and hole, and a prism for every dark module: within 0.5 %."""
    given: dict[str, Any] = {"kind": "note", "caption": "", "mount": "tape", "border": False, **values}
    (sign,) = made(**given).parts
    thick, module = given.get("thickness", 3), given["module"]
    assert_allclose(sign.mesh.sizes, (wide, high, thick + 0.8), atol=1e-3)
    area = wide * high - (4 - np.pi) * 4**2
    bevels = 2 * (2 * (wide + high) - (8 - 2 * np.pi) * 4) * 0.6**2 / 2
    hole = np.pi * 3**2 * thick + 2 * (2 * np.pi * 3) * 0.6**2 / 2 if given["mount"] == "cord" else 0
    dark = int(qr(given["note"]).sum()) * module**2
    assert_allclose(sign.volume, area * thick - bevels - hole + dark * 0.8, rtol=0.005)
    assert_allclose(sign.volume, sign.solid.Volume(), rtol=1e-3)


def test_the_plate_stands_in_its_foot_with_the_air_of_the_fit() -> None:
    """In the assembled view plate and foot do not meet, and they are nearer than the fit's air on both sides."""
    for fit, air in (("loose", 0.4), ("tight", 0.15)):
        sign, foot = made(kind="note", note="Ada", caption="", fit=fit).parts
        plate = sign.solid.moved(_location(sign))
        assert plate.intersect(foot.solid).Volume() < 1e-6
        assert 0 <= plate.distance(foot.solid) < 1e-3  # it rests on the floor of the slot
        wider = foot.solid.intersect(plate.moved(_across(air + 0.02)))
        assert wider.Volume() > 0.1
        assert foot.solid.intersect(plate.moved(_across(air - 0.02))).Volume() < 1e-6


def _location(part: MadePart) -> Any:
    import cadquery as cq
    from OCP.gp import gp_Trsf

    move = gp_Trsf()
    move.SetValues(*part.place[:3].reshape(-1).tolist())
    return cq.Location(move)


def _across(distance: float) -> Any:
    """Move along the plate's normal, which leans back by 10°."""
    import cadquery as cq

    return cq.Location((0, distance * np.cos(np.radians(10)), -distance * np.sin(np.radians(10))))


@pytest.mark.parametrize("count", range(1, 91, 3))
def test_the_rule_never_promises_more_room_than_the_code_needs(count: int) -> None:
    """The rule reckons with three bytes a character, so no text makes a larger code than it allows for."""
    for character in ("a", "Ж", "€"):
        text = character * count
        side = len(qr(text))
        held = 3 * count + 2
        version = next(number for number, room in enumerate(CAPACITY, 1) if held <= room)
        assert side <= 17 + 4 * version
    assert len(qr(wifi("€" * 10, "€" * 20))) <= 17 + 4 * len(CAPACITY)


@pytest.mark.parametrize(("text", "named"), [("喫茶", "喫"), ("مرحبا", "arabic"), ("☕ bar", "☕"), ("Ada🙂", "🙂")])
def test_what_cannot_be_lettered_is_refused_by_name(text: str, named: str) -> None:
    """A caption of signs that the typefaces do not have names the first of them."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"caption": text})
    (error,) = refused.value.errors
    assert error.field == "caption"
    assert named in error.message
    for accented in ("Søren", "Žofia", "Иван", "Ώρα"):
        assert template.parameters.read({"caption": accented}).caption == accented


def test_what_makes_the_squares_dark_is_named() -> None:
    """The height of the change of filament is the plate's thickness; no design goes without a word on colour."""
    names = {one.name: one.help for one in made(thickness=4, mount="screws").hardware}
    assert "4 mm" in names["dark filament"]
    assert "3.5 x 30 mm countersunk screw" in names
    assert made(contrast="marker").hardware[0].name == "broad permanent marker"
