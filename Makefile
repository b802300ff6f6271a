# `make demo` and `make test` need python3 (3.11 or newer) and make, and nothing else: each makes its own environment.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
REPORT := reports/stockholm-2025
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint format types contracts docs docs-check wheel bench clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.demo  ## install bahe, run the case stockholm-2025, say where the report is
	$(BIN)/bahe run stockholm-2025 -o $(REPORT)
	@test -s $(REPORT)/report.html
	@echo
	@echo "The report: $(CURDIR)/$(REPORT)/report.html (one file, opens offline in any browser)"
	@echo "The workbench: $(BIN)/bahe serve, then http://127.0.0.1:8766/"

test: $(VENV)/.test  ## install bahe and run all tests (ARGS="-k tariff" narrows them)
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev  ## ruff: style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev  ## mypy, strict on the core
	$(BIN)/mypy

contracts: $(VENV)/.dev  ## the two import contracts
	$(BIN)/lint-imports

docs: $(VENV)/.dev  ## write the generated pages and build the manual
	$(BIN)/python docs/generate.py
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html
	@echo "The manual: $(CURDIR)/docs/_build/html/index.html"

docs-check: $(VENV)/.dev  ## fail if a generated page is out of date or the manual does not build
	$(BIN)/python docs/generate.py --check
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html

wheel: $(VENV)/.dev  ## build dist/*.whl
	$(BIN)/python -m build --wheel

bench: $(VENV)/.bench  ## the speed table, peers included
	$(BIN)/bahe bench

clean:  ## remove the environment and everything that was made
	rm -rf $(VENV) dist build reports docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# -- environments: made anew whenever pyproject.toml changes ------------------------------------------------------

$(VENV)/.python: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "bahe needs Python 3.11 or newer; say which with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' \
	  || { echo "this Python cannot make environments (Debian: apt install python3-venv)"; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.demo: $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@ $(VENV)/.demo

$(VENV)/.bench: $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	@touch $@ $(VENV)/.demo

$(VENV)/.dev: $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@ $(VENV)/.demo $(VENV)/.test
