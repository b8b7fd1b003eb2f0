# Every target sets up what it needs: a virtual environment with the locked, hashed packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# What pip does for a package that it installs, also where Python may not keep what it compiles: else each start compiles.
COMPILE := $(BIN)/python -m compileall -q geo

# What judges pages and minifies scripts comes from npm, where there is one; without it those tests are skipped.
JUDGES := tests/web/node_modules/.ready

.PHONY: app test check format bench data lock clean

app: $(READY)
	$(COMPILE)
	$(BIN)/strikemap app

test: $(READY) $(JUDGES)
	$(COMPILE)
	$(BIN)/python -m pytest -n 2

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)
	$(BIN)/python bench/run.py

# Rebuilds every file under data/ from its raw source, byte for byte the same. Needs npm and apt-get (Debian).
data: $(READY)
	$(BIN)/python -m data.build.all

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("strikemap needs Python 3.11 or later, not " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

$(JUDGES): tests/web/package-lock.json
	if command -v npm >/dev/null; then npm ci --prefix tests/web --silent && touch $@; \
	else echo "no npm: pages are not judged by axe and html-validate"; fi

# Writes requirements.lock anew from pyproject.toml, with hashes and without addresses.
lock:
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --extra dev -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) tests/web/node_modules .mypy_cache .ruff_cache .pytest_cache
