"""Files that lie, are broken, or mean harm: each is refused in no time, with what is wrong, the limit and a way out."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.errors import BadUpload
from generators.uploads import Bounds, read
from tests.generators.uploads.files import (
    FACES,
    block,
    corners,
    mesh_xml,
    model_xml,
    obj,
    one_block,
    package,
    stl,
    text_stl,
    threemf,
)

SMALL = Bounds(bytes=1 << 20, triangles=1000, entries=20, unpacked=8 << 20, copies=50)
ENTITIES = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
XXE = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
STEP = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n%s\nENDSEC;\nEND-ISO-10303-21;\n"


def with_number(value: float) -> bytes:
    """A binary STL one of whose coordinates is this."""
    triangles = block()
    triangles[3, 1, 2] = value
    with np.errstate(over="ignore"):
        return stl(triangles)


def lying_size() -> bytes:
    """A 3MF whose list says that its model part is smaller than it is."""
    data = bytearray(threemf(one_block()))
    real = struct.pack("<I", len(one_block()))
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


def damaged() -> bytes:
    """A 3MF with a hole in its middle."""
    data = bytearray(threemf(one_block()))
    middle = data.find(b"3D/3dmodel.model") + 60
    data[middle : middle + 20] = bytes(20)
    return bytes(data)


def nested(depth: int) -> str:
    """Objects that contain each other."""
    first = f'<object id="0">{mesh_xml(corners())}</object>'
    others = "".join(
        f'<object id="{n}"><components>{2 * f"""<component objectid="{n - 1}"/>"""}</components></object>'
        for n in range(1, depth)
    )
    return first + others


def encrypted() -> bytes:
    """A 3MF with the mark of a password."""
    data = bytearray(threemf(one_block()))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # name of the test: name of the file, its bytes, the code that it is refused with
    "empty": ("a.stl", lambda: b"", "empty"),
    "too large": ("a.stl", lambda: b"solid" + bytes(1 << 20), "too_big"),
    "text named stl": ("letter.stl", lambda: b"Dear shop,\nplease print this.\n", "not_stl"),
    "a photo": ("a.stl", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_model"),
    "unknown ending": ("part.gcode", lambda: stl(block()), "unknown_ending"),
    "3mf named stl": ("part.stl", lambda: threemf(one_block()), "wrong_ending"),
    "stl named obj": ("part.obj", lambda: stl(block()), "wrong_ending"),
    "nothing known": ("", lambda: b"\x01\x02\x03" * 50, "not_a_model"),
    "stl cut off": ("a.stl", lambda: stl(block())[:-30], "truncated"),
    "stl shorter than its head": ("a.stl", lambda: b"\0" * 20, "truncated"),
    "stl with more than it says": ("a.stl", lambda: stl(block()) + b"more", "not_stl"),
    "stl that says 4 billion": ("a.stl", lambda: bytes(80) + b"\xff\xff\xff\xee" + bytes(50), "truncated"),
    "stl without triangles": ("a.stl", lambda: bytes(84), "empty"),
    "stl of too many triangles": ("a.stl", lambda: stl(*[block()] * 100), "too_many_triangles"),
    "text stl of too many triangles": ("a.stl", lambda: text_stl(*[block()] * 100), "too_many_triangles"),
    "NaN": ("a.stl", lambda: with_number(np.nan), "not_a_number"),
    "infinity": ("a.stl", lambda: with_number(np.inf), "not_a_number"),
    "far away": ("a.stl", lambda: with_number(3e38), "not_a_number"),
    "text NaN": ("a.stl", lambda: text_stl(block()).replace(b"20.0 20.0 20.0", b"nan 0 0"), "not_a_number"),
    "text infinity": ("a.stl", lambda: text_stl(block()).replace(b"20.0 20.0 20.0", b"1e999 0 0"), "not_a_number"),
    "text without number": ("a.stl", lambda: text_stl(block()).replace(b"20.0 20.0 20.0", b"a b c"), "not_stl"),
    "text with underscores": ("a.stl", lambda: text_stl(block()).replace(b"20.0 20.0", b"2_0 2_0"), "not_stl"),
    "text stl cut off": ("a.stl", lambda: text_stl(block())[:-40], "truncated"),
    "text stl cut in a facet": ("a.stl", lambda: text_stl(block())[:400].rsplit(b"\n", 1)[0], "truncated"),
    "text stl of CR alone": ("a.stl", lambda: text_stl(block(), end="\r"), "cr_only"),
    "obj of CR alone": ("a.obj", lambda: obj().replace(b"\n", b"\r"), "cr_only"),
    "a facet of two corners": (
        "a.stl",
        lambda: text_stl(block()).replace(b"    vertex 0.0 0.0 0.0\n", b"", 1),
        "not_stl",
    ),
    "obj NaN": ("a.obj", lambda: obj().replace(b"v 20.0", b"v nan"), "not_a_number"),
    "obj without faces": ("a.obj", lambda: b"v 0 0 0\nv 1 0 0\nv 0 1 0\n", "empty"),
    "obj names a point that is not": ("a.obj", lambda: obj() + b"f 1 2 9000\n", "no_such_point"),
    "obj counts back too far": ("a.obj", lambda: obj() + b"f -1 -2 -9000\n", "not_obj"),
    "obj names point nought": ("a.obj", lambda: obj() + b"f 0 1 2\n", "not_obj"),
    "obj of curves": ("a.obj", lambda: obj() + b"cstype bspline\n", "curved"),
    "obj of too many triangles": ("a.obj", lambda: obj() + b"f 1 2 3 4\n" * 1000, "too_many_triangles"),
    "flat": ("a.stl", lambda: stl(block(z=0)), "flat"),
    "3mf cut off": ("a.3mf", lambda: threemf(one_block())[:-40], "truncated"),
    "3mf with a hole": ("a.3mf", damaged, "truncated"),
    "3mf that is a zip of nothing": ("a.3mf", package, "no_model"),
    "3mf without a model": ("a.3mf", lambda: package(("readme.txt", b"hello")), "no_model"),
    "zip bomb": ("a.3mf", lambda: threemf(one_block() + b" " * (4 << 20)), "zip_bomb"),
    "zip bomb of many": (
        "a.3mf",
        lambda: threemf(one_block(), *[(f"x{n}", b"\0" * (1 << 20)) for n in range(9)]),
        "zip_bomb",
    ),
    "zip that lies of its size": ("a.3mf", lying_size, "truncated"),
    "zip of many entries": (
        "a.3mf",
        lambda: threemf(one_block(), *[(f"x{n}", b"") for n in range(30)]),
        "too_many_entries",
    ),
    "path traversal": ("a.3mf", lambda: threemf(one_block(), ("../../etc/cron.d/x", b"")), "path_traversal"),
    "path from the root": ("a.3mf", lambda: threemf(one_block(), ("/etc/passwd", b"")), "path_traversal"),
    "path of Windows": ("a.3mf", lambda: threemf(one_block(), ("C:\\x", b"")), "path_traversal"),
    "two entries of one name": ("a.3mf", lambda: threemf(one_block(), ("3d/3DMODEL.model", b"")), "doubled_entry"),
    "a password": ("a.3mf", encrypted, "encrypted"),
    "packed otherwise": ("a.3mf", lambda: package(("3D/x.model", one_block()), packed=zipfile.ZIP_LZMA), "packing"),
    "XML bomb": ("a.3mf", lambda: threemf(one_block(before=ENTITIES)), "entities"),
    "XXE": ("a.3mf", lambda: threemf(one_block(before=XXE)), "entities"),
    "XML nested deep": (
        "a.3mf",
        lambda: threemf(model_xml("<a>" * 500 + "</a>" * 500, "")),
        "too_deep",
    ),
    "XML cut off": ("a.3mf", lambda: threemf(one_block()[:-40]), "not_xml"),
    "XML of an unknown encoding": ("a.3mf", lambda: threemf(b'<?xml version="1.0" encoding="x-no"?><a/>'), "not_xml"),
    "3mf in an unknown unit": ("a.3mf", lambda: threemf(one_block("furlong")), "unknown_unit"),
    "3mf NaN": ("a.3mf", lambda: threemf(one_block().replace(b'x="20.0"', b'x="nan"')), "not_a_number"),
    "3mf infinity": ("a.3mf", lambda: threemf(one_block().replace(b'x="20.0"', b'x="1e999"')), "not_a_number"),
    "3mf that places nothing": ("a.3mf", lambda: threemf(model_xml("", "")), "empty"),
    "3mf that places what is not": ("a.3mf", lambda: threemf(model_xml("", '<item objectid="7"/>')), "no_such_object"),
    "3mf of another part that is not": (
        "a.3mf",
        lambda: threemf(model_xml("", '<item objectid="7" p:path="/3D/other.model"/>')),
        "missing_entry",
    ),
    "3mf of a point that is not": (
        "a.3mf",
        lambda: threemf(one_block().replace(b'v1="0"', b'v1="99"')),
        "no_such_point",
    ),
    "3mf that contains itself": (
        "a.3mf",
        lambda: threemf(
            model_xml(
                '<object id="1"><components><component objectid="1"/></components></object>', '<item objectid="1"/>'
            )
        ),
        "circle",
    ),
    "3mf that doubles itself 30 times": (
        "a.3mf",
        lambda: threemf(model_xml(nested(30), '<item objectid="29"/>')),
        "too_deep",
    ),
    "3mf that doubles itself 12 times": (
        "a.3mf",
        lambda: threemf(model_xml(nested(12), '<item objectid="11"/>')),
        "too_many_copies",
    ),
    "3mf placed too often": (
        "a.3mf",
        lambda: threemf(model_xml(f'<object id="1">{mesh_xml(corners())}</object>', '<item objectid="1"/>' * 60)),
        "too_many_copies",
    ),
    "3mf of too many triangles": (
        "a.3mf",
        lambda: threemf(model_xml(f'<object id="1">{mesh_xml(corners(), FACES * 100)}</object>', "")),
        "too_many_triangles",
    ),
    "3mf of too many vertices": (
        "a.3mf",
        lambda: threemf(model_xml(f'<object id="1">{mesh_xml(np.tile(corners(), (500, 1)))}</object>', "")),
        "too_many_triangles",
    ),
    "3mf of beams": (
        "a.3mf",
        lambda: threemf(model_xml('<object id="1"><mesh><b:beamlattice xmlns:b="x"/></mesh></object>', "")),
        "other_shape",
    ),
    "step cut off": ("a.step", lambda: (STEP % b"#1=A();")[:-30], "truncated"),
    "step nested deep": ("a.step", lambda: STEP % (b"#1=A(" + b"(" * 5000 + b")" * 5000 + b");"), "too_deep"),
    "step of nothing": ("a.step", lambda: STEP % b"", "no_solid"),
    "step of too many records": ("a.stp", lambda: STEP % (b"#1=A();" * 60_000), "too_many_records"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused(case: str) -> None:
    """Each is refused for what it is, in a sentence; nothing of it is unpacked, looped through or looked up."""
    name, made, code = HOSTILE[case]
    bounds = Bounds(**{**SMALL.__dict__, "records": 50_000})
    with pytest.raises(BadUpload) as refused:
        read(made(), name, bounds)
    assert refused.value.code == code, refused.value
    assert str(refused.value)[0] in "“ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert str(refused.value).endswith((".", "?"))
    if code.startswith("too_") or code == "zip_bomb":
        assert refused.value.limit, "the limit is told"


def test_what_has_the_limit_passes() -> None:
    """The limit itself is allowed: one less would be another limit."""
    triangles = Bounds(triangles=12)
    for name, data in (("a.stl", stl(block())), ("a.stl", text_stl(block())), ("a.obj", obj())):
        assert len(read(data, name, triangles).faces) == 12
    assert len(read(threemf(one_block()), "a.3mf", triangles).faces) == 12
    with pytest.raises(BadUpload):
        read(stl(block()), "a.stl", Bounds(triangles=11))
    assert read(stl(block()), "a.stl", Bounds(bytes=len(stl(block()))))


def test_what_is_inside_a_3mf_besides_is_never_read() -> None:
    """Settings, G-code and pictures in it may be anything, also damaged."""
    plain = read(threemf(one_block()), "a.3mf")
    out = io.BytesIO(threemf(one_block(), ("Metadata/Slic3r_PE.config", b"post_process = rm -rf /")))
    assert read(out.getvalue(), "a.3mf").to_bytes()[80:] != b""
    assert (read(out.getvalue(), "a.3mf").vertices == plain.vertices).all()


GOOD = (stl(block()), text_stl(block()), obj(), threemf(one_block()))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=6),
    st.integers(0, 5000),
)
def test_damaged_files_are_read_or_refused(data: bytes, flips: list[tuple[int, int]], cut: int) -> None:
    """Whatever is flipped or cut off, a file is a mesh of finite numbers, or refused with reason."""
    broken = bytearray(data)
    for place, byte in flips:
        broken[place % len(broken)] = byte
    if cut % 3 == 0:
        broken = broken[: cut % len(broken)]
    try:
        found = read(bytes(broken), "", SMALL)
    except BadUpload:
        return
    assert np.isfinite(found.vertices).all()
    assert found.faces.max() < len(found.vertices)


def test_a_stream_that_unpacks_for_ever_is_cut_short() -> None:
    """An entry that says it is small and is not is read no further than it says."""
    packed = zlib.compress(b"\0" * (64 << 20))
    assert len(packed) < 70_000
    with pytest.raises(BadUpload):
        read(lying_size(), "a.3mf", SMALL)
