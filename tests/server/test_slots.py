"""The build processes come up however long the geometry takes to load."""

from __future__ import annotations

import socket
import threading

import pytest

from server.slots import Slots


def test_a_busy_machine_is_waited_for_and_a_dead_parent_is_not(caplog: pytest.LogCaptureFixture) -> None:
    """While the warm parent lives its first word is waited for, and that is said; when it ends there is none."""
    slots = Slots(1, memory_mb=64, queue=1, templates=())
    ours, theirs = socket.socketpair()
    ours.settimeout(0.01)
    with ours, theirs:
        word = threading.Timer(0.1, theirs.send, (b"r",))
        word.start()
        assert slots._first_word(ours) == b"r"
        assert "still loading" in caplog.text
        threading.Timer(0.05, theirs.close).start()
        assert slots._first_word(ours) == b""
