"""
OctoPrint with its bundled virtual printer, as a process of its own.

Its API: https://docs.octoprint.org/en/master/api/
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.hosts.environment import program

KEY = "0123456789ABCDEF0123456789ABCDEF"  # of a host that lives for one test run

CONFIG = """
accessControl: {salt: 0123456789abcdef0123456789abcdef}
server:
  firstRun: false
  onlineCheck: {enabled: false}
  pluginBlacklist: {enabled: false}
  seenWizards: {corewizard: 4, backup: null, classicwebcam: 1, tracking: null}
plugins:
  _disabled: [achievements, announcements, backup, discovery, errortracking, health_check, pluginmanager,
    softwareupdate, tracking]
  virtual_printer: {_config_version: 1, enabled: true, numExtruders: 1, sendWait: false, throttle: 0.001,
    simulated_errors: [], ambientTemperature: 60}
serial: {autoconnect: true, baudrate: 115200, port: VIRTUAL}
gcodeAnalysis: {runAt: never}
webcam: {timelapse: {type: 'off'}}
"""


class OctoPrintHost:
    """One OctoPrint on 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._words = [str(program("octoprint")), "-b", str(folder)]
        (folder / "uploads").mkdir()
        (folder / "config.yaml").write_text(CONFIG)
        user = ["user", "add", "operator", "--password", "for-one-test-run", "--admin"]
        subprocess.run([*self._words, *user], check=True, capture_output=True)
        users = folder / "users.yaml"
        users.write_text(users.read_text().replace("apikey: null", f"apikey: {KEY}"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until its printer is there."""
        with (self.folder / "said").open("ab") as said:
            self._process = subprocess.Popen(
                [*self._words, "serve", "--host", "127.0.0.1", "--port", str(self.port), "--iknowwhatimdoing"],
                stdout=said,
                stderr=said,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.wait_for("Operational", 90)

    def kill(self) -> None:
        """As a power cut does: no farewell."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def ask(self, method: str, path: str, json: object = None) -> httpx.Response:
        """One request of a test, not of a driver."""
        return httpx.request(
            method, self.url + path, json=json, headers={"X-Api-Key": KEY}, timeout=20, trust_env=False
        )

    def printer_says(self, words: str) -> None:
        """Make the virtual printer itself do something, as if a person stood there."""
        assert self.ask("POST", "/api/printer/command", {"command": f"!!DEBUG:{words}"}).status_code == 204

    def wait_for(self, state: str, seconds: float) -> None:
        """Until the host reports this state."""
        until, seen = time.monotonic() + seconds, "no answer"
        while time.monotonic() < until:
            try:
                answer = self.ask("GET", "/api/job")
                seen = answer.json().get("state", answer.text) if answer.status_code == 200 else answer.text
            except httpx.HTTPError:
                pass
            if seen == state:
                return
            time.sleep(0.1)
        raise TimeoutError(f"OctoPrint is not {state} after {seconds} s but: {seen[:200]}")

    def settle(self) -> None:
        """Whatever a test left behind: back to an idle machine."""
        state = self.ask("GET", "/api/job").json()["state"]
        if state in ("Printing", "Paused", "Pausing", "Starting", "Resuming"):
            self.ask("POST", "/api/job", {"command": "cancel"})
        elif state not in ("Operational", "Cancelling", "Finishing"):
            self.ask("POST", "/api/connection", {"command": "connect"})
        self.wait_for("Operational", 30)

    @contextlib.contextmanager
    def small_disk(self, size: int) -> Iterator[None]:
        """Within: uploads go to a real file system with this many bytes; skips where mounting is not allowed."""
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "printwright", str(self.folder / "uploads")]
        tried = subprocess.run(mount, capture_output=True, text=True)
        if tried.returncode:
            pytest.skip(f"a small disk needs the right to mount: {tried.stderr.strip()}")
        try:
            yield
        finally:
            subprocess.run(["umount", "--lazy", str(self.folder / "uploads")], check=True)

    def starts(self, name: str) -> int:
        """How often the host began to print a file, by its own log."""
        log = (self.folder / "logs" / "octoprint.log").read_text(errors="replace")
        return len(re.findall(rf"Print job started - origin: local, path: {re.escape(name)},", log))
