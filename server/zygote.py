"""
The warm parent of all build processes: imports the geometry once, then forks a worker whenever it is asked.

Run as `python -m server.zygote CONTROL_FD OPTIONS`. On the control socket, `f` with a socket attached asks for a
worker that serves it; the answer is the worker's process number. When the control socket closes, all die.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import signal
import socket
import struct
import sys
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4


def bind_to_parent(parent: int) -> None:
    """Die with the parent, whatever kills it (Linux; elsewhere the closed socket has to do)."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def confine(memory_mb: int) -> None:
    """
    The limits a worker lives under, set by itself before it reads any template's values. The memory is what it may
    use beyond what the warm parent holds.

    The wall time is kept from outside, by killing. This is the one place where further walls (no network, no
    foreign files, no new processes) belong.
    """
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    most = pages * resource.getpagesize() + (memory_mb << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)


def main() -> None:
    """Warm up, then fork on demand until the control socket closes."""
    server = os.getppid()
    bind_to_parent(server)
    control = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(sys.argv[2])
    os.setpgrp()
    from server.bench import Bench

    bench = Bench.warm(options["templates"], watch=options["watch"], profiles=options["profiles"])
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.sendall(b"r")
    while True:
        word, fds, _flags, _address = socket.recv_fds(control, 1, 1)
        if not word:
            os._exit(0)
        me = os.getpid()
        child = os.fork()
        if child == 0:
            bind_to_parent(me)
            control.close()
            confine(options["memory_mb"])
            bench.serve(socket.socket(fileno=fds[0]))
            os._exit(0)
        os.close(fds[0])
        control.sendall(struct.pack("<I", child))


if __name__ == "__main__":
    main()
