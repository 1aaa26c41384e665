"""A sliced job is drawn and proved in a process of its own, and what was found belongs to its very G-code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cadquery as cq
import pytest
import sqlalchemy as sa

from generators.files import stl
from generators.mesh import tessellate
from printers.drawing import read
from server.artefacts import Artefacts
from server.database import Database
from server.engine import Engine
from server.errors import ServerError
from server.laying import Laying
from server.models import Design, Job, JobItem, Order
from server.prepare import Preparation
from server.proving import Proving
from server.settings import Settings
from tests.server.conftest import fill

pytestmark = pytest.mark.slicer


@pytest.fixture
def artefacts(tmp_path: Path) -> Artefacts:
    """A folder of files."""
    return Artefacts(str(tmp_path / "artefacts"))


@pytest.fixture
def sliced(database: Database, artefacts: Artefacts, tmp_path: Path) -> str:
    """A job with two little plates of plastic, sliced."""
    fill(database)
    part = stl(tessellate(cq.Solid.makeBox(10, 10, 1)))
    parts: list[dict[str, Any]] = [{"name": "plate", "quantity": 2, "colour": "body", "stl": artefacts.put(part)}]
    with database.begin() as session:
        session.execute(sa.delete(JobItem))
        session.execute(sa.delete(Job))
        session.get_one(Design, session.get_one(Order, "order").digest).parts = parts
    settings = Settings(data=tmp_path)
    preparation = Preparation(settings, database, artefacts, Laying(settings.batching, database, artefacts))
    (job,) = preparation.plan("order")
    preparation.slice(job)
    return job


def told(database: Database, job: str) -> tuple[str, str | None, dict[str, Any] | None]:
    """G-code, drawing and proof of a job."""
    with database.read() as session:
        found = session.get_one(Job, job)
        assert found.gcode is not None
        return found.gcode, found.drawing, found.proof


def test_drawing_and_proof_are_kept_with_the_job(database: Database, artefacts: Artefacts, sliced: str) -> None:
    """The layers can be read, the proof says that all is well, and its places are kept beside it."""
    gcode, drawing, proof = told(database, sliced)
    assert (drawing, proof) == (None, None)
    Proving(database, artefacts, Engine(database)).prove(sliced, gcode)
    gcode, drawing, proof = told(database, sliced)
    assert drawing is not None
    assert sorted(read(artefacts.get(drawing)).objects) == ["order_plate_1", "order_plate_2"]
    assert proof is not None
    assert proof["done"]
    assert (proof["compared"], proof["layers"], proof["warnings"]) == (5, 5, [])
    assert json.loads(artefacts.get(proof["file"]))["places"] == []


def test_what_was_found_for_older_g_code_is_dropped(database: Database, artefacts: Artefacts, sliced: str) -> None:
    """A job that was sliced anew meanwhile is not told about a file that is no longer its own."""
    gcode, _, _ = told(database, sliced)
    with database.begin() as session:
        session.get_one(Job, sliced).gcode = "f" * 64
    proving = Proving(database, artefacts, Engine(database))
    proving.prove(sliced, gcode)
    proving.give_up(sliced, gcode, "no time")
    assert told(database, sliced)[1:] == (None, None)


@pytest.mark.long
def test_what_cannot_be_proved_is_drawn_all_the_same(database: Database, artefacts: Artefacts, sliced: str) -> None:
    """A model that cannot be cut is said to be unproved, with the reason; nothing is claimed of it."""
    gcode, _, _ = told(database, sliced)
    with database.begin() as session:
        session.get_one(Job, sliced).plate_3mf = artefacts.put(b"no model")
    proving = Proving(database, artefacts, Engine(database))
    with pytest.raises(ServerError, match="3MF") as caught:
        proving.prove(sliced, gcode)
    proving.give_up(sliced, gcode, str(caught.value))
    _, drawing, proof = told(database, sliced)
    assert drawing is not None
    assert proof is not None
    assert (proof["done"], "3MF" in proof["words"]) == (False, True)
