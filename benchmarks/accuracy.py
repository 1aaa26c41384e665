"""How true the checks are: known solids, good products, and a slicer's own warnings. Writes docs/accuracy.md."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.known import ALLOWED, Known, awkward, known
from benchmarks.measure import ROOT
from generators.checks import check_part
from generators.files import stl
from generators.findings import Finding
from generators.library import load
from generators.limits import Limits
from generators.make import make
from generators.mesh import Mesh, tessellate
from generators.subject import Subject
from generators.template import MeshSettings

PAGE = ROOT / "docs" / "accuracy.md"
LIMITS = Limits.generic()
FINE = MeshSettings(0.01, 0.1)
#: What of ours says that a part may not stand or hold while it is printed.
_UNSTEADY = {"ISLAND", "OVERHANG_UNSUPPORTED", "BRIDGE_LONG", "UNSTABLE", "BED_CONTACT_SMALL", "TALL_SLENDER"}
_STABILITY = "print stability issues"
_SECONDS = 120


def main(words: Sequence[str] | None = None) -> int:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser("python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--slicer", metavar="PROGRAM", help="a PrusaSlicer of 2.9 or later, for its stability warnings")
    parser.add_argument("--page", type=Path, default=PAGE, help="what to write (docs/accuracy.md)")
    given = parser.parse_args(words)
    page = [*_head(), *_solids(list(known())), *_products(), *_stability(given.slicer)]
    given.page.write_text("\n".join(page) + "\n", encoding="utf-8")
    print(f"{given.page} written")
    return 0


def _head() -> list[str]:
    today = time.strftime("%Y-%m-%d")
    return [
        "# How true the checks are",
        "",
        f"Written by `python -m benchmarks.accuracy`, {today}; do not edit. The limits are those of",
        "an ordinary printer with a 0.4 mm nozzle, lines of 0.45 mm, layers of 0.2 mm and PLA.",
    ]


def _found(mesh: Mesh) -> list[Finding]:
    return list(check_part(Subject("part", mesh), LIMITS))


def _solids(solids: list[Known]) -> list[str]:
    """Measure solids whose measures were put in."""
    rows, wrong = [], []
    errors: dict[str, list[float]] = {kind: [] for kind in ALLOWED}
    others: Counter[str] = Counter()
    for one in solids:
        found = _found(tessellate(one.solid, FINE))
        measures = [finding.measured for finding in found if finding.code == one.code and finding.measured is not None]
        others.update(finding.code for finding in found if finding.code != one.code and finding.severity != "info")
        if not measures:
            wrong.append(f"{one.kind}: {one.name} was not found")
            continue
        error = min((measure - one.truth for measure in measures), key=abs)
        errors[one.kind].append(error)
        if abs(error) > ALLOWED[one.kind]:
            wrong.append(f"{one.kind}: {one.name} was read as {one.truth + error:.3f}")
        print(f"{one.kind:<12}{one.name:<32}{error:+.3f}", flush=True)
    for kind, each in errors.items():
        sizes = sorted(abs(error) for error in each)
        asked = sum(one.kind == kind for one in solids)
        rows.append(
            f"| {kind} | {asked} | {len(each)} | {sizes[len(sizes) // 2]:.3f} | {sizes[-1]:.3f} | {ALLOWED[kind]:g} |"
        )
    return [
        "",
        "## Known solids",
        "",
        "Fins, tubes, boxes, slots, pegs, tables and ledges, some of them turned, each with one fault of a known size",
        "(`benchmarks/known.py`). The error is that of the finding's own measure, in mm.",
        "",
        "| what | solids | found | median error | largest error | promised |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        *([f"* {line}" for line in wrong] or ["All were found, and none is further off than promised."]),
        *([f"* raised beside it: {', '.join(f'{code} {count}' for code, count in others.items())}"] if others else []),
    ]


def _products() -> list[str]:
    """Check every preset of the catalogue: all are sliced and printable, so that an error is a false alarm."""
    designs = 0
    alarms: list[str] = []
    infos: Counter[str] = Counter()
    for slug, template in load().templates.items():
        for name, values in [("default", {}), *((preset.name, preset.values) for preset in template.presets)]:
            made = make(template, template.parameters.read(dict(values), LIMITS), LIMITS)
            designs += 1
            infos.update(finding.code for finding in made.findings if finding.severity == "info")
            alarms += [
                f"{slug}, {name}: {finding.severity} {finding.code}, {finding.measured:g} {finding.unit}"
                for finding in made.findings
                if finding.severity != "info" and finding.measured is not None
            ]
        print(f"{slug:<12}{designs} designs, {len(alarms)} alarms", flush=True)
    told = ", ".join(f"`{code}` {count}" for code, count in sorted(infos.items())) or "none"
    return [
        "",
        "## Good products",
        "",
        f"Every product of the catalogue at its defaults and presets, {designs} designs: {len(alarms)} errors and",
        f"warnings. Remarks that are only good to know: {told}.",
        *([""] if alarms else []),
        *(f"* {line}" for line in alarms),
    ]


def _stability(slicer: str | None) -> list[str]:
    """Ask a slicer what it thinks of parts that may not hold, and of the products as they are printed."""
    lines = ["", "## Beside PrusaSlicer's own stability warnings", ""]
    if slicer is None:
        return [*lines, "Not measured: no PrusaSlicer of 2.9 or later was named."]
    meshes = {name: tessellate(solid, FINE) for name, solid in awkward().items()}
    for slug, template in load().templates.items():
        made = make(template, template.parameters.read({}, LIMITS), LIMITS)
        meshes[f"{slug}: {made.parts[0].name}"] = made.parts[0].mesh
    rows, same, version = [], 0, ""
    with tempfile.TemporaryDirectory() as folder:
        for name, mesh in meshes.items():
            ours = sorted({finding.code for finding in _found(mesh) if finding.code in _UNSTEADY})
            theirs, version = _warned(slicer, mesh, Path(folder))
            agree = bool(ours) == (theirs is not None)
            same += agree
            print(f"{name:<36}{ours or '-'} | {theirs or '-'}", flush=True)
            if not agree or not name.count(":"):
                rows.append(f"| {name} | {', '.join(ours) or '–'} | {theirs or '–'} | {'yes' if agree else '**no**'} |")
    return [
        *lines,
        f"{version}, run with layers of 0.2 mm and no supports, on the awkward parts of `benchmarks/known.py` and on",
        f"the first part of every product: the same yes or no on {same} of {len(meshes)}. Products on which both agree",
        "are left out of the table. The two ask different things: the slicer weighs how well a part sticks and "
        "how hard",
        "it is pushed, ours asks what hangs over nothing.",
        "",
        "| part | ours | the slicer's | same |",
        "|---|---|---|---|",
        *rows,
    ]


def _warned(slicer: str, mesh: Mesh, folder: Path) -> tuple[str | None, str]:
    """Slice a mesh: what the slicer says of its stability, None where it is content; and the slicer's version."""
    source, target = folder / "part.stl", folder / "part.gcode"
    target.unlink(missing_ok=True)
    source.write_bytes(stl(mesh))
    options = [
        "--layer-height",
        "0.2",
        "--first-layer-height",
        "0.2",
        "--nozzle-diameter",
        "0.4",
        "--center",
        "125,105",
    ]
    bed = ["--bed-shape", "0x0,250x0,250x210,0x210", "--max-print-height", "250", "--loglevel", "1"]
    run = subprocess.run(
        [slicer, "--export-gcode", *options, *bed, "-o", str(target), str(source)],
        capture_output=True, text=True, timeout=_SECONDS, check=False, cwd=folder,
    )  # fmt: skip
    if not target.exists():
        raise RuntimeError(f"{slicer} gave nothing: {(run.stdout + run.stderr)[-300:]}")
    first = target.read_text(encoding="utf-8", errors="replace").splitlines()[0]
    version = first.removeprefix("; generated by ").partition(" on ")[0].partition("+")[0]
    said = (run.stdout + run.stderr).partition(_STABILITY)[2]
    if not said:
        return None, version
    lines = [line.strip() for line in said.partition("onsider ")[0].splitlines()[1:] if line.strip()]
    words = [line for line in lines if line not in (source.name, "C", "Also c")]
    return "; ".join(words)[:120] or "warned", version


if __name__ == "__main__":
    raise SystemExit(main())
