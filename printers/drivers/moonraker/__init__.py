"""
Moonraker 0.11 with Klipper, by its HTTP API.

    driver = "moonraker"
    address = "http://mainsailos.local:7125"   # or without the port, where a web server passes it on
    key = "..."                                # the API key of Moonraker; empty where this computer is trusted
    options = { timeout = 10, upload_timeout = 300 }   # seconds

Requests that go out:

    identify  GET    /server/info, /printer/info; what it can do: /printer/objects/query?configfile&toolhead
    read      GET    /printer/objects/query?webhooks&print_stats&…, while it prints also /server/files/metadata
    watch     as read, and a websocket at /websocket: printer.objects.subscribe to states
    stage     HEAD   /server/files/gcodes/NAME   the name must be free, for the host would overwrite
              POST   /server/files/upload   multipart, with `checksum`, without `print`
              GET    /server/files/gcodes/NAME   all of it: SHA-256 of what the host holds
    start     POST   /printer/print/start?filename=NAME, once, after a reading that says idle
    find      as read, then GET /server/history/list and HEAD /server/files/gcodes/NAME
    pause, resume, cancel   POST /printer/print/…
    stop      POST   /printer/emergency_stop   Klipper's own: heaters and motors off until a firmware restart
    discard   as read, then DELETE /server/files/gcodes/NAME, then HEAD it
    picture   GET    /server/webcams/list, then what its address says

Seen on 0.11.0 and respected here: of uploads in the same second the bytes are mixed up and 201 is said all the same,
with the right checksum too; a start to a paused machine drops the paused print; pause, resume and cancel say "ok"
whatever runs; a file may be deleted in the first quarter of a second of its own print; what the history calls
interrupted may have been printed to its end; after Klipper has stopped itself the print is still called paused.
Layers: from `SET_PRINT_STATS_INFO` in the G-code, where it stands; otherwise counted from the height of the nozzle.
Maker's document: https://moonraker.readthedocs.io/en/latest/external_api/introduction/
"""

from printers.drivers.moonraker.driver import Moonraker
from printers.drivers.moonraker.klipper import result
from printers.printer import Clock, Printer
from printers.web import WebHost

PORTS = (7125, 80)  # its own, and that of the web server which Mainsail and Fluidd come with


def connect(printer: Printer, clock: Clock) -> Moonraker:
    """The driver of one Moonraker."""
    key = {"X-Api-Key": printer.key} if printer.key else None
    return Moonraker(WebHost(printer, key, refuses=lambda answer: answer.status_code == 401), clock)


async def recognised(host: WebHost) -> bool:
    """Whether a Moonraker answers, asked without a key."""
    found = result(await host.ask("GET", "/access/info"))
    return "moonraker" in found.get("available_sources", ())
