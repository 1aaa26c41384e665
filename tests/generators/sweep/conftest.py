"""Small templates with known faults, written as a maker would write them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generators.library import load_file
from generators.limits import Limits
from generators.sweep.bench import Table
from generators.sweep.report import Report
from generators.sweep.sweeping import sweep
from generators.template import Template

HEAD = """
import os
from collections.abc import Iterator

import cadquery as cq

from generators import AtLeast, AtMost, Hardware, Locked, Option, Parameters, Part, Preset, Shown, Template, Without
from generators import choice, count, length, rows, text, toggle, value
from generators.fields import Column


def block(x: float, y: float, z: float) -> cq.Solid:
    return cq.Solid.makeBox(x, y, z)


def letters(name: str, many: str) -> str:
    return choice(many[0], [Option(one, one) for one in many], label=name, help="One of some.")

"""

TAIL = """

template = Template(
    slug="known", title="Known", version="1.0.0", summary="A block.", need="None.", when_not="Never.",
    licence="CC0-1.0", author="A test", parameters=P, build=build,
)
"""

Written = Callable[[str], Path]
Swept = Callable[..., Report]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a template of the class `P` and the function `build` into a file of its own."""

    def write(body: str) -> Path:
        path = tmp_path / "known.py"
        path.write_text(HEAD + body + TAIL, encoding="utf-8")
        return path

    return write


@pytest.fixture
def template(written: Written) -> Callable[[str], Template[Any]]:
    """Load such a template."""
    return lambda body: load_file(written(body))


@pytest.fixture
def swept(template: Callable[[str], Template[Any]], limits: Limits) -> Swept:
    """Sweep such a template in this process."""

    def once(body: str, settings: int = 20, **more: Any) -> Report:
        loaded = template(body)
        return sweep(loaded, Table(loaded, limits), limits, settings=settings, seed=5, **more)

    return once
