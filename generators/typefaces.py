"""The typefaces that come with the house: their files, their licences, and how thin their strokes are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).parent / "fonts"


@dataclass(frozen=True)
class Typeface:
    """
    One typeface for raised, engraved or cut text.

    `stroke` is the thinnest stroke that has to print, as a share of the height of a capital letter, measured on
    the outlines of the plain letters and digits (`strokes.thinnest`). The letters of a `joined` one run into each
    other. A stencil has no letter whose middle falls out when it is cut through: `bridge` is the narrowest strip
    that holds one (`strokes.narrowest_bridge`), again as a share; it is None for all others.
    """

    id: str
    title: str
    help: str
    file: Path
    licence: Path
    stroke: float
    joined: bool = False
    bridge: float | None = None


_ALL = (
    Typeface(
        "sans",
        "Sans",
        "Plain and sturdy; has the most characters.",
        _FOLDER / "DejaVuSans-Bold.ttf",
        _FOLDER / "LICENSE-DejaVu.txt",
        stroke=0.114,
    ),
    Typeface(
        "rounded",
        "Rounded",
        "Fat and friendly, with soft ends.",
        _FOLDER / "Nunito-Black.ttf",
        _FOLDER / "LICENSE-Nunito.txt",
        stroke=0.117,
    ),
    Typeface(
        "slab",
        "Slab",
        "Bookish, with strong feet.",
        _FOLDER / "Bitter-Bold.ttf",
        _FOLDER / "LICENSE-Bitter.txt",
        stroke=0.103,
    ),
    Typeface(
        "condensed",
        "Condensed",
        "Narrow: more letters fit in a line.",
        _FOLDER / "FiraSansCondensed-ExtraBold.ttf",
        _FOLDER / "LICENSE-FiraSansCondensed.txt",
        stroke=0.133,
    ),
    Typeface(
        "script",
        "Script",
        "A brush's hand; small letters run into one piece.",
        _FOLDER / "Pacifico-Regular.ttf",
        _FOLDER / "LICENSE-Pacifico.txt",
        stroke=0.079,
        joined=True,
    ),
    Typeface(
        "stencil",
        "Stencil",
        "No letter loses its middle when cut through.",
        _FOLDER / "SairaStencilOne-Regular.ttf",
        _FOLDER / "LICENSE-SairaStencilOne.txt",
        stroke=0.086,
        bridge=0.058,
    ),
    Typeface(
        "mono",
        "Typewriter",
        "Every character is equally wide.",
        _FOLDER / "JetBrainsMono-Bold.ttf",
        _FOLDER / "LICENSE-JetBrainsMono.txt",
        stroke=0.085,
    ),
)

#: By id, in the order in which customers are shown them; the first is the one used where none is named.
TYPEFACES: Mapping[str, Typeface] = MappingProxyType({typeface.id: typeface for typeface in _ALL})
