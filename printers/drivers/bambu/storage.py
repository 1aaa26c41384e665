"""
The card of a Bambu printer, by FTP inside TLS from the first byte ("implicit").

Facts of its server, from public reports: the data connection must continue the session of the control connection on
some models and must not on others; it says no farewell, so nobody waits for one; over TLS 1.3 a P2S cut files short.
"""

import asyncio
import contextlib
import ftplib
import hashlib
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from printers.drivers.bambu.certificate import Certificates
from printers.errors import Busy, Denied, NoSpace, Rejected, Unreachable

USER = "bblp"
CHUNK = 1 << 16
_FULL = ("452", "552")
#: How long a server may take for its last word on an upload, s: what it holds back is no more than its buffers. Some
#: say nothing at all when the line for the data broke, and the whole time for an upload would be waited in vain.
LAST_WORD = 30.0
_Answer = TypeVar("_Answer")


class _ImplicitTLS(ftplib.FTP_TLS):
    """TLS before the greeting; the data connection in the same session where that is wanted."""

    def __init__(self, context: ssl.SSLContext, continues: bool, seconds: float) -> None:
        super().__init__(context=context, timeout=seconds)
        self._continues = continues

    def reach(self, host: str, port: int) -> None:
        """Connect, shake hands, hear the greeting."""
        self.host, self.port = host, port
        plain = socket.create_connection((host, port), self.timeout)
        self.af = plain.family
        self.sock = self.context.wrap_socket(plain)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321 - wrapped in TLS below
        try:
            session = self.sock.session if self._continues and isinstance(self.sock, ssl.SSLSocket) else None
            return self.context.wrap_socket(conn, session=session), size
        except BaseException:
            conn.close()
            raise


class Storage:
    """One printer's card; a connection for each piece of work, for nobody knows how long one is kept open."""

    def __init__(
        self,
        host: str,
        port: int,
        code: str,
        certificates: Certificates,
        *,
        continues: bool,
        seconds: float,
        upload_seconds: float,
    ) -> None:
        self._host = host
        self._port = port
        self._code = code
        self._certificates = certificates
        self._continues = continues
        self._seconds = seconds
        self._upload_seconds = upload_seconds

    async def size(self, name: str) -> int | None:
        """Bytes of a file; None when there is none. Raises `Unreachable`, `Denied`, `WrongHost`."""
        return await self._do(name, lambda ftp: _size(ftp, name))

    async def put(self, name: str, file: Path) -> None:
        """Write a file. Raises as `size`, and `NoSpace` (deleted as far as can be), `Busy`, `Rejected`."""
        try:
            await self._do(name, lambda ftp: _put(ftp, name, file, self._upload_seconds))
        except NoSpace as full:
            raise NoSpace(name, deleted=await self._gone(name)) from full
        except (Unreachable, Busy):
            await self._gone(name)
            raise

    async def digest(self, name: str) -> str | None:
        """SHA-256 of what lies there, by reading it back; None when there is no such file."""
        return await self._do(name, lambda ftp: _digest(ftp, name))

    async def delete(self, name: str) -> None:
        """Delete, then look; no error when it is absent already. Raises `Rejected` when it stays."""
        if not await self._do(name, lambda ftp: _deleted(ftp, name)):
            raise Rejected(name, "the file is still there after it was deleted")

    async def _gone(self, name: str) -> bool:
        with contextlib.suppress(Unreachable, Rejected, Busy):
            await self.delete(name)
            return True
        return False

    async def _do(self, name: str, work: Callable[[ftplib.FTP_TLS], _Answer]) -> _Answer:
        return await asyncio.to_thread(self._connected, name, work)

    def _connected(self, name: str, work: Callable[[ftplib.FTP_TLS], _Answer]) -> _Answer:
        context = self._certificates.context(self._port, newest=ssl.TLSVersion.TLSv1_2)
        with self._translated(name), contextlib.closing(_ImplicitTLS(context, self._continues, self._seconds)) as ftp:
            ftp.reach(self._host, self._port)
            ftp.login(USER, self._code)
            ftp.prot_p()
            done = work(ftp)
            with contextlib.suppress(*ftplib.all_errors):
                ftp.quit()
            return done

    @contextlib.contextmanager
    def _translated(self, name: str) -> Iterator[None]:
        try:
            yield
        except ftplib.Error as refused:
            words = str(refused)
            if words.startswith("530"):
                raise Denied(self._host) from refused
            if words.startswith(_FULL) or "no space" in words.lower():
                raise NoSpace(name, deleted=False) from refused
            if words.startswith(("421", "450")):
                raise Busy(name, words) from refused
            if words.startswith("4"):  # the line for the data was cut, or a like mishap that may not happen again
                raise Unreachable(self._host, words) from refused
            raise Rejected(name, words) from refused
        except (OSError, EOFError) as broken:
            raise Unreachable(self._host, str(broken) or type(broken).__name__) from broken


def _size(ftp: ftplib.FTP_TLS, name: str) -> int | None:
    ftp.voidcmd("TYPE I")  # without it a server may refuse to count
    try:
        return ftp.size(name)
    except ftplib.error_perm as refused:
        if str(refused).startswith("550"):
            return None
        raise


def _put(ftp: ftplib.FTP_TLS, name: str, file: Path, seconds: float) -> None:
    ftp.voidcmd("TYPE I")
    with file.open("rb") as data, ftp.transfercmd(f"STOR {name}") as line:
        line.settimeout(seconds)
        while chunk := data.read(CHUNK):
            try:
                line.sendall(chunk)
            except OSError:
                # What the server has to say about it comes over the other line.
                line.close()
                ftp.voidresp()
                raise
    assert ftp.sock is not None
    ftp.sock.settimeout(min(seconds, LAST_WORD))  # a card may still be writing
    ftp.voidresp()


def _digest(ftp: ftplib.FTP_TLS, name: str) -> str | None:
    counted = hashlib.sha256()
    if _size(ftp, name) is None:
        return None
    with ftp.transfercmd(f"RETR {name}") as line:
        while chunk := _received(line):
            counted.update(chunk)
    ftp.voidresp()
    return counted.hexdigest()


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(CHUNK)
    except ssl.SSLEOFError:
        return b""  # no farewell; whether all came is told by the digest


def _deleted(ftp: ftplib.FTP_TLS, name: str) -> bool:
    try:
        ftp.delete(name)
    except ftplib.error_perm as refused:
        if not str(refused).startswith("550"):
            raise
    return _size(ftp, name) is None


def remote(name: str) -> str:
    """What an attempt's file is called on the card: the printer tells a wrapped G-code by this ending."""
    return f"{name}.3mf"
