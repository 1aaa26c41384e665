"""What a person does with spools: add, put on a printer, take off, weigh, put away; and the list of them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import filament
from server.database import Database, now
from server.equipment import Material
from server.errors import IllegalMove, InvalidInput, NotFound, field_error
from server.live import FARM, tell
from server.models import PrinterRow, Spool
from server.settings import Settings
from server.spoolman import Record, read

#: The heaviest spool there is: makers sell 10 kg at most.
HEAVIEST = 12_000.0


class Spools:
    """Each is one transaction with the name of who did it."""

    def __init__(self, settings: Settings, database: Database, printers: Collection[str] | None = None) -> None:
        self._database = database
        self._plastics: Mapping[str, Material] = {material.id: material for material in settings.materials}
        self._printers = {printer.id for printer in settings.printers} if printers is None else printers

    def all(self) -> list[dict[str, Any]]:
        """Every spool that is not put away, those on printers first."""
        with self._database.read() as session:
            return self.view(session)

    def view(self, session: Session) -> list[dict[str, Any]]:
        """The same, as it stands in this transaction."""
        rows = session.scalars(sa.select(Spool).where(Spool.retired_at.is_(None)).order_by(Spool.id)).all()
        return sorted((self._view(session, row) for row in rows), key=lambda one: (one["printer"] is None, one["id"]))

    def add(
        self,
        who: str,
        material: str,
        colour: str,
        grams: float,
        *,
        title: str = "",
        lot: str = "",
        cost: Decimal | None = None,
        reel: float | None = None,
        printer: str | None = None,
    ) -> dict[str, Any]:
        """A spool with so many grams of filament on it. Raises InvalidInput, NotFound."""
        self._judge(material, colour)
        _judge_grams("grams", grams)
        with self._database.begin() as session:
            spool = _new(session, who, material, colour, grams)
            spool.title, spool.lot, spool.reel = title[:200], lot[:100], reel
            spool.cost = None if cost is None else str(cost)
            if printer is not None:
                self._put_on(session, spool, printer)
            return self._told(session, spool)

    def load(self, spool_id: int, printer: str) -> dict[str, Any]:
        """It is on this printer now; what was on it before is off. Raises NotFound, IllegalMove."""
        with self._database.begin() as session:
            spool = _find(session, spool_id)
            self._put_on(session, spool, printer)
            return self._told(session, spool)

    def unload(self, spool_id: int) -> dict[str, Any]:
        """It is on no printer any more. Raises NotFound, IllegalMove."""
        with self._database.begin() as session:
            spool = _find(session, spool_id)
            if spool.printer_id is None:
                raise IllegalMove(f"Spool {spool.id} is on no printer.", code="spool_not_loaded")
            filament.take_off(session, spool)
            return self._told(session, spool)

    def weigh(
        self, spool_id: int, who: str, *, grams: float | None = None, gross: float | None = None
    ) -> dict[str, Any]:
        """
        Somebody weighed it: `grams` of filament, or `gross` with its reel, where the reel's weight is known.

        Raises NotFound, IllegalMove, InvalidInput.
        """
        with self._database.begin() as session:
            spool = _find(session, spool_id)
            if grams is None:
                grams = _without_reel(spool, gross)
            _judge_grams("grams", grams)
            filament.weigh(session, spool, grams, who)
            return self._told(session, spool)

    def retire(self, spool_id: int) -> dict[str, Any]:
        """It is empty or thrown away; it leaves its printer and the list. Raises NotFound, IllegalMove."""
        with self._database.begin() as session:
            spool = _find(session, spool_id)
            if spool.printer_id is not None:
                filament.take_off(session, spool)
            spool.retired_at = now(session)
            return self._told(session, spool)

    def take_in(self, who: str, data: bytes, colours: Mapping[str, str]) -> dict[str, Any]:
        """
        Add the spools of a Spoolman server's answer or export file; those that are here already are left as they are.

        `colours` says which of the shop's colours a `color_hex` is. What cannot be taken is named with the reason, and
        keeps nothing else out. Raises InvalidInput where nothing can be read at all.
        """
        found = read(data)
        added, known, bad = [], 0, list(found.bad)
        with self._database.begin() as session:
            here = set(session.scalars(sa.select(Spool.source).where(Spool.source.isnot(None))))
            for record in found.records:
                if record.source in here:
                    known += 1
                    continue
                try:
                    spool = self._taken(session, who, record, colours)
                except InvalidInput as wrong:
                    bad.append({"spool": record.name, "words": wrong.detail})
                    continue
                here.add(record.source)
                session.flush()
                added.append(self._view(session, spool))
            tell(session, FARM)
        return {"added": added, "known": known, "archived": found.archived, "bad": bad}

    def _taken(self, session: Session, who: str, record: Record, colours: Mapping[str, str]) -> Spool:
        material = self._material(record.material)
        colour = self._colour(material, record, {key.lower().lstrip("#"): value for key, value in colours.items()})
        _judge_grams("remaining_weight", record.grams)
        spool = _new(session, who, material.id, colour, record.grams)
        spool.title, spool.lot, spool.source = record.title[:200], record.lot[:100], record.source
        spool.full, spool.reel = record.full, record.reel
        spool.cost = None if record.cost is None else str(record.cost)
        return spool

    def _material(self, name: str) -> Material:
        for material in self._plastics.values():
            if name.strip().lower() in (material.id.lower(), material.title.lower()):
                return material
        raise _unknown("material", name, [one.title for one in self._plastics.values()], "The shop prints in no")

    def _colour(self, material: Material, record: Record, said: Mapping[str, str]) -> str:
        if record.hex is None:
            return ""
        if record.hex in said:
            self._judge(material.id, said[record.hex])
            return said[record.hex]
        for colour in material.colours:
            if record.hex == colour.hex.lower().lstrip("#"):
                return colour.id
        near = min(material.colours, key=lambda one: _apart(record.hex or "", one.hex.lower().lstrip("#")))
        words = (
            f"Its colour #{record.hex} is none that the shop has in {material.title}; nearest is {near.id} "
            f"({near.hex.lower()}). Say which it is, as in {record.hex}={near.id}."
        )
        raise InvalidInput([field_error("color_hex", "unknown_colour", words, nearest=near.id, given=record.hex)])

    def _judge(self, material: str, colour: str) -> None:
        known = self._plastics.get(material)
        if known is None:
            raise _unknown("material", material, list(self._plastics), "The shop prints in no")
        names = [one.id for one in known.colours]
        if colour and colour not in names:
            raise _unknown("colour", colour, names, f"The shop's {known.title} comes in no")

    def _put_on(self, session: Session, spool: Spool, printer: str) -> None:
        if printer not in self._printers:
            known = ", ".join(sorted(self._printers))
            raise NotFound(f"There is no printer {printer[:40]!r}. There are: {known}.", field="printer")
        if session.get(PrinterRow, printer) is None:
            raise IllegalMove(
                f"The shop has not been started with printer {printer!r} yet; start it once.", code="printer_new"
            )
        if spool.printer_id == printer:
            return
        before = session.scalars(sa.select(Spool).where(Spool.printer_id == printer)).first()
        for one in (spool, before):
            if one is not None and one.printer_id is not None:
                filament.take_off(session, one)
        filament.put_on(session, spool, printer)

    def _told(self, session: Session, spool: Spool) -> dict[str, Any]:
        session.flush()
        tell(session, FARM)
        return self._view(session, spool)

    def _view(self, session: Session, spool: Spool) -> dict[str, Any]:
        return {
            "id": spool.id,
            "material": spool.material,
            "colour": spool.colour or None,
            "words": filament.plastic(self._plastics, spool.material, spool.colour),
            "title": spool.title,
            "grams": round(filament.left(session, spool), 1),
            "full": spool.full,
            "reel": spool.reel,
            "lot": spool.lot,
            "cost": spool.cost,
            "printer": spool.printer_id,
            "weighed_by": spool.weighed_by,
            "weighed_at": spool.weighed_at,
        }


def _new(session: Session, who: str, material: str, colour: str, grams: float) -> Spool:
    at = now(session)
    spool = Spool(
        material=material,
        colour=colour,
        title="",
        lot="",
        weighed=grams,
        weighing=0,
        weighed_by=who[:200],
        weighed_at=at,
        created_at=at,
    )
    session.add(spool)
    session.flush()
    return spool


def _find(session: Session, spool_id: int) -> Spool:
    spool = session.get(Spool, spool_id)
    if spool is None:
        known = session.scalars(sa.select(Spool.id).where(Spool.retired_at.is_(None)).order_by(Spool.id)).all()
        raise NotFound(f"There is no spool {spool_id}. There are: {_listed(known)}.", field="spool")
    if spool.retired_at is not None:
        raise IllegalMove(f"Spool {spool_id} was put away.", code="spool_retired")
    return spool


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers) or "none"


def _without_reel(spool: Spool, gross: float | None) -> float:
    if gross is None:
        words = "Say how many grams of filament are left, or what the spool weighs with its reel."
        raise InvalidInput([field_error("grams", "grams_missing", words)])
    if spool.reel is None:
        words = f"What the empty reel of spool {spool.id} weighs is not known; say the grams of filament without it."
        raise InvalidInput([field_error("gross", "reel_unknown", words)])
    if gross < spool.reel:
        words = f"The empty reel of spool {spool.id} weighs {spool.reel:g} g already."
        raise InvalidInput([field_error("gross", "below_reel", words, limit=spool.reel, nearest=spool.reel)])
    return gross - spool.reel


def _judge_grams(field: str, grams: float) -> None:
    if not 0 <= grams <= HEAVIEST:
        nearest = min(max(grams, 0.0), HEAVIEST) if grams == grams else None
        words = f"A spool holds from 0 to {HEAVIEST:g} g, not {grams:g}."
        raise InvalidInput([field_error(field, "out_of_range", words, limit=HEAVIEST, nearest=nearest, given=grams)])


def _unknown(field: str, name: str, known: Sequence[str], words: str) -> InvalidInput:
    near = next(iter(difflib.get_close_matches(name.lower(), known, 1)), None)
    said = f"{words} {name[:40]!r}; known are {', '.join(known)}." + (f" Did you mean {near!r}?" if near else "")
    return InvalidInput([field_error(field, f"unknown_{field}", said, nearest=near, given=name[:40])])


def _apart(one: str, other: str) -> int:
    """How far two colours as rrggbb are apart; only good for naming the nearest of a few."""
    return sum((int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) ** 2 for at in (0, 2, 4))
