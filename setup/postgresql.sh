#!/bin/sh
# A PostgreSQL server for the tests that run once on it.
set -u
[ -n "$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null)" ] || exec sh "$(dirname "$0")/package.sh" postgresql
