"""
Moonraker with a stand-in for Klipper, as two processes of their own.

Its API: https://moonraker.readthedocs.io/en/latest/external_api/introduction/
"""

import json
import sys
import time
from pathlib import Path

import httpx

from tests.hosts.environment import program
from tests.hosts.process import Running, free_port, wait

CONFIG = """
[server]
host: 127.0.0.1
port: {port}
klippy_uds_address: {folder}/comms/klippy.sock
[machine]
provider: none
validate_service: False
validate_config: False
[authorization]
force_logins: False
trusted_clients:
    127.0.0.1
[file_manager]
check_klipper_config_path: False
[history]
[octoprint_compat]
[announcements]
dev_mode: True
"""


class MoonrakerHost:
    """One Moonraker on 127.0.0.1, which keeps its upload in hand in a folder of `temporary`."""

    def __init__(self, folder: Path, temporary: Path | None = None) -> None:
        self.folder = folder
        self.gcodes = folder / "gcodes"
        for name in ("comms", "config", "gcodes", "logs", "database", "tmp"):
            (folder / name).mkdir()
        self._temporary = temporary or folder / "tmp"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        (folder / "config" / "moonraker.conf").write_text(CONFIG.format(port=self.port, folder=folder))
        self._words = [str(program("moonraker")), "-d", str(folder)]

    def start(self) -> None:
        """Both, until a print could be sent."""
        self.start_machine()
        self.start_program()
        self.wait_for("ready", 60)
        self.key = str(self.ask("GET", "/access/api_key").json()["result"])

    def start_machine(self) -> None:
        """The stand-in alone."""
        words = [sys.executable, str(Path(__file__).parent / "klippy.py")]
        log = self.folder / "logs" / "klippy.out"
        self._machine = Running([*words, str(self.folder / "comms" / "klippy.sock"), str(self.gcodes)], log)

    def start_program(self) -> None:
        """Moonraker alone."""
        log = self.folder / "logs" / "moonraker.out"
        self._program = Running(self._words, log, {"TMPDIR": str(self._temporary)})

    def kill_machine(self) -> None:
        """The stand-in dies."""
        self._machine.kill()

    def kill_program(self) -> None:
        """Moonraker dies; the machine prints on."""
        self._program.kill()

    def kill(self) -> None:
        """The power goes."""
        self._program.kill()
        self._machine.kill()

    def remove(self) -> None:
        """As the power going: its folder is the caller's."""
        self.kill()

    def ask(self, method: str, path: str, **content: object) -> httpx.Response:
        """One request of a test, not of a driver."""
        return httpx.request(method, self.url + path, timeout=20, trust_env=False, **content)  # type: ignore[arg-type]  # whatever httpx takes

    def gcode(self, script: str) -> None:
        """As typed at the machine's own console."""
        self.ask("POST", "/printer/gcode/script", json={"script": script})

    def wait_for(self, state: str, seconds: float) -> None:
        """Until Moonraker says this of Klipper."""

        def is_so() -> bool:
            try:
                return bool(self.ask("GET", "/server/info").json()["result"]["klippy_state"] == state)
            except (httpx.HTTPError, KeyError, ValueError):
                return False

        wait(f"Klipper {state}", is_so, seconds)

    def settle(self) -> None:
        """Whatever a test left behind: back to an idle machine."""
        self.ask("POST", "/printer/print/cancel")
        self.ask("POST", "/printer/firmware_restart")
        time.sleep(0.5)  # the stand-in hangs up a moment after its answer; before that it is still called ready
        self.wait_for("ready", 20)

    def prints(self) -> bool:
        """Whether the machine is in the middle of a print."""
        answer = self.ask("GET", "/printer/objects/query?print_stats")
        return bool(answer.json()["result"]["status"]["print_stats"]["state"] == "printing")

    def files(self) -> list[str]:
        """What lies there to be printed."""
        return sorted(path.name for path in self.gcodes.glob("*.gcode"))

    def begun(self) -> list[str]:
        """Every file that the machine began to print, in order, by its own ledger."""
        ledger = self.folder / "starts.jsonl"
        lines = ledger.read_text().splitlines() if ledger.exists() else []
        return [str(json.loads(line)["name"]) for line in lines]

    def starts(self, name: str) -> int:
        """How often the machine began to print a file, by its own ledger."""
        return self.begun().count(name)
