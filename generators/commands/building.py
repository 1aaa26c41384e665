"""The verb `build`: make a design and write it to a file."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.commands.common import (
    BLOCKED,
    OK,
    WrongInput,
    add_values,
    add_verb,
    limits_of,
    named,
    values_of,
)

if TYPE_CHECKING:
    from generators.make import Made

FORMATS = ("3mf", "stl", "step", "glb", "png")


def add_build(commands: Any) -> None:
    """Add the verb `build`."""
    words = "Makes a design and writes it; the file's ending says as what. An STL holds one part, several get one each."
    examples = [
        "build keychain --set text=ADA --set ring=6 -o ada.3mf",
        "build box --preset cards -o cards.png",
        "build mine.py -o mine.step",
    ]
    command = add_verb(commands, "build", "make a design and write it to a file", words, examples)
    add_values(command, "SLUG|FILE.py")
    command.add_argument("-o", "--output", type=Path, required=True, help=f"file.{'|'.join(FORMATS)}")
    command.add_argument("--colour", default="#e3a010", help="of the picture, #rrggbb")
    command.set_defaults(command=_build)


def _build(options: argparse.Namespace) -> int:
    from generators.make import make

    kind = options.output.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise WrongInput(f"-o {options.output}: the file must end in one of .{', .'.join(FORMATS)}")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", options.colour):
        raise WrongInput(f"--colour {options.colour}: a colour is written #rrggbb, such as #e3a010")
    _path, template = named(options, options.name)
    limits = limits_of(options)
    made = make(template, template.parameters.read(values_of(template, options), limits), limits)
    for path, data in _written(made, kind, options):
        path.write_bytes(data)
        print(f"{path}: {len(data)} bytes, design {made.digest[:12]}")
    for finding in made.findings:
        print(f"{finding.severity}: {finding.message}", file=sys.stderr)
    return OK if made.printable else BLOCKED


def _written(made: Made, kind: str, options: argparse.Namespace) -> list[tuple[Path, bytes]]:
    from generators.files import step, stl, threemf
    from generators.gltf import glb
    from generators.picture import picture

    path: Path = options.output
    if kind == "stl":
        # An STL holds one part; several get the part's name into theirs.
        several = len(made.parts) > 1
        return [
            (path.with_stem(f"{path.stem}-{part.name}") if several else path, stl(part.mesh)) for part in made.parts
        ]
    if kind == "png":
        return [(path, picture(made, colour=options.colour))]
    writer = {"3mf": threemf, "step": step, "glb": glb}[kind]
    return [(path, writer(made))]
