"""OpenSCAD's command line: a process for each value, as an editor that renders on every change would start it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.peers.lines import Reply, Values, Watch, serve

TWINS = Path(__file__).parent / "scad"
FONTS = Path(__file__).parents[2] / "generators" / "fonts"


def version(program: str) -> str:
    """What the program calls itself."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def main() -> None:
    """Answer with binary STL."""
    program = shutil.which("openscad")
    assert program, "there is no openscad on the path"
    environment = {**os.environ, "OPENSCAD_FONT_PATH": str(FONTS)}

    def answer(part: str, values: Values) -> Reply | None:
        file = TWINS / f"{part}.scad"
        if not file.exists():
            return None
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "part.stl"
            watch = Watch()
            # Numbers and texts are written alike in JSON and in OpenSCAD.
            given = [word for name, value in values.items() for word in ("-D", f"{name}={json.dumps(value)}")]
            command = [program, "-q", "-o", str(out), "--export-format", "binstl", *given, str(file)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if not out.exists():
                raise RuntimeError(re.sub(r"\s+", " ", done.stderr)[-200:])
            mesh = out.read_bytes()
            watch.lap("process")
        return Reply(mesh, "stl", watch.stages)

    serve(version(program), answer)


if __name__ == "__main__":
    main()
