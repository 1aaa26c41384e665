#!/bin/sh
# Chromium for the browser tests.
set -u
command -v chromium >/dev/null 2>&1 || exec sh "$(dirname "$0")/package.sh" chromium
