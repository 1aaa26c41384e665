"""An order becomes plates and G-code: what is laid as one line has a plate to itself, and is judged as one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cadquery as cq
import pytest
import sqlalchemy as sa

from generators.catalog.vase import template
from generators.files import stl
from generators.limits import Limits
from generators.make import make
from generators.mesh import tessellate
from printers.gcode import config
from printers.profile import Profile
from printers.slicers import Sliced, find_slicer
from server import bridge, prepare
from server.artefacts import Artefacts
from server.database import Database
from server.jobs import JobState
from server.laying import Laying
from server.ledger import move_job, trouble
from server.models import Design, Job, JobItem, Order, SliceRow
from server.prepare import Preparation
from server.refusals import shown
from server.settings import Settings
from tests.server.conftest import fill

SMALL = {"spiral": True, "curve": "cylinder", "pattern": "smooth", "width": 50, "height": 40}


@pytest.fixture
def artefacts(tmp_path: Path) -> Artefacts:
    """A folder of files."""
    return Artefacts(str(tmp_path / "artefacts"))


def order_of(database: Database, artefacts: Artefacts, quantity: int) -> None:
    """The order of the samples made one of vases in one line, each with a stand that is laid by layers."""
    fill(database)
    vase = make(template, template.parameters.read(SMALL), Limits.generic()).parts[0]
    stand = stl(tessellate(cq.Solid.makeBox(30, 30, 4)))
    parts: list[dict[str, Any]] = [
        {"name": "vase", "quantity": 1, "colour": "body", "spiral": vase.spiral, "stl": artefacts.put(stl(vase.mesh))},
        # As a design was stored before there was such a thing.
        {"name": "stand", "quantity": 1, "colour": "body", "stl": artefacts.put(stand)},
    ]
    with database.begin() as session:
        session.execute(sa.delete(JobItem))
        session.execute(sa.delete(Job))
        order = session.get_one(Order, "order")
        order.quantity = quantity
        session.get_one(Design, order.digest).parts = parts


def prepared_by(settings: Settings, database: Database, artefacts: Artefacts) -> Preparation:
    """The preparation as the house builds it."""
    return Preparation(settings, database, artefacts, Laying(settings.batching, database, artefacts))


def test_every_vase_in_one_line_has_a_plate_to_itself(database: Database, artefacts: Artefacts, tmp_path: Path) -> None:
    """Three of them and three stands are four plates: one with all that is laid by layers, then one for each vase."""
    order_of(database, artefacts, quantity=3)
    preparation = prepared_by(Settings(data=tmp_path), database, artefacts)
    assert preparation.plan("order") == [f"order-{number}" for number in (1, 2, 3, 4)]
    with database.read() as session:
        plates = [job.objects for job in session.scalars(sa.select(Job).order_by(Job.plate))]
    assert sorted(len(plate["names"]) for plate in plates) == [1, 1, 1, 3]
    assert [plate.get("spiral") for plate in plates] == [None, *[{"width": 0.8, "floor": 6}] * 3]
    assert [plate["names"] for plate in plates[1:]] == [[f"order_vase_{number}"] for number in (1, 2, 3)]


def test_parts_of_any_name_have_a_plain_one_on_the_plate() -> None:
    """A maker may call parts what customers read; on the plate each has a name of its own that every program takes."""
    called = ["1: 4 x 10 x 10 mm", "1. 4 x 10 x 10 mm", "Ärmel", "lid", "_"]
    names = bridge.piece_names([{"name": name} for name in called])
    assert names == ["1-4-x-10-x-10-mm", "1.-4-x-10-x-10-mm", "rmel", "lid", "part"]
    assert bridge.piece_names([{"name": "a b"}, {"name": "a/b"}]) == ["a-b", "a-b-2"]


@pytest.mark.slicer
def test_its_g_code_is_one_line_that_the_guard_lets_pass(
    database: Database, artefacts: Artefacts, tmp_path: Path
) -> None:
    """Sliced by the real slicer it waits for a printer, with about the plastic and the time of the first estimate."""
    order_of(database, artefacts, quantity=1)
    preparation = prepared_by(Settings(data=tmp_path), database, artefacts)
    for job in preparation.plan("order"):
        preparation.slice(job)
    with database.read() as session:
        layered, spiral = session.scalars(sa.select(Job).order_by(Job.plate)).all()
    assert (layered.state, spiral.state) == (JobState.QUEUED, JobState.QUEUED), (layered.trouble, spiral.trouble)
    kinds = []
    for job in (layered, spiral):
        assert job.gcode is not None
        kinds.append(config(artefacts.file(job.gcode, tmp_path / f"{job.id}.gcode"))["spiral_vase"])
    assert kinds == ["0", "1"]
    made = make(template, template.parameters.read(SMALL), Limits.generic())
    told = bridge.estimate(made, bridge.find_profile("virtual-220", "pla", "standard"))
    assert told["grams"] == pytest.approx(spiral.grams, rel=0.05)
    assert told["seconds"] == pytest.approx(spiral.seconds, rel=0.12)


class Faulty:
    """The real slicer, into whose file somebody writes a word."""

    def __init__(self, setting: str | None) -> None:
        self._real = find_slicer(setting)
        self.title, self.version = self._real.title, self._real.version

    def slice(self, plate: Path, profile: Profile, output: Path, **limits: Any) -> Sliced:
        """As the real one does."""
        sliced = self._real.slice(plate, profile, output, **limits)
        text = output.read_text()
        output.write_text(text.replace(";TYPE:Perimeter\n", ";TYPE:Perimeter\nM500 ; keep it\n", 1))
        return sliced


@pytest.mark.slicer
def test_refused_g_code_is_kept_with_the_place_and_the_reason(
    database: Database, artefacts: Artefacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job whose file the guard refuses is held, and an operator sees the very line between its neighbours."""
    monkeypatch.setattr(prepare, "find_slicer", Faulty)
    order_of(database, artefacts, quantity=1)
    preparation = prepared_by(Settings(data=tmp_path), database, artefacts)
    job_id = preparation.plan("order")[0]
    preparation.slice(job_id)
    with database.read() as session:
        job = session.get_one(Job, job_id)
        state, trouble = job.state, job.trouble
    assert state == JobState.HELD
    assert trouble is not None
    assert "M500 is never allowed: it writes the machine's memory" in trouble["words"]
    seen = shown(trouble, artefacts.get(trouble["gcode"]))
    lines = {line["number"]: line["text"] for line in seen["lines"]}
    assert lines[seen["line"]] == "M500 ; keep it"
    assert lines[seen["line"] - 1] == ";TYPE:Perimeter"
    assert len(lines) == 13


def counting(folder: Path) -> Path:
    """The real slicer, behind a program that writes down how often it sliced."""
    path = folder / "counting-slicer"
    path.write_text(f'#!/bin/sh\n[ "$1" = -g ] && echo once >> {folder}/runs\nexec {find_slicer().program} "$@"\n')
    path.chmod(0o755)
    return path


@pytest.mark.slicer
def test_equal_plate_is_sliced_once(database: Database, artefacts: Artefacts, tmp_path: Path) -> None:
    """A job that is prepared again has the same file without slicing, unless its bytes are gone or are others."""
    order_of(database, artefacts, quantity=1)
    settings = Settings(data=tmp_path, slicer=str(counting(tmp_path)))
    preparation = prepared_by(settings, database, artefacts)
    layered = preparation.plan("order")[0]
    files, runs = [], []

    def prepare() -> None:
        with database.begin() as session:
            job = session.get_one(Job, layered)
            if job.state == JobState.QUEUED:
                move_job(session, job, JobState.HELD, trouble=trouble("test", "again"))
                move_job(session, job, JobState.PLANNED, trouble=None)
        preparation.slice(layered)
        with database.read() as session:
            job = session.get_one(Job, layered)
            assert job.state == JobState.QUEUED, job.trouble
            files.append((job.gcode, job.seconds, job.grams, job.layers, job.messages))
        runs.append(len((tmp_path / "runs").read_text().split()))

    prepare()
    prepare()
    assert files[1] == files[0]
    stored = artefacts.get(str(files[0][0]))
    assert stored.startswith(b"; printwright order order\n; printwright design ")
    assert b"; thumbnail begin 220x124 " in stored
    assert b"; printing object order_stand_1 " in stored
    place = tmp_path / "artefacts" / str(files[0][0])[:2] / str(files[0][0])
    place.write_bytes(b"rotten")
    place.rename(place.with_suffix(".away"))
    prepare()
    prepare()
    assert runs == [1, 1, 2, 2]
    with database.begin() as session:
        session.execute(sa.update(SliceRow).values(guard="another"))
    prepare()
    assert runs[-1] == 3
