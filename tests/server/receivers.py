"""Real little receivers of news: a web server and a mail server of this machine."""

from __future__ import annotations

import contextlib
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.shop import free_port


@dataclass
class Heard:
    """One request that arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Ear:
    """A web server that keeps what it hears and answers as it is told."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)


@contextlib.contextmanager
def listening(*answers: int) -> Iterator[Ear]:
    """A web server that answers so, one after the other, and then 204."""
    ear = Ear(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            ear.heard.append(Heard(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(ear.answers.pop(0) if ear.answers else 204)
            self.end_headers()

        def log_message(self, format: str, *words: Any) -> None:  # the base class names it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    ear.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield ear
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Box:
    """A mail server's letters, and whom it refuses for good."""

    port: int = 0
    letters: list[Envelope] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    busy: bool = False

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's word
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a receiver or refuse it."""
        if self.busy:
            return "451 come back later"
        if address in self.refuse:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter."""
        self.letters.append(envelope)
        return "250 kept"


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _kind: str, asked: Any) -> AuthResult:
    known = isinstance(asked, LoginPassword) and (asked.login, asked.password) == (b"print", b"secret")
    # What is not handled is refused with 535.
    return AuthResult(success=known, handled=known)


@contextlib.contextmanager
def mailbox(certificate: tuple[Path, Path] | None = None) -> Iterator[Box]:
    """A mail server; with a certificate it insists on STARTTLS and on the user `print` with the password `secret`."""
    box = Box()
    more: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        more = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": _knows}
    box.port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **more)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that is its own authority, and its key."""
    pem, key = folder / "mail.pem", folder / "mail.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(pem)),
        ],
        check=True,
        capture_output=True,
    )
    return pem, key


def read(envelope: Envelope) -> EmailMessage:
    """A letter that arrived."""
    assert isinstance(envelope.content, bytes)
    letter = message_from_bytes(envelope.content, policy=default)
    assert isinstance(letter, EmailMessage)
    return letter
