"""Finds templates: every file in the catalogue and in the folders given holds one."""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from generators import scripts
from generators.errors import DuplicateSlug, NotATemplate, UnknownTemplate
from generators.template import Template

CATALOG = Path(__file__).parent / "catalog"


@dataclass(frozen=True)
class Broken:
    """A file that could not be used, why, and the line to look at where there is one."""

    path: Path
    error: str
    line: int | None


@dataclass(frozen=True)
class Library:
    """All templates by slug, and the files that hold none."""

    templates: MappingProxyType[str, Template[Any]]
    broken: tuple[Broken, ...]
    files: MappingProxyType[str, Path]

    def template(self, slug: str) -> Template[Any]:
        """Give the template of this name, or raise `UnknownTemplate` with the nearest name."""
        try:
            return self.templates[slug]
        except KeyError:
            near = get_close_matches(slug[:40], self.templates, 1)
            raise UnknownTemplate(slug[:40], near[0] if near else None) from None


def load(folders: Sequence[Path] = (), known: Library | None = None) -> Library:
    """
    Read the catalogue and every `*.py` in the folders; names that start with "_" or "test_" are passed over.

    A file that fails is named in `broken` and the others are served. What `known` holds of files that are still the
    same is taken from there, so that a changed file is read in no time.
    """
    found: dict[str, tuple[Path, Template[Any]]] = {}
    broken: list[Broken] = []
    before = {} if known is None else {path: known.templates[slug] for slug, path in known.files.items()}
    for folder in (CATALOG, *folders):
        for path in sorted(folder.glob("*.py")):
            if path.name.startswith(("_", "test_")):
                continue
            try:
                template = _unchanged(path, before.get(path)) or load_file(path)
                if template.slug in found:
                    raise DuplicateSlug(template.slug, found[template.slug][0], path)
            except Exception as error:  # a maker's file may raise anything; it must not take the shop down
                broken.append(Broken(path, _words(error), line_in(path, error)))
            else:
                found[template.slug] = (path, template)
    templates = {slug: template for slug, (_path, template) in sorted(found.items())}
    files = {slug: path for slug, (path, _template) in sorted(found.items())}
    return Library(MappingProxyType(templates), tuple(broken), MappingProxyType(files))


def _unchanged(path: Path, template: Template[Any] | None) -> Template[Any] | None:
    if template is None or hashlib.sha256(path.read_bytes()).hexdigest() != template.source_digest:
        return None
    return template


def load_file(path: Path) -> Template[Any]:
    """
    Run one template file and give its template; the digest is that of the very bytes that ran.

    A CadQuery script that knows nothing of templates is taken as it is, and runs when it is built.
    """
    source = path.read_bytes()
    if scripts.is_script(path, source):
        return scripts.load(path, source)
    digest = hashlib.sha256(source).hexdigest()
    name = f"printwright_template_{path.stem}_{digest[:8]}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # pydantic resolves the types of fields through it
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)  # noqa: S102  # a template is a program
    except BaseException:
        del sys.modules[name]
        raise
    templates = [value for value in vars(module).values() if isinstance(value, Template)]
    if len(templates) != 1:
        raise NotATemplate(path, f"defines {len(templates)} templates; it must define exactly one")
    return templates[0].of_file(digest)


def line_in(path: Path, error: BaseException) -> int | None:
    """Give the last line of this file that an error passed through."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    if isinstance(error, scripts.ScriptRefused) and error.line is not None:
        return error.line
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return lines[-1] if lines else None


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
