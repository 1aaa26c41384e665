"""The verbs `list` and `describe`: what there is, and what can be set."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from generators.commands.common import FAILED, OK, add_verb, library, named, shown, table


def add_list(commands: Any) -> None:
    """Add the verb `list`."""
    words = "Lists all templates; a file that cannot be used is named with its line."
    command = add_verb(commands, "list", "all templates", words, ["list", "--templates my-folder list"])
    command.set_defaults(command=_list)


def add_describe(commands: Any) -> None:
    """Add the verb `describe`."""
    words = "Shows what a template lets its customers set: defaults, bounds, steps, answers and presets."
    examples = ["describe keychain", "describe mine.py", "describe box --json"]
    command = add_verb(commands, "describe", "what a template lets you set", words, examples)
    command.add_argument("name", metavar="SLUG|FILE.py")
    command.add_argument("--json", action="store_true", help="as JSON, with the schema of the form")
    command.set_defaults(command=_describe)


def _list(options: argparse.Namespace) -> int:
    shelf = library(options)
    for slug, template in shelf.templates.items():
        print(f"{slug:<16} {template.title}: {template.summary}")
    for broken in shelf.broken:
        where = f":{broken.line}" if broken.line else ""
        print(f"{broken.path}{where}: left out. {broken.error}", file=sys.stderr)
    return FAILED if shelf.broken else OK


def _describe(options: argparse.Namespace) -> int:
    _path, template = named(options, options.name)
    if options.json:
        print(json.dumps(template.describe(), indent=2, ensure_ascii=False))
        return OK
    print(f"{template.title} ({template.slug} {template.version}): {template.summary}\n")
    properties = template.schema()["properties"]
    rows = [("parameter", "default", "allowed", "what it is")]
    for name, words in properties.items():
        default = " / ".join(shown(words["default"]).splitlines())
        rows.append((name, default, allowed(words), f"{words['title']}. {words['description']}"))
    table(rows)
    if template.presets:
        print("\npresets: " + ", ".join(f"{preset.name} ({preset.title})" for preset in template.presets))
    return OK


def allowed(words: Mapping[str, Any]) -> str:
    """Say what a question accepts, from its schema."""
    if "enum" in words:
        return " | ".join(words["enum"])
    if "minimum" in words:
        span = f"{shown(words['minimum'])} to {shown(words['maximum'])} {words['x-unit']}".strip()
        return f"{span}, step {shown(words['x-step'])}"
    if "x-columns" in words:
        return f"up to {words['x-most']} rows of {', '.join(column['name'] for column in words['x-columns'])}"
    if "x-samples" in words:
        return " | ".join((*words["x-samples"], "an uploaded file's SHA-256"))
    return f"up to {words['maxLength']} characters" if "maxLength" in words else "true | false"
