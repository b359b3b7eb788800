# Two commands need nothing else: `make demo` and `make test`. `make check` is what CI holds you to.
#
# quick   lint, types, contracts and the tests without slow ones: a minute, for every change
# test    all tests but the heavy ones, a fifth of the examples of each law: minutes, before a push
# heavy   what `test` leaves out: large sizes, and all examples of each law
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := $(CURDIR)

.PHONY: demo quick fast test heavy check peers format lint types contracts docs prose picture unused bench lock clean

demo: $(VENV)/.runs
	$(BIN)/python -m soescan demo

PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal -q

quick: $(VENV)/.tests
	@$(MAKE) --no-print-directory -j2 --output-sync=target fast lint contracts types

fast: $(VENV)/.tests
	$(PYTEST) -m "not slow and not heavy"

test: $(VENV)/.tests
	$(PYTEST) -m "not heavy" $(if $(CI),--cov=soescan --cov-report=term:skip-covered)

heavy: $(VENV)/.tests
	$(PYTEST) -m "heavy or hypothesis" --hypothesis-profile=heavy

check: lint types contracts docs prose unused test heavy

# Test suites of other projects, as source distributions; without them, tests/peers skips and says so.
PEER_SUITES ?= $(CURDIR)/.peers
export PEER_SUITES
peers: $(VENV)/.tests
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --require-hashes \
		-r tests/peers/requirements.txt -d $(PEER_SUITES)

format: $(VENV)/.tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.tests
	$(BIN)/mypy

contracts: $(VENV)/.tests
	$(BIN)/lint-imports --no-cache

unused: $(VENV)/.tests
	$(BIN)/deptry .

# Writes what code knows, and what commands say, into the pages; CI only compares (tests run the consoles).
docs: $(VENV)/.tests
	$(BIN)/cog $(if $(CI),--check,-r) README.md docs/*.md
	$(if $(CI),,$(BIN)/python -m tests.pages)

# Spelling and style of all that people read: pages, help, catalogs, outputs.
prose: $(VENV)/.tests
	$(BIN)/python -m tests.prose

picture: $(VENV)/.tests
	$(BIN)/python -m tests.demo.picture

bench: $(VENV)/.tests
	for script in tests/benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

# Pins and hashes for every platform, from pyproject.toml.
lock: $(VENV)/.tests
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --extra solve --extra pdf --group dev -o requirements-dev.lock
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"

$(VENV)/pyvenv.cfg:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "soescan needs Python 3.11 or newer; say which with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: $(VENV)/pyvenv.cfg requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.tests: $(VENV)/.runs requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf $(VENV) dist soescan-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
