"""
Programs of printer hosts, each in an environment of its own, never imported.

What `<name>.lock` names (compiled from `<name>.in`) is installed on first use, into a folder under `.venv-<name>/`
that is named after the lock. So a changed lock is a new environment, and equal ones are shared.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def program(name: str, *, debian: tuple[str, ...] = ()) -> Path:
    """
    The installed program; installs it when it is not there.

    debian: packages without which it cannot be built. Where they may not be installed the test is skipped, with the
    words to type.
    """
    lock = Path(__file__).parent / f"{name}.lock"
    folder = ROOT / f".venv-{name}" / hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "lock").open("w") as only_one:
        fcntl.flock(only_one, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            if debian:
                packages = ["sh", str(ROOT / "setup" / "package.sh"), *debian]
                tried = subprocess.run(packages, capture_output=True, text=True)
                if tried.returncode:
                    pytest.skip(f"{name} needs Debian packages: {tried.stderr.strip()}")
            uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
            subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)], check=True)
            words = [uv, "pip", "install", "--quiet", "--require-hashes", "--python", str(folder / "bin/python")]
            subprocess.run([*words, "-r", str(lock)], check=True)
            (folder / "complete").touch()
    return folder / "bin" / name
