"""Where bytes are kept: named by their SHA-256, never overwritten, checked when read."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from server.errors import ArtefactDamaged, NotFound, ServerError, StorageFull


class Artefacts:
    """
    A content-addressed store: a folder by default, or anything S3-compatible by its URL.

    Every method may block on the disk or the network; call it from a thread.
    """

    def __init__(self, address: str) -> None:
        self._store = store_at(address)

    def put(self, data: bytes) -> str:
        """
        Keep the bytes; returns their name, 64 hex digits.

        Raises StorageFull when there is no room, in which case nothing is kept.
        """
        name = hashlib.sha256(data).hexdigest()
        try:
            obstore.put(self._store, _path(name), data, mode="create")
        except AlreadyExistsError:
            pass
        except (BaseError, OSError) as exc:
            raise _translated(exc) from exc
        return name

    def get(self, name: str) -> bytes:
        """The bytes of that name. Raises NotFound, or ArtefactDamaged when they do not match it."""
        try:
            data = bytes(obstore.get(self._store, _path(name)).bytes())
        except (NotFoundError, FileNotFoundError) as exc:
            raise NotFound(f"No stored file {name[:12]}….", artefact=name) from exc
        except (BaseError, OSError) as exc:
            raise _translated(exc) from exc
        if hashlib.sha256(data).hexdigest() != name:
            raise ArtefactDamaged(f"The stored file {name[:12]}… does not match its own name.", artefact=name)
        return data

    def file(self, name: str, target: Path) -> Path:
        """The bytes of that name, written to a file of the caller's."""
        try:
            target.write_bytes(self.get(name))
        except OSError as exc:
            raise _translated(exc) from exc
        return target


def store_at(address: str) -> ObjectStore:
    """A folder, made where it is not there yet, or an S3-compatible store by its URL."""
    if "://" in address:
        return from_url(address)
    Path(address).mkdir(parents=True, exist_ok=True)
    return LocalStore(prefix=address)


def _path(name: str) -> str:
    return f"{name[:2]}/{name}"


def _translated(exc: Exception) -> ServerError:
    if getattr(exc, "errno", None) == errno.ENOSPC or "No space left" in str(exc) or "os error 28" in str(exc):
        return StorageFull("The shop's disk is full. Nothing was stored; please try again a little later.")
    return ServerError(f"The artefact store did not answer: {exc}")
