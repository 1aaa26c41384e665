"""What the slicer says is sorted by part and kind; texts as PrusaSlicer 2.5.0 and 2.9.2 wrote them."""

import pytest

from printers.messages import About, Message, messages

OLD = """\
[2026-01-02 14:45:29.854019] [0x00007f33ad498d80] [trace]   Initializing StaticPrintConfigs
10 => Processing triangulated mesh
print warning: Empty layer between 10 and 20.2.

Object name: o1_lid_1

Make sure the object is printable. This is usually caused by negligibly small extrusions or by a faulty model.
Slicing result exported to /tmp/x/plate.gcode
"""
BY_PART = """\
print warning: Detected print stability issues:

o1_lid_1
Floating bridge anchors, Low bed adhesion

o1_pole_1
Low bed adhesion

Consider enabling supports.
Also consider enabling brim.
print warning: Empty layer between 10 and 20.2.

Object name: o1_lid_1
"""
BY_ISSUE = """\
print warning: Detected print stability issues:

Loose extrusions
d

Low bed adhesion
a, b, c

Consider enabling supports.
"""


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (OLD, [("o1_lid_1", About.EMPTY_LAYER)]),
        (
            BY_PART,
            [
                ("o1_lid_1", About.FLOATING_ANCHORS),
                ("o1_lid_1", About.LOW_ADHESION),
                ("o1_pole_1", About.LOW_ADHESION),
                ("o1_lid_1", About.EMPTY_LAYER),
            ],
        ),
        (BY_ISSUE, [("d", About.LOOSE_LINES), *((name, About.LOW_ADHESION) for name in "abc")]),
        ("print warning: Something new\nSlicing result exported to x", [(None, About.OTHER)]),
        ("", []),
    ],
)
def test_messages_name_part_and_kind(said: str, due: list[tuple[str | None, About]]) -> None:
    """Both versions, both layouts of the stability issues; what is new is kept in the slicer's own words."""
    assert [(message.part, message.about) for message in messages(said)] == due


def test_words_are_whole_and_said_once() -> None:
    """The same warning twice is one message, with the heights that it names."""
    assert messages(OLD + OLD) == (
        Message(About.EMPTY_LAYER, "nothing is printed between Z 10 and 20.2 mm", "o1_lid_1"),
    )
    assert str(messages(OLD)[0]) == "o1_lid_1: nothing is printed between Z 10 and 20.2 mm"


def test_errors_in_the_log_lose_hour_and_thread() -> None:
    """What a log line says is kept, what stands before it is not."""
    said = "[2026-01-02 14:45:36.303172] [0x00007f6f765d5d80] [error]   Archive does not contain a valid model"
    assert [str(message) for message in messages(said)] == ["Archive does not contain a valid model"]
