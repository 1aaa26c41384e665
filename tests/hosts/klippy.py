"""
A stand-in for Klipper's own process, so that a real Moonraker has a machine behind it.

    python klippy.py SOCKET FOLDER

It speaks the API-server protocol (JSON objects, each ended by the byte 3, over a Unix socket) and prints the files
of FOLDER as its virtual SD card by the clock: G4 dwells, M109 and M190 heat, every other line takes a millisecond.
`starts.jsonl` beside FOLDER gets a line whenever a print physically begins, `machine.jsonl` at its end too.

Faults come as G-code, which Moonraker passes on: `STAND_IN FAIL=1` (the next line of the file is out of range),
`STAND_IN SHUTDOWN=1` (the board stops until it is restarted).

Protocol: https://www.klipper3d.org/API_Server.html, objects: https://www.klipper3d.org/Status_Reference.html
"""

import asyncio
import contextlib
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

ROOM = 22.0  # degrees Celsius
END = b"\x03"
PUSH_SECONDS = 0.25  # between two pushes of what has changed
SHUTDOWN = (
    "MCU 'mcu' shutdown: stand-in\nOnce the underlying issue is corrected, use the\n"
    '"FIRMWARE_RESTART" command to reset the firmware.\nPrinter is shutdown\n'
)
METHODS = [
    "info",
    "list_endpoints",
    "emergency_stop",
    "register_remote_method",
    "objects/list",
    "objects/query",
    "objects/subscribe",
    "gcode/help",
    "gcode/script",
    "gcode/subscribe_output",
    "pause_resume/pause",
    "pause_resume/resume",
    "pause_resume/cancel",
]
PAUSING = {"pause_resume/pause": "PAUSE", "pause_resume/resume": "RESUME", "pause_resume/cancel": "CANCEL_PRINT"}


class Refusal(Exception):
    """What Klipper answers as an error."""


class Heater:
    """Gets warm and cool by the clock."""

    def __init__(self, rate: float) -> None:
        self.target, self._rate = 0.0, rate  # degrees per second
        self._degrees, self._at = ROOM, time.monotonic()

    def degrees(self) -> float:
        """Now."""
        now = time.monotonic()
        step, goal = self._rate * (now - self._at), max(self.target, ROOM)
        self._at = now
        self._degrees = min(goal, self._degrees + step) if self._degrees < goal else max(goal, self._degrees - step)
        return self._degrees

    def status(self) -> dict[str, float]:
        """As Klipper shows it."""
        return {"temperature": round(self.degrees(), 2), "target": self.target, "power": 0.0}


class Print:
    """One file of the virtual SD card, from its opening until another takes its place."""

    def __init__(self, folder: Path, name: str = "") -> None:
        self.folder, self.name, self.size, self.position = folder, name, 0, 0
        self.state, self.message = "standby", ""
        self.began: float | None = None
        self.total = self.waited = self.filament = 0.0
        self.layer: int | None = None
        self.layers: int | None = None
        if name:
            path = folder / name
            if not path.is_file():
                raise Refusal("Unable to open file")
            self.size = path.stat().st_size

    def seconds(self) -> float:
        """Since it began; still once it has ended."""
        return self.total if self.began is None else time.monotonic() - self.began

    def end(self, state: str, message: str = "") -> None:
        """It is over."""
        _written(self.folder.parent / "machine.jsonl", {"name": self.name, "end": state})
        self.total, self.began = self.seconds(), None
        self.state, self.message = state, message


def _written(path: Path, line: dict[str, str]) -> None:
    with path.open("a") as ledger:
        ledger.write(json.dumps(line) + "\n")


class Machine:
    """The printer: one print, two heaters, an axis."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: set[Line] = set()
        self.nozzle, self.bed = Heater(60.0), Heater(30.0)
        self.z, self.fails = 0.0, False
        self._task: asyncio.Task[None] | None = None
        self.restart()

    def restart(self) -> None:
        """As after a firmware restart: nothing is remembered."""
        self._stop()
        self.state, self.says = "ready", "Printer is ready"
        self.job, self.paused = Print(self.folder), False
        self.nozzle.target = self.bed.target = 0.0
        for line in self.lines:  # the real one drops its clients
            asyncio.get_running_loop().call_later(0.2, line.drop)

    def shut_down(self, why: str) -> None:
        """The board stops; the print is left as it stood, called paused."""
        self._stop()
        self.state, self.says = "shutdown", why
        if self.job.state == "printing":
            self.job.state = "paused"

    def status(self) -> dict[str, dict[str, Any]]:
        """All objects, as Klipper names them."""
        job = self.job
        progress = job.position / job.size if job.size else 0.0
        settings = {"virtual_sdcard": {"path": str(self.folder)}, "printer": {"kinematics": "cartesian"}}
        total = job.seconds()
        return {
            "webhooks": {"state": self.state, "state_message": self.says},
            "configfile": {"config": settings, "settings": settings, "warnings": [], "save_config_pending": False},
            "print_stats": {
                "filename": job.name,
                "state": job.state,
                "message": job.message,
                "total_duration": total,
                "print_duration": max(0.0, total - job.waited) if job.filament else 0.0,
                "filament_used": job.filament,
                "info": {"total_layer": job.layers, "current_layer": job.layer},
            },
            "virtual_sdcard": {
                "file_path": str(self.folder / job.name) if job.name else None,
                "progress": progress,
                "is_active": self._task is not None,
                "file_position": job.position,
                "file_size": job.size,
            },
            "display_status": {"progress": progress, "message": None},
            "pause_resume": {"is_paused": self.paused},
            "idle_timeout": {"state": "Printing" if self._task else "Ready", "printing_time": total},
            "toolhead": {"homed_axes": "xyz", "position": [0.0, 0.0, self.z, 0.0], "print_time": time.monotonic()},
            "gcode_move": {"gcode_position": [0.0, 0.0, self.z, 0.0], "speed_factor": 1.0, "extrude_factor": 1.0},
            "extruder": {**self.nozzle.status(), "can_extrude": True},
            "heater_bed": self.bed.status(),
            "heaters": {"available_heaters": ["heater_bed", "extruder"], "available_sensors": []},
        }

    def say(self, words: str) -> None:
        """On every console."""
        for line in self.lines:
            if line.console is not None:
                line.send({**line.console, "params": {"response": words}})

    async def script(self, text: str) -> None:
        """Commands of a client, one after the other."""
        for line in filter(None, map(str.strip, text.splitlines())):
            word = line.split()[0].upper()
            if word in ("RESTART", "FIRMWARE_RESTART"):
                self.restart()
                continue
            if self.state != "ready":
                raise Refusal(self.says)
            values = {key.upper(): value.strip('"') for key, value in re.findall(r"(\w+)=(\"[^\"]*\"|\S+)", line)}
            match word:
                case "SDCARD_PRINT_FILE":
                    self._begin(values["FILENAME"])
                case "SDCARD_RESET_FILE":
                    if self._task:
                        raise Refusal("SDCARD_RESET_FILE cannot be run from the sdcard")
                    self.job = Print(self.folder)
                case "PAUSE":
                    self._pause()
                case "RESUME":
                    if self.paused and self.job.state == "paused":
                        self._run()
                    self.paused = False
                case "CANCEL_PRINT":
                    self._cancel()
                case "STAND_IN" if "FAIL" in values:
                    self.fails = True
                case "STAND_IN" if "SHUTDOWN" in values:
                    self.shut_down(SHUTDOWN)
                case "SET_PRINT_STATS_INFO":
                    self.job.layer = int(values["CURRENT_LAYER"]) if "CURRENT_LAYER" in values else self.job.layer
                    self.job.layers = int(values["TOTAL_LAYER"]) if "TOTAL_LAYER" in values else self.job.layers
                case _ if re.match(r"[GMT]\d", word):
                    await self._gcode(word, line)
                case _:
                    self.say(f'// Unknown command:"{word}"')

    def _begin(self, name: str) -> None:
        # A paused print is dropped without a word, and stays called paused: so does the real one.
        if self._task:
            raise Refusal("SD busy")
        self.job = Print(self.folder, name)
        self.job.began = time.monotonic()
        for ledger in ("starts.jsonl", "machine.jsonl"):
            _written(self.folder.parent / ledger, {"name": name})
        self._run()

    def _run(self) -> None:
        self.job.state = "printing"
        self._task = asyncio.get_running_loop().create_task(self._print(self.job))

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()
            self._task = None

    def _pause(self) -> None:
        if self._task:
            self._stop()
            self.job.state = "paused"
        self.paused = True

    def _cancel(self) -> None:
        self._stop()
        if self.job.state in ("printing", "paused"):
            self.job.end("cancelled")
        self.paused, self.nozzle.target, self.bed.target = False, 0.0, 0.0

    async def _print(self, job: Print) -> None:
        try:
            with (self.folder / job.name).open("rb") as file:  # a line at a time, from memory
                file.seek(job.position)
                while line := file.readline():
                    await self._of_file(line.decode("utf-8", "replace").partition(";")[0].strip())
                    job.position = file.tell()
            job.end("complete")
            self._task = None
            self.say("Done printing file")
        except Refusal as refusal:
            job.end("error", str(refusal))
            self._task = None
            self.say(f"!! {refusal}")

    async def _of_file(self, line: str) -> None:
        if self.fails:
            self.fails = False
            raise Refusal("Move out of range: 9999.000 10.000 0.000 [2.500]")
        if line.split(" ")[0].upper() == "SET_PRINT_STATS_INFO":
            await self.script(line)
        elif line:
            await self._gcode(line.split()[0].upper(), line)

    async def _gcode(self, word: str, line: str) -> None:
        value = {letter: float(number) for letter, number in re.findall(r"\b([A-Z])(-?[\d.]+)", line.upper())}
        heater = {"M104": self.nozzle, "M109": self.nozzle, "M140": self.bed, "M190": self.bed}.get(word)
        if heater is not None:
            heater.target = value.get("S", 0.0)
            while word in ("M109", "M190") and heater.degrees() < heater.target - 0.5:  # noqa: ASYNC110  # the heater's clock is no event
                await asyncio.sleep(0.05)
        elif word == "G4":
            await asyncio.sleep(value.get("P", 0.0) / 1000 + value.get("S", 0.0))
        elif word in ("G0", "G1"):
            self.z = value.get("Z", self.z)
            if value.get("E", 0.0) > 0 and not self.job.filament:
                self.job.waited = self.job.seconds()
            self.job.filament += max(0.0, value.get("E", 0.0))
        await asyncio.sleep(0.001)


class Line:
    """One client: Moonraker."""

    def __init__(self, machine: Machine, writer: asyncio.StreamWriter) -> None:
        self._machine, self._writer = machine, writer
        self.console: dict[str, Any] | None = None
        self._wanted: dict[str, list[str] | None] | None = None
        self._envelope: dict[str, Any] = {}
        self._last: dict[str, dict[str, Any]] = {}

    def send(self, message: dict[str, Any]) -> None:
        """One object; a client that has gone hears nothing."""
        with contextlib.suppress(OSError):
            self._writer.write(json.dumps(message).encode() + END)

    def drop(self) -> None:
        """Hang up."""
        self._writer.close()

    async def answer(self, question: dict[str, Any]) -> None:
        """One request, while others run."""
        try:
            reply = {"id": question.get("id"), "result": await self._result(question)}
        except Refusal as refusal:
            self._machine.say(f"!! {refusal}")
            reply = {"id": question.get("id"), "error": {"error": "WebRequestError", "message": str(refusal)}}
        if question.get("id") is not None:
            self.send(reply)

    async def push(self) -> None:
        """What has changed among the objects that were subscribed to."""
        while True:
            await asyncio.sleep(PUSH_SECONDS)
            if self._wanted is None:
                continue
            now, last = self._pick(self._wanted), self._last
            changed = {
                name: {key: value for key, value in fields.items() if last.get(name, {}).get(key) != value}
                for name, fields in now.items()
            }
            self._last = now
            if any(changed.values()):
                news = {name: fields for name, fields in changed.items() if fields}
                self.send({**self._envelope, "params": {"eventtime": time.monotonic(), "status": news}})

    def _pick(self, wanted: dict[str, list[str] | None]) -> dict[str, dict[str, Any]]:
        have = self._machine.status()
        return {
            name: {key: value for key, value in have.get(name, {}).items() if keys is None or key in keys}
            for name, keys in wanted.items()
        }

    async def _result(self, question: dict[str, Any]) -> Any:
        machine, method, given = self._machine, question["method"], question.get("params") or {}
        match method:
            case "info":
                return {
                    "app": "Klipper",
                    "state": machine.state,
                    "state_message": machine.says,
                    "hostname": "stand-in",
                    "klipper_path": str(Path(__file__).parent),
                    "python_path": sys.executable,
                    "process_id": os.getpid(),
                    "software_version": "v0.13.0-stand-in",
                }
            case "list_endpoints":
                return {"endpoints": METHODS}
            case "objects/list":
                return {"objects": list(machine.status())}
            case "objects/query":
                return {"eventtime": time.monotonic(), "status": self._pick(given["objects"])}
            case "objects/subscribe":
                self._wanted, self._envelope = given["objects"], given.get("response_template", {})
                self._last = self._pick(given["objects"])
                return {"eventtime": time.monotonic(), "status": self._last}
            case "gcode/subscribe_output":
                self.console = given.get("response_template", {})
                return {}
            case "gcode/help":
                return {name: name for name in ("PAUSE", "RESUME", "CANCEL_PRINT", "SDCARD_PRINT_FILE")}
            case "register_remote_method":
                return {}
            case "emergency_stop":
                machine.shut_down("Shutdown due to webhooks request\n")
                return {}
        if method not in ("gcode/script", *PAUSING):
            raise Refusal(f"webhooks: No registered callback for path '{method}'")
        await machine.script(PAUSING.get(method) or given["script"])
        return {}


async def serve(socket: Path, folder: Path) -> None:
    """Until it is killed."""
    machine = Machine(folder)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, asked = Line(machine, writer), set()
        machine.lines.add(line)
        pushing = asyncio.create_task(line.push())
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while question := json.loads((await reader.readuntil(END))[:-1]):
                task = asyncio.create_task(line.answer(question))
                asked.add(task)
                task.add_done_callback(asked.discard)
        pushing.cancel()
        machine.lines.discard(line)
        writer.close()

    server = await asyncio.start_unix_server(meet, str(socket), limit=8 << 20)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    Path(sys.argv[1]).unlink(missing_ok=True)
    asyncio.run(serve(Path(sys.argv[1]), Path(sys.argv[2])))
