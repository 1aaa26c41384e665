"""
PrusaLink, by its v1 API: the program beside an MK2.5 or MK3, and the one in MK4, MINI, XL and CORE One (Buddy).

    driver = "prusalink"
    address = "http://prusalink.local"
    key = "..."                        # the API key, or with `user` the password
    options = { user = "maker", storage = "usb", timeout = 10, upload_timeout = 600 }   # all of them optional

With `user` it speaks HTTP Digest, otherwise `X-Api-Key`. Without `storage` it takes the first that can be written.
Requests that go out:

    identify  GET    /api/version, /api/v1/info
    read      GET    /api/v1/status, and /api/v1/job while it has one
    stage     GET    /api/v1/storage, /api/v1/status   where to, and whether there is room
              PUT    /api/v1/files/STORAGE/NAME   the bytes, `Overwrite: ?0`, without `Print-After-Upload`
              GET    /api/v1/files/STORAGE/NAME, then its `download`: SHA-256 of what the host holds
    start     POST   /api/v1/files/STORAGE/NAME, once
    find      as read; at the end of a print GET /api/job; GET /api/v1/files/STORAGE/NAME
    pause, resume, cancel   PUT /api/v1/job/ID/pause, PUT /api/v1/job/ID/resume, DELETE /api/v1/job/ID
    stop      GET    /api/v1/job, DELETE /api/v1/job/ID: it offers no emergency stop, so heaters and motors stay on
    discard   DELETE /api/v1/files/STORAGE/NAME, then GET it
    picture   GET    /api/v1/cameras/snap

Seen on 0.8.1 and respected here: how a print ended is shown for 11 seconds and then forgotten, so a driver remembers
what it saw, and whoever looks for the first time later cannot know; until then a start is refused; bytes sent as
`application/octet-stream` are answered with 500; a disk that runs full in mid-upload ends all uploads until PrusaLink
is restarted, so nothing is sent for which there is no room; a file is listed, and gone, a moment later.
Buddy by its own sources: ours is the display name, for its `name` is a short one of FAT; a start is taken as soon as
a print has ended; one transfer at a time.
Maker's document: https://github.com/prusa3d/Prusa-Link-Web/blob/master/spec/openapi.yaml
"""

import httpx

from printers.drivers.prusalink.driver import PrusaLink
from printers.printer import Clock, Printer
from printers.web import WebHost, fields

REALMS = ('realm="Administrator"', 'realm="Printer API"')  # beside a printer, and in one


def connect(printer: Printer, clock: Clock) -> PrusaLink:
    """The driver of one PrusaLink."""
    user, storage = printer.options.get("user"), printer.options.get("storage")
    if user:
        host = WebHost(printer, auth=httpx.DigestAuth(str(user), printer.key), refuses=_refuses)
    else:
        host = WebHost(printer, {"X-Api-Key": printer.key}, refuses=_refuses)
    return PrusaLink(host, clock, None if storage is None else str(storage))


async def recognised(host: WebHost) -> bool:
    """Whether a PrusaLink answers, asked without a key: the door it shows has its own name."""
    answer = await host.ask("GET", "/api/version")
    asks = answer.headers.get("www-authenticate", "")
    return str(fields(answer).get("text", "")).startswith("PrusaLink") or any(realm in asks for realm in REALMS)


def _refuses(answer: httpx.Response) -> bool:
    return answer.status_code in (401, 403)
