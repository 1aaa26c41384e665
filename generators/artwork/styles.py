"""How the pieces of a drawing are painted: attributes, style sheets, and what is handed down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from xml.etree.ElementTree import Element

from generators.artwork.markup import check_urls, name
from generators.errors import BadArtwork

MOST_RULES = 300
MOST_STYLE = 200_000  # characters of all style sheets and attributes together
_LONGEST = 200  # characters of a value that mean anything
_WHITE = 240  # of 255: what is lighter counts as paper
_FAINT = 0.05  # what is more transparent cannot be seen

_FILLS = ("color", "fill", "fill-opacity", "fill-rule", "clip-rule", "visibility")
_STROKES = ("", "-width", "-linecap", "-linejoin", "-miterlimit", "-dasharray", "-opacity")
_MARKERS = ("marker-start", "marker-mid", "marker-end")
_INHERITED = frozenset((*_FILLS, *(f"stroke{end}" for end in _STROKES), *_MARKERS))
_OWN = frozenset(("opacity", "display", "clip-path", "mask", "filter", "marker"))
_COMPOUND = re.compile(r"([A-Za-z][\w-]*|\*)?((?:[.#][\w-]+)*)", re.ASCII)

Style = Mapping[str, str]


class Paint(Enum):
    """What a fill or stroke leaves on the paper."""

    NONE = "nothing"
    WHITE = "paper again"
    INK = "ink"


@dataclass(frozen=True)
class _Rule:
    tag: str | None
    classes: frozenset[str]
    identity: str | None
    declarations: Style

    @property
    def weight(self) -> tuple[int, int, int]:
        return int(self.identity is not None), len(self.classes), int(self.tag is not None)

    def matches(self, element: Element, classes: frozenset[str]) -> bool:
        return (
            (self.tag is None or self.tag == name(element))
            and self.classes <= classes
            and (self.identity is None or self.identity == element.get("id"))
        )


class Sheet:
    """The style sheets of one drawing; `simple` is False when a rule was left out that is not understood."""

    def __init__(self, root: Element) -> None:
        self.simple = True
        self._characters = 0
        rules: list[_Rule] = []
        for element in root.iter():
            if name(element) == "style":
                rules.extend(self._rules("".join(element.itertext())))
        self._rules_in_order = sorted(rules, key=lambda rule: rule.weight)
        self._known: dict[int, Style] = {}

    def declared(self, element: Element) -> Style:
        """Give what is said of this very element, the strongest word winning."""
        found = self._known.get(id(element))
        if found is None:
            known = _INHERITED | _OWN
            said = {key: value.strip() for key, value in element.items() if key in known}
            classes = frozenset(element.get("class", "").split())
            for rule in self._rules_in_order:
                if rule.matches(element, classes):
                    said.update(rule.declarations)
            said.update(self._declarations(element.get("style", "")))
            found = self._known[id(element)] = {
                key: value[:_LONGEST] for key, value in said.items() if value != "inherit"
            }
        return found

    def handed_down(self, element: Element, parent: Style) -> Style:
        """Give the style of an element inside `parent`; what is not handed down applies to the element alone."""
        return {**{key: value for key, value in parent.items() if key in _INHERITED}, **self.declared(element)}

    def _rules(self, text: str) -> list[_Rule]:
        import tinycss2

        self._counted(text)
        rules = []
        for piece in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if piece.type != "qualified-rule":
                self.simple = self.simple and piece.type == "at-rule" and piece.lower_at_keyword != "media"
                continue
            declarations = _read_declarations(piece.content)
            for selector in tinycss2.serialize(piece.prelude).split(","):
                compound = _COMPOUND.fullmatch(selector.strip())
                if compound is None or not selector.strip():
                    self.simple = False
                    continue
                tag = None if compound[1] in (None, "*") else compound[1]
                marks = re.findall(r"[.#][\w-]+", compound[2])
                classes = frozenset(mark[1:] for mark in marks if mark[0] == ".")
                identities = [mark[1:] for mark in marks if mark[0] == "#"]
                rules.append(_Rule(tag, classes, identities[0] if identities else None, declarations))
                if len(rules) > MOST_RULES:
                    words = f"The drawing has more than {MOST_RULES} style rules."
                    raise BadArtwork("too_many_elements", words, MOST_RULES)
        return rules

    def _declarations(self, text: str) -> Style:
        if not text.strip():
            return {}
        self._counted(text)
        check_urls(text)
        return _read_declarations(text)

    def _counted(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MOST_STYLE:
            raise BadArtwork("too_many_elements", "The drawing has too many style rules.", MOST_STYLE)


def paint(style: Style, which: str, default: str) -> tuple[Paint, bool]:
    """Give what "fill" or "stroke" leaves on the paper, and whether it is a gradient or pattern."""
    given = style.get(which, default)
    if given.lower() == "currentcolor":
        given = style.get("color", "black")
    if min(share(style, "opacity"), share(style, f"{which}-opacity")) < _FAINT or given in ("none", "transparent"):
        return Paint.NONE, False
    if given.startswith("url("):
        return Paint.INK, True
    return _colour(given), False


def share(style: Style, key: str) -> float:
    """Give an opacity between 0 and 1; one that cannot be read counts as solid."""
    given = style.get(key, "1").strip()
    try:
        found = float(given[:-1]) / 100 if given.endswith("%") else float(given)
    except ValueError:
        return 1.0
    return min(max(found, 0.0), 1.0) if found == found else 1.0


def _colour(given: str) -> Paint:
    from PIL import ImageColor

    try:
        red, green, blue, *alpha = ImageColor.getrgb(given[:64])
    except ValueError:
        return Paint.INK  # a colour written in a newer way
    if alpha and alpha[0] < _FAINT * 255:
        return Paint.NONE
    # ITU-R BT.709: how bright each colour looks.
    return Paint.WHITE if 0.2126 * red + 0.7152 * green + 0.0722 * blue >= _WHITE else Paint.INK


def _read_declarations(source: Any) -> dict[str, str]:
    import tinycss2

    known = _INHERITED | _OWN
    return {
        piece.lower_name: tinycss2.serialize(piece.value).strip()
        for piece in tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
        if piece.type == "declaration" and piece.lower_name in known
    }
