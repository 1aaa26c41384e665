"""`python -m server admin spools`: the spools from the command line, beside a shop that may be running."""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.errors import InvalidInput, NotFound, field_error

if TYPE_CHECKING:  # it brings the database, for which no command waits that only asks for help
    from server.spools import Spools

#: Seconds that a Spoolman server may take for its answer.
PATIENCE = 30.0


def commands(admin: argparse.ArgumentParser) -> None:
    """Add the commands to their parser."""
    ways = admin.add_subparsers(dest="way", metavar="what")
    ways.add_parser("list", help="every spool and what is left on it (what is done without a word, too)")
    add = ways.add_parser("add", help="a new spool: add pla moss 1000")
    add.add_argument("material")
    add.add_argument("colour", help='one of the material\'s colours; "" where it is not known')
    add.add_argument("grams", type=float, help="of filament, without the reel")
    add.add_argument("--title", default="", help="as its maker calls it")
    add.add_argument("--lot", default="")
    add.add_argument("--cost", type=_amount, help="of the whole spool, in the shop's currency")
    add.add_argument("--reel", type=float, help="what the empty reel weighs, grams")
    add.add_argument("--printer", help="the printer that it is put on at once")
    load = ways.add_parser("load", help="it is on this printer now: load 3 ash")
    load.add_argument("spool", type=int)
    load.add_argument("printer")
    for name, words in (("unload", "it is on no printer any more"), ("retire", "it is empty or thrown away")):
        ways.add_parser(name, help=words).add_argument("spool", type=int)
    weigh = ways.add_parser("weigh", help="it was weighed: weigh 3 412, or weigh 3 662 --gross")
    weigh.add_argument("spool", type=int)
    weigh.add_argument("grams", type=float)
    weigh.add_argument("--gross", action="store_true", help="the reel was weighed with it")
    take = ways.add_parser("import", help="the spools of a Spoolman server, by its address or its export file")
    take.add_argument("source", help="http://spoolman.local:7912, or a file (JSON or CSV)")
    take.add_argument(
        "--colour", action="append", default=[], metavar="HEX=NAME", help="which of the shop's colours a color_hex is"
    )


def run(spools: Spools, given: argparse.Namespace) -> int:
    """Do what was asked and say what came of it; 1 where some spools of an import could not be taken."""
    if given.way == "import":
        return _import(spools, given)
    if given.way == "add":
        words = {name: getattr(given, name) for name in ("title", "lot", "cost", "reel", "printer")}
        print(_line(spools.add(given.who, given.material, given.colour, given.grams, **words)))
    elif given.way == "load":
        print(_line(spools.load(given.spool, given.printer)))
    elif given.way == "weigh":
        read = {"gross" if given.gross else "grams": given.grams}
        print(_line(spools.weigh(given.spool, given.who, **read)))
    elif given.way in ("unload", "retire"):
        print(_line(getattr(spools, given.way)(given.spool)))
    else:
        found = spools.all()
        print("\n".join(_line(one) for one in found) or "No spool is registered.")
    return 0


def _import(spools: Spools, given: argparse.Namespace) -> int:
    colours = {}
    for pair in given.colour:
        key, _, name = pair.partition("=")
        if not name:
            words = f"--colour {pair!r} is not HEX=NAME, as in 000000=graphite."
            raise InvalidInput([field_error("colour", "not_a_pair", words)])
        colours[key] = name
    came = spools.take_in(given.who, _fetched(given.source), colours)
    for one in came["added"]:
        print(_line(one))
    print(f"{len(came['added'])} added, {came['known']} here already, {came['archived']} put away over there")
    for wrong in came["bad"]:
        print(f"not taken: {wrong['spool']}: {wrong['words']}", file=sys.stderr)
    return 1 if came["bad"] else 0


def _fetched(source: str) -> bytes:
    if not source.startswith(("http://", "https://")):
        try:
            return Path(source).read_bytes()
        except OSError as wrong:
            raise NotFound(f"{source} cannot be read: {wrong.strerror}.", field="source") from wrong
    import httpx

    address = source.rstrip("/")
    address = address if "/api/" in address else f"{address}/api/v1/spool"
    try:
        answer = httpx.get(address, timeout=PATIENCE, follow_redirects=True)
    except (httpx.HTTPError, httpx.InvalidURL) as wrong:
        raise NotFound(f"{address} does not answer: {wrong}.", field="source") from wrong
    if answer.status_code != 200:
        raise NotFound(f"{address} answers {answer.status_code}; a Spoolman server says 200.", field="source")
    return answer.content


def _line(spool: dict[str, Any]) -> str:
    on = f"on {spool['printer']}" if spool["printer"] else "on no printer"
    more = [f"lot {spool['lot']}" if spool["lot"] else "", spool["title"]]
    return "  ".join(
        [f"{spool['id']:>4}", f"{spool['grams']:7.1f} g", f"{spool['words']:<20}", on, *filter(None, more)]
    )


def _amount(words: str) -> Decimal:
    try:
        found = Decimal(words)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{words!r} is no amount") from None
    if not found.is_finite() or found < 0:
        raise argparse.ArgumentTypeError(f"{words!r} is no amount from 0 on")
    return found
