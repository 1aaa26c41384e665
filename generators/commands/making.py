"""The verbs `new`, `thumbs` and `docs`: begin a template, draw it, and tell of it."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.commands.common import OK, WrongInput, add_verb, all_named
from generators.limits import Limits

if TYPE_CHECKING:
    from generators.template import Template
    from generators.tools.thumbs import Thumb

SMALLEST, LARGEST = 64, 2048  # pixels across a picture

_NEW = """Writes a template that works, and a test of it beside, for you to change. NAME is its address in the shop:
small letters, digits and hyphens. Nothing that is there already is written over."""
_THUMBS = "Draws the default and every preset as PNG, and a contact sheet, index.html, that shows them all."
_DOCS = """Writes a product sheet in Markdown for each template: what for, settings, rules in words, presets with
pictures, what else is needed, devices with their sources, and the proof; and README.md, which leads to them."""


def add_new(commands: Any) -> None:
    """Add the verb `new`."""
    examples = ["new pen-cup", "new pen-cup --folder my-templates"]
    command = add_verb(commands, "new", "begin a template of your own", _NEW, examples)
    command.add_argument("name", metavar="NAME", help="such as pen-cup")
    command.add_argument("--folder", type=Path, default=Path("templates"), metavar="DIR", help="to put it (templates)")
    command.set_defaults(command=_new)


def add_thumbs(commands: Any) -> None:
    """Add the verb `thumbs`."""
    examples = ["thumbs --out pictures", "thumbs box mine.py --out pictures --size 320x240"]
    command = add_verb(commands, "thumbs", "draw templates and their presets", _THUMBS, examples)
    _add_many(command)
    command.add_argument("--size", default="640x480", metavar="WxH", help="of a picture, in pixels (640x480)")
    command.set_defaults(command=_thumbs)


def add_docs(commands: Any) -> None:
    """Add the verb `docs`."""
    examples = ["docs --out sheets", "docs hook mine.py --out sheets"]
    command = add_verb(commands, "docs", "write a product sheet for each template", _DOCS, examples)
    _add_many(command)
    command.add_argument("--size", default="480x360", metavar="WxH", help="of a picture, in pixels (480x360)")
    command.set_defaults(command=_docs)


def _add_many(command: argparse.ArgumentParser) -> None:
    command.add_argument("names", nargs="*", metavar="SLUG|FILE.py", help="default: all templates")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")


def _new(options: argparse.Namespace) -> int:
    from generators.library import CATALOG
    from generators.tools.new import written, wrong_with

    folder: Path = options.folder
    if folder.exists() and not folder.is_dir():
        raise WrongInput(f"--folder {folder}: is a file; name a folder, such as {folder.with_suffix('')}-templates")
    files = [*CATALOG.glob("[!_]*.py"), *(folder.glob("[!_]*.py") if folder.is_dir() else ())]
    taken = {path.stem.removeprefix("test_").replace("_", "-") for path in files}
    wrong = wrong_with(options.name, taken)
    if wrong is not None:
        raise WrongInput(f"'{options.name[:60]}': {wrong.reason}. Nearest: {wrong.nearest}")
    template, test = written(options.name, folder)
    print(f"{template}: a template that works; change it into yours\n{test}: what must stay true of it\n\nNext:")
    steps = {
        f"python -m server serve --watch {folder}": "every save shows in the browser",
        f"python -m generators check {template}": "does it print, and what could be better",
        f"python -m pytest {test}": "is it as large as it says",
        f"python -m generators sweep {template} --proof": "does everything print that can be asked for",
    }
    wide = max(map(len, steps))
    for command, question in steps.items():
        print(f"  {command:<{wide}}  {question}")
    return OK


def _thumbs(options: argparse.Namespace) -> int:
    from generators.tools.thumbs import contact_sheet

    shown_all = [(template, found) for _path, template, found in _drawn(options)]
    page = options.out / "index.html"
    page.write_text(contact_sheet(shown_all), encoding="utf-8")
    print(page)
    return OK


def _docs(options: argparse.Namespace) -> int:
    from generators.sweep.proof import proof_of
    from generators.tools.pages import index, sheet

    drawn = _drawn(options)
    for path, template, found in drawn:
        page = options.out / f"{template.slug}.md"
        page.write_text(sheet(template, found, proof_of(template, path)), encoding="utf-8")
        print(page)
    pictures = {template.slug: found[0].file for _path, template, found in drawn}
    page = options.out / "README.md"
    page.write_text(index([template for _path, template, _found in drawn], pictures), encoding="utf-8")
    print(page)
    return OK


def _drawn(options: argparse.Namespace) -> list[tuple[Path, Template[Any], list[Thumb]]]:
    """Draw what is asked for into the folder, saying how far it is."""
    from generators.errors import TemplateError
    from generators.sweep.terminal import progress
    from generators.tools.thumbs import designs, thumbs

    size = _size(options.size)
    if options.out.exists() and not options.out.is_dir():
        raise WrongInput(f"--out {options.out}: is a file; name a folder, such as {options.out.with_suffix('')}-pages")
    chosen = all_named(options)
    options.out.mkdir(parents=True, exist_ok=True)
    drawn = []
    for path, template in chosen:
        told = progress(template.slug, "pictures")
        found: list[Thumb] = []
        try:
            for thumb in thumbs(template, Limits.generic(), size):
                (options.out / thumb.file).write_bytes(thumb.png)
                found.append(thumb)
                if told is not None:
                    told(len(found), len(designs(template)))
        except TemplateError as error:
            raise TemplateError(f"{path}: {error}") from error
        print(f"{template.slug}: {len(found)} pictures")
        drawn.append((path, template, found))
    return drawn


def _size(text: str) -> tuple[int, int]:
    sizes = re.fullmatch(r"(\d{1,6})x(\d{1,6})", text)
    if sizes is None:
        raise WrongInput(f"--size {text}: write width and height in pixels, such as 640x480")
    width, height = (min(max(int(size), SMALLEST), LARGEST) for size in sizes.groups())
    if f"{width}x{height}" != text:
        raise WrongInput(f"--size {text}: from {SMALLEST} to {LARGEST} pixels each. Nearest: {width}x{height}")
    return width, height
