"""A shop's queue on the command line: what comes when and goes where, what is held back, and why anything moved."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # no command waits for it that only asks for help
    import httpx

#: Where the operator's token stands, as `python -m server admin token` gave it.
VARIABLE = "PRINTWRIGHT_TOKEN"
DONE, WRONG, FAILED = 0, 2, 3
_SECONDS = 30.0


def commands(queue: argparse.ArgumentParser) -> None:
    """Add the commands to their parser."""
    shop = argparse.ArgumentParser(add_help=False)
    shop.add_argument("--shop", default="http://127.0.0.1:8000", help="the shop's address (default: %(default)s)")
    what = queue.add_subparsers(dest="what", required=True, metavar="what")
    what.add_parser("show", parents=[shop], help="jobs as their turn comes, and why printers do not take them")
    for name, words in (("hold", "keep a job from being printed"), ("release", "let a held job go on")):
        one = what.add_parser(name, parents=[shop], help=words)
        one.add_argument("job")
        one.add_argument("--why", default="", help="kept in the job's history")
    place = what.add_parser("place", parents=[shop], help="say how pressing an order is, or what printer it needs")
    place.add_argument("order")
    place.add_argument("--priority", help="low, normal or high")
    place.add_argument("--due", metavar="2026-12-01", help="a date or a moment; empty takes it away")
    place.add_argument("--tags", nargs="*", help="what its printer has to be; none takes them away")
    place.add_argument("--plate", help="the kind of plate it needs; empty for any")
    place.add_argument("--why", default="", help="kept in the order's history")
    history = what.add_parser("history", parents=[shop], help="every move of a job or an order, with name and reason")
    history.add_argument("id", help="a job such as abc-1, or an order such as abc")


def run(given: argparse.Namespace) -> int:
    """Do what was asked for; returns the exit code."""
    import httpx

    token = os.environ.get(VARIABLE, "")
    if not token:
        print(f"{VARIABLE} is not set; `python -m server admin token --who NAME` gives one.", file=sys.stderr)
        return WRONG
    headers = {"Authorization": f"Bearer {token}"}
    try:
        with httpx.Client(base_url=given.shop.rstrip("/"), headers=headers, timeout=_SECONDS) as shop:
            answer = _ask(shop, given)
    except httpx.HTTPError as exc:
        print(f"{given.shop}: {exc or type(exc).__name__}", file=sys.stderr)
        return FAILED
    if answer.is_error:
        print(_problem(answer), file=sys.stderr)
        return WRONG if answer.status_code < 500 else FAILED
    for line in _lines(given.what, answer.json()):
        print(line)
    return DONE


def _ask(shop: httpx.Client, given: argparse.Namespace) -> httpx.Response:
    if given.what == "show":
        return shop.get("/api/jobs")
    if given.what == "history":
        return shop.get(f"/api/{'jobs' if '-' in given.id else 'orders'}/{given.id}/history")
    if given.what == "place":
        asked = {name: getattr(given, name) for name in ("priority", "due", "tags", "plate", "why")}
        said = {name: value for name, value in asked.items() if value is not None}
        return shop.post(f"/api/orders/{given.order}/place", json=said)
    return shop.post(f"/api/jobs/{given.job}/{given.what}", json={"why": given.why})


def _lines(what: str, told: dict[str, Any]) -> list[str]:
    if what == "show":
        return [line for job in told["jobs"] for line in _job(job)] or ["Nothing waits."]
    if what == "history":
        return [_line(line) for line in told["lines"]]
    if what == "place":
        due = _when(told["due"]) if told["due"] else "none"
        asks = [*told["tags"], *([f"{told['plate']} plate"] if told["plate"] else [])]
        return [f"priority {told['priority']}, due {due}, asks for {', '.join(asks) or 'nothing'}"]
    return _job(told)


def _job(job: dict[str, Any]) -> list[str]:
    where = job["printer"] or job.get("goes_to")
    pressing = [
        *(f"{place['priority']} priority" for place in job["places"].values() if place["priority"] != "normal"),
        *(f"due {_when(place['due'])}" for place in job["places"].values() if place["due"]),
    ]
    first = [f"{job['id']}  {job['title']}", job["words"], *([f"goes to: {where}"] if where else []), *pressing]
    refused = [f"    {refusal['printer']} {refusal['words']}" for refusal in job["refusals"]]
    return [", ".join(first), *([f"    {job['trouble']['words']}"] if job["trouble"] else []), *refused]


def _line(line: dict[str, Any]) -> str:
    by = f", {line['who']}" if line["who"] else ""
    why = f": {line['why']}" if line["why"] else ""
    return f"{_when(line['at'])}  {line['words']}{by}{why}"


def _when(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _problem(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
        return str(problem["errors"][0]["message"] if problem.get("errors") else problem["detail"])
    except (ValueError, LookupError):
        return f"{answer.url}: {answer.status_code}"
