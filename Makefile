# Everything sets itself up: a Python from 3.11 on is all that must be there.
#
#   make demo                    import the bundled export into a throw-away Matrix server, and prove it
#   make demo EXPORT=path        the same with your own export; KEEP=1 leaves the server running
#   make test                    lint, types, architecture, and all tests, with a real homeserver
#   make test SYNAPSE=1.162.0    the bedrock module's tests with another release of Synapse
#   make bench                   how fast it is, against a bare client on the same homeserver
#   make lint                    the first half of `make test`
#   make lock                    write the lock files again, with the newest versions that are allowed
#   make clean                   remove all that was made here, the virtual environment included

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BEDROCK := $(VENV)/.bedrock
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --use-pep517

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint lock clean

help:
	@sed -n '3,/^$$/s/^# \{0,3\}//p' Makefile

# Variables given to make are in the environment of its recipes: quoted there, a path may contain anything.
demo: $(BEDROCK)
	@$(BIN)/python -m demo $${KEEP:+--keep} $${EXPORT:+"$$EXPORT"}

# Tests of one file share their servers, so one worker runs them.
test: lint $(BEDROCK)
ifdef SYNAPSE
	BERINGIA_TEST_SYNAPSE=$$(scripts/synapse_venv "$(SYNAPSE)") $(BIN)/pytest -n 2 --dist loadfile tests/acceptance/bedrock
else
	$(BIN)/pytest -n 2 --dist loadfile
endif

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(BEDROCK)
	@$(BIN)/python -m benchmarks

lock: $(READY)
	scripts/lock

clean:
	rm -rf $(VENV) .synapse .demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installed from the lock files alone; the package itself last, without asking anybody for anything.
$(READY): requirements/build.lock requirements/dev.lock pyproject.toml scripts/python_version.py
	@$(PYTHON) scripts/python_version.py
	@echo "Setting up $(VENV) (once; a minute or two) ..."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) --require-hashes -r requirements/build.lock
	@$(INSTALL) --require-hashes -r requirements/dev.lock
	@$(INSTALL) --no-deps --editable .
	@touch $@

# The homeserver of the demonstration and of the tests lives in the same environment, so its module goes there too.
$(BEDROCK): $(READY) $(wildcard registration/bedrock/*)
	@$(INSTALL) --no-deps --force-reinstall ./registration/bedrock
	@touch $@
