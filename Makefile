# `make` alone lists the targets. Everything else is in tools/ (standard library only, Python 3.11 or newer).
PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= .heyi
VENV ?= .venv
PYTHON := $(VENV)/bin/python
# An environment that was finished runs the tools itself; only without one is the machine asked for its Pythons.
BOOT_PYTHON := $(if $(and $(wildcard $(PYTHON)),$(wildcard $(VENV)/heyi-stamp)),$(PYTHON),$(shell \
  for name in python3.13 python3.12 python3.11 python3 python; do \
  path=$$(command -v $$name) && $$path -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && echo $$path && break; done))
export HEYI_VENV := $(VENV)
# The first start compiles what the later ones import; without that every start takes a second more.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run demo up test faults check lint format lock client bench sbom audit screenshots build clean python base dev web messages

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: demo ## start everything with the demo company [PORT=8000] [DATA=.heyi] [HOST=127.0.0.1]

demo: base web messages
	@exec $(PYTHON) -m heyi demo --host $(HOST) --port $(PORT) --data $(DATA)

up: base web messages ## start a real, empty installation [PORT=8000] [DATA=.heyi]
	@exec $(PYTHON) -m heyi up --host $(HOST) --port $(PORT) --data $(DATA)

test: dev messages ## everything: checks, tests, web app, browser stories, wheel
	@exec $(PYTHON) tools/stages.py

faults: export HEYI_FAULT_KILLS ?= 300
faults: export HEYI_FAULT_CLIENTS ?= 1000
faults: export HEYI_FAULT_ROUNDS ?= 20
faults: export HEYI_FAULT_SECONDS ?= 120
faults: export HEYI_FAULT_CUTS ?= 1000
faults: export HEYI_FAULT_DARK ?= 30
faults: export HEYI_FAULT_CLOCK ?= 10
faults: export HEYI_FAULT_BOUNDARIES ?= all
faults: export HEYI_FAULT_RESTORES ?= 5
faults: dev messages ## the long runs: kills, races, cuts, boundaries [ONLY=kills]
	@exec $(PYTHON) -m pytest $(foreach part,$(or $(ONLY),kills races network full restore duplicates boundaries clock),tests/faults/test_$(part).py)

check: dev messages ## the quick part of test: lint, translations, migrations
	@exec $(PYTHON) tools/stages.py lint translations migrations

lint: dev ## style, sizes, import contracts, types
	@exec $(PYTHON) tools/stages.py lint

format: dev ## put the sources in shape
	@$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .
	@$(PYTHON) tools/webapp.py run format

lock: dev ## compile requirements/*.in into hashed *.txt
	@$(PYTHON) tools/environment.py lock

client: dev messages ## regenerate the web app's API types from OpenAPI
	@$(PYTHON) tools/client.py

bench: dev messages web ## benchmarks against peers and the physical floor [QUICK=1]
	@$(PYTHON) tools/environment.py bench
	@exec $(PYTHON) -m bench $(if $(QUICK),--quick)

sbom: base ## what the product ships, as CycloneDX JSON: dist/sbom.json
	@$(PYTHON) tools/sbom.py

audit: base ## known holes of the locked packages; SKIPPED where no database of them answers
	@$(PYTHON) tools/audit.py

screenshots: dev messages web ## pictures of the main screens into web/screenshots
	@exec $(PYTHON) tools/stages.py screenshots

build: dev messages web ## the wheel with the built web app, in dist/
	@$(PYTHON) -m build --wheel --no-isolation --outdir dist .

clean: ## remove what can be made again (never data)
	rm -rf web/dist web/node_modules dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find heyi -name '*.mo' -delete

python:
	@test -n "$(BOOT_PYTHON)" || { echo "Python 3.11 or newer with venv is needed (on Debian: apt-get install python3-venv)." >&2; exit 2; }

base: python
	@$(BOOT_PYTHON) tools/environment.py base

dev: python
	@$(BOOT_PYTHON) tools/environment.py dev

web: base
	@$(PYTHON) tools/webapp.py build

messages: base
	@$(PYTHON) tools/messages.py compile
