"""Templates through HTTP alone: drafts and proofs, artwork, old designs, the material's air, colours by part."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generators.library import load_file
from generators.sweep.proof import Proof, place
from generators.template import MeshSettings
from tests.shop import ROOT, Shop, running, virtual, wait

FILE = ROOT / "samples" / "templates" / "everything.py"
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7h-7z"/></svg>'
#: A shop whose PLA was measured to need more air than its profile says.
MEASURED = """
[[materials]]
id = "pla"
title = "PLA"
clearance = 0.4
colours = [{ id = "chalk", title = "Chalk", hex = "#ffffff" }, { id = "moss", title = "Moss", hex = "#5b7f3b" }]
[[materials]]
id = "petg"
title = "PETG"
colours = [{ id = "chalk", title = "Chalk", hex = "#ffffff" }]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A maker's folder with templates that nobody has proven."""
    made = tmp_path_factory.mktemp("templates")
    for name in (FILE.name, "cable_box.py"):
        shutil.copy(FILE.with_name(name), made / name)
    return made


@pytest.fixture(scope="module")
def closed_shop(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[Shop]:
    """A shop that offers drafts only to its operator."""
    settings = f'templates = ["{folder}"]\n' + virtual()
    with running(tmp_path_factory.mktemp("shop") / "data", settings, PRINTWRIGHT_DRAFTS="false") as started:
        yield started


@pytest.fixture(scope="module")
def open_shop(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[Shop]:
    """A shop that offers drafts to everybody."""
    settings = f'templates = ["{folder}"]\n' + virtual() + MEASURED
    with running(tmp_path_factory.mktemp("shop") / "data", settings) as started:
        yield started


def test_a_draft_is_there_for_the_operator_alone(closed_shop: Shop) -> None:
    """What no clean sweep proves cannot be seen, made or ordered by a customer."""
    for path in ("", "/report", "/model.glb", "/picture.png", "/open?_from=1.0.0"):
        answer = closed_shop.http.get(f"/api/templates/everything{path}")
        assert answer.status_code == 404, path
        assert answer.json()["code"] == "unknown_template"
    assert "everything" not in {card["slug"] for card in closed_shop.http.get("/api/templates").json()["templates"]}
    wish = {"template": "everything", "digest": "0" * 64, "material": "pla", "name": "A", "email": "a@example.org"}
    assert closed_shop.http.post("/api/orders", json=wish).status_code == 404
    seen = closed_shop.operator.get("/api/templates/everything").json()
    assert (seen["draft"], seen["proof"]) == (True, None)


@pytest.mark.long
def test_a_proof_of_this_very_file_publishes_it(tmp_path: Path) -> None:
    """A clean proof makes a product of a draft; one changed byte makes a draft of it again."""
    shutil.copy(FILE, tmp_path / FILE.name)
    template = load_file(tmp_path / FILE.name)
    edition = MeshSettings().edition
    proof = Proof(template.slug, template.version, template.source_digest, edition, 1200, 1200, 0, True, 7)
    proof.write(tmp_path)
    settings = f'templates = ["{tmp_path}"]\n' + virtual()
    with running(tmp_path / "data", settings, PRINTWRIGHT_DRAFTS="false") as shop:
        seen = shop.http.get("/api/templates/everything").json()
        assert (seen["draft"], seen["proof"]["settings"]) == (False, 1200)
    place(template.slug, tmp_path).write_text(json.dumps(proof.to_json() | {"clean": False}))
    assert not Proof.from_json(json.loads(place(template.slug, tmp_path).read_text())).holds_for(template)
    (tmp_path / FILE.name).write_text(FILE.read_text() + "# changed\n")
    assert not proof.holds_for(load_file(tmp_path / FILE.name))


def test_the_form_comes_with_rules_limits_questions_slots_and_pictures(open_shop: Shop) -> None:
    """All that a page needs stands in one answer."""
    seen = open_shop.http.get("/api/templates/everything").json()
    assert {rule["kind"] for rule in seen["rules"]} == {"at_most", "shown", "locked", "without"}
    assert seen["limits"]["pla"]["volume_x"] > 200
    assert seen["limits"]["pla"]["clearance_normal"] == 0.4
    assert seen["limits"]["petg"]["clearance_normal"] == 0.3
    assert [slot["name"] for slot in seen["slots"]] == ["body", "accent"]
    assert [len(need["answers"]) for need in seen["needs"]] == [2, 2]
    for preset in seen["presets"]:
        picture = open_shop.http.get(preset["picture"])
        assert picture.content.startswith(b"\x89PNG")
        assert "immutable" in picture.headers["cache-control"]


def test_the_material_decides_the_air_and_the_air_the_design(open_shop: Shop) -> None:
    """A normal fit in the shop's measured PLA is another solid, and another design, than in PETG."""
    heights, digests = [], []
    for material in ("pla", "petg"):
        report = open_shop.http.get("/api/templates/everything/report", params={"_material": material}).json()
        heights.append(report["sizes"]["z"])
        digests.append(report["digest"])
        model = open_shop.http.get("/api/templates/everything/model.glb", params={"_material": material})
        assert model.headers["design-digest"] == report["digest"]
    assert heights == [3.4, 3.3]
    assert digests[0] != digests[1]


def test_artwork_is_kept_by_its_fingerprint_and_is_part_of_the_design(open_shop: Shop) -> None:
    """The same drawing is the same value; it is shown back, and a design of it can be made."""
    brought = [open_shop.http.post("/api/artwork?kind=drawing", content=SQUARE).json() for _ in range(2)]
    assert brought[0] == brought[1]
    name = brought[0]["artwork"]
    shown = open_shop.http.get(f"/api/artwork/{name}")
    assert shown.headers["content-type"] == "image/svg+xml"
    assert shown.text.count("<path") == 1
    plain = open_shop.http.get("/api/templates/everything/report").json()
    own = open_shop.http.get("/api/templates/everything/report", params={"logo": name}).json()
    assert own["values"]["logo"] == name
    assert own["digest"] != plain["digest"]


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"", "image", "empty"),
        (SQUARE, "image", None),
        (b"<svg", "drawing", None),
        (b"x" * ((8 << 20) + 1), "image", "too_big"),
    ],
    ids=["nothing", "a drawing for a photo", "half a drawing", "too much"],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(
    open_shop: Shop, data: bytes, kind: str, code: str | None
) -> None:
    """The answer names the field, the reason and the limit."""
    answer = open_shop.http.post(f"/api/artwork?kind={kind}", content=data)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "artwork"
    assert error["message"].endswith(".")
    assert code is None or error["code"] == code


def test_artwork_that_is_gone_is_a_field_error(open_shop: Shop) -> None:
    """A fingerprint nobody brought is refused with the sample that can be had."""
    answer = open_shop.http.get("/api/templates/everything/report", params={"logo": "f" * 64})
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"], error["nearest"]) == ("logo", "artwork_missing", "star")
    assert open_shop.http.get(f"/api/artwork/{'f' * 64}").status_code == 404
    assert open_shop.http.get("/api/artwork/nothing").status_code == 404


def test_an_old_design_is_carried_over(open_shop: Shop) -> None:
    """Values are renamed by the template's migration, and what is out of bounds now is told."""
    query = {"_from": "1.0.0", "breadth": "80", "corner": "99", "colour": "red"}
    answer = open_shop.http.get("/api/templates/everything/open", params=query).json()
    assert answer["values"]["width"] == 80
    assert answer["values"]["corner"] == 35
    assert {change["field"] for change in answer["changes"]} >= {"width", "corner", "colour"}


def test_typefaces_are_told_to_pages(open_shop: Shop) -> None:
    """A page can reckon how far a text reaches."""
    metrics = open_shop.http.get("/api/typefaces/sans").json()
    assert metrics["advances"]["W"] > metrics["advances"]["I"] > 0
    assert 0.05 < metrics["stroke"] < 0.3
    assert open_shop.http.get("/api/typefaces/comic").status_code == 404


@pytest.mark.slicer
def test_parts_of_two_colours_lie_on_two_plates(open_shop: Shop) -> None:
    """Every plate is of one colour; the order remembers all of them, also when it is ordered again."""
    report = open_shop.http.get("/api/templates/everything/report", params={"lid": "true", "width": "40"}).json()
    assert [part["colour"] for part in report["parts"]] == ["body", "accent"]
    wish: dict[str, Any] = {
        "template": "everything",
        "values": {"lid": True, "width": 40},
        "digest": report["digest"],
        "material": "pla",
        "colour": "moss",
        "colours": {"accent": "chalk"},
        "name": "Ada",
        "email": "ada@example.org",
    }
    placed = open_shop.http.post("/api/orders", json=wish).json()
    address = f"/api/orders/{placed['id']}?token={placed['token']}"

    def planned() -> dict[str, Any] | None:
        order: dict[str, Any] = open_shop.http.get(address).json()
        return order if len(order["jobs"]) == 2 else None

    order = wait("two plates", planned, 90)
    assert sorted(job["colour"] for job in order["jobs"]) == ["chalk", "moss"]
    assert order["colours"] == {"accent": "chalk"}
    assert [thing["name"] for thing in order["hardware"]] == ["M3 x 8 mm screw"]
    assert "_v=1.1.0" in order["design_url"]
    again = open_shop.http.post(f"/api/orders/{placed['id']}/again?token={placed['token']}", json={}).json()
    second = open_shop.http.get(f"/api/orders/{again['id']}?token={again['token']}").json()
    assert second["colours"] == {"accent": "chalk"}
    wrong = open_shop.http.post("/api/orders", json=wish | {"colours": {"accent": "octarine"}})
    assert wrong.json()["errors"][0]["field"] == "accent"


def test_a_design_is_mended_over_http(open_shop: Shop) -> None:
    """The lines as one answer, and as lines of JSON while it looks; what they give prints, and can be ordered."""
    address = "/api/templates/cable-box/mend?divider=0.4&lip=6"
    mend = open_shop.http.post(address).json()
    assert {line["words"] for line in mend["changes"]} == {"Divider 0.4 → 0.9 mm", "Lip 6 → 1 mm"}
    for line in mend["changes"]:
        (place,) = line["removes"]
        assert (mend["causes"][place], line["alone"]) == (line["parameter"], True)
    with open_shop.http.stream("POST", address, headers={"Accept": "application/x-ndjson"}) as answer:
        told = [json.loads(line) for line in answer.iter_lines()]
    assert told[-1] == {"mend": mend}, "it is remembered"
    report = open_shop.report("cable-box", **mend["values"])
    assert (report["printable"], report["findings"]) == (True, [])
    open_shop.order("cable-box", **mend["values"])
    assert open_shop.http.post("/api/templates/cable-box/mend?dividre=1").status_code == 422
    assert open_shop.http.post("/api/templates/cable-bx/mend").status_code == 404
