"""
Whom a Bambu printer proves to be: its certificate is issued to its serial number, never to its address.

Three grades, by what the settings hold:

    ca            the maker's authority in a file: the printer shows a certificate that this authority issued
    fingerprint   SHA-256 of the certificate: it shows this very one
    neither       whatever it shows first, if issued to the serial, and no other for as long as this program runs;
                  that keeps machines apart, but not somebody who forges the name of one
"""

import hashlib
import socket
import ssl
from pathlib import Path
from typing import Any

from printers.errors import Unreachable, WrongHost


class NamedContext(ssl.SSLContext):
    """TLS that asks for the serial and compares the certificate with it, whatever address was dialled."""

    serial = ""

    def wrap_socket(self, sock: socket.socket, *given: Any, **settings: Any) -> ssl.SSLSocket:
        return super().wrap_socket(sock, *given, **{**settings, "server_hostname": self.serial})


class Certificates:
    """What is known of one printer's certificates, by port."""

    def __init__(
        self, host: str, serial: str, *, fingerprints: frozenset[str], authority: Path | None, seconds: float
    ) -> None:
        self._host = host
        self._serial = serial
        self._fingerprints = fingerprints
        self._authority = authority
        self._seconds = seconds
        self._known: dict[int, NamedContext] = {}

    def context(self, port: int, *, newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED) -> NamedContext:
        """
        TLS that talks to this printer alone; blocks for a handshake the first time.

        Raises `Unreachable`, `WrongHost`.
        """
        if port not in self._known:
            context = NamedContext(ssl.PROTOCOL_TLS_CLIENT)
            context.serial = self._serial
            context.maximum_version = newest
            if self._authority is not None:
                try:
                    context.load_verify_locations(cafile=self._authority)
                except (OSError, ssl.SSLError) as broken:
                    raise WrongHost(self._host, f"{self._authority} holds no certificate: {broken}") from broken
            shown = self._shown(port, context)
            found = hashlib.sha256(shown).hexdigest()
            if self._fingerprints and found not in self._fingerprints:
                raise WrongHost(self._host, f"the certificate at port {port} has another fingerprint: {found}")
            if self._authority is None:
                context.load_verify_locations(cadata=shown)
                # What is trusted is this one certificate, and not who issued it.
                context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
            self._prove(port, context)
            self._known[port] = context
        return self._known[port]

    def _shown(self, port: int, context: NamedContext) -> bytes:
        """The certificate, before anything is believed of it."""
        looking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        looking.maximum_version = context.maximum_version
        looking.check_hostname = False
        looking.verify_mode = ssl.CERT_NONE
        shown = self._handshake(port, looking)
        if shown is None:
            raise WrongHost(self._host, f"port {port} shows no certificate")
        return shown

    def _prove(self, port: int, context: NamedContext) -> None:
        self._handshake(port, context)

    def _handshake(self, port: int, context: ssl.SSLContext) -> bytes | None:
        try:
            with (
                socket.create_connection((self._host, port), self._seconds) as plain,
                context.wrap_socket(plain, server_hostname=self._serial) as wrapped,
            ):
                return wrapped.getpeercert(binary_form=True)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as cut:
            raise Unreachable(self._host, f"port {port}: {cut}") from cut
        except ssl.SSLCertVerificationError as other:
            why = f"the certificate at port {port} is not that of {self._serial}: {other.verify_message}"
            raise WrongHost(self._host, why) from other
        except ssl.SSLError as other:
            raise WrongHost(self._host, f"port {port} does not speak TLS as a printer does: {other.reason}") from other
        except OSError as silent:
            raise Unreachable(self._host, f"port {port}: {silent}") from silent
