"""
A Duet with RepRapFirmware 3.3 or later, by itself or with a single-board computer (SBC) before it.

    driver = "duet"
    address = "http://duet.local"
    key = "..."                        # the machine's password (M551); empty where none was set
    options = { timeout = 10, upload_timeout = 600 }   # seconds, both optional

Which of the two it is, it says itself. Requests that go out, by itself and with an SBC:

    identify  rr_connect, rr_model?key=boards             /machine/connect, /machine/model
    read      rr_model?flags=d99fn, rr_model?key=job      /machine/model
    stage     rr_fileinfo?name=   the name must be free   /machine/fileinfo/gcodes/NAME
              rr_model?key=volumes   is there room        /machine/model
              POST rr_upload?name=&crc32=                 PUT /machine/file/gcodes/NAME
              rr_download?name=   SHA-256 of all of it    GET /machine/file/gcodes/NAME
    start     rr_gcode?gcode=M32 "0:/gcodes/NAME", once   POST /machine/code, once; after a reading that says idle
    find      as read, then as the first of stage
    pause, resume, cancel   M25, M24, M25 and then M0     the same
    stop      M112: heaters and motors off until a reset  the same
    discard   as read, rr_delete?name=, then look         DELETE /machine/file/gcodes/NAME, then look

Written after public documents and tried against a model of the board; never yet on one. Taken from its makers' sources
and respected here: a wrong password is answered with 200; that a line of G-code was taken says nothing of what came
of it; a session ends after eight seconds of silence; M0 is refused unless the print is paused; a file is overwritten
without a word; an SBC deletes a file that it is printing, keeps half of an upload that was cut off, and says only a
moment after the end whether it was cancelled. A board by itself never says how a print ended, so this driver remembers
what it saw: paused before the end is cancelled, the end of the file is done, anything else is failed; who looks for the
first time afterwards, or had not looked for five seconds, cannot know. Nor can any but the driver that sent a start
know that it never began: when the board was switched on is told by no clock that both of them share.
Maker's documents: https://github.com/Duet3D/RepRapFirmware/wiki/HTTP-requests,
https://github.com/Duet3D/RepRapFirmware/wiki/Object-Model-Documentation,
https://github.com/Duet3D/DuetSoftwareFramework/blob/master/OpenAPI.yaml
"""

from printers.drivers.duet.board import recognise
from printers.drivers.duet.driver import Duet
from printers.printer import Clock, Printer
from printers.web import WebHost

PORTS = (80,)


def connect(printer: Printer, clock: Clock) -> Duet:
    """The driver of one Duet."""
    return Duet(WebHost(printer), printer.key, clock)


async def recognised(host: WebHost) -> bool:
    """Whether a Duet answers, asked without its password."""
    return await recognise(host)
