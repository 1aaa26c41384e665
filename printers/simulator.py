"""
A printer without plastic: a host whose whole life is kept in a folder.

    printer.sqlite3   files, prints, how they ended
    files/            what was uploaded
    starts.jsonl      one line for every physical start, fsynced: a witness that nothing else writes to
    control.json      faults asked for, see `faults.py`

Progress is computed from a clock (`steady.py`) and the G-code's own times, so a print goes on while nobody looks,
and any number of processes may open the folder and die at any point. It answers with codes like those of
web hosts.
"""

import bisect
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from printers.faults import Faults
from printers.gcode import Timetable, timetable
from printers.printer import Clock, Outcome, Phase

ROOM = 25.0  # degrees Celsius
NOZZLE_RATE = 3.0  # degrees per second; common hot ends reach 215 in a good minute
BED_RATE = 0.6
COOLING = 120.0  # s until a heater has lost two thirds of its excess
HALTED = 20.0  # s after an emergency stop until somebody has switched the machine off and on
FORGOTTEN = "forgotten"  # the power went: the host has no memory of how it ended

_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, seconds REAL NOT NULL, layers TEXT NOT NULL,
    nozzle REAL NOT NULL, bed REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS prints (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, started REAL NOT NULL, speed REAL NOT NULL,
    seconds REAL NOT NULL, layers TEXT NOT NULL, nozzle REAL NOT NULL, bed REAL NOT NULL,
    paused_at REAL, paused_for REAL NOT NULL DEFAULT 0, stops_at REAL NOT NULL, stops_as TEXT NOT NULL,
    outcome TEXT, ended REAL, logged INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS one_at_a_time ON prints ((outcome IS NULL)) WHERE outcome IS NULL;
CREATE TABLE IF NOT EXISTS halts (at REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS late (id INTEGER PRIMARY KEY, name TEXT NOT NULL, due REAL NOT NULL) STRICT;
"""


class HostSays(Exception):
    """The host's refusal: a code like those of HTTP, and its words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(frozen=True)
class Reading:
    """What the machine shows at one moment; in the words of the contract."""

    phase: Phase
    text: str
    name: str | None = None
    job: int | None = None
    progress: float | None = None
    seconds_left: float | None = None
    layer: int | None = None
    layers: int | None = None
    nozzle: float = ROOM
    nozzle_target: float = 0.0
    bed: float = ROOM
    bed_target: float = 0.0


class Simulator:
    """One simulated machine, seen from one process."""

    def __init__(self, folder: Path, clock: Clock, speed: float = 60.0) -> None:
        self.folder = folder
        self._clock = clock
        self._speed = speed
        (folder / "files").mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(folder / "printer.sqlite3", timeout=30, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            for statement in _TABLES.split(";\n"):
                database.execute(statement)
            database.execute("COMMIT")

    def faults(self) -> Faults:
        """The faults asked for at this moment."""
        return Faults.of(self.folder)

    def set_faults(self, faults: Faults) -> None:
        """Ask for faults."""
        faults.ask(self.folder)

    def starts(self) -> tuple[dict[str, Any], ...]:
        """Every physical start there ever was, oldest first: {"print", "name", "at"}."""
        with self._open():
            return tuple(self._ledger())

    def upload(self, name: str, source: Path) -> None:
        """Take a file. 409 when the name is taken, 415 when it is no G-code, 507 when it does not fit."""
        with self._open() as database:
            if database.execute("SELECT 1 FROM files WHERE name = ?", (name,)).fetchone():
                raise HostSays(409, "a file of this name exists")
        data = source.read_bytes()
        faults = self.faults()
        full = faults.full_disk
        if faults.mix_up or faults.shorten:
            data = data.replace(b"G1 ", b"G0 ") if faults.mix_up else data[: len(data) // 2]
            self.set_faults(replace(faults, mix_up=max(0, faults.mix_up - 1), shorten=max(0, faults.shorten - 1)))
        target = self.folder / "files" / name
        part = target.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(data[: len(data) // 2] if full else data)
        try:
            # A stump is listed like a whole file, as it is on real hosts.
            times = Timetable(0.0, (), 0.0, 0.0) if full else _understood(part)
            with part.open("rb") as file:
                os.fsync(file.fileno())
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            with self._open() as database:
                facts = (name, sha256, times.seconds, json.dumps(times.layers), times.nozzle, times.bed)
                try:
                    database.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", facts)
                except sqlite3.IntegrityError:
                    raise HostSays(409, "a file of this name exists") from None
                part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        if full:
            raise HostSays(507, "no space left on device")

    def sha256(self, name: str) -> str | None:
        """Of the file as the host holds it, or None when it is not there."""
        with self._open() as database:
            if not database.execute("SELECT 1 FROM files WHERE name = ?", (name,)).fetchone():
                return None
            try:
                with (self.folder / "files" / name).open("rb") as file:
                    return hashlib.file_digest(file, "sha256").hexdigest()
            except FileNotFoundError:
                return None

    def delete(self, name: str) -> None:
        """Delete a file; 409 while it is printing, no error when it is not there."""
        with self._open() as database:
            running = _running(database)
            if running and running["name"] == name:
                raise HostSays(409, "the file is being printed")
            database.execute("DELETE FROM files WHERE name = ?", (name,))
            (self.folder / "files" / name).unlink(missing_ok=True)

    def start(self, name: str) -> None:
        """Begin to print. 404 unknown file, 409 busy, 503 no printer."""
        with self._open() as database:
            self._begin(database, name, self._clock())
        with self._open():
            pass  # opening writes the ledger

    def start_later(self, name: str, seconds: float) -> None:
        """A start still under way; it is tried when it arrives, and nobody hears what became of it."""
        with self._open() as database:
            database.execute("INSERT INTO late (name, due) VALUES (?, ?)", (name, self._clock() + seconds))

    def pause(self, name: str) -> None:
        """409 unless this very file is printing."""
        with self._open() as database:
            running = self._mine(database, name)
            if running["paused_at"] is None:
                database.execute("UPDATE prints SET paused_at = ? WHERE id = ?", (self._clock(), running["id"]))

    def resume(self, name: str) -> None:
        """409 unless this very file is paused."""
        with self._open() as database:
            running = self._mine(database, name)
            if running["paused_at"] is None:
                raise HostSays(409, "the print is not paused")
            database.execute(
                "UPDATE prints SET paused_for = paused_for + ? - paused_at, paused_at = NULL WHERE id = ?",
                (self._clock(), running["id"]),
            )

    def cancel(self, name: str) -> None:
        """409 unless this very file is printing."""
        with self._open() as database:
            _end(database, self._mine(database, name)["id"], Outcome.CANCELLED, self._clock())

    def halt(self) -> None:
        """An emergency stop: whatever prints has failed, and nothing starts before it was switched off and on."""
        with self._open() as database:
            database.execute("INSERT INTO halts (at) VALUES (?)", (self._clock(),))
            if running := _running(database):
                _end(database, running["id"], Outcome.FAILED, self._clock())

    def last(self, name: str) -> tuple[str | None, int] | None:
        """How the last print of a file ended (None while it runs) and its number; None if there was none."""
        with self._open() as database:
            row = database.execute("SELECT outcome, id FROM prints WHERE name = ? ORDER BY id DESC", (name,)).fetchone()
            return (row["outcome"], row["id"]) if row else None

    def read(self) -> Reading:
        """What the machine shows now."""
        now = self._clock()
        with self._open() as database:
            row = database.execute("SELECT * FROM prints ORDER BY id DESC LIMIT 1").fetchone()
            halted = _halted(database, now)
        if self.faults().unavailable:
            return Reading(Phase.UNAVAILABLE, "Offline")
        if halted:
            return Reading(Phase.ERROR, "Emergency stop")
        seen = Reading(Phase.IDLE, "Operational") if row is None else _reading(row, now)
        off = self.faults().nozzle_off
        return replace(seen, nozzle=round(seen.nozzle + off, 1)) if seen.phase is Phase.PRINTING else seen

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # One writer at a time, also between processes; what is due by now happens first.
        path = self.folder / "printer.sqlite3"
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as database:
            database.row_factory = sqlite3.Row
            database.execute("BEGIN IMMEDIATE")
            try:
                self._settle(database, self._clock())
                yield database
            except BaseException:
                database.rollback()
                raise
            database.commit()

    def _settle(self, database: sqlite3.Connection, now: float) -> None:
        self._write_ledger(database)
        faults = self.faults()
        for late in database.execute("SELECT * FROM late WHERE due <= ? ORDER BY due", (now,)).fetchall():
            _finish(database, late["due"])
            database.execute("DELETE FROM late WHERE id = ?", (late["id"],))
            try:
                self._begin(database, late["name"], late["due"])
            except HostSays:
                continue  # the sender has long gone; nobody hears the refusal
        _finish(database, now)
        if faults.power_cut or faults.fail_now:
            running = _running(database)
            if running:
                _end(database, running["id"], FORGOTTEN if faults.power_cut else Outcome.FAILED, now)
            self.set_faults(replace(faults, power_cut=False, fail_now=False))

    def _begin(self, database: sqlite3.Connection, name: str, now: float) -> None:
        faults = self.faults()
        if faults.unavailable:
            raise HostSays(503, "the printer is not operational")
        if _halted(database, now):
            raise HostSays(503, "the printer was stopped and has to be switched off and on")
        file = database.execute("SELECT * FROM files WHERE name = ?", (name,)).fetchone()
        if file is None or not (self.folder / "files" / name).exists():
            raise HostSays(404, "there is no such file")
        if _running(database):
            raise HostSays(409, "the printer is printing already")
        stops_at, stops_as = 1.0, Outcome.DONE
        if faults.fail_at is not None:
            stops_at, stops_as = faults.fail_at, Outcome.FAILED
        elif faults.stop_at is not None:
            stops_at, stops_as = faults.stop_at, Outcome.CANCELLED
        if stops_as is not Outcome.DONE:
            self.set_faults(replace(faults, fail_at=None, stop_at=None))
        database.execute(
            "INSERT INTO prints (name, started, speed, seconds, layers, nozzle, bed, stops_at, stops_as)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                now,
                self._speed,
                file["seconds"],
                file["layers"],
                file["nozzle"],
                file["bed"],
                stops_at,
                stops_as,
            ),
        )

    def _mine(self, database: sqlite3.Connection, name: str) -> sqlite3.Row:
        running = _running(database)
        if running is None:
            raise HostSays(409, "the printer prints nothing")
        if running["name"] != name:
            raise HostSays(409, f'the printer prints "{running["name"]}"')
        return running

    def _write_ledger(self, database: sqlite3.Connection) -> None:
        rows = database.execute("SELECT id, name, started FROM prints WHERE logged = 0 ORDER BY id").fetchall()
        if not rows:
            return
        # A process may have died between writing the line and saying so: the ledger itself is asked.
        written = {line["print"] for line in self._ledger()}
        with (self.folder / "starts.jsonl").open("ab") as ledger:
            for row in rows:
                if row["id"] not in written:
                    line = {"print": row["id"], "name": row["name"], "at": row["started"]}
                    ledger.write(json.dumps(line).encode() + b"\n")
            ledger.flush()
            os.fsync(ledger.fileno())
        database.executemany("UPDATE prints SET logged = 1 WHERE id = ?", [(row["id"],) for row in rows])

    def _ledger(self) -> Iterator[dict[str, Any]]:
        path = self.folder / "starts.jsonl"
        if path.exists():
            yield from map(json.loads, path.read_text().splitlines())


def _running(database: sqlite3.Connection) -> sqlite3.Row | None:
    row: sqlite3.Row | None = database.execute("SELECT * FROM prints WHERE outcome IS NULL").fetchone()
    return row


def _halted(database: sqlite3.Connection, now: float) -> bool:
    at: float | None = database.execute("SELECT max(at) FROM halts").fetchone()[0]
    return at is not None and now - at < HALTED


def _finish(database: sqlite3.Connection, now: float) -> None:
    """End the running print when its time was over by `now`."""
    running = _running(database)
    if running is None or running["paused_at"] is not None:
        return
    end = running["started"] + running["paused_for"] + _length(running) / running["speed"]
    if end <= now:
        _end(database, running["id"], running["stops_as"], end)


def _end(database: sqlite3.Connection, number: int, outcome: str, at: float) -> None:
    database.execute("UPDATE prints SET outcome = ?, ended = ? WHERE id = ?", (str(outcome), at, number))


def _heating(row: sqlite3.Row) -> float:
    nozzle, bed = float(row["nozzle"]), float(row["bed"])
    return max((nozzle - ROOM) / NOZZLE_RATE, (bed - ROOM) / BED_RATE, 5.0)


def _length(row: sqlite3.Row) -> float:
    return _heating(row) + float(row["seconds"]) * float(row["stops_at"])


def _elapsed(row: sqlite3.Row, now: float) -> float:
    """Seconds of the machine's own time since the start."""
    until = now if row["paused_at"] is None else float(row["paused_at"])
    return (until - float(row["started"]) - float(row["paused_for"])) * float(row["speed"])


def _reading(row: sqlite3.Row, now: float) -> Reading:
    layers: list[float] = json.loads(row["layers"])
    if row["outcome"] is not None:
        if row["outcome"] == FORGOTTEN:
            return Reading(Phase.IDLE, "Operational")
        done = 1.0 if row["outcome"] == Outcome.DONE else None
        kept = 2.718281828 ** (-max(0.0, now - row["ended"]) * row["speed"] / COOLING)
        return Reading(
            Phase.IDLE,
            "Operational",
            row["name"],
            row["id"],
            done,
            nozzle=round(ROOM + (row["nozzle"] - ROOM) * kept, 1),
            bed=round(ROOM + (row["bed"] - ROOM) * kept, 1),
        )
    elapsed, heating = _elapsed(row, now), _heating(row)
    printed = max(0.0, elapsed - heating)
    if row["paused_at"] is not None:
        phase, text = Phase.PAUSED, "Paused"
    elif elapsed < heating:
        phase, text = Phase.PREPARING, "Heating"
    else:
        phase, text = Phase.PRINTING, "Printing"
    return Reading(
        phase,
        text,
        row["name"],
        row["id"],
        min(1.0, printed / row["seconds"]) if row["seconds"] else 0.0,
        seconds_left=(heating + row["seconds"] - elapsed) / row["speed"],
        layer=bisect.bisect_right(layers, printed) if printed else None,
        layers=len(layers) or None,
        nozzle=round(min(row["nozzle"], ROOM + elapsed * NOZZLE_RATE), 1),
        nozzle_target=row["nozzle"],
        bed=round(min(row["bed"], ROOM + elapsed * BED_RATE), 1),
        bed_target=row["bed"],
    )


def _understood(path: Path) -> Timetable:
    times = timetable(path)
    if not times.seconds:
        raise HostSays(415, "this is not G-code: nothing in it moves")
    return times
