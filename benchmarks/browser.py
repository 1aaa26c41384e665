"""A Chromium that draws in software, what it is asked, and the processor time it has used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import NotMeasured

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: WebGL by the processor: the slowest that a customer's browser can be.
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
#: Notes when the form can be used, and when the first model is on the screen and true; ms since the visit began.
VISIT = """
window.seen = {};
const look = () => {
  const now = performance.now(), told = document.body?.dataset ?? {}, seen = window.seen;
  if (document.querySelector('[data-field] input:enabled')) seen.form ??= now;
  if (Number(told.built) > 0 && Number(told.frames) > 0) seen.model ??= now;
  if (seen.model && told.state === 'ready') seen.ready ??= now;
  if (!seen.ready) requestAnimationFrame(look);
};
look();
"""
#: Moves a slider by hand; ms until the picture first changed, and until the true model is shown.
MOVE = """
async ([name, value]) => {
  const slider = document.querySelector(`[data-field="${name}"] input[type=range]`);
  const told = document.body.dataset, before = { frames: told.frames, built: told.built };
  const changed = (look) => new Promise((done) => {
    if (look()) return done(performance.now());
    const watch = new MutationObserver(() => { if (look()) { watch.disconnect(); done(performance.now()); } });
    watch.observe(document.body, { attributes: true });
  });
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, value);
  const began = performance.now();
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const first = await changed(() => told.frames !== before.frames);
  slider.dispatchEvent(new Event('change', { bubbles: true }));
  const last = await changed(() => told.built !== before.built && told.state === 'ready');
  return [first - began, last - began];
}
"""
TRIANGLE = """
() => {
  const began = performance.now();
  const gl = document.createElement('canvas').getContext('webgl2');
  const program = gl.createProgram();
  const sources = [
    [gl.VERTEX_SHADER, '#version 300 es\\nvoid main() { gl_Position = vec4(gl_VertexID - 1, gl_VertexID % 2, 0, 1); }'],
    [gl.FRAGMENT_SHADER, '#version 300 es\\nprecision lowp float; out vec4 c; void main() { c = vec4(1); }'],
  ];
  for (const [kind, source] of sources) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  gl.getExtension('WEBGL_lose_context').loseContext();
  return performance.now() - began;
}
"""
NEXT = """
() => new Promise((done) => {
  const began = performance.now();
  requestAnimationFrame(() => done(performance.now() - began));
})
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Raises NotMeasured where it is not installed."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        raise NotMeasured("Chromium is not installed: `sh setup/chromium.sh`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser) -> Page:
    """An empty page of a browser context that has cached nothing."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(120_000)
    return page


def processor(page: Page, seconds: float) -> float:
    """Processor seconds that Chromium uses within so many seconds."""
    before = spent()
    page.wait_for_timeout(seconds * 1000)
    return spent() - before


def spent() -> float:
    """Processor time of every Chromium below this process so far, seconds."""
    parents: dict[int, int] = {}
    times: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, _, rest = (folder / "stat").read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        words = rest.split()
        parents[int(folder.name)] = int(words[1])
        if name.startswith("chrom"):
            times[int(folder.name)] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return sum(spent for process, spent in times.items() if _below(process, parents))


def _below(process: int, parents: dict[int, int]) -> bool:
    while process in parents and process != os.getpid():
        process = parents[process]
    return process == os.getpid()
