"""
Plates that were sliced before: found again by everything that decides what the slicer and the guard make of them.

What is found is proved by digest: the stored bytes are those that the guard let pass, and the guard is still the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import printers
from printers.profile import Profile
from printers.slicers import Slicer
from server.artefacts import Artefacts
from server.database import Database, now
from server.errors import ArtefactDamaged, NotFound
from server.models import SliceRow


@dataclass(frozen=True)
class Kept:
    """G-code that the guard let pass, and what it proved."""

    gcode: str
    seconds: float
    grams: float
    layers: int
    messages: Mapping[str, Any]
    #: What the file takes along its way, as `printers.spending` keeps it.
    spending: Mapping[str, Any] | None = None


class Slices:
    """The memory of sliced plates."""

    def __init__(self, database: Database, artefacts: Artefacts) -> None:
        self._database = database
        self._artefacts = artefacts

    def find(self, key: str) -> Kept | None:
        """What was made under this key, if its bytes are still there and whole."""
        with self._database.read() as session:
            row = session.get(SliceRow, key)
            if row is None or row.guard != guard_digest():
                return None
            kept = Kept(row.gcode, row.seconds, row.grams, row.layers, row.messages, row.spending)
        try:
            self._artefacts.get(kept.gcode)
        except (NotFound, ArtefactDamaged):
            return None
        return kept


def keep(session: Session, key: str, kept: Kept) -> None:
    """Remember it, in the caller's transaction."""
    session.merge(
        SliceRow(
            key=key,
            gcode=kept.gcode,
            guard=guard_digest(),
            seconds=kept.seconds,
            grams=kept.grams,
            layers=kept.layers,
            messages=dict(kept.messages),
            spending=None if kept.spending is None else dict(kept.spending),
            created_at=now(session),
        )
    )


def key_of(plate: str, profile: Profile, slicer: Slicer, objects: Mapping[str, Any], head: str) -> str:
    """
    One name for everything that decides what comes out.

    plate: SHA-256 of the 3MF; objects: what the guard holds the file against; head: what is written before it.
    """
    facts = [plate, profile.digest, slicer.title, slicer.version(), dict(objects), head]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def guard_digest() -> str:
    """SHA-256 over the printers' workshop: a verdict of another guard is none."""
    folder = Path(printers.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
