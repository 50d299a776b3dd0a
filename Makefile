# make run | test | thorough | journeys | bench | lighthouse | clean       PYTHON=python3.12 make run       make run ARGS="--port 8080"
# make run ORGANISATION=gemeente-oeverwoude       serves with the changes of an organisation
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
ORGANISATION ?= $(THUISWERKCHECK_ORGANISATION)

# Pins what is installed and, with every pip, what the isolated build uses.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PACKAGING := pyproject.toml constraints.txt hatch_build.py package.json package-lock.json .npmrc $(shell find assets -type f)
CHROMIUM := apt-get install -y --no-install-recommends chromium

.DEFAULT_GOAL := run
.PHONY: run test thorough journeys bench lighthouse lint chromium clean

run: $(VENV)/installed
	THUISWERKCHECK_ORGANISATION=$(ORGANISATION) exec $(BIN)/thuiswerkcheck serve $(ARGS)

test: $(VENV)/installed-test lint chromium
	$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

# The same with every random case, every look and 200 journeys: `make test` tries a fifth, see tests/depth.py.
thorough: export THOROUGH := 1
thorough: test

# 200 random journeys through a browser; `make test` walks 16.
journeys: $(VENV)/installed-test chromium
	JOURNEYS=$${JOURNEYS:-200} $(BIN)/pytest -n 2 tests/browser/test_random_journeys.py $(ARGS)

lint: $(VENV)/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks $(ARGS)

# Needs npm on PATH; exits 1 where a page is below its targets.
lighthouse: $(VENV)/installed chromium
	$(BIN)/python -m benchmarks.lighthouse

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(PACKAGING) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-test: $(PACKAGING) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: $(PACKAGING) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@ $(VENV)/installed

chromium:
	@command -v chromium >/dev/null && exit 0; \
	command -v apt-get >/dev/null || { echo 'Chromium is needed for the browser tests: install it as `chromium` on PATH'; exit 1; }; \
	if [ "$$(id -u)" = 0 ]; then apt-get update -qq && $(CHROMIUM); \
	elif sudo -n true 2>/dev/null; then sudo apt-get update -qq && sudo $(CHROMIUM); \
	else echo 'Chromium is needed for the browser tests: sudo apt-get install chromium'; exit 1; fi

# Keeps the virtual environment, but the next run installs into it again.
clean:
	rm -rf build dist node_modules benchmarks/lighthouse/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f $(VENV)/installed $(VENV)/installed-test $(VENV)/installed-bench
	find app tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
