"""Serving: compressed, guarded by headers, and ended when asked to although pages listen."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.shop import Shop, virtual


def test_ends_when_asked_although_a_page_listens(tmp_path: Path) -> None:
    """A listening page does not keep the shop from stopping, and the shop ends cleanly."""
    shop = Shop(tmp_path / "data", virtual()).start(building=False)
    listening = threading.Event()

    def listen() -> None:
        with (
            httpx.Client(cookies=shop.operator.cookies, timeout=300) as client,
            client.stream("GET", shop.url + "/api/printers/events") as stream,
        ):
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    listening.set()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert listening.wait(20)
    began = time.monotonic()
    shop.stop()
    assert time.monotonic() - began < 8
    thread.join(5)
    assert not thread.is_alive(), "the page was told that the stream ended"
    assert "Traceback" not in shop.log


def test_a_lost_answer_does_not_order_twice(tmp_path: Path) -> None:
    """The same order sent again with its key is the same order with the same link; another order needs another key."""
    shop = Shop(tmp_path / "data", virtual(clear=False)).start()
    try:
        body = {
            "template": "keychain",
            "values": {"text": "ONCE"},
            "digest": shop.report("keychain", text="ONCE")["digest"],
            "quantity": 1,
            "material": "pla",
            "name": "Ada",
            "email": "ada@example.org",
        }
        key = {"Idempotency-Key": "5f0c2b6f3d2e4a51b0c98f7e6d5c4b3a"}
        first = shop.http.post("/api/orders", json=body, headers=key)
        second = shop.http.post("/api/orders", json=body, headers=key)
        assert (first.status_code, second.status_code) == (201, 201)
        assert {name: value for name, value in first.json().items() if name != "state"} == {
            name: value for name, value in second.json().items() if name != "state"
        }
        assert shop.see(second.json())["id"] == first.json()["id"]
        other = shop.http.post("/api/orders", json={**body, "quantity": 2}, headers=key)
        assert (other.status_code, other.json()["code"]) == (409, "key_used_before")
        assert shop.http.post("/api/orders", json=body, headers={"Idempotency-Key": "short"}).status_code == 422
        path = f"/api/orders/{first.json()['id']}/again"
        once = {
            "params": {"token": first.json()["token"]},
            "headers": {"Idempotency-Key": key["Idempotency-Key"][::-1]},
        }
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _try: shop.http.post(path, json={}, **once), range(4)))
        assert [answer.status_code for answer in answers] == [201] * 4
        assert len({answer.json()["id"] for answer in answers}) == 1, "tries at the same moment"
    finally:
        shop.stop()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    """Who starts a second shop at the same address reads why it does not come up; the first serves on."""
    import subprocess
    import sys

    shop = Shop(tmp_path / "data", virtual()).start()
    try:
        taken = subprocess.run(
            [sys.executable, "-m", "server", "serve", "--port", str(shop.port), "--data", str(tmp_path / "other")],
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert taken.returncode == 3
        assert f"Port {shop.port}" in taken.stderr
        page = shop.http.get("/", headers={"Accept-Encoding": "gzip"})
        assert page.status_code == 200, "the page is built by make setup"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        model = shop.http.get("/api/templates/keychain/model.glb", headers={"Accept-Encoding": "gzip"})
        assert model.headers["content-encoding"] == "gzip"
    finally:
        shop.stop()
