"""One order, walked through HTTP alone: from the gallery to plastic, and once more."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import struct
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.shop import Shop, wait

pytestmark = pytest.mark.slicer


def glb_json(data: bytes) -> dict[str, Any]:
    """The JSON part of a GLB."""
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    return dict(json.loads(data[20 : 20 + size]))


def test_gallery_shows_products_with_pictures(shop: Shop) -> None:
    """Every product has a price; the first four are looked at: each has a rendered picture that never changes."""
    templates = shop.http.get("/api/templates").json()["templates"]
    assert {"keychain", "box", "hook"} <= {template["slug"] for template in templates}
    assert all(float(template["price_from"]["amount"]) > 0 for template in templates)
    for template in templates[:4]:
        picture = shop.http.get(template["picture"])
        assert picture.headers["content-type"] == "image/png"
        assert picture.content.startswith(b"\x89PNG")
        assert len(picture.content) > 5000, "a flat picture"
        assert "immutable" in picture.headers["cache-control"]


def test_report_and_model_carry_one_digest(shop: Shop) -> None:
    """Model and report of the same values name the same design, in header, ETag and file."""
    report = shop.report("keychain", text="DIGEST")
    model = shop.http.get("/api/templates/keychain/model.glb", params={"text": "DIGEST"})
    assert model.headers["design-digest"] == report["digest"]
    assert model.headers["etag"] == f'"{report["digest"]}"'
    assert glb_json(model.content)["asset"]["extras"]["digest"] == report["digest"]
    again = shop.http.get(
        "/api/templates/keychain/model.glb", params={"text": "DIGEST"}, headers={"If-None-Match": model.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    other = shop.report("keychain", text="DIGESTS")
    assert other["digest"] != report["digest"]
    assert shop.report("keychain", text="DIGEST", size="12.0", ring=5)["digest"] == report["digest"], (
        "values that are the defaults name the same design however they are written"
    )


def test_one_order_from_slider_to_plastic(shop: Shop) -> None:
    """Ordered, sliced by the real slicer, printed once, followed live; and again with the same digest."""
    report = shop.report("keychain", text="ADA", thickness=4)
    assert report["printable"]
    placed = shop.order("keychain", text="ADA", thickness=4)
    assert placed["digest"] == report["digest"]

    seen = _follow(shop, placed)
    way = ["received", "slicing", "queued", "printing", "done"]
    assert seen == [state for state in way if state in seen], "in order, each once"
    assert seen[-1] == "done"

    order = shop.see(placed)
    assert order["digest"] == report["digest"]
    assert order["price"] == report["price"]
    assert {value["name"]: value["value"] for value in order["values"]}["text"] == "ADA"
    assert shop.http.get(order["picture"]).content.startswith(b"\x89PNG")
    assert glb_json(shop.http.get(order["model"]).content)["asset"]["extras"]["digest"] == report["digest"]
    assert [step["state"] for step in order["steps"]] == ["done"] * 5

    address = urlsplit(order["design_url"])
    opened = shop.http.get(
        f"/api/templates/{address.path.rsplit('/', 1)[1]}/report", params=dict(parse_qsl(address.query))
    )
    assert opened.json()["digest"] == report["digest"], "the product page's address holds the design"

    _same_again(shop, placed, order)


def _follow(shop: Shop, placed: dict[str, Any]) -> list[str]:
    """The states that the order's stream told, without repetition, until done."""
    states: list[str] = []
    url = f"/api/orders/{placed['id']}/events"
    with httpx.stream("GET", shop.url + url, params={"token": placed["token"]}, timeout=60) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("data: "):
                state = json.loads(line[6:])["state"]
                if not states or states[-1] != state:
                    states.append(state)
                if state == "done":
                    return states
    raise AssertionError(f"the stream ended after {states}")


def _same_again(shop: Shop, placed: dict[str, Any], first: dict[str, Any]) -> None:
    again = shop.http.post(first["again_url"], json={"quantity": 2})
    assert again.status_code == 201, again.text
    second = again.json()
    assert second["id"] != placed["id"]
    assert (second["digest"], second["model_sha256"]) == (placed["digest"], placed["model_sha256"])
    shop.until(second, "queued")
    # The plate of the first print was never cleared, so nothing may start.
    printer = shop.printers()["virtual"]
    assert (printer["bed"], printer["needs"]["what"]) == ("occupied", "bed_clear")
    job = shop.operator.get("/api/jobs").json()["jobs"][0]
    assert "clear its plate" in job["refusals"][0]["words"]
    before = len(shop.starts())
    assert shop.clear().status_code == 200
    shop.until(second, "done")
    assert len(shop.starts()) == before + 1


def test_gcode_that_is_printed_names_order_and_design(shop: Shop) -> None:
    """The operator downloads the very file that is printed; it carries the digest and a label per piece."""
    shop.clear()
    placed = shop.order("box", quantity=2, width=20, depth=20, height=10, corner=2)
    job = wait("the job", lambda: next((j for j in _jobs(shop, placed) if j["gcode_sha256"]), None), 60)
    gcode = shop.operator.get(f"/api/jobs/{job['id']}/gcode").content
    assert hashlib.sha256(gcode).hexdigest() == job["gcode_sha256"]
    text = gcode.decode()
    assert f"; printwright design {placed['digest']}" in text[:400]
    pieces = set(re.findall(r"^; printing object (\S+)", text, re.M))
    assert pieces == {f"{placed['id']}_{part}_{n}" for part in ("box", "lid") for n in (1, 2)}
    shop.until(placed, "done")


def _jobs(shop: Shop, placed: dict[str, Any]) -> list[dict[str, Any]]:
    jobs = shop.operator.get("/api/jobs").json()["jobs"]
    return [job for job in jobs if placed["id"] in job["orders"]]


def test_a_model_comes_compressed_to_who_takes_it_so(shop: Shop) -> None:
    """The same bytes either way; caches on the way are told that there are two ways."""
    where = "/api/templates/keychain/model.glb"
    plain = shop.http.get(where, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    with shop.http.stream("GET", where, headers={"Accept-Encoding": "gzip, br"}) as squeezed:
        sent = b"".join(squeezed.iter_raw())
    assert (squeezed.headers["Content-Encoding"], squeezed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(sent) == plain.content
    assert len(sent) < len(plain.content) / 2


@pytest.mark.long
def test_an_order_too_large_for_one_plate_takes_several(shop: Shop) -> None:
    """Three large boxes are printed plate by plate, each after the last was cleared, and the order ends done once."""
    shop.clear()
    before = len(shop.starts())
    placed = shop.order("box", quantity=3, width=120, depth=90, height=10, corner=2)
    wait("all plates to be sliced", lambda: len(_jobs(shop, placed)) > 1, 60)
    plates = len(_jobs(shop, placed))
    assert plates > 1

    def clear_when_asked() -> bool:
        if shop.printers()["virtual"]["needs"]:
            shop.clear()
        return shop.see(placed)["state"] == "done"

    wait("all plates to be printed", clear_when_asked, 120, 0.3)
    assert len(shop.starts()) == before + plates


def test_an_order_is_nobody_elses(shop: Shop) -> None:
    """Without its token an order does not exist, for whatever is asked of it."""
    placed = shop.order("keychain", text="MINE")
    for path in ("", "/events", "/picture.png", "/model.glb"):
        for token in ("", "wrong", placed["token"][:-1]):
            answer = shop.http.get(f"/api/orders/{placed['id']}{path}", params={"token": token})
            assert answer.status_code == 404, path
            assert answer.json()["code"] == "not_found"
    assert shop.http.post(f"/api/orders/{placed['id']}/again?token=wrong", json={}).status_code == 404
    shop.clear()
    shop.until(placed, "done")


def test_operators_only(shop: Shop) -> None:
    """Confirming a plate, the queue and the farm's stream are closed to everybody else; the list is thin for them."""
    for method, path in (
        ("POST", "/api/printers/virtual/bed-clear"),
        ("GET", "/api/jobs"),
        ("GET", "/api/printers/events"),
        ("POST", "/api/jobs/x-1/cancel"),
        ("GET", "/api/jobs/x-1/gcode"),
        ("GET", "/api/jobs/x-1/history"),
        ("GET", "/api/printers/virtual/history"),
        ("GET", "/api/printers/virtual/temperatures"),
        ("GET", "/metrics"),
    ):
        answer = shop.http.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "operator_only"), path
    thin = shop.http.get("/api/printers").json()["printers"][0]
    assert set(thin) == {"id", "name", "machine", "phase", "phase_words"}
    link = re.findall(r"/operator/open/\S+", shop.log)[-1]
    assert shop.http.get(link).json()["code"] == "operator_only", "a link works once"
    foreign = shop.operator.post("/api/printers/virtual/bed-clear", headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "foreign_page")


def test_farm_stream_shows_the_whole_farm(shop: Shop) -> None:
    """The operator's stream begins with everything and needs no second request."""
    cookies = shop.operator.cookies
    with httpx.stream("GET", shop.url + "/api/printers/events", cookies=cookies, timeout=30) as stream:
        for line in stream.iter_lines():
            if line.startswith("data: "):
                farm = json.loads(line[6:])
                break
    assert [printer["name"] for printer in farm["printers"]] == ["Ash"]
    assert {"queue", "attention"} <= set(farm)


def test_a_shop_that_is_well_says_so_in_words_and_numbers(shop: Shop) -> None:
    """Every part of the shop is named and well; builds are counted; nobody but operators reads the numbers."""
    shop.report("keychain", text="WELL")
    seen = shop.http.get("/healthz").json()
    assert (seen["status"], seen["missing"]) == ("ok", [])
    assert {part["name"] for part in seen["parts"]} == {
        *("database", "disk", "gateways", "messages", "printers", "settings", "slicer", "workers"),
    }
    answer = shop.operator.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = {family.name: family for family in text_string_to_metric_families(answer.text)}
    made = {sample.labels["outcome"]: sample.value for sample in found["printwright_builds"].samples}
    assert made["made"] >= 1
    assert made["crashed"] == 0


def test_the_web_process_never_loads_the_kernel(shop: Shop) -> None:
    """Geometry lives in processes of its own: no library of the kernel is mapped into the one that serves."""
    from pathlib import Path

    maps = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode().split("\0")
            mapped = (process / "maps").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if str(shop.data) in words:
            maps.append(mapped)
    assert maps, "the serving process was not found"
    assert not any("libTK" in text or "/OCP" in text for text in maps)
