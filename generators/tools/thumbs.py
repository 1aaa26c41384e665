"""Pictures of a template: the default and every preset, and a page that shows them side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from generators.errors import TemplateError, Value

if TYPE_CHECKING:
    from generators.limits import Limits
    from generators.make import Made
    from generators.template import Template

BODY = "#e3a010"
# Of slots besides the body, in their order.
OTHERS = ("#34535e", "#c8553d", "#f2ecd8", "#5b8e7d")

_STYLE = """
:root { color-scheme: light dark; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } p { margin: 0 0 .8rem; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
img { width: 100%; display: block; } small { white-space: nowrap; opacity: .7; }
figcaption { padding: .5rem .8rem; } .bad { color: #c33; }
"""


@dataclass(frozen=True)
class Thumb:
    """The picture of one design, what it is called, and the design itself."""

    name: str
    title: str
    help: str
    file: str
    png: bytes
    made: Made


def designs(template: Template[Any]) -> list[tuple[str, str, str, Mapping[str, Value]]]:
    """Give name, title, help and values of the default and of every preset."""
    presets = [(preset.name, preset.title, preset.help, preset.values) for preset in template.presets]
    return [("default", "As it comes", "", {}), *presets]


def thumbs(template: Template[Any], limits: Limits, size: tuple[int, int]) -> Iterator[Thumb]:
    """Make and draw the default and every preset; raises `TemplateError` with the name of what cannot be built."""
    from generators.make import make
    from generators.picture import picture

    colours = {slot.name: OTHERS[number % len(OTHERS)] for number, slot in enumerate(template.slots)}
    for number, (name, title, help, values) in enumerate(designs(template)):
        try:
            made = make(template, template.parameters.read(values, limits), limits)
        except TemplateError as error:
            raise TemplateError(f"{name}: {error}") from error
        png = picture(made, *size, colour=BODY, colours=colours)
        # No slug holds a dot, so that no preset's file is another template's.
        middle = "." + re.sub(r"[^a-zA-Z0-9-]", "_", name) if number else ""
        file = f"{template.slug}{middle}.png"
        yield Thumb(name, title, help, file, png, made)


def contact_sheet(shown: Sequence[tuple[Template[Any], Sequence[Thumb]]]) -> str:
    """Give one page of HTML with all pictures, which lie beside it."""
    parts = []
    for template, found in shown:
        parts.append(f"<h2>{escape(template.title)}</h2><p>{escape(template.summary)}</p><div class='sheet'>")
        for thumb in found:
            sizes = " × ".join(f"{size:.0f}" for size in thumb.made.sizes)
            broken = "" if thumb.made.printable else " <b class='bad'>does not print</b>"
            caption = f"<b>{escape(thumb.title)}</b>{broken}<br>{escape(thumb.help)} <small>{sizes} mm</small>"
            parts.append(
                f'<figure><img src="{escape(thumb.file)}" alt="{escape(template.title)}: {escape(thumb.title)}">'
                f"<figcaption>{caption}</figcaption></figure>"
            )
        parts.append("</div>")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Templates</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style><h1>Templates</h1>'
        f"{''.join(parts)}</html>\n"
    )
