# Two commands do everything: `make run` starts the shop, `make test` passes its tests.
PORT ?= 8000
DATA ?= .data
PY := .venv/bin/python
.DEFAULT_GOAL := help

.PHONY: help run setup test test-long chaos lint format bench docs lock clean

help:  ## What can be done
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: setup  ## Start the shop: make run [PORT=8000] [DATA=.data]
	@sh setup/slicer.sh
	@exec $(PY) -m server serve --port $(PORT) --data "$(DATA)"

setup: .venv/.ready server/static/.stamp

.venv/.ready: requirements-dev.lock pyproject.toml setup/environment.sh setup/page.py setup/hook.py
	@sh setup/environment.sh

# The page is one of the things that the build hook makes; it is made again when its sources change.
server/static/.stamp: $(shell find web -path web/node_modules -prune -o -type f -print 2>/dev/null) | .venv/.ready
	@sh setup/page.sh

test: setup  ## Run the tests, four files at a time, for many only wait: make test [ARGS="-n 0 tests/server"]
	@sh setup/slicer.sh && sh setup/chromium.sh && sh setup/page.sh tools
	$(PY) -m pytest -m "not long" -n 4 --dist loadfile --no-loadscope-reorder $(ARGS)

test-long: setup  ## Run all tests, the soaks and sweeps too
	@sh setup/slicer.sh && sh setup/chromium.sh && sh setup/page.sh tools && sh setup/postgresql.sh && sh setup/lighthouse.sh
	$(PY) -m pytest $(ARGS)

chaos: setup  ## Orders under random troubles, with figures: make chaos [ARGS="--runs 500 --seed 1"] [ARGS="--hosts"]
	@sh setup/slicer.sh && sh setup/postgresql.sh
	$(PY) -m tests.reliability.storm $(ARGS)

lint: setup  ## Check style, types, imports and the page's sources
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	@sh setup/page.sh check

format: setup  ## Put the sources into the house's form
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: setup  ## Measure, each claim beside a peer or a floor: make bench [ARGS="preview"]
	@sh setup/slicer.sh
	@sh setup/peers.sh $(ARGS)
	$(PY) -m benchmarks $(ARGS)

docs: setup  ## Write what is generated into docs/: the HTTP interface and the settings
	$(PY) -m server admin openapi > docs/openapi.json
	$(PY) -m server admin describe > docs/settings.md

lock:  ## Resolve the locked dependencies anew
	.venv/bin/uv pip compile -q --universal --generate-hashes --no-annotate --no-header -p 3.11 pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile -q --universal --generate-hashes --no-annotate --no-header -p 3.11 pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:  ## Remove everything that setup made; the data folder stays
	rm -rf .venv .venv-octoprint .venv-moonraker .venv-prusalink .venv-bambu .venv-bench-* server/static web/node_modules benchmarks/peers/node/node_modules tests/browser/lighthouse/node_modules
