"""`python -m server admin stop`: the whole farm is stopped from the command line, beside a shop that is running."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it brings the database, for which no command waits that only asks for help
    from server.database import Database
    from server.equipment import PrinterSettings

#: What has to be typed.
WORD = "stop"
DONE, WRONG, FAILED = 0, 2, 3


def commands(admin: argparse.ArgumentParser) -> None:
    """Add what may be said to it to its parser."""
    admin.add_argument("--yes", action="store_true", help="do not ask once more")
    admin.add_argument("--over", action="store_true", help="it is over: bring back what stood still then")
    admin.add_argument(
        "--patience", type=float, default=60.0, metavar="SECONDS", help="so long the printers' answers are waited for"
    )


def run(database: Database, printers: Mapping[str, PrinterSettings], given: argparse.Namespace) -> int:
    """Say what will be done, ask, do it, and tell each printer's answer; 3 where one was not seen to stand."""
    from server import halt

    if given.over:
        with database.begin() as session:
            back = halt.go_on(session, printers, given.who)
        print(f"Back in service: {_names(printers, back)}." if back else "No printer was taken out of service by it.")
        return DONE
    with database.read() as session:
        coming = halt.outlook(session, printers)
    if coming.told:
        print(f"Told to stop, and again until they stand: {_names(printers, coming.told)}. What they print has failed.")
    if coming.resting:
        print(f"Start nothing until they are brought back: {_names(printers, coming.resting)}.")
    if not given.yes and not _agreed():
        print("Nothing was done.", file=sys.stderr)
        return WRONG
    with database.begin() as session:
        done = halt.halt(session, printers, given.who)
    return _followed(database, printers, done.told, given.patience)


def _agreed() -> bool:
    try:
        return input(f"Type {WORD} to stop them: ").strip().lower() == WORD
    except EOFError:
        return False


def _followed(
    database: Database, printers: Mapping[str, PrinterSettings], told: tuple[str, ...], seconds: float
) -> int:
    """Each printer's answer as it changes, until the last of them stands."""
    from server import stops

    said: dict[str, str] = {}
    end, open_ = time.monotonic() + seconds, set(told)
    while open_:
        with database.read() as session:
            standing = stops.standing(session, told)
        for printer, stop in standing.items():
            if said.get(printer) != stop["words"]:
                said[printer] = stop["words"]
                print(f"{printers[printer].name}: {stop['words']}", flush=True)
        open_ = {printer for printer, stop in standing.items() if not stop["over"]}
        if open_ and time.monotonic() > end:
            unsent = [printer for printer in sorted(open_) if not standing[printer]["sent"]]
            if unsent:
                words = "nothing was sent yet. Does the shop run, and can it reach them?"
                print(f"{_names(printers, unsent)}: {words}", file=sys.stderr)
            print(f"Not seen to stand: {_names(printers, sorted(open_))}. Use the power switch.", file=sys.stderr)
            return FAILED
        time.sleep(0.2)
    if told:
        print("Look at each machine and its plate; the print room asks for it.")
    return DONE


def _names(printers: Mapping[str, PrinterSettings], ids: tuple[str, ...] | list[str]) -> str:
    return ", ".join(printers[one].name for one in ids)
