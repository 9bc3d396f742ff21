# Two commands do all the set-up: `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: demo test bench check format lock clean

demo: .venv/installed
	$(BIN)/otklik demo

test: check
	$(BIN)/pytest

check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# Measures for minutes; every table says what it compares with.
bench: .venv/installed
	$(BIN)/python -m bench

format: .venv/installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The lock is whole, so pip has nothing to resolve: with --no-deps it takes what is written, and older pips, which lose
# sight of a pin that has an extra, cannot ask for another version. The editable install needs no network: hatchling comes
# from requirements.txt, with its hash.
.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps \
		--require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Needs uv (any way of installing it). No index address is written into the file.
lock:
	uv pip compile pyproject.toml --group dev --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --quiet --custom-compile-command 'make lock' -o requirements.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache otklik-demo
