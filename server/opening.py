"""When somebody is in the workshop: hours by weekday in one time zone, as settings and as spans of time."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, model_validator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LINE = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)")
#: How far ahead spans are known, days; nothing is promised beyond.
HORIZON = 180


def read_hours(lines: Sequence[str]) -> dict[int, list[tuple[int, int]]]:
    """
    `mon-fri 09:00-17:00` and the like: by weekday (Monday is 0) the minutes of the day from and to which.

    Raises ValueError, naming the line and what it should look like.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for line in lines:
        read = _LINE.fullmatch(line.strip().lower())
        if read is None:
            raise ValueError(f"hours {line!r} are not understood; write them like 'mon-fri 09:00-17:00'")
        first, last = read[1], read[2] or read[1]
        for day in (first, last):
            if day not in DAYS:
                raise ValueError(f"hours {line!r}: there is no day {day!r}; the days are {', '.join(DAYS)}")
        begin, end = (60 * int(read[n]) + int(read[n + 1]) for n in (3, 5))
        if not 0 <= begin < end <= 24 * 60:
            raise ValueError(f"hours {line!r} end before they begin, or after 24:00; split a night into two lines")
        day, stop = DAYS.index(first), DAYS.index(last)
        while True:
            found.setdefault(day, []).append((begin, end))
            if day == stop:
                break
            day = (day + 1) % 7
    return found


def zone_of(name: str) -> tzinfo | None:
    """The time zone of that name; None is that of this machine. Raises ValueError where there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as exc:
        raise ValueError(f"there is no time zone {name!r}; one is written like 'Europe/Berlin'") from exc


class Promising(BaseModel):
    """By when an order will be ready: what has to be known of the people who clear plates."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    hours: tuple[str, ...] = Field(
        default=("mon-fri 09:00-17:00",),
        description="when somebody clears plates, as `mon-fri 09:00-17:00`; with none no day is promised",
    )
    time_zone: str = Field(default="", description="of these hours, as `Europe/Berlin`; by default this machine's")
    people: int = Field(default=1, ge=1, le=100, description="who clear plates at the same time")
    clearing_minutes: float = Field(
        default=5, ge=0, le=240, description="what clearing a plate and taking its parts off takes one of them"
    )

    @model_validator(mode="after")
    def _sense(self) -> Self:
        read_hours(self.hours)
        zone_of(self.time_zone)
        return self


@dataclass(frozen=True)
class Opening:
    """The spans in which somebody is there, in order and apart from each other, seconds since 1970."""

    spans: tuple[tuple[float, float], ...]
    zone: tzinfo | None = None

    def next(self, at: float) -> float:
        """The first moment from then on at which somebody is there; infinity beyond what is known."""
        number = bisect.bisect_right(self.spans, (at, float("inf"))) - 1
        if number >= 0 and at < self.spans[number][1]:
            return at
        return self.spans[number + 1][0] if number + 1 < len(self.spans) else float("inf")

    def end_of_day(self, at: float) -> float:
        """When the last person leaves on the day of that moment; that moment itself where they have left before."""
        day = self.day(at)
        return max([at, *(end for begin, end in self.spans if self.day(begin) == day)])

    def day(self, at: float) -> date:
        """The day in the shop's own time zone."""
        return datetime.fromtimestamp(at, self.zone).date()


def opening(lines: Sequence[str], zone: str, at: float) -> Opening:
    """The spans from the day of that moment on. Raises ValueError as `read_hours` and `zone_of` do."""
    week, where = read_hours(lines), zone_of(zone)
    first = datetime.fromtimestamp(at, where).date()

    spans: list[tuple[float, float]] = []
    for ahead in range(HORIZON):
        day = first + timedelta(days=ahead)
        today: list[tuple[float, float]] = []
        for begin, end in sorted(week.get(day.weekday(), ())):
            span = _moment(day, begin, where), _moment(day, end, where)
            if today and span[0] <= today[-1][1]:
                before = today.pop()
                span = before[0], max(before[1], span[1])
            today.append(span)
        spans += today
    return Opening(tuple(spans), where)


def _moment(day: date, minutes: int, zone: tzinfo | None) -> float:
    """Seconds since 1970, also on days on which clocks are set."""
    extra, minutes = divmod(minutes, 24 * 60)
    local = datetime.combine(day + timedelta(days=extra), time(*divmod(minutes, 60)), zone)
    return local.timestamp()
