"""The people of a shop under chaos: a customer who orders until there is an answer, an operator who tells the truth."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import httpx

from tests.reliability.machines import Machine


class Customer:
    """Orders the same thing again; sends it once more, under the same key, as long as no answer comes."""

    def __init__(self, client: httpx.Client, first: str, token: str) -> None:
        self._client = client
        self._first, self._token = first, token
        self._key = secrets.token_urlsafe(24)
        self.order: str | None = None

    def ask(self) -> bool:
        """One try; whether there was any answer."""
        try:
            answer = self._client.post(
                f"/api/orders/{self._first}/again",
                params={"token": self._token},
                headers={"Idempotency-Key": self._key},
                json={"quantity": 1},
            )
        except httpx.TransportError:
            return False
        if answer.status_code == 201:
            self.order = str(answer.json()["id"])
        elif answer.status_code < 500:
            raise AssertionError(f"an order was refused: {answer.status_code} {answer.text}")
        return True


class Keeper:
    """Looks at the printers themselves, clears their plates, and decides what only a person can know."""

    def __init__(self, client: httpx.Client, machines: Mapping[str, Machine]) -> None:
        self._client = client
        self._machines = machines
        #: What was decided, by what.
        self.decided: list[str] = []

    def look(self) -> None:
        """One round through the workshop. The shop may not answer; then a later round does it."""
        try:
            printers = self._client.get("/api/printers").json()["printers"]
            jobs = self._client.get("/api/jobs").json()["jobs"]
            for printer in printers:
                self._printer(printer)
            for job in jobs:
                self._job(job)
        except (httpx.TransportError, ValueError, KeyError):
            return

    def _printer(self, printer: dict[str, Any]) -> None:
        machine = self._machines[printer["id"]]
        if (printer["bed"] != "clear" or printer["trouble"]) and machine.idle():
            machine.clear()
            self._client.post(f"/api/printers/{printer['id']}/bed-clear", json={})

    def _job(self, job: dict[str, Any]) -> None:
        state, action = job["state"], None
        if state == "unsure":
            found = [
                one for machine in self._machines.values() for one in machine.prints() if one.name.startswith(job["id"])
            ]
            if any(one.outcome is None for one in found) or any(machine.late() for machine in self._machines.values()):
                return
            action = "printed" if any(one.outcome == "done" for one in found) else "not_printed"
        elif state == "failed":
            action = "retry"
        if action:
            answer = self._client.post(f"/api/jobs/{job['id']}/{action}", json={})
            if answer.status_code == 200:
                self.decided.append(f"{state}: {action}")
