"""Bad input at the door: each mistake has its own answer, names the thing, the limit and the nearest good value."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.shop import Shop

pytestmark = pytest.mark.slicer


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document of an answer, held to its form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = dict(answer.json())
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert (body["status"], body["code"]) == (status, code), body
    return body


@pytest.mark.parametrize("path", ["", "/model.glb", "/report", "/picture.png"])
def test_unknown_template_names_the_nearest(shop: Shop, path: str) -> None:
    """A misspelt product is answered with the one that was meant."""
    body = problem(shop.http.get(f"/api/templates/keychian{path}"), 404, "unknown_template")
    assert (body["field"], body["nearest"]) == ("template", "keychain")


@pytest.mark.parametrize("path", ["model.glb", "report", "picture.png"])
@pytest.mark.parametrize(
    ("values", "field", "code", "limit", "nearest"),
    [
        ({"thicknes": "3"}, "thicknes", "unknown_parameter", None, "thickness"),
        ({"thickness": "99"}, "thickness", "too_big", 6, 6),
        ({"thickness": "-1"}, "thickness", "too_small", 2, 2),
        ({"thickness": "NaN"}, "thickness", "not_a_number", None, None),
        ({"thickness": "inf"}, "thickness", "not_a_number", None, None),
        ({"thickness": "1e999"}, "thickness", "not_a_number", None, None),
        ({"thickness": "three"}, "thickness", "not_a_number", None, None),
        ({"text": "A" * 10_000}, "text", "too_long", 16, "A" * 16),
        ({"text": "AD😀A"}, "text", "character_not_available", None, "ADA"),
    ],
)
def test_wrong_value_names_field_limit_and_nearest(
    shop: Shop, path: str, values: dict[str, str], field: str, code: str | None, limit: object, nearest: object
) -> None:
    """Model, report and picture say the same of a wrong value."""
    body = problem(shop.http.get(f"/api/templates/keychain/{path}", params=values), 422, "invalid_values")
    error = body["errors"][0]
    assert error["field"] == field
    if code is not None:
        assert (error["code"], error["limit"], error["nearest"]) == (code, limit, nearest)
    assert error["message"]
    if error["nearest"] is not None and error["code"] != "unknown_parameter":
        _follow_the_answers(shop, values)


def _follow_the_answers(shop: Shop, values: dict[str, str]) -> None:
    """Whoever takes each nearest value that is offered arrives at a design; one step may lead to a rule's."""
    mended = dict(values)
    for _ in range(3):
        answer = shop.http.get("/api/templates/keychain/report", params=mended)
        if answer.status_code == 200:
            return
        for error in answer.json()["errors"]:
            mended[error["field"]] = str(error["nearest"])
    raise AssertionError(answer.text)


def test_a_value_given_twice_is_a_question(shop: Shop) -> None:
    """Two values for one name are not silently one of them."""
    body = problem(shop.http.get("/api/templates/keychain/report?text=A&text=B"), 422, "invalid_values")
    assert body["errors"][0]["code"] == "given_twice"


@pytest.mark.parametrize(
    "query",
    ["_material=wood", "_colour=octarine", "_machine=unobtainium", "_quantity=0", "_quantity=abc", "_format=gif"],
)
def test_wrong_choice_names_what_there_is(shop: Shop, query: str) -> None:
    """Material, colour, machine, quantity and a picture's kind are refused with what would do."""
    path = "picture.png" if "colour" in query or "format" in query else "report"
    body = problem(shop.http.get(f"/api/templates/keychain/{path}?{query}"), 422, "invalid_values")
    assert body["field"] == query.split("=")[0]
    assert body["nearest"] is not None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "unreadable"),
        (b"{", 422, "unreadable"),
        (b"[1]", 422, "unreadable"),
        (b'"text"', 422, "unreadable"),
        (b"\xff\xfe\x00", 422, "unreadable"),
        (b'{"quantity": NaN}', 422, "unreadable"),
        (b'{"quantity": Infinity}', 422, "unreadable"),
        (b'{"name": "a", "name": "b"}', 422, "unreadable"),
        (b"[" * 60_000, 422, "unreadable"),
        (b'{"name": "' + b"a" * 100_000 + b'"}', 409, "body_too_large"),
    ],
    ids=lambda value: repr(value)[:24] if isinstance(value, bytes) else str(value),
)
def test_unreadable_body_is_said_so(shop: Shop, body: bytes, status: int, code: str) -> None:
    """Whatever arrives instead of an order, the answer is a clear error and never a crash."""
    answer = shop.http.post("/api/orders", content=body, headers={"Content-Type": "application/json"})
    found = problem(answer, status, "invalid_values" if code == "unreadable" else code)
    if code == "unreadable":
        assert found["errors"][0]["code"] == "unreadable"


def _wish(shop: Shop, **changes: Any) -> dict[str, Any]:
    digest = shop.report("keychain", text="ADA")["digest"]
    return {
        "template": "keychain",
        "values": {"text": "ADA"},
        "digest": digest,
        "quantity": 1,
        "material": "pla",
        "name": "Ada",
        "email": "ada@example.org",
        **changes,
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "A\u202eB"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 51}, "quantity"),
        ({"quantity": "2"}, "quantity"),
        ({"quantity": True}, "quantity"),
        ({"material": "unobtainium"}, "material"),
        ({"colour": "octarine"}, "colour"),
        ({"digest": "short"}, "digest"),
        ({"values": {"text": ["list"]}}, "values.text"),
        ({"values": {"thickness": 99}}, "thickness"),
        ({"values": {"txt": "ADA"}}, "txt"),
        ({"surprise": 1}, "surprise"),
    ],
    ids=lambda value: json.dumps(value)[:30] if isinstance(value, dict) else "",
)
def test_wrong_order_names_the_field(shop: Shop, change: dict[str, Any], field: str) -> None:
    """Each wrong field of an order is named, and nothing is ordered."""
    before = shop.operator.get("/api/jobs").json()
    body = problem(shop.http.post("/api/orders", json=_wish(shop, **change)), 422, "invalid_values")
    assert field in {error["field"].split(".str")[0].split(".int")[0] for error in body["errors"]}, body
    assert shop.operator.get("/api/jobs").json() == before


def test_wrong_digest_is_refused_with_the_right_one(shop: Shop) -> None:
    """A design that is not the one that was seen is not ordered; the answer names the one that is."""
    wish = _wish(shop)
    body = problem(shop.http.post("/api/orders", json={**wish, "digest": "0" * 64}), 409, "digest_mismatch")
    assert body["digest"] == wish["digest"]


def test_a_blocking_finding_refuses_the_order(shop: Shop) -> None:
    """What does not fit the printer is found, measured, placed and explained, and cannot be ordered."""
    report = shop.report("tray", width=340)
    assert not report["printable"]
    finding = next(found for found in report["findings"] if found["severity"] == "error")
    assert finding["measured"] > finding["limit"]
    assert finding["unit"] == "mm"
    assert finding["points"]
    assert len(finding["message"]) > 20
    wish = _wish(shop, template="tray", values={"width": 340}, digest=report["digest"])
    body = problem(shop.http.post("/api/orders", json=wish), 422, "not_printable")
    assert body["findings"] == report["findings"]


def test_unknown_addresses_and_methods_are_problems_too(shop: Shop) -> None:
    """Even a wrong address is answered in the one form."""
    problem(shop.http.get("/api/nothing"), 404, "not_found")
    problem(shop.http.delete("/api/templates"), 405, "method_not_allowed")
    problem(shop.operator.post("/api/printers/elm/bed-clear"), 404, "not_found")
    problem(shop.operator.post("/api/jobs/none-1/cancel"), 404, "not_found")
    problem(shop.operator.post("/api/jobs/none-1/explode"), 422, "invalid_request")


def test_the_interface_is_documented(shop: Shop) -> None:
    """Every route stands in the OpenAPI document, with its problem document."""
    paths = shop.http.get("/api/openapi.json").json()["paths"]
    for path, method in (
        ("/api/templates", "get"),
        ("/api/templates/{slug}", "get"),
        ("/api/templates/{slug}/model.glb", "get"),
        ("/api/templates/{slug}/report", "get"),
        ("/api/orders", "post"),
        ("/api/orders/{order}", "get"),
        ("/api/orders/{order}/events", "get"),
        ("/api/printers", "get"),
        ("/api/printers/{printer}/bed-clear", "post"),
        ("/healthz", "get"),
    ):
        assert "4XX" in paths[path][method]["responses"], path
    assert (
        "digest" in paths["/api/orders"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    )
