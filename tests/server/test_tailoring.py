"""A job goes to whichever kind of printer is free and takes it, sliced for that very one."""

from __future__ import annotations

from pathlib import Path

import cadquery as cq
import pytest
import sqlalchemy as sa

from generators.files import stl
from generators.mesh import tessellate
from printers.gcode import config
from server import bridge, ledger
from server.artefacts import Artefacts
from server.database import Database, now
from server.equipment import PrinterSettings
from server.jobs import JobState
from server.kinds import Kinds, coarser
from server.laying import Laying
from server.matching import TAILOR, Matching
from server.models import Design, Job, JobItem, PrinterRow
from server.prepare import Preparation
from server.settings import Batching, Settings
from server.tailoring import Tailoring
from tests.server.conftest import Heard, fill

#: The first kind of printer, for which orders are judged, and a smaller one.
ASH = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")
ELM = PrinterSettings(id="elm", name="Elm", driver="virtual", machine="generic-200")


class House:
    """The parts of the server between an order and its sending."""

    def __init__(self, folder: Path, database: Database, side: float, elm: PrinterSettings = ELM) -> None:
        """One order of a flat square of so many mm, and a farm of two kinds of printer."""
        self.database = database
        settings = Settings(data=folder, printers=(ASH, elm))
        self.artefacts = Artefacts(str(folder / "artefacts"))
        laying = Laying(Batching(), database, self.artefacts)
        self.engine = Heard()
        self.kinds = Kinds(settings, database, laying)
        self.preparation = Preparation(settings, database, self.artefacts, laying)
        self.matching = Matching(settings, database, self.engine)
        self.tailoring = Tailoring(settings, database, laying, self.preparation, self.matching.submit)
        fill(database)
        with database.begin() as session:
            session.execute(sa.delete(JobItem))
            session.execute(sa.delete(Job))
            part = self.artefacts.put(stl(tessellate(cq.Solid.makeBox(side, side, 2))))
            session.get_one(Design, "d" * 64).parts = [{"name": "tag", "quantity": 1, "colour": "body", "stl": part}]
            session.add(PrinterRow(id="elm", bed="clear", bed_at=0.0, snapshot={"phase": "idle"}, enabled=True))
        self.seen(ash="occupied", elm="clear")
        (self.job_id,) = self.preparation.plan("order")

    def seen(self, **beds: str) -> None:
        """Every printer answers and is idle; what is known of their plates."""
        with self.database.begin() as session:
            for row in session.scalars(sa.select(PrinterRow)):
                row.seen_at, row.bed = now(session), beds[row.id]

    def job(self) -> Job:
        """The order's only job."""
        with self.database.read() as session:
            return ledger.get_job(session, self.job_id)

    def queued(self, **fits: str) -> None:
        """Let the job wait as if it had been sliced, and these kinds of printer been asked."""
        with self.database.begin() as session:
            job = ledger.get_job(session, self.job_id)
            ledger.move_job(session, job, JobState.SLICING)
            ledger.move_job(session, job, JobState.QUEUED, fits={"generic-200": "", **fits})

    def why_not(self) -> dict[str, str]:
        """Why each printer does not print it now."""
        with self.database.read() as session:
            found = self.matching.refusals(ledger.get_job(session, self.job_id), self.matching.standing(session))
        return {refusal["printer"]: refusal["words"] for refusal in found}


@pytest.mark.slicer
def test_it_goes_to_the_free_printer_of_another_kind_sliced_for_it(database: Database, tmp_path: Path) -> None:
    """The first printer's plate is full, so the other kind gets it, by G-code for its own bed; one run, one sending."""
    house = House(tmp_path, database, side=20)
    house.preparation.slice(house.job_id)
    assert house.job().fits == {"generic-200": ""}
    assert house.why_not() == {"Ash": "waits for somebody to clear its plate"}
    assert house.matching.once() == 1
    job = house.job()
    assert (job.state, job.printer_id) == (JobState.MATCHED, "elm")
    assert house.engine.runs == [(TAILOR, (job.id, job.run))]
    before = job.gcode
    for _ in range(2):
        house.tailoring.tailor(job.id, job.run)
    assert house.engine.runs[1:] == [("print_job", (job.id,))]
    job = house.job()
    assert (job.state, job.machine, job.printer_id) == (JobState.SENDING, "generic-200", "elm")
    assert job.fits == {"generic-200": "", "virtual-220": ""}
    assert job.gcode is not None
    assert job.gcode != before
    told = config(house.artefacts.file(job.gcode, tmp_path / "sent.gcode"))
    assert told["bed_shape"] == bridge.find_profile("generic-200", "pla", "standard").settings["bed_shape"]


@pytest.mark.slicer
def test_what_takes_too_long_on_a_kind_goes_back_and_not_there_again(database: Database, tmp_path: Path) -> None:
    """Sliced for the printer it takes longer than that one prints: it waits for the others, with the reason."""
    house = House(tmp_path, database, side=20, elm=ELM.model_copy(update={"longest_hours": 0.01}))
    house.queued()
    with database.begin() as session:
        ledger.get_job(session, house.job_id).seconds = 30.0
    assert house.matching.once() == 1
    house.tailoring.tailor(house.job_id, house.job().run)
    job = house.job()
    assert (job.state, job.printer_id, job.machine, job.seconds) == (JobState.QUEUED, None, "virtual-220", 30.0)
    assert job.trouble is not None
    assert job.trouble["words"].startswith("Elm prints for 0.01 h at most; this takes 0.")
    assert house.matching.once() == 0
    assert house.why_not()["Elm"].startswith("prints for 0.01 h at most; this takes 0.")
    house.seen(ash="clear", elm="clear")
    assert house.matching.once() == 1
    assert house.job().printer_id == "ash"


@pytest.mark.slicer
def test_where_it_is_sliced_for_comes_first(database: Database, tmp_path: Path) -> None:
    """With both free it goes where no slicing is needed; once that profile has changed, it is sliced there anew."""
    house = House(tmp_path, database, side=20)
    house.preparation.slice(house.job_id)
    house.seen(ash="clear", elm="clear")
    assert house.matching.once() == 1
    assert (house.job().state, house.job().printer_id) == (JobState.SENDING, "ash")
    with database.begin() as session:
        job = ledger.get_job(session, house.job_id)
        ledger.move_job(session, job, JobState.QUEUED, printer_id=None, profile_digest="as it was before", fits={})
    assert house.matching.once() == 1
    assert (house.job().state, house.job().printer_id) == (JobState.MATCHED, "ash")
    house.tailoring.tailor(house.job_id, house.job().run)
    assert house.job().state == JobState.SENDING
    assert house.job().profile_digest == bridge.find_profile("virtual-220", "pla", "standard").digest


def test_what_is_too_large_for_a_kind_is_known_before(database: Database, tmp_path: Path) -> None:
    """205 mm lie on the larger bed only, and the smaller one says so before anything is sliced for it."""
    house = House(tmp_path, database, side=205)
    asked = house.kinds.asked(house.job())
    assert list(asked) == ["generic-200"]
    house.queued(**{"generic-200": asked["generic-200"]})
    assert "205" in house.why_not()["Elm"]
    assert house.matching.once() == 0


def test_printers_that_were_added_later_are_asked_as_well(database: Database, tmp_path: Path) -> None:
    """What the settings file does not name is a kind like any other."""
    settings = Settings(data=tmp_path, printers=(ASH,))
    laying = Laying(Batching(), database, Artefacts(str(tmp_path / "artefacts")))
    assert Kinds(settings, database, laying, {"ash": ASH, "elm": ELM}).others("virtual-220", "pla") == ["generic-200"]
    assert Kinds(settings, database, laying).others("virtual-220", "pla") == []


def test_a_kind_that_was_not_asked_gets_nothing(database: Database, tmp_path: Path) -> None:
    """A printer that came to the shop later prints a waiting job only once it is known to take it."""
    house = House(tmp_path, database, side=20)
    house.queued()
    with database.begin() as session:
        ledger.get_job(session, house.job_id).fits = {}
    assert house.matching.once() == 0
    assert "not asked yet" in house.why_not()["Elm"]


def test_what_cannot_be_made_for_a_kind_goes_back_and_not_there_again(database: Database, tmp_path: Path) -> None:
    """The bed is smaller than it was thought: the job waits for the others, its printer is free, the reason is kept."""
    house = House(tmp_path, database, side=205)
    house.queued()
    assert house.matching.once() == 1
    house.tailoring.tailor(house.job_id, house.job().run)
    job = house.job()
    assert (job.state, job.printer_id) == (JobState.QUEUED, None)
    assert job.trouble is not None
    assert job.trouble["code"] == "not_tailored"
    assert "could not be prepared" in house.why_not()["Elm"]
    assert house.matching.once() == 0


@pytest.mark.parametrize("over", ["cancelled", "matched again"])
def test_a_match_that_is_over_sends_nothing(database: Database, tmp_path: Path, over: str) -> None:
    """Slicing for a printer takes a while; what became of the job meanwhile counts."""
    house = House(tmp_path, database, side=20)
    house.queued()
    assert house.matching.once() == 1
    run = house.job().run
    with database.begin() as session:
        job = ledger.get_job(session, house.job_id)
        if over == "cancelled":
            ledger.move_job(session, job, JobState.CANCELLED)
        else:
            ledger.move_job(session, job, JobState.QUEUED, printer_id=None)
    if over == "matched again":
        assert house.matching.once() == 1
    before = house.job()
    house.tailoring.tailor(house.job_id, run)
    assert (house.job().state, house.job().run) == (before.state, before.run)
    assert [workflow for workflow, _ in house.engine.runs] == [TAILOR] * (2 if over == "matched again" else 1)


def test_a_coarser_kind_is_not_what_a_design_was_judged_for() -> None:
    """Finer is taken, coarser and otherwise are not; a wall that is one line counts only where there is one."""
    judged = {"wall_error": 0.45, "bridge_error": 30.0, "spiral_width": 0.8, "line_width": 0.45, "volume_x": 212.0}
    assert coarser(judged, judged, spiral=True) == ""
    assert coarser(judged, {**judged, "wall_error": 0.4, "line_width": 0.4, "volume_x": 100.0}, spiral=True) == ""
    assert "wall error 0.65, judged for 0.45" in coarser(judged, {**judged, "wall_error": 0.65}, spiral=False)
    assert "bridge error 20" in coarser(judged, {**judged, "bridge_error": 20.0}, spiral=False)
    assert coarser(judged, {**judged, "spiral_width": 0.6}, spiral=False) == ""
    assert "spiral width" in coarser(judged, {**judged, "spiral_width": 0.6}, spiral=True)
