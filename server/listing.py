"""A list of orders sent to a shop from the command line, with how far it is and what came of each row."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Any

import httpx

#: A row may wait for its build so long, seconds.
PATIENCE = 300.0
DONE, WRONG, FAILED = 0, 2, 3


def send(file: Path, shop: str, take: str, common: dict[str, str]) -> int:
    """Order a CSV file; prints a line for each order, or for each wrong field. Returns the exit code."""
    try:
        text = file.read_bytes()
    except OSError as exc:
        print(f"{file}: {exc.strerror}", file=sys.stderr)
        return WRONG
    headers = {"Content-Type": "text/csv", "Idempotency-Key": secrets.token_urlsafe(24)}
    params = {"take": take, **{name: value for name, value in common.items() if value}}
    try:
        with httpx.stream(
            "POST",
            f"{shop.rstrip('/')}/api/orders/batch",
            params=params,
            content=text,
            headers=headers,
            timeout=PATIENCE,
        ) as answer:
            if answer.is_error:
                answer.read()
                print(_problem(answer), file=sys.stderr)
                return WRONG if answer.status_code < 500 else FAILED
            for line in answer.iter_lines():
                told = json.loads(line)
                if "result" in told:
                    return _report(told["result"], shop, take)
                if "problem" in told:
                    print(told["problem"]["detail"], file=sys.stderr)
                    return FAILED
                _progress(told)
    except httpx.HTTPError as exc:
        print(f"{shop}: {exc or type(exc).__name__}", file=sys.stderr)
        return FAILED
    print("The shop's answer ended before its result; look in its print room before sending it again.", file=sys.stderr)
    return FAILED


def _progress(told: dict[str, Any]) -> None:
    if sys.stderr.isatty():
        done, what = (told["judged"], "looked at") if "judged" in told else (told["stored"], "stored")
        print(f"\r{done} of {told['of']} rows {what} ", end="", file=sys.stderr, flush=True)
        if done == told["of"]:
            print(file=sys.stderr)


def _report(result: dict[str, Any], shop: str, take: str) -> int:
    for order in result["orders"]:
        print(f"line {order['line']}: order {order['id']}  {shop.rstrip('/')}{order['url']}")
    for row in result["refused"]:
        for error in row["errors"]:
            limit = "" if error.get("limit") is None else f" (limit {error['limit']})"
            near = "" if error.get("nearest") is None else f"; the nearest is {error['nearest']}"
            print(f"line {row['line']}, {error['field']}: {error['message']}{limit}{near}", file=sys.stderr)
    price = result["price"]
    if price:
        ordered = len(result["orders"])
        rows = ordered or result["good"]
        what = "ordered" if ordered else "would be good; nothing was ordered"
        print(f"{rows} row{'s' if rows != 1 else ''} {what}: {price['amount']} {price['currency']}")
    return WRONG if result["refused"] and take != "good" else DONE


def _problem(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError):
        return f"the shop answered {answer.status_code}"
