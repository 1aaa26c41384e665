"""
A Bambu printer on 127.0.0.1: mosquitto (https://mosquitto.org) as its broker, and a model of the machine beside it.

Broker and FTP server are real programs, TLS and passwords are real; the machine is a model (`lanprinter.py`).
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from tests.hosts.environment import program
from tests.hosts.process import Running, free_port, wait

SERIAL = "01P00A000000001"
CODE = "12345678"
BROKER = """
listener {port} 127.0.0.1
allow_anonymous false
password_file {folder}/passwords
certfile {folder}/printer.crt
keyfile {folder}/printer.key
cafile {folder}/authority.pem
persistence false
user root
"""


class BambuHost:
    """One modelled printer with its real broker and its real FTP server."""

    def __init__(self) -> None:
        self._python = program("bambu", debian=("mosquitto", "openssl")).parent / "python"
        self.folder = Path(tempfile.mkdtemp(prefix="bambu-", dir="/var/tmp"))
        self.card = self.folder / "card"
        self.card.mkdir()
        self.mqtt_port, self.ftps_port, self.camera_port = free_port(), free_port(), free_port()
        Image.effect_noise((1280, 720), 60).save(self.folder / "picture.jpg")
        self.certify()
        self._tool("mosquitto_passwd", "-b", "-c", "passwords", "bblp", CODE)
        for name in ("passwords", "printer.key"):
            (self.folder / name).chmod(0o644)
        (self.folder / "broker.conf").write_text(BROKER.format(port=self.mqtt_port, folder=self.folder))

    def start(self) -> None:
        """Its power comes."""
        path = os.pathsep.join(["/usr/sbin", os.environ.get("PATH", "")])
        broker = shutil.which("mosquitto", path=path)
        assert broker, "mosquitto is not installed"
        self._broker = Running([broker, "-c", str(self.folder / "broker.conf")], self.folder / "broker.log")
        wait("the broker", lambda: _listens(self.mqtt_port), 10)
        words = [str(self._python), str(Path(__file__).parent / "lanprinter.py"), str(self.folder), SERIAL, CODE]
        words += [str(self.mqtt_port), str(self.ftps_port), str(self.camera_port)]
        self._machine = Running(words, self.folder / "machine.log")
        ports = (self.ftps_port, self.camera_port)
        wait("the card", lambda: all(map(_listens, ports)) and (self.folder / "control").exists(), 60)

    def kill(self) -> None:
        """The power goes."""
        self._machine.kill()
        self._broker.kill()

    def remove(self) -> None:
        """Nothing stays."""
        self.kill()
        shutil.rmtree(self.folder)

    def at_machine(self, word: str) -> str:
        """Something happens at the machine itself."""
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(self.folder / "control"))
            door.sendall(word.encode() + b"\n")
            return door.recv(16).decode()

    def settle(self) -> None:
        """Whatever a test left behind: back to an idle machine."""
        self.at_machine("settle")

    def prints(self) -> bool:
        """Whether the machine is in the middle of a print."""
        return self.at_machine("state") in ("PREPARE", "RUNNING")

    def files(self) -> list[str]:
        """What lies on its card to be printed."""
        return sorted(path.name for path in self.card.glob("*.3mf"))

    def begun(self) -> list[str]:
        """Every file that the machine began to print, in order, by its own ledger."""
        ledger = self.folder / "starts.jsonl"
        lines = ledger.read_text().splitlines() if ledger.exists() else []
        return [str(json.loads(line)["file"]) for line in lines]

    def starts(self, name: str) -> int:
        """How often the machine began this file."""
        return self.begun().count(f"{name}.3mf")

    def certify(self) -> None:
        """An authority, and a certificate issued to the serial, as the maker's printers have."""
        day = ("-days", "30")
        key = ("-newkey", "rsa:2048", "-nodes")
        name = ("-subj", "/CN=Model Authority")
        self._tool("openssl", "req", "-x509", *key, "-keyout", "authority.key", "-out", "authority.pem", *day, *name)
        self._tool("openssl", "req", *key, "-keyout", "printer.key", "-out", "asked", "-subj", f"/CN={SERIAL}")
        issue = ("-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial")
        self._tool("openssl", "x509", "-req", "-in", "asked", *issue, "-out", "printer.crt", *day)
        both = (self.folder / "printer.key").read_text() + (self.folder / "printer.crt").read_text()
        (self.folder / "printer.pem").write_text(both)

    def certify_oneself(self, into: Path) -> None:
        """A certificate of somebody else."""
        words = (
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "other.key",
            "-subj",
            "/CN=Other",
        )
        self._tool(*words, "-out", str(into))

    def _tool(self, *words: str) -> None:
        subprocess.run(words, cwd=self.folder, check=True, capture_output=True)


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
