"""What was judged once is there for the next process, whole and of this very program, or it is built again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.choice import Choice
from server.errors import NotFound
from server.kept import Kept, edition
from server.settings import Settings
from server.workshop import Workshop

HEAD, BODIES = {"digest": "d" * 64, "parts": [{"name": "lid"}]}, [b"glTF", b"", b"\x00" * 5000]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A folder that holds a megabyte."""
    return Kept(str(tmp_path / "kept"), 1 << 20)


def _files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]


def test_what_is_kept_comes_back_whole(kept: Kept) -> None:
    """Head and bodies byte for byte; nothing under another name."""
    name = kept.name("keychain", ("text", "ADA"))
    assert kept.read(name) is None
    kept.write(name, HEAD, BODIES)
    assert kept.read(name) == (HEAD, BODIES)
    assert kept.read(kept.name("keychain", ("text", "ADB"))) is None


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: data[:40] + b"x" + data[41:], lambda _: b""])
def test_what_is_damaged_is_not_believed(kept: Kept, tmp_path: Path, harm: object) -> None:
    """Cut short, changed in one byte, or empty: as if it had never been kept."""
    name = kept.name("keychain")
    kept.write(name, HEAD, BODIES)
    (file,) = _files(tmp_path)
    file.write_bytes(harm(file.read_bytes()))  # type: ignore[operator]  # one of those above
    assert kept.read(name) is None
    kept.write(name, HEAD, BODIES)
    assert kept.read(name) == (HEAD, BODIES)


def test_the_oldest_go_when_there_are_too_many(kept: Kept, tmp_path: Path) -> None:
    """Of 1.5 MB in a folder for 1 MB the newest stay."""
    names = [kept.name(number) for number in range(15)]
    for age, name in enumerate(names):
        kept.write(name, {}, [bytes(100_000)])
        (file,) = [path for path in _files(tmp_path) if path.name == name]
        os.utime(file, (1_700_000_000 + age, 1_700_000_000 + age))
    kept.prune()
    there = [kept.read(name) is not None for name in names]
    assert there == sorted(there), "the newest stay"
    assert 0.8 * (1 << 20) < sum(path.stat().st_size for path in _files(tmp_path)) <= 1 << 20


def test_another_program_finds_nothing(tmp_path: Path) -> None:
    """A changed line of a check changes every name: what the older program judged is judged again."""
    (tmp_path / "generators").mkdir()
    check = tmp_path / "generators" / "check.py"
    check.write_text("LIMIT = 1\n")
    before = edition(tmp_path)
    check.write_text("LIMIT = 2\n")
    assert edition(tmp_path) != before


@pytest.mark.asyncio
async def test_a_shop_that_forgot_reads_what_it_kept(tmp_path: Path) -> None:
    """The same model, byte for byte, and no worker was asked for it."""

    def no_artefacts(name: str) -> bytes:
        raise NotFound(name)

    settings = Settings(data=tmp_path, workers=1, drafts=True)
    workshop = Workshop(settings, no_artefacts, Kept(settings.kept, 1 << 30))
    await workshop.start()
    try:
        choice = Choice("virtual-220", "pla", "standard")
        first = await workshop.model("spacer", {}, choice)
        await workshop.stop()
        again = Workshop(settings, no_artefacts, Kept(settings.kept, 1 << 30))
        again._catalogue = workshop._catalogue  # which a worker would have told; this shop has none
        assert await again.model("spacer", {}, choice) == first
        assert await again.look("spacer", {}, choice) == first
    finally:
        await workshop.stop()
