#!/bin/sh
# The virtual environment, from the lock file, with uv; then the project itself, whose build hook makes the page.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
"$PYTHON" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 14)))' || {
    echo "Python 3.11 to 3.13 is needed; $PYTHON is $("$PYTHON" --version 2>&1). Set PYTHON=… to another." >&2
    exit 3
}
if [ ! -x .venv/bin/python ]; then
    echo "[1/3] making the virtual environment"
    "$PYTHON" -m venv .venv 2>/dev/null || {
        sh setup/package.sh python3-venv && "$PYTHON" -m venv --clear .venv
    }
fi
uv=$(sed -n 's/^uv==\([^ ;\\]*\).*/\1/p' requirements-dev.lock)
.venv/bin/uv --version 2>/dev/null | grep -q " $uv" || .venv/bin/python -m pip install -q --disable-pip-version-check "uv==$uv"
echo "[2/3] installing the locked packages"
.venv/bin/uv pip sync -q -p .venv/bin/python --require-hashes requirements-dev.lock
echo "[3/3] building the page and installing the project"
.venv/bin/uv pip install -q -p .venv/bin/python --no-deps -e .
touch .venv/.ready
