"""A real shop in a process of its own, for tests that use it as its people do."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")
#: Settings of a shop that also offers the templates of the tests.
SAMPLES = f'templates = ["{ROOT / "samples" / "templates"}"]\n'
#: Fast enough for tests, slow enough that a print is seen printing.
SPEED = 600
#: What a test does not set itself: builds and slices take as long as the machine needs that the tests run on.
PATIENT = {"build_seconds": 240, "slice_seconds": 600}


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(what: str, look: Callable[[], T | None], seconds: float = 120, pause: float = 0.1) -> T:
    """What `look` returns as soon as it is true; fails with the last answer otherwise."""
    end = time.monotonic() + seconds
    last: object = None
    while time.monotonic() < end:
        try:
            found = look()
            if found:
                return found
            last = found
        except httpx.TransportError as exc:
            last = exc
        time.sleep(pause)
    raise AssertionError(f"waited {seconds:g} s for {what}; last seen: {last!r}")


class Shop:
    """`python -m server serve` on a free port and a folder of its own."""

    def __init__(self, data: Path, settings: str = "", environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        patient = {f"PRINTWRIGHT_{name.upper()}": str(value) for name, value in PATIENT.items() if name not in settings}
        self.environment = patient | dict(environment or {})
        data.mkdir(parents=True, exist_ok=True)
        if settings:
            (data / "settings.toml").write_text(settings)
        self._process: subprocess.Popen[bytes] | None = None
        self.http = httpx.Client(base_url=self.url, timeout=300)
        self.operator = httpx.Client(base_url=self.url, timeout=300, follow_redirects=True)

    @property
    def log(self) -> str:
        """Everything that the shop has printed."""
        return (self.data / "shop.log").read_text(errors="replace")

    def start(self, *, building: bool = True, **environment: str) -> Shop:
        """Start it and wait until it answers. Without `building` it carries work, but loads no geometry."""
        if not building:
            environment.setdefault("PRINTWRIGHT_ROLES", '["compute", "gateway"]')
        before = len(self.log) if (self.data / "shop.log").exists() else 0
        with (self.data / "shop.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server", "serve", "--port", str(self.port), "--data", str(self.data)],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PRINTWRIGHT_DRAFTS": "true", **self.environment, **environment},
                start_new_session=True,
            )
        process = self._process

        def well() -> bool:
            assert process.poll() is None, f"the shop ended by itself:\n{self.log[-3000:]}"
            health = self.http.get("/healthz").json()
            return bool(health["geometry"]) or not building

        try:
            wait("the shop to be up", well, 900)
        except AssertionError as exc:
            raise AssertionError(f"{exc}\n{self.log[-3000:]}") from exc
        if self.operator.get("/api/jobs").status_code == 403:
            links = re.findall(r"/operator/open/\S+", self.log[before:])
            assert links, self.log
            assert self.operator.get(links[-1], follow_redirects=False).status_code == 303
        return self

    def kill(self) -> None:
        """`kill -9` on everything that belongs to it."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end, and insist; it is not used again."""
        self.http.close()
        self.operator.close()
        self.end()

    def end(self) -> None:
        """Ask it to end, as whoever installs a new version does, and insist."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def report(self, slug: str, **values: Any) -> dict[str, Any]:
        """The report of a design."""
        answer = self.http.get(f"/api/templates/{slug}/report", params=values)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def order(self, slug: str = "keychain", quantity: int = 1, **values: Any) -> dict[str, Any]:
        """Order a design as its page does: look at it first, then send the digest that was seen."""
        report = self.report(slug, **values)
        body = {
            "template": slug,
            "values": values,
            "digest": report["digest"],
            "quantity": quantity,
            "material": "pla",
            "name": "Ada Lovelace",
            "email": "ada@example.org",
        }
        answer = self.http.post("/api/orders", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def see(self, placed: Mapping[str, Any]) -> dict[str, Any]:
        """An order as its customer sees it."""
        answer = self.http.get(f"/api/orders/{placed['id']}", params={"token": placed["token"]})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def until(self, placed: Mapping[str, Any], *states: str, seconds: float = 90) -> dict[str, Any]:
        """The order, once it is in one of these states."""
        seen: dict[str, Any] = {}

        def there() -> bool:
            seen.clear()
            seen.update(self.see(placed))
            return seen["state"] in states

        try:
            wait(f"the order to be {' or '.join(states)}", there, seconds)
        except AssertionError as exc:
            jobs = self.operator.get("/api/jobs").text
            raise AssertionError(f"{exc}\norder: {seen}\njobs: {jobs}\n{self.log[-3000:]}") from exc
        return seen

    def printers(self) -> dict[str, dict[str, Any]]:
        """The printers as the operator sees them."""
        return {printer["id"]: printer for printer in self.operator.get("/api/printers").json()["printers"]}

    def clear(self, printer: str = "virtual") -> httpx.Response:
        """Say that the plate is clear."""
        return self.operator.post(f"/api/printers/{printer}/bed-clear", json={})

    def starts(self, printer: str = "virtual") -> list[str]:
        """The names that the virtual printer was ever physically started with: the independent witness."""
        import json

        path = self.data / "virtual" / printer / "starts.jsonl"
        if not path.exists():
            return []
        return [json.loads(line)["name"] for line in path.read_text().splitlines()]


@contextlib.contextmanager
def running(data: Path, settings: str = "", **environment: str) -> Iterator[Shop]:
    """A started shop, stopped at the end."""
    shop = Shop(data, settings, environment)
    try:
        yield shop.start()
    finally:
        shop.stop()


@contextlib.contextmanager
def worker(shop: Shop, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that carries work of this shop and serves no pages; killed at the end."""
    with (shop.data / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "work", "--data", str(shop.data)],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **shop.environment, **environment},
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def virtual(speed: int = SPEED, clear: bool = True, **options: object) -> str:
    """Settings with one virtual printer."""
    extra = "".join(
        f"{name} = {value!r}\n".replace("True", "true").replace("'", '"') for name, value in options.items()
    )
    return f"""
poll_seconds = 0.3
[[printers]]
id = "virtual"
name = "Ash"
driver = "virtual"
machine = "virtual-220"
materials = ["pla", "petg"]
plate_starts_clear = {str(clear).lower()}
plate_trusted_seconds = 1e9
[printers.options]
speed = {speed}
{extra}
"""
