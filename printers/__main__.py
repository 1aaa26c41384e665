"""
The printers' workshop at the command line; see `python -m printers --help`.

Exit codes: 0 done, 1 refused by the guard or ended badly, 2 wrong input, 3 something outside failed.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from printers import errors, installed
from printers.drawing import drawn
from printers.drivers import open_driver
from printers.finding import find
from printers.gcode import Gcode, config
from printers.guard import inspect
from printers.margins import margins
from printers.models import Solid, read_3mf, read_stl
from printers.naming import fresh
from printers.neighbours import tell
from printers.plate import Item, Plate, arrange, write_3mf
from printers.printer import RUNNING, Driver, Phase, Printer, Snapshot
from printers.profile import Profile, machines, materials, qualities
from printers.proof import prove, words_of, write_whole
from printers.slicers import find_slicer
from printers.spiral import as_told, spiral_of, spiralled
from printers.vendors import find_profile

DONE, REFUSED, WRONG_INPUT, FAILED = 0, 1, 2, 3
KEY = "PRINTWRIGHT_PRINTER_KEY"
EXAMPLES = """
examples:
  python -m printers slicers
  python -m printers profiles mk3s 0.4
  python -m printers slice bracket.stl --machine "prusa/MK3S 0.4" -o bracket.gcode
  python -m printers machines
  python -m printers slice bracket.stl --machine virtual-220 --quality standard -o bracket.gcode
  python -m printers check bracket.gcode --machine virtual-220
  python -m printers prove bracket.gcode bracket.3mf -o proved
  python -m printers print bracket.gcode --printer virtual:./printer-one --bed-clear
  python -m printers print bracket.gcode --printer octoprint:http://octopi.local --bed-clear
  python -m printers find octopi.local
  python -m printers watch --printer virtual:./printer-one

The key of a printer host is read from PRINTWRIGHT_PRINTER_KEY, or given with --key (other users of the
computer can see it there).
exit codes: 0 done, 1 refused by the guard or ended badly, 2 wrong input, 3 something outside failed
"""


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say; returns the exit code."""
    given = _parser().parse_args(words)
    try:
        return int(given.run(given))
    except errors.GcodeRefused as refused:
        return _say(f"refused: {refused}", REFUSED)
    except (errors.ProfileError, errors.PlateError, errors.UnknownDriver) as wrong:
        nearest = getattr(wrong, "nearest", None)
        return _say(f"{wrong}{f' Did you mean {nearest!r}?' if nearest else ''}", WRONG_INPUT)
    except FileNotFoundError as wrong:
        return _say(f"{wrong.filename}: there is no such file", WRONG_INPUT)
    except (OSError, ValueError) as wrong:
        return _say(str(wrong), WRONG_INPUT)
    except errors.PrintersError as failed:
        return _say(f"{failed}{' Trying again may help.' if failed.retryable else ''}", FAILED)
    except KeyboardInterrupt:
        return _say("left; a print that was started goes on", FAILED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m printers",
        description="From a model to a finished print.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = parser.add_subparsers(required=True, metavar="command")

    part = parts.add_parser("machines", help="list machines, materials and qualities")
    part.set_defaults(run=_machines)

    part = parts.add_parser("slicer", help="say which slicer is used, or what to install")
    part.add_argument("--slicer", help="the slicer's program")
    part.set_defaults(run=_slicer)

    part = parts.add_parser("slicers", help="which slicers are here, whether they work, and whose printers they know")
    part.add_argument("--slicer", help="the slicer's program")
    part.set_defaults(run=_slicers)

    part = parts.add_parser("profiles", help="search the printers that the slicer's own bundles know")
    part.add_argument("query", nargs="*", help="words that must all occur in vendor, name, model or nozzle")
    part.add_argument("--most", type=int, default=40, metavar="N", help="show no more than so many")
    part.add_argument("--slicer", help="the slicer's program")
    part.set_defaults(run=_profiles)

    part = parts.add_parser("slice", help="place, slice and guard a model")
    part.add_argument("model", type=Path, help="an STL or 3MF file, in mm")
    part.add_argument("--machine", required=True)
    part.add_argument("--material", default="pla")
    part.add_argument("--quality", default="standard")
    part.add_argument("--copies", type=int, default=1)
    part.add_argument("--spiral", type=float, metavar="MM", help="lay each part as one climbing line so wide")
    part.add_argument("--slicer", help="the slicer's program")
    part.add_argument("-o", "--output", type=Path, required=True, help="the G-code; further plates get -2, -3, ...")
    part.set_defaults(run=_slice)

    part = parts.add_parser("check", help="read a G-code file as the guard does")
    part.add_argument("file", type=Path)
    _profile_words(part)
    part.set_defaults(run=_check)

    part = parts.add_parser("prove", help="lay the lines of a G-code file against its model")
    part.add_argument("file", type=Path)
    part.add_argument("model", type=Path, help="the very 3MF that was sliced")
    part.add_argument("--seconds", type=float, default=120.0, help="begin no further layer after computing so long")
    part.add_argument("-o", "--output", type=Path, required=True, help="a folder for layers.pwl and proof.json")
    part.set_defaults(run=_prove)

    part = parts.add_parser("print", help="check, upload, start and watch to the end")
    part.add_argument("file", type=Path)
    _profile_words(part)
    _printer_words(part)
    part.add_argument("--bed-clear", action="store_true", help="I have looked: nothing lies on the bed")
    part.set_defaults(run=_print)

    part = parts.add_parser("find", help="what printer answers at an address, and the settings for it")
    part.add_argument("address", nargs="?", help="as octopi.local or 10.0.0.7:7125; without one: whoever is near")
    part.add_argument("--key", help=f"default: {KEY}")
    part.set_defaults(run=_find)

    part = parts.add_parser("watch", help="show what a printer does")
    _printer_words(part)
    part.add_argument("--seconds", type=float, default=float("inf"), help="leave after this time")
    part.set_defaults(run=_watch)
    return parser


def _profile_words(part: argparse.ArgumentParser) -> None:
    for kind in ("machine", "material", "quality"):
        part.add_argument(f"--{kind}", help="default: as the file says")


def _printer_words(part: argparse.ArgumentParser) -> None:
    part.add_argument("--printer", required=True, metavar="DRIVER:ADDRESS", help="virtual:FOLDER or octoprint:URL")
    part.add_argument("--key", help=f"default: {KEY}")
    part.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="for the driver, as speed=60")


def _machines(given: argparse.Namespace) -> int:
    del given
    for machine in machines():
        x, y, z = machine.printable
        print(f"{machine.id:14} {machine.title}: prints {x:g} x {y:g} x {z:g} mm, nozzle {machine.nozzle:g} mm")
    print("materials      " + ", ".join(material.id for material in materials()))
    print("qualities      " + ", ".join(f"{q.id} ({q.layer_height:g} mm)" for q in qualities()))
    return DONE


def _slicer(given: argparse.Namespace) -> int:
    found = find_slicer(given.slicer)
    print(f"{found.title} {found.version()} at {found.program}")
    return DONE


def _slicers(given: argparse.Namespace) -> int:
    found = list(installed.slicers(given.slicer))
    for words, _works in found:
        print(words)
    if not found:
        find_slicer(given.slicer)  # which says where it looked and what to install
    return DONE if found[0][1] else FAILED


def _profiles(given: argparse.Namespace) -> int:
    query = " ".join(given.query)
    lines = list(installed.printers(find_slicer(given.slicer), query, given.most))
    for line in lines:
        print(line)
    return DONE if lines else _say(f"no printer's vendor, name, model or nozzle holds {query!r}", WRONG_INPUT)


def _slice(given: argparse.Namespace) -> int:
    chosen = find_profile(given.machine, given.material, given.quality)
    plates = arrange(_items(given.model, given.copies, given.spiral), chosen.machine, margins(chosen))
    slicer = find_slicer(given.slicer)
    for number, plate in enumerate(plates, 1):
        output = given.output if number == 1 else given.output.with_stem(f"{given.output.stem}-{number}")
        with tempfile.TemporaryDirectory(prefix="plate-") as folder:
            model = Path(folder) / "plate.3mf"
            write_3mf(plate, model)
            line = spiral_of(plate, chosen)
            used = spiralled(chosen, line.width, line.floor) if line else chosen
            sliced = slicer.slice(model, used, output)
        for message in sliced.messages:
            print(f"slicer: {message}")
        _tell(_guarded(output, used, plate, line.volume if line else plate.volume))
    return DONE


def _guarded(output: Path, used: Profile, plate: Plate, volume: float) -> Gcode:
    try:
        return inspect(output, used, height=plate.height, objects=plate.names, volume=volume)
    except errors.GcodeRefused:
        output.unlink()  # what was refused must not lie about under a good name
        raise


def _items(path: Path, copies: int, spiral: float | None) -> list[Item]:
    data = path.read_bytes()
    if path.suffix.lower() == ".3mf":
        solids = read_3mf(data)
    elif path.suffix.lower() == ".stl":
        solids = (Solid(path.stem, *read_stl(data), np.eye(4)),)
    else:
        raise errors.BrokenModel(path.name, "only STL and 3MF are read")
    items = []
    for number, solid in enumerate(solids, 1):
        vertices = solid.placed()
        vertices = vertices - vertices.min(axis=0)
        word = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in solid.name).strip("-")
        items += [
            Item(f"{number}-{word or 'part'}"[:80] + (f"-{copy}" if copies > 1 else ""), vertices, solid.faces, spiral)
            for copy in range(1, copies + 1)
        ]
    return items


def _check(given: argparse.Namespace) -> int:
    _tell(inspect(given.file, _profile_of(given)))
    return DONE


def _profile_of(given: argparse.Namespace) -> Profile:
    settings = config(given.file)
    names = {
        "machine": given.machine or settings.get("printer_settings_id", "").strip('"'),
        "material": given.material or settings.get("filament_settings_id", "").strip('"'),
        "quality": given.quality or settings.get("print_settings_id", "").strip('"'),
    }
    if not settings:
        raise errors.GcodeRefused(None, "the file was cut short: it does not end with its settings")
    return as_told(find_profile(names["machine"], names["material"], names["quality"]), settings)


def _tell(gcode: Gcode) -> None:
    (x0, x1), (y0, y1), (_, z1) = gcode.bounds
    print(f"{gcode.path}: good")
    print(f"  time      {_clock(gcode.seconds)}")
    print(f"  filament  {gcode.grams:.1f} g, {gcode.filament_mm / 1000:.2f} m")
    print(f"  layers    {gcode.layers}, to Z {z1:g} mm")
    print(f"  on bed    X {x0:.1f} to {x1:.1f}, Y {y0:.1f} to {y1:.1f} mm")
    print(f"  parts     {', '.join(gcode.objects)}")
    print(f"  sha256    {gcode.sha256}")


def _prove(given: argparse.Namespace) -> int:
    laid = drawn(given.file)
    given.output.mkdir(parents=True, exist_ok=True)
    # First what is quick: whoever waits for the picture need not wait for the proof.
    write_whole(given.output / "layers.pwl", laid.to_bytes())
    proof = prove(laid, read_3mf(given.model.read_bytes()), config(given.file), seconds=given.seconds)
    write_whole(given.output / "proof.json", json.dumps(proof.to_json() | {"places": proof.shown()}).encode())
    told = proof.to_json()
    print(f"{given.file}: {told['compared']} of {told['layers']} layers compared")
    print(f"  lost      {told['lost']:.2%}")
    print(f"  fat       {told['fat']:.2%}")
    for warning in told["warnings"]:
        print(f"  {words_of(warning)}")
    return REFUSED if told["warnings"] else DONE


def _printer(given: argparse.Namespace) -> Printer:
    driver, colon, address = given.printer.partition(":")
    if not colon or not address:
        raise ValueError(f'"{given.printer}" is not DRIVER:ADDRESS, as in virtual:./printer-one')
    options: dict[str, object] = {}
    for option in given.option:
        name, equals, value = option.partition("=")
        if not equals:
            raise ValueError(f'"{option}" is not NAME=VALUE')
        options[name] = value
    key = given.key or os.environ.get(KEY, "")
    return Printer("cli", given.printer, driver, "", address, key, options=options)


def _print(given: argparse.Namespace) -> int:
    gcode = inspect(given.file, _profile_of(given))
    _tell(gcode)
    if not given.bed_clear and not _asks_bed():
        return _say("not started: look at the bed, then say --bed-clear", WRONG_INPUT)
    return asyncio.run(_prints(open_driver(_printer(given)), given.file, gcode.sha256))


def _asks_bed() -> bool:
    return sys.stdin.isatty() and input("Is the bed clear? [yes/no] ").strip().lower() == "yes"


async def _prints(driver: Driver, file: Path, sha256: str) -> int:
    name = fresh(file.stem)
    try:
        identity = await driver.identify()
        print(f"{identity.software} {identity.version}")
        first = await driver.read()
        if first.phase is not Phase.IDLE:
            return _say(f"not started: the printer is {first.phase} ({first.text})", FAILED)
        await driver.stage(name, file, sha256)
        print(f"uploaded and verified as {name}")
        began = time.time()
        try:
            await driver.start(name)
        except errors.Unsure as unsure:
            print(f"{unsure} Looking at what became of it.")
        return await _to_the_end(driver, name, began)
    finally:
        await driver.close()


async def _to_the_end(driver: Driver, name: str, began: float) -> int:
    waited_for = began + driver.limits().start_window_seconds
    async for snapshot in driver.watch():
        _line(snapshot)
        if snapshot.phase is Phase.UNREACHABLE or snapshot.runs(name):
            continue
        try:
            seen = await driver.find(name, began)
        except errors.Unreachable:
            continue
        if seen.kind == "ended":
            print(f"\n{name}: {seen.outcome} ({seen.why})")
            return DONE if seen.outcome == "done" else REFUSED
        if seen.kind != "running" and time.time() > waited_for:
            return _say(f"\n{name}: {seen.kind} ({seen.why}). Look at the printer before you try again.", FAILED)
    return FAILED


def _watch(given: argparse.Namespace) -> int:
    async def watches(driver: Driver) -> int:
        until = time.monotonic() + given.seconds
        try:
            async for snapshot in driver.watch():
                _line(snapshot)
                if time.monotonic() > until:
                    break
        finally:
            print()
            await driver.close()
        return DONE

    return asyncio.run(watches(open_driver(_printer(given))))


def _find(given: argparse.Namespace) -> int:
    if given.address is None:
        return DONE if asyncio.run(tell(print)) else FAILED
    found = asyncio.run(find(given.address, given.key or os.environ.get(KEY, ""), machines()))
    print("\n".join([*found.lines(), "", found.settings]))
    return FAILED if found.identity is None else DONE


def _line(snapshot: Snapshot) -> None:
    warm = snapshot.temperatures
    words = [f"{snapshot.phase:11}", snapshot.text]
    if snapshot.phase in RUNNING and snapshot.progress is not None:
        words.append(f"{snapshot.progress:6.1%}")
    if snapshot.layer is not None:
        words.append(f"layer {snapshot.layer}/{snapshot.layers}")
    if "nozzle" in warm:
        words.append(f"nozzle {warm['nozzle']:.0f}/{warm['nozzle_target']:.0f} °C")
    if "bed" in warm:
        words.append(f"bed {warm['bed']:.0f}/{warm['bed_target']:.0f} °C")
    if snapshot.seconds_left is not None and snapshot.phase in RUNNING:
        words.append(f"{_clock(snapshot.seconds_left)} left")
    # One line that is written over on a screen; one line each in a file.
    print("  ".join(words).ljust(100), end="\r" if sys.stdout.isatty() else "\n", flush=True)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def _say(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
