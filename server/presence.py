"""
Which processes of this machine work on one data folder: each holds a file there for as long as it lives.

With PostgreSQL the processes may be anywhere, and only their silence says that they died. On SQLite they are all on one
machine, whose kernel lets go of a file in the moment in which its holder dies, whatever killed it: nobody has to wait.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from server.errors import AlreadyRunning

log = logging.getLogger("printwright.presence")
#: Kinds of file system on which processes of several machines may meet. SQLite's write-ahead log wants memory that all
#: its processes share (sqlite.org/wal.html, section 1), which there is not between two machines.
NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "virtiofs", "vboxsf", "ceph", "lustre", "beegfs"),
        *("glusterfs", "ocfs2", "gfs2", "gpfs", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone"),
        *("fuse.ceph", "fuse.davfs2", "fuse.vmhgfs-fuse", "prl_fs"),
    )
)
_MOUNTS = Path("/proc/self/mountinfo")


class Presence:
    """This process among those that work on the same data. Without a folder there are no files, and nobody is known."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        # Two processes with one name would run the same step twice, so a name is never used again.
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Be there for the block. Raises AlreadyRunning where another process owns the folder alone."""
        if self._folder is None:
            yield
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        network = network_of(self._folder)
        with contextlib.ExitStack() as stack:
            stack.enter_context(_way_in(self._folder, network))
            if network:
                log.warning("%s lies on a network file system (%s): no second process may join", self._folder, network)
            self._files.mkdir(exist_ok=True)
            # Held before anybody can know the name, so nobody ever finds it free while we live.
            file = stack.enter_context((self._files / self.name).open("w"))
            if not _held(file, alone=True):
                raise AlreadyRunning(f"Another process holds {self._files / self.name}")
            try:
                yield
            finally:
                (self._files / self.name).unlink(missing_ok=True)

    @property
    def knows(self) -> bool:
        """Whether it can tell who lives."""
        return self._folder is not None

    def gone(self, name: str) -> bool:
        """Whether it is certain that the process of that name is dead: nobody holds its file."""
        if self._folder is None:
            return False
        try:
            file = (self._files / name).open()
        except FileNotFoundError:
            return True
        with file:
            return _held(file, alone=False)

    def forget(self, name: str) -> None:
        """Clear away the file of a process that is dead."""
        if self._folder is not None and name != self.name and self.gone(name):
            (self._files / name).unlink(missing_ok=True)

    @property
    def _files(self) -> Path:
        assert self._folder is not None, "nothing is known of processes that may be on other machines"
        return self._folder / "processes"


@contextlib.contextmanager
def _way_in(folder: Path, network: str) -> Iterator[None]:
    """The folder itself: shared with the other processes of this machine, or for this process alone."""
    with (folder / "lock").open("a+") as file:
        if not _held(file, alone=bool(network)):
            file.seek(0)
            who = f"Process {file.read().strip() or '?'} already runs a shop on {folder}"
            why = (
                f", which lies on a network file system ({network}): SQLite serves one process there" if network else ""
            )
            raise AlreadyRunning(
                f"{who}{why}. Stop it first, choose another folder with DATA=…, or set PRINTWRIGHT_DATABASE_URL to a "
                "postgresql:// address, on which any number of processes may work."
            )
        file.truncate(0)
        if network:
            file.write(str(os.getpid()))
            file.flush()
        yield


def _held(file: IO[str], *, alone: bool) -> bool:
    """Whether the file is ours now, alone or among others; at once."""
    import fcntl

    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def network_of(folder: Path, mounts: str | None = None) -> str:
    """The kind of network file system that a folder lies on; empty where it is none, or where nobody can tell."""
    if mounts is None:
        if sys.platform != "linux":
            return ""
        try:
            mounts = _MOUNTS.read_text(errors="replace")
        except OSError:
            return ""
    place, kind = Path("/"), ""
    where = folder.resolve()
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        words = before.split()
        if len(words) < 5 or not after:
            continue
        # The kernel writes spaces and the like as three octal digits.
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), words[4]))
        if where.is_relative_to(point) and len(point.parts) >= len(place.parts):
            place, kind = point, after.split()[0]
    return kind if kind in NETWORK else ""
