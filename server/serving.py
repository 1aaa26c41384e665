"""Serving over HTTP with granian, which ends slow readers by itself."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings

from server.errors import ServerError
from server.inventory import check
from server.settings import Settings

#: Within this a client must have sent its headers, milliseconds.
HEADER_MILLISECONDS = 10_000
#: A process that does not end by itself within this is ended; nothing depends on its farewell.
STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1


def serve(settings: Settings) -> int:
    """Serve until told to stop. Raises ServerError when the port is taken."""
    check(settings)
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as exc:
            raise ServerError(
                f"Port {settings.port} on {settings.host} cannot be used ({exc.strerror}). "
                f"Choose another: make run PORT={settings.port + 1}"
            ) from exc
    os.environ["PRINTWRIGHT_PARENT"] = str(os.getpid())
    Granian(
        "server.serving:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        factory=True,
        workers=1,
        workers_kill_timeout=STOP_SECONDS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        log_level="warning",  # type: ignore[arg-type]  # granian takes the word
    ).serve()
    return 0


def application() -> object:
    """The application, in granian's worker. It dies with the process that was started, however that dies."""
    parent = int(os.environ.get("PRINTWRIGHT_PARENT", "0"))
    if sys.platform == "linux" and parent:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    from server.app import create_app

    return create_app()
