"""A product sheet in Markdown: everything that a template says of itself, with its pictures beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generators.errors import Value
from generators.fields import Choice, Devices, Field, Measure, Number, Rows, Text, plain
from generators.fields.artwork import Artwork
from generators.tools.spoken import spoken

if TYPE_CHECKING:
    from generators.sweep.proof import Proof
    from generators.template import Template
    from generators.tools.thumbs import Thumb


def sheet(template: Template[Any], thumbs: Sequence[Thumb], proof: Proof | None) -> str:
    """Give the sheet of one template; its pictures are those of `thumbs`, lying beside it."""
    fields = template.parameters.fields()
    parts = [
        f"# {template.title}",
        template.summary,
        f"![{_cell(template.title)}]({thumbs[0].file})",
        f"**What for.** {template.need}",
        f"**When not.** {template.when_not}",
        _facts(template),
        "## Settings",
        *_settings(template, fields),
        *_rules(template, fields),
        *_needs(template, fields),
        "## Presets",
        _table(("", "preset", "for", "sets", "size"), _presets(template, thumbs, fields)),
        *_hardware(thumbs),
        *_devices(fields),
        "## Proof",
        _proof(template, proof),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def index(templates: Sequence[Template[Any]], pictures: Mapping[str, str]) -> str:
    """Give the page that leads to all sheets; `pictures` are the defaults' files by slug."""
    rows = (
        (f"![{_cell(one.title)}]({pictures[one.slug]})", f"[{_cell(one.title)}]({one.slug}.md)", one.summary)
        for one in templates
    )
    return f"# Products\n\n{_table(('', 'product', 'what it is'), rows)}\n"


def _facts(template: Template[Any]) -> str:
    told = {
        "Version": template.version,
        "Licence": template.licence,
        "Author": template.author,
        "Tags": ", ".join(template.tags),
        "Colours": ", ".join(("Body", *(slot.title for slot in template.slots))),
    }
    return " · ".join(f"{name}: {words}" for name, words in told.items() if words)


def _settings(template: Template[Any], fields: Mapping[str, Field]) -> Iterator[str]:
    defaults = {name: info.default for name, info in template.parameters.model_fields.items()}
    for group in dict.fromkeys(field.group for field in fields.values()):
        yield f"### {group}"
        rows = (
            (field.label, f"`{name}`", _value(field, defaults[name]), allowed(field), step(field), _help(field))
            for name, field in fields.items()
            if field.group == group
        )
        yield _table(("setting", "name", "default", "allowed", "step", "what it does"), rows)


def allowed(field: Field) -> str:
    """Say in words what a question accepts."""
    if isinstance(field, Number):
        return f"{plain(field.minimum)} to {field.words(field.maximum)}"
    if isinstance(field, Devices):
        return f"one of {len(field.options)}, see below"
    if isinstance(field, Choice):
        return ", ".join(option.title for option in field.options)
    if isinstance(field, Text):
        least = f"{field.shortest} to " if field.shortest else "up to "
        return f"{least}{field.longest} characters"
    if isinstance(field, Rows):
        columns = ", ".join(f"{column.field.label} ({allowed(column.field)})" for column in field.columns)
        return f"up to {field.most} rows of {columns}"
    if isinstance(field, Artwork):
        return f"a file of one's own, or {', '.join(field.samples)}"
    return "yes or no"


def step(field: Field) -> str:
    """Say the step of a number with its unit; nothing for other questions."""
    return field.words(field.step) if isinstance(field, Number) else ""


def _help(field: Field) -> str:
    if isinstance(field, Measure):
        return f"{field.help} {field.how} May be off by {plain(field.tolerance)} mm."
    if isinstance(field, Choice) and not isinstance(field, Devices):
        told = [f"{option.title}: {option.help.rstrip('.')}." for option in field.options if option.help]
        return " ".join((field.help, *told))
    return field.help


def _rules(template: Template[Any], fields: Mapping[str, Field]) -> Iterator[str]:
    if template.parameters.rules:
        yield "## Rules"
        yield "\n".join(f"- {spoken(rule, fields)}" for rule in template.parameters.rules)


def _needs(template: Template[Any], fields: Mapping[str, Field]) -> Iterator[str]:
    if template.needs:
        yield "## Help me choose"
    for need in template.needs:
        rows = ((answer.title, _set(answer.values, fields), answer.help) for answer in need.answers)
        yield f"**{need.question}** {need.help}".rstrip()
        yield _table(("answer", "sets", ""), rows)


def _presets(
    template: Template[Any], thumbs: Sequence[Thumb], fields: Mapping[str, Field]
) -> Iterator[tuple[str, ...]]:
    values = {preset.name: preset.values for preset in template.presets}
    for number, thumb in enumerate(thumbs):
        size = " × ".join(plain(round(one, 1)) for one in thumb.made.sizes) + " mm"
        sets = _set(values[thumb.name], fields) if number else "the defaults"
        yield f"![{_cell(thumb.title)}]({thumb.file})", thumb.title, thumb.help, sets, size


def _hardware(thumbs: Sequence[Thumb]) -> Iterator[str]:
    rows = [
        (thumb.title, str(one.quantity), one.name, one.help)
        for thumb in thumbs
        for one in thumb.made.hardware
    ]  # fmt: skip
    if rows:
        yield "## You also need"
        yield _table(("for", "pieces", "what", ""), rows)


def _devices(fields: Mapping[str, Field]) -> Iterator[str]:
    for field in fields.values():
        if isinstance(field, Devices):
            names = list(field.options[0].sizes)
            yield f"## {field.label}"
            rows = (
                (one.title, *(plain(one.sizes[name]) for name in names), one.help, one.source) for one in field.options
            )
            yield _table(("", *(f"{name.replace('_', ' ')}, mm" for name in names), "", "source"), rows)


def _proof(template: Template[Any], proof: Proof | None) -> str:
    if proof is None:
        return "Nobody has swept it yet: it is a draft."
    told = f"{proof.printable} of {proof.settings} settings print"
    told += ", all there are" if proof.exhausted else ""
    told += f"; {proof.warnings} with a warning" if proof.warnings else ""
    told += f". The slowest build took {proof.seconds:.1f} s." if proof.seconds else "."
    told += f" Swept {proof.date}, version {proof.version}, seed {proof.seed}." if proof.date else ""
    if proof.holds_for(template):
        return told
    return f"{told} It no longer holds: " + (
        "something did not print." if not proof.clean else "the template has changed, or too little was tried."
    )


def _set(values: Mapping[str, Value], fields: Mapping[str, Field]) -> str:
    return ", ".join(f"{fields[name].label} {_value(fields[name], value)}" for name, value in values.items())


def _value(field: Field, value: Value) -> str:
    if isinstance(field, Choice):
        return next((one.title for one in field.options if one.value == value), str(value))
    if isinstance(field, Number):
        return field.words(float(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " / ".join(str(value).splitlines()) or "empty"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Write a text so that it stays in its cell."""
    return " ".join(text.replace("|", "\\|").split())
