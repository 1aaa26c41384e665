"""
A model of a Bambu printer: the machine behind a real MQTT broker, and its card behind a real FTP server with TLS.

    python lanprinter.py FOLDER SERIAL CODE MQTT_PORT FTPS_PORT CAMERA_PORT

It is a model, written after public documents (https://github.com/Doridian/OpenBambuAPI) and what people report of their
machines; no machine was ever asked. Nobody's document says that: which error a busy machine gives, how it names a file
that it cannot read, what its FTP server does when the card is full. It prints what the G4 of the file add up to.
FOLDER/control takes one word at a time; FOLDER/starts.jsonl says what was physically begun, FOLDER/machine.jsonl how it
ended too.
"""

import contextlib
import json
import os
import re
import socket
import sys
import threading
import time
import zipfile
from pathlib import Path

import paho.mqtt.client as mqtt
from lancamera import Camera
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.exceptions import _FileReadWriteError
from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.log import logger
from pyftpdlib.servers import ThreadedFTPServer

FOLDER, SERIAL, CODE = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
MQTT_PORT, FTPS_PORT, CAMERA_PORT = map(int, sys.argv[4:7])
CARD = FOLDER / "card"
BUSY = ("PREPARE", "RUNNING", "PAUSE")
TICK = 0.05
MOVES = 20.0  # s that a file without any G4 takes
CANCELLED, BLOCKED, UNREADABLE, OCCUPIED = 0x0500400E, 0x03008008, 0x05004003, 0x05004004
LOCKED = {"attr": 0x05000500, "code": 0x00010007}
AMS = [
    {"id": "0", "tray_type": "PLA", "tray_color": "FF6A13FF"},
    {"id": "1", "tray_type": "PETG", "tray_color": "000000FF"},
    {"id": "2"},
    {"id": "3", "tray_type": "", "tray_color": ""},
]
FRESH = {
    "gcode_state": "IDLE",
    "gcode_file": "",
    "subtask_name": "",
    "subtask_id": "",
    "mc_percent": 0,
    "mc_remaining_time": 0,
    "layer_num": 0,
    "total_layer_num": 0,
    "print_error": 0,
    "hms": [],
    "nozzle_temper": 25.0,
    "nozzle_target_temper": 0.0,
    "bed_temper": 25.0,
    "bed_target_temper": 0.0,
    "nozzle_diameter": "0.4",
    "sdcard": True,
    "ams": {"ams": [{"id": "0", "tray": AMS}], "tray_now": "255"},
}


def written(line: dict[str, str]) -> None:
    """Into the machine's own ledger."""
    with (FOLDER / "machine.jsonl").open("a") as ledger:
        ledger.write(json.dumps(line) + "\n")


class Machine:
    """The printer's own mind: forgets everything when its power goes."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.state = dict(FRESH)
        self.said: dict[str, object] = {}
        self.faults: set[str] = set()
        self.happened = 0
        self.run = 0
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="machine")
        self.client.username_pw_set("bblp", CODE)
        self.client.tls_set(ca_certs=str(FOLDER / "authority.pem"))
        self.client.tls_insecure_set(True)
        self.client.on_message = self.heard
        self.client.on_connect = lambda client, *_: client.subscribe(f"device/{SERIAL}/request")
        self.client.connect("127.0.0.1", MQTT_PORT)
        self.client.loop_start()

    def say(self, report: object) -> None:
        if "silent" not in self.faults:
            self.client.publish(f"device/{SERIAL}/report", json.dumps(report))

    def push(self, whole: bool = False) -> None:
        """What has changed; everything when asked for."""
        with self.lock:
            news = {key: value for key, value in self.state.items() if whole or self.said.get(key) != value}
            self.said = json.loads(json.dumps(self.state))
        if news:
            self.say({"print": {**news, "command": "push_status", "msg": 0 if whole else 1}})

    def become(self, **news: object) -> None:
        with self.lock:
            self.state.update(news)
        self.push()

    def heard(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        for kind, order in json.loads(message.payload).items():
            if "silent" in self.faults:
                return
            if kind == "info":
                module = {"name": "ota", "sw_ver": "01.08.00.00", "product_name": "Model of a P1S", "sn": SERIAL}
                self.say({"info": {**order, "module": [module]}})
            elif kind == "pushing":
                self.push(whole=True)
            elif "locked" in self.faults:
                self.become(hms=[LOCKED])
            else:
                self.obey(order)

    def obey(self, order: dict[str, str]) -> None:
        command, state = order["command"], self.state["gcode_state"]
        if command == "project_file":
            self.begin(order)
            return
        if command == "stop" and state in BUSY:
            self.answer(order)
            self.end("FAILED", CANCELLED)
            return
        if command == "pause" and state in ("RUNNING", "PREPARE"):
            self.become(gcode_state="PAUSE")
        elif command == "resume" and state == "PAUSE":
            self.become(gcode_state="RUNNING", print_error=0)
        else:
            self.answer(order, "fail", "not now")
            return
        self.answer(order)

    def answer(self, order: dict[str, str], result: str = "success", reason: str = "") -> None:
        self.say({"print": {**order, "result": result, "reason": reason}})

    def begin(self, order: dict[str, str]) -> None:
        if self.state["gcode_state"] in BUSY:
            self.become(print_error=OCCUPIED)
            return
        file = CARD / order["url"].removeprefix("ftp:///")
        try:
            with zipfile.ZipFile(file) as package:
                gcode = package.read(order["param"]).decode()
        except (OSError, KeyError, zipfile.BadZipFile):
            self.answer(order)
            self.end("FAILED", UNREADABLE)
            return
        with (FOLDER / "starts.jsonl").open("a") as ledger:
            ledger.write(json.dumps({"file": file.name}) + "\n")
        written({"name": file.name})
        waits = re.findall(r"^G4 P(\d+)", gcode, re.M)
        seconds = sum(map(int, waits)) / 1000 if waits else MOVES
        with self.lock:
            self.run += 1
        threading.Thread(target=self.print, args=(self.run, order, seconds), daemon=True).start()

    def print(self, run: int, order: dict[str, str], seconds: float) -> None:
        if "slow" in self.faults:
            time.sleep(0.5)
        self.answer(order)
        names = {"subtask_name": order["subtask_name"], "subtask_id": order["subtask_id"]}
        if "late" in self.faults:  # shows how its last print ended for a while
            self.become(**names)
            time.sleep(1.0)
        if self.run != run:
            return
        heat = {"nozzle_target_temper": 220.0, "bed_target_temper": 60.0, "total_layer_num": 10, "print_error": 0}
        self.become(**names, **heat, gcode_state="PREPARE", gcode_file=order["param"], mc_percent=0)
        time.sleep(0.2)
        done = 0.0
        while self.run == run and done < seconds:
            if self.state["gcode_state"] != "PAUSE":
                done += TICK
                share = done / max(seconds, TICK)
                self.become(
                    gcode_state="RUNNING",
                    mc_percent=min(100, int(100 * share)),
                    mc_remaining_time=int((seconds - done) / 60),
                    layer_num=min(10, int(10 * share) + 1),
                    nozzle_temper=220.0,
                    bed_temper=60.0,
                )
            time.sleep(TICK)
        if self.run == run:
            written({"name": CARD.joinpath(order["url"].removeprefix("ftp:///")).name, "end": "done"})
            self.become(gcode_state="FINISH", mc_percent=100, nozzle_target_temper=0.0, bed_target_temper=0.0)

    def end(self, state: str, error: int = 0) -> None:
        with self.lock:
            self.run += 1
        if self.state["gcode_state"] in BUSY:
            end = "cancelled" if error == CANCELLED else "failed"
            written({"name": f"{self.state['subtask_name']}.3mf", "end": end})
        self.become(gcode_state=state, print_error=error, nozzle_target_temper=0.0, bed_target_temper=0.0)

    def at_screen(self, word: str) -> str:
        """What a person or a mishap does."""
        if word == "stop":
            self.end("FAILED", CANCELLED)
        elif word == "fail":
            self.end("FAILED", BLOCKED)
        elif word == "run_out":
            self.become(gcode_state="PAUSE", print_error=0x07008011, hms=[{"attr": 0x07002000, "code": 0x00020001}])
        elif word == "settle":
            self.faults.clear()
            with self.lock:
                self.run += 1
            self.become(gcode_state="IDLE", print_error=0, hms=[])
        elif word == "heard":
            self.faults.discard("silent")
        elif word == "state":
            return str(self.state["gcode_state"])
        elif word == "happened":
            return str(self.happened)
        else:
            self.faults.add(word)
        return "ok"


class Line(TLS_DTPHandler):
    """The line for data, with faults."""

    broken = False

    def recv(self, size: int) -> bytes:
        if self.broken:
            raise ConnectionResetError
        if not self.receive or "cut" not in machine.faults:
            return super().recv(size)
        some = super().recv(1000)
        machine.faults.discard("cut")
        machine.happened += 1
        self.broken = True
        return some

    def handle_error(self) -> None:
        if isinstance(sys.exc_info()[1], _FileReadWriteError):
            self._resp = ("452 Insufficient storage space.", logger.info)  # as RFC 959 has it; a printer may differ
            self.close()
        else:
            super().handle_error()

    def close(self) -> None:
        if self.file_obj is not None:
            with contextlib.suppress(OSError):  # what a full card did not take, it does not take now
                self.file_obj.close()
        super().close()


class Card(TLS_FTPHandler):
    """TLS first, the greeting afterwards."""

    dtp_handler = Line
    auth_failed_timeout = 0.2
    certfile = str(FOLDER / "printer.pem")
    tls_control_required = True
    tls_data_required = True

    def handle(self) -> None:
        self.secure_connection(self.ssl_context)

    def handle_ssl_established(self) -> None:
        TLS_FTPHandler.handle(self)

    def on_file_received(self, file: str) -> None:
        for fault in machine.faults & {"mix", "short"}:
            machine.faults.discard(fault)
            machine.happened += 1
            with Path(file).open("r+b") as stored:
                stored.seek(40)
                if fault == "short":
                    stored.truncate()
                else:
                    stored.write(b"other bytes")


def screen() -> None:
    """Words for the machine."""
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(FOLDER / "control"))
    door.listen(4)
    while True:
        line, _ = door.accept()
        line.sendall(machine.at_screen(line.recv(64).decode().strip()).encode())
        line.close()


(FOLDER / "control").unlink(missing_ok=True)
machine = Machine()
authorizer = DummyAuthorizer()
authorizer.add_user("bblp", CODE, str(CARD), perm="elradfmwMT")
Card.authorizer = authorizer
server = ThreadedFTPServer(("127.0.0.1", FTPS_PORT), Card)
threading.Thread(target=screen, daemon=True).start()
Camera(FOLDER, CODE, CAMERA_PORT, machine.faults)
os.umask(0o022)
server.serve_forever()
