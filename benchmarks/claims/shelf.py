"""Every product of the catalogue along its first slider: look, judged, cached, and bytes on the wire."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from benchmarks.contest import REST
from benchmarks.measure import NotMeasured, Table, Timings, milliseconds
from benchmarks.pairs import Quartiles, spread
from benchmarks.products import PROFILE
from benchmarks.serving import Answer, Server, free_port, geometry
from generators.errors import InvalidValues
from generators.fields.number import Number
from generators.library import load
from generators.template import Template
from server import bridge

PLACES = 20
ROUNDS = PLACES
SHARE = 20.0  # seconds for one product; a slow one is asked at fewer places
BROWSER = {"Accept-Encoding": "gzip, deflate"}
LOOK, JUDGED, HIT = "look", "judged", "hit"


def measure(rounds: int, only: Collection[str] = ()) -> Iterator[Table]:
    """All products, or only those named; `rounds` of the trace's twenty places."""
    templates = load().templates
    unknown = set(only) - templates.keys()
    if unknown:
        raise NotMeasured(f"there is no product called {sorted(unknown)[0]!r}; there are {', '.join(templates)}")
    rows: list[tuple[str, ...]] = []
    samples: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [sys.executable, "-m", "server", "serve", "--port", str(port), "--data", folder]
        with Server(command, port, Path(folder) / "log", {"PRINTWRIGHT_DRAFTS": "true"}) as shop:
            shop.since_start("/healthz", geometry)
            for slug, template in templates.items():
                if only and slug not in only:
                    continue
                print(slug, file=sys.stderr, flush=True)
                found = slider(template)
                if found is None:
                    rows.append((slug, "none: no slider of its own", *[""] * 7))
                    continue
                name, places = found
                timings, wire = _asked(shop, slug, name, [places[turn] for turn in spread(rounds, len(places))])
                samples[slug] = {"slider": name, "wire": wire, **timings.seconds}
                p50, p95 = timings.median, lambda arm, of=timings: of.percentile(arm, 95)
                figures = [milliseconds(way(arm)) for arm in (LOOK, JUDGED) for way in (p50, p95)]
                size = f"{Quartiles.of(wire).median / 1024:.0f}"
                rows.append((slug, f"`{name}`", str(len(wire)), *figures, milliseconds(p50(HIT)), size))
    yield Table(
        "The shelf: one new value of the first slider, at the client",
        (
            "product",
            "slider",
            "values",
            "look p50 ms",
            "p95",
            "judged p50 ms",
            "p95",
            "cached p50 ms",
            "KB on the wire",
        ),
        rows,
        (
            "One client, one connection that stays open, loopback; all other settings at their defaults. Look: "
            "`model.glb` of a value that the shop has not seen, to the last byte. Judged: `report` of the same value "
            "written another way, so that it is built anew: every check, the estimate, the price. Cached: the look "
            "once more.",
            f"Up to {PLACES} values, evenly over all that the slider allows with the others at their defaults; fewer "
            f"where it has fewer, or where they take longer than {SHARE:g} s.",
        ),
        samples,
    )


def slider(template: Template[Any]) -> tuple[str, list[float]] | None:
    """The first numeric parameter that does something at the defaults, with up to twenty places that it allows."""
    limits = bridge.limits(PROFILE)
    hidden = template.parameters.hidden(template.parameters.read({}, limits).canonical(), limits)
    for name, field in template.parameters.fields().items():
        if not isinstance(field, Number) or name in hidden:
            continue
        default = template.parameters.read({}, limits).canonical()[name]
        reach = field.maximum - field.minimum
        fine = [field.snap(field.minimum + reach * number / 400) for number in range(401)]
        allowed = [value for value in dict.fromkeys(fine) if value != default and _holds(template, name, value)]
        if allowed:
            return name, [allowed[place] for place in spread(PLACES, len(allowed))]
    return None


def _holds(template: Template[Any], name: str, value: float) -> bool:
    try:
        template.parameters.read({name: value}, bridge.limits(PROFILE))
    except InvalidValues:
        return False
    return True


def _asked(shop: Server, slug: str, name: str, places: list[float]) -> tuple[Timings, list[int]]:
    seconds: dict[str, list[float]] = {LOOK: [], JUDGED: [], HIT: []}
    wire: list[int] = []
    shop.awake("/healthz")
    _good(shop, f"/api/templates/{slug}/report")
    end = time.monotonic() + SHARE
    # From both ends inward and so on would bias a run that is cut short; every third first keeps it spread.
    for place in [place for start in range(3) for place in places[start::3]]:
        model = f"/api/templates/{slug}/model.glb?{name}={place:g}"
        look = _good(shop, model)
        seconds[LOOK].append(look.seconds)
        wire.append(len(look.body))
        time.sleep(REST)
        seconds[HIT].append(_good(shop, model).seconds)
        text = f"{place:g}" + ("0" if "." in f"{place:g}" else ".0")
        seconds[JUDGED].append(_good(shop, f"/api/templates/{slug}/report?{name}={text}").seconds)
        if time.monotonic() > end:
            break
    return Timings({arm: tuple(values) for arm, values in seconds.items()}), wire


def _good(shop: Server, path: str) -> Answer:
    answer = shop.get(path, BROWSER)
    if answer.status != 200:
        raise NotMeasured(f"{path} answered {answer.status}: {answer.body[:200]!r}")
    return answer
