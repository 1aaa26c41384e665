"""
A stand-in for an Original Prusa MK3S at the end of a serial line, so that a real PrusaLink has a machine.

    python mk3.py LINK CONTROL MESSAGES LEDGER FILES

LINK becomes a link to the line, a pseudo-terminal. It answers the G-code that PrusaLink asks with as the firmware
does, heats and dwells by the clock, and keeps no file: PrusaLink sends its lines one by one. What happens at the
machine itself comes as one word over the Unix socket CONTROL: `stop`, `pause` and `resume` at its own screen,
`runaway` of the heater (it halts), `reset`, `silent` (it answers no more), `heard`. What is to stand on its screen
(M117) is written to MESSAGES, a line each: a witness of what was really printed. So is LEDGER, a line of JSON whenever
a print physically begins or ends. The machine is told no name, so it looks which file below FILES is held open by
whoever sends the lines; and a print is done when as many lines came as stand in that file.

G-code: https://help.prusa3d.com/article/prusa-firmware-specific-g-code-commands_112173
"""

import contextlib
import json
import os
import pty
import re
import socket
import sys
import threading
import time
import tty
from pathlib import Path

ROOM = 22.0  # degrees Celsius
FIRMWARE = "3.14.0-8094"
SHEETS = b"".join(f"Sheet{number}".encode() + b"\0" * 5 for number in range(8))  # as in the EEPROM
SILENT_BUSY = 2.0  # s between two words that a long command is still at work
PATIENCE = 5.0  # s within which only one file is held open, the one that is printed


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


class Ledger:
    """What was physically printed, line by line of the file. `paused` while its timer stands still."""

    def __init__(self, path: Path, files: Path, line: Path | None = None) -> None:
        self._path, self._files, self._line = path, files.resolve(), line
        self._senders: set[str] = set()  # processes, by their numbers
        self._lock = threading.Lock()
        self._name: str | None = None
        self._lines = self._made = 0
        self.paused = False

    def meet(self) -> None:
        """Somebody new speaks: whoever holds the other end of the line is the one who will open the files."""
        held = (entry.parts[2] for entry in Path("/proc").glob("[0-9]*/fd/*") if _target(entry) == self._line)
        self._senders = {number for number in held if number != str(os.getpid())}

    def begin(self) -> None:
        """The print timer starts: something new is printed, unless a print was only paused."""
        if self.paused and self._name is not None:
            self.paused = False
            return
        self.end("cancelled")
        path = self._held_open()
        with self._lock:
            self._made, self.paused = 0, False
            self._lines = len([line for line in path.read_text().splitlines() if _command(line)]) if path else 0
            self._name = path.name if path else "of unknown name"
            self._write({"name": self._name})

    def made(self) -> None:
        """One line of the file was obeyed."""
        self._made += 1

    def end(self, how: str) -> None:
        """It is over; done is what was made whole. Nothing when nothing is in hand."""
        with self._lock:
            if self._name is not None:
                self._write({"name": self._name, "end": how if how != "done" or self._whole() else "cancelled"})
            self._name = None

    def _whole(self) -> bool:
        return self._lines > 0 and self._made >= self._lines

    def _held_open(self) -> Path | None:
        # A download or a look at another file is over within a moment; the print holds its file to the end.
        until = time.monotonic() + PATIENCE
        while len(found := self._open()) != 1 and time.monotonic() < until:
            time.sleep(0.05)
        return found.pop() if len(found) == 1 else None

    def _open(self) -> set[Path]:
        return self._among(*(f"{number}/fd/*" for number in self._senders)) or self._among("[0-9]*/fd/*")

    def _among(self, *where: str) -> set[Path]:
        found = {_target(entry) for one in where for entry in Path("/proc").glob(one)}
        return {path for path in found if path and path.is_relative_to(self._files) and path.is_file()}

    def _write(self, line: dict[str, str]) -> None:
        with self._path.open("a") as ledger:
            ledger.write(json.dumps(line) + "\n")


class Printer:
    """The firmware: one line in, its answers and an `ok` out."""

    def __init__(self, master: int, messages: Path, ledger: Ledger) -> None:
        self._master, self._messages, self._ledger = master, messages, ledger
        self._writing = threading.Lock()
        self._nozzle, self._bed = Heater(60.0), Heater(30.0)
        self._place = {"X": 0.0, "Y": 0.0, "Z": 0.0}
        self._eeprom: dict[int, bytes] = {0x0D05: bytes(4)}
        self._percent = self._minutes = -1
        self._report_every = 0.0
        self.halted = self.silent = False

    def say(self, *lines: str) -> None:
        """Down the line."""
        with self._writing:
            os.write(self._master, "".join(f"{line}\n" for line in lines).encode())

    def report(self) -> None:
        """Temperatures and place, as often as was asked for."""
        due = 0.0
        while True:
            time.sleep(0.25)
            if self._report_every and time.monotonic() > due and not (self.silent or self.halted):
                due = time.monotonic() + self._report_every
                x, y, z = (f"{axis}:{value:.2f}" for axis, value in self._place.items())
                self.say(
                    f"{self._heat()} @:0 B@:0 P:25.0 A:30.0",
                    f"{x} {y} {z} E:0.00 Count X: {x[2:]} {y} {z} E:0.00",
                    "E0:5000 RPM PRN1:0 RPM E0@:255 PRN1@:0",
                )

    def listen(self) -> None:
        """Lines in, for ever."""
        rest = b""
        while True:
            try:
                rest += os.read(self._master, 1024)
            except OSError:  # nobody holds the other end
                time.sleep(0.1)
                continue
            *lines, rest = rest.split(b"\n")
            for line in lines:
                while self.silent:
                    time.sleep(0.1)
                if not self.halted and (command := _command(words := line.decode("ascii", "replace"))):
                    self._obey(command)
                    # Only lines of a file are numbered, and the line that begins the counting.
                    if words.startswith("N") and not command.startswith("M110") and not self.halted:
                        self._ledger.made()
                    self.say("ok")

    def told(self, word: str) -> None:
        """Something happens at the machine."""
        match word:
            case "stop":
                self.say("// action:cancel")
            case "pause":
                self.say("// action:pause", "// action:paused")
            case "resume":
                self.say("// action:resume", "// action:resumed")
            case "runaway":
                self.halted = True
                self._ledger.end("failed")
                self.say("Error: HOTEND THERMAL RUNAWAY", "Error:Printer halted. kill() called!")
            case "reset":
                self._ledger.end("forgotten")
                self.halted = self.silent = False
                self._nozzle.target = self._bed.target = 0.0
                self.say("start", f"echo: {FIRMWARE}")
            case "silent":
                self.silent = True
            case "heard":
                self.silent = False

    def _obey(self, command: str) -> None:
        word = command.split()[0].upper()
        value = {
            letter: float(number)
            for letter, number in re.findall(r"\b([A-Z])(-?\d+(?:\.\d+)?)(?![\d.])", command.upper())
        }
        answers = {"PRUSA FIR": FIRMWARE, "PRUSA SN": "CZPX0123X004XC12345"}
        if (answer := answers.get(" ".join(command.upper().split()[:2]))) is not None:
            if command.upper().startswith("PRUSA FIR"):
                self._ledger.meet()
            self.say(answer)
        elif word in ("G0", "G1"):
            self._place.update({axis: value[axis] for axis in self._place if axis in value})
            time.sleep(0.002)
        elif word == "G4":
            self._wait(value.get("P", 0.0) / 1000 + value.get("S", 0.0))
        elif word == "G28":
            self._wait(0.5)
            self._place = dict.fromkeys(self._place, 0.0)
        elif word in ("M104", "M109", "M140", "M190"):
            self._warm(self._nozzle if word in ("M104", "M109") else self._bed, value.get("S", 0.0), word[-1] in "90")
        elif word == "M155":
            self._report_every = value.get("S", 0.0)
        elif word == "M73":
            self._percent, self._minutes = int(value.get("P", self._percent)), int(value.get("R", self._minutes))
            rest = f"Percent done: {self._percent}; print time remaining in mins: {self._minutes}; Change in mins: -1"
            self.say(f"NORMAL MODE: {rest}", f"SILENT MODE: {rest}")
        elif word == "M117":
            with self._messages.open("a") as screen:
                screen.write(command.partition(" ")[2] + "\n")
        elif word == "M75":
            self._ledger.begin()
        elif word == "M76":
            self._ledger.paused = True
        elif word == "M77":
            self._ledger.end("done")
        elif word == "D3":
            self._memory(command)
        elif word == "M603":
            self._ledger.end("cancelled")
            self._nozzle.target = self._bed.target = 0.0
            self.say("// action:cancel")
        else:
            self.say(*_FIXED.get(word, ()) if "S" not in value else ())

    def _warm(self, heater: Heater, target: float, patiently: bool) -> None:
        heater.target = target
        while patiently and target and heater.degrees() < target - 1 and not self.halted:
            self.say(self._heat())
            time.sleep(0.2)

    def _wait(self, seconds: float) -> None:
        until, word = time.monotonic() + seconds, time.monotonic() + SILENT_BUSY
        while time.monotonic() < until and not self.halted:
            time.sleep(0.02)
            if time.monotonic() > word:
                self.say("echo:busy: processing")
                word = time.monotonic() + SILENT_BUSY

    def _memory(self, command: str) -> None:
        """D3 reads and writes the EEPROM: the job number outlives PrusaLink there."""
        address = int(re.search(r"Ax([0-9A-Fa-f]+)", command)[1], 16)  # type: ignore[index]  # PrusaLink always says where
        if written := re.search(r" X([0-9A-Fa-f ]+)", command):
            self._eeprom[address] = bytes.fromhex(written[1].replace(" ", ""))
            return
        count = int(re.search(r"C(\d+)", command)[1])  # type: ignore[index]  # and how much
        data = self._eeprom.get(address, SHEETS if count == len(SHEETS) else bytes(count))[:count]
        for start in range(0, count, 16):
            self.say(f"{address + start:04x}  " + " ".join(f"{byte:02x}" for byte in data[start : start + 16]))

    def _heat(self) -> str:
        nozzle = f"{self._nozzle.degrees():.1f} /{self._nozzle.target:.1f}"
        return f"T:{nozzle} B:{self._bed.degrees():.1f} /{self._bed.target:.1f} T0:{nozzle}"


_VALUE = re.compile(r"\b([A-Z])(-?\d+(?:\.\d+)?)(?![\d.])")
_FIXED = {
    "M862.2": ("302",),
    "M862.1": ("0.40",),
    "M27": ("Not SD printing",),
    "M220": ("100%",),
    "M221": ("100%",),
    "M420": ("Mesh bed leveling not active.",),
    "M21": ("echo:SD init fail",),
    "M20": ("Begin file list", "End file list"),
    "M601": ("// action:paused",),
    "M602": ("// action:resumed",),
}


def _command(line: str) -> str:
    """Without line number, checksum and comment."""
    numbered = re.match(r"^N\d+ ?(.*?)\*\d+$", line.strip())
    return (numbered[1] if numbered else line).split(";")[0].strip()


def _target(entry: Path) -> Path | None:
    """What an open file of a process is; None when it is gone by now."""
    try:
        return entry.readlink()
    except OSError:
        return None


def _take_words(control: Path, printer: Printer) -> None:
    control.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(control))
        door.listen(4)
        while True:
            guest, _ = door.accept()
            with guest, contextlib.suppress(OSError):
                printer.told(guest.makefile().readline().strip())
                guest.sendall(b"ok\n")


def main(link: Path, control: Path, messages: Path, ledger: Path, files: Path) -> None:
    """Until it is killed."""
    master, slave = pty.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    link.unlink(missing_ok=True)
    link.symlink_to(os.ttyname(slave))
    printer = Printer(master, messages, Ledger(ledger, files, Path(os.ttyname(slave))))
    threading.Thread(target=printer.report, daemon=True).start()
    threading.Thread(target=_take_words, args=(control, printer), daemon=True).start()
    printer.say("start")
    printer.listen()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:6]))
