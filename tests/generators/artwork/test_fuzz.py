"""Whatever is uploaded, the answer is artwork or a refusal: no traceback, and no more work than the limits allow."""

import random
from typing import Any, Literal
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.artwork import outline, picture, read
from generators.artwork.markup import MOST_ELEMENTS
from generators.artwork.styles import Sheet, Style
from generators.errors import BadArtwork
from tests.generators.conftest import ROOT

FOLDER = ROOT / "samples" / "artwork"
KINDS: tuple[Literal["image", "drawing"], ...] = ("image", "drawing")
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix not in (".py", ".json") and path.is_file())
PIECES = [
    b"<g>", b"</g>", b"</svg>", b"<use href='#a'/>", b"id='a' ", b"1e308", b"-0", b"1e-320", b"NaN", b"%", b"url(#a)",
    b"transform='matrix(0 0 0 0 0 0)' ", b"transform='skewX(90)' ", b"style='stroke:red;fill:none' ", b"A0 0 0 0 0 1 1",
    b"c1 1 2 2 1e9 3", b"stroke-width='1e9' ", b"stroke='#000' ", b"fill='#fff' ", b"'", b"\"", b">", b"\x00",
    b"viewBox='0 0 0 0' ", b"clip-path='url(#a)' ", b"<style>*{fill:((((", b"</style>", b"points='1 1 2' ", b"M",
    b"Z", b"\xff\xfe",
]  # fmt: skip


def answered(data: bytes, kind: Literal["image", "drawing"]) -> None:
    """Read, and look at what was read."""
    try:
        artwork = read(data, kind)
    except BadArtwork:
        return
    if kind == "image":
        assert max(picture(artwork.data).shape) <= 400
    else:
        assert outline(artwork.data).is_valid
    assert len(artwork.data) < 200_000


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8 ", b"<svg"]),
)
def test_random_bytes_are_refused(data: bytes, start: bytes) -> None:
    """With the first bytes of a known format or without."""
    for kind in KINDS:
        answered(start + data, kind)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
@pytest.mark.parametrize("kind", KINDS)
def test_mutated_files_are_answered(kind: Literal["image", "drawing"], seed: int) -> None:
    """Bytes changed, lost, doubled and joined with words that mean something to the reader."""
    chance = random.Random(seed)
    fitting = [path for path in FILES if (path.suffix == ".svg") == (kind == "drawing")]
    data = bytearray(chance.choice(fitting).read_bytes())
    for _change in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        match chance.randint(0, 3) if kind == "image" or chance.random() < 0.3 else 4:
            case 0:
                data[at : at + 1] = bytes([chance.randint(0, 255)])
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at:at] = data[at : at + chance.randint(1, 200)]
            case 3:
                data[at:at] = chance.choice(PIECES)
            case _:  # other numbers and commands leave the markup whole
                places = [place for place, byte in enumerate(data) if chr(byte) in "0123456789MLHVZhvz."]
                if places:
                    data[chance.choice(places)] = ord(chance.choice("0123456789-. MLHVZhvz"))
    answered(bytes(data), kind)


NUMBERS = st.one_of(
    st.integers(-20, 20).map(str),
    st.floats(-50, 50).map(lambda value: f"{value:.3f}"),
    st.sampled_from(["1e9", "-1e9", "1e-9", "1e-300", "0", "1000000000000", "50%", "3mm", "nan"]),
)
COUNTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "z": 0}


def mostly(usual: st.SearchStrategy[Any], rare: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give the rare one of two about every fortieth time: a single wrong number would refuse the whole drawing."""
    return st.integers(0, 40).flatmap(lambda chance: rare if chance == 23 else usual)


def command(name: str) -> st.SearchStrategy[str]:
    """One step of a path with as many numbers as it takes, now and then with one less."""
    count = COUNTS[name.lower()]
    sensible = st.lists(POINTS, min_size=count, max_size=count)
    wild = st.lists(NUMBERS, min_size=max(count - 1, 0), max_size=count)
    return mostly(sensible, wild).map(lambda words: name + " ".join(words))


POINTS = st.integers(-400, 400).map(lambda value: str(value / 8))
ARCS = st.tuples(POINTS, POINTS, POINTS, st.sampled_from(["0 0", "0,1", "10", "11"]), POINTS, POINTS)
COMMANDS = st.one_of(
    *(command(name) for lower in COUNTS for name in (lower, lower.upper())),
    ARCS.map(lambda words: "A" + " ".join(words)),
)
SIZES = st.integers(1, 40).map(lambda value: str(value / 4))
CHANGES = st.one_of(
    st.tuples(*[SIZES] * 6).map(lambda six: f"matrix({' '.join(six)})"),
    st.tuples(POINTS, SIZES).map(lambda pair: f"rotate({pair[0]}) scale({pair[1]},-{pair[1]})"),
    st.tuples(POINTS, POINTS).map(lambda pair: f"translate({pair[0]},{pair[1]}) skewX(30)"),
    st.tuples(SIZES, mostly(SIZES, NUMBERS)).map(lambda pair: f"scale({pair[0]} {pair[1]})"),
)
PAINTS = st.sampled_from(["none", "#fff", "#000", "red", "url(#a)", "currentColor", "hsl(1,2%,3%)", "wat", ""])
SHAPES = st.builds(
    lambda path, change, fill, stroke, width, rule, join, cap: (
        f'<path d="M0 0{"".join(path)}" transform="{change}" fill="{fill}" stroke="{stroke}" stroke-width="{width}" '
        f'fill-rule="{rule}" stroke-linejoin="{join}" stroke-linecap="{cap}"/>'
    ),
    st.lists(COMMANDS, max_size=8),
    st.one_of(st.just(""), CHANGES),
    PAINTS,
    PAINTS,
    mostly(SIZES, NUMBERS),
    st.sampled_from(["nonzero", "evenodd"]),
    st.sampled_from(["miter", "round", "bevel"]),
    st.sampled_from(["butt", "round", "square"]),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(SHAPES, min_size=1, max_size=5), mostly(st.just([]), st.lists(NUMBERS, min_size=4, max_size=4)))
def test_any_well_formed_drawing_is_answered(shapes: list[str], frame: list[str]) -> None:
    """All kinds of paths, paints, pens and transformations, sensible or not."""
    view = f'viewBox="{" ".join(frame)}"' if frame else ""
    answered(f'<svg xmlns="http://www.w3.org/2000/svg" {view}>{"".join(shapes)}</svg>'.encode(), "drawing")


def test_repeated_pieces_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred million copies by reference are refused after as many visits as one drawing may have elements."""
    visits = 0

    def counted(self: Sheet, element: Element, parent: Style) -> Style:
        nonlocal visits
        visits += 1
        return handed_down(self, element, parent)

    handed_down = Sheet.handed_down
    monkeypatch.setattr(Sheet, "handed_down", counted)
    with pytest.raises(BadArtwork):
        read((FOLDER / "uses.svg").read_bytes(), "drawing")
    assert 0 < visits <= MOST_ELEMENTS + 1


@pytest.mark.parametrize("name", ["bomb.png", "bomb_true.png", "bomb.webp"])
def test_a_bomb_is_refused_before_it_is_decoded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its header: no pixel of it is ever made."""
    from PIL import ImageFile

    def never(*_args: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", never)
    with pytest.raises(BadArtwork) as refusal:
        read((FOLDER / name).read_bytes(), "image")
    assert refusal.value.code == "too_many_pixels"
