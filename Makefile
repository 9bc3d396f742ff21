# Two commands do all the set-up: `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: demo test check format lock clean

demo: .venv/installed
	$(BIN)/otklik demo

test: check
	$(BIN)/pytest

check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The editable install needs no network: hatchling comes from requirements.txt, with its hash.
.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Needs uv (any way of installing it). No index address is written into the file.
lock:
	uv pip compile pyproject.toml --group dev --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --quiet --custom-compile-command 'make lock' -o requirements.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache otklik-demo
