"""A model and its report over HTTP, beside the same framework and server program doing nothing."""

from __future__ import annotations

import gzip
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.measure import Arm, NotMeasured, Table, Timings, interleaved, milliseconds
from benchmarks.products import SLIDERS
from benchmarks.serving import Server, free_port, geometry

ROUNDS = 5
BROWSER = {"Accept-Encoding": "gzip, deflate"}
NOTHING = "floor: empty route of a bare app"


def measure(rounds: int) -> Iterator[Table]:
    """One client, one connection that stays open, loopback."""
    with tempfile.TemporaryDirectory() as name:
        folder, port, bare = Path(name), free_port(), free_port()
        serve = [sys.executable, "-m", "server", "serve", "--port", str(port), "--data", name]
        with (
            Server(serve, port, folder / "log") as shop,
            Server([sys.executable, "-m", "benchmarks.floor", str(bare)], bare, folder / "floor.log") as floor,
        ):
            shop.since_start("/healthz", geometry)
            floor.since_start("/nothing", bool)
            for slug, (slider, values) in SLIDERS.items():
                yield _table(slug, slider, values, shop, floor, rounds)


def _table(slug: str, slider: str, values: range, shop: Server, floor: Server, rounds: int) -> Table:
    outside: list[float] = []  # seconds of a new model that were not its build
    sizes: dict[str, int] = {}
    several = [interleaved(_Ways(slug, slider, value, shop, floor, outside, sizes).arms(), rounds) for value in values]
    timings = Timings.joined(several)
    timings = Timings({**timings.seconds, "of a new model: all but the build": tuple(outside)})
    rows = [
        (
            name,
            milliseconds(timings.median(name)),
            milliseconds(timings.percentile(name, 95)),
            str(timings.ratio(name, NOTHING)) if len(taken) == len(timings.seconds[NOTHING]) else "",
        )
        for name, taken in timings.seconds.items()
    ]
    return Table(
        f"Over HTTP: {slug}",
        ("request", "p50 ms", "p95 ms", "times the empty route"),
        rows,
        (
            f"{len(timings.seconds[NOTHING])} requests of each kind: ten values of `{slider}`, {rounds} rounds. The "
            f"last GLB has {sizes['glb'] / 1024:.0f} KB, {sizes['sent'] / 1024:.0f} KB as sent. *All but the "
            "build* is what is left after `Server-Timing: build`.",
        ),
        timings.seconds,
    )


class _Ways:
    """Every kind of request for one slider value."""

    def __init__(
        self,
        slug: str,
        slider: str,
        value: int,
        shop: Server,
        floor: Server,
        outside: list[float],
        sizes: dict[str, int],
    ) -> None:
        self._model = f"/api/templates/{slug}/model.glb?{slider}="
        self._report = f"/api/templates/{slug}/report?{slider}="
        self._value, self._noughts = value, count(1)
        self._shop, self._floor, self._outside, self._sizes = shop, floor, outside, sizes
        self._text, self._etag, self._runs = "", "", 0

    def arms(self) -> dict[str, Arm]:
        """The kinds in the order in which a round asks for them."""
        shop, floor = self._shop, self._floor
        return {
            NOTHING: floor.arm(lambda: "/nothing", {}),
            "floor: as many bytes from a bare app": floor.arm(lambda: f"/bytes/{self._sizes.get('glb', 0)}", {}),
            "GET /healthz": shop.arm(lambda: "/healthz", {}),
            "model.glb, new value": self._new,
            "model.glb, cached": shop.arm(lambda: self._model + self._text, BROWSER),
            "model.glb, cached, not compressed": shop.arm(lambda: self._model + self._text, {}),
            "model.glb, 304": self._unchanged,
            "report, new value": shop.arm(lambda: self._report + self._other(), BROWSER),
            "report, cached": shop.arm(lambda: self._report + self._text, BROWSER),
        }

    def _other(self) -> str:
        """The value with another nought behind its point: the same design, but a request not seen before."""
        self._text = f"{self._value:.{next(self._noughts)}f}"
        return self._text

    def _unchanged(self) -> float:
        known = {**BROWSER, "If-None-Match": self._etag}
        return self._shop.arm(lambda: self._model + self._text, known, 304)()

    def _new(self) -> float:
        answer = self._shop.get(self._model + self._other(), BROWSER)
        if answer.status != 200:
            raise NotMeasured(f"{self._model}{self._text} answered {answer.status}: {answer.body[:200]!r}")
        body = gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body
        self._sizes.update(glb=len(body), sent=len(answer.body))
        self._etag = answer.headers["etag"]
        self._runs += 1
        if self._runs > 1:  # the first round is not recorded
            build = float(answer.headers["server-timing"].partition("dur=")[2].partition(",")[0]) / 1000
            self._outside.append(answer.seconds - build)
        return answer.seconds
