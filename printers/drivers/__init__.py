"""
Drivers, one file per protocol; putting a file here is all it takes.

A driver file offers `connect(printer, clock) -> Driver`. Files are found by name and imported when first
needed, so one that is broken hurts only the printers that use it.
"""

import difflib
import importlib
import pkgutil
import time
from typing import Protocol, cast

from printers.errors import UnknownDriver
from printers.printer import Clock, Driver, Printer


class _Door(Protocol):
    def connect(self, printer: Printer, clock: Clock) -> Driver: ...


def drivers() -> tuple[str, ...]:
    """The names of all protocols there is a file for."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def open_driver(printer: Printer, clock: Clock = time.time) -> Driver:
    """A driver for one printer; raises `UnknownDriver` with the nearest known name."""
    known = drivers()
    if printer.driver not in known:
        nearest = next(iter(difflib.get_close_matches(printer.driver, known, 1)), None)
        raise UnknownDriver(printer.driver, known, nearest)
    door = cast(_Door, importlib.import_module(f"{__name__}.{printer.driver}"))
    return door.connect(printer, clock)
