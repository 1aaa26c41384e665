"""
PrusaLink with a stand-in for a MK3S at the end of its serial line, as two processes of their own.

It refuses to keep files under /tmp, so they lie under /var/tmp. Its API:
https://github.com/prusa3d/Prusa-Link-Web/blob/master/spec/openapi.yaml
"""

import hashlib
import re
import shutil
import socket
import sys
import tempfile
from pathlib import Path

import httpx

from tests.hosts.environment import program
from tests.hosts.process import Running, free_port, wait

KEY = "key-for-one-test-run"
USER, PASSWORD = "maker", "Password-for-1-test-run"

PROGRAM = """
[daemon]
data_dir = {folder}
pid_file = {folder}/prusalink.pid
[http]
address = 127.0.0.1
port = {port}
[printer]
port = {folder}/tty
baudrate = 115200
settings = {folder}/printer.ini
directory = {folder}/gcodes
[cameras]
auto_detect = False
"""
PRINTER = """
[printer]
type = MK3S
name = stand-in
location = bench
[network]
hostname =
[service::connect]
hostname =
token =
[service::local]
enable = 1
username = {user}
digest = {digest}
api_key = {key}
"""


class PrusaLinkHost:
    """One PrusaLink on 127.0.0.1."""

    def __init__(self) -> None:
        installed = program("prusalink", debian=("libcap-dev", "libturbojpeg0"))
        self.folder = Path(tempfile.mkdtemp(prefix="prusalink-", dir="/var/tmp"))
        self.gcodes = self.folder / "gcodes"
        self.gcodes.mkdir()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        digest = hashlib.md5(f"{USER}:Administrator:{PASSWORD}".encode()).hexdigest()  # RFC 2617 has no other
        (self.folder / "prusalink.ini").write_text(PROGRAM.format(folder=self.folder, port=self.port))
        (self.folder / "printer.ini").write_text(PRINTER.format(user=USER, digest=digest, key=KEY))
        self._words = [str(installed), "-f", "-i", "-c", str(self.folder / "prusalink.ini"), "start"]

    def start(self) -> None:
        """Both, until a print could be sent."""
        self.plug_in()
        self.start_program()

    def plug_in(self) -> None:
        """The machine alone."""
        files = [str(self.folder / name) for name in ("tty", "control", "messages", "machine.jsonl", "gcodes")]
        words = [sys.executable, str(Path(__file__).parent / "mk3.py"), *files]
        self._machine = Running(words, self.folder / "mk3.log")
        wait("the serial line", (self.folder / "tty").exists, 10)

    def unplug(self) -> None:
        """Its cable is pulled."""
        self._machine.kill()
        (self.folder / "tty").unlink()

    def start_program(self) -> None:
        """PrusaLink alone, until a print could be sent."""
        self.launch_program()
        self.wait_for("IDLE", 180)

    def launch_program(self) -> None:
        """PrusaLink alone; it takes a while until it answers."""
        self._program = Running(self._words, self.folder / "prusalink.log")

    def kill_program(self) -> None:
        """PrusaLink dies, and with it the print: it sent every line."""
        self._program.kill()

    def kill(self) -> None:
        """The power goes."""
        self._program.kill()
        self.unplug()

    def remove(self) -> None:
        """Nothing stays."""
        self._program.kill()
        self._machine.kill()
        shutil.rmtree(self.folder)

    def at_machine(self, word: str) -> None:
        """Something happens at the machine itself."""
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(self.folder / "control"))
            door.sendall(word.encode() + b"\n")
            door.recv(16)

    def ask(self, method: str, path: str) -> httpx.Response:
        """One request of a test, not of a driver."""
        return httpx.request(method, self.url + path, headers={"X-Api-Key": KEY}, timeout=20, trust_env=False)

    def state(self) -> str:
        """As PrusaLink says it."""
        try:
            answer = self.ask("GET", "/api/v1/status")
            return str(answer.json()["printer"]["state"]) if answer.status_code == 200 else f"HTTP {answer.status_code}"
        except httpx.HTTPError as silence:
            return repr(silence)

    def wait_for(self, state: str, seconds: float) -> None:
        """Until it says so."""
        wait(f"PrusaLink {state}", lambda: self.state() == state, seconds)

    def prints(self) -> bool:
        """Whether the machine is in the middle of a print."""
        return self.state() == "PRINTING"

    def files(self) -> list[str]:
        """What lies there to be printed."""
        return sorted(path.name for path in self.gcodes.glob("*.gcode"))

    def starts(self, name: str) -> int:
        """How often the machine was shown the message that stands in a file, by what stood on its screen."""
        file, screen = self.gcodes / name, self.folder / "messages"
        if not file.exists() or not screen.exists():
            return 0
        message = re.search(r"^M117 (.*)$", file.read_text(), re.M)
        assert message, "every file of a bench says something"
        return screen.read_text().splitlines().count(message[1])

    def settle(self) -> None:
        """Whatever a test left behind: back to an idle machine."""
        if self.state() == "ERROR":
            self.at_machine("reset")
        job = self.ask("GET", "/api/v1/job")
        if job.status_code == 200:
            self.ask("DELETE", f"/api/v1/job/{job.json()['id']}")
        self.wait_for("IDLE", 60)
