"""What the generators' tests share: the library, ordinary limits, designs made once, and a template just begun."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generators.library import Library, load
from generators.limits import Limits
from generators.make import Made, make
from generators.tools.new import written

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def library() -> Library:
    """The catalogue."""
    return load()


@pytest.fixture(scope="session")
def limits() -> Limits:
    """An ordinary printer."""
    return Limits.generic()


@pytest.fixture(scope="session")
def made(library: Library, limits: Limits) -> Callable[..., Made]:
    """Make a design of the catalogue: made("box", width=60). Equal requests are made once."""

    @cache
    def once(slug: str, given: tuple[tuple[str, Any], ...]) -> Made:
        template = library.template(slug)
        return make(template, template.parameters.read(dict(given)), limits)

    return lambda slug, **values: once(slug, tuple(sorted(values.items())))


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A template that was just begun, by somebody with a name."""
    path, _test = written("pen-cup", tmp_path)
    path.write_text(path.read_text().replace("Your name", "Ada Maker"))
    return path
