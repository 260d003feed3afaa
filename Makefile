# make demo    install everything, grade the sample class, print the table
# make test    install everything, pass all the tests
# make course  regenerate course/ from solutions/
# make docs    regenerate the tables in docs/
# make site    build the documentation site into build/site, without a network
# make screenshots  take pictures of what is seen, into build/screenshots (needs Chromium)
# make lock    fit requirements.lock to pyproject.toml; with UPGRADE=--upgrade, to the newest
#              versions too (needs the network)
# make versions  run the fast tests with the lowest and newest versions allowed, on each Python
# make installs  build all distributions, and try each in an environment of its own
# make release   all checks, then the distributions in dist/; publishes nothing (the last three
#                need a package index, and the whole of it takes an hour or more)
# make clean   remove caches and build products; the environment in .venv stays
#
# PYTHON=python3.12 selects another Python, VENV=/some/folder another environment;
# TRY="--python 3.12 --allow lowest tests/backhand" makes versions do less.

PYTHON ?= python3
VENV ?= .venv
JOBS ?= 4

BIN := $(VENV)/bin
# Touched after an install, so that make installs again when a file it depends on has changed.
INSTALLED := $(VENV)/.backhand-installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# It trusts the certificates that the system trusts, as pip does.
UV := UV_SYSTEM_CERTS=1 $(BIN)/uv --quiet pip

.PHONY: demo test course docs site screenshots lock versions installs release clean

demo: $(INSTALLED)
	@$(BIN)/backhand demo

test: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/pytest -n $(JOBS) --dist worksteal --durations 25 --durations-min 1

course: $(INSTALLED)
	@$(BIN)/backhand build

docs: $(INSTALLED)
	@$(BIN)/backhand coverage > docs/coverage.md
	@$(BIN)/backhand slips > docs/slips.md
	@$(BIN)/backhand mutants > docs/mutants.md
	@PYTHONPATH=tests $(BIN)/python -m tools.website.held_out > docs/held_out.md

site: $(INSTALLED)
	@$(BIN)/python -m tools.website

screenshots: $(INSTALLED)
	@PYTHONPATH=tests $(BIN)/python -m browser.screenshots

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "expected Python 3.11 or newer, got $$($(PYTHON) --version 2>&1 | head -n 1); likely PYTHON=python3.12 make ... helps" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "expected Python's venv module, got none; likely the package python3-venv is not installed" >&2; exit 1; }
	@echo "Installing into $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV)
# uv takes a quarter of pip's time. Where it cannot be had or finds no index, pip does the work.
	@{ $(PIP) install uv && \
	  $(UV) install --python $(BIN)/python --compile-bytecode --requirement requirements.lock; } || \
	  $(PIP) install --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

versions: $(INSTALLED)
	@$(PIP) install uv
	@$(BIN)/python tools/versions.py $(TRY)

installs: $(INSTALLED)
	@$(PIP) install uv
	@$(BIN)/python tools/installs.py

release: $(INSTALLED)
	$(BIN)/python tools/release.py
	$(BIN)/ruff check .
	$(BIN)/ruff format --check autograder backhand backhand_cli.py tests tools benchmarks
	$(BIN)/mypy --num-workers 2
	$(BIN)/backhand build
	git diff --exit-code
	$(BIN)/pytest --whole -n $(JOBS) --dist worksteal
	@$(PIP) install uv
	$(BIN)/python tools/versions.py
	rm -rf dist
	$(BIN)/python tools/installs.py --dist dist
	@echo "dist/ holds the distributions. Nothing was published; backhand_solutions never is."

# uv itself is not locked: it only writes the file, and the file is reviewed.
lock: $(INSTALLED)
	@$(PIP) install uv
	$(UV) compile $(UPGRADE) --universal --python-version 3.11 --extra dev \
	  --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean:
	rm -rf build/site* build/screenshots dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find autograder backhand benchmarks docs tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
