"""The tables. Their rules (moves, one open attempt per printer, history) stand in the migrations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables. Times are seconds since 1970 by the database's clock."""

    type_annotation_map = {dict[str, Any]: JSON, list[dict[str, Any]]: JSON}  # noqa: RUF012  # SQLAlchemy reads it once


class Design(Base):
    """Canonical values with their digest, and the bytes that were made of them."""

    __tablename__ = "designs"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    source_digest: Mapped[str] = mapped_column(String(64))
    values: Mapped[dict[str, Any]]
    report: Mapped[dict[str, Any]]
    glb: Mapped[str] = mapped_column(String(64))
    parts: Mapped[list[dict[str, Any]]]
    model_sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[float] = mapped_column(Float)


class Order(Base):
    """Who wants what."""

    __tablename__ = "orders"
    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64))
    request_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    digest: Mapped[str] = mapped_column(ForeignKey("designs.digest"))
    picture: Mapped[str] = mapped_column(String(64))
    quantity: Mapped[int] = mapped_column(Integer)
    material: Mapped[str] = mapped_column(String(40))
    colour: Mapped[str] = mapped_column(String(40))
    colours: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    machine: Mapped[str] = mapped_column(String(80))
    quality: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    price: Mapped[dict[str, Any]]
    estimate: Mapped[dict[str, Any]]
    quote: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    #: The day by which it is to be ready, as it was promised when it was taken; None where nobody could say.
    promise: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    findings: Mapped[list[dict[str, Any]]]
    #: Higher ones are printed first; among equals what is due first, then what came first.
    priority: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    due_at: Mapped[float | None] = mapped_column(Float)
    #: What it asks of its printer: `tags`, and a kind of `plate`.
    wants: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    again_of: Mapped[str | None] = mapped_column(ForeignKey("orders.id"))
    #: The list that it came with; orders of one list are laid out together.
    company: Mapped[str | None] = mapped_column(String(24), index=True)
    trouble: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    run: Mapped[int] = mapped_column(Integer, default=1)
    beat: Mapped[float] = mapped_column(Float, default=0.0)
    created_at: Mapped[float] = mapped_column(Float)


class Upload(Base):
    """A file that a visitor brought: who it was is only known for a day, as a fingerprint, for the quota."""

    __tablename__ = "uploads"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    visitor: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    artefact: Mapped[str | None] = mapped_column(String(64))
    refused: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[float] = mapped_column(Float)


class Job(Base):
    """One plate for one printer. What lies on it stands in JobItem; `order_id` is the order that prepares it."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    title: Mapped[str] = mapped_column(String(200))
    plate: Mapped[int] = mapped_column(Integer)
    plates: Mapped[int] = mapped_column(Integer)
    plate_3mf: Mapped[str] = mapped_column(String(64))
    objects: Mapped[dict[str, Any]]
    height: Mapped[float] = mapped_column(Float)
    machine: Mapped[str] = mapped_column(String(80))
    material: Mapped[str] = mapped_column(String(40))
    colour: Mapped[str] = mapped_column(String(40), default="", server_default="")
    quality: Mapped[str] = mapped_column(String(40))
    #: The other kinds of printer that were asked whether they take it: nothing, or why they do not.
    fits: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    profile_digest: Mapped[str | None] = mapped_column(String(64))
    gcode: Mapped[str | None] = mapped_column(String(64))
    seconds: Mapped[float | None] = mapped_column(Float)
    #: By kind of printer the seconds that a slice for it says, where one was made since the job was prepared.
    seconds_on: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    grams: Mapped[float | None] = mapped_column(Float)
    layers: Mapped[int | None] = mapped_column(Integer)
    messages: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    drawing: Mapped[str | None] = mapped_column(String(64))
    proof: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    printer_id: Mapped[str | None] = mapped_column(ForeignKey("printers.id"))
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[float] = mapped_column(Float, default=0.0)
    lease_owner: Mapped[str] = mapped_column(String(80), default="")
    run: Mapped[int] = mapped_column(Integer, default=0)
    beat: Mapped[float] = mapped_column(Float, default=0.0)
    cancel: Mapped[bool] = mapped_column(Boolean, default=False)
    #: What the operator wants of the running print: `pause`, `resume`, or nothing.
    wish: Mapped[str] = mapped_column(String(16), default="", server_default="")
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    #: What a file takes along its way (`printers.spending`), and the share that the running print has taken by it.
    spending: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    spent: Mapped[float | None] = mapped_column(Float)
    seconds_left: Mapped[float | None] = mapped_column(Float)
    trouble: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    filled: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    gather_until: Mapped[float | None] = mapped_column(Float)
    company: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[float] = mapped_column(Float)

    __table_args__ = (
        Index(
            "one_job_per_printer",
            "printer_id",
            unique=True,
            sqlite_where=text("state IN ('matched','sending','starting','printing','unsure')"),
            postgresql_where=text("state IN ('matched','sending','starting','printing','unsure')"),
        ),
    )


class JobItem(Base):
    """So many copies of one part of one order lie on this plate."""

    __tablename__ = "job_items"
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(String(96), primary_key=True)
    copies: Mapped[int] = mapped_column(Integer)


class ExactFigures(Base):
    """What the slicer said of one copy of a design in one profile, and what was estimated before."""

    __tablename__ = "exact_figures"
    design: Mapped[str] = mapped_column(String(64), primary_key=True)
    profile: Mapped[str] = mapped_column(String(64), primary_key=True)
    machine: Mapped[str] = mapped_column(String(80))
    material: Mapped[str] = mapped_column(String(40))
    quality: Mapped[str] = mapped_column(String(40))
    grams: Mapped[float] = mapped_column(Float)
    seconds: Mapped[float] = mapped_column(Float)
    plates: Mapped[int] = mapped_column(Integer)
    raw_grams: Mapped[float] = mapped_column(Float)
    raw_seconds: Mapped[float] = mapped_column(Float)
    created_at: Mapped[float] = mapped_column(Float)

    __table_args__ = (Index("exact_figures_of_a_profile", "profile", "created_at"),)


class Correction(Base):
    """By what the estimates of a profile are multiplied; every change is a version of its own."""

    __tablename__ = "corrections"
    profile: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    grams: Mapped[float] = mapped_column(Float)
    seconds: Mapped[float] = mapped_column(Float)
    samples: Mapped[int] = mapped_column(Integer)
    reset_by: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[float] = mapped_column(Float)


class Attempt(Base):
    """One try to print a job, under a name on the printer that is never used again."""

    __tablename__ = "attempts"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), index=True)
    printer_id: Mapped[str] = mapped_column(ForeignKey("printers.id"))
    epoch: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[float] = mapped_column(Float)
    start_at: Mapped[float | None] = mapped_column(Float)
    left_behind: Mapped[bool] = mapped_column(Boolean, default=False)
    cleared_by: Mapped[str] = mapped_column(String(200), default="")
    cleared_at: Mapped[float | None] = mapped_column(Float)

    __table_args__ = (
        Index("one_name_per_epoch", "job_id", "epoch", unique=True),
        Index(
            "one_open_attempt_per_printer",
            "printer_id",
            unique=True,
            sqlite_where=text("state IN ('staging','staged','starting','printing','unsure')"),
            postgresql_where=text("state IN ('staging','staged','starting','printing','unsure')"),
        ),
    )


class Failure(Base):
    """Why an attempt failed, as somebody saw it."""

    __tablename__ = "failures"
    attempt: Mapped[str] = mapped_column(ForeignKey("attempts.name"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    picture: Mapped[str | None] = mapped_column(String(64))
    picture_kind: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[float] = mapped_column(Float)


class SliceRow(Base):
    """A plate that was sliced and judged, by everything that decided what came out."""

    __tablename__ = "slices"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    gcode: Mapped[str] = mapped_column(String(64))
    guard: Mapped[str] = mapped_column(String(64))
    seconds: Mapped[float] = mapped_column(Float)
    grams: Mapped[float] = mapped_column(Float)
    layers: Mapped[int] = mapped_column(Integer)
    messages: Mapped[dict[str, Any]]
    spending: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[float] = mapped_column(Float)


class PrinterRow(Base):
    """A printer of the farm: what a person said of its plate, and the last reading of it."""

    __tablename__ = "printers"
    id: Mapped[str] = mapped_column(String(31), primary_key=True)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    bed: Mapped[str] = mapped_column(String(16))
    bed_by: Mapped[str] = mapped_column(String(200), default="")
    bed_at: Mapped[float] = mapped_column(Float)
    bed_why: Mapped[str] = mapped_column(String(300), default="")
    snapshot: Mapped[dict[str, Any]]
    seen_at: Mapped[float] = mapped_column(Float, default=0.0)
    trouble: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: What the settings file would say of it, for a printer that was added on the page; its key among it.
    given: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: Out of service: why, who, at. A call for a person: attempt, code, words, at, had, seen. A stop: see `stops.py`.
    maintenance: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    call: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    stop: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Reading(Base):
    """How warm a printer was, °C: one slot of its ring."""

    __tablename__ = "readings"
    printer_id: Mapped[str] = mapped_column(ForeignKey("printers.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[float] = mapped_column(Float)
    nozzle: Mapped[float | None] = mapped_column(Float)
    nozzle_target: Mapped[float | None] = mapped_column(Float)
    bed: Mapped[float | None] = mapped_column(Float)
    bed_target: Mapped[float | None] = mapped_column(Float)


class Spool(Base):
    """A spool of filament: what it was weighed at last, and the printer it is on. What is left is computed."""

    __tablename__ = "spools"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    material: Mapped[str] = mapped_column(String(40))
    #: One of the shop's colours of that material; empty when nobody said it.
    colour: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    lot: Mapped[str] = mapped_column(String(100), default="")
    #: Of the whole spool, a decimal in the shop's currency.
    cost: Mapped[str | None] = mapped_column(String(20))
    #: Grams of filament when it was new, and of the empty reel.
    full: Mapped[float | None] = mapped_column(Float)
    reel: Mapped[float | None] = mapped_column(Float)
    #: Grams of filament at the latest weighing, and which weighing that was; only uses since then count.
    weighed: Mapped[float] = mapped_column(Float)
    weighing: Mapped[int] = mapped_column(Integer, default=0)
    weighed_by: Mapped[str] = mapped_column(String(200), default="")
    weighed_at: Mapped[float] = mapped_column(Float)
    printer_id: Mapped[str | None] = mapped_column(ForeignKey("printers.id"), unique=True)
    source: Mapped[str | None] = mapped_column(String(80), unique=True)
    retired_at: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[float] = mapped_column(Float)


class SpoolUse(Base):
    """What one attempt takes of one spool: from one share of the print (0 to 1) to another, or to its end."""

    __tablename__ = "spool_uses"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    spool_id: Mapped[int] = mapped_column(ForeignKey("spools.id"), index=True)
    attempt: Mapped[str] = mapped_column(ForeignKey("attempts.name"), index=True)
    weighing: Mapped[int] = mapped_column(Integer)
    #: Grams of the whole print, by its slice.
    total: Mapped[float] = mapped_column(Float)
    since: Mapped[float] = mapped_column(Float)
    until: Mapped[float | None] = mapped_column(Float)
    #: What is booked now.
    grams: Mapped[float] = mapped_column(Float)
    at: Mapped[float] = mapped_column(Float)


class Event(Base):
    """That something changed, and about what. The pages read the truth itself; this only rings the bell."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    topic: Mapped[str] = mapped_column(String(64))
    at: Mapped[float] = mapped_column(Float)


class Member(Base):
    """A process that carries work; one that stays silent is dead and its work is taken over."""

    __tablename__ = "members"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    beat: Mapped[float] = mapped_column(Float)


class Site(Base):
    """A place where printers stand, and when one of its gateways said last that it lives."""

    __tablename__ = "sites"
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    heard_at: Mapped[float] = mapped_column(Float)


class Key(Base):
    """A secret that opens the operator's room: a one-time link, a session or a token. Only its SHA-256 is kept."""

    __tablename__ = "keys"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    who: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[float] = mapped_column(Float)
    used_at: Mapped[float | None] = mapped_column(Float)


class Waiver(Base):
    """A warning of an order that an operator let pass, and why."""

    __tablename__ = "waivers"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    part: Mapped[str] = mapped_column(String(200))
    who: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[float] = mapped_column(Float)

    __table_args__ = (UniqueConstraint("order_id", "code", "part", name="one_waiver_per_warning"),)


class History(Base):
    """Every move of every order, job, attempt and plate, written by the database itself; who and why where known."""

    __tablename__ = "history"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(60), index=True)
    old: Mapped[str | None] = mapped_column(String(16))
    new: Mapped[str] = mapped_column(String(16))
    at: Mapped[float] = mapped_column(Float)
    who: Mapped[str] = mapped_column(String(200), default="", server_default="")
    why: Mapped[str] = mapped_column(Text, default="", server_default="")


class Move(Base):
    """A move that is allowed; the triggers read it."""

    __tablename__ = "moves"
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    old: Mapped[str] = mapped_column(String(16), primary_key=True)
    new: Mapped[str] = mapped_column(String(16), primary_key=True)
