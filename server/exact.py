"""Exact figures for a design that nobody has ordered yet: sliced in the background, at the lowest priority."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import tempfile
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers import plate as plates
from printers.errors import PrintersError
from printers.gcode import figures, printing_seconds
from printers.margins import margins
from printers.profile import Profile
from printers.slicers import find_slicer
from printers.spiral import spiral_of, spiralled
from server import bridge
from server.choice import Choice
from server.corrections import Corrections
from server.database import Database, now
from server.models import ExactFigures, Job, JobItem, Order
from server.settings import Settings
from server.workshop import Model

log = logging.getLogger("printwright.exact")
_WAITING = 6  # designs that wait to be sliced; a newer one pushes out the oldest
_FAILED = 200  # designs remembered because they could not be sliced
_NICE = 15  # of 19: orders, previews and pages come first
_PAUSE = 0.25  # seconds between two looks whether the builders are idle
_PATIENCE = 20  # seconds after which a design is sliced although they are not
_ORDERS = 20.0  # seconds between two looks at what orders' slices have to teach


@dataclass(frozen=True)
class _Wish:
    model: Model
    choice: Choice
    since: float


class Exact:
    """The background slicing of designs that customers look at; one at a time, each once."""

    def __init__(
        self, settings: Settings, database: Database, corrections: Corrections, idle: Callable[[], bool]
    ) -> None:
        self._settings = settings
        self._database = database
        self._corrections = corrections
        self._idle = idle
        self._wishes: deque[_Wish] = deque(maxlen=_WAITING)
        self._wished = asyncio.Event()
        self._running: tuple[str, str] | None = None
        self._failed: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="exact", initializer=_step_back)

    def known(self, design: str, profile: str) -> ExactFigures | None:
        """What the slicer said of one copy of a design."""
        with self._database.read() as session:
            found: ExactFigures | None = session.get(ExactFigures, (design, profile))
            return found

    def state(self, design: str, profile: str) -> str:
        """`waiting` while a design is sliced or will be, `failed` when it cannot be, else `unknown`."""
        key = (design, profile)
        if key in self._failed:
            return "failed"
        waits = any((wish.model.digest, _profile(wish.choice).digest) == key for wish in self._wishes)
        return "waiting" if waits or self._running == key else "unknown"

    def wish(self, model: Model, choice: Choice) -> str:
        """Have a design sliced in a quiet moment, where it is neither known nor on its way; returns its state."""
        state = self.state(model.digest, _profile(choice).digest)
        if state == "unknown":
            self._wishes.append(_Wish(model, choice, asyncio.get_running_loop().time()))
            self._wished.set()
            state = "waiting"
        return state

    async def run(self) -> None:
        """Slice what is wished for, the newest wish first; learn from what orders' slices said."""
        loop = asyncio.get_running_loop()
        looked = 0.0
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wished.wait(), _ORDERS)
            if loop.time() - looked > _ORDERS:
                looked = loop.time()
                await asyncio.to_thread(self.learn_from_orders)
            while self._wishes:
                wish = self._wishes[-1]
                if not self._idle() and loop.time() - wish.since < _PATIENCE:
                    await asyncio.sleep(_PAUSE)
                    continue
                self._wishes.remove(wish)
                key = (wish.model.digest, _profile(wish.choice).digest)
                self._running = key
                try:
                    await loop.run_in_executor(self._thread, self._slice, wish)
                except (PrintersError, OSError) as exc:
                    self._fail(key, str(exc))
                except Exception as exc:
                    log.exception("slicing ahead")
                    self._fail(key, str(exc))
                finally:
                    self._running = None
            self._wished.clear()

    def close(self) -> None:
        """Take no more work."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _fail(self, key: tuple[str, str], why: str) -> None:
        log.warning("design %s… was not sliced ahead: %s", key[0][:12], why)
        self._failed[key] = why
        while len(self._failed) > _FAILED:
            self._failed.popitem(last=False)

    def _slice(self, wish: _Wish) -> None:
        profile = _profile(wish.choice)
        if self.known(wish.model.digest, profile.digest) is not None:
            return
        grams, seconds, count = measured(wish.model, profile, self._settings)
        estimate = wish.model.report["estimate"]
        with self._database.begin() as session:
            self._keep(session, wish.model.digest, wish.choice, (grams, seconds, count), estimate)

    def _keep(
        self,
        session: Session,
        design: str,
        choice: Choice,
        told: tuple[float, float, int],
        estimate: Mapping[str, Any],
    ) -> None:
        profile = _profile(choice).digest
        if session.get(ExactFigures, (design, profile)) is not None:
            return
        session.add(
            ExactFigures(
                design=design,
                profile=profile,
                machine=choice.machine,
                material=choice.material,
                quality=choice.quality,
                grams=told[0],
                seconds=told[1],
                plates=told[2],
                raw_grams=estimate["grams"],
                raw_seconds=estimate["seconds"],
                created_at=now(session),
            )
        )
        session.flush()
        self._corrections.learn(session, profile)

    def learn_from_orders(self) -> None:
        """Orders of one copy teach what their plates gave, where the design was not sliced ahead."""
        with self._database.begin() as session:
            fresh = session.scalars(
                sa.select(Order).where(Order.quantity == 1).order_by(Order.created_at.desc()).limit(50)
            ).all()
            for order in fresh:
                raw = order.quote.get("raw")
                jobs = _jobs_of(session, order.id)
                if not raw or not jobs or any(not job.grams or not job.seconds for job in jobs):
                    continue
                choice = Choice(order.machine, order.material, order.quality)
                told = (sum(job.grams or 0 for job in jobs), sum(job.seconds or 0 for job in jobs), len(jobs))
                self._keep(session, order.digest, choice, told, raw)


def _jobs_of(session: Session, order: str) -> list[Job]:
    """The plates of an order; none where it shares one, for nobody can say what part of a plate's hours is its own."""
    ids = sa.select(JobItem.job_id).where(JobItem.order_id == order)
    if session.scalar(sa.select(JobItem.order_id).where(JobItem.job_id.in_(ids), JobItem.order_id != order).limit(1)):
        return []
    return list(session.scalars(sa.select(Job).where(Job.id.in_(ids))))


def measured(model: Model, profile: Profile, settings: Settings) -> tuple[float, float, int]:
    """Grams, seconds and plates of one copy, by the real slicer. Raises `PrintersError`, OSError."""
    slicer = find_slicer(settings.slicer or None)
    items = [item for _, group in bridge.items("quote", model.parts, model.stls, 1) for item in group]
    grams = seconds = 0.0
    laid = plates.arrange(items, profile.machine, margins(profile))
    with tempfile.TemporaryDirectory(prefix="printwright-") as name:
        folder = Path(name)
        for plate in laid:
            plates.write_3mf(plate, folder / "plate.3mf")
            line = spiral_of(plate, profile)
            chosen = profile if line is None else spiralled(profile, line.width, line.floor)
            sliced = slicer.slice(
                folder / "plate.3mf",
                chosen,
                folder / "plate.gcode",
                seconds=settings.slice_seconds,
                memory_mb=settings.slice_memory_mb,
            )
            grams += float(figures(sliced.path)["filament used [g]"])
            took = printing_seconds(sliced.path)
            if took is None:
                raise PrintersError("the slicer says nothing of time")
            seconds += took
    return round(grams, 2), round(seconds), len(laid)


def _profile(choice: Choice) -> Profile:
    return bridge.find_profile(choice.machine, choice.material, choice.quality)


def _step_back() -> None:
    """Let everybody else compute first: on Linux a thread has a priority of its own, and its children inherit it."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
