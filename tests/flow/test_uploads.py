"""Files that customers bring, through HTTP alone: read, repaired, ordered, sliced, printed; refused and counted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.generators.uploads.files import block, one_block, stl, text_stl, threemf
from tests.shop import ROOT, Shop, running, virtual

SAMPLES = ROOT / "samples" / "uploads"
LIMITS = "[uploads]\nmegabytes = 0.25\ntriangles = 1500\nper_day = 24\n"


@pytest.fixture(scope="module")
def small_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop that takes small files, and 24 a day."""
    settings = virtual(speed=2000) + LIMITS
    with running(tmp_path_factory.mktemp("shop") / "data", settings, PRINTWRIGHT_BUILD_SECONDS="60") as started:
        yield started


def bring(shop: Shop, data: bytes, name: str) -> httpx.Response:
    """Send a file as the page does."""
    return shop.http.post("/api/uploads", params={"name": name}, content=data)


def brought(shop: Shop, data: bytes, name: str) -> str:
    """The value that names a file which the shop took."""
    answer = bring(shop, data, name)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["file"])


def _stored(shop: Shop) -> list[str]:
    """What the shop wrote down of files that were brought."""
    with sqlite3.connect(shop.data / "printwright.db") as database:
        return sorted(name for (name,) in database.execute("SELECT artefact FROM uploads WHERE artefact IS NOT NULL"))


def error(answer: httpx.Response) -> dict[str, Any]:
    """The one error of a refused file."""
    assert answer.status_code == 422, answer.text
    (found,) = answer.json()["errors"]
    return dict(found)


@pytest.mark.slicer
def test_an_own_file_goes_the_way_of_every_design(small_shop: Shop) -> None:
    """Inches and turned triangles are asked about, agreed to, ordered, sliced, printed once, and ordered again."""
    shop = small_shop
    file = brought(shop, (SAMPLES / "multibody.stl").read_bytes(), "multibody.stl")
    first = shop.report("your-file", file=file)
    assert {"UNITS_SUSPECT", "MESH_FLIPPED"} <= {finding["code"] for finding in first["findings"]}
    assert not first["printable"]
    (repair,) = first["own_file"]["repairs"]
    assert (repair["name"], repair["accepted"]) == ("turn", False)
    refused = shop.http.post(
        "/api/orders",
        json={
            "template": "your-file",
            "values": {"file": file},
            "digest": first["digest"],
            "quantity": 1,
            "material": "pla",
            "name": "Ada",
            "email": "ada@example.org",
        },
    )
    assert refused.json()["code"] == "not_printable"

    block_file = brought(shop, threemf(one_block()), "block.3mf")
    values = {"file": block_file, "scale": 50, "side": "top"}
    report = shop.report("your-file", **values)
    assert report["printable"]
    assert report["own_file"]["volume_mm3"] == 1000
    assert report["parts"][0]["volume_mm3"] == 1000
    assert report["sizes"] == {"x": 10, "y": 10, "z": 10}
    placed = shop.order("your-file", **values)
    order = shop.until(placed, "done")
    assert order["digest"] == report["digest"]
    assert order["template"]["slug"] == "your-file"
    starts = len(shop.starts())
    assert starts == 1
    job = shop.operator.get("/api/jobs").json()["jobs"]
    assert all(one["trouble"] is None for one in job)
    # A link is the design: whoever opens it sees the same, and it can be ordered again.
    assert block_file in order["design_url"]
    shop.clear()
    again = shop.http.post(f"/api/orders/{placed['id']}/again", params={"token": placed["token"]}).json()
    assert shop.until(again, "done")["digest"] == report["digest"]
    assert len(shop.starts()) == 2


def test_model_picture_and_report_are_of_one_design(small_shop: Shop) -> None:
    """The GLB and the picture of a file are made like any others, and repairs change the digest."""
    file = brought(small_shop, (SAMPLES / "multibody.stl").read_bytes(), "a.stl")
    query = {"file": file, "units": "inch", "turn": "true"}
    report = small_shop.report("your-file", **query)
    assert "MESH_FLIPPED" not in {finding["code"] for finding in report["findings"]}
    model = small_shop.http.get("/api/templates/your-file/model.glb", params=query)
    assert model.headers["design-digest"] == report["digest"]
    size = json.loads(model.content[20 : 20 + int.from_bytes(model.content[12:16], "little")])
    assert size["asset"]["extras"]["values"]["file"] == file
    picture = small_shop.http.get("/api/templates/your-file/picture.png", params=query)
    assert picture.content.startswith(b"\x89PNG")
    other = small_shop.report("your-file", file=file, units="inch")
    assert other["digest"] != report["digest"]


def test_bad_files_are_refused_with_reason(small_shop: Shop) -> None:
    """A wrong kind, a cut-off file, too many triangles, too many bytes: which, the limit, and nothing is kept."""
    before = _stored(small_shop)
    assert error(bring(small_shop, b"Dear shop", "letter.stl"))["code"] == "not_stl"
    assert error(bring(small_shop, stl(block()), "block.3mf")) | {"message": ""} == {
        "field": "file",
        "code": "wrong_ending",
        "message": "",
        "limit": None,
        "nearest": ".stl",
        "given": None,
    }
    assert error(bring(small_shop, stl(block())[:-9], "block.stl"))["code"] == "truncated"
    many = error(bring(small_shop, stl(*[block()] * 200), "many.stl"))
    assert (many["code"], many["limit"]) == ("too_many_triangles", 1500)
    large = error(bring(small_shop, b"solid" + bytes(300_000), "large.stl"))
    assert (large["code"], large["limit"]) == ("too_big", 262_144)
    streamed = small_shop.http.post("/api/uploads", content=iter([bytes(1 << 16)] * 8))
    assert error(streamed)["code"] == "too_big", "also where no length is told"
    assert error(bring(small_shop, b"", "nothing.stl"))["code"] == "empty"
    assert _stored(small_shop) == before


def test_a_file_that_kills_its_reader_costs_that_reader_alone(small_shop: Shop) -> None:
    """Whatever a STEP file does to the library that reads it, the shop builds on, and the answer is a sentence."""
    text = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n"
    chain = b"".join(b"#%d=MANIFOLD_SOLID_BREP('',#%d);\n" % (n, n % 3000 + 1) for n in range(1, 3001))
    answer = bring(small_shop, text + chain + b"ENDSEC;\nEND-ISO-10303-21;\n", "chain.step")
    assert error(answer)["field"] == "file"
    assert brought(small_shop, text_stl(block()), "block.stl")
    assert small_shop.report("your-file")["printable"]


def test_what_is_no_brought_file_cannot_be_named(small_shop: Shop) -> None:
    """Neither a fingerprint that nobody brought nor a file of another kind makes a design."""
    missing = small_shop.http.get("/api/templates/your-file/report", params={"file": "0" * 64})
    assert missing.json()["errors"][0]["code"] == "artwork_missing"
    wrong = small_shop.http.get("/api/templates/your-file/report", params={"file": "../../etc/passwd"})
    assert wrong.json()["errors"][0]["code"] == "not_a_file"
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7h-7z"/></svg>'
    art = small_shop.http.post("/api/artwork", params={"kind": "drawing"}, content=drawing).json()["artwork"]
    block_file = brought(small_shop, text_stl(block(21)), "block.stl")
    for slug, field, other in (
        ("your-file", "file", art),
        ("lithophane", "photo", art),
        ("lithophane", "photo", block_file),
    ):
        for path in ("report", "model.glb", "picture.png"):
            answer = small_shop.http.get(f"/api/templates/{slug}/{path}", params={field: other})
            refused = error(answer)
            assert (refused["field"], refused["code"], refused["given"]) == (field, "wrong_kind", other)
            assert refused["nearest"]


@pytest.mark.long
def test_the_own_file_is_no_product_of_the_shelf(small_shop: Shop) -> None:
    """The gallery shows it by itself; the shop says what it takes."""
    cards = small_shop.http.get("/api/templates").json()["templates"]
    assert "your-file" not in {card["slug"] for card in cards}
    told = small_shop.http.get("/api/shop").json()["uploads"]
    assert (told["template"], told["bytes"], told["triangles"]) == ("your-file", 262_144, 1500)
    page = small_shop.http.get("/api/templates/your-file").json()
    assert (page["draft"], page["proof"]) == (False, None)


def test_a_visitor_brings_so_many_a_day(small_shop: Shop) -> None:
    """Beyond the quota nothing is read; bad files count too."""
    answers = [bring(small_shop, b"no", "a.stl").status_code for _ in range(25)]
    assert answers[-1] == 429
    assert set(answers) == {422, 429}
    last = bring(small_shop, stl(block()), "a.stl").json()
    assert (last["code"], last["limit"]) == ("quota_reached", 24)


@pytest.mark.long
def test_a_shop_may_take_no_files(tmp_path: Path) -> None:
    """Switched off, it is not there: neither to bring, nor to see, nor to order."""
    with running(tmp_path / "data", virtual() + "[uploads]\nenabled = false\n") as shop:
        assert bring(shop, stl(block()), "a.stl").json()["code"] == "uploads_off"
        assert shop.http.get("/api/shop").json()["uploads"] is None
        for path in ("", "/report", "/model.glb", "/picture.png"):
            assert shop.operator.get(f"/api/templates/your-file{path}").status_code == 404
