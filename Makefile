.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: help run test lint bench clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

help: ## show the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## do the whole job once on generated data, in out/demo
	@mkdir -p out/demo
	$(BIN)/uba demo --out out/demo

test: $(VENV)/.installed ## run the tests
	$(BIN)/python -m pytest $(TESTS)

lint: $(VENV)/.installed ## check style, types and which package imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed ## measure speed and size
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.entities

clean: ## remove what the other targets made
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two stamps: everything is installed anew only when the lock changes; a changed
# pyproject.toml only installs this project again, which takes a second.
$(VENV)/.locked: requirements.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "UBA needs Python 3.11 or newer, found $$("$(PYTHON)" --version): make PYTHON=/path/to/python3.11" >&2; exit 1; }
	rm -rf $(VENV)
	"$(PYTHON)" -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
