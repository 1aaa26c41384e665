"""Files that customers bring: so many a day, read in a build process, kept under their fingerprint."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import sqlalchemy as sa

from server.artefacts import Artefacts
from server.database import Database, now
from server.errors import (
    BuildCrashed,
    BuildOutOfMemory,
    BuildTimedOut,
    InvalidInput,
    NotFound,
    QuotaReached,
    field_error,
)
from server.frames import Frame
from server.models import Upload
from server.settings import Settings
from server.workshop import Workshop

#: How long a visitor is remembered, for the quota alone, seconds.
_DAY = 86_400.0
_LONGEST_NAME = 120


class Bringing:
    """The taking of files."""

    def __init__(self, settings: Settings, database: Database, artefacts: Artefacts, workshop: Workshop) -> None:
        self._settings = settings
        self._database = database
        self._artefacts = artefacts
        self._workshop = workshop
        self._reading = asyncio.Semaphore(settings.workers)

    async def welcome(self, address: str) -> None:
        """Raise NotFound where the shop takes no files, and QuotaReached where this visitor brought enough today."""
        if not self._settings.uploads.enabled:
            raise NotFound("This shop does not print files that customers bring.", code="uploads_off")
        most = self._settings.uploads.per_day
        if await asyncio.to_thread(self._brought, address) >= most:
            words = f"One visitor can bring {most} files a day, and this would be one more. Please come back tomorrow."
            raise QuotaReached(words, limit=most)

    async def bring(self, data: bytes, name: str, address: str) -> dict[str, Any]:
        """
        Read a file and keep it; what comes back names it as the value of the own file's parameter.

        Raises InvalidInput with what is wrong with it, and what `welcome` raises.
        """
        await self.welcome(address)
        shown = "".join(letter for letter in name if letter.isprintable())[:_LONGEST_NAME]
        number = await asyncio.to_thread(self._noted, data, shown, address)
        try:
            async with self._reading:  # so that reading files never takes every worker's turn at once
                facts, (plain,) = await self._read(data, name)
        except InvalidInput as wrong:
            await asyncio.to_thread(self._settled, number, None, str(wrong.facts["errors"][0]["code"]))
            raise
        kept = await asyncio.to_thread(self._artefacts.put, plain)
        await asyncio.to_thread(self._settled, number, kept, None)
        return {"file": kept, "name": shown, **facts}

    async def _read(self, data: bytes, name: str) -> Frame:
        """What the file is, and the form in which it is kept."""
        allowed = self._settings.uploads
        bounds = {"bytes": int(allowed.megabytes * (1 << 20)), "triangles": allowed.triangles}
        head = {"name": name, "bounds": bounds, "formats": list(allowed.formats)}
        try:
            # What a STEP file did to the library that reads it harms no later build.
            answer, bodies = await self._workshop.upload(head, data, last=b"ISO-10303-21" in data[:256])
        except BuildTimedOut as exc:
            most = self._settings.build_seconds
            words = f"Reading this file took longer than {most:g} s, which is the most. Please save it coarser."
            raise _wrong("too_slow", words, most) from exc
        except BuildOutOfMemory as exc:
            words = "Reading this file needs more memory than it may have. Please save the model coarser."
            raise _wrong("too_much_memory", words, exc.facts.get("limit")) from exc
        except BuildCrashed as exc:
            words = "This file stopped the program that reads it. It is damaged; please export it again."
            raise _wrong("damaged", words) from exc
        match answer.get("error"):
            case None:
                return answer, bodies
            case "bad_upload":
                raise _wrong(answer["code"], answer["message"], answer["limit"], answer["nearest"])
            case _:
                raise _wrong("damaged", f"This file cannot be read: {answer['message'][:200]}")

    def _brought(self, address: str) -> int:
        with self._database.begin() as session:
            since = now(session) - _DAY
            session.execute(sa.update(Upload).where(Upload.created_at < since).values(visitor=""))
            found = session.scalar(sa.select(sa.func.count()).where(Upload.visitor == _visitor(address)))
        return int(found or 0)

    def _noted(self, data: bytes, name: str, address: str) -> int:
        with self._database.begin() as session:
            row = Upload(
                visitor=_visitor(address),
                name=name,
                size=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
                created_at=now(session),
            )
            session.add(row)
            session.flush()
            return row.id

    def _settled(self, number: int, artefact: str | None, refused: str | None) -> None:
        with self._database.begin() as session:
            session.execute(
                sa.update(Upload).where(Upload.id == number).values(artefact=artefact, refused=refused and refused[:40])
            )


def _wrong(code: str, message: str, limit: Any = None, nearest: Any = None) -> InvalidInput:
    return InvalidInput([field_error("file", code, message, limit=limit, nearest=nearest)])


def _visitor(address: str) -> str:
    return hashlib.sha256(f"visitor {address}".encode()).hexdigest()
