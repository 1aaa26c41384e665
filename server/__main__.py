"""The shop from the command line: serve it, carry its work, administer it."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from server.settings import Settings

EPILOG = """\
examples:
  python -m server serve                       the shop on http://127.0.0.1:8000, data in .data
  python -m server serve --port 9000 --data /srv/shop
  python -m server serve --watch my-templates  for makers: every save of a template shows in the open page
  python -m server work                        carry jobs without serving pages, beside a shop
  python -m server list orders.csv --template keychain --material pla --name Ada --email ada@example.org
                                               order every row of a list; --check only judges it
  python -m server queue show                  what waits, where it goes, and why printers do not take it
  python -m server queue place ORDER --priority high --due 2026-12-01
  python -m server admin link                  a new one-time link for the operator's page
  python -m server admin token --who "till"    a token for a program, as Authorization: Bearer …
  python -m server admin settings              all settings as they are now
  python -m server admin describe              all settings, what they mean and their defaults
  python -m server admin stop                  stop every printer that prints, at once; asks once more
  python -m server admin spools add pla moss 1000 --printer virtual
                                               filament by the spool: list, add, load, unload, weigh, retire, import
  python -m server admin notify                try every channel that news leaves by
  python -m server admin failures              which products fail, and in which of their settings
  python -m server admin openapi               the HTTP interface as an OpenAPI document

Settings come from the environment (PRINTWRIGHT_ and the name in capitals) and from settings.toml in the data folder.
Exit codes: 0 done, 2 wrong input, 3 failure.
"""


def parser() -> argparse.ArgumentParser:
    """The commands."""
    top = argparse.ArgumentParser(
        "python -m server",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, help="the folder of the database and the files (default: .data)")
    serve = commands.add_parser("serve", parents=[common], help="serve the shop and carry its work")
    serve.add_argument("--host", help="the address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, help="the port to listen on (default: 8000)")
    serve.add_argument(
        "--watch",
        type=Path,
        nargs="*",
        metavar="FOLDER",
        help="for makers: read templates again when they are saved; further folders with templates",
    )
    commands.add_parser("work", parents=[common], help="carry work without serving pages")
    ordered = commands.add_parser("list", help="order every row of a CSV file from a shop that runs")
    ordered.add_argument("file", type=Path, help="first line: template, quantity, name, or a value's name per column")
    ordered.add_argument("--shop", default="http://127.0.0.1:8000", help="the shop's address (default: %(default)s)")
    for name in ("template", "material", "colour", "name", "email"):
        ordered.add_argument(f"--{name}", default="", help=f"the {name} of rows that say none")
    how = ordered.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="judge the list, order nothing")
    how.add_argument("--good", action="store_true", help="order the rows that work, leave out the others")
    _add_queue(commands)
    _admin_commands(commands.add_parser("admin", help="administer the shop on this machine"), common)
    return top


def _add_queue(commands: Any) -> None:
    from server import lineup

    lineup.commands(commands.add_parser("queue", help="the queue of a shop that runs, and an order's place in it"))


def _admin_commands(admin: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    from server import halting, spoolroom

    who = argparse.ArgumentParser(add_help=False, parents=[common])
    who.add_argument("--who", default="operator", help="whose name stands behind what is decided with it")
    what = admin.add_subparsers(dest="what", required=True, metavar="what")
    for name, words in (
        ("link", "a new one-time link for the operator's page"),
        ("token", "a token for a program, as Authorization: Bearer …"),
        ("settings", "all settings as they are now"),
        ("describe", "all settings, what they mean and their defaults"),
        ("notify", "try every channel of the settings' notices once, and say what came of it"),
        ("openapi", "the HTTP interface as an OpenAPI document"),
    ):
        what.add_parser(name, parents=[who], help=words)
    what.add_parser("failures", parents=[who], help="which products fail, and in which of their settings")
    halting.commands(
        what.add_parser("stop", parents=[who], help="stop every printer that prints, at once; the others start nothing")
    )
    spoolroom.commands(what.add_parser("spools", parents=[who], help="what filament there is, and on which printer"))


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = parser().parse_args(words)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s", stream=sys.stderr)
    for name in ("data", "host", "port"):
        value = getattr(given, name, None)
        if value is not None:
            # The server's own process reads the same settings; the environment is how they reach it.
            os.environ[f"PRINTWRIGHT_{name.upper()}"] = str(value)
    if getattr(given, "watch", None) is not None:
        for folder in given.watch:
            if not folder.is_dir():
                print(f"--watch {folder}: there is no such folder", file=sys.stderr)
                return 2
        os.environ["PRINTWRIGHT_WATCH"] = "true"
        if given.watch:
            os.environ["PRINTWRIGHT_TEMPLATES"] = json.dumps([str(folder.resolve()) for folder in given.watch])
    from pydantic import ValidationError

    from server.errors import ServerError

    try:
        return {"serve": _serve, "work": _work, "list": _list, "queue": _queue, "admin": _admin}[given.command](given)
    except ValidationError as exc:
        for error in exc.errors(include_url=False):
            place = ".".join(str(word) for word in error["loc"])
            print(f"setting {place or '(all)'}: {error['msg']}", file=sys.stderr)
        return 2
    except tomllib.TOMLDecodeError as exc:
        print(f"the settings file cannot be read: {exc}", file=sys.stderr)
        return 2
    except ServerError as exc:
        print(exc.detail, file=sys.stderr)
        return 3


def _serve(_given: argparse.Namespace) -> int:
    from server.serving import serve
    from server.settings import Settings

    return serve(Settings())


def _work(_given: argparse.Namespace) -> int:
    from server.app import running
    from server.settings import Settings

    settings = Settings()
    settings = settings.model_copy(update={"roles": settings.roles - {"api"}})

    async def carry() -> None:
        async with running(settings) as house:
            print(f"Working on {', '.join(house.queues)}. Ctrl-C ends.", flush=True)
            await asyncio.Event().wait()

    try:
        asyncio.run(carry())
    except KeyboardInterrupt:
        return 0
    return 0


def _list(given: argparse.Namespace) -> int:
    from server.listing import send

    common = {name: getattr(given, name) for name in ("template", "material", "colour", "name", "email")}
    return send(given.file, given.shop, "none" if given.check else "good" if given.good else "all", common)


def _queue(given: argparse.Namespace) -> int:
    from server.lineup import run

    return run(given)


def _admin(given: argparse.Namespace) -> int:
    from server.settings import Settings

    settings = Settings()
    if given.what == "settings":
        print(settings.model_dump_json(indent=2))
        return 0
    if given.what == "describe":
        from server.settings import describe

        print(describe(), end="")
        return 0
    if given.what == "openapi":
        from server.app import create_app

        print(json.dumps(create_app(settings).openapi(), indent=2))
        return 0
    if given.what == "notify":
        return _notify(settings)
    from server import people
    from server.database import Database, migrate

    database = Database(settings.database)
    migrate(database.engine)
    if given.what == "failures":
        from server.outcomes import Outcomes

        print("\n".join(region.words() for region in Outcomes(database).regions()) or "No print has failed.")
        return 0
    if given.what in ("spools", "stop"):
        from server import halting, spoolroom
        from server.fleet import Fleet
        from server.spools import Spools

        fleet = Fleet(settings, database)
        fleet.refresh()
        if given.what == "stop":
            return halting.run(database, fleet, given)
        return spoolroom.run(Spools(settings, database, fleet), given)
    if given.what == "link":
        print(f"{settings.address}/operator/open/{people.new_link(database, given.who)}")
    else:
        print(people.new_token(database, given.who))
    return 0


def _notify(settings: Settings) -> int:
    from server.errors import NotSent
    from server.senders import trial

    channels = settings.notices.names
    if not channels:
        print("The settings name nobody to tell: see [notices] in docs/settings.md", file=sys.stderr)
        return 2
    failed = 0
    for channel in channels:
        try:
            print(f"{channel}: {trial(settings, channel)}", flush=True)
        except NotSent as exc:
            failed += 1
            print(f"{channel}: not sent. {exc.detail}", file=sys.stderr)
    return 3 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
