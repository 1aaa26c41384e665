#!/bin/sh
# PrusaSlicer, if none is found. Without one the shop still runs: orders wait until there is one.
set -u
cd "$(dirname "$0")/.."
[ -z "${PRINTWRIGHT_SLICER:-}" ] && command -v prusa-slicer >/dev/null 2>&1 && exit 0
.venv/bin/python -m printers slicer >/dev/null 2>&1 && exit 0
sh setup/package.sh prusa-slicer && exit 0
echo "Going on without a slicer: products can be designed and ordered, orders wait until PrusaSlicer is installed." >&2
exit 0
