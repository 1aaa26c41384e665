"""The tables of what is told: what happened, to whom it goes, and the links that went with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from server.models import Base


class Notice(Base):
    """Something happened that people may want to be told of; the database writes most of them with the history."""

    __tablename__ = "notices"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    event: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(60), index=True)
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    at: Mapped[float] = mapped_column(Float)
    planned: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false(), index=True)


class Message(Base):
    """One notice for one channel, until it is sent or given up."""

    __tablename__ = "messages"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    channel: Mapped[str] = mapped_column(String(400))
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    next_at: Mapped[float] = mapped_column(Float)
    error: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[float] = mapped_column(Float)

    __table_args__ = (
        UniqueConstraint("notice_id", "channel", name="one_message_per_channel"),
        Index("ix_messages_state", "state", "channel", "next_at"),
    )


class Need(Base):
    """What a printer needs a person for, since when, and whether that was told."""

    __tablename__ = "needs"
    printer_id: Mapped[str] = mapped_column(ForeignKey("printers.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    since: Mapped[float] = mapped_column(Float)
    told: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class OrderKey(Base):
    """A further link to an order's page, as it was mailed to its customer; only its SHA-256 is kept."""

    __tablename__ = "order_keys"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"))
