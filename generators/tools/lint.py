"""Advice on a whole template: what a customer, or another maker, would stumble over. Nothing of it is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from generators import scripts
from generators.rules import AtLeast, AtMost, Locked, Shown, Without, asks
from generators.template import Template
from generators.tools import questions
from generators.tools.advice import Advice, sentence, title
from generators.tools.reading import Reading, read

PRESETS = 3  # that show what a product is good for
TITLE, SUMMARY, STORY = 40, 140, 320  # characters
# What the checks can find; a cause that names another code never speaks.
CODES = (
    "BED_CONTACT_SMALL",
    "BETTER_SIDE",
    "BODIES_OVERLAP",
    "BRIDGE_LONG",
    "DOES_NOT_FIT",
    "FLOOR_THIN",
    "GAP_NARROW",
    "HOLE_SMALL",
    "ISLAND",
    "OVERHANG_STEEP",
    "OVERHANG_UNSUPPORTED",
    "PARTS_COLLIDE",
    "PARTS_TIGHT",
    "SPIRAL_BROKEN",
    "SPIRAL_WIDTH",
    "STROKE_THIN",
    "TALL_SLENDER",
    "TRAPPED_VOID",
    "TURN_TO_FIT",
    "UNSTABLE",
    "WALL_THIN",
    "WARP_RISK",
)
_BEGINS = re.compile(r"(?:A|An|The|[A-Z][a-z]+) ")  # a sentence of its own, not the end of another


def lint(template: Template[Any], path: Path) -> list[Advice]:
    """
    Give all advice on a template and its file, in the order of the file's words.

    Of a script that knows nothing of templates only the questions are looked at.
    """
    script = scripts.is_script(path, path.read_bytes())
    reading = Reading() if script else read(path)
    found = [*_form(template, reading)]
    if not script:
        found += [*_effects(template, reading), *_rules(template, reading), *_product(template, reading)]
        found += [*_presets(template, reading), *_needs(template, reading), *_causes(template, reading)]
    return found


def _form(template: Template[Any], reading: Reading) -> Iterator[Advice]:
    fields = template.parameters.fields()
    for words in (*questions.first_screen(fields), *questions.groups(fields)):
        yield Advice("questions", words)
    for name, field in fields.items():
        for words in questions.question(field):
            yield Advice(name, words, reading.declared.get(name))


def _effects(template: Template[Any], reading: Reading) -> Iterator[Advice]:
    """Find what the file never asks for; a control that is asked for and still does nothing is found by a sweep."""
    if reading.seen is None:
        return
    bounds = [rule for rule in template.parameters.rules if not isinstance(rule, Shown)]
    asked = {name for rule in bounds for term in asks(rule) for name in term.names()}
    for name in template.parameters.fields():
        if name not in reading.seen and name not in asked:
            words = f"nothing reads values.{name}, so that turning it changes nothing: use it in build, or leave it out"
            yield Advice(name, words, reading.declared.get(name))


def _rules(template: Template[Any], reading: Reading) -> Iterator[Advice]:
    rules = template.parameters.rules
    for kind in (AtMost, AtLeast, Without, Locked):
        equal = [rule for rule in rules if isinstance(rule, kind)]
        for number, rule in enumerate(equal):
            line = reading.call(kind.__name__, number, len(equal))
            where = f"{kind.__name__}({rule.field})"
            for words in sentence("its words", rule.words, questions.HELP):
                yield Advice(where, words, line)
            if kind is not Locked and _BEGINS.match(rule.words):
                words = f"its words end a sentence: begin “{rule.words[:24]}…” with a small letter"
                yield Advice(where, words, line)


def _product(template: Template[Any], reading: Reading) -> Iterator[Advice]:
    line = next(iter(reading.calls.get("Template", [])), None)
    told = [
        *title("title", template.title, TITLE),
        *sentence("summary", template.summary, SUMMARY),
        *sentence("need", template.need, STORY),
        *sentence("when_not", template.when_not, STORY),
    ]
    told += [f"{name} is missing" for name in ("licence", "author", "version") if not getattr(template, name).strip()]
    if template.author == "Your name":
        told.append("author still is “Your name”: put your own")
    if template.version and not re.fullmatch(r"\d+(\.\d+){0,2}", template.version):
        told.append(
            f"version “{template.version}” should be numbers, such as 1.0.0, so that migrations find their order"
        )
    for words in told:
        yield Advice("template", words, line)


def _presets(template: Template[Any], reading: Reading) -> Iterator[Advice]:
    if len(template.presets) < PRESETS:
        line = next(iter(reading.calls.get("Template", [])), None)
        words = f"{len(template.presets)} presets; {PRESETS} or more show what it is good for"
        yield Advice("presets", words, line)
    default = template.parameters.read({}).canonical()
    before: dict[str, dict[str, Any]] = {}
    for preset in template.presets:
        line = reading.lines.get(("Preset", preset.name))
        told = [*title("its title", preset.title, questions.LABEL), *sentence("its help", preset.help, questions.HELP)]
        values = template.parameters.read(preset.values).canonical()
        twin = next((name for name, other in before.items() if other == values), None)
        if values == default and before:
            # The first may be: it says what the default is good for.
            told.append("it is the default again: change a value, or leave it out")
        elif twin is not None:
            told.append(f"it is the preset '{twin}' again: change a value, or leave one out")
        before[preset.name] = values
        for words in told:
            yield Advice(f"preset {preset.name}", words, line)


def _needs(template: Template[Any], reading: Reading) -> Iterator[Advice]:
    for need in template.needs:
        line = reading.lines.get(("Need", need.question))
        where = f"need “{need.question}”"
        if not need.question.rstrip().endswith("?"):
            yield Advice(where, f"a question ends with a question mark: “{need.question.rstrip(' .')}?”", line)
        if len(need.answers) < 2:
            yield Advice(where, "one answer is no choice: give two or more", line)
        for answer in need.answers:
            for words in title(f"the answer “{answer.title}”", answer.title, 2 * questions.LABEL):
                yield Advice(where, words, reading.lines.get(("Answer", answer.title), line))


def _causes(template: Template[Any], reading: Reading) -> Iterator[Advice]:
    line = next(iter(reading.calls.get("Template", [])), None)
    for code in template.causes:
        if code not in CODES:
            near = get_close_matches(code, CODES, 1)
            hint = f"did you mean {near[0]}?" if near else f"they are {', '.join(CODES)}"
            yield Advice("causes", f"no check finds “{code}”; {hint}", line)
