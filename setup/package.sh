#!/bin/sh
# Install Debian packages: package.sh NAME…  Exit code 1, with the exact words to type, where that is not allowed.
set -u
missing=""
for name in "$@"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing="$missing $name"
done
[ -z "$missing" ] && exit 0
command -v apt-get >/dev/null 2>&1 || { echo "Please install:$missing" >&2; exit 1; }
if [ "$(id -u)" = 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as="sudo"; else
    echo "Please install, as an administrator: apt-get install$missing" >&2
    exit 1
fi
echo "installing$missing (Debian packages)"
log=$(mktemp)
install() { $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >"$log" 2>&1; }
install || { $as apt-get update -q >"$log" 2>&1; install; } || {
    tail -5 "$log" >&2
    echo "Please install, as an administrator: apt-get install$missing" >&2
    exit 1
}
