"""Judged models kept beside the artefacts, so that a new process, or another one, need not build them again."""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError

from server.artefacts import store_at
from server.frames import Frame, pack, unpack

log = logging.getLogger("printwright.kept")
ROOT = Path(__file__).resolve().parent.parent
#: What decides how a design is built and judged, besides its template, its values and what it is printed on.
_SOURCES = ("generators/**/*.py", "printers/**/*.py", "printers/profiles/**/*.toml", "server/b*.py")
#: After so many models it is looked whether there are too many.
_OFTEN = 200
#: How full it is after that, of what it may hold.
_ROOM = 0.9


class Kept:
    """
    A cache, not a store: what is damaged, too old or cannot be read is built again.

    Kept under the SHA-256 of everything that the model depends on. Every method may block; call it from a thread.
    """

    def __init__(self, address: str, limit: int) -> None:
        self._store = store_at(address)
        self._limit = limit
        self._written = itertools.count(1)
        self._edition = edition()

    def name(self, *facts: object) -> str:
        """The name of what depends on these facts and on this very program."""
        text = json.dumps([self._edition, *facts], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def read(self, name: str) -> Frame | None:
        """What is kept under a name, whole and undamaged; None otherwise."""
        try:
            data = bytes(obstore.get(self._store, _path(name)).bytes())
            if hashlib.sha256(data[32:]).digest() == data[:32]:
                return unpack(data[32:])
            log.warning("a kept model is damaged: %s", name)
        except FileNotFoundError:
            pass
        except (BaseError, OSError, ValueError, struct.error) as exc:
            log.warning("a kept model cannot be read: %s", exc)
        return None

    def write(self, name: str, head: dict[str, Any], bodies: Sequence[bytes]) -> None:
        """Keep it. That there is no room is no error: it is built again when it is asked for."""
        data = pack(head, bodies)
        try:
            obstore.put(self._store, _path(name), hashlib.sha256(data).digest() + data)
            if next(self._written) % _OFTEN == 0:
                self.prune()
        except (BaseError, OSError) as exc:
            log.warning("a model cannot be kept: %s", exc)

    def prune(self) -> None:
        """Drop the oldest where there is more than may be."""
        held = [one for page in obstore.list(self._store, prefix="models") for one in page]
        total = sum(one["size"] for one in held)
        if total <= self._limit:
            return
        for one in sorted(held, key=lambda each: each["last_modified"]):
            if total <= self._limit * _ROOM:
                break
            obstore.delete(self._store, one["path"])
            total -= one["size"]


def _path(name: str) -> str:
    return f"models/{name[:2]}/{name}"


def edition(root: Path = ROOT, sources: Iterable[str] = _SOURCES) -> str:
    """SHA-256 over the files of this program that decide how a design is built and judged."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in sources for path in root.glob(pattern)):
        digest.update(f"{path.relative_to(root)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
