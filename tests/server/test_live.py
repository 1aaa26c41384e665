"""A page that comes back is told what it does not know, all of it, and nothing that it shows already."""

from __future__ import annotations

import asyncio
from typing import Any

from server.database import Database
from server.live import FARM, Bell


async def first_words(bell: Bell, truth: dict[str, Any], seen: str | None) -> list[str]:
    """The first two things that a stream says."""
    stream = bell.stream(FARM, "farm", lambda: truth, seen)
    return [(await anext(stream)).decode(), (await anext(stream)).decode()]


def test_a_page_that_comes_back_is_sent_only_what_is_new(database: Database) -> None:
    """Without an id the whole truth; with the id of what it says, no more than a beat; with any other, the truth."""

    async def look() -> None:
        bell, truth = Bell(database), {"queue": [1]}
        retry, told = await first_words(bell, truth, None)
        assert retry == "retry: 1000\n\n"
        name, event, data = told.strip().split("\n")
        assert (event, data) == ("event: farm", 'data: {"queue":[1]}')
        seen = name.removeprefix("id: ")
        assert (await first_words(bell, truth, seen))[1] == ": beat\n\n"
        assert (await first_words(bell, truth, "of another life"))[1] == told
        assert (await first_words(bell, {"queue": []}, seen))[1] != told

    asyncio.run(look())
