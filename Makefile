# make run: both sites, a worker and demonstration data on this machine.   make test: everything that proves it works.
# make bench: ratios against bare limits.   Both set up what they need; nothing else has to be done first.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)

.PHONY: run code test bench check lock messages encoder model card clean

run: $(VENV)/.run $(CATALOGUES:.po=.mo)
	@$(BIN)/feedback demo

code: $(VENV)/.run
	@$(BIN)/feedback inspector code --email inspector@example.org \
		--database-url sqlite:///$(CURDIR)/.var/demo/feedback.db --secrets .var/demo/keys/workbench/secrets.toml

test: $(VENV)/.test $(CATALOGUES:.po=.mo) check
	@$(BIN)/python -m tests.setup
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/.test
	@$(BIN)/ruff check -q && $(BIN)/ruff format -q --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.test $(CATALOGUES:.po=.mo)
	@$(BIN)/python -m tests.setup
	@$(BIN)/python -m tests.benchmarks

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Missing: Python 3.11 or newer ($(PYTHON))"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Missing: Python 3.11 or newer; this is $$($(PYTHON) --version). Set PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Missing: Python's venv module (on Debian: apt-get install python3-venv)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@test -e $(VENV)/.test || $(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements-test.lock pyproject.toml | $(VENV)/bin/python
	@$(PIP) install --require-hashes -r requirements-test.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

%.mo: %.po | $(VENV)/.run
	@$(BIN)/pybabel -q compile -i $< -o $@

# For whoever changes dependencies, words for people, or training passages:
lock:
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group build --group test --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -c requirements.lock -o requirements-test.lock

messages: $(VENV)/.run
	@$(BIN)/pybabel -q extract -F pyproject.toml -k lazy_gettext --project=feedback --version=0.1.0 --add-location=file --sort-by-file --copyright-holder="the feedback project" -o translations/messages.pot feedback
	@for po in $(CATALOGUES); do $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-pot-creation-date -i translations/messages.pot -o $$po -l $$(basename $$(dirname $$(dirname $$po))); done

encoder: $(VENV)/.test
	@$(BIN)/python -m analysis tune

model: $(VENV)/.test
	@$(BIN)/python -m analysis train

card: $(VENV)/.test
	@$(BIN)/python -m analysis measure

clean:
	@rm -rf .var
