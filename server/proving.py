"""
What a job's G-code will lay, drawn layer by layer and held against its models, after it was sliced.

The printing does not wait for it. It is done in a process of its own, so that neither its time nor its memory is
taken from the server; it may be done again at any time, and what was found for older G-code is dropped.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import printers
from server import ledger
from server.artefacts import Artefacts
from server.database import Database
from server.engine import AFTERWARDS, Engine
from server.errors import ServerError
from server.live import FARM, order_topic, tell
from server.models import Job

#: The name of its workflow.
PROVE = "prove_job"
#: Seconds of computing for the comparison, and by the clock until the process is ended whatever it does.
SECONDS, LATEST = 120.0, 900.0
MEMORY_MB = 3072
_LIMITED = Path(printers.__file__).parent / "limited.py"
_LARGEST = 500_000_000


class Proving:
    """Draws and proves the plates of jobs."""

    def __init__(self, database: Database, artefacts: Artefacts, engine: Engine) -> None:
        self._database = database
        self._artefacts = artefacts
        self._engine = engine

    def submit(self, job_id: str) -> None:
        """Have a sliced job drawn and proved when there is nothing better to do; once for each G-code."""
        with self._database.begin() as session:
            job = session.get_one(Job, job_id)
            if job.gcode is not None and job.proof is None:
                self._engine.submit_in(
                    session, PROVE, f"prove-{job.id}-{job.gcode[:16]}", AFTERWARDS, job.id, job.gcode
                )

    def prove(self, job_id: str, gcode: str) -> None:
        """Draw one job's layers and hold them against its models. Raises ServerError when that cannot be done."""
        with self._database.read() as session:
            job = session.get_one(Job, job_id)
            if job.gcode != gcode or (job.proof is not None and job.drawing is not None):
                return
            model = job.plate_3mf
        with tempfile.TemporaryDirectory(prefix="printwright-") as name:
            folder = Path(name)
            self._artefacts.file(gcode, folder / "plate.gcode")
            self._artefacts.file(model, folder / "plate.3mf")
            failed = _run(folder)
            drawing = folder / "layers.pwl"
            if drawing.exists():
                self._keep(job_id, gcode, drawing=self._artefacts.put(drawing.read_bytes()))
            if failed:
                raise ServerError(failed)
            found = (folder / "proof.json").read_bytes()
        told = json.loads(found)
        del told["places"]
        self._keep(job_id, gcode, proof={"done": True, **told, "file": self._artefacts.put(found)})

    def give_up(self, job_id: str, gcode: str, words: str) -> None:
        """Write down that nobody knows, and why."""
        self._keep(job_id, gcode, proof={"done": False, "words": words[:500]})

    def _keep(self, job_id: str, gcode: str, **found: Any) -> None:
        with self._database.begin() as session:
            job = session.get_one(Job, job_id)
            if job.gcode != gcode:
                return
            for name, value in found.items():
                setattr(job, name, value)
            tell(session, FARM, *(order_topic(order) for order in ledger.orders_of(session, job.id)))


def _run(folder: Path) -> str:
    """Draw and prove in a process of its own; returns why that failed, or nothing."""
    limits = (MEMORY_MB << 20, _LARGEST, int(LATEST))
    words = ["-m", "printers", "prove", "plate.gcode", "plate.3mf", "--seconds", str(SECONDS), "-o", "."]
    with (folder / "said").open("w+b") as said:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_LIMITED), *map(str, limits), sys.executable, *words],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=LATEST)
        except subprocess.TimeoutExpired:
            return f"It was not done after {LATEST:g} s."
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if (folder / "proof.json").exists():
            return ""
        said.seek(0)
        lines = said.read(64_000).decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"It ended with code {code}."
