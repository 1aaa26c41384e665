"""
One printability check per file; a file put here is found and runs, nothing else to edit.

The file `walls.py` holds the function `walls(subject, limits)`, which gives findings. Its docstring names the
source of its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pkgutil import iter_modules

from generators.findings import Finding
from generators.limits import Limits
from generators.subject import Subject

Check = Callable[[Subject, Limits], Iterable[Finding]]


@cache
def all_checks() -> dict[str, Check]:
    """Give every check in this folder by name."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: getattr(import_module(f"{__name__}.{name}"), name) for name in names}


def check_part(subject: Subject, limits: Limits, before: Callable[[], None] = lambda: None) -> Iterator[Finding]:
    """
    Run every check on one part. Where its surface is not closed, only that and its size are told.

    `before` is called before each check, and may raise to have the rest left.
    """
    for name, check in all_checks().items():
        before()
        for finding in subject.once((name, limits), partial(_told, check, subject, limits)):
            yield replace(finding, check=name)


def _told(check: Check, subject: Subject, limits: Limits) -> list[Finding]:
    return list(check(subject, limits))
