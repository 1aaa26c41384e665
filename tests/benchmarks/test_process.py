"""Peers answer over their line, or it is told why not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.measure import NotMeasured
from benchmarks.peers import process
from benchmarks.peers.lines import stl
from benchmarks.peers.process import Peer, TooLong
from benchmarks.soundness import read_stl

PEER = """
import sys, time
from benchmarks.peers.lines import Reply, serve

def answer(part, values):
    print("said on the way, and no part of the answer")
    match part:
        case "good": return Reply(bytes(values["count"]), "stl", {"solid": 1.0, "mesh": 2.0}, {"more": 7})
        case "none": return None
        case "wrong": raise ValueError("no such shape")
        case "ends": sys.exit("it had enough")
        case "hangs": time.sleep(600)

serve("peer 1.0", answer)
"""
TETRAHEDRON = ([(0, 0, 0), (3, 0, 0), (0, 3, 0), (0, 0, 3)], [(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)])


@pytest.fixture
def peer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    """A small peer in a process of its own."""
    monkeypatch.setattr(process, "LOGS", tmp_path)
    one = Peer("small", [sys.executable, "-c", PEER])
    yield one
    one.stop()


def test_an_answer_is_a_head_and_its_mesh(peer: Peer) -> None:
    """Whole however long it is, and one after the other; seconds are the sum of the stages."""
    for count in (0, 5, 3_000_000):
        answer = peer.ask("good", {"count": count}, 60)
        assert (answer.mesh, answer.head["seconds"], answer.head["more"]) == (bytes(count), 3.0, 7)
    assert peer.version == "peer 1.0"


def test_a_part_without_a_twin_and_a_failure_are_told_apart(peer: Peer) -> None:
    """Neither ends the peer."""
    assert peer.ask("none", {}, 60).head["missing"]
    assert peer.ask("wrong", {}, 60).head["error"] == "ValueError: no such shape"
    assert peer.ask("good", {"count": 1}, 60).mesh == b"\0"


def test_a_peer_that_takes_too_long_is_ended_and_started_anew(peer: Peer) -> None:
    """One answer is lost, and not the next."""
    peer.start()
    with pytest.raises(TooLong):
        peer.ask("hangs", {}, 0.1)
    assert peer.ask("good", {"count": 2}, 60).mesh == b"\0\0"


def test_a_peer_that_ends_by_itself_leaves_its_last_words(peer: Peer) -> None:
    """What it said is in the reason."""
    with pytest.raises(NotMeasured, match="ended by itself: it had enough"):
        peer.ask("ends", {}, 60)


def test_a_peer_that_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what its setup said."""
    monkeypatch.setattr(process, "LOGS", tmp_path)
    (process.LOGS / "setup-nowhere.log").write_text("first\nno such package\n\n")
    with pytest.raises(NotMeasured, match="Nothing is not installed: no such package"):
        process.python("nothing", "Nothing", "nowhere")


def test_a_mesh_is_handed_over_as_it_is() -> None:
    """A tetrahedron keeps its triangles and its volume through STL."""
    bodies = read_stl(stl(*TETRAHEDRON))
    assert bodies.triangles == 4
    assert bodies.volume == pytest.approx(27 / 6)
