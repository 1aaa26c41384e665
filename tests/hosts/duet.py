"""
A model of a Duet, by itself or with a single-board computer (SBC): HTTP in front, a machine by the clock behind.

It is a model and no board: written after the documents that `samples/printers/duet` and `duet_sbc` name, it does what
these and the makers' sources say, the awkward things too. A session ends after eight seconds of silence; that a line of
G-code was taken is not that it was obeyed; M32 is refused while a file is printed, M0 unless it is paused. By itself
it compares checksums, throws a broken upload away and never says how a print ended. With an SBC it keeps half of an
upload that was cut off, deletes what it is printing, and says only a moment after the end whether it was cancelled.

Its ledger of physical starts and ends is written by the machine alone.
"""

import contextlib
import json
import re
import secrets
import threading
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

JOBS = "0:/gcodes/"
SILENCE = 8.0  # s after which a session ends
AFTERTHOUGHT = 0.5  # s between an end and the SBC's word for how it came
CARD = 1 << 30  # bytes


class Machine:
    """What moves: one file at a time, line by line, by the clock."""

    def __init__(self, files: Path, ledger: Path, *, sbc: bool) -> None:
        self.files, self._ledger, self._sbc = files, ledger, sbc
        self.lock = threading.RLock()
        self.room = CARD
        self.pace = 0.0  # seconds that every line takes
        self.seconds = 0.0  # that every print takes at least
        self.file: str | None = None
        self.power()

    def power(self) -> None:
        """Switched on: nothing is remembered but the files."""
        with self.lock:
            self._written("forgotten")
            self.status, self.file = "idle", None
            self.last: str | None = None
            self.said = {"lastFileCancelled": False, "lastFileAborted": False, "lastFileSimulated": False}
            self.position, self.began = 0, 0.0
            self._up = time.monotonic()
            self._life = object()  # a print of an earlier life notices that it is over
            self.box: dict[str, Any] | None = None

    def begun(self) -> list[str]:
        """Every file that it physically began to print, in order."""
        lines = self._ledger.read_text().splitlines() if self._ledger.exists() else []
        return [line["name"] for line in map(json.loads, lines) if "end" not in line]

    def gcode(self, line: str) -> str:
        """One line of G-code, as from its own page; the reply."""
        with self.lock:
            word, _, rest = line.partition(" ")
            if word == "M112":
                self._written("failed")
                self.status, self._life = "halted", object()
                return ""
            if self.status in ("halted", "off", "disconnected"):
                return "Error: the machine does not move"
            return {"M32": self._begin, "M25": self._pause, "M24": self._resume, "M0": self._stop}[word](rest)

    def share(self) -> float:
        """How much of the file in hand it has read."""
        with self.lock:
            return self.position / max(1, self._size(self.file)) if self.file else 0.0

    def abort(self) -> None:
        """Something breaks: a macro of its own ends the print."""
        with self.lock:
            if self.file is not None:
                self._end(aborted=True)

    def model(self) -> dict[str, Any]:
        """The object model, as far as anybody here asks for it."""
        with self.lock:
            prints = self.file is not None
            size = self._size(self.file) if self.file else 0
            file = {"fileName": self.file and JOBS + self.file, "size": size, "numLayers": 10 if prints else 0}
            job = {
                "duration": round(time.monotonic() - self.began) if prints else None,
                "file": file,
                "filePosition": self.position,
                "lastFileName": self.last and JOBS + self.last,
                "layer": 1 + 9 * self.position // max(1, size) if prints else None,
                "timesLeft": {"filament": None, "file": 60 if prints else None, "slicer": None},
            }
            warm = {"current": 60.1, "active": 60.0, "standby": 0.0, "state": "active"}
            hot = {"current": 215.2, "active": 215.0, "standby": 0.0, "state": "active"}
            cold = {"current": 22.1, "active": 0.0, "standby": 0.0, "state": "off"}
            axes = [
                {"letter": letter, "min": low, "max": high}
                for letter, low, high in (("X", -10, 300), ("Y", 0, 280), ("Z", -0.5, 250))
            ]
            used = sum(path.stat().st_size for path in self.files.iterdir())
            return {
                "state": {"status": self.status, "upTime": int(time.monotonic() - self._up), "messageBox": self.box},
                "job": {**job, **(self.said if self._sbc else {})},
                "heat": {"heaters": [warm, hot] if prints else [cold, cold], "bedHeaters": [0, -1]},
                "tools": [{"number": 0, "heaters": [1]}],
                "boards": [
                    {"firmwareName": "RepRapFirmware for the model", "firmwareVersion": "3.5.4", "name": "Model board"}
                ],
                "move": {"axes": axes},
                "volumes": [{"capacity": CARD, "freeSpace": max(0, self.room - used), "mounted": True}],
            }

    def store(self, name: str, data: bytes) -> bool:
        """On its card, as far as there is room."""
        with self.lock:
            used = sum(path.stat().st_size for path in self.files.iterdir() if path.name != name)
            fits = used + len(data) <= self.room
            (self.files / name).write_bytes(data[: max(0, self.room - used)])
            return fits

    def _begin(self, rest: str) -> str:
        name = rest.strip().strip('"').removeprefix(JOBS)
        if self.file is not None:
            return "Error: M32: Cannot set file to print, because a file is already being printed"
        if not (self.files / name).is_file():
            return f'Error: M32: GCode file "{name}" not found'
        self.file, self.last, self.position, self.began = name, name, 0, time.monotonic()
        self.status = "processing"
        self._written()
        threading.Thread(target=self._print, args=(name, self._life), daemon=True).start()
        return f"File {JOBS}{name} selected for printing"

    def _pause(self, _rest: str) -> str:
        if self.status == "paused":
            return "Error: M25: Printing is already paused!"
        if self.file is None:
            return "Error: M25: Cannot pause print, because no file is being printed!"
        self.status = "pausing"
        return ""

    def _resume(self, _rest: str) -> str:
        if self.file is None:
            return "Error: M24: Cannot print, because no file is selected!"
        if self.status == "paused":
            self.status = "processing"
        return ""

    def _stop(self, _rest: str) -> str:
        if self.file is not None and self.status != "paused":
            return "Error: M0: Pause the print before attempting to cancel it"
        if self.file is not None:
            self._end(cancelled=True)
        return ""

    def _written(self, end: str = "") -> None:
        """Into its ledger: that the file in hand began, or how it ended."""
        if self.file is None or self.status == "halted":
            return
        line = {"name": self.file} | ({"end": end} if end else {})
        with self._ledger.open("a") as ledger:
            ledger.write(json.dumps(line) + "\n")

    def _end(self, *, cancelled: bool = False, aborted: bool = False) -> None:
        self._written("cancelled" if cancelled else "failed" if aborted else "done")
        self.file, self.status, self.position = None, "idle", 0
        if self._sbc:
            said = {"lastFileCancelled": cancelled, "lastFileAborted": aborted, "lastFileSimulated": False}
            threading.Timer(AFTERTHOUGHT, self.said.update, (said,)).start()

    def _print(self, name: str, life: object) -> None:
        # What is printed is held open: an SBC may delete the file meanwhile.
        lines = (self.files / name).read_bytes().splitlines(keepends=True)
        pace = max(self.pace, self.seconds / max(1, len(lines)))
        for line in lines:
            dwell = re.match(rb"G4 P(\d+)", line)
            time.sleep(int(dwell[1]) / 1000 if dwell else pace)
            while True:
                with self.lock:
                    if self.file != name or self._life is not life:
                        return
                    if self.status == "pausing":
                        self.status = "paused"
                    if self.status != "paused":
                        self.position += len(line)
                        break
                time.sleep(0.02)
        with self.lock:
            if self.file == name and self._life is life:
                self._end()

    def _size(self, name: str) -> int:
        path = self.files / name
        return path.stat().st_size if path.exists() else 0


class DuetHost:
    """One modelled Duet on 127.0.0.1."""

    def __init__(self, folder: Path, *, sbc: bool, password: str = "") -> None:
        (folder / "gcodes").mkdir()
        self.sbc, self.password = sbc, password
        self.machine = Machine(folder / "gcodes", folder / "machine.jsonl", sbc=sbc)
        self.sessions: dict[str, float] = {}  # when each was last heard, by its key
        self.busy = 0  # so many questions are answered with 503: short of memory
        self.lost = 0  # so many starts are lost before the machine hears of them
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (_Door,), {"host": self}))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def power_cut(self) -> None:
        """The power goes and comes back."""
        self.sessions.clear()
        self.machine.power()

    def prints(self) -> bool:
        """Whether the machine is in the middle of a print."""
        return self.machine.status == "processing"

    def files(self) -> list[str]:
        """What lies on its card to be printed."""
        return sorted(path.name for path in self.machine.files.glob("*.gcode"))

    def begun(self) -> list[str]:
        """Every file that the machine began to print, in order, by its own ledger."""
        return self.machine.begun()

    def starts(self, name: str) -> int:
        """How often the machine began this file."""
        return self.begun().count(name)

    def settle(self) -> None:
        """Whatever a test left behind: an idle machine with an empty card."""
        self.machine.power()
        for path in self.machine.files.iterdir():
            path.unlink()

    def close(self) -> None:
        """Nobody answers any more."""
        self._server.shutdown()
        self._server.server_close()

    def enter(self, password: str) -> str | None:
        """The key of a new session; None for a wrong password."""
        if self.password and password != self.password:
            return None
        key = str(secrets.randbelow(1 << 32) or 1)
        self.sessions[key] = time.monotonic()
        return key

    def knows(self, key: str | None) -> bool:
        """Whether this session is alive; being asked keeps it so."""
        heard = self.sessions.get(key or "")
        if heard is None or time.monotonic() - heard > SILENCE:
            return False
        self.sessions[str(key)] = time.monotonic()
        return True


class _Door(BaseHTTPRequestHandler):
    host: DuetHost

    def log_message(self, format: str, *args: object) -> None:  # the name is the library's
        """Nothing."""

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_PUT(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def _handle(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if self.host.lost and "M32" in query.get("gcode", body[:3].decode("latin-1")):
            self.host.lost -= 1
            self.close_connection = True
            return
        (self._machine if self.host.sbc else self._firmware)(unquote(url.path), query, body, len(body) == length)

    def _say(self, status: int, content: object = b"") -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        with contextlib.suppress(OSError):  # whoever asked has gone
            self.end_headers()
            self.wfile.write(data)

    def _firmware(self, path: str, query: dict[str, str], body: bytes, whole: bool) -> None:
        if not path.startswith("/rr_"):
            self._say(200, b"<html>Duet Web Control</html>")  # any path without a point is its page
            return
        if path == "/rr_connect":
            key = self.host.enter(query.get("password", ""))
            refused = {"err": 1}
            self._say(
                200,
                {"err": 0, "sessionTimeout": 8000, "boardType": "model", "sessionKey": int(key)} if key else refused,
            )
            return
        if not self.host.knows(self.headers.get("x-session-key")):
            self._say(401, b"Not authorized")
            return
        if self.host.busy and path != "/rr_reply":
            self.host.busy -= 1
            self._say(503)
            return
        machine, name = self.host.machine, query.get("name", "").removeprefix(JOBS)
        answers: dict[str, Callable[[], object]] = {
            "/rr_model": lambda: {
                "key": query.get("key", ""),
                "flags": query.get("flags"),
                "result": self._part(query),
            },
            "/rr_gcode": lambda: machine.gcode(query["gcode"]) is None or {"buff": 241},
            "/rr_reply": lambda: b"",
            "/rr_fileinfo": lambda: {"err": 0, "size": 1} if (machine.files / name).exists() else {"err": 1},
            "/rr_delete": lambda: self._delete(name),
            "/rr_disconnect": lambda: {"err": 0 if self.host.sessions.pop(self.headers["x-session-key"], 0) else 1},
            "/rr_upload": lambda: self._upload(name, body, query.get("crc32"), whole),
        }
        if path == "/rr_download":
            found = (machine.files / name).exists()
            self._say(200 if found else 404, (machine.files / name).read_bytes() if found else b"file not found")
        else:
            self._say(200, answers[path]())

    def _part(self, query: dict[str, str]) -> object:
        model = self.host.machine.model()
        if key := query.get("key"):
            return model[key]
        job = {name: value for name, value in model["job"].items() if name not in ("file", "lastFileName")}
        return {"state": model["state"], "job": job, "heat": {"heaters": model["heat"]["heaters"]}}

    def _delete(self, name: str) -> dict[str, int]:
        machine = self.host.machine
        with machine.lock:
            if machine.file == name or not (machine.files / name).exists():
                return {"err": 1}
            (machine.files / name).unlink()
            return {"err": 0}

    def _upload(self, name: str, body: bytes, crc32: str | None, whole: bool) -> dict[str, int]:
        stored = whole and self.host.machine.store(name, body)
        if not stored or (crc32 is not None and int(crc32, 16) != zlib.crc32(body)):
            (self.host.machine.files / name).unlink(missing_ok=True)
            return {"err": 1}
        return {"err": 0}

    def _machine(self, path: str, query: dict[str, str], body: bytes, _whole: bool) -> None:
        machine = self.host.machine
        if path == "/rr_connect":
            known = self.host.enter(query.get("password", ""))
            self._say(200, {"err": 0 if known else 1, "isEmulated": True, "boardType": "model"})
            return
        if path == "/machine/connect":
            key = self.host.enter(query.get("password", ""))
            self._say(200 if key else 403, {"sessionKey": key} if key else b"")
            return
        if not path.startswith("/machine/"):
            self._say(404)
            return
        if not self.host.knows(self.headers.get("x-session-key")):
            self._say(403)
            return
        file = machine.files / path.rsplit("/", 1)[-1]
        if path == "/machine/model":
            self._say(200, machine.model())
        elif path == "/machine/code":
            self._say(200, machine.gcode(body.decode()).encode())
        elif path == "/machine/disconnect":
            self.host.sessions.pop(self.headers["x-session-key"], 0)
            self._say(204)
        elif self.command == "PUT":
            self._say(201 if machine.store(file.name, body) else 500)
        elif not file.exists():
            self._say(404)
        elif self.command == "DELETE":
            file.unlink()
            self._say(204)
        else:
            self._say(200, {"size": file.stat().st_size} if "/fileinfo/" in path else file.read_bytes())
