"""What a customer's browser shows, and when: a first visit, a slider under the hand, and the page at rest."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.browser import MOVE, NEXT, TRIANGLE, VISIT, chromium, opened, processor, spent
from benchmarks.measure import Table, Timings, milliseconds
from benchmarks.serving import Server, free_port, geometry

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROUNDS = 10
#: A product, and a slider of it that is a size of its outside: the picture follows at once.
PRODUCTS = (("box", "width"), ("hook", "arm"), ("keychain", "size"))
REST = 5.0  # seconds for which the page is left alone
TURNS = 24  # steps of the mouse that turn the model

PLAIN = "floor: a page of text from the same shop, loaded"
WEBGL = "floor: a context and one triangle in this browser"
FRAME = "floor: an event to the browser’s next frame"


def measure(rounds: int) -> Iterator[Table]:
    """Visits of browsers that have seen nothing, then one page whose sliders move; floors in every round."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        port = free_port()
        command = [sys.executable, "-m", "server", "serve", "--port", str(port), "--data", folder]
        with Server(command, port, Path(folder) / "log", {"PRINTWRIGHT_DRAFTS": "true"}) as shop:
            shop.since_start("/healthz", geometry)
            address = f"http://127.0.0.1:{port}"
            yield _visits(browser, address, rounds)
            yield _sliders(browser, address, rounds)
            yield _rest(browser, address)


def _visits(browser: Browser, address: str, rounds: int) -> Table:
    moments = {"form": "form and price can be used", "model": "first model drawn", "ready": "judged, at rest"}

    def visits(_number: int) -> dict[str, float]:
        took = {PLAIN: _loaded(browser, f"{address}/robots.txt"), WEBGL: _asked(browser, TRIANGLE)}
        for product, _ in PRODUCTS:
            seen = _visit(browser, f"{address}/products/{product}")
            took |= {f"{product}: {words}": seen[name] / 1000 for name, words in moments.items()}
        return took

    timings = _rounds(visits, rounds)
    notes = (
        f"{rounds} visits of each, every one by a browser that has cached nothing; the shop has built the defaults "
        "before. Ms since the visit began, by the page’s own clock.",
        "Chromium draws in software (SwiftShader) at 1280 x 800. Hoped for: 800 ms to the form, 2,500 ms to the model.",
    )
    return _table("A first visit", timings, PLAIN, notes)


def _sliders(browser: Browser, address: str, rounds: int) -> Table:
    pages = []
    blank = opened(browser)
    kinds = ("first change of the picture", "true model of a new value", "true model of a value seen before")
    for product, slider in PRODUCTS:
        page = opened(browser)
        page.goto(f"{address}/products/{product}")
        page.wait_for_selector("body[data-state=ready]")
        pages.append((product, slider, page, _range(page, slider)))

    def moves(number: int) -> dict[str, float]:
        took = {FRAME: float(blank.evaluate(NEXT)) / 1000}
        for product, slider, page, (low, step) in pages:
            new = low + (number + 1) * step
            first, true = page.evaluate(MOVE, [slider, f"{new:g}"])
            page.evaluate(MOVE, [slider, f"{low:g}"])
            _, again = page.evaluate(MOVE, [slider, f"{new:g}"])
            page.wait_for_timeout(400)
            names = [f"{product}, `{slider}`: {kind}" for kind in kinds]
            took |= dict(zip(names, (first / 1000, true / 1000, again / 1000), strict=True))
        return took

    timings = _rounds(moves, rounds)
    for page in (blank, *(page for _, _, page, _ in pages)):
        page.context.close()
    notes = (
        f"{rounds} values of each slider, each new to browser and shop unless it says otherwise; other sizes at their "
        "defaults. From the slider’s event to the drawing in the browser, by the page’s own clock.",
        "The true model is judged as well: every check, price and time. Hoped for: 100 ms to the first change.",
    )
    return _table("A slider under the hand", timings, FRAME, notes)


def _rest(browser: Browser, address: str) -> Table:
    page = opened(browser)
    page.goto("about:blank")
    page.wait_for_timeout(4000)
    rows = [("floor: an empty page at rest", f"{processor(page, REST) / REST * 1000:.0f} ms per second")]
    page.goto(f"{address}/products/box")
    page.wait_for_selector("body[data-state=ready]")
    page.wait_for_timeout(4000)
    rows.append(("the box at rest", f"{processor(page, REST) / REST * 1000:.0f} ms per second"))
    stage = page.locator("#stage").bounding_box()
    assert stage is not None
    across, down = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    frames = _frames(page)
    began = spent()
    page.mouse.move(across, down)
    page.mouse.down()
    for step in range(TURNS):
        page.mouse.move(across + 8 * (step + 1), down)
        page.wait_for_timeout(60)
    page.mouse.up()
    page.wait_for_timeout(1500)
    drawn = _frames(page) - frames
    rows.append(("the box turned by hand", f"{(spent() - began) / max(drawn, 1) * 1000:.0f} ms per frame drawn"))
    notes = (
        "Processor time of Chromium with all its processes, drawing in software: "
        f"{REST:g} s at rest; {TURNS} steps of the mouse.",
    )
    return Table("Processor time of the page", ("what", "spent"), rows, notes)


def _rounds(once: Callable[[int], dict[str, float]], rounds: int) -> Timings:
    """Seconds of all arms, round by round; the one before the first is not counted."""
    once(0)
    each = [once(number) for number in range(1, rounds + 1)]
    return Timings({name: tuple(took[name] for took in each) for name in each[0]})


def _visit(browser: Browser, address: str) -> dict[str, float]:
    page = opened(browser)
    page.add_init_script(VISIT)
    page.goto(address)
    page.wait_for_function("() => window.seen.ready")
    seen: dict[str, float] = page.evaluate("window.seen")
    page.context.close()
    return seen


def _loaded(browser: Browser, address: str) -> float:
    page = opened(browser)
    page.goto(address)
    took = float(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
    page.context.close()
    return took / 1000


def _asked(browser: Browser, script: str) -> float:
    page = opened(browser)
    took = float(page.evaluate(script))
    page.context.close()
    return took / 1000


def _range(page: Page, slider: str) -> tuple[float, float]:
    """A value below which nothing was shown, and a step upwards for every round."""
    limits: dict[str, Any] = page.evaluate(
        'name => { const one = document.querySelector(`[data-field="${name}"] input[type=range]`);'
        " return { at: Number(one.value), step: Number(one.step), most: Number(one.max) } }",
        slider,
    )
    room = (limits["most"] - limits["at"]) / (ROUNDS + 2)
    return limits["at"], max(limits["step"], room // limits["step"] * limits["step"])


def _frames(page: Page) -> int:
    return int(page.evaluate("Number(document.body.dataset.frames)"))


def _table(title: str, timings: Timings, base: str, notes: tuple[str, ...]) -> Table:
    rows = [
        (name, milliseconds(timings.median(name)), milliseconds(max(values)), str(timings.ratio(name, base)))
        for name, values in timings.seconds.items()
    ]
    return Table(title, ("what", "median ms", "longest ms", "times the floor"), rows, notes, timings.seconds)
