# make run | check | test | thorough | journeys | crashes | bench | lighthouse | schemas | screenshot | clean
# PYTHON=python3.12 make run       make run ARGS="--port 8080"
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
# Where it is set, every process compiles all modules and every test anew: half a minute of a whole run.
unexport PYTHONDONTWRITEBYTECODE

PACKAGING := pyproject.toml constraints.txt hatch_build.py package.json package-lock.json .npmrc $(shell find assets -type f)
INSTALL := apt-get install -y --no-install-recommends

.DEFAULT_GOAL := run
.PHONY: run test check thorough journeys crashes bench lighthouse schemas screenshot lint style browser chromium postgresql clean

run: $(VENV)/installed
	THUISWERKCHECK_ORGANISATION=$(ORGANISATION) exec $(BIN)/thuiswerkcheck serve $(ARGS)

# Three at once, also on two cores: a third of the time goes into waiting for a browser or a program that starts.
test: $(VENV)/installed-test style browser postgresql
	@$(call beside_types,$(BIN)/pytest -n 3 --dist worksteal $(ARGS))

# Types are checked meanwhile, and told last: without what mypy keeps of a run before it takes half a minute.
beside_types = mkdir -p .mypy_cache; $(BIN)/mypy >.mypy_cache/told 2>&1 & types=$$!; \
	$(1); tests=$$?; wait $$types; types=$$?; cat .mypy_cache/told; [ $$tests = 0 ] && [ $$types = 0 ]

# What to run while writing: linters, types, layers and the tests of one answer set; no browser, no PostgreSQL.
UNIT := tests/test_architecture.py tests/test_claims_of_cases.py tests/rulebook tests/engine tests/cases tests/language
check: style
	@$(call beside_types,$(BIN)/pytest -n 2 --dist worksteal -q $(UNIT) $(ARGS))

# The same with every random case, every look and 208 journeys: `make test` tries a tenth, see tests/depth.py.
thorough: export THOROUGH := 1
thorough: test

# 208 random journeys through a browser; `make test` walks 8.
journeys: $(VENV)/installed-test browser
	JOURNEYS=$${JOURNEYS:-208} $(BIN)/pytest -n 2 tests/browser/test_random_journeys.py $(ARGS)

# 60 kills on SQLite and 8 on PostgreSQL, every second one of the server itself, while cases are kept; `make test` does fewer.
crashes: $(VENV)/installed-test postgresql
	CRASHES=$${CRASHES:-60,8} $(BIN)/pytest tests/store/test_crashes.py $(ARGS)

lint: style
	$(BIN)/mypy

style: $(VENV)/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

bench: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks $(ARGS)

# Needs npm on PATH; exits 1 where a page is below its targets.
lighthouse: $(VENV)/installed chromium
	$(BIN)/python -m benchmarks.lighthouse

# The schemas that editors read: what `thuiswerkcheck schema` prints.
schemas: $(VENV)/installed
	for kind in rulebook examples overlay; do $(BIN)/thuiswerkcheck schema $$kind > docs/schema/$$kind.schema.json; done

# The picture in the README.
screenshot: $(VENV)/installed-test chromium
	$(BIN)/python -m benchmarks.screenshot

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

# $(call needed,what is needed,Debian's package)
define needed
command -v apt-get >/dev/null || { echo '$(1)'; exit 1; }; \
if [ "$$(id -u)" = 0 ]; then apt-get update -qq && $(INSTALL) $(2); \
elif sudo -n true 2>/dev/null; then sudo apt-get update -qq && sudo $(INSTALL) $(2); \
else echo '$(1): sudo apt-get install $(2)'; exit 1; fi
endef

chromium:
	@command -v chromium >/dev/null && exit 0; \
	$(call needed,Chromium is needed on PATH,chromium)

# Chromium without windows, else the whole. Playwright drives it with a program of its own, which needs a library that a
# bare Debian does not have.
browser: $(VENV)/installed-test
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null && exit 0; \
	$(call needed,Chromium is needed on PATH for the browser tests,chromium-headless-shell)
	@$(BIN)/playwright --version >/dev/null 2>&1 && exit 0; \
	$(call needed,The driver of Playwright does not start without libatomic,libatomic1)

# The tests start it themselves, apart from any that runs; Debian keeps its programs off PATH.
postgresql:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0; \
	$(call needed,PostgreSQL (initdb) is needed on PATH for the tests of the store,postgresql)

# Keeps the virtual environment, but the next run installs into it again.
clean:
	rm -rf build dist node_modules benchmarks/lighthouse/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f $(VENV)/installed $(VENV)/installed-test $(VENV)/installed-bench
	find app tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
