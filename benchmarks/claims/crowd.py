"""A crowd of customers who all drag at once: who is served, who is asked to wait, and whether the shop stands."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.measure import NotMeasured, Table, three
from benchmarks.serving import Server, free_port, geometry

LONG = True
ROUNDS = 1
CROWDS = (1, 10, 100, 1000)
SECONDS = 30.0  # that each crowd drags
PATIENCE = 60.0  # seconds after which a customer is counted as left waiting for ever
AGAIN = 1.0  # seconds until a customer who was asked to wait moves the slider again


@dataclass
class Seen:
    """What a crowd saw, in seconds."""

    served: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    happy: set[int] = field(default_factory=set)  # customers who saw at least one model


def measure(rounds: int) -> Iterator[Table]:
    """Each size of crowd `rounds` times, the sizes in turn."""
    rows: list[tuple[str, ...]] = []
    samples: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [sys.executable, "-m", "server", "serve", "--port", str(port), "--data", folder]
        with Server(command, port, Path(folder) / "log", {"PRINTWRIGHT_DRAFTS": "true"}) as shop:
            shop.since_start("/healthz", geometry)
            for _ in range(rounds):
                for size in CROWDS:
                    print(f"{size} customers", file=sys.stderr, flush=True)
                    seen = asyncio.run(_crowd(f"http://127.0.0.1:{port}", size))
                    rows.append(_row(size, seen))
                    samples[str(size)] = {"served": seen.served, "refused": seen.refused, "health": seen.health}
    yield Table(
        "Customers who drag without a pause, all at once",
        (
            "customers",
            "models/s",
            "served p50 ms",
            "p95 ms",
            "longest ms",
            "asked to wait",
            "saw a model",
            "no answer",
            "health p95 ms",
        ),
        rows,
        (
            f"{SECONDS:g} s for each crowd, loopback, the customers in one process on the same machine. Each asks for "
            "the box at sizes nobody has asked for, waits for the answer, and asks again at once; who is asked to wait "
            f"(503 with a reason) asks again after {AGAIN:g} s.",
            f"No answer: the connection failed, another status came, or {PATIENCE:g} s went by.",
            "Health: `/healthz` asked four times a second beside the crowd.",
        ),
        samples,
    )


async def _crowd(address: str, size: int) -> Seen:
    seen = Seen()
    limits = httpx.Limits(max_connections=size + 8, max_keepalive_connections=size + 8)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=PATIENCE) as client:
        end = time.monotonic() + SECONDS
        watch = asyncio.create_task(_watch(client, end, seen))
        await asyncio.gather(*(_customer(client, number, end, seen) for number in range(size)))
        await watch
        last = await client.get("/api/templates/box/model.glb")
    if last.status_code != 200 or not seen.served:
        raise NotMeasured(f"after {size} customers the shop answered {last.status_code}")
    return seen


async def _customer(client: httpx.AsyncClient, number: int, end: float, seen: Seen) -> None:
    dice = random.Random(f"{number} {end}")
    while time.monotonic() < end:
        sizes = {"width": dice.randint(30, 180), "depth": dice.randint(30, 180), "height": dice.randint(15, 120)}
        began = time.perf_counter()
        try:
            answer = await client.get("/api/templates/box/model.glb", params=sizes)
        except httpx.HTTPError as error:
            seen.lost.append(type(error).__name__)
            await asyncio.sleep(AGAIN)
            continue
        took = time.perf_counter() - began
        if answer.status_code == 200:
            seen.served.append(took)
            seen.happy.add(number)
        elif answer.status_code == 503 and answer.json()["code"] == "busy":
            seen.refused.append(took)
            await asyncio.sleep(AGAIN)
        elif answer.status_code != 422:  # sizes that the form would not have let through
            seen.lost.append(str(answer.status_code))


async def _watch(client: httpx.AsyncClient, end: float, seen: Seen) -> None:
    while time.monotonic() < end:
        began = time.perf_counter()
        try:
            answer = await client.get("/healthz")
            seen.health.append(time.perf_counter() - began)
            if answer.status_code != 200:
                seen.lost.append(f"health {answer.status_code}")
        except httpx.HTTPError as error:
            seen.lost.append(f"health {type(error).__name__}")
        await asyncio.sleep(0.25)


def _row(size: int, seen: Seen) -> tuple[str, ...]:
    served = sorted(seen.served)

    def at(values: list[float], share: float) -> str:
        return three(1e3 * values[min(int(share * len(values)), len(values) - 1)]) if values else "none"

    return (
        str(size),
        three(len(served) / SECONDS),
        at(served, 0.5),
        at(served, 0.95),
        at(served, 1),
        f"{len(seen.refused) / (len(seen.refused) + len(served)):.0%}",
        f"{len(seen.happy) / size:.0%}",
        str(len(seen.lost)),
        at(sorted(seen.health), 0.95),
    )
