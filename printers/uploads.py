"""A file on its way to a printer: the one that was promised goes out, and the same bytes must have arrived."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from printers.errors import Mismatch, Rejected
from printers.printer import DriverLimits

CHUNK = 1 << 16  # bytes read at a time


class Upload:
    """A file as the body of a request, read anew each time it is sent."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.size = file.stat().st_size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with self._file.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk


async def promised(limits: DriverLimits, name: str, file: Path, sha256: str) -> None:
    """Raises `Rejected` for a name that breaks the rule, `Mismatch` when the file is not the one that was promised."""
    if not limits.accepts(name):
        raise Rejected(name, "the name breaks the rule of this driver")
    ours = await asyncio.to_thread(digest_of, file, "sha256")
    if ours != sha256:
        raise Mismatch(name, sha256, ours)


async def arrived(name: str, ours: str, theirs: str | None, discard: Callable[[str], Awaitable[None]]) -> None:
    """Compares digests, theirs None where the host has nothing; other bytes are discarded. Raises `Mismatch`."""
    if theirs != ours:
        await discard(name)
        raise Mismatch(name, ours, theirs or "nothing")


def digest_of(path: Path, algorithm: str) -> str:
    """In hexadecimal. Hosts offer MD5 and SHA-1 too: good against chance, not against an enemy."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()
