"""The XML of a drawing, read so that no file can make it grow, loop or look outside itself."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from generators.errors import BadArtwork

MOST_ELEMENTS = 10_000
DEEPEST = 64  # elements inside each other

_LONGEST = 200  # characters of a name

_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


class _Builder(TreeBuilder):
    """Stops at the element too many, before the rest of the file is read."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.depth = 0

    def start(self, tag: str, attributes: dict[Any, Any], /) -> Element:
        """Count one more element."""
        self.count += 1
        self.depth += 1
        if self.count > MOST_ELEMENTS:
            raise BadArtwork("too_many_elements", f"The drawing has more than {MOST_ELEMENTS} elements.", MOST_ELEMENTS)
        if self.depth > DEEPEST:
            raise too_deep()
        return super().start(tag, attributes)

    def end(self, tag: str, /) -> Element:
        """Count one level less."""
        self.depth -= 1
        return super().end(tag)

    def pi(self, target: str, text: str | None = None, /) -> Element:
        """Refuse a style sheet beside the drawing: without it, the drawing would look different."""
        if target == "xml-stylesheet":
            raise _external("xml-stylesheet")
        return super().pi(target, text)


def parsed(data: bytes) -> Element:
    """Give the root element of an SVG; raises `BadArtwork` for entities, scripts, and references to other files."""
    from defusedxml import EntitiesForbidden, ExternalReferenceForbidden
    from defusedxml.ElementTree import DefusedXMLParser

    if data[:2] == b"\x1f\x8b":
        raise BadArtwork("compressed", "The drawing is compressed (SVGZ); please save it as plain SVG.")
    # A line <!DOCTYPE svg PUBLIC ...> is harmless and in every other file: nothing is fetched or declared by it.
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (EntitiesForbidden, ExternalReferenceForbidden) as error:
        words = "The drawing declares entities, which can hide other files; please save it as plain SVG."
        raise BadArtwork("entities", words) from error
    except (ParseError, ValueError, LookupError, OverflowError) as error:
        raise BadArtwork("not_a_drawing", _unreadable(data)) from error
    if name(root) != "svg":
        raise BadArtwork("not_a_drawing", "The file is XML, but no SVG drawing.")
    for element in root.iter():
        _check(element)
    return root


def name(element: Element) -> str:
    """Give an element's name without SVG's namespace; elements of other namespaces give ''."""
    tag = str(element.tag)
    if tag.startswith(_SVG):
        return tag[len(_SVG) :]
    return "" if tag.startswith("{") else tag


def target(element: Element) -> str | None:
    """Give the id that an element refers to."""
    for href in _HREFS:
        if (reference := element.get(href)) is not None:
            return reference[:_LONGEST].strip().removeprefix("#")
    return None


def too_deep() -> BadArtwork:
    """Say that elements are nested too deep."""
    return BadArtwork("too_deep", f"The drawing nests more than {DEEPEST} elements in each other.", DEEPEST)


def _check(element: Element) -> None:
    kind = name(element)
    if kind == "script" or (kind and any(key.lower().startswith("on") for key, _value in element.items())):
        raise BadArtwork("script", "The drawing holds a program; please save it as plain SVG.")
    for key, value in element.items():
        given = value.strip()
        if key in _HREFS and kind not in ("a", "", "image") and given and not given.startswith("#"):
            raise _external(given)
        if key in _HREFS and kind == "image" and not given.startswith(("#", "data:")):
            raise _external(given)
        if kind and "url(" in given:
            check_urls(given)
    if kind == "style" and element.text:
        check_urls(element.text)


def check_urls(style: str) -> None:
    """Refuse styles that refer to anything but a piece of the same drawing."""
    for piece in style.split("url(")[1:]:
        if not piece.lstrip(" \t\r\n\"'").startswith("#"):
            raise _external(piece.split(")")[0])
    if "@import" in style:
        raise _external("@import")


def _external(what: str) -> BadArtwork:
    return BadArtwork(
        "external", f"The drawing refers to another file ({what[:40]}); it must hold everything it shows itself."
    )


def _unreadable(data: bytes) -> str:
    if data[:4] in (b"\x89PNG", b"RIFF") or data[:3] == b"\xff\xd8\xff":
        return "This is a picture made of pixels; a drawing (SVG) is asked for here."
    return "This is no drawing that can be read; SVG can."
