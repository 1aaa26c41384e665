"""
The camera of a modelled Bambu printer: TLS at a port of its own, 80 bytes of login, then one JPEG after the other.

After https://github.com/Doridian/OpenBambuAPI/blob/main/video.md. What it does with a wrong code no document says; this
one hangs up. Faults are words of the machine: `camera_off`, `camera_page`, `camera_endless`, `camera_cut`.
"""

import contextlib
import socket
import ssl
import struct
import threading
import time
from pathlib import Path

LOGIN, HEADER = struct.Struct("<IIII32s32s"), struct.Struct("<IIII")
PERIOD = 0.5  # s between two pictures


class Camera:
    """Shows the picture that lies in the printer's folder."""

    def __init__(self, folder: Path, code: str, port: int, faults: set[str]) -> None:
        self._picture, self._code, self._faults = folder / "picture.jpg", code, faults
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(folder / "printer.pem")
        self._door = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        while True:
            line, _ = self._door.accept()
            threading.Thread(target=self._show, args=(line,), daemon=True).start()

    def _show(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), self._context.wrap_socket(plain, server_side=True) as line:
            said = b""
            while len(said) < LOGIN.size:
                if not (some := line.recv(LOGIN.size - len(said))):
                    return
                said += some
            rest, kind, _, _, user, code = LOGIN.unpack(said)
            known = (rest, kind, user.rstrip(b"\0"), code.rstrip(b"\0")) == (64, 0x3000, b"bblp", self._code.encode())
            if not known or "camera_off" in self._faults:
                return
            while True:
                data = b"<html>no picture</html>" if "camera_page" in self._faults else self._picture.read_bytes()
                length = 0x7FFF_FFFF if "camera_endless" in self._faults else len(data)
                line.sendall(HEADER.pack(length, 0, 1, 0))
                if "camera_cut" in self._faults:
                    line.sendall(data[: len(data) // 2])
                    return
                for begin in range(0, len(data), 4096):
                    line.sendall(data[begin : begin + 4096])
                time.sleep(PERIOD)
