"""
OctoPrint 1.11, by its REST API.

    driver = "octoprint"
    address = "http://octopi.local"
    key = "..."                        # an application key of a user who may upload, delete, select and print
    options = { timeout = 10, upload_timeout = 300 }   # seconds

Requests that go out:

    identify  GET    /api/version, /api/currentuser; what it can do: /api/printerprofiles
    read      GET    /api/job, /api/printer?exclude=sd,state
    watch     as read, and POST /api/login (passive) for a websocket at /sockjs/websocket: the events of states
    stage     POST   /api/files/local   multipart, noOverwrite, neither select nor print
              GET    /api/files/local/NAME   its `hash`, a SHA-1 of what the host holds
    start     POST   /api/files/local/NAME   {"command": "select", "print": true}, once
    find      GET    /api/job, /api/files/local/NAME
    pause, resume, cancel   POST /api/job
    stop      POST   /api/printer/command   {"command": "M112"}: the host sends it before all else, and hangs up
    discard   DELETE /api/files/local/NAME, then GET it
    picture   GET    /api/settings, then what its webcam's address says

Seen on 1.11.8 and respected here: a start is answered 204 also when another client's file is printed instead;
a refused key is 403; a full disk leaves a stump under the good name; after its own restart the host has
forgotten what it printed; it does not keep whether a print was cancelled or failed.
Maker's document: https://docs.octoprint.org/en/master/api/
"""

import httpx

from printers.drivers.octoprint.driver import OctoPrint
from printers.printer import Clock, Printer
from printers.web import WebHost

PORTS = (80, 5000)  # OctoPi's web server, and its own


def connect(printer: Printer, clock: Clock) -> OctoPrint:
    """The driver of one OctoPrint."""
    return OctoPrint(WebHost(printer, {"X-Api-Key": printer.key}, refuses=_refuses), clock)


async def recognised(host: WebHost) -> bool:
    """Whether an OctoPrint answers, asked without a key: only it offers keys for the asking."""
    return (await host.ask("GET", "/plugin/appkeys/probe")).status_code == 204


def _refuses(answer: httpx.Response) -> bool:
    # A POST with a wrong key is taken for a browser's and fails by its missing CSRF token instead.
    return answer.status_code in (401, 403) or (answer.status_code == 400 and "CSRF" in answer.text)
