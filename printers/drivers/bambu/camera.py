"""
The camera of a P1 or an A1: one JPEG after the other inside TLS, at a port of its own.

Who comes says a name and the access code in 80 bytes; before each picture stand 16 that say how long it is. All numbers
are of 32 bits, the lowest byte first. X1, P2S and H2 show theirs by RTSPS instead, which is video and no picture.
Source: https://github.com/Doridian/OpenBambuAPI/blob/main/video.md
"""

import asyncio
import contextlib
import struct

from printers.drivers.bambu.certificate import Certificates
from printers.drivers.bambu.storage import USER
from printers.errors import Unreachable, WrongHost
from printers.picture import FIRST, LARGEST, LAST, checked

LOGIN = struct.Struct("<IIII32s32s")  # how long the rest is, a kind, two zeros, the name, the code
HEADER = struct.Struct("<IIII")  # how long the picture is, zero, one, zero
LENGTH, KIND = 64, 0x3000


def login(code: str) -> bytes:
    """The 80 bytes that are said first."""
    return LOGIN.pack(LENGTH, KIND, 0, 0, USER.encode(), code.encode())


class Camera:
    """One printer's; a line for each picture, so that nothing is sent that nobody looks at."""

    def __init__(
        self, host: str, port: int, serial: str, code: str, certificates: Certificates, seconds: float
    ) -> None:
        self._host = host
        self._port = port
        self._serial = serial
        self._code = code
        self._certificates = certificates
        self._seconds = seconds

    async def picture(self) -> bytes:
        """What it sees now. Raises `Unreachable`, `WrongHost`."""
        address = f"{self._host}:{self._port}"
        context = await asyncio.to_thread(self._certificates.context, self._port)
        try:
            async with asyncio.timeout(self._seconds):
                reader, writer = await asyncio.open_connection(
                    self._host, self._port, ssl=context, server_hostname=self._serial
                )
                try:
                    writer.write(login(self._code))
                    await writer.drain()
                    length, *_rest = HEADER.unpack(await reader.readexactly(HEADER.size))
                    if not 0 < length <= LARGEST:
                        raise WrongHost(
                            address, f"its camera gives a picture of {length} bytes, at most {LARGEST} are taken"
                        )
                    data = checked(address, await reader.readexactly(length))
                finally:
                    writer.transport.abort()  # it would go on showing
                    with contextlib.suppress(OSError):
                        await writer.wait_closed()
        except TimeoutError as late:
            raise Unreachable(address, f"its camera gave no picture within {self._seconds:g} s") from late
        except asyncio.IncompleteReadError as cut:
            why = (
                "its camera hung up" if cut.partial else "its camera is switched off, or does not take the access code"
            )
            raise Unreachable(address, why) from cut
        except OSError as broken:
            raise Unreachable(address, str(broken) or type(broken).__name__) from broken
        if not (data.startswith(FIRST) and data.endswith(LAST)):
            raise WrongHost(address, "what its camera gives is no whole JPEG")
        return data
